// The encodings in which ministries' files arrive, and how one is told from another. Pure, thread-safe; a Decoder
// belongs to one thread.
//
// The rule of detection, over the first 256 KiB:
//   1. a mark at the beginning decides (EF BB BF: UTF-8, FF FE: UTF-16LE, FE FF: UTF-16BE);
//   2. zero bytes on one side of the pairs, hardly any on the other: UTF-16 of that side;
//   3. no byte that is not UTF-8, or more good sequences than bad bytes: UTF-8;
//   4. else, if most bytes above 0x7f stand beside another one (words in Arabic): Windows-1256, otherwise Windows-1252.
// `input.encoding` of a mapping overrides it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tabadul::ingest {

enum class Encoding { kDetect, kUtf8, kUtf16Le, kUtf16Be, kWindows1256, kWindows1252 };

Encoding DetectEncoding(std::string_view sample);
// "utf-8", "utf-16le", "utf-16be", "windows-1256", "windows-1252", "detect".
std::optional<Encoding> EncodingOf(std::string_view name);
std::string_view NameOf(Encoding encoding);

// The other way: text in the bytes of a file (kDetect: UTF-8). `whole` becomes false if it has letters that the
// encoding does not: "?" stands for them.
std::string Encode(std::string_view utf8, Encoding encoding, bool* whole);

// Turns bytes of any encoding but UTF-8 into UTF-8, piece by piece. What means nothing becomes a byte that is not
// UTF-8, so that the row that it stands in is refused instead of guessed. A mark at the beginning is left out.
class Decoder {
 public:
  explicit Decoder(Encoding encoding) : encoding_(encoding) {}
  void Append(std::string_view bytes, std::string* out);
  void Finish(std::string* out);  // at the end of the file

 private:
  void AppendUtf16(std::string_view bytes, std::string* out);
  void Unit(char16_t unit, std::string* out);

  const Encoding encoding_;
  std::optional<unsigned> half_;  // the first byte of a pair
  char16_t high_ = 0;             // a surrogate that waits for its other half
  bool begun_ = false;
};

}  // namespace tabadul::ingest
