#include "services/statistics/sdmx/formats.h"

#include "services/statistics/sdmx/csv_data.h"
#include "services/statistics/sdmx/csv_header.h"
#include "services/statistics/sdmx/json_data.h"
#include "services/statistics/sdmx/ml_data.h"
#include "services/statistics/sdmx/utf8_mark.h"

namespace tabadul::statistics::sdmx {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

bool Has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string_view WithoutSpaces(std::string_view text) {
  const size_t first = text.find_first_not_of(kSpaces);
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

// The local name of the root element, behind the declaration and comments. Empty if there is none, or a DTD.
std::string_view RootName(std::string_view text) {
  for (;;) {
    text = WithoutSpaces(text);
    const bool comment = text.starts_with("<!--");
    if (!comment && !text.starts_with("<?")) break;
    const std::string_view close = comment ? "-->" : "?>";
    const size_t end = text.find(close);
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + close.size());
  }
  if (!text.starts_with("<")) return {};
  std::string_view name = text.substr(1, text.find_first_of(" \t\r\n/>", 1) - 1);
  if (const size_t colon = name.find(':'); colon != std::string_view::npos) name.remove_prefix(colon + 1);
  return name;
}

std::optional<DataFormat> GuessXml(std::string_view begin) {
  const std::string_view root = RootName(begin);
  const bool version_3 = Has(begin, "/schemas/v3_");
  if (root == "StructureSpecificData") {
    return version_3 ? DataFormat::kStructureSpecific30 : DataFormat::kStructureSpecific21;
  }
  if (version_3) return std::nullopt;
  if (root == "GenericData") return DataFormat::kGeneric21;
  if (root == "GenericTimeSeriesData") return DataFormat::kGenericTimeSeries21;
  if (root == "StructureSpecificTimeSeriesData") return DataFormat::kStructureSpecificTimeSeries21;
  return std::nullopt;
}

std::optional<DataFormat> GuessJson(std::string_view begin) {
  if (Has(begin, "sdmx-json-structure-schema") || Has(begin, "sdmx-json-metadata-schema"))
    return std::nullopt;
  // The schema's address has the version; without one 2.0 is told by its list of structures.
  const size_t schema = begin.find("sdmx-json-data-schema");
  if (schema != std::string_view::npos) {
    return Has(begin.substr(0, schema), "/2.") ? DataFormat::kJson2 : DataFormat::kJson1;
  }
  if (Has(begin, "\"structures\"")) return DataFormat::kJson2;
  for (const std::string_view member : {"\"dataSets\"", "\"structure\"", "\"header\"", "\"meta\""}) {
    if (Has(begin, member)) return DataFormat::kJson1;
  }
  return std::nullopt;
}

}  // namespace

std::string_view MediaType(DataFormat format) {
  switch (format) {
    case DataFormat::kGeneric21:
      return "application/vnd.sdmx.genericdata+xml;version=2.1";
    case DataFormat::kGenericTimeSeries21:
      return "application/vnd.sdmx.generictimeseriesdata+xml;version=2.1";
    case DataFormat::kStructureSpecific21:
      return "application/vnd.sdmx.structurespecificdata+xml;version=2.1";
    case DataFormat::kStructureSpecificTimeSeries21:
      return "application/vnd.sdmx.structurespecifictimeseriesdata+xml;version=2.1";
    case DataFormat::kStructureSpecific30:
      return "application/vnd.sdmx.data+xml;version=3.0.0";
    case DataFormat::kJson1:
      return "application/vnd.sdmx.data+json;version=1.0.0";
    case DataFormat::kJson2:
      return "application/vnd.sdmx.data+json;version=2.0.0";
    case DataFormat::kCsv1:
      return "application/vnd.sdmx.data+csv;version=1.0.0";
    case DataFormat::kCsv2:
      return "application/vnd.sdmx.data+csv;version=2.0.0";
  }
  return "";
}

std::string_view MediaType(StructureFormat format) {
  switch (format) {
    case StructureFormat::kXml21:
      return "application/vnd.sdmx.structure+xml;version=2.1";
    case StructureFormat::kXml30:
      return "application/vnd.sdmx.structure+xml;version=3.0.0";
    case StructureFormat::kJson1:
      return "application/vnd.sdmx.structure+json;version=1.0.0";
    case StructureFormat::kJson2:
      return "application/vnd.sdmx.structure+json;version=2.0.0";
  }
  return "";
}

std::optional<DataFormat> GuessDataFormat(std::string_view begin) {
  if (begin.starts_with(kUtf8Mark)) begin.remove_prefix(kUtf8Mark.size());
  if (const auto delimiter = CsvDelimiter(begin); delimiter && *delimiter != '\0') {
    return BeginsAsCsv1(begin) ? DataFormat::kCsv1 : DataFormat::kCsv2;
  }
  const std::string_view text = WithoutSpaces(begin);
  if (text.starts_with("<")) return GuessXml(text);
  if (text.starts_with("{")) return GuessJson(text);
  return std::nullopt;
}

std::unique_ptr<DataReader> NewDataReader(DataFormat format, const Layouts& layouts, DataReceiver& receiver,
                                          size_t max_bytes) {
  switch (format) {
    case DataFormat::kGeneric21:
    case DataFormat::kGenericTimeSeries21:
    case DataFormat::kStructureSpecific21:
    case DataFormat::kStructureSpecificTimeSeries21:
    case DataFormat::kStructureSpecific30:
      return NewMlDataReader(layouts, receiver);
    case DataFormat::kJson1:
    case DataFormat::kJson2:
      return NewJsonDataReader(layouts, receiver, max_bytes);
    case DataFormat::kCsv1:
    case DataFormat::kCsv2:
      return NewCsvDataReader(layouts, receiver);
  }
  return nullptr;
}

std::unique_ptr<DataWriter> NewDataWriter(DataFormat format, const MessageHead& head, const CsvOptions& csv,
                                          std::string* out) {
  switch (format) {
    case DataFormat::kGeneric21:
    case DataFormat::kGenericTimeSeries21:
    case DataFormat::kStructureSpecific21:
    case DataFormat::kStructureSpecificTimeSeries21:
    case DataFormat::kStructureSpecific30:
      return NewMlDataWriter(format, head, out);
    case DataFormat::kJson1:
    case DataFormat::kJson2:
      return NewJsonDataWriter(format, head, out);
    case DataFormat::kCsv1:
    case DataFormat::kCsv2:
      return NewCsvDataWriter(format, head, csv, out);
  }
  return nullptr;
}

}  // namespace tabadul::statistics::sdmx
