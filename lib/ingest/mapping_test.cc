// Mappings that are wrong: every mistake at once, each with its line and what to write instead.
#include "lib/ingest/mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "lib/platform/messages/messages.h"

namespace tabadul::ingest {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kGood[] = R"(kind: vacancy
export: changes
input: {format: csv}
language: en
id: {column: id}
fields:
  title: title
  description: text
  locations[0].country: {constant: EG}
)";

std::vector<std::string> Problems(const std::string& yaml) {
  std::vector<std::string> list;
  for (const auto& p : Mapping::FromText(yaml).problems) {
    list.push_back(std::to_string(p.line) + " " + p.key + " " + p.problem);
  }
  return list;
}
std::vector<std::string> WithField(const std::string& line) { return Problems(kGood + ("  " + line + "\n")); }

TEST(MappingErrors, AGoodMappingHasNone) {
  const auto loaded = Mapping::FromText(kGood);
  EXPECT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.mapping.kind(), "vacancy");
  EXPECT_EQ(loaded.mapping.what(), Export::kChanges);
}

TEST(MappingErrors, AllAreToldAtOnceInTheOrderOfTheirLines) {
  EXPECT_THAT(Problems(R"(kind: vacancy
exprt: full
input: {format: docx, delimiter: "::"}
language: en
id: {column: a, hash: [b]}
fields:
  titel: a
  description: {column: a, as: [shout, {number: 3}]}
  pay.minimum: {column: a, map: {x: y}, otherwise: perhaps}
)"),
              ElementsAre("1 export export-missing", "2 exprt unknown-key", "3 input.format bad-value",
                          "3 input.delimiter bad-value", "5 id one-source", "7 fields.titel no-such-field",
                          "7 fields.title required-field", "7 fields.locations[0].country required-field",
                          "8 fields.description.as unknown-step", "8 fields.description.as bad-argument",
                          "9 fields.pay.minimum.otherwise bad-value"));
}

TEST(MappingErrors, ExportMustBeStated) {
  std::string yaml = kGood;
  yaml.replace(yaml.find("export: changes"), 15, "export: all");
  EXPECT_THAT(Problems(yaml), ElementsAre("2 export bad-value"));
}

TEST(MappingErrors, PathsAreCheckedAgainstTheContract) {
  EXPECT_THAT(WithField("pay.minimun: x"), ElementsAre("10 fields.pay.minimun no-such-field"));
  EXPECT_THAT(WithField("pay: x"), ElementsAre("10 fields.pay not-a-value"));
  EXPECT_THAT(WithField("languages: x"), ElementsAre("10 fields.languages needs-index"));
  EXPECT_THAT(WithField("languages[]: x"), ElementsAre("10 fields.languages[] needs-each"));
  EXPECT_THAT(WithField("pay[0].minimum: x"), ElementsAre("10 fields.pay[0].minimum not-a-list"));
  EXPECT_THAT(WithField("title.text: x"), ElementsAre("10 fields.title.text no-such-field"));
  EXPECT_THAT(WithField("locations[77].country: x"), ElementsAre("10 fields.locations[77].country bad-path"));
  EXPECT_THAT(WithField("licences[]: x"), IsEmpty());
  EXPECT_THAT(WithField("benefits[]: x"), IsEmpty());
}

TEST(MappingErrors, TheInputIsChecked) {
  const auto problems = [](const std::string& input) {
    std::string yaml = kGood;
    return Problems(yaml.replace(yaml.find("{format: csv}"), 13, input));
  };
  EXPECT_THAT(problems("{format: xml}"), ElementsAre("3 input.rows missing-key"));
  EXPECT_THAT(problems("{format: xml, rows: Job}"), IsEmpty());
  EXPECT_THAT(problems("{format: xlsx, sheet: Vacancies}"), IsEmpty());
  EXPECT_THAT(problems("{format: xlsx, delimiter: \";\"}"), ElementsAre("3 input.delimiter only-for"));
  EXPECT_THAT(problems("{format: csv, sheet: a, rows: b}"),
              ElementsAre("3 input.sheet only-for", "3 input.rows only-for"));
  EXPECT_THAT(problems("{format: csv, encoding: windows-1256}"), IsEmpty());
  EXPECT_THAT(problems("{format: csv, encoding: latin-9}"), ElementsAre("3 input.encoding bad-value"));
}

TEST(MappingErrors, ConditionsAndIdsAreChecked) {
  EXPECT_THAT(WithField("url: {column: x, when: {column: x}}"),
              ElementsAre("10 fields.url.when missing-key"));
  EXPECT_THAT(WithField("url: {column: x, when: {column: x, is: a, matches: b}}"),
              ElementsAre("10 fields.url.when one-source"));
  EXPECT_THAT(WithField("url: {column: x, when: [{column: x, matches: \"(\"}]}"),
              ElementsAre("10 fields.url.when.matches bad-pattern"));
  EXPECT_THAT(WithField("url: {column: x, when: {column: x, present: maybe}}"),
              ElementsAre("10 fields.url.when.present bad-value"));
  EXPECT_THAT(WithField("url: {column: x, when: {any: []}}"),
              ElementsAre("10 fields.url.when.any wrong-type"));
  EXPECT_THAT(WithField("url: {column: x, as: [{range: middle}]}"),
              ElementsAre("10 fields.url.as bad-argument"));
  EXPECT_THAT(WithField("url: {column: x, as: [duration]}"), ElementsAre("10 fields.url.as bad-argument"));
  EXPECT_THAT(WithField("pay.currency: {constant: EGP, only-with: [pay.minimum, pay.most]}"),
              ElementsAre("10 fields.pay.currency.only-with no-such-field"));
  std::string yaml = kGood;
  yaml.replace(yaml.find("{column: id}"), 12, "{hmac: [id]}");
  EXPECT_THAT(Problems(yaml), ElementsAre("5 id.key-file missing-key"));
  yaml.replace(yaml.find("{hmac: [id]}"), 12, "{hash: [id], as: [lower]}");
  EXPECT_THAT(Problems(yaml), ElementsAre("5 id.as unknown-key"));
}

TEST(MappingErrors, TheNearestFieldIsSuggested) {
  const auto loaded = Mapping::FromText(std::string(kGood) + "  pay.minimun: x\n");
  ASSERT_EQ(loaded.problems.size(), 1U);
  EXPECT_EQ(Describe(loaded.problems[0], "en"),
            "Line 10: fields.pay.minimun: The record has no field “pay.minimun”. Did you mean “pay.minimum”? "
            "The fields "
            "are those of the contract.");
  EXPECT_THAT(Describe(loaded.problems[0], "ar"), AllOf(HasSubstr("السطر"), HasSubstr("10")));
  EXPECT_THAT(Describe(loaded.problems[0], "fr"), HasSubstr("Ligne 10"));
}

TEST(MappingErrors, ConstantsAndMapsAreCheckedAgainstTheField) {
  EXPECT_THAT(WithField("pay.unit: {constant: FORTNIGHT}"),
              ElementsAre("10 fields.pay.unit.constant bad-value"));
  EXPECT_THAT(WithField("pay.unit: {constant: MONTH}"), IsEmpty());
  EXPECT_THAT(WithField("pay.unit: {constant: PAY_UNIT_MONTH}"), IsEmpty());
  EXPECT_THAT(WithField("positions: {column: a, map: {few: some}}"),
              ElementsAre("10 fields.positions.map bad-value"));
  EXPECT_THAT(WithField("positions: {column: a, default: many}"),
              ElementsAre("10 fields.positions.default bad-value"));
  EXPECT_THAT(WithField("published: {constant: 2022-02-30}"),
              ElementsAre("10 fields.published.constant bad-value"));
}

TEST(MappingErrors, DatesNeedAFormAndOnlyDates) {
  EXPECT_THAT(WithField("published: day"), ElementsAre("10 fields.published date-missing"));
  EXPECT_THAT(WithField("published: {column: day, date: dd.mm}"),
              ElementsAre("10 fields.published.date bad-date"));
  EXPECT_THAT(WithField("published: {column: day, date: {format: dd.mm.yyyy, calendar: maya}}"),
              ElementsAre("10 fields.published.date.calendar bad-value"));
  EXPECT_THAT(WithField("url: {column: day, date: yyyy}"), ElementsAre("10 fields.url.date not-a-date"));
}

TEST(MappingErrors, PatternsAreCheckedWhenTheMappingIsLoaded) {
  EXPECT_THAT(WithField("url: {column: a, as: [{extract: \"(\"}]}"),
              ElementsAre("10 fields.url.as bad-pattern"));
  EXPECT_THAT(WithField("url: {column: a, as: [{replace: {pattern: a, with: \"\\\\2\"}}]}"),
              ElementsAre("10 fields.url.as bad-argument"));
}

TEST(MappingErrors, WhatStandsTwiceOrHasNoSourceIsRefused) {
  EXPECT_THAT(WithField("title: other"), ElementsAre("10 fields.title duplicate-key"));
  EXPECT_THAT(WithField("url: {column: a, column: b}"), ElementsAre("10 fields.url.column duplicate-key"));
  EXPECT_THAT(WithField("url: {column: a, constant: b}"), ElementsAre("10 fields.url one-source"));
  EXPECT_THAT(WithField("url: {as: [trim]}"), ElementsAre("10 fields.url no-source"));
  EXPECT_THAT(WithField("url: {column: a, needs: [x], colour: red}"),
              ElementsAre("10 fields.url.colour unknown-key"));
}

TEST(MappingErrors, ATextNeedsALanguage) {
  std::string yaml = kGood;
  yaml.erase(yaml.find("language: en\n"), 13);
  EXPECT_THAT(Problems(yaml),
              ElementsAre("6 fields.title language-missing", "7 fields.description language-missing"));
}

TEST(MappingErrors, BrokenYamlNamesItsLine) {
  EXPECT_THAT(Problems("kind: vacancy\nfields: [a\n  b: {"), ElementsAre(HasSubstr(" yaml")));
  EXPECT_GE(Mapping::FromText("kind: vacancy\nfields: [a\n  b: {").problems[0].line, 2);
  EXPECT_THAT(Problems("just text"), ElementsAre("1  wrong-type"));
  EXPECT_THAT(Problems(""), ElementsAre(HasSubstr("wrong-type")));
}

TEST(MappingErrors, AliasesCannotMultiplyWithoutEnd) {
  std::string yaml = kGood;
  yaml += "  employer.name: &a {first: [x, x, x, x, x, x, x, x, x, x]}\n";
  for (const char* name : {"b", "c", "d", "e"}) {
    const char before = static_cast<char>(name[0] - 1);
    yaml += std::string("  x") + name + ": &" + name + " {first: [";
    for (int i = 0; i < 20; ++i) yaml += std::string("*") + before + ", ";
    yaml += "]}\n";
  }
  yaml += "  url: *e\n";
  EXPECT_THAT(Problems(yaml), testing::Contains(HasSubstr("too-large")));
}

TEST(MappingErrors, AMapThatAliasesRepeatCountsEachTime) {
  std::string yaml = kGood;
  yaml += "  employer.name: {column: c, map: &m {";
  for (int i = 0; i < 20'000; ++i) yaml += "a" + std::to_string(i) + ": b, ";
  yaml += "z: b}}\n";
  EXPECT_THAT(Problems(yaml), IsEmpty());
  for (int i = 0; i < 40; ++i) yaml += "  locations[" + std::to_string(i) + "].city: {column: c, map: *m}\n";
  EXPECT_THAT(Problems(yaml), ElementsAre("0  too-large"));
}

TEST(MappingErrors, ATextOfAMappingHasAnEnd) {
  EXPECT_THAT(WithField("url: {column: c, before: \"" + std::string(60'000, 'x') + "\"}"), IsEmpty());
  EXPECT_THAT(WithField("url: {column: c, before: \"" + std::string(70'000, 'x') + "\"}"),
              ElementsAre("0  too-large"));
}

TEST(MappingErrors, PatternsTogetherHaveAnEnd) {
  std::string tags = "url: {column: c, as: [{tag: {";
  for (int i = 0; i < 3000; ++i) tags += "T" + std::to_string(i) + ": \"x{900}\", ";
  EXPECT_THAT(WithField(tags + "}}]}"), ElementsAre(HasSubstr("too-large")));
}

TEST(MappingErrors, NobodyIsToldMoreMistakesThanHeReads) {
  std::string yaml = kGood;
  yaml += "absent: [";
  for (int i = 0; i < 5000; ++i) yaml += "[], ";
  EXPECT_EQ(Problems(yaml + "]\n").size(), 1000u);
}

TEST(MappingErrors, EveryProblemHasATextInEveryLanguage) {
  for (const auto& file : std::filesystem::directory_iterator("lib/ingest")) {
    if (file.path().extension() != ".cc" || file.path().string().find("_test") != std::string::npos) continue;
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    const std::string code = text.str();
    for (const std::string name : {"yaml",          "unreadable",     "unknown-key",    "duplicate-key",
                                   "missing-key",   "export-missing", "wrong-type",     "bad-value",
                                   "no-such-field", "bad-path",       "needs-index",    "not-a-list",
                                   "not-a-value",   "needs-each",     "required-field", "language-missing",
                                   "one-source",    "no-source",      "unknown-step",   "bad-argument",
                                   "bad-pattern",   "bad-date",       "date-missing",   "not-a-date",
                                   "too-large"}) {
      for (const char* language : {"ar", "en", "fr"})
        EXPECT_TRUE(messages::Has(language, "mapping.problems." + name)) << name;
    }
    // No key is used that the list above does not name: they are the only quoted words with a hyphen after "Problem(".
    for (size_t at = code.find("Problem("); at != std::string::npos; at = code.find("Problem(", at + 1)) {
      const std::string call = code.substr(at, code.find(";", at) - at);
      for (const char* language : {"ar", "en", "fr"}) {
        for (size_t quote = call.find('"'); quote != std::string::npos; quote = call.find('"', quote + 1)) {
          const std::string word = call.substr(quote + 1, call.find('"', quote + 1) - quote - 1);
          if (word.find('-') == std::string::npos ||
              word.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") != std::string::npos)
            continue;
          EXPECT_TRUE(messages::Has(language, "mapping.problems." + word)) << file.path() << ": " << word;
        }
      }
    }
  }
}

TEST(MappingErrors, TheMappingsThatShipAreGood) {
  int count = 0;
  for (const auto& file : std::filesystem::directory_iterator("data/mappings")) {
    if (file.path().extension() != ".yaml") continue;
    ++count;
    for (const auto& problem : Mapping::FromFile(file.path()).problems) {
      ADD_FAILURE() << file.path() << ": " << Describe(problem, "en");
    }
  }
  EXPECT_GE(count, 3);
}

}  // namespace
}  // namespace tabadul::ingest
