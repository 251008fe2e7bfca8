#include "data/demo/generator/phrases.h"

#include <unicode/msgfmt.h>

#include "absl/strings/str_replace.h"

namespace tabadul::demo {
namespace {

std::string Counted(const std::string& pattern, const std::string& language, int years) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::MessageFormat format(icu::UnicodeString::fromUTF8(pattern), icu::Locale(language.c_str()),
                                  error);
  const icu::UnicodeString names[] = {"years"};
  const icu::Formattable values[] = {years};
  icu::UnicodeString result;
  format.format(names, values, 1, result, error);
  std::string text;
  return U_SUCCESS(error) ? result.toUTF8String(text) : pattern;
}

class Sheet {
 public:
  void Paragraph(const std::string& text) {
    if (!text_.empty()) text_ += "\n\n";
    text_ += text;
  }
  void Item(const std::string& text) { text_ += "\n• " + text; }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace

std::string Title(const Decided& decided, const std::string& language) {
  return decided.occupation->titles.at(language).at(decided.title);
}

std::string EmployerName(const Decided& decided, const std::string& language) {
  const auto& stem = decided.country->stems.at(decided.stem);
  const auto& names = decided.sector->names.at(language);
  return absl::StrReplaceAll(names.at(decided.employer_name % names.size()),
                             {{"{stem}", language == "ar" ? stem.first : stem.second}});
}

std::string Description(const Decided& decided, const Phrases& phrases, const std::string& language) {
  const Occupation& occupation = *decided.occupation;
  Sheet sheet;
  sheet.Paragraph(absl::StrReplaceAll(phrases.intros.at(decided.intro % phrases.intros.size()),
                                      {{"{employer}", EmployerName(decided, language)},
                                       {"{city}", decided.city->name.at(language)},
                                       {"{title}", Title(decided, language)}}));
  sheet.Paragraph(phrases.tasks);
  for (const std::string& task : occupation.tasks.at(language)) sheet.Item(task);
  sheet.Paragraph(phrases.requirements);
  sheet.Item(phrases.education.at(occupation.isced));
  sheet.Item(decided.years == 0 ? phrases.no_experience
                                : Counted(phrases.experience, language, decided.years));
  if (!occupation.licence.empty()) sheet.Item(occupation.licence.at(language));
  for (const std::string& skill : occupation.skills.at(language)) sheet.Item(skill);
  if (!decided.benefits.empty()) sheet.Paragraph(phrases.offer);
  for (const std::string& benefit : decided.benefits) sheet.Item(phrases.benefits.at(benefit));
  sheet.Paragraph(phrases.mark);
  return sheet.Take();
}

}  // namespace tabadul::demo
