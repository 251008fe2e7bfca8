// What SDMX REST answers: a head, and a body that is pulled in pieces.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/platform/base/context.h"

namespace tabadul::statistics::rest {

inline constexpr size_t kPieceBytes = 64 * 1024;

// Not thread-safe.
class Body {
 public:
  virtual ~Body() = default;
  // The next 1 to kPieceBytes bytes in place of what `piece` has; false: there are no more. After an error nothing more
  // is to be called.
  virtual absl::StatusOr<bool> Next(const Context& context, std::string* piece) = 0;
};

struct Header {
  std::string name, value;
};

struct Answer {
  int status = 200;  // of HTTP
  std::vector<Header> headers;
  std::unique_ptr<Body> body;  // null: it has none
};

// Text that is handed out from its beginning.
class Pieces {
 public:
  // Where more is written, to its end.
  std::string& text() { return text_; }
  size_t left() const { return text_.size() - given_; }
  // False: nothing is left.
  bool Take(std::string* piece);

 private:
  std::string text_;
  size_t given_ = 0;
};

// A message that is whole already.
class TextBody final : public Body {
 public:
  explicit TextBody(std::string text) { pieces_.text() = std::move(text); }
  absl::StatusOr<bool> Next(const Context&, std::string* piece) override { return pieces_.Take(piece); }

 private:
  Pieces pieces_;
};

}  // namespace tabadul::statistics::rest
