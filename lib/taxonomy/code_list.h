// Code lists: which codes exist, what stands above them, what they are called. The classifications are
// embedded from data/codelists; countries, currencies and time zones are those of ICU. Lists are made at
// first use, immutable, and live as long as the process: thread-safe without locks after that.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace tabadul::taxonomy {

// Names of the lists, as CodedValue.scheme has them.
inline constexpr std::string_view kIsco08 = "ISCO-08";
inline constexpr std::string_view kIsic4 = "ISIC-4";
inline constexpr std::string_view kIsced2011 = "ISCED-2011";     // levels "0" to "8"
inline constexpr std::string_view kIscedF2013 = "ISCED-F-2013";  // fields of 2 to 4 digits
inline constexpr std::string_view kCefr = "CEFR";
inline constexpr std::string_view kCountries = "ISO-3166-1";  // alpha-2
inline constexpr std::string_view kCurrencies = "ISO-4217";   // in use today
inline constexpr std::string_view kLanguages =
    "ISO-639";  // 639-1 where it exists, else 639-3, and "ber" and its like
inline constexpr std::string_view kIcse18 = "ICSE-18";        // status at work
inline constexpr std::string_view kIsco88Majors = "ISCO-88";  // its ten major groups
inline constexpr std::string_view kTimeZones =
    "IANA-TZ";  // "Africa/Casablanca", links ("Asia/Calcutta") included

class CodeList {
 public:
  struct Code {
    std::string code, parent;  // parent empty at the top
    std::string en, fr, ar;    // empty where no name is known
    std::string own;  // languages, by spaces, whose name is this project's own, not the list's owner's
  };
  CodeList(std::string_view scheme, std::vector<Code> codes, std::string digest);
  CodeList(const CodeList&) = delete;
  CodeList& operator=(const CodeList&) = delete;

  std::string_view scheme() const { return scheme_; }
  // "2008", "Rev.4"; the version of ICU for its lists.
  std::string_view edition() const;
  // SHA-256, in hex, of the table the list was read from: which edition this is. Empty for the lists of ICU.
  const std::string& digest() const { return digest_; }
  bool Contains(std::string_view code) const { return Find(code) != nullptr; }
  // The code with its names; null if there is none.
  const Code* Find(std::string_view code) const;
  // Empty at the top and for codes that do not exist.
  std::string_view Parent(std::string_view code) const;
  // Whether `code` stands below `ancestor`, at any depth; nothing stands below itself.
  bool IsAncestor(std::string_view ancestor, std::string_view code) const;
  // Sorted by code.
  const std::vector<Code>& codes() const { return codes_; }

 private:
  std::string scheme_;
  std::string digest_;
  std::vector<Code> codes_;
  absl::flat_hash_map<std::string_view, const Code*> by_code_;  // views into codes_
};

// In `language` ("ar", "en", "fr") where the list has it, else in English; without either the code itself.
std::string_view NameOf(const CodeList::Code& code, std::string_view language);

// The list of that name, for names that come from outside; null if the hub holds none.
const CodeList* FindList(std::string_view scheme);
// All, by name.
std::vector<const CodeList*> AllLists();
// The list of one of the constants above.
const CodeList& List(std::string_view scheme);

}  // namespace tabadul::taxonomy
