#include "services/statistics/sdmx/formats.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "fmt/format.h"

namespace tabadul::statistics::sdmx {
namespace {

using D = DataFormat;
using S = StructureFormat;
using Labels = CsvOptions::Labels;
using Keys = CsvOptions::Keys;
using TimeFormat = CsvOptions::TimeFormat;

constexpr D kDataFormats[] = {D::kGeneric21,
                              D::kGenericTimeSeries21,
                              D::kStructureSpecific21,
                              D::kStructureSpecificTimeSeries21,
                              D::kStructureSpecific30,
                              D::kJson1,
                              D::kJson2,
                              D::kCsv1,
                              D::kCsv2};

TEST(Formats, EachMediaTypeIsReadAsItsFormat) {
  for (const Rest rest : {Rest::kV1, Rest::kV2}) {
    for (const D format : kDataFormats) {
      EXPECT_EQ(DataMediaOf(MediaType(format), rest), (DataMedia{format, {}})) << MediaType(format);
    }
    for (const S format : {S::kXml21, S::kXml30, S::kJson1, S::kJson2}) {
      EXPECT_EQ(StructureFormatOf(MediaType(format), rest), format) << MediaType(format);
    }
  }
}

struct DataCase {
  std::string_view text;
  std::optional<D> v1, v2;
};

std::optional<D> FormatOf(const std::optional<DataMedia>& media) {
  return media ? std::optional(media->format) : std::nullopt;
}

TEST(Formats, WhatClientsSendForData) {
  const DataCase cases[] = {
      {"*/*", D::kGeneric21, D::kJson2},
      {"application/xml", D::kGeneric21, D::kStructureSpecific30},
      {"text/csv", D::kCsv1, D::kCsv2},
      {"text/csv; charset=utf-8", D::kCsv1, D::kCsv2},
      {"application/json;q=0.5", D::kJson1, D::kJson2},
      {"application/vnd.sdmx.data+json", D::kJson1, D::kJson2},
      {"application/vnd.sdmx.data+csv", D::kCsv1, D::kCsv2},
      {"application/vnd.sdmx.data+json;version=2.1.0", D::kJson2, D::kJson2},
      {"application/vnd.sdmx.data+json;version=1.0.0-wd", D::kJson1, D::kJson1},
      {"application/vnd.sdmx.data+csv; version=2.1.0", D::kCsv2, D::kCsv2},
      {"application/vnd.sdmx.data+csv;version=\"1.0\"", D::kCsv1, D::kCsv1},
      {"application/vnd.sdmx.data+xml;version=3.1.0", D::kStructureSpecific30, D::kStructureSpecific30},
      {" Application/VND.SDMX.GenericData+XML ; VERSION=2.1", D::kGeneric21, D::kGeneric21},
      {"application/vnd.sdmx.genericdata+xml;version=2.0", {}, {}},
      {"application/vnd.sdmx.data+csv;version=4.0.0", {}, {}},
      {"application/vnd.sdmx.data+csv;labels=wrong", {}, {}},
      {"application/vnd.sdmx.structure+xml;version=2.1", {}, {}},
      {"application/pdf", {}, {}},
      {"", {}, {}},
      {";;=;", {}, {}},
  };
  for (const DataCase& one : cases) {
    EXPECT_EQ(FormatOf(DataMediaOf(one.text, Rest::kV1)), one.v1) << one.text;
    EXPECT_EQ(FormatOf(DataMediaOf(one.text, Rest::kV2)), one.v2) << one.text;
  }
}

TEST(Formats, TheParametersOfCsv) {
  const std::string type = "application/vnd.sdmx.data+csv;version=2.0.0";
  EXPECT_EQ(DataMediaOf(type + "; labels=both; timeFormat=normalized; keys=series", Rest::kV2),
            (DataMedia{D::kCsv2, {Labels::kBoth, TimeFormat::kNormalized, Keys::kSeries}}));
  EXPECT_EQ(DataMediaOf(type + ";labels=name;key=obs;timeformat=original", Rest::kV2),
            (DataMedia{D::kCsv2, {Labels::kName, TimeFormat::kOriginal, Keys::kObservation}}));
}

TEST(Formats, WhatClientsSendForStructures) {
  EXPECT_EQ(StructureFormatOf("*/*", Rest::kV1), S::kXml21);
  EXPECT_EQ(StructureFormatOf("*/*", Rest::kV2), S::kJson2);
  EXPECT_EQ(StructureFormatOf("application/xml", Rest::kV1), S::kXml21);
  EXPECT_EQ(StructureFormatOf("application/xml", Rest::kV2), S::kXml30);
  EXPECT_EQ(StructureFormatOf("application/vnd.sdmx.structure+xml", Rest::kV1), S::kXml21);
  EXPECT_EQ(StructureFormatOf("application/vnd.sdmx.structure+json", Rest::kV2), S::kJson2);
  EXPECT_EQ(StructureFormatOf("text/csv", Rest::kV1), std::nullopt);
  EXPECT_EQ(StructureFormatOf(MediaType(D::kGeneric21), Rest::kV1), std::nullopt);
}

TEST(Formats, NamesOfTheParameterFormat) {
  EXPECT_EQ(FormatOf(DataMediaOfName("csv", Rest::kV1)), D::kCsv1);
  EXPECT_EQ(FormatOf(DataMediaOfName("JSONDATA", Rest::kV2)), D::kJson2);
  EXPECT_EQ(FormatOf(DataMediaOfName("sdmx-2.1", Rest::kV1)), D::kStructureSpecific21);
  EXPECT_EQ(DataMediaOfName("csvfilewithlabels", Rest::kV2),
            (DataMedia{D::kCsv2, {.labels = Labels::kBoth}}));
  EXPECT_EQ(DataMediaOfName("xlsx", Rest::kV1), std::nullopt);
  EXPECT_EQ(StructureFormatOfName("sdmx-json", Rest::kV1), S::kJson1);
  EXPECT_EQ(StructureFormatOfName("csv", Rest::kV1), std::nullopt);
}

TEST(Formats, AMessageIsToldByItsBeginning) {
  constexpr std::string_view k21 = "xmlns:m=\"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message\"";
  constexpr std::string_view k30 = "xmlns:m=\"http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message\"";
  const std::pair<std::string, std::optional<D>> cases[] = {
      {fmt::format("<m:GenericData {}>", k21), D::kGeneric21},
      {fmt::format("\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- <x> --> <GenericTimeSeriesData {}>", k21),
       D::kGenericTimeSeries21},
      {fmt::format("<m:StructureSpecificData {}/>", k21), D::kStructureSpecific21},
      {fmt::format("<m:StructureSpecificTimeSeriesData {}>", k21), D::kStructureSpecificTimeSeries21},
      {fmt::format("<m:StructureSpecificData {}>", k30), D::kStructureSpecific30},
      {fmt::format("<m:GenericData {}>", k30), std::nullopt},
      {fmt::format("<m:Structure {}>", k21), std::nullopt},
      {"<!DOCTYPE x><GenericData>", std::nullopt},
      {"<!-- open", std::nullopt},
      {"<", std::nullopt},
      {R"({"meta":{"schema":"https://x/schemas/2.0.0/sdmx-json-data-schema.json"}})", D::kJson2},
      {R"({"meta":{"schema":"https://x/1.0/sdmx-json-data-schema.json"}})", D::kJson1},
      {R"({"meta":{"schema":"https://x/2.0.0/sdmx-json-structure-schema.json"}})", std::nullopt},
      {R"( {"header":{"id":"x"}})", D::kJson1},
      {R"({"data":{"structures":[]}})", D::kJson2},
      {"{}", std::nullopt},
      {"DATAFLOW,A", D::kCsv1},
      {"\"STRUCTURE\";\"STRUCTURE_ID\"", D::kCsv2},
      {"STRUCTURE[;],STRUCTURE_ID", D::kCsv2},
      {"\xEF\xBB\xBF"
       "DATAFLOW\tA",
       D::kCsv1},
      {"STRUCTURES,A", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& [begin, format] : cases) EXPECT_EQ(GuessDataFormat(begin), format) << begin;
}

TEST(Formats, RealDataFilesAreToldByTheirBeginning) {
  const char* set = std::getenv("TABADUL_DATA");
  const auto folder =
      (set ? std::filesystem::path(set) : std::filesystem::current_path() / ".." / "shared" / "data") /
      "sdmx";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not here";
  const std::pair<const char*, D> cases[] = {
      {"khaeru/ECB_EXR/ts.json", D::kJson1},
      {"khaeru/ECB_EXR/flat.json", D::kJson1},
      {"khaeru/v3/json/data/exr-flat.json", D::kJson2},
      {"khaeru/v3/csv/example-03.csv", D::kCsv2},
      {"pysdmx/csv_sdmx10_reader/csv_labels_both.csv", D::kCsv1},
      {"pysdmx/large/gen_ser.xml", D::kGeneric21},
      {"pysdmx/large/str_ser.xml", D::kStructureSpecific21},
  };
  constexpr size_t kBeginning = 1'024;
  for (const auto& [name, format] : cases) {
    std::ifstream in(folder / name, std::ios::binary);
    std::string begin(kBeginning, '\0');
    in.read(begin.data(), kBeginning);
    begin.resize(static_cast<size_t>(in.gcount()));
    EXPECT_EQ(GuessDataFormat(begin), format) << name;
  }
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
