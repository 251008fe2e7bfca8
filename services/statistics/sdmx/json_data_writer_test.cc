#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "nlohmann/json.hpp"
#include "services/statistics/sdmx/json_data.h"
#include "services/statistics/sdmx/json_samples.h"

namespace tabadul::statistics::sdmx {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Json = nlohmann::json;

constexpr DataFormat kBoth[] = {DataFormat::kJson1, DataFormat::kJson2};

MessageHead Head() {
  return {.id = "M1",
          .test = false,
          .prepared = absl::FromUnixSeconds(1704067200),
          .sender = {.id = "TABADUL", .names = {{"ar", "تبادل"}, {"en", "Exchange"}}},
          .language = "fr"};
}

DataSetHead SetHead(const std::shared_ptr<const Layout>& layout, std::string at = "TIME_PERIOD") {
  return {.layout = layout,
          .structure = ReferenceTo(*layout->dataflow),
          .action = Action::kInformation,
          .dimension_at_observation = std::move(at),
          .id = "",
          .provider = "",
          .valid_from = {},
          .valid_to = {}};
}

std::string Written(DataFormat format, const std::function<void(DataWriter&)>& write,
                    absl::Span<const FooterMessage> footer = {}) {
  std::string out, all;
  const auto writer = NewJsonDataWriter(format, Head(), &out);
  write(*writer);
  all.swap(out);  // the caller may empty it at any time
  writer->End(footer);
  return all + out;
}

Heard ReadBack(const std::string& message) {
  Heard heard;
  const OneLayout layouts(SampleLayout());
  const auto reader = NewJsonDataReader(layouts, heard, 1 << 20);
  EXPECT_TRUE(reader->Read(message).ok());
  const auto status = reader->End();
  EXPECT_TRUE(status.ok()) << status << "\n" << message;
  return heard;
}

// Two series with what the sample's layout has of attributes.
void WriteSample(DataWriter& writer, std::string at, Detail detail = Detail::kFull) {
  writer.BeginDataSet(SetHead(SampleLayout(), std::move(at)), detail);
  const AttributeView source[] = {{kSource, "Labour \"force\" survey", ""}};
  writer.DataSetAttributes(source);
  const std::string_view egypt[] = {"A", "EGY"}, all[] = {"A", "OIC"};
  const std::string_view one[] = {"1.50"}, missing[] = {"NaN"};
  const AttributeView normal[] = {{kStatus, "A", ""}};
  const AttributeView rich[] = {{kNotes, "نعم", "ar"}, {kNotes, "yes", "en"}, {kTags, "E", ""},
                                {kTags, "A", ""},      {kStatus, "E", ""},    {kComment, "so", ""}};
  const ObservationView first[] = {{"2023", one, normal}, {"2024", missing, rich}};
  const ObservationView second[] = {{"2024", one, {}}, {"2025", {}, {}}};
  const AttributeView title[] = {{kTitle, "Jobs", ""}, {kUnit, "A", ""}};
  writer.Series({egypt, "", title, first});
  writer.Series({all, "", {}, second});
}

TEST(JsonWriters, WhatIsWrittenIsReadBack) {
  for (const DataFormat format : kBoth) {
    const Heard heard = ReadBack(Written(format, [](DataWriter& w) { WriteSample(w, "TIME_PERIOD"); }));
    EXPECT_THAT(heard.mistakes, IsEmpty());
    ASSERT_EQ(heard.shown.size(), 6U);
    EXPECT_EQ(heard.shown[0], "set . SOURCE=Labour \"force\" survey");
    EXPECT_EQ(heard.shown[1], "series A.EGY TITLE=Jobs UNIT=A");
    EXPECT_EQ(heard.shown[2], "obs A.EGY 2023 OBS_VALUE=1.50 OBS_STATUS=A");
    EXPECT_EQ(
        heard.shown[3],
        format == DataFormat::kJson2
            ? "obs A.EGY 2024 OBS_VALUE=NaN OBS_STATUS=E NOTES[ar]=نعم NOTES[en]=yes TAGS=E TAGS=A COMMENT=so"
            : "obs A.EGY 2024 OBS_VALUE=NaN OBS_STATUS=E NOTES[ar]=نعم NOTES[en]=yes TAGS=E, A COMMENT=so");
    EXPECT_EQ(heard.shown[4], "obs A.OIC 2024 OBS_VALUE=1.50");
    EXPECT_EQ(heard.shown[5], "obs A.OIC 2025");
  }
}

TEST(JsonWriters, AFlatMessageSaysTheSameOfItsObservations) {
  for (const DataFormat format : kBoth) {
    const std::string message = Written(format, [](DataWriter& w) { WriteSample(w, "AllDimensions"); });
    const Heard heard = ReadBack(message);
    EXPECT_EQ(heard.heads.at(0).dimension_at_observation, "AllDimensions");
    ASSERT_EQ(heard.shown.size(), 5U);
    EXPECT_EQ(heard.shown[1], "obs A.EGY 2023 OBS_VALUE=1.50 TITLE=Jobs UNIT=A OBS_STATUS=A");
    EXPECT_EQ(heard.shown[4], "obs A.OIC 2025");
    EXPECT_TRUE(Json::parse(message)["data"]["dataSets"][0]["observations"].contains("0:0:0"));
  }
}

TEST(JsonWriters, AnotherDimensionMayBeAtTheObservation) {
  for (const DataFormat format : kBoth) {
    const Heard heard = ReadBack(Written(format, [](DataWriter& writer) {
      writer.BeginDataSet(SetHead(SampleLayout(), "AREA"), Detail::kFull);
      const std::string_view key[] = {"A", ""}, one[] = {"1"}, two[] = {"2"};
      const ObservationView observations[] = {{"EGY", one, {}}, {"OIC", two, {}}};
      writer.Series({key, "2024", {}, observations});
    }));
    EXPECT_EQ(heard.heads.at(0).dimension_at_observation, "AREA");
    EXPECT_THAT(heard.shown, ElementsAre("obs A.EGY 2024 OBS_VALUE=1", "obs A.OIC 2024 OBS_VALUE=2"));
  }
}

TEST(JsonWriters, DetailLeavesOutWhatIsNotAskedFor) {
  for (const DataFormat format : kBoth) {
    const auto shown = [&](Detail detail, std::string at) {
      return ReadBack(Written(format, [&](DataWriter& w) { WriteSample(w, at, detail); })).shown;
    };
    EXPECT_THAT(shown(Detail::kDataOnly, "TIME_PERIOD"),
                ElementsAre("obs A.EGY 2023 OBS_VALUE=1.50", "obs A.EGY 2024 OBS_VALUE=NaN",
                            "obs A.OIC 2024 OBS_VALUE=1.50", "obs A.OIC 2025"));
    for (const char* at : {"TIME_PERIOD", "AllDimensions"}) {
      EXPECT_THAT(shown(Detail::kSeriesKeysOnly, at), ElementsAre("series A.EGY", "series A.OIC"));
      EXPECT_THAT(shown(Detail::kNoData, at), ElementsAre("set . SOURCE=Labour \"force\" survey",
                                                          "series A.EGY TITLE=Jobs UNIT=A", "series A.OIC"));
    }
  }
}

TEST(JsonWriters, DataSetsOfOneStructureShareItsValues) {
  const auto layout = SampleLayout();
  for (const DataFormat format : kBoth) {
    const std::string message = Written(format, [&](DataWriter& writer) {
      for (const char* value : {"1", "2"}) {
        DataSetHead head = SetHead(layout);
        head.action = Action::kReplace;
        head.valid_from = absl::FromUnixSeconds(1704067200);
        writer.BeginDataSet(head, Detail::kFull);
        const std::string_view key[] = {"A", "EGY"}, values[] = {value};
        const ObservationView observation[] = {{"2024", values, {}}};
        writer.Series({key, "", {}, observation});
      }
    });
    const Json data = Json::parse(message)["data"];
    EXPECT_EQ(data["dataSets"].size(), 2U);
    EXPECT_EQ(data["dataSets"][1]["validFrom"], "2024-01-01T00:00:00Z");
    const Json& structure = format == DataFormat::kJson1 ? data["structure"] : data["structures"][0];
    EXPECT_EQ(structure["dimensions"]["series"][1]["values"].size(), 1U);
    const Heard heard = ReadBack(message);
    EXPECT_EQ(heard.heads.at(1).action, Action::kReplace);
    EXPECT_THAT(heard.shown, ElementsAre("obs A.EGY 2024 OBS_VALUE=1", "obs A.EGY 2024 OBS_VALUE=2"));
  }
}

TEST(JsonWriters, StructuresTellThemselvesApart) {
  const auto one = SampleLayout(), other = SampleLayout();
  const Json data = Json::parse(Written(DataFormat::kJson2, [&](DataWriter& writer) {
    for (const auto& layout : {one, other, one}) writer.BeginDataSet(SetHead(layout), Detail::kFull);
  }))["data"];
  ASSERT_EQ(data["structures"].size(), 2U);
  EXPECT_EQ(data["structures"][0]["dataSets"], Json({0, 2}));
  EXPECT_EQ(data["dataSets"][1]["structure"], 1);
}

TEST(JsonWriters, NamesStandInTheLanguageAskedForAndInAll) {
  const Json message =
      Json::parse(Written(DataFormat::kJson2, [](DataWriter& w) { WriteSample(w, "TIME_PERIOD"); }));
  EXPECT_EQ(message["meta"]["contentLanguages"], Json({"fr", "en"}));
  EXPECT_EQ(message["meta"]["sender"]["name"], "Exchange");
  const Json& structure = message["data"]["structures"][0];
  EXPECT_EQ(structure["name"], "Un flux");
  const Json& egypt = structure["dimensions"]["series"][1]["values"][0];
  EXPECT_EQ(egypt, Json::parse(R"({"id":"EGY","name":"nombre","names":{"ar":"عدد","en":"Egypt","fr":"nombre"},
                                   "parent":"OIC","order":1})"));
  const Json& period = structure["dimensions"]["observation"][0]["values"][0];
  EXPECT_EQ(period["start"], "2023-01-01T00:00:00Z");
  EXPECT_EQ(period["end"], "2023-12-31T23:59:59Z");
}

TEST(JsonWriters, RelationshipsAreThoseOfTheStructure) {
  const std::function<void(DataWriter&)> write = [](DataWriter& w) { WriteSample(w, "TIME_PERIOD"); };
  const Json new_ones =
      Json::parse(Written(DataFormat::kJson2, write))["data"]["structures"][0]["attributes"];
  EXPECT_EQ(new_ones["dataSet"][0]["relationship"], Json::parse(R"({"dataflow":{}})"));
  EXPECT_EQ(new_ones["series"][1]["relationship"], Json::parse(R"({"dimensions":["AREA"]})"));
  EXPECT_EQ(new_ones["observation"][0]["relationship"], Json::parse(R"({"observation":{}})"));
  const Json old_ones = Json::parse(Written(DataFormat::kJson1, write))["data"]["structure"]["attributes"];
  EXPECT_EQ(old_ones["dataSet"][0]["relationship"], Json::parse(R"({"none":{}})"));
  EXPECT_EQ(old_ones["observation"][0]["relationship"], Json::parse(R"({"primaryMeasure":"OBS_VALUE"})"));
}

TEST(JsonWriters, ValuesAreNumbersWhereTheyAreNumbers) {
  auto layout = SampleLayout();
  const auto first = [&](std::string type, std::string_view value, DataFormat format) {
    layout->measures[0].representation.text_type = std::move(type);
    const std::string message = Written(format, [&](DataWriter& writer) {
      writer.BeginDataSet(SetHead(layout), Detail::kFull);
      const std::string_view key[] = {"A", "EGY"}, values[] = {value};
      const ObservationView observation[] = {{"2024", values, {}}};
      writer.Series({key, "", {}, observation});
    });
    const size_t at = message.find(R"("observations":{"0":[)") + 21;
    return message.substr(at, message.find(']', at) - at);
  };
  for (const DataFormat format : kBoth) {
    EXPECT_EQ(first("Double", "1.50", format), "1.50");
    EXPECT_EQ(first("", "12345678901234567890", format), "12345678901234567890");
    EXPECT_EQ(first("Double", "INF", format), "\"INF\"");
    EXPECT_EQ(first("Double", ".5", format), "\".5\"");
    EXPECT_EQ(first("String", "1.50", format), "\"1.50\"");
    EXPECT_EQ(first("Boolean", "true", format), "true");
    EXPECT_EQ(first("Double", "", format), "null");
  }
}

TEST(JsonWriters, PeriodsThatAreNoIdsAreValues) {
  const auto of = [](DataFormat format) {
    const Json data = Json::parse(Written(format, [](DataWriter& writer) {
      writer.BeginDataSet(SetHead(SampleLayout()), Detail::kFull);
      const std::string_view key[] = {"A", "EGY"}, values[] = {"1"};
      const ObservationView observation[] = {{"2024-01-31T08:00:00", values, {}}};
      writer.Series({key, "", {}, observation});
    }))["data"];
    const Json& structure = data.contains("structure") ? data["structure"] : data["structures"][0];
    return structure["dimensions"]["observation"][0]["values"][0];
  };
  EXPECT_EQ(of(DataFormat::kJson1)["id"], "2024-01-31T08:00:00");
  EXPECT_EQ(of(DataFormat::kJson2)["value"], "2024-01-31T08:00:00");
  EXPECT_FALSE(of(DataFormat::kJson2).contains("id"));
}

TEST(JsonWriters, AnEmptyMessageIsAMessage) {
  for (const DataFormat format : kBoth) {
    const Json nothing = Json::parse(Written(format, [](DataWriter&) {}));
    EXPECT_EQ(nothing["data"]["dataSets"], Json::array());
    const std::string no_series =
        Written(format, [](DataWriter& w) { w.BeginDataSet(SetHead(SampleLayout()), Detail::kFull); });
    const Heard heard = ReadBack(no_series);
    EXPECT_EQ(heard.heads.size(), 1U);
    EXPECT_THAT(heard.shown, IsEmpty());
    EXPECT_THAT(heard.mistakes, IsEmpty());
  }
}

TEST(JsonWriters, AFooterIsToldBesideTheData) {
  const FooterMessage footer[] = {{.code = 413, .severity = "Warning", .text = {{"en", "Not all of it"}}}};
  const auto write = [](DataWriter& w) { WriteSample(w, "TIME_PERIOD"); };
  const Json two = Json::parse(Written(DataFormat::kJson2, write, footer));
  EXPECT_EQ(two["errors"][0],
            Json::parse(R"({"code":413,"title":"Not all of it","titles":{"en":"Not all of it"}})"));
  const Json one = Json::parse(Written(DataFormat::kJson1, write, footer));
  EXPECT_FALSE(one.contains("errors"));
  EXPECT_EQ(one["data"]["structure"]["annotations"][0]["text"], "Not all of it");
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
