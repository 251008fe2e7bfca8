// Media types and the names of `format` as clients send them. The other way round stands in formats.cc.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "lib/platform/base/status.h"
#include "services/statistics/sdmx/formats.h"

namespace tabadul::statistics::sdmx {
namespace {

template <class Format>
struct TypeVersion {
  std::string_view type, version;
  Format format;
};

// By type; the versions of one rise. A type without version is its first row for REST 1.5, its last for REST 2.
using D = DataFormat;
constexpr TypeVersion<D> kDataTypes[] = {
    {"application/vnd.sdmx.genericdata+xml", "2.1", D::kGeneric21},
    {"application/vnd.sdmx.generictimeseriesdata+xml", "2.1", D::kGenericTimeSeries21},
    {"application/vnd.sdmx.structurespecificdata+xml", "2.1", D::kStructureSpecific21},
    {"application/vnd.sdmx.structurespecifictimeseriesdata+xml", "2.1", D::kStructureSpecificTimeSeries21},
    {"application/vnd.sdmx.data+xml", "3.0.0", D::kStructureSpecific30},
    {"application/vnd.sdmx.data+xml", "3.1.0", D::kStructureSpecific30},
    {"application/vnd.sdmx.data+json", "1.0.0-wd", D::kJson1},
    {"application/vnd.sdmx.data+json", "1.0.0", D::kJson1},
    {"application/vnd.sdmx.data+json", "2.0.0", D::kJson2},
    {"application/vnd.sdmx.data+json", "2.1.0", D::kJson2},
    {"application/vnd.sdmx.data+csv", "1.0.0", D::kCsv1},
    {"application/vnd.sdmx.data+csv", "2.0.0", D::kCsv2},
    {"application/vnd.sdmx.data+csv", "2.1.0", D::kCsv2},
};
using S = StructureFormat;
constexpr TypeVersion<S> kStructureTypes[] = {
    {"application/vnd.sdmx.structure+xml", "2.1", S::kXml21},
    {"application/vnd.sdmx.structure+xml", "3.0.0", S::kXml30},
    {"application/vnd.sdmx.structure+xml", "3.1.0", S::kXml30},
    {"application/vnd.sdmx.structure+json", "1.0.0-wd", S::kJson1},
    {"application/vnd.sdmx.structure+json", "1.0.0", S::kJson1},
    {"application/vnd.sdmx.structure+json", "2.0.0", S::kJson2},
    {"application/vnd.sdmx.structure+json", "2.1.0", S::kJson2},
};

// What is not SDMX's own, or its name is a choice of services: for each of the roots.
template <class Format>
struct Plain {
  std::string_view name;
  Format v1, v2;
};
constexpr Plain<D> kPlainDataTypes[] = {
    {"*/*", D::kGeneric21, D::kJson2},
    {"application/*", D::kGeneric21, D::kJson2},
    {"application/xml", D::kGeneric21, D::kStructureSpecific30},
    {"text/xml", D::kGeneric21, D::kStructureSpecific30},
    {"application/json", D::kJson1, D::kJson2},
    {"text/json", D::kJson1, D::kJson2},
    {"text/csv", D::kCsv1, D::kCsv2},
    {"application/csv", D::kCsv1, D::kCsv2},
    {"text/*", D::kCsv1, D::kCsv2},
};
constexpr Plain<S> kPlainStructureTypes[] = {
    {"*/*", S::kXml21, S::kJson2},
    {"application/*", S::kXml21, S::kJson2},
    {"application/xml", S::kXml21, S::kXml30},
    {"text/xml", S::kXml21, S::kXml30},
    {"text/*", S::kXml21, S::kXml30},
    {"application/json", S::kJson1, S::kJson2},
    {"text/json", S::kJson1, S::kJson2},
};
constexpr Plain<D> kDataNames[] = {
    {"csv", D::kCsv1, D::kCsv2},
    {"csvdata", D::kCsv1, D::kCsv2},
    {"csvfile", D::kCsv1, D::kCsv2},
    {"csvfilewithlabels", D::kCsv1, D::kCsv2},
    {"sdmx-csv", D::kCsv1, D::kCsv2},
    {"json", D::kJson1, D::kJson2},
    {"jsondata", D::kJson1, D::kJson2},
    {"sdmx-json", D::kJson1, D::kJson2},
    {"xml", D::kGeneric21, D::kStructureSpecific30},
    {"genericdata", D::kGeneric21, D::kGeneric21},
    {"sdmx_2.1_generic", D::kGeneric21, D::kGeneric21},
    {"structurespecificdata", D::kStructureSpecific21, D::kStructureSpecific30},
    {"sdmx_2.1_structured", D::kStructureSpecific21, D::kStructureSpecific21},
    {"sdmx-2.1", D::kStructureSpecific21, D::kStructureSpecific21},
    {"sdmx-3.0", D::kStructureSpecific30, D::kStructureSpecific30},
};
constexpr Plain<S> kStructureNames[] = {
    {"xml", S::kXml21, S::kXml30},       {"structure", S::kXml21, S::kXml30},
    {"sdmx-2.1", S::kXml21, S::kXml21},  {"sdmx-3.0", S::kXml30, S::kXml30},
    {"json", S::kJson1, S::kJson2},      {"jsonstructure", S::kJson1, S::kJson2},
    {"sdmx-json", S::kJson1, S::kJson2},
};
constexpr std::string_view kWithLabels = "csvfilewithlabels";

std::string_view Trimmed(std::string_view text) {
  text = Std(absl::StripAsciiWhitespace(Absl(text)));
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return text;
}

bool Same(std::string_view a, std::string_view b) { return absl::EqualsIgnoreCase(Absl(a), Absl(b)); }

struct MediaParts {
  std::string_view type, version;
  CsvOptions csv;
};

template <class Value>
struct Word {
  std::string_view word;
  Value value;
};
using Labels = CsvOptions::Labels;
using TimeFormat = CsvOptions::TimeFormat;
using Keys = CsvOptions::Keys;
constexpr Word<Labels> kLabels[] = {{"id", Labels::kId}, {"name", Labels::kName}, {"both", Labels::kBoth}};
constexpr Word<TimeFormat> kTimeFormats[] = {{"original", TimeFormat::kOriginal},
                                             {"normalized", TimeFormat::kNormalized}};
constexpr Word<Keys> kKeys[] = {
    {"none", Keys::kNone}, {"obs", Keys::kObservation}, {"series", Keys::kSeries}, {"both", Keys::kBoth}};

// False if it is none of the words.
template <class Value, size_t kCount>
bool SetTo(const Word<Value> (&words)[kCount], std::string_view text, Value* value) {
  for (const Word<Value>& word : words) {
    if (!Same(word.word, text)) continue;
    *value = word.value;
    return true;
  }
  return false;
}

// False for a value that its parameter does not have.
bool SetParameter(std::string_view name, std::string_view value, MediaParts* parts) {
  if (Same(name, "version")) parts->version = value;
  if (Same(name, "labels")) return SetTo(kLabels, value, &parts->csv.labels);
  if (Same(name, "timeFormat")) return SetTo(kTimeFormats, value, &parts->csv.time_format);
  // The standard's own examples have it in the singular.
  if (Same(name, "keys") || Same(name, "key")) return SetTo(kKeys, value, &parts->csv.keys);
  return true;
}

std::optional<MediaParts> Split(std::string_view media_type) {
  MediaParts parts;
  size_t end = std::min(media_type.find(';'), media_type.size());
  parts.type = Trimmed(media_type.substr(0, end));
  while (end < media_type.size()) {
    media_type.remove_prefix(end + 1);
    end = std::min(media_type.find(';'), media_type.size());
    const std::string_view parameter = media_type.substr(0, end);
    const size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = Trimmed(parameter.substr(0, equals));
    if (!SetParameter(name, Trimmed(parameter.substr(equals + 1)), &parts)) return std::nullopt;
  }
  return parts;
}

// "2.0" is taken for "2.0.0".
bool SameVersion(std::string_view known, std::string_view asked) {
  constexpr std::string_view kPatch = ".0";
  const bool short_form = known.size() == asked.size() + kPatch.size() && asked.size() > 1 &&
                          known.substr(asked.size()) == kPatch && known.substr(0, asked.size()) == asked;
  return known == asked || short_form;
}

template <class Format, size_t kCount>
std::optional<Format> OfType(const TypeVersion<Format> (&types)[kCount], const MediaParts& parts, Rest rest) {
  std::optional<Format> found;
  for (const TypeVersion<Format>& row : types) {
    if (!Same(row.type, parts.type)) continue;
    if (parts.version.empty() ? !found || rest == Rest::kV2 : SameVersion(row.version, parts.version)) {
      found = row.format;
    }
  }
  return found;
}

template <class Format, size_t kCount>
std::optional<Format> OfPlain(const Plain<Format> (&names)[kCount], std::string_view name, Rest rest) {
  for (const Plain<Format>& row : names) {
    if (Same(row.name, name)) return rest == Rest::kV1 ? row.v1 : row.v2;
  }
  return std::nullopt;
}

}  // namespace

std::optional<DataMedia> DataMediaOf(std::string_view media_type, Rest rest) {
  const auto parts = Split(media_type);
  if (!parts) return std::nullopt;
  auto format = OfType(kDataTypes, *parts, rest);
  if (!format) format = OfPlain(kPlainDataTypes, parts->type, rest);
  if (!format) return std::nullopt;
  return DataMedia{*format, parts->csv};
}

std::optional<StructureFormat> StructureFormatOf(std::string_view media_type, Rest rest) {
  const auto parts = Split(media_type);
  if (!parts) return std::nullopt;
  const auto format = OfType(kStructureTypes, *parts, rest);
  return format ? format : OfPlain(kPlainStructureTypes, parts->type, rest);
}

std::optional<DataMedia> DataMediaOfName(std::string_view name, Rest rest) {
  const auto format = OfPlain(kDataNames, name, rest);
  if (!format) return std::nullopt;
  DataMedia media{*format, {}};
  if (Same(name, kWithLabels)) media.csv.labels = CsvOptions::Labels::kBoth;
  return media;
}

std::optional<StructureFormat> StructureFormatOfName(std::string_view name, Rest rest) {
  return OfPlain(kStructureNames, name, rest);
}

}  // namespace tabadul::statistics::sdmx
