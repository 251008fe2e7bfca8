#include "lib/language/scan.h"

#include <unicode/brkiter.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>

#include "lib/language/characters.h"
#include "lib/platform/base/mutant.h"

namespace tabadul::language {
namespace {

constexpr std::array<std::string_view, 13> kElided = {"c", "d",  "j",     "l",      "m",      "n",     "s",
                                                      "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"};
constexpr std::array<std::string_view, 7> kClitics = {"s", "t", "d", "m", "re", "ve", "ll"};

template <size_t N>
bool IsOneOf(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view entry) {
    return entry.size() == word.size() && std::equal(entry.begin(), entry.end(), word.begin(),
                                                     [](char a, char b) { return a == (b | 0x20); });
  });
}

class Scanner {
 public:
  explicit Scanner(std::string_view text)
      : text_(text), bytes_(reinterpret_cast<const uint8_t*>(text.data())), size_(text.size()) {}

  std::vector<Word> Run() {
    constexpr size_t kBytesOfAWord = 6;  // with what parts it from the next; in most texts it is more
    words_.reserve(text_.size() / kBytesOfAWord + 1);
    while (at_ < size_) {
      const int32_t begin = at_;
      switch (ClassOf(Next())) {
        case CharacterClass::kArabic:
          Arabic(begin);
          break;
        case CharacterClass::kDigit:
          Digits(begin);
          break;
        case CharacterClass::kLetter:
          Letters(begin);
          break;
        case CharacterClass::kComplex:
          Complex(begin);
          break;
        case CharacterClass::kMark:
        case CharacterClass::kSeparator:
          DotNet(begin);
          break;
      }
    }
    return std::move(words_);
  }

 private:
  UChar32 Next() {
    UChar32 c;
    U8_NEXT(bytes_, at_, size_, c);
    return c;
  }
  // The character at `from`, and in `from` the place after it; -1 at the end.
  UChar32 Look(int32_t& from) const {
    if (from >= size_) return -1;
    UChar32 c;
    U8_NEXT(bytes_, from, size_, c);
    return c;
  }
  UChar32 Peek() const {
    int32_t from = at_;
    return Look(from);
  }
  CharacterClass ClassOf(UChar32 c) const { return classes_.Of(c); }
  CharacterClass ClassAt(int32_t from) const { return ClassOf(Look(from)); }

  void Emit(int32_t begin, int32_t end, WordKind kind) { EmitPart(begin, end, end, kind); }
  void EmitPart(int32_t begin, int32_t end, int32_t stem_end, WordKind kind) {
    words_.push_back(
        {static_cast<uint32_t>(begin), static_cast<uint32_t>(end), static_cast<uint32_t>(stem_end), kind});
  }

  // Letters and digits from here on; whether digits were among them; how many letters or digits.
  struct Stretch {
    bool digits = false;
    int length = 0;
  };
  Stretch Alphanumerics() {
    Stretch run;
    for (int32_t next = at_; next < size_; at_ = next) {
      const CharacterClass c = ClassOf(Look(next));
      const bool joined = MUTANT("join_scripts") && c == CharacterClass::kArabic;
      if (c != CharacterClass::kMark && c != CharacterClass::kLetter && c != CharacterClass::kDigit &&
          !joined)
        break;
      run.digits |= c == CharacterClass::kDigit;
      run.length += c != CharacterClass::kMark;
    }
    return run;
  }

  // Single letters with full stops between them, from a single letter at `begin` that ends here.
  bool Acronym(CharacterClass letter) {
    bool any = false;
    while (Peek() == '.') {
      int32_t next = at_ + 1;
      if (ClassOf(Look(next)) != letter) break;
      const CharacterClass after = ClassAt(next);
      if (after == letter || after == CharacterClass::kDigit || after == CharacterClass::kMark) break;
      at_ = next;
      any = true;
    }
    return any;
  }

  void Arabic(int32_t begin) {
    int length = 1;
    for (int32_t next = at_; next < size_; at_ = next) {
      const CharacterClass c = ClassOf(Look(next));
      const bool joined = MUTANT("join_scripts") && c == CharacterClass::kLetter;
      if (c != CharacterClass::kArabic && c != CharacterClass::kMark && !joined) break;
      length += c == CharacterClass::kArabic;
    }
    if (length == 1) Acronym(CharacterClass::kArabic);
    Emit(begin, at_, WordKind::kArabic);
  }

  int DigitsFrom(int32_t from) const {
    int count = 0;
    while (ClassOf(Look(from)) == CharacterClass::kDigit) ++count;
    return count;
  }

  static bool IsNumberSeparator(UChar32 c) { return c == '.' || c == ',' || c == 0x066B || c == 0x066C; }

  void Digits(int32_t begin) {
    const Stretch run = Alphanumerics();
    int group = run.length + 1;
    for (int32_t next = at_; IsNumberSeparator(Look(next)); next = at_) {
      const bool point = Peek() == '.';
      const int digits = DigitsFrom(next);
      if (digits == 0 || (!point && (digits > 3 || group > 3))) break;  // "2022,2023" are two
      at_ = next;
      group = Alphanumerics().length;
    }
    Emit(begin, at_, WordKind::kSymbol);
  }

  bool Signs() {  // "C++", "C#"
    const std::string_view rest = text_.substr(at_);
    const int length = rest.starts_with("++") ? 2 : rest.starts_with("#") ? 1 : 0;
    if (length == 0) return false;
    const CharacterClass after = ClassAt(at_ + length);
    if (length == 1 && (after == CharacterClass::kDigit || after == CharacterClass::kLetter))
      return false;  // "job#1"
    at_ += length;
    return true;
  }

  void Letters(int32_t begin) {
    Stretch run = Alphanumerics();
    if (run.length == 0 && Acronym(CharacterClass::kLetter)) return Emit(begin, at_, WordKind::kLatin);
    while (IsApostrophe(Peek())) {
      const int32_t head_end = at_;
      if (IsOneOf(kElided, text_.substr(begin, head_end - begin)) && !MUTANT("keep_elisions")) {
        Next();
        return;
      }
      int32_t next = at_;
      Look(next);
      if (ClassAt(next) != CharacterClass::kLetter) break;
      at_ = next;
      run.digits |= Alphanumerics().digits;
      if (IsOneOf(kClitics, text_.substr(next, at_ - next)) && !MUTANT("keep_clitics")) {
        return EmitPart(begin, at_, head_end, run.digits ? WordKind::kSymbol : WordKind::kLatin);
      }
    }
    const bool signs = Signs();
    Emit(begin, at_, run.digits || signs ? WordKind::kSymbol : WordKind::kLatin);
  }

  // After a separator that began at `begin`.
  void DotNet(int32_t begin) {
    if (bytes_[begin] != '.' || size_ - begin < 4 || ClassAt(begin + 4) == CharacterClass::kLetter ||
        ClassAt(begin + 4) == CharacterClass::kDigit) {
      return;
    }
    static constexpr std::array<std::string_view, 1> kNet = {"net"};
    if (!IsOneOf(kNet, text_.substr(begin + 1, 3))) return;
    at_ = begin + 4;
    Emit(begin, at_, WordKind::kSymbol);
  }

  void Complex(int32_t begin) {
    constexpr int32_t kMaxRun = 4096;  // ICU's dictionaries are not linear on a page without spaces
    for (int32_t next = at_; next < size_ && next - begin < kMaxRun; at_ = next) {
      const CharacterClass c = ClassOf(Look(next));
      if (c != CharacterClass::kComplex && c != CharacterClass::kMark) break;
    }
    UErrorCode error = U_ZERO_ERROR;
    if (breaks_ == nullptr) breaks_.reset(icu::BreakIterator::createWordInstance("", error));
    UText* run = utext_openUTF8(nullptr, text_.data() + begin, at_ - begin, &error);
    if (U_FAILURE(error)) {
      utext_close(run);
      return Emit(begin, at_, WordKind::kSymbol);
    }
    breaks_->setText(run, error);
    for (int32_t from = breaks_->first(), to = breaks_->next(); to != icu::BreakIterator::DONE;
         from = to, to = breaks_->next()) {
      Emit(begin + from, begin + to, WordKind::kSymbol);
    }
    utext_close(run);
  }

  const Classes classes_;
  const std::string_view text_;
  const uint8_t* const bytes_;
  const int32_t size_;
  std::vector<Word> words_;
  int32_t at_ = 0;
  std::unique_ptr<icu::BreakIterator> breaks_;
};

}  // namespace

std::vector<Word> Scan(std::string_view text) { return Scanner(text.substr(0, size_t{1} << 30)).Run(); }

}  // namespace tabadul::language
