// Errors. Everything that can fail returns absl::Status or absl::StatusOr; every error that is made here
// carries one common.v1.ErrorReason with its dynamic parts, and fields with theirs. The text that people
// read is made once, at the edge (lib/platform/rpc, the command), from data/messages by reason and language:
// so no code below the edge writes sentences.
// This header also hides that Debian's absl::string_view is not std::string_view.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tabadul/common/v1/error.pb.h"

namespace tabadul {

using common::v1::ErrorReason;
using Metadata = std::map<std::string, std::string>;

// "TOO_LONG" for ERROR_REASON_TOO_LONG; and back (UNSPECIFIED if there is none).
std::string_view ReasonName(ErrorReason reason);
ErrorReason ReasonFromName(std::string_view name);
// The status code that a reason always has (the table is in proto/tabadul/common/v1/error.proto).
absl::StatusCode CodeOf(ErrorReason reason);

// The one way to make an error. The code follows from the reason.
absl::Status Error(ErrorReason reason, Metadata metadata = {});
// INTERNAL: `what` goes to the log with an id, never to the caller.
absl::Status Internal(std::string_view what);
// UNAVAILABLE (or another code) with google.rpc.RetryInfo.
absl::Status WithRetry(absl::Status status, absl::Duration after);

// The reason of an error made by Error (UNSPECIFIED for foreign statuses), its dynamic parts, its retry
// delay.
ErrorReason ReasonOf(const absl::Status& status);
Metadata MetadataOf(const absl::Status& status);
absl::Duration RetryAfter(const absl::Status& status);  // zero if not stated

// One mistake in one field.
struct Violation {
  std::string field;  // path: "vacancy.pay.currency"
  ErrorReason reason;
  Metadata metadata;  // without "field"

  common::v1::FieldViolation ToProto() const;  // without a message
};

// Collects the mistakes of one message, so that all are told at once. Not thread-safe.
// Validators push the path of the field they are in: `auto in = v.In("pay"); v.Add("currency", …)`.
class Violations {
 public:
  class Scope {
   public:
    Scope(Violations& owner, size_t length) : owner_(owner), length_(length) {}
    ~Scope() { owner_.path_.resize(length_); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Violations& owner_;
    size_t length_;
  };
  [[nodiscard]] Scope In(std::string_view field);                // may be empty: the scope itself
  [[nodiscard]] Scope In(std::string_view field, size_t index);  // "locations[2]"
  // `field` may be empty: the scope itself. At most 100 are kept: more help nobody.
  void Add(std::string_view field, ErrorReason reason, Metadata metadata = {});
  bool ok() const { return list_.empty(); }
  const std::vector<Violation>& list() const { return list_; }
  // OK, or an error with the first reason (metadata with "field") and all of them as
  // common.v1.FieldViolations.
  absl::Status ToStatus() const;

 private:
  std::string path_;
  std::vector<Violation> list_;
};
// The field violations that an error carries (from ToStatus, also after a trip over the wire).
std::vector<Violation> ViolationsOf(const absl::Status& status);

inline absl::string_view Absl(std::string_view s) { return {s.data(), s.size()}; }
inline std::string_view Std(absl::string_view s) { return {s.data(), s.size()}; }

}  // namespace tabadul

#define TABADUL_CONCAT_(a, b) a##b
#define TABADUL_CONCAT(a, b) TABADUL_CONCAT_(a, b)
#define RETURN_IF_ERROR(expression)                \
  do {                                             \
    ::absl::Status status_macro_ = (expression);   \
    if (!status_macro_.ok()) return status_macro_; \
  } while (false)
#define ASSIGN_OR_RETURN(declaration, expression) \
  ASSIGN_OR_RETURN_(TABADUL_CONCAT(status_or_, __LINE__), declaration, expression)
#define ASSIGN_OR_RETURN_(name, declaration, expression) \
  auto name = (expression);                              \
  if (!name.ok()) return std::move(name).status();       \
  declaration = *std::move(name)
