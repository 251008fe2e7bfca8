// Cuts what a client sends on one connection into requests, however its bytes arrive. A head must please two readers:
// request_head.h, and Boost.Beast's parser, which must find the same end of the body. Knows no socket. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "lib/platform/http/chunk_reader.h"
#include "lib/platform/http/request_head.h"

namespace tabadul::http {

class RequestReader {
 public:
  enum class State {
    kNothing,  // of a request has come
    kHead,     // has begun to come
    kBody,     // the head is whole
    kWhole,    // Take it, if it was not taken at its head; what comes meanwhile waits for Next
    kRefused,  // for good: what comes is thrown away
  };

  // `streams`: of ServerOptions.
  using Streams = std::function<std::optional<size_t>(const Request& head)>;
  RequestReader(size_t max_head_bytes, size_t max_body_bytes, Streams streams = nullptr);

  void Put(std::string_view bytes);
  State state() const { return state_; }
  int refusal() const { return refusal_; }           // 400, 413, 414, 417, 431, 505
  const RequestHead& head() const { return head_; }  // of kBody and kWhole
  bool expects_continue() const;  // the client may be waiting for our word before it sends the body
  size_t waiting() const { return pending_.size(); }

  // The body is taken piece by piece: Take is due as soon as the head is whole, then TakeBody as often as one likes. What is
  // refused from then on, the length that the head tells too, is for whoever takes it to answer.
  bool streams() const { return streamed_; }
  size_t held() const { return body_.size(); }  // of the body, and not taken
  uint64_t come() const { return come_; }       // of the body so far
  std::string TakeBody() { return std::exchange(body_, {}); }

  Request Take();  // once: of kWhole; where the body streams also of kBody and kRefused
  void Next();     // after kWhole

 private:
  void Advance();
  void ReadHead();
  void ReadBody();
  void Refuse(int status);

  const size_t max_head_, max_body_;
  const Streams streams_;
  State state_ = State::kNothing;
  int refusal_ = 0;
  std::string pending_;  // has come and is not read
  HeadScanner scanner_;
  size_t scanned_ = 0;  // of pending_
  RequestHead head_;
  std::string body_;
  uint64_t come_ = 0;
  bool body_has_begun_ = false, streamed_ = false;
  ChunkReader chunks_;
};

}  // namespace tabadul::http
