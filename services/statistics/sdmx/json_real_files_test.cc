// The real data messages in JSON that lie beside the repository: read, and the same after they were written. And the official
// schemas that lie there too: what is written is valid by them. Skipped where the files are not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "services/statistics/sdmx/json_data.h"
#include "services/statistics/sdmx/json_samples.h"
#include "services/statistics/sdmx/json_schema_check.h"
#include "services/statistics/sdmx/json_structures.h"
#include "services/statistics/sdmx/structure_samples.h"

namespace tabadul::statistics::sdmx {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;
using Level = Attachment::Level;
using Json = nlohmann::json;

// Empty if it is not there. Tests run in the repository's root.
std::string RealFile(const std::string& name) {
  const char* set = std::getenv("TABADUL_DATA");
  const std::string path = (set != nullptr ? std::string(set) : "../shared/data") + "/sdmx/" + name;
  std::ifstream in(path);
  if (!in) std::printf("skipped: no %s\n", path.c_str());
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

// What the messages say of exchange rates.
std::shared_ptr<const Layout> ExchangeRates() {
  auto layout = EmptyLayout("ECB", "EXR", "ECB_EXR1");
  for (const char* id : {"FREQ", "CURRENCY", "CURRENCY_DENOM", "EXR_TYPE", "EXR_SUFFIX"}) {
    layout->dimensions.push_back(SampleComponent<LaidComponent>(id, nullptr));
  }
  const auto status = SampleCodes("CL_OBS_STATUS", {SampleItem("A", "Normal")});
  layout->attributes = {SampleAttribute("OBS_STATUS", status, "", Level::kObservation),
                        SampleAttribute("TITLE", nullptr, "String", Level::kDimensions, {0, 1, 2, 3, 4}),
                        SampleAttribute("TIME_FORMAT", nullptr, "String", Level::kDataSet),
                        SampleAttribute("DESCRIPTION", nullptr, "String", Level::kDataSet),
                        SampleAttribute("UNIT_MEAS", nullptr, "String", Level::kDimensions, {0, 1, 3}),
                        SampleAttribute("ID", nullptr, "String", Level::kDimensions, {0, 1, 2, 3, 4}),
                        SampleAttribute("EMBARGO_TIME", nullptr, "String", Level::kObservation)};
  return layout;
}

Heard Read(const std::string& message, const std::shared_ptr<const Layout>& layout) {
  Heard heard;
  const OneLayout layouts(layout);
  const auto reader = NewJsonDataReader(layouts, heard, 1 << 20);
  EXPECT_TRUE(reader->Read(message).ok());
  const auto status = reader->End();
  EXPECT_TRUE(status.ok()) << status;
  return heard;
}

// ---- rows as a writer wants them ----

std::vector<AttributeView> Views(const std::vector<AttributeValue>& values) {
  std::vector<AttributeView> views;
  for (const AttributeValue& value : values) views.push_back({value.attribute, value.value, value.language});
  return views;
}

struct Series {
  const DataRow* head = nullptr;
  std::vector<const DataRow*> observations;
};

void WriteSeries(const Series& series, const DataSetHead& head, DataWriter& writer) {
  const DataRow& any = series.head != nullptr ? *series.head : *series.observations.front();
  const int at = head.layout->FindDimension(head.dimension_at_observation);
  std::vector<std::string_view> key(any.key.begin(), any.key.end());
  if (at >= 0) key[static_cast<size_t>(at)] = "";
  std::vector<std::vector<std::string_view>> values;
  std::vector<std::vector<AttributeView>> attributes;
  std::vector<ObservationView> observations;
  for (const DataRow* row : series.observations) {
    auto& stated = values.emplace_back();
    if (row->measures.at(0).has_value()) stated.push_back(*row->measures[0]);
    attributes.push_back(Views(row->attributes));
  }
  for (size_t i = 0; i < values.size(); ++i) {
    const DataRow& row = *series.observations[i];
    observations.push_back(
        {at < 0 ? row.period : row.key[static_cast<size_t>(at)], values[i], attributes[i]});
  }
  const auto own = series.head != nullptr ? Views(series.head->attributes) : std::vector<AttributeView>();
  writer.Series({key, at < 0 ? "" : any.period, own, observations});
}

void WriteDataSet(const Heard& heard, size_t number, DataWriter& writer) {
  const DataSetHead& head = heard.heads[number];
  const int at = head.layout->FindDimension(head.dimension_at_observation);
  writer.BeginDataSet(head, Detail::kFull);
  std::map<std::string, Series> by_key;
  for (size_t i = 0; i < heard.rows.size(); ++i) {
    const DataRow& row = heard.rows[i];
    if (heard.set_of[i] != number) continue;
    if (row.level == Level::kDataSet) {
      writer.DataSetAttributes(Views(row.attributes));  // also if told last, as defaults are
      continue;
    }
    std::string key = at < 0 ? "" : row.period;
    for (size_t k = 0; k < row.key.size(); ++k) key += static_cast<int>(k) == at ? "." : "." + row.key[k];
    if (row.level == Level::kDimensions) by_key[key].head = &row;
    if (row.level == Level::kObservation) by_key[key].observations.push_back(&row);
  }
  for (const auto& [key, series] : by_key) WriteSeries(series, head, writer);
}

std::string Rewritten(const Heard& heard, DataFormat format) {
  std::string out;
  const MessageHead head = samples::Head();
  const auto writer = NewJsonDataWriter(format, head, &out);
  for (size_t i = 0; i < heard.heads.size(); ++i) WriteDataSet(heard, i, *writer);
  writer->End({});
  return out;
}

struct RealMessage {
  std::string file;
  size_t data_sets, of_sets, series, observations;
  std::string row;  // one of them
};

void PrintTo(const RealMessage& message, std::ostream* out) { *out << message.file; }

class RealJson : public testing::TestWithParam<RealMessage> {};

TEST_P(RealJson, MeansTheSameAfterItWasWritten) {
  const std::string content = RealFile(GetParam().file);
  if (content.empty()) return;
  const auto layout = ExchangeRates();
  const Heard heard = Read(content, layout);
  EXPECT_THAT(heard.mistakes, IsEmpty());
  EXPECT_EQ(heard.heads.size(), GetParam().data_sets);
  std::map<Level, size_t> levels;
  for (const DataRow& row : heard.rows) ++levels[row.level];
  EXPECT_EQ(levels[Level::kDataSet], GetParam().of_sets);
  EXPECT_EQ(levels[Level::kDimensions], GetParam().series);
  EXPECT_EQ(levels[Level::kObservation], GetParam().observations);
  EXPECT_THAT(heard.shown, Contains(GetParam().row));
  if (GetParam().file.find("constructed") != std::string::npos)
    return;  // attributes of parts of keys are not written
  for (const DataFormat format : {DataFormat::kJson1, DataFormat::kJson2}) {
    const Heard again = Read(Rewritten(heard, format), layout);
    EXPECT_THAT(again.mistakes, IsEmpty());
    EXPECT_THAT(again.shown, UnorderedElementsAreArray(heard.shown));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Files, RealJson,
    testing::Values(
        RealMessage{"khaeru/ECB_EXR/ts.json", 1, 0, 2, 4,
                    "obs D.RUB.EUR.SP00.A 2013-01-21 OBS_VALUE=40.3000 OBS_STATUS=A"},
        RealMessage{
            "khaeru/ECB_EXR/flat.json", 1, 0, 0, 4,
            "obs D.NZD.EUR.SP00.A 2013-01-18 OBS_VALUE=1.5931 TITLE=New Zealand dollar (NZD) OBS_STATUS=A"},
        RealMessage{"khaeru/ECB_EXR/action-delete.json", 2, 0, 0, 3, "obs D.NZD.EUR.SP00.A 2013-01-18"},
        RealMessage{"khaeru/v3/json/data/exr-time-series.json", 1, 1, 2, 4, "set .... TIME_FORMAT=P1D"},
        RealMessage{
            "khaeru/v3/json/data/exr-flat.json", 1, 1, 0, 4,
            "obs D.RUB.EUR.SP00.A 2013-01-18 OBS_VALUE=40.3426 TITLE=Russian rouble (RUB) OBS_STATUS=A"},
        RealMessage{"khaeru/v3/json/data/constructed-sample-full.json", 5, 5, 8, 20,
                    "series D.RUB..SP00. UNIT_MEAS=NC"}));

// ---- the official schemas ----

std::string Invalid(const std::string& schema, const Json& message) {
  const std::string content = RealFile("sdmx-json-schemas/" + schema);
  return content.empty() ? "" : SchemaCheck(Json::parse(content)).Check(message);
}

TEST(JsonSchemas, TheCheckFindsFaults) {
  const SchemaCheck check(Json::parse(R"({"type":"object","required":["a"],"properties":{"a":{"pattern":"^x"},
      "b":{"type":"array","minItems":1,"items":{"oneOf":[{"type":"integer"},{"type":"null"}]}}},
      "allOf":[{"properties":{"c":{"const":1}}}],"unevaluatedProperties":false})"));
  EXPECT_EQ(check.Check(Json::parse(R"({"a":"xy","b":[1,null],"c":1})")), "");
  for (const char* bad : {R"({})", R"({"a":"y"})", R"({"a":"x","b":[]})", R"({"a":"x","b":["s"]})",
                          R"({"a":"x","c":2})", R"({"a":"x","d":1})", R"([])"}) {
    EXPECT_NE(check.Check(Json::parse(bad)), "") << bad;
  }
}

TEST(JsonSchemas, DataMessagesAreValid) {
  const auto layout = SampleLayout();
  for (const char* at : {"TIME_PERIOD", "AllDimensions", "AREA"}) {
    for (const Detail detail : {Detail::kFull, Detail::kDataOnly, Detail::kSeriesKeysOnly, Detail::kNoData}) {
      std::string out;
      const auto writer = NewJsonDataWriter(DataFormat::kJson2, samples::Head(), &out);
      DataSetHead head;
      head.layout = layout;
      head.structure = ReferenceTo(*layout->dataflow);
      head.dimension_at_observation = at;
      head.valid_to = absl::FromUnixSeconds(1'700'000'000);
      writer->BeginDataSet(head, detail);
      const AttributeView source[] = {{kSource, "A survey", ""}}, title[] = {{kTitle, "Jobs", ""}};
      const AttributeView rich[] = {{kNotes, "نعم", "ar"}, {kNotes, "yes", "en"}, {kTags, "E", ""},
                                    {kTags, "A", ""},      {kComment, "so", ""},  {kDecimals, "2", ""}};
      writer->DataSetAttributes(source);
      const std::string_view key[] = {"A", "EGY"}, one[] = {"1.50"}, missing[] = {"NaN"};
      const bool by_area = std::string_view(at) == "AREA";
      const ObservationView observations[] = {{by_area ? "EGY" : "2023", one, rich},
                                              {by_area ? "OIC" : "2024-01-31T08:00:00", missing, {}}};
      writer->Series({key, "2024", title, observations});
      const FooterMessage footer[] = {{.code = 413, .severity = "Warning", .text = {{"en", "Not all"}}}};
      writer->End(footer);
      EXPECT_EQ(Invalid("sdmx-json-data-schema.json", Json::parse(out)), "") << at << "\n" << out;
    }
  }
}

TEST(JsonSchemas, StructureMessagesAreValid) {
  const std::vector<Artefact> all = samples::All();
  std::vector<Wanted> wanted = samples::Whole(all);
  for (const bool stubs : {false, true}) {
    for (Wanted& each : wanted) each.stub = stubs;
    std::string out;
    WriteStructuresJson(StructureFormat::kJson2, samples::Head(), wanted, "https://x/sdmx/v2", &out);
    Json message = Json::parse(out);
    // Of 2.0; 2.1, whose schema this is, has another artefact for what there is.
    message["data"]["dataConstraints"][0].erase("role");
    EXPECT_EQ(Invalid("sdmx-json-structure-schema.json", message), "") << out;
  }
  std::string out;
  WriteErrorJson(StructureFormat::kJson2, samples::Head(),
                 {.code = 100, .severity = "Error", .text = {{"en", "None"}}}, &out);
  EXPECT_EQ(Invalid("sdmx-json-structure-schema.json", Json::parse(out)), "");
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
