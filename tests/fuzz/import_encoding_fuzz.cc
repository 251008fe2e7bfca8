// Any bytes in any encoding: what is detected is one of them, and decoding piece by piece is decoding at once.
#include <cstdint>
#include <string>
#include <string_view>

#include "lib/ingest/encoding.h"
#include "lib/ingest/tidy.h"
#include "tests/fuzz/check.h"

using tabadul::fuzz::Check;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul::ingest;
  const std::string_view text = tabadul::fuzz::Text(data, size);
  const Encoding found = DetectEncoding(text);
  Check(found != Encoding::kDetect && EncodingOf(NameOf(found)) == found);
  for (const Encoding encoding :
       {Encoding::kUtf16Le, Encoding::kUtf16Be, Encoding::kWindows1256, Encoding::kWindows1252}) {
    std::string whole, pieces;
    Decoder at_once(encoding), by_pieces(encoding);
    at_once.Append(text, &whole);
    at_once.Finish(&whole);
    for (size_t i = 0; i < size; i += 1 + i % 3) by_pieces.Append(text.substr(i, 1 + i % 3), &pieces);
    by_pieces.Finish(&pieces);
    Check(whole == pieces && whole.size() <= size * 3 + 2);
    if (encoding == Encoding::kWindows1256) Check(ValidUtf8(whole));  // every byte of it means something
  }
  return 0;
}
