// Cuts what a client sends on one connection into requests, however its bytes arrive. A head must please two readers:
// request_head.h, and Boost.Beast's parser, which must find the same end of the body. Knows no socket. One thread at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "lib/platform/http/chunk_reader.h"
#include "lib/platform/http/request_head.h"

namespace tabadul::http {

class RequestReader {
 public:
  enum class State {
    kNothing,  // of a request has come
    kHead,     // has begun to come
    kBody,     // the head is whole
    kWhole,    // Take it; what comes meanwhile waits for Next
    kRefused,  // for good: what comes is thrown away
  };

  RequestReader(size_t max_head_bytes, size_t max_body_bytes);

  void Put(std::string_view bytes);
  State state() const { return state_; }
  int refusal() const { return refusal_; }           // 400, 413, 414, 417, 431, 505
  const RequestHead& head() const { return head_; }  // of kBody and kWhole
  bool expects_continue() const;  // the client may be waiting for our word before it sends the body
  size_t waiting() const { return pending_.size(); }

  Request Take();  // of kWhole, once
  void Next();     // after that

 private:
  void Advance();
  void ReadHead();
  void ReadBody();
  void Refuse(int status);

  const size_t max_head_, max_body_;
  State state_ = State::kNothing;
  int refusal_ = 0;
  std::string pending_;  // has come and is not read
  HeadScanner scanner_;
  size_t scanned_ = 0;  // of pending_
  RequestHead head_;
  std::string body_;
  bool body_has_begun_ = false;
  ChunkReader chunks_;
};

}  // namespace tabadul::http
