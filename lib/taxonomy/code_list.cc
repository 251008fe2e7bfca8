#include "lib/taxonomy/code_list.h"

#include <unicode/ucal.h>
#include <unicode/ucurr.h>
#include <unicode/uenum.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>
#include <unicode/uvernum.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <memory>

#include "embed/codelists.h"
#include "lib/evidence/digest.h"

namespace tabadul::taxonomy {
namespace {

using Codes = std::vector<CodeList::Code>;

std::string_view NextField(std::string_view& line) {
  const size_t tab = line.find('\t');
  const std::string_view field = line.substr(0, tab);
  line.remove_prefix(tab == std::string_view::npos ? line.size() : tab + 1);
  return field;
}

Codes FromTable(std::string_view table) {
  Codes codes;
  table.remove_prefix(table.find('\n') + 1);  // the header
  while (!table.empty()) {
    const size_t end = table.find('\n');
    std::string_view line = table.substr(0, end);
    table.remove_prefix(end == std::string_view::npos ? table.size() : end + 1);
    CodeList::Code code;
    for (std::string* field : {&code.code, &code.parent, &code.en, &code.fr, &code.ar, &code.own})
      *field = NextField(line);
    codes.push_back(std::move(code));
  }
  return codes;
}

// The name that CLDR has for it in `language`; empty if it has none.
template <class Display>
std::string DisplayName(Display display, const std::string& locale, const std::string& code,
                        const char* language) {
  UErrorCode error = U_ZERO_ERROR;
  std::array<UChar, 256> buffer;
  const int32_t length = display(locale.c_str(), language, buffer.data(), buffer.size(), &error);
  if (U_FAILURE(error) || error == U_USING_DEFAULT_WARNING) return "";
  std::string name;
  icu::UnicodeString(buffer.data(), length).toUTF8String(name);
  return name == code ? "" : name;
}

// Fills in the names that a list does not bring itself.
template <class Display>
void NameByCldr(Display display, const char* prefix, Codes& codes) {
  for (CodeList::Code& code : codes) {
    const std::string locale = prefix + code.code;
    if (code.en.empty()) code.en = DisplayName(display, locale, code.code, "en");
    if (code.fr.empty()) code.fr = DisplayName(display, locale, code.code, "fr");
    if (code.ar.empty()) code.ar = DisplayName(display, locale, code.code, "ar");
  }
}

// Where CLDR's name is not that of the state itself.
constexpr struct {
  std::string_view code, en, fr, ar;
} kOwnNames[] = {{"CI", "Côte d’Ivoire", "Côte d’Ivoire", "كوت ديفوار"},
                 {"PS", "Palestine", "Palestine", "فلسطين"}};

void NameAsTheyDo(Codes& countries) {
  for (const auto& [code, en, fr, ar] : kOwnNames) {
    const auto found = std::find_if(countries.begin(), countries.end(),
                                    [code](const CodeList::Code& country) { return country.code == code; });
    if (found != countries.end()) found->en = en, found->fr = fr, found->ar = ar, found->own = "en fr ar";
  }
}

// ICU knows some regions that ISO 3166-1 reserves or leaves to users: no country code.
Codes Countries() {
  constexpr std::array<std::string_view, 9> kNotIso = {"AC", "CP", "CQ", "DG", "EA", "EU", "IC", "TA", "XK"};
  Codes codes;
  for (const char* const* country = uloc_getISOCountries(); *country != nullptr; ++country) {
    if (std::find(kNotIso.begin(), kNotIso.end(), *country) == kNotIso.end())
      codes.push_back({.code = *country});
  }
  NameAsTheyDo(codes);
  NameByCldr(uloc_getDisplayCountry, "und_", codes);
  return codes;
}

Codes FromEnumeration(UEnumeration* enumeration) {
  UErrorCode error = U_ZERO_ERROR;
  Codes codes;
  while (const char* code = uenum_next(enumeration, nullptr, &error)) codes.push_back({.code = code});
  uenum_close(enumeration);
  return codes;
}

std::string CurrencyName(const std::string& code, const char* language) {
  UErrorCode error = U_ZERO_ERROR;
  int32_t length = 0;
  const UChar* found = ucurr_getName(icu::UnicodeString::fromUTF8(code).getTerminatedBuffer(), language,
                                     UCURR_LONG_NAME, nullptr, &length, &error);
  if (U_FAILURE(error) || error == U_USING_DEFAULT_WARNING) return "";
  std::string name;
  icu::UnicodeString(found, length).toUTF8String(name);
  return name == code ? "" : name;
}

Codes Currencies() {
  UErrorCode error = U_ZERO_ERROR;
  Codes codes = FromEnumeration(ucurr_openISOCurrencies(UCURR_COMMON | UCURR_NON_DEPRECATED, &error));
  for (CodeList::Code& code : codes) {
    code.en = CurrencyName(code.code, "en");
    code.fr = CurrencyName(code.code, "fr");
    code.ar = CurrencyName(code.code, "ar");
  }
  return codes;
}

// IANA's "Area/Place" names and UTC. ICU adds abbreviations of its own ("ACT", "SystemV/…"), which nobody
// else knows.
Codes TimeZones() {
  UErrorCode error = U_ZERO_ERROR;
  Codes codes = FromEnumeration(ucal_openTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, nullptr, nullptr, &error));
  std::erase_if(codes, [](const CodeList::Code& zone) {
    if (zone.code == "UTC") return false;
    return zone.code.find('/') == std::string::npos || zone.code.starts_with("SystemV/") ||
           zone.code == "Etc/Unknown";
  });
  return codes;
}

using Lists = absl::flat_hash_map<std::string_view, std::unique_ptr<const CodeList>>;

Lists MakeLists() {
  Lists lists;
  const auto add = [&lists](std::string_view scheme, Codes codes, std::string digest = "") {
    auto list = std::make_unique<const CodeList>(scheme, std::move(codes), std::move(digest));
    const std::string_view key = list->scheme();
    lists.emplace(key, std::move(list));
  };
  for (const embed::File& file : embed::codelists()) {
    const std::string_view scheme = file.name.substr(0, file.name.rfind('.'));
    Codes codes = FromTable(file.bytes);
    if (scheme == kLanguages) NameByCldr(uloc_getDisplayLanguage, "", codes);
    add(scheme, std::move(codes), evidence::Hex(evidence::Sha256(file.bytes)));
  }
  add(kCountries, Countries());
  add(kCurrencies, Currencies());
  add(kTimeZones, TimeZones());
  return lists;
}

}  // namespace

CodeList::CodeList(std::string_view scheme, std::vector<Code> codes, std::string digest)
    : scheme_(scheme), digest_(std::move(digest)), codes_(std::move(codes)) {
  std::sort(codes_.begin(), codes_.end(), [](const Code& a, const Code& b) { return a.code < b.code; });
  by_code_.reserve(codes_.size());
  for (const Code& code : codes_) by_code_.emplace(code.code, &code);
}

const CodeList::Code* CodeList::Find(std::string_view code) const {
  const auto found = by_code_.find(code);
  return found == by_code_.end() ? nullptr : found->second;
}

std::string_view NameOf(const CodeList::Code& code, std::string_view language) {
  const std::string& name = language == "ar" ? code.ar : language == "fr" ? code.fr : code.en;
  if (!name.empty()) return name;
  return code.en.empty() ? code.code : code.en;
}

std::string_view CodeList::Parent(std::string_view code) const {
  const Code* found = Find(code);
  return found == nullptr ? std::string_view() : found->parent;
}

bool CodeList::IsAncestor(std::string_view ancestor, std::string_view code) const {
  if (ancestor.empty()) return false;
  for (std::string_view above = Parent(code); !above.empty(); above = Parent(above)) {
    if (above == ancestor) return true;
  }
  return false;
}

std::string_view CodeList::edition() const {
  static const auto& editions =
      *new absl::flat_hash_map<std::string_view, std::string_view>{{kIsco08, "2008"},
                                                                   {kIsco88Majors, "1988"},
                                                                   {kIsic4, "Rev.4"},
                                                                   {kIsced2011, "2011"},
                                                                   {kIscedF2013, "2013"},
                                                                   {kIcse18, "2018"},
                                                                   {kCefr, "2001"},
                                                                   {kLanguages, "iso-codes 4.15"},
                                                                   {kCountries, "ICU " U_ICU_VERSION},
                                                                   {kCurrencies, "ICU " U_ICU_VERSION},
                                                                   {kTimeZones, "ICU " U_ICU_VERSION}};
  const auto found = editions.find(scheme_);
  return found == editions.end() ? "1" : found->second;  // the exchange's own
}

namespace {

const Lists& TheLists() {
  static const Lists& lists = *new Lists(MakeLists());  // never destroyed: used by threads that outlive main
  return lists;
}

}  // namespace

const CodeList* FindList(std::string_view scheme) {
  const auto found = TheLists().find(scheme);
  return found == TheLists().end() ? nullptr : found->second.get();
}

std::vector<const CodeList*> AllLists() {
  std::vector<const CodeList*> all;
  for (const auto& [scheme, list] : TheLists()) all.push_back(list.get());
  std::sort(all.begin(), all.end(),
            [](const CodeList* a, const CodeList* b) { return a->scheme() < b->scheme(); });
  return all;
}

const CodeList& List(std::string_view scheme) {
  const CodeList* list = FindList(scheme);
  assert(list != nullptr && "not one of the constants of code_list.h");
  return *list;
}

}  // namespace tabadul::taxonomy
