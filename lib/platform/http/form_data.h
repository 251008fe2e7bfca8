// A form with files as browsers send it (multipart/form-data, RFC 7578, WHATWG HTML §4.10.21.8), read as it comes: fields
// whole, files piece by piece, in memory of a fixed size. One level: what a file holds is never looked into, so nothing nests.
// Stricter than RFC 2046: no preamble, no padding, no folded fields. Why it is our own: docs/adr/0022. Pure; one thread at a
// time.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "lib/platform/base/status.h"

namespace tabadul::http {

// Of a Content-Type of this kind; none if it is another, or names no boundary as RFC 2046 has them.
std::optional<std::string> BoundaryOf(std::string_view content_type);

class FormDataReader {
 public:
  // Told in the order of the form. An error ends the reading with it.
  class Receiver {
   public:
    virtual ~Receiver() = default;
    virtual absl::Status OnField(std::string_view name, std::string value) = 0;
    // What follows is its bytes, then its end. `file_name` as the sender has it, UTF-8; empty: he has chosen none.
    virtual absl::Status OnFile(std::string_view name, std::string file_name) = 0;
    virtual absl::Status OnFileBytes(std::string_view bytes) = 0;
    virtual absl::Status OnFileEnd() = 0;
  };
  static constexpr size_t kMostParts = 100;
  static constexpr size_t kMostHead = 4u << 10;    // of one part
  static constexpr size_t kMostField = 64u << 10;  // a value

  // `receiver` outlives this.
  FormDataReader(std::string_view boundary, Receiver& receiver);

  // MALFORMED {field, form}: it is no such form; TOO_MANY {field, limit}; TOO_LONG {field, limit}; the receiver's own. After an
  // error nothing more may be put.
  absl::Status Put(std::string_view bytes);
  // There are no more bytes: MALFORMED if the form is not whole.
  absl::Status End() const;

 private:
  enum class At { kBegin, kAfterDelimiter, kHead, kField, kFile, kEnd };
  absl::Status Proceed(bool* more);
  absl::Status Begin(bool* more);
  absl::Status AfterDelimiter(bool* more);
  absl::Status ReadHead(bool* more);
  absl::Status ReadData(bool* more);
  absl::Status BeginPart(std::string_view head);
  absl::Status TakeData(size_t bytes);
  absl::Status EndPart();

  const std::string delimiter_;  // CRLF, two dashes, the boundary
  Receiver& receiver_;
  At at_ = At::kBegin;
  size_t parts_ = 0;
  std::string pending_;  // has come and is not read
  std::string name_, value_;
};

}  // namespace tabadul::http
