#include "services/web/gzip.h"

#include <zlib.h>

#include <cstdlib>

namespace tabadul::web {
namespace {

constexpr int kLevel = 5;  // of 9: what is more costs time and saves little
constexpr int kGzipWindow = 15 + 16, kMemory = 8;
constexpr size_t kStep = 16u << 10;

}  // namespace

std::string Gzip(std::string_view bytes) {
  GzipStream stream;
  std::string out = stream.Put(bytes);
  return out += stream.End();
}

GzipStream::GzipStream() : stream_(std::make_unique<z_stream_s>()) {
  if (deflateInit2(stream_.get(), kLevel, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
    std::abort();
}

GzipStream::~GzipStream() { deflateEnd(stream_.get()); }

std::string GzipStream::Put(std::string_view bytes) { return Deflate(bytes, Z_NO_FLUSH); }
std::string GzipStream::End() { return Deflate("", Z_FINISH); }

std::string GzipStream::Deflate(std::string_view bytes, int flush) {
  std::string out;
  stream_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream_->avail_in = static_cast<uInt>(bytes.size());
  do {  // until there is room that is not used: all is taken
    const size_t at = out.size();
    out.resize(at + kStep);
    stream_->next_out = reinterpret_cast<Bytef*>(out.data() + at);
    stream_->avail_out = static_cast<uInt>(kStep);
    if (deflate(stream_.get(), flush) == Z_STREAM_ERROR) std::abort();
    out.resize(out.size() - stream_->avail_out);
  } while (stream_->avail_out == 0);
  return out;
}

}  // namespace tabadul::web
