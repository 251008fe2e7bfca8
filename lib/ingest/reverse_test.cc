// Mappings read backwards: what comes back, and what is said not to.
#include "lib/ingest/reverse.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <map>

#include "lib/evidence/canonical.h"

namespace tabadul::ingest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

exchange::v1::Record RecordOf(const std::string& vacancy, const std::string& id = "17") {
  exchange::v1::Record record;
  record.set_record_id(id);
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(vacancy, record.mutable_vacancy()).ok()) << vacancy;
  return record;
}

std::map<std::string, std::string> CellsOf(const Reverse& reverse, const Reverse::Written& written) {
  std::map<std::string, std::string> cells;
  for (size_t i = 0; i < written.cells.size(); ++i) {
    if (!written.cells[i].empty()) cells[reverse.columns()[i]] = written.cells[i];
  }
  return cells;
}

constexpr char kRich[] =
    R"({"title": {"translations": [{"language": "ar", "text": "ممرضة"}, {"language": "fr", "text": "Infirmière"}]},
      "description": {"translations": [{"language": "ar", "text": "رعاية المرضى\nليلاً"}]},
      "locations": [{"country": "MA", "subdivision": "MA-CAS", "city": {"translations": [{"language": "fr", "text":
      "Casablanca"}]}}], "positions": 3, "occupation": {"scheme": "ISCO-08", "code": "2221"},
      "experience": {"minimumMonths": 0, "maximumMonths": 24}, "languages": [{"language": "ar"}, {"language": "fr"}],
      "remote": "REMOTE_WORK_HYBRID", "schedule": {"workingTime": "WORKING_TIME_FULL_TIME"},
      "pay": {"minimum": "4000", "maximum": "6000.50", "currency": "MAD", "unit": "PAY_UNIT_MONTH"},
      "benefits": ["BENEFIT_HOUSING", "BENEFIT_MEALS"], "published": {"year": 2026, "month": 1, "day": 31},
      "applyBy": {"date": {"year": 2026, "month": 2, "day": 28}, "timeZone": "Africa/Casablanca"},
      "eligibility": {"openToForeigners": "TRI_STATE_NO"}, "url": "https://x.example/17"})";

TEST(DefaultColumns, CarryARichVacancyThereAndBack) {
  const auto reverse = Reverse::Default("vacancy");
  ASSERT_TRUE(reverse.ok()) << reverse.status();
  const auto written = reverse->Write(RecordOf(kRich));
  EXPECT_THAT(written.lost, IsEmpty());
  const auto cells = CellsOf(*reverse, written);
  EXPECT_EQ(cells.at("record_id"), "17");
  EXPECT_EQ(cells.at("title_ar"), "ممرضة");
  EXPECT_EQ(cells.at("title_fr"), "Infirmière");
  EXPECT_EQ(cells.at("experience_minimum_months"), "0");
  EXPECT_EQ(cells.at("languages"), "ar;fr");
  EXPECT_EQ(cells.at("benefits"), "HOUSING;MEALS");
  EXPECT_EQ(cells.at("working_time"), "FULL_TIME");
  EXPECT_EQ(cells.at("apply_by"), "2026-02-28");
  EXPECT_EQ(cells.at("open_to_foreigners"), "NO");
}

TEST(DefaultColumns, CarryATrainingOfferThereAndBack) {
  const auto reverse = Reverse::Default("training_offer");
  ASSERT_TRUE(reverse.ok()) << reverse.status();
  exchange::v1::Record record;
  record.set_record_id("t-1");
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                  R"({"title": {"translations": [{"language": "fr", "text": "Soudage"}]}, "provider": {"name":
                      {"translations": [{"language": "fr", "text": "OFPPT"}]}}, "locations": [{"country": "MA"}],
                      "mode": "TRAINING_MODE_BLENDED", "languages": [{"language": "fr"}, {"language": "ar"}],
                      "targetOccupations": [{"scheme": "ISCO-08", "code": "7212"}, {"scheme": "ISCO-08", "code":
                      "72"}], "hours": 120, "price": {"free": "TRI_STATE_YES"}, "entry": {"experienceMonths": 0}})",
                  record.mutable_training_offer())
                  .ok());
  const auto written = reverse->Write(record);
  EXPECT_THAT(written.lost, IsEmpty());
  EXPECT_EQ(CellsOf(*reverse, written).at("target_occupations"), "7212;72");
}

TEST(DefaultColumns, SayWhatTheyDoNotCarry) {
  const auto reverse = Reverse::Default("vacancy");
  ASSERT_TRUE(reverse.ok());
  const auto written = reverse->Write(RecordOf(
      R"({"title": {"translations": [{"language": "tr", "text": "Hemşire"}]}, "locations": [{"country": "TR"},
          {"country": "MA"}], "skills": [{"level": 2}], "url": "https://x.example"})"));
  EXPECT_THAT(written.lost, ElementsAre("locations", "skills", "title"));
}

TEST(DefaultColumns, OfAKindThatThereIsNot) {
  EXPECT_EQ(ReasonOf(Reverse::Default("ship").status()), common::v1::ERROR_REASON_NOT_FOUND);
}

TEST(DefaultColumns, ThereAreOfEachKindThatCanBeImported) {
  for (const ImportKind& kind : ImportKinds()) {
    const auto reverse = Reverse::Default(kind.name);
    ASSERT_TRUE(reverse.ok()) << kind.name << ": " << reverse.status();
    EXPECT_EQ(reverse->kind(), kind.name);
  }
}

Reverse Backwards(const std::string& fields, const std::string& id = "{column: id}",
                  const std::string& language = "fr") {
  const auto loaded =
      Mapping::FromText("kind: vacancy\nexport: changes\ninput: {format: csv}\nlanguage: " + language +
                        "\nid: " + id + "\nfields:\n  title: titre\n  description: texte\n" +
                        "  locations[0].country: {constant: MA}\n" + fields);
  for (const MappingProblem& problem : loaded.problems) ADD_FAILURE() << Describe(problem, "en");
  return Reverse(loaded.mapping);
}

// A vacancy with what every mapping has, and `rest` (", \"positions\": 3").
exchange::v1::Record Vacancy(const std::string& rest, const std::string& id = "17") {
  const std::string text = R"({"translations": [{"language": "fr", "text": "Soudeur"}]})";
  return RecordOf(R"({"title": )" + text + R"(, "description": )" + text +
                      R"(, "locations": [{"country": "MA"}])" + rest + "}",
                  id);
}

struct Form {
  const char* name;
  const char* fields;
  const char* rest;
  std::map<std::string, std::string> cells;  // beside id, titre, texte
  std::vector<std::string> lost;
};

class Forms : public testing::TestWithParam<Form> {};

TEST_P(Forms, AreWrittenSoThatTheMappingReadsThemBackOrSaysWhatIsLost) {
  const Form& form = GetParam();
  const Reverse reverse = Backwards(form.fields);
  const auto written = reverse.Write(Vacancy(form.rest));
  auto cells = CellsOf(reverse, written);
  EXPECT_EQ(cells["titre"], "Soudeur");
  for (const char* common : {"id", "titre", "texte"}) cells.erase(common);
  EXPECT_EQ(cells, form.cells);
  EXPECT_EQ(written.lost, form.lost);
}

INSTANTIATE_TEST_SUITE_P(
    Reverse, Forms,
    testing::Values(
        Form{"Plain", "  positions: postes\n", R"(, "positions": 3)", {{"postes", "3"}}, {}},
        Form{"NoColumn", "  positions: postes\n", R"(, "url": "https://x.example")", {}, {"url"}},
        Form{"Code",
             "  offering_type: {column: contrat, map: {CDI: DIRECT_HIRE, CDD: temporary}}\n",
             R"(, "offeringType": "OFFERING_TYPE_TEMPORARY")",
             {{"contrat", "CDD"}},
             {}},
        Form{"CodeThatTheMapLacks",
             "  offering_type: {column: contrat, map: {CDI: DIRECT_HIRE}}\n",
             R"(, "offeringType": "OFFERING_TYPE_SEASONAL")",
             {},
             {"offering_type"}},
        Form{"Truth",
             "  immediate_start: {column: urgent, map: {Oui: true, Non: false}}\n",
             R"(, "immediateStart": true)",
             {{"urgent", "Oui"}},
             {}},
        Form{"Day",
             "  published: {column: date, date: dd/mm/yyyy}\n",
             R"(, "published": {"year": 2026, "month": 1, "day": 5})",
             {{"date", "05/01/2026"}},
             {}},
        Form{"DayWithATail",
             "  published: {column: date, date: 'yyyy-mm-dd*'}\n",
             R"(, "published": {"year": 2026, "month": 1, "day": 5})",
             {{"date", "2026-01-05"}},
             {}},
        Form{"YearOnly",
             "  published: {column: date, date: yyyy}\n",
             R"(, "published": {"year": 2026, "month": 3, "day": 5})",
             {{"date", "2026"}},
             {"published"}},
        Form{"Default",
             "  remote: {column: distance, default: \"NO\"}\n",
             R"(, "remote": "REMOTE_WORK_NO")",
             {},
             {}},
        Form{"BeforeAndAfter",
             "  url: {column: page, before: \"https://x.example/\"}\n",
             R"(, "url": "https://x.example/17")",
             {{"page", "17"}},
             {}},
        Form{"WithoutWhatStandsBefore",
             "  url: {column: page, before: \"https://x.example/\"}\n",
             R"(, "url": "https://y.example/17")",
             {},
             {"url"}},
        Form{"Range",
             "  pay.minimum: {column: salaire, as: [{range: lower}]}\n"
             "  pay.maximum: {column: salaire, as: [{range: upper}]}\n"
             "  pay.currency: {constant: MAD, only-with: pay.minimum}\n",
             R"(, "pay": {"minimum": "4000", "maximum": "6000", "currency": "MAD"})",
             {{"salaire", "4000 - 6000"}},
             {}},
        Form{"Duration",
             "  experience.minimum_months: {column: experience, as: [{duration: months}]}\n",
             R"(, "experience": {"minimumMonths": 36})",
             {{"experience", "36 months"}},
             {}},
        Form{"List",
             "  benefits[]: {column: avantages, as: [{split: \", \"}], map: {Logement: HOUSING, Repas: "
             "MEALS}}\n",
             R"(, "benefits": ["BENEFIT_MEALS", "BENEFIT_HOUSING"])",
             {{"avantages", "Repas, Logement"}},
             {}},
        Form{"ListOfEntries",
             "  languages[]: {column: langues, as: [{split: /}], each: {language: {map: {Arabe: ar, Turc: "
             "tr}}}}\n",
             R"(, "languages": [{"language": "tr"}, {"language": "ar"}])",
             {{"langues", "Turc/Arabe"}},
             {}},
        Form{"ConstantUnderACondition",
             "  employer.name: {column: societe, language: fr, when: {not: {column: societe, is: "
             "Confidentiel}}}\n"
             "  employer.anonymous: {constant: \"true\", when: {column: societe, is: Confidentiel}}\n",
             R"(, "employer": {"anonymous": true})",
             {{"societe", "Confidentiel"}},
             {}},
        Form{
            "HtmlThatMeansText",
            "  application.instructions: {column: html, as: [html-to-text]}\n",
            R"(, "application": {"instructions": {"translations": [{"language": "fr", "text": "a < b & c"}]}})",
            {{"html", "a &lt; b &amp; c"}},
            {}},
        Form{
            "TwoLanguages",
            "  employer.name: [{column: nom, language: fr}, {column: الاسم, language: ar}]\n",
            R"(, "employer": {"name": {"translations": [{"language": "ar", "text": "مصنع"}, {"language": "fr", "text":
                "Usine"}]}})",
            {{"nom", "Usine"}, {"الاسم", "مصنع"}},
            {}},
        Form{"JoinedTextGoesWholeIntoItsFirstColumn",
             "  education.text: {join: {with: \" / \", of: [diplome, niveau]}}\n",
             R"(, "education": {"text": {"translations": [{"language": "fr", "text": "Bac / Licence"}]}})",
             {{"diplome", "Bac / Licence"}},
             {}}),
    [](const auto& test) { return test.param.name; });

TEST(Reverse, AnIdLosesItsPrefixAndAHashIsSaidToBeLost) {
  const Reverse with_prefix = Backwards("", "{column: id, prefix: x-}");
  EXPECT_EQ(CellsOf(with_prefix, with_prefix.Write(Vacancy("", "x-17"))).at("id"), "17");
  EXPECT_THAT(with_prefix.Write(Vacancy("", "y-17")).lost, ElementsAre("record_id"));
  EXPECT_THAT(Backwards("", "{hash: [titre]}").Write(Vacancy("")).lost, ElementsAre("record_id"));
}

TEST(Encode, IsTheOtherWayOfReading) {
  const std::string arabic = "ممرضة، 5 – «أ»";
  for (const Encoding encoding :
       {Encoding::kUtf8, Encoding::kUtf16Le, Encoding::kUtf16Be, Encoding::kWindows1256}) {
    bool whole = true;
    std::string back;
    const std::string bytes = Encode(arabic, encoding, &whole);
    EXPECT_TRUE(whole) << NameOf(encoding);
    if (encoding == Encoding::kUtf8) {
      back = bytes;
    } else {
      Decoder decoder(encoding);
      decoder.Append(bytes, &back);
      decoder.Finish(&back);
    }
    EXPECT_EQ(back, arabic) << NameOf(encoding);
  }
  bool whole = true;
  EXPECT_EQ(Encode("été 😀 ع", Encoding::kWindows1252, &whole), "\xe9t\xe9 ? ?");
  EXPECT_FALSE(whole);
}

}  // namespace
}  // namespace tabadul::ingest
