// The formats of SDMX messages that are read and written, and their media types. The one place that knows them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/statistics/sdmx/data.h"

namespace tabadul::statistics::sdmx {

enum class DataFormat : uint8_t {
  kGeneric21,                      // application/vnd.sdmx.genericdata+xml;version=2.1
  kGenericTimeSeries21,            // application/vnd.sdmx.generictimeseriesdata+xml;version=2.1
  kStructureSpecific21,            // application/vnd.sdmx.structurespecificdata+xml;version=2.1
  kStructureSpecificTimeSeries21,  // application/vnd.sdmx.structurespecifictimeseriesdata+xml;version=2.1
  kStructureSpecific30,            // application/vnd.sdmx.data+xml;version=3.0.0
  kJson1,                          // application/vnd.sdmx.data+json;version=1.0.0
  kJson2,                          // application/vnd.sdmx.data+json;version=2.0.0
  kCsv1,                           // application/vnd.sdmx.data+csv;version=1.0.0
  kCsv2,                           // application/vnd.sdmx.data+csv;version=2.0.0
};

enum class StructureFormat : uint8_t {
  kXml21,  // application/vnd.sdmx.structure+xml;version=2.1
  kXml30,  // application/vnd.sdmx.structure+xml;version=3.0.0
  kJson1,  // application/vnd.sdmx.structure+json;version=1.0.0
  kJson2,  // application/vnd.sdmx.structure+json;version=2.0.0
};

// How SDMX-CSV shows what it shows (the parameters of its media type).
struct CsvOptions {
  enum class Labels : uint8_t { kId, kName, kBoth };
  enum class TimeFormat : uint8_t { kOriginal, kNormalized };
  enum class Keys : uint8_t { kNone, kObservation, kSeries, kBoth };  // 2.0 alone
  Labels labels = Labels::kId;
  TimeFormat time_format = TimeFormat::kOriginal;
  Keys keys = Keys::kNone;
  bool operator==(const CsvOptions&) const = default;
};

// What is written as Content-Type.
std::string_view MediaType(DataFormat format);
std::string_view MediaType(StructureFormat format);

// Which of the two roots is asked: REST 1.5, which speaks SDMX 2.1, or REST 2, which speaks 3.0. It settles what a media type
// without version means, and what is sent to those who name none.
enum class Rest : uint8_t { kV1, kV2 };

struct DataMedia {
  DataFormat format = DataFormat::kGeneric21;
  CsvOptions csv;
  bool operator==(const DataMedia&) const = default;
};
// What a Content-Type, or one media range of an Accept header, means: SDMX's types in all versions that are read as one of
// these (3.1's too), "application/xml", "text/csv", "application/json" and the like, "*/*". Other parameters ("q", "charset") are
// passed over. Nullopt: none of them, or a parameter with a value that it does not have.
std::optional<DataMedia> DataMediaOf(std::string_view media_type, Rest rest);
std::optional<StructureFormat> StructureFormatOf(std::string_view media_type, Rest rest);
// The same for the value of the parameter `format` that many services have ("csv", "jsondata", "sdmx-2.1"), in any case.
std::optional<DataMedia> DataMediaOfName(std::string_view name, Rest rest);
std::optional<StructureFormat> StructureFormatOfName(std::string_view name, Rest rest);

// What a message looks like from its first bytes (a kilobyte is enough): for files that come without a media type. Nullopt if
// it looks like none.
std::optional<DataFormat> GuessDataFormat(std::string_view begin);

// A reader of `format` that tells `receiver`, which outlives it, as does `layouts`. SDMX-JSON is read to its end before the
// first row is told, up to `max_bytes` of it; the others as they come.
std::unique_ptr<DataReader> NewDataReader(DataFormat format, const Layouts& layouts, DataReceiver& receiver,
                                          size_t max_bytes = 64u << 20);
// A writer of `format` to the end of `out`, which outlives it.
std::unique_ptr<DataWriter> NewDataWriter(DataFormat format, const MessageHead& head, const CsvOptions& csv,
                                          std::string* out);

}  // namespace tabadul::statistics::sdmx
