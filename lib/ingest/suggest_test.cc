// Drafts of mappings: accepted by the parser for every kind of file, and right about what the files plainly say.
#include "lib/ingest/suggest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "fmt/format.h"
#include "lib/ingest/guess.h"
#include "lib/ingest/importer.h"

namespace tabadul::ingest {
namespace {

using testing::HasSubstr;

std::string File(const std::string& name, std::string_view bytes) {
  const std::string path = testing::TempDir() + std::to_string(getpid()) + name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

// The draft, which must load and bring every row of the file in.
std::string Draft(const std::string& path, Totals* totals = nullptr, const std::string& country = "SY",
                  const std::string& kind = "vacancy") {
  const auto draft = SuggestMappingOf(path, {.kind = kind, .language = "en", .country = country});
  EXPECT_TRUE(draft.ok()) << draft.status();
  if (!draft.ok()) return "";
  const auto loaded = Mapping::FromText(*draft);
  for (const auto& problem : loaded.problems) ADD_FAILURE() << Describe(problem, "en") << "\n" << *draft;
  if (!loaded.ok()) return *draft;
  auto importer = Importer::Open(path, loaded.mapping, {.source = "SY/test/draft"});
  EXPECT_TRUE(importer.ok()) << importer.status() << *draft;
  for (Item item; importer.ok();) {
    const auto more = (*importer)->Next(item);
    if (!more.ok() || !*more) break;
    for (const Rejection& r : item.rejections) {
      if (totals == nullptr)
        ADD_FAILURE() << ReasonName(r.reason) << " " << r.field << " " << r.column << "\n" << *draft;
    }
  }
  if (totals && importer.ok()) *totals = (*importer)->totals();
  return *draft;
}

TEST(Suggest, EnglishHeadersAreUnderstood) {
  const std::string draft = Draft(File(
      "en.csv",
      "Job ID,Job Title,Company,Country,City,Description,Salary,Posted Date,Link\n"
      "1,Nurse,Al Noor,Syria,Homs,<p>Care &amp; help</p>,\"SYP 100,000 - 150,000\",2026-01-31,https://x/1\n"
      "2,Welder,Steel Co,Egypt,Giza,<p>Weld the pipes</p>,\"SYP 200,000\",2026-02-01,https://x/2\n"));
  EXPECT_THAT(draft, HasSubstr("id: {column: \"Job ID\"}"));
  EXPECT_THAT(draft, HasSubstr("  title: \"Job Title\""));
  EXPECT_THAT(draft, HasSubstr("description: {column: \"Description\", as: [html-to-text]}"));
  EXPECT_THAT(draft, HasSubstr("\"Syria\": \"SY\""));
  EXPECT_THAT(draft, HasSubstr("locations[0].city: \"City\""));
  EXPECT_THAT(draft, HasSubstr("employer.name: \"Company\""));
  EXPECT_THAT(draft,
              HasSubstr("pay.minimum: {column: \"Salary\", as: [{range: {of: lower, decimal: \".\"}}]"));
  EXPECT_THAT(draft, HasSubstr("pay.currency: {constant: SYP"));
  EXPECT_THAT(draft, HasSubstr("published: {column: \"Posted Date\", date: \"yyyy-mm-dd\"}"));
  EXPECT_THAT(draft, HasSubstr("url: \"Link\""));
}

TEST(Suggest, FrenchHeadersAndSemicolonsAreUnderstood) {
  const std::string draft = Draft(File(
      "fr.csv",
      "Référence;Intitulé du poste;Entreprise;Ville;Descriptif;Salaire;Date de publication;Type de contrat\n"
      "A1;Infirmière;Clinique;Tunis;Vous serez chargée des soins aux patients de la "
      "clinique;1.500,50;31/12/2025;CDI\n"
      "A2;Soudeur;Acier SA;Sfax;Vous soudez les tuyaux de l'usine avec les "
      "équipes;2.000,00;01/01/2026;CDD\n"));
  EXPECT_THAT(draft, HasSubstr("delimiter: \";\""));
  EXPECT_THAT(draft, HasSubstr("language: fr"));
  EXPECT_THAT(draft, HasSubstr("title: \"Intitulé du poste\""));
  EXPECT_THAT(draft, HasSubstr("decimal: \",\""));
  EXPECT_THAT(draft, HasSubstr("date: \"dd/mm/yyyy\""));
  EXPECT_THAT(draft, HasSubstr("offering_type"));
  EXPECT_THAT(draft, HasSubstr("constant: SY"));
}

TEST(Suggest, ArabicHeadersAndHijriDaysAreUnderstood) {
  const std::string draft =
      Draft(File("ar.csv",
                 "الرقم المرجعي,المسمى الوظيفي,جهة العمل,المدينة,الوصف الوظيفي,تاريخ النشر,عدد الشواغر\n"
                 "١,ممرضة,مستشفى النور,حمص,العناية بالمرضى في المستشفى على مدار الساعة,14/05/1444,٣\n"
                 "٢,لحام,شركة الحديد,حلب,لحام الأنابيب في المصنع مع فريق العمل,15/05/1444,١\n"));
  EXPECT_THAT(draft, HasSubstr("language: ar"));
  EXPECT_THAT(draft, HasSubstr("title: \"المسمى الوظيفي\""));
  EXPECT_THAT(draft, HasSubstr("calendar: umm-al-qura"));
  EXPECT_THAT(draft, HasSubstr("positions: {column: \"عدد الشواغر\""));
  EXPECT_THAT(draft, HasSubstr("employer.name: \"جهة العمل\""));
}

TEST(Suggest, JsonAndXmlArePathsFromTheirRows) {
  EXPECT_THAT(Draft(File("a.json", R"({"meta": {"n": 2}, "jobs": [
    {"id": 1, "position": {"title": "Nurse", "description": "Care for the patients"}, "tags": ["a"]},
    {"id": 2, "position": {"title": "Welder", "description": "Weld the pipes of the plant"}}]})")),
              testing::AllOf(HasSubstr("input: {format: json, rows: \"jobs\"}"),
                             HasSubstr("title: \"position.title\"")));
  EXPECT_THAT(Draft(File("l.jsonl",
                         "{\"id\": 1, \"title\": \"a\", \"description\": \"b\"}\n{\"id\": 2, \"title\": "
                         "\"c\", \"description\": \"d\"}\n")),
              HasSubstr("input: {format: jsonl}"));
  EXPECT_THAT(
      Draft(
          File("h.xml",
               "<Env><Head><Date>2026</Date></Head><Jobs><Job ref=\"1\"><PositionTitle>Nurse</PositionTitle>"
               "<Description><p>Care</p></Description></Job><Job ref=\"2\"><PositionTitle>Welder"
               "</PositionTitle><Description><p>Weld</p></Description></Job></Jobs></Env>")),
      testing::AllOf(HasSubstr("rows: \"Env/Jobs/Job\""), HasSubstr("title: \"PositionTitle\""),
                     HasSubstr("id: {column: \"@ref\"}")));
}

TEST(Sample, NamesWithoutEndMakeNoColumns) {
  const std::string name(2000, 'n'), deep(300, 'd');
  std::string row = "<job id=\"1\" " + name + "=\"x\"><title>Nurse</title><" + name + ">x</" + name + ">";
  for (const char* const slash : {"", "/"}) {
    for (int i = 0; i < 5; ++i) row += "<" + std::string(slash) + deep + ">";
  }
  row += "</job>";
  const auto sample = TakeSample(File("names.xml", "<jobs>" + row + row + "</jobs>"));
  ASSERT_TRUE(sample.ok()) << sample.status();
  std::vector<std::string> names;
  for (const auto& column : sample->columns) names.push_back(column.name);
  EXPECT_THAT(names, testing::IsSupersetOf({"@id", "title"}));
  for (const std::string& column : names) EXPECT_LT(column.size(), 1000u);
  EXPECT_EQ(sample->rows, 2u);
}

TEST(Sample, IsOfBoundedSizeHoweverLargeItsRowsAre) {
  std::string file = "id,text\n";
  for (int i = 0; i < 60; ++i) file += std::to_string(i) + "," + std::string(400'000, 'x') + "\n";
  const auto sample = TakeSample(File("large.csv", file));
  ASSERT_TRUE(sample.ok()) << sample.status();
  EXPECT_GT(sample->rows, 30u);
  EXPECT_LT(sample->rows, 50u);
  for (const auto& column : sample->columns) EXPECT_EQ(column.values.size(), sample->rows);
}

TEST(Suggest, OfColumnsWithTheSameHeaderEachIsItsOwn) {
  const std::string draft = Draft(File("same.csv",
                                       "Ref,Title,Title,Description,Description\n"
                                       "1,,Nurse,Care for the patients of the ward,By day\n"
                                       "2,,Welder,Weld the pipes of the plant,By night\n"));
  EXPECT_THAT(draft, HasSubstr("  title: \"Title (2)\"")) << "nothing stands in the first";
  EXPECT_THAT(draft, HasSubstr("{column: \"Description\"}"));
  EXPECT_THAT(draft, HasSubstr("{column: \"Description (2)\"}"));
}

TEST(Suggest, WhatCannotBeToldIsSaid) {
  const std::string draft = Draft(File("odd.csv", "a,b\nx,y\nz,w\n"), nullptr, "");
  EXPECT_THAT(draft, HasSubstr("UNSURE: no column looks like a title"));
  EXPECT_THAT(draft, HasSubstr("Replace ZZ"));
  const std::string path = File("quote\".csv", "\"ti\"\"tle\",\"b\\c\"\n1,2\n");
  EXPECT_NE(Draft(path, nullptr, ""), "") << "headers that YAML must quote";
}

TEST(Suggest, OfTrainingOffersTheFieldsAreTheirs) {
  Totals totals;
  const std::string draft = Draft("docs/samples/trainings.csv", &totals, "JO", "training_offer");
  EXPECT_THAT(draft, HasSubstr("kind: training_offer\n"));
  for (const char* const line :
       {"title: \"Course\"", "description: {column: \"Contents\", as: [html-to-text]}",
        "provider.name: \"Institute\"", "locations[0].city: \"City\"", "seats: {column: \"Seats\"",
        "price.amount: {column: \"Fee\"", "price.free: {column: \"Fee\"",
        "price.currency: {constant: XXX, only-with: [price.amount]}",
        "start_date: {column: \"Begins\", date: \"dd/mm/yyyy\"", "apply_by.date: {column: \"Apply by\"",
        "url: \"Link\""}) {
    EXPECT_THAT(draft, HasSubstr(std::string("\n  ") + line));
  }
  EXPECT_THAT(draft, HasSubstr("\n  mode: \n    column: \"Way\"\n"));
  for (const char* const other : {"employer.", "positions:", "pay.", "offering_type", "schedule."})
    EXPECT_THAT(draft, testing::Not(HasSubstr(std::string("\n  ") + other)));
  EXPECT_GE(totals.records, 4) << draft;
}

// Whatever the kind, and with nothing that looks like anything.
TEST(Suggest, WhatRecordsOfAKindMustHaveIsThere) {
  const std::string path = File("bare.csv", "a,b\nx,y\nz,w\n");
  for (const ImportKind& kind : ImportKinds()) {
    const std::string draft = Draft(path, nullptr, "", kind.name);
    for (const std::string& field : kind.required)
      EXPECT_THAT(draft, HasSubstr("\n  " + field + ": ")) << kind.name;
  }
  EXPECT_THAT(Draft(path, nullptr, "", "training_offer"),
              HasSubstr("UNSURE: no column looks like provider.name"));
  EXPECT_EQ(ReasonOf(SuggestMappingOf(path, {.kind = "ship"}).status()), common::v1::ERROR_REASON_NOT_FOUND);
}

const ImportKind& KindNamed(const std::string& name) {
  for (const ImportKind& kind : ImportKinds()) {
    if (kind.name == name) return kind;
  }
  ADD_FAILURE() << "no kind " << name;
  return ImportKinds().front();
}

TEST(Suggest, WhatSomebodyHasChosenGoesBeforeWhatWasGuessed) {
  const std::string path = File("chosen.csv",
                                "Nr,Poste,Ort,Land,Art,Wann\n"
                                "1,Nurse,Homs,Syrie?,ganz,01/02/2026\n"
                                "2,Welder,Giza,Misr,\"halb: 50%\",03/04/2026\n");
  const auto sample = TakeSample(path);
  ASSERT_TRUE(sample.ok()) << sample.status();
  const ImportKind& kind = KindNamed("vacancy");
  Choices choices = GuessChoices(*sample, kind, {});
  EXPECT_EQ(choices.columns[Subject::kTitle], std::vector<std::string>{"Poste"});
  EXPECT_TRUE(choices.countries.empty()) << "no column speaks of a country";
  choices.columns[Subject::kId] = {"Nr"};
  choices.columns[Subject::kCity] = {"Ort"};
  choices.columns[Subject::kCountry] = {"Land", "not there"};
  choices.columns[Subject::kSchedule] = {"Art"};
  choices.columns[Subject::kPublished] = {"Wann"};
  choices.countries = {{"Syrie?", "SY"}, {"Misr", "EG"}};
  choices.codes[Subject::kSchedule] = {{"ganz", "FULL_TIME"}, {"halb: 50%", ""}};
  choices.dates[Subject::kPublished] = {.format = "mm/dd/yyyy"};
  choices.languages = {"en", "fr"};
  choices.what = Export::kFull;
  const std::string draft = DraftMapping(*sample, "chosen.csv", kind, {}, choices);
  const auto loaded = Mapping::FromText(draft);
  for (const auto& problem : loaded.problems) ADD_FAILURE() << Describe(problem, "en") << "\n" << draft;
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.mapping.what(), Export::kFull);
  EXPECT_THAT(draft, HasSubstr("language: {detect: [en, fr], otherwise: en}"));
  auto importer = Importer::Open(path, loaded.mapping, {.source = "SY/test/draft"});
  ASSERT_TRUE(importer.ok()) << importer.status();
  Item item;
  ASSERT_TRUE(*(*importer)->Next(item));
  ASSERT_EQ(item.kind, Item::Kind::kRecord) << draft;
  EXPECT_EQ(item.record_id, "1");
  EXPECT_EQ(item.record.vacancy().locations(0).country(), "SY");
  EXPECT_EQ(item.record.vacancy().schedule().working_time(), jobs::v1::WORKING_TIME_FULL_TIME);
  EXPECT_EQ(item.record.vacancy().published().month(), 1);
  EXPECT_EQ(item.record.vacancy().published().day(), 2);
  ASSERT_TRUE(*(*importer)->Next(item));
  EXPECT_EQ(item.kind, Item::Kind::kRecord);
  EXPECT_EQ(item.record.vacancy().locations(0).country(), "EG");
  EXPECT_EQ(item.record.vacancy().schedule().working_time(), jobs::v1::WORKING_TIME_UNSPECIFIED);
}

TEST(Suggest, WhatWasGuessedAndIsTakenAsItIsGivesTheSameDraft) {
  const std::string path = "docs/samples/trainings.csv";
  const SuggestOptions options = {.kind = "training_offer", .country = "JO"};
  const auto sample = TakeSample(path);
  ASSERT_TRUE(sample.ok()) << sample.status();
  const ImportKind& kind = KindNamed("training_offer");
  EXPECT_EQ(DraftMapping(*sample, path, kind, options, GuessChoices(*sample, kind, options)),
            *SuggestMappingOf(path, options));
}

TEST(Guess, EverySubjectHasANameAndAFieldOfItsKind) {
  for (const ImportKind& kind : ImportKinds()) {
    const std::vector<Subject> subjects = SubjectsOf(kind);
    EXPECT_GT(subjects.size(), 10u) << kind.name;
    for (const Subject subject : subjects) EXPECT_EQ(SubjectOf(NameOf(subject)), subject);
  }
  const auto of = [](const char* kind) { return SubjectsOf(KindNamed(kind)); };
  EXPECT_THAT(of("vacancy"), testing::Contains(Subject::kEmployer));
  EXPECT_THAT(of("vacancy"), testing::Not(testing::Contains(Subject::kSeats)));
  EXPECT_THAT(of("training_offer"), testing::Contains(Subject::kSeats));
  EXPECT_EQ(SubjectOf("nothing"), std::nullopt);
}

TEST(Guess, CodesAreFoundInWhatIsSaid) {
  EXPECT_EQ(GuessCode(Subject::kContract, "CDI"), "DIRECT_HIRE");
  EXPECT_EQ(GuessCode(Subject::kSchedule, "دوام كامل"), "FULL_TIME");
  EXPECT_EQ(GuessCode(Subject::kMode, "Présentiel"), "ON_SITE");
  EXPECT_EQ(GuessCode(Subject::kMode, "?"), "");
  EXPECT_EQ(GuessCode(Subject::kTitle, "full"), "");
}

TEST(Suggest, EveryRealFileGetsADraftThatBringsMostRowsIn) {
  const auto folder = std::filesystem::current_path() / ".." / "shared" / "data" / "vacancies";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not here";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    Totals totals;
    const std::string draft = Draft(file.path(), &totals);
    EXPECT_GT(totals.records * 10, totals.rows * 6) << file.path() << "\n" << draft;
    fmt::print("{}: {} of {} rows by the draft\n", file.path().filename().string(), totals.records,
               totals.rows);
  }
}

TEST(Guess, DaysAndMonthsThatCouldBeSwappedAreTold) {
  EXPECT_TRUE(GuessDate({"d", {"01/02/2026", "03/04/2026"}})->ambiguous);
  EXPECT_FALSE(
      GuessDate({"d", {"01/02/2026", "31/04/2025", "31/01/2026", "30/01/2026", "29/01/2026"}})->ambiguous);
  EXPECT_EQ(GuessDate({"d", {"12/31/2025", "1/15/2026"}})->format, "m/d/yyyy");
  EXPECT_FALSE(GuessDate({"d", {"3 weeks ago", "2026-01-01"}}));
}

}  // namespace
}  // namespace tabadul::ingest
