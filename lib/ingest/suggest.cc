#include "lib/ingest/suggest.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "absl/strings/str_join.h"
#include "fmt/format.h"
#include "lib/ingest/guess.h"
#include "lib/platform/messages/messages.h"

namespace tabadul::ingest {
namespace {

using Column = Sample::Column;

// A YAML scalar that says exactly this.
std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
  }
  return quoted + '"';
}

class Draft {
 public:
  Draft(const Sample& sample, const std::string& file, const ImportKind& kind, const SuggestOptions& options,
        const Choices& choices)
      : sample_(sample),
        kind_(kind),
        options_(options),
        choices_(choices),
        subjects_(Chosen(sample, choices)) {
    Comment("head", {{"file", std::filesystem::path(file).filename().string()},
                     {"rows", std::to_string(sample.rows)}});
  }

  std::string Write() {
    text_ += "kind: " + kind_.name + "\n";
    Comment("export");
    text_ += std::string("export: ") + (choices_.what == Export::kFull ? "full" : "changes") + "\n\n";
    Input();
    Language();
    Id();
    text_ += "\nfields:\n";
    Texts();
    Places();
    Names();
    Numbers();
    Work();
    Pay();
    Price();
    Dates();
    Required();
    Rest();
    return std::move(text_);
  }

 private:
  using Columns = std::map<Subject, std::vector<const Column*>>;
  static Columns Chosen(const Sample& sample, const Choices& choices) {
    Columns chosen;
    for (const auto& [subject, names] : choices.columns) {
      for (const std::string& name : names) {
        const auto column = std::find_if(sample.columns.begin(), sample.columns.end(),
                                         [&](const Column& one) { return one.name == name; });
        if (column != sample.columns.end()) chosen[subject].push_back(&*column);
      }
    }
    return chosen;
  }
  const Column* The(Subject subject) const {
    const auto found = subjects_.find(subject);
    return found == subjects_.end() ? nullptr : found->second[0];
  }
  // The subject's column, if the kind has the field that it is for.
  const Column* Use(Subject subject, std::string_view field) {
    const Column* column = HasField(kind_, field) ? The(subject) : nullptr;
    if (column) used_.push_back(column);
    return column;
  }

  void Comment(const std::string& key, const Metadata& parameters = {}, const std::string& indent = "") {
    std::string text = messages::Text(options_.language, "mapping.suggest." + key, parameters);
    for (const char* isolate :
         {"\u2067", "\u2068", "\u2069"}) {  // invisible, and copied along with a command
      for (size_t at; (at = text.find(isolate)) != std::string::npos;) text.erase(at, 3);
    }
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    text_ += indent + "# " + text + "\n";
  }
  void Doubt(const std::string& key, const Metadata& parameters = {}) { Comment(key, parameters, "  "); }
  void Line(const std::string& field, const std::string& spec) {
    text_ += "  " + field + ": " + spec + "\n";
    written_.insert(field);
  }

  static std::string Name(const Column& column) { return "column: " + Quoted(column.name); }

  // The steps that make text of what stands in the cells.
  static std::string TextSteps(const Column& column) {
    std::string steps;
    if (LooksLikeList(column)) steps = "python-list, {bullets: \"• \"}";
    if (LooksLikeHtml(column)) steps += std::string(steps.empty() ? "" : ", ") + "html-to-text";
    return steps.empty() ? "" : ", as: [" + steps + "]";
  }
  static std::string TextValue(const Column& column) { return "{" + Name(column) + TextSteps(column) + "}"; }

  void Input() {
    static const char* const kNames[] = {"csv", "jsonl", "json", "xlsx", "xml"};
    text_ += "input: {format: " + std::string(kNames[static_cast<int>(sample_.input.format)]);
    if (sample_.input.format == Format::kCsv && sample_.input.delimiter != ',')
      text_ += ", delimiter: " + std::string(sample_.input.delimiter == '\t'
                                                 ? "\"\\t\""
                                                 : Quoted(std::string(1, sample_.input.delimiter)));
    if (sample_.encoding != Encoding::kDetect && sample_.encoding != Encoding::kUtf8)
      text_ += ", encoding: " + std::string(NameOf(sample_.encoding));
    if (!sample_.input.rows.empty()) text_ += ", rows: " + Quoted(sample_.input.rows);
    text_ += "}\n";
  }

  void Language() {
    const std::vector<std::string>& languages = choices_.languages;
    if (languages.empty()) Comment("language");
    if (languages.size() < 2) {
      text_ += "language: " + (languages.empty() ? "en" : languages[0]) + "\n";
    } else {
      text_ +=
          "language: {detect: [" + absl::StrJoin(languages, ", ") + "], otherwise: " + languages[0] + "}\n";
    }
  }

  void Id() {
    const Column* id = The(Subject::kId);
    if (!id || !AllDifferent(*id)) {
      const Column* url = The(Subject::kUrl);
      if (!id && url && AllDifferent(*url)) id = url;
    }
    if (id) {
      if (!AllDifferent(*id)) Comment("id-repeats", {{"column", id->name}});
      text_ += "id: {" + Name(*id) + "}\n";
      if (id == The(Subject::kId)) used_.push_back(id);
      return;
    }
    Comment("id-hash");
    std::vector<std::string> columns;
    for (const Subject subject :
         {Subject::kTitle, Subject::kEmployer, Subject::kProvider, Subject::kCity, Subject::kDescription}) {
      if (const Column* column = The(subject)) columns.push_back(Quoted(column->name));
    }
    for (size_t i = 0; columns.empty() && i < sample_.columns.size(); ++i)
      columns.push_back(Quoted(sample_.columns[i].name));
    text_ += "id: {hash: [" + absl::StrJoin(columns, ", ") + "]}\n";
  }

  void Texts() {
    if (const Column* title = Use(Subject::kTitle, "title")) {
      Line("title", TextSteps(*title).empty() ? Quoted(title->name) : TextValue(*title));
    } else if (HasField(kind_, "title")) {
      Doubt("title");
      Line("title", LongestOr(40));
    }
    if (!HasField(kind_, "description")) return;
    const auto found = subjects_.find(Subject::kDescription);
    if (found == subjects_.end()) {
      Doubt("description");
      Line("description", LongestOr(40'000));
    } else if (found->second.size() == 1) {
      Line("description", TextValue(*Use(Subject::kDescription, "description")));
    } else {
      Doubt("several");
      std::string parts;
      for (const Column* column : found->second) {
        parts += "\n        - " + TextValue(*column);
        used_.push_back(column);
      }
      Line("description", "\n    join:\n      with: \"\\n\\n\"\n      once: true\n      of:" + parts);
    }
  }

  // The column with the longest texts of at most `mean` bytes: something must stand there.
  std::string LongestOr(size_t mean) const {
    const Column* best = nullptr;
    size_t most = 0;
    for (const Column& column : sample_.columns) {
      size_t total = 0;
      for (const std::string& value : column.values) total += value.size();
      const size_t average = total / std::max<size_t>(column.filled(), 1);
      if (average > mean || (best && average <= most) || LooksLikeLink(column)) continue;
      best = &column;
      most = average;
    }
    return best ? TextValue(*best) : "{constant: \"?\"}";
  }
  static bool LooksLikeLink(const Column& column) {
    return std::any_of(column.values.begin(), column.values.end(),
                       [](const std::string& value) { return value.starts_with("http"); });
  }

  void Places() {
    if (!HasField(kind_, "locations[0].country")) return;
    const Column* country = The(Subject::kCountry);
    const auto& codes = choices_.countries;
    if (country && !codes.empty()) {
      used_.push_back(country);
      std::string map;
      for (const auto& [name, code] : codes) map += "\n      " + Quoted(name) + ": " + Quoted(code);
      Line("locations[0].country", "\n    " + Name(*country) + "\n    map:" + map);
    } else {
      if (choices_.country.empty()) Doubt("country");
      Line("locations[0].country",
           "{constant: " + (choices_.country.empty() ? "ZZ" : choices_.country) + "}");
    }
  }

  // What is one cell, as it is.
  void Names() {
    static constexpr std::pair<Subject, const char*> kFields[] = {{Subject::kCity, "locations[0].city"},
                                                                  {Subject::kEmployer, "employer.name"},
                                                                  {Subject::kProvider, "provider.name"}};
    for (const auto& [subject, field] : kFields) {
      if (const Column* column = Use(subject, field)) Line(field, Quoted(column->name));
    }
  }

  void Numbers() {
    static constexpr std::pair<Subject, const char*> kFields[] = {
        {Subject::kPositions, "positions"}, {Subject::kSeats, "seats"}, {Subject::kHours, "hours"}};
    for (const auto& [subject, field] : kFields) {
      if (const Column* column = Use(subject, field))
        Line(field,
             "{" + Name(*column) + ", as: [{extract: \"[0-9٠-٩]+\"}, digits], absent: [\"0\", \"٠\"]}");
    }
  }

  // A coded value: by the codes that were chosen, else by what is found in it.
  void Coded(Subject subject, const std::string& field, const Column& column) {
    std::string spec = "\n    " + Name(column);
    if (const auto chosen = choices_.codes.find(subject); chosen != choices_.codes.end()) {
      spec += "\n    map:";
      for (const auto& [value, code] : chosen->second)
        spec += "\n      " + Quoted(value) + ": " + (code.empty() ? "~" : code);
      if (chosen->second.empty()) spec += " {}";
      return Line(field, spec + "\n    otherwise: absent");
    }
    std::vector<std::string> tags;
    for (const CodeClue& clue : CodeCluesOf(subject))
      tags.push_back(std::string(clue.code) + ": " + Quoted(clue.pattern));
    Line(field, spec + "\n    as: [lower, {tag: {" + absl::StrJoin(tags, ", ") + "}}, {take: 0}]");
  }

  void Work() {
    for (const auto& [subject, field] :
         {std::pair(Subject::kMode, "mode"), std::pair(Subject::kContract, "offering_type")}) {
      const Column* column = Use(subject, field);
      if (!column) continue;
      if (!choices_.codes.contains(subject)) Doubt("map", {{"values", Values(*column)}});
      Coded(subject, field, *column);
    }
    const Column* schedule = Use(Subject::kSchedule, "schedule.working_time");
    if (!schedule && HasField(kind_, "schedule.working_time")) schedule = The(Subject::kContract);
    if (schedule && (choices_.codes.contains(Subject::kSchedule) || Mentions(*schedule)))
      Coded(Subject::kSchedule, "schedule.working_time", *schedule);
    for (const char* const field : {"education.text", "entry.text"}) {
      if (const Column* education = Use(Subject::kEducation, field)) Line(field, TextValue(*education));
    }
    for (const char* const field : {"experience.minimum_months", "entry.experience_months"}) {
      if (const Column* experience = Use(Subject::kExperience, field))
        Line(field, "{" + Name(*experience) + ", as: [{duration: months}], otherwise: absent}");
    }
    if (const Column* experience = Use(Subject::kExperience, "experience.text"))
      Line("experience.text", TextValue(*experience));
  }
  static bool Mentions(const Column& column) {
    return std::any_of(column.values.begin(), column.values.end(), [](const std::string& value) {
      for (const char* word : {"ull", "lein", "كامل", "art", "جزئي"}) {
        if (value.find(word) != std::string::npos) return true;
      }
      return false;
    });
  }

  static std::string Decimal(const Column& column) { return HasDecimalComma(column) ? "\",\"" : "\".\""; }

  void Pay() {
    const Column* minimum = Use(Subject::kPayMinimum, "pay.minimum");
    const Column* maximum = Use(Subject::kPayMaximum, "pay.maximum");
    const Column* pay = minimum || maximum ? nullptr : Use(Subject::kPay, "pay.minimum");
    if (!minimum && !maximum && !pay) return;
    const Column& first = pay ? *pay : minimum ? *minimum : *maximum;
    const std::string decimal = Decimal(first);
    const auto amount = [&](const Column& column, const char* of) {
      return "{" + Name(column) + ", as: [{range: {of: " + of + ", decimal: " + decimal +
             "}}], absent: [\"0\"]}";
    };
    if (pay || minimum) Line("pay.minimum", amount(pay ? *pay : *minimum, "lower"));
    if (pay || maximum) Line("pay.maximum", amount(pay ? *pay : *maximum, "upper"));
    const std::string only = ", only-with: [pay.minimum, pay.maximum]}";
    Currency("pay.currency", first, only);
    if (choices_.unit.empty()) Doubt("unit");
    Line("pay.unit", "{constant: " + (choices_.unit.empty() ? "MONTH" : choices_.unit) + only);
  }

  void Price() {
    const Column* price = Use(Subject::kPrice, "price.amount");
    if (!price) return;
    Line("price.free",
         "{" + Name(*price) + ", as: [{match: \"(?i)free|gratuit|مجان\"}], map: {\"true\": \"YES\"}}");
    Line("price.amount",
         "{" + Name(*price) + ", as: [{range: {of: lower, decimal: " + Decimal(*price) + "}}]}");
    Currency("price.currency", *price, ", only-with: [price.amount]}");
  }

  // `amounts`: where it may stand beside them.
  void Currency(const std::string& field, const Column& amounts, const std::string& only) {
    if (const Column* currency = Use(Subject::kCurrency, field)) {
      Line(field, "{" + Name(*currency) + only);
    } else {
      if (choices_.currency.empty()) Doubt("currency");
      Line(field,
           "{constant: " + (choices_.currency.empty() ? CurrencyIn(amounts) : choices_.currency) + only);
    }
  }
  // Three capitals that stand in most cells ("NGN 150,000"), else what is plainly none.
  static std::string CurrencyIn(const Column& column) {
    std::map<std::string, size_t> seen;
    for (const std::string& value : column.values) {
      for (size_t i = 0; i + 3 <= value.size(); ++i) {
        const auto capital = [&](size_t at) {
          return at < value.size() && value[at] >= 'A' && value[at] <= 'Z';
        };
        if (capital(i) && capital(i + 1) && capital(i + 2) && !capital(i + 3) && (i == 0 || !capital(i - 1)))
          ++seen[value.substr(i, 3)];
      }
    }
    std::string best = "XXX";
    size_t most = column.filled() / 2;
    for (const auto& [code, count] : seen) {
      if (count > most) best = code;
    }
    return best;
  }

  void Date(Subject subject, const std::string& field) {
    const Column* column = HasField(kind_, field) ? The(subject) : nullptr;
    const auto guess = choices_.dates.find(subject);
    if (!column || guess == choices_.dates.end()) return;
    const DateGuess& date = guess->second;
    used_.push_back(column);
    if (date.ambiguous) Doubt("date", {{"format", date.format}});
    if (date.hijri) {
      Line(field, "{" + Name(*column) + ", date: {format: " + Quoted(date.format) +
                      ", calendar: umm-al-qura}, otherwise: absent}");
    } else {
      Line(field, "{" + Name(*column) + ", date: " + Quoted(date.format) + "}");
    }
  }
  void Dates() {
    Date(Subject::kStart, "start_date");
    Date(Subject::kPublished, "published");
    Date(Subject::kApplyBy, "apply_by.date");
  }

  // What records of the kind must have and no column was found for.
  void Required() {
    for (const std::string& field : kind_.required) {
      if (written_.contains(field)) continue;
      Doubt("required", {{"field", field}});
      Line(field, "{constant: \"?\"}");
    }
  }

  void Rest() {
    if (const Column* url = Use(Subject::kUrl, "url")) Line("url", Quoted(url->name));
    std::vector<std::string> rest;
    for (const Column& column : sample_.columns) {
      if (std::find(used_.begin(), used_.end(), &column) == used_.end() && column.filled() > 0)
        rest.push_back(column.name);
    }
    if (rest.empty()) return;
    text_ += "\n";
    Comment("rest");
    for (const std::string& name : rest) text_ += "#   " + Quoted(name) + "\n";
  }

  // A few different values, for a comment.
  static std::string Values(const Column& column) {
    std::string text = absl::StrJoin(Different(column, 6, 60), " | ");
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
  }

  const Sample& sample_;
  const ImportKind& kind_;
  const SuggestOptions& options_;
  const Choices& choices_;
  const Columns subjects_;
  std::vector<const Column*> used_;
  std::set<std::string> written_;  // fields
  std::string text_;
};

// Of the texts, as far as there are any.
std::vector<std::string> LanguagesOf(const Sample& sample,
                                     const std::map<Subject, std::vector<const Column*>>& subjects) {
  std::vector<const Column*> texts;
  for (const Subject subject : {Subject::kTitle, Subject::kDescription}) {
    if (const auto found = subjects.find(subject); found != subjects.end())
      texts.insert(texts.end(), found->second.begin(), found->second.end());
  }
  if (texts.empty()) {
    for (const Column& column : sample.columns) texts.push_back(&column);
  }
  return GuessLanguages(texts);
}

}  // namespace

Choices GuessChoices(const Sample& sample, const ImportKind& kind, const SuggestOptions& options) {
  const auto subjects = GuessSubjects(sample, kind);
  Choices choices;
  for (const auto& [subject, columns] : subjects) {
    for (const Column* column : columns) choices.columns[subject].push_back(column->name);
  }
  choices.languages = LanguagesOf(sample, subjects);
  for (const Subject subject : {Subject::kStart, Subject::kPublished, Subject::kApplyBy}) {
    const auto found = subjects.find(subject);
    const auto guess = found == subjects.end() ? std::nullopt : GuessDate(*found->second[0]);
    if (guess) choices.dates.emplace(subject, *guess);
  }
  if (const auto found = subjects.find(Subject::kCountry); found != subjects.end())
    choices.countries = GuessCountries(*found->second[0]);
  choices.country = options.country;
  return choices;
}

std::string DraftMapping(const Sample& sample, const std::string& file, const ImportKind& kind,
                         const SuggestOptions& options, const Choices& choices) {
  return Draft(sample, file, kind, options, choices).Write();
}

absl::StatusOr<std::string> SuggestMappingOf(const std::string& path, const SuggestOptions& options) {
  if (path == "-") return Error(common::v1::ERROR_REASON_PRECONDITION, {{"field", "file"}, {"file", "-"}});
  const auto& kinds = ImportKinds();
  const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                 [&](const ImportKind& one) { return one.name == options.kind; });
  if (kind == kinds.end()) return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"kind", options.kind}});
  ASSIGN_OR_RETURN(const Sample sample, TakeSample(path));
  return DraftMapping(sample, path, *kind, options, GuessChoices(sample, *kind, options));
}

}  // namespace tabadul::ingest
