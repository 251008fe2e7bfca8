// RFC 1952.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

namespace tabadul::web {

std::string Gzip(std::string_view bytes);

// The same piece by piece. One thread at a time.
class GzipStream {
 public:
  GzipStream();
  ~GzipStream();
  // What comes of it by now, perhaps nothing yet.
  std::string Put(std::string_view bytes);
  std::string End();  // the rest; nothing may be put after it

 private:
  std::string Deflate(std::string_view bytes, int flush);

  const std::unique_ptr<z_stream_s> stream_;
};

}  // namespace tabadul::web
