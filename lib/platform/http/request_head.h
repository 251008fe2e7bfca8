// The head of a request, read in one way only: what another server on the way might read differently, and so take for
// another request (request smuggling), is refused, whatever RFC 9112 lets a server forgive. Pure; knows no socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lib/platform/http/server.h"

namespace tabadul::http {

inline constexpr size_t kMaxRequestLine = 8u << 10;  // beyond: 414

// Finds the end of a head in what comes, and refuses on the way what no head may hold: control bytes, a CR or LF alone, an
// empty first line, too much.
class HeadScanner {
 public:
  explicit HeadScanner(size_t limit) : limit_(limit) {}
  // The next bytes: how many of them are the head's; all, unless it is whole or refused.
  size_t Take(std::string_view bytes);
  bool whole() const { return whole_; }
  int refusal() const { return refusal_; }  // 0: none; 400, 414, 431

 private:
  void Next(char byte);
  void EndLine();

  size_t limit_, size_ = 0, lines_ = 0, in_line_ = 0;
  char previous_ = 0;
  bool whole_ = false;
  int refusal_ = 0;
};

// A request whose body is yet to come.
struct RequestHead : Request {
  bool http11 = true;      // false: HTTP/1.0
  bool keep_alive = true;  // the client would send another request on the connection
  bool chunked = false;
  std::optional<uint64_t> content_length;
  bool expects_continue = false;
};

// Of a head that HeadScanner found whole. 0, or the status that refuses it: 400, 417, 505.
int ParseRequestHead(std::string_view bytes, RequestHead* head);

}  // namespace tabadul::http
