#include "services/web/uploads/choices_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/web/pages/query.h"
#include "services/web/pages/samples.h"

namespace tabadul::web::uploads {
namespace {

using ingest::Choices;
using ingest::Subject;
using pages::PartsOf;
using pages::ValuesOf;
using testing::ElementsAre;

ingest::Sample Sample() {
  ingest::Sample sample;
  sample.rows = 4;
  sample.columns = {{"الرقم المرجعي", {"1", "2", "3", "4"}},
                    {"المسمى الوظيفي", {"ممرضة", "لحام", "سائق", "معلم"}},
                    {"البلد", {"سوريا", "مصر", "سوريا", "؟"}},
                    {"الدوام", {"دوام كامل", "جزئي", "دوام كامل", "مرن"}},
                    {"تاريخ النشر", {"01/02/2026", "03/04/2026", "05/06/2026", "07/08/2026"}},
                    {"ملاحظات", {"", "", "", "شيء"}}};
  return sample;
}
const ingest::ImportKind& Vacancies() { return *KindNamed("vacancy"); }
Choices Guessed() { return ingest::GuessChoices(Sample(), Vacancies(), {.country = "SY"}); }
pages::Asked Asked(const std::string& language = "en") { return pages::Ask(language, "/system/uploads/x"); }

// What the page would send: its fields as they are filled in, changed as the test wants.
class Sent {
 public:
  explicit Sent(const Choices& choices) {
    pages::View view;
    AddChoices(Sample(), Vacancies(), choices, Asked(), view);
    for (const pages::View* column : PartsOf(view, "COLUMN"))
      Set(column->Get("COLUMN_FIELD"), Chosen(*column, "FIELD"));
    for (const pages::View* date : PartsOf(view, "DATE"))
      Set(absl::StrCat("date.", Absl(date->Get("DATE_FIELD"))), Chosen(*date, "FORM"));
    for (const pages::View* row : PartsOf(view, "COUNTRY_ROW"))
      Set(row->Get("COUNTRY_FIELD"), std::string(row->Get("COUNTRY_CODE")));
    for (const pages::View* row : PartsOf(view, "CODE_ROW"))
      Set(row->Get("CODE_FIELD"), Chosen(*row, "CODE"));
    for (const pages::View* language : PartsOf(view, "LANGUAGE")) {
      if (!PartsOf(*language, "LANGUAGE_CHOSEN").empty())
        Set(absl::StrCat("lang.", Absl(language->Get("LANGUAGE_CODE"))), "1");
    }
    Set("otherwise", Chosen(view, "OTHERWISE"));
  }
  Sent& Set(std::string_view name, std::string value) {
    fields_.insert_or_assign(std::string(name), std::move(value));
    return *this;
  }
  owner::Form form() const {
    pages::Query query;
    for (const auto& [name, value] : fields_) query = query.With(name, value);
    const auto form = owner::Form::Read("application/x-www-form-urlencoded", query.ToString());
    EXPECT_TRUE(form.ok()) << form.status();
    return *form;
  }
  Choices Read(const Choices& before, std::vector<std::string>* problems = nullptr) const {
    std::vector<std::string> found;
    Choices choices = ChoicesIn(form(), Sample(), Vacancies(), before, Asked(), found);
    if (problems != nullptr) {
      *problems = found;
    } else {
      EXPECT_THAT(found, testing::IsEmpty());
    }
    return choices;
  }

 private:
  static std::string Chosen(const pages::View& view, const std::string& part) {
    for (const pages::View* option : PartsOf(view, part)) {
      if (!PartsOf(*option, part + "_CHOSEN").empty()) return std::string(option->Get(part + "_VALUE"));
    }
    return "";
  }
  std::map<std::string, std::string, std::less<>> fields_;
};

TEST(ChoicesForm, WhatItIsFilledWithComesBackAsItWas) {
  const Choices before = Guessed();
  EXPECT_EQ(before.columns.at(Subject::kTitle), std::vector<std::string>{"المسمى الوظيفي"});
  const Choices after = Sent(before).Read(before);
  EXPECT_EQ(after.columns, before.columns);
  EXPECT_EQ(after.languages, before.languages);
  EXPECT_EQ(after.countries, before.countries);
  EXPECT_EQ(after.codes, before.codes) << "the patterns are kept";
  EXPECT_EQ(after.dates.at(Subject::kPublished).format, before.dates.at(Subject::kPublished).format);
  EXPECT_EQ(after.country, "SY");
  EXPECT_EQ(after.what, ingest::Export::kChanges);
}

TEST(ChoicesForm, TakesWhatSomebodyCorrects) {
  const Choices before = Guessed();
  const Choices after = Sent(before)
                            .Set("c5", "description")
                            .Set("k2", "lb")
                            .Set("v.schedule.2", "FLEXIBLE")
                            .Set("date.published", "mm/dd/yyyy")
                            .Set("lang.fr", "1")
                            .Set("export", "full")
                            .Read(before);
  EXPECT_EQ(after.columns.at(Subject::kDescription), std::vector<std::string>{"ملاحظات"});
  EXPECT_EQ(after.countries.at("؟"), "LB");
  EXPECT_EQ(after.codes.at(Subject::kSchedule).at("مرن"), "FLEXIBLE");
  EXPECT_EQ(after.codes.at(Subject::kSchedule).at("دوام كامل"), "FULL_TIME");
  EXPECT_EQ(after.dates.at(Subject::kPublished).format, "mm/dd/yyyy");
  EXPECT_THAT(after.languages, testing::Contains("fr"));
  EXPECT_EQ(after.what, ingest::Export::kFull);
  EXPECT_FALSE(Sent(before).Set("date.published", "").Read(before).dates.contains(Subject::kPublished));
  EXPECT_FALSE(Sent(before).Set("c4", "").Read(before).columns.contains(Subject::kPublished));
}

TEST(ChoicesForm, WhatFollowsFromAColumnIsGuessedAnewWhenItChanges) {
  Choices before = Guessed();
  before.columns.erase(Subject::kCountry);
  before.columns.erase(Subject::kPublished);
  before.countries.clear();
  before.dates.clear();
  const Choices after = Sent(before).Set("c2", "country").Set("c4", "published").Read(before);
  EXPECT_EQ(after.countries.at("سوريا"), "SY");
  EXPECT_EQ(after.dates.at(Subject::kPublished).format, "dd/mm/yyyy");
}

TEST(ChoicesForm, SaysWhatCannotBe) {
  const Choices before = Guessed();
  std::vector<std::string> problems;
  Sent(before).Set("c0", "title").Read(before, &problems);
  EXPECT_THAT(problems, ElementsAre("Two columns cannot both be this: Title. Choose one of them."));
  Sent(before).Set("k0", "Syria").Read(before, &problems);
  EXPECT_THAT(problems, ElementsAre("This cannot be read: سوريا. Correct it."));
  Sent(before).Set("date.published", "soon").Read(before, &problems);
  EXPECT_THAT(problems, ElementsAre("This cannot be read: Day of publication. Correct it."));
  // What no page of ours sends changes nothing, and breaks nothing.
  const Choices after = Sent(before)
                            .Set("c1", "no-such")
                            .Set("c99", "title")
                            .Set("v.schedule.0", "NO_SUCH")
                            .Set("unit", "NO_SUCH")
                            .Set("otherwise", "de")
                            .Read(before);
  EXPECT_FALSE(after.columns.contains(Subject::kTitle));
  EXPECT_EQ(after.codes.at(Subject::kSchedule).at("دوام كامل"), "");
  EXPECT_EQ(after.unit, "");
  EXPECT_THAT(after.languages, testing::Not(testing::Contains("de")));
}

TEST(ChoicesForm, ADraftByAnyOfItLoads) {
  const Choices before = Guessed();
  for (const Choices& choices :
       {before, Sent(before).Set("c1", "").Read(before), Sent(before).Set("c3", "contract").Read(before),
        Sent(before).Set("v.schedule.0", "").Set("k0", "").Read(before),
        Sent(before).Set("c5", "pay").Set("currency", "syp").Set("unit", "HOUR").Read(before)}) {
    const std::string draft = ingest::DraftMapping(Sample(), "a.csv", Vacancies(), {}, choices);
    const auto loaded = ingest::Mapping::FromText(draft);
    for (const auto& problem : loaded.problems)
      ADD_FAILURE() << ingest::Describe(problem, "en") << "\n" << draft;
  }
}

TEST(ChoicesForm, AColumnWithoutAHeaderIsCalledSomething) {
  ingest::Sample sample = Sample();
  sample.columns[5].name.clear();
  pages::View view;
  AddChoices(sample, Vacancies(), Guessed(), Asked(), view);
  EXPECT_EQ(PartsOf(view, "COLUMN").at(5)->Get("COLUMN_NAME"), "– no header –");
}

TEST(ChoicesForm, ShowsColumnsWithTheirValuesInTheLanguageOfItsReader) {
  pages::View view;
  AddChoices(Sample(), Vacancies(), Guessed(), Asked("ar"), view);
  const auto columns = PartsOf(view, "COLUMN");
  ASSERT_EQ(columns.size(), 6u);
  EXPECT_THAT(ValuesOf(*columns[1], "VALUE_TEXT"), ElementsAre("ممرضة", "لحام", "سائق"));
  EXPECT_THAT(ValuesOf(view, "FIELD_NAME"), testing::Contains("صاحب العمل"));
  EXPECT_THAT(ValuesOf(view, "CODE_NAME"), testing::Contains("دوام كامل"));
  EXPECT_THAT(ValuesOf(view, "EXAMPLE_DAY"), testing::SizeIs(1));
  EXPECT_THAT(ValuesOf(view, "MISSING_TEXT"), testing::SizeIs(1)) << "there is no description";
  EXPECT_EQ(PartsOf(view, "AMBIGUOUS").size(), 1u);
}

}  // namespace
}  // namespace tabadul::web::uploads
