// Tokens of the pages of a search of any kind: the index's continuation, bound to the query, filters and order it belongs
// to. Sealed: a continuation says how many records have which word, also those that its bearer may not see. Pure, thread-safe.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "lib/evidence/digest.h"
#include "lib/platform/base/status.h"

namespace tabadul::finding {

// What a request is for its pages: everything that decides which results come and in which order. Pages may differ in
// size and freshness.
template <class Request>
std::string Fingerprint(Request request) {
  request.clear_page_token();
  request.clear_page_size();
  request.clear_facets();
  request.clear_highlights();
  request.clear_at_least();
  return evidence::Sha256(Request::descriptor()->full_name() + request.SerializeAsString()).substr(0, 8);
}

struct PageToken {
  std::string corrected;     // the query that was searched for instead; empty: the request's own
  std::string continuation;  // empty: the first page
};

class PageTokens {
 public:
  // `key`: 32 bytes, the same in every replica.
  explicit PageTokens(std::string key) : key_(std::move(key)) {}
  // Empty without a continuation.
  std::string Make(const std::string& fingerprint, const PageToken& token) const;
  // TOKEN_UNREADABLE, TOKEN_MISMATCH.
  absl::StatusOr<PageToken> Read(const std::string& fingerprint, const std::string& token) const;

 private:
  const std::string key_;
};

}  // namespace tabadul::finding
