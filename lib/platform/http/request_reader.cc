#include "lib/platform/http/request_reader.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstdint>
#include <limits>
#include <utility>

namespace tabadul::http {
namespace {

namespace beast = boost::beast;

bool IsReadAlike(std::string_view bytes, const RequestHead& head) {
  beast::http::request_parser<beast::http::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(bytes.size()));
  parser.body_limit(
      std::numeric_limits<std::uint64_t>::max());  // boost::none lets no length pass (Boost 1.74)
  beast::error_code error;
  const size_t taken = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  if (error || taken != bytes.size() || !parser.is_header_done()) return false;
  if (parser.chunked() != head.chunked) return false;
  const auto length = parser.content_length();
  return length.has_value() == head.content_length.has_value() &&
         (!length.has_value() || *length == *head.content_length);
}

}  // namespace

RequestReader::RequestReader(size_t max_head_bytes, size_t max_body_bytes, Streams streams)
    : max_head_(max_head_bytes),
      max_body_(max_body_bytes),
      streams_(std::move(streams)),
      scanner_(max_head_bytes),
      chunks_(max_body_bytes) {}

void RequestReader::Put(std::string_view bytes) {
  if (state_ == State::kRefused) return;
  pending_.append(bytes);
  Advance();
}

bool RequestReader::expects_continue() const {
  return state_ == State::kBody && head_.expects_continue && !body_has_begun_;
}

Request RequestReader::Take() {
  Request request = std::move(static_cast<Request&>(head_));
  if (!streamed_) request.body = TakeBody();
  return request;
}

void RequestReader::Next() {
  state_ = State::kNothing;
  scanner_ = HeadScanner(max_head_);
  scanned_ = 0;
  head_ = {};
  body_ = {};
  come_ = 0;
  body_has_begun_ = streamed_ = false;
  chunks_ = ChunkReader(max_body_);
  Advance();
}

void RequestReader::Advance() {
  if (pending_.empty()) return;
  if (state_ == State::kNothing) state_ = State::kHead;
  if (state_ == State::kHead) ReadHead();
  if (state_ == State::kBody) ReadBody();
}

void RequestReader::ReadHead() {
  scanned_ += scanner_.Take(std::string_view(pending_).substr(scanned_));
  if (scanner_.refusal() != 0) return Refuse(scanner_.refusal());
  if (!scanner_.whole()) return;
  const std::string_view bytes = std::string_view(pending_).substr(0, scanned_);
  if (const int refusal = ParseRequestHead(bytes, &head_); refusal != 0) return Refuse(refusal);
  const std::optional<size_t> streamed = streams_ ? streams_(head_) : std::nullopt;
  const size_t most = streamed.value_or(max_body_);
  const bool too_large = head_.content_length > most;
  if (too_large && !streamed) return Refuse(413);
  if (!IsReadAlike(bytes, head_)) return Refuse(400);
  streamed_ = streamed.has_value();
  if (too_large) return Refuse(413);
  chunks_ = ChunkReader(most);
  pending_.erase(0, scanned_);
  state_ = head_.chunked || head_.content_length > 0 ? State::kBody : State::kWhole;
}

void RequestReader::ReadBody() {
  if (pending_.empty()) return;
  body_has_begun_ = true;
  if (head_.chunked) {
    const size_t held = body_.size();
    pending_.erase(0, chunks_.Take(pending_, &body_));
    come_ += body_.size() - held;
    if (chunks_.refusal() != 0) return Refuse(chunks_.refusal());
    if (chunks_.whole()) state_ = State::kWhole;
    return;
  }
  const size_t taken = std::min<uint64_t>(*head_.content_length - come_, pending_.size());
  body_.append(pending_, 0, taken);
  pending_.erase(0, taken);
  come_ += taken;
  if (come_ == *head_.content_length) state_ = State::kWhole;
}

void RequestReader::Refuse(int status) {
  state_ = State::kRefused;
  refusal_ = status;
  pending_.clear();
}

}  // namespace tabadul::http
