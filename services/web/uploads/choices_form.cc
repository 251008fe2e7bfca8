#include "services/web/uploads/choices_form.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "lib/ingest/tidy.h"
#include "lib/platform/base/utf8.h"
#include "lib/taxonomy/member_states.h"
#include "services/web/pages/enum_values.h"
#include "services/web/pages/format.h"
#include "services/web/pages/languages.h"
#include "services/web/pages/names.h"
#include "services/web/pages/text.h"
#include "tabadul/jobs/v1/training_offer.pb.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::web::uploads {
namespace {

using ingest::Choices;
using ingest::Sample;
using ingest::Subject;
using pages::Text;
using pages::View;
using Column = Sample::Column;
using EnumType = google::protobuf::EnumDescriptor;
using Codes = std::map<std::string, std::string>;

constexpr size_t kSamples = 3, kLongestSample = 80;  // values that are shown of a column
constexpr size_t kMostCountries = 100, kMostCodes = 50;
constexpr Subject kDates[] = {Subject::kStart, Subject::kPublished, Subject::kApplyBy};
constexpr Subject kCoded[] = {Subject::kMode, Subject::kContract, Subject::kSchedule};

std::string NameFor(Subject subject, std::string_view language) {
  return Text(language, "upload.subject." + std::string(NameOf(subject)));
}

const Column* ColumnNamed(const Sample& sample, const std::string& name) {
  for (const Column& column : sample.columns) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

// Null: none was chosen.
const Column* ColumnOf(const Sample& sample, const Choices& choices, Subject subject) {
  const auto found = choices.columns.find(subject);
  return found == choices.columns.end() || found->second.empty() ? nullptr
                                                                 : ColumnNamed(sample, found->second[0]);
}

struct Coding {
  const EnumType* type;
  const char* labels;  // "working-time", of data/messages/*/labels.yaml
};
Coding CodingOf(Subject subject) {
  switch (subject) {
    case Subject::kMode:
      return {google::protobuf::GetEnumDescriptor<jobs::v1::TrainingMode>(), "training-mode"};
    case Subject::kContract:
      return {google::protobuf::GetEnumDescriptor<jobs::v1::OfferingType>(), "offering-type"};
    default:
      return {google::protobuf::GetEnumDescriptor<jobs::v1::WorkingTime>(), "working-time"};
  }
}

// As a mapping names values: on one line.
std::vector<std::string> ValuesOf(const Column& column, size_t most) {
  std::vector<std::string> values;
  for (const std::string& value : ingest::Different(column, most)) {
    std::string tidy = ingest::Tidy(value, ingest::Lines::kOne);
    if (std::find(values.begin(), values.end(), tidy) == values.end()) values.push_back(std::move(tidy));
  }
  return values;
}

// By the patterns that a draft has without choices.
Codes GuessedCodes(Subject subject, const std::vector<std::string>& values) {
  Codes codes;
  for (const std::string& value : values) codes[value] = ingest::GuessCode(subject, value);
  return codes;
}

std::string Shown(std::string value) {
  std::replace(value.begin(), value.end(), '\n', ' ');
  return Truncated(value, kLongestSample);
}

void AddOption(View& view, std::string_view part, std::string_view value, std::string name, bool chosen) {
  const std::string prefix(part);
  View& option = view.Add(prefix);
  option.Set(prefix + "_VALUE", std::string(value)).Set(prefix + "_NAME", std::move(name));
  if (chosen) option.Add(prefix + "_CHOSEN");
}

// By column; an empty text: none.
std::map<std::string, std::string> SubjectNames(const Choices& choices) {
  std::map<std::string, std::string> names;
  for (const auto& [subject, columns] : choices.columns) {
    for (const std::string& column : columns) names.emplace(column, NameOf(subject));
  }
  return names;
}

void AddColumns(const Sample& sample, const ingest::ImportKind& kind, const Choices& choices,
                const std::string& language, View& view) {
  const auto taken = SubjectNames(choices);
  const std::vector<Subject> subjects = ingest::SubjectsOf(kind);
  for (size_t i = 0; i < sample.columns.size(); ++i) {
    const Column& column = sample.columns[i];
    View& part = view.Add("COLUMN");
    part.Set("COLUMN_FIELD", absl::StrCat("c", i));
    part.Set("COLUMN_NAME", column.name.empty() ? Text(language, "upload.no-header") : Shown(column.name));
    for (const std::string& value : ingest::Different(column, kSamples, 4u << 10))
      part.Add("VALUE").Set("VALUE_TEXT", Shown(value));
    const auto own = taken.find(column.name);
    const std::string chosen = own == taken.end() ? "" : own->second;
    AddOption(part, "FIELD", "", Text(language, "upload.not-used"), chosen.empty());
    for (const Subject subject : subjects)
      AddOption(part, "FIELD", NameOf(subject), NameFor(subject, language), chosen == NameOf(subject));
  }
}

// What records must have, and nothing is taken for.
void AddMissing(const ingest::ImportKind& kind, const Choices& choices, const std::string& language,
                View& view) {
  for (const Subject subject : {Subject::kTitle, Subject::kDescription, Subject::kProvider}) {
    const std::vector<Subject> all = ingest::SubjectsOf(kind);
    const auto found = choices.columns.find(subject);
    const bool has = found != choices.columns.end() && !found->second.empty();
    if (has || std::find(all.begin(), all.end(), subject) == all.end()) continue;
    view.Add("MISSING").Set("MISSING_TEXT",
                            Text(language, "upload.missing", {{"field", NameFor(subject, language)}}));
  }
}

void AddLanguages(const Choices& choices, const std::string& language, View& view) {
  for (const std::string_view code : pages::kLanguages) {
    const auto found = std::find(choices.languages.begin(), choices.languages.end(), code);
    View& part = view.Add("LANGUAGE");
    part.Set("LANGUAGE_CODE", std::string(code))
        .Set("LANGUAGE_NAME", Text(language, "upload.language." + std::string(code)));
    if (found != choices.languages.end()) part.Add("LANGUAGE_CHOSEN");
    AddOption(view, "OTHERWISE", code, Text(language, "upload.language." + std::string(code)),
              !choices.languages.empty() && choices.languages[0] == code);
  }
}

void AddDates(const Sample& sample, const Choices& choices, const pages::Format& format, View& view) {
  for (const Subject subject : kDates) {
    const Column* const column = ColumnOf(sample, choices, subject);
    if (column == nullptr) continue;
    const auto found = choices.dates.find(subject);
    const ingest::DateGuess date = found == choices.dates.end() ? ingest::DateGuess() : found->second;
    View& part = view.Add("DATE");
    part.Set("DATE_FIELD", std::string(NameOf(subject)))
        .Set("DATE_NAME", NameFor(subject, format.language()));
    AddOption(part, "FORM", "", Text(format.language(), "upload.not-used"), date.format.empty());
    bool listed = date.format.empty();
    for (const std::string& form : ingest::DateFormats()) {
      AddOption(part, "FORM", form, form, form == date.format);
      listed = listed || form == date.format;
    }
    if (!listed) AddOption(part, "FORM", date.format, date.format, true);
    if (date.hijri) part.Add("HIJRI");
    if (date.ambiguous) part.Add("AMBIGUOUS");
    const auto values = ingest::Different(*column, 1);
    const auto reader = ingest::DateFormat::Parse(
        date.format, date.hijri ? ingest::Calendar::kUmmAlQura : ingest::Calendar::kGregorian);
    const auto day = reader && !values.empty() ? reader->Read(values[0]) : std::nullopt;
    if (day) part.Set("EXAMPLE_WRITTEN", values[0]).Set("EXAMPLE_DAY", format.Day(*day));
  }
}

void AddCountries(const Sample& sample, const Choices& choices, const pages::Format& format, View& view) {
  const std::string& language = format.language();
  AddStates(language, view);
  const Column* const column = ColumnOf(sample, choices, Subject::kCountry);
  if (column == nullptr) {
    view.Add("ONE_COUNTRY").Set("COUNTRY", choices.country);
    return;
  }
  View& part = view.Add("COUNTRIES");
  const std::vector<std::string> values = ValuesOf(*column, kMostCountries);
  for (size_t i = 0; i < values.size(); ++i) {
    const auto known = choices.countries.find(values[i]);
    View& row = part.Add("COUNTRY_ROW");
    row.Set("COUNTRY_FIELD", absl::StrCat("k", i)).Set("COUNTRY_VALUE", Shown(values[i]));
    if (known == choices.countries.end()) continue;
    row.Set("COUNTRY_CODE", known->second).Set("COUNTRY_NAME", pages::CountryName(known->second, language));
  }
}

void AddCodes(const Sample& sample, const Choices& choices, const std::string& language, View& view) {
  for (const Subject subject : kCoded) {
    const Column* const column = ColumnOf(sample, choices, subject);
    if (column == nullptr) continue;
    const Coding coding = CodingOf(subject);
    const std::vector<std::string> values = ValuesOf(*column, kMostCodes);
    const auto chosen = choices.codes.find(subject);
    Codes codes = chosen == choices.codes.end() ? GuessedCodes(subject, values) : chosen->second;
    View& part = view.Add("CODED");
    part.Set("CODED_NAME", NameFor(subject, language));
    for (size_t i = 0; i < values.size(); ++i) {
      View& row = part.Add("CODE_ROW");
      row.Set("CODE_FIELD", absl::StrCat("v.", Absl(NameOf(subject)), ".", i))
          .Set("CODE_TEXT", Shown(values[i]));
      AddOption(row, "CODE", "", Text(language, "upload.not-said"), codes[values[i]].empty());
      for (int v = 1; v < coding.type->value_count(); ++v) {
        const std::string name = pages::ShortName(*coding.type, coding.type->value(v)->number());
        AddOption(row, "CODE", name, pages::Label(language, coding.labels, name), codes[values[i]] == name);
      }
    }
  }
}

void AddPay(const Choices& choices, const std::string& language, View& view) {
  const auto has = [&](Subject subject) { return choices.columns.contains(subject); };
  const bool pay = has(Subject::kPay) || has(Subject::kPayMinimum) || has(Subject::kPayMaximum);
  if (!pay && !has(Subject::kPrice)) return;
  View& part = view.Add("PAY");
  if (!has(Subject::kCurrency)) part.Add("ONE_CURRENCY").Set("CURRENCY", choices.currency);
  if (!pay) return;
  View& unit = part.Add("UNIT");
  const auto& type = *google::protobuf::GetEnumDescriptor<jobs::v1::PayUnit>();
  for (int v = 1; v < type.value_count(); ++v) {
    const std::string name = pages::ShortName(type, type.value(v)->number());
    AddOption(unit, "UNIT_OPTION", name, Text(language, "upload.unit." + name),
              name == (choices.unit.empty() ? "MONTH" : choices.unit));
  }
}

class Reader {
 public:
  Reader(const owner::Form& form, const Sample& sample, const ingest::ImportKind& kind, const Choices& before,
         const pages::Asked& asked, std::vector<std::string>& problems)
      : form_(form), sample_(sample), kind_(kind), before_(before), asked_(asked), problems_(problems) {}

  Choices Read() {
    ReadColumns();
    ReadLanguages();
    for (const Subject subject : kDates) ReadDate(subject);
    ReadCountries();
    for (const Subject subject : kCoded) ReadCodes(subject);
    // Where a column had it, the form does not ask.
    const bool asked = ColumnOf(sample_, before_, Subject::kCountry) == nullptr;
    after_.country = asked ? Code("country", 2, before_.country) : before_.country;
    after_.currency = Code("currency", 3, before_.currency);
    const std::string_view unit = form_.Get("unit");
    const auto& units = *google::protobuf::GetEnumDescriptor<jobs::v1::PayUnit>();
    after_.unit = pages::ValueOf(units, unit) ? std::string(unit) : before_.unit;
    after_.what = form_.Get("export") == "full" ? ingest::Export::kFull : ingest::Export::kChanges;
    return std::move(after_);
  }

 private:
  std::string Get(std::string_view name) const { return std::string(form_.Get(name)); }
  void Problem(const char* key, std::string field) {
    problems_.push_back(Text(asked_.language, key, {{"field", std::move(field)}}));
  }
  bool IsNew(Subject subject) const {
    const auto now = after_.columns.find(subject), then = before_.columns.find(subject);
    return now != after_.columns.end() &&
           (then == before_.columns.end() || now->second.front() != then->second.front());
  }

  void ReadColumns() {
    const std::vector<Subject> known = ingest::SubjectsOf(kind_);
    for (size_t i = 0; i < sample_.columns.size(); ++i) {
      const auto subject = ingest::SubjectOf(form_.Get(absl::StrCat("c", i)));
      if (!subject || std::find(known.begin(), known.end(), *subject) == known.end()) continue;
      auto& columns = after_.columns[*subject];
      if (!columns.empty() && *subject != Subject::kDescription) {
        Problem("upload.twice", NameFor(*subject, asked_.language));
        continue;
      }
      columns.push_back(sample_.columns[i].name);
    }
  }

  void ReadLanguages() {
    const std::string otherwise = Get("otherwise");
    for (const std::string_view code : pages::kLanguages) {
      if (form_.Get("lang." + std::string(code)).empty()) continue;
      if (code == otherwise) {
        after_.languages.insert(after_.languages.begin(), otherwise);
      } else {
        after_.languages.emplace_back(code);
      }
    }
    if (after_.languages.empty()) after_.languages = before_.languages;
  }

  void ReadDate(Subject subject) {
    const Column* const column = ColumnOf(sample_, after_, subject);
    if (column == nullptr) return;
    if (IsNew(subject)) {
      if (const auto guess = ingest::GuessDate(*column)) after_.dates[subject] = *guess;
      return;
    }
    const std::string name(NameOf(subject)), format = Get("date." + name);
    if (format.empty()) return;
    const bool hijri = !form_.Get("hijri." + name).empty();
    const auto calendar = hijri ? ingest::Calendar::kUmmAlQura : ingest::Calendar::kGregorian;
    if (!ingest::DateFormat::Parse(format, calendar)) {
      Problem("upload.wrong", NameFor(subject, asked_.language));
      return;
    }
    after_.dates[subject] = {.format = format, .hijri = hijri};
  }

  void ReadCountries() {
    const Column* const column = ColumnOf(sample_, after_, Subject::kCountry);
    if (column == nullptr) return;
    if (IsNew(Subject::kCountry)) {
      after_.countries = ingest::GuessCountries(*column);
      return;
    }
    const std::vector<std::string> values = ValuesOf(*column, kMostCountries);
    for (size_t i = 0; i < values.size(); ++i) {
      const auto code = CapitalsIn(form_.Get(absl::StrCat("k", i)), 2);
      if (!code) Problem("upload.wrong", values[i]);
      if (code && !code->empty()) after_.countries[values[i]] = *code;
    }
  }

  // The patterns are kept until somebody says otherwise: they know values, too, that the sample has not.
  void ReadCodes(Subject subject) {
    const Column* const column = ColumnOf(sample_, after_, subject);
    if (column == nullptr || IsNew(subject)) return;
    const Coding coding = CodingOf(subject);
    const std::vector<std::string> values = ValuesOf(*column, kMostCodes);
    Codes codes;
    for (size_t i = 0; i < values.size(); ++i) {
      const std::string code = Get(absl::StrCat("v.", Absl(NameOf(subject)), ".", i));
      codes[values[i]] = pages::ValueOf(*coding.type, code) ? code : "";
    }
    if (codes != GuessedCodes(subject, values)) after_.codes[subject] = std::move(codes);
  }

  std::string Code(const char* name, size_t letters, const std::string& otherwise) {
    const auto code = CapitalsIn(form_.Get(name), letters);
    if (!code) Problem("upload.wrong", Text(asked_.language, std::string("upload.") + name));
    return code.value_or(otherwise);
  }

  const owner::Form& form_;
  const Sample& sample_;
  const ingest::ImportKind& kind_;
  const Choices& before_;
  const pages::Asked& asked_;
  std::vector<std::string>& problems_;
  Choices after_;
};

}  // namespace

std::optional<std::string> CapitalsIn(std::string_view typed, size_t letters) {
  const std::string code = absl::AsciiStrToUpper(Absl(typed));
  const bool good = code.size() == letters && std::all_of(code.begin(), code.end(), [](char c) {
                      return absl::ascii_isupper(static_cast<unsigned char>(c));
                    });
  if (!good && !code.empty()) return std::nullopt;
  return code;
}

const ingest::ImportKind* KindNamed(std::string_view name) {
  for (const ingest::ImportKind& kind : ingest::ImportKinds()) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

void AddStates(std::string_view language, View& view) {
  for (const taxonomy::MemberState& state : taxonomy::MemberStates()) {
    const std::string code(state.alpha2);
    view.Add("STATE").Set("STATE_CODE", code).Set("STATE_NAME", pages::CountryName(code, language));
  }
}

void AddChoices(const Sample& sample, const ingest::ImportKind& kind, const Choices& choices,
                const pages::Asked& asked, View& view) {
  const pages::Format format(asked.language, asked.digits);
  AddColumns(sample, kind, choices, asked.language, view);
  AddMissing(kind, choices, asked.language, view);
  AddLanguages(choices, asked.language, view);
  AddDates(sample, choices, format, view);
  AddCountries(sample, choices, format, view);
  AddCodes(sample, choices, asked.language, view);
  AddPay(choices, asked.language, view);
  const bool full = choices.what == ingest::Export::kFull;
  view.Add(full ? "IS_FULL" : "IS_CHANGES");
}

Choices ChoicesIn(const owner::Form& form, const Sample& sample, const ingest::ImportKind& kind,
                  const Choices& before, const pages::Asked& asked, std::vector<std::string>& problems) {
  return Reader(form, sample, kind, before, asked, problems).Read();
}

}  // namespace tabadul::web::uploads
