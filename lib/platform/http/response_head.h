// The head of an answer, in bytes. Pure.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "lib/platform/http/server.h"

namespace tabadul::http {

// How the end of an answer's body is told (RFC 9112 §6.3).
enum class Framing {
  kNone,        // the status has no body
  kLength,      // of the response's body
  kChunked,     //
  kUntilClose,  // to a client of HTTP/1.0, which knows no chunks
};

bool HasBody(int status);
// A status of a final answer, and fields that cannot be taken for more than they are.
bool IsSendable(const Response& response);
std::string ResponseHead(const Response& response, std::string_view reason, Framing framing, bool close,
                         absl::Time now);
// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7), whatever the process's locale.
std::string HttpDate(absl::Time time);

}  // namespace tabadul::http
