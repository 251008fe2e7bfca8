#include "services/statistics/rest/negotiation.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace tabadul::statistics::rest {
namespace {

constexpr size_t kMaxRanges = 50;  // of an Accept header: who sends more is answered by the first of them
constexpr char kHttpDate[] = "%a, %d %b %Y %H:%M:%S GMT";

struct Range {
  absl::string_view media;  // with its parameters
  double weight = 1;
};

Range ReadRange(absl::string_view text) {
  Range range{absl::StripAsciiWhitespace(text)};
  for (absl::string_view part : absl::StrSplit(text, ';')) {
    part = absl::StripAsciiWhitespace(part);
    if (!absl::StartsWithIgnoreCase(part, "q=")) continue;
    if (!absl::SimpleAtod(part.substr(2), &range.weight) || !(range.weight <= 1)) range.weight = 0;
  }
  return range;
}

// The media ranges of a header, the most wanted first; without header anything.
std::vector<absl::string_view> RangesOf(std::string_view accept) {
  std::vector<Range> ranges;
  for (const absl::string_view text : absl::StrSplit(Absl(accept), ',')) {
    if (ranges.size() == kMaxRanges) break;
    if (const Range range = ReadRange(text); !range.media.empty()) ranges.push_back(range);
  }
  if (ranges.empty()) return {"*/*"};
  std::erase_if(ranges, [](const Range& range) { return !(range.weight > 0); });
  std::stable_sort(ranges.begin(), ranges.end(),
                   [](const Range& a, const Range& b) { return a.weight > b.weight; });
  std::vector<absl::string_view> media;
  for (const Range& range : ranges) media.push_back(range.media);
  return media;
}

absl::Status NotAcceptable(std::string_view offered) {
  return Error(common::v1::ERROR_REASON_NOT_ACCEPTABLE, {{"offered", std::string(offered)}});
}

bool IsJson(sdmx::DataFormat format) {
  return format == sdmx::DataFormat::kJson1 || format == sdmx::DataFormat::kJson2;
}
bool IsCsv(sdmx::DataFormat format) {
  return format == sdmx::DataFormat::kCsv1 || format == sdmx::DataFormat::kCsv2;
}

sdmx::StructureFormat ErrorFormatLike(sdmx::DataFormat format, Rest rest) {
  using S = sdmx::StructureFormat;
  const bool json = IsJson(format) || (IsCsv(format) && rest == Rest::kV2);
  if (rest == Rest::kV1) return json ? S::kJson1 : S::kXml21;
  return json ? S::kJson2 : S::kXml30;
}

absl::string_view OpaqueTag(absl::string_view tag) {
  tag = absl::StripAsciiWhitespace(tag);
  absl::ConsumePrefix(&tag, "W/");
  return tag;
}

}  // namespace

absl::StatusOr<sdmx::DataMedia> ChooseDataMedia(const FormWish& wish, Rest rest) {
  if (wish.format) {
    if (const auto media = sdmx::DataMediaOfName(*wish.format, rest)) return *media;
    if (const auto media = sdmx::DataMediaOf(*wish.format, rest)) return *media;
  } else {
    for (const absl::string_view range : RangesOf(wish.accept)) {
      if (const auto media = sdmx::DataMediaOf(Std(range), rest)) return *media;
    }
  }
  return NotAcceptable(sdmx::MediaType(sdmx::DataMediaOf("*/*", rest)->format));
}

absl::StatusOr<sdmx::StructureFormat> ChooseStructureFormat(const FormWish& wish, Rest rest) {
  if (wish.format) {
    if (const auto format = sdmx::StructureFormatOfName(*wish.format, rest)) return *format;
    if (const auto format = sdmx::StructureFormatOf(*wish.format, rest)) return *format;
  } else {
    for (const absl::string_view range : RangesOf(wish.accept)) {
      if (const auto format = sdmx::StructureFormatOf(Std(range), rest)) return *format;
    }
  }
  return NotAcceptable(sdmx::MediaType(*sdmx::StructureFormatOf("*/*", rest)));
}

sdmx::StructureFormat ChooseErrorFormat(const FormWish& wish, Rest rest) {
  std::vector<absl::string_view> ranges = RangesOf(wish.accept);
  if (wish.format) ranges = {Absl(*wish.format)};
  for (const absl::string_view range : ranges) {
    const auto structure = wish.format ? sdmx::StructureFormatOfName(Std(range), rest)
                                       : sdmx::StructureFormatOf(Std(range), rest);
    if (structure) return *structure;
    const auto data =
        wish.format ? sdmx::DataMediaOfName(Std(range), rest) : sdmx::DataMediaOf(Std(range), rest);
    if (data) return ErrorFormatLike(data->format, rest);
  }
  return *sdmx::StructureFormatOf("*/*", rest);
}

std::string ContentType(const sdmx::DataMedia& media) {
  using Csv = sdmx::CsvOptions;
  std::string type(sdmx::MediaType(media.format));
  if (!IsCsv(media.format)) return type;
  if (media.csv.labels == Csv::Labels::kName) type += ";labels=name";
  if (media.csv.labels == Csv::Labels::kBoth) type += ";labels=both";
  if (media.csv.time_format == Csv::TimeFormat::kNormalized) type += ";timeFormat=normalized";
  if (media.csv.keys == Csv::Keys::kObservation) type += ";keys=obs";
  if (media.csv.keys == Csv::Keys::kSeries) type += ";keys=series";
  if (media.csv.keys == Csv::Keys::kBoth) type += ";keys=both";
  return type;
}

std::string HttpDate(absl::Time time) { return absl::FormatTime(kHttpDate, time, absl::UTCTimeZone()); }

bool IsUnchanged(const Validators& validators, std::string_view if_none_match,
                 std::string_view if_modified_since) {
  if (!if_none_match.empty()) {
    for (const absl::string_view tag : absl::StrSplit(Absl(if_none_match), ',')) {
      if (absl::StripAsciiWhitespace(tag) == "*" || OpaqueTag(tag) == Absl(validators.tag)) return true;
    }
    return false;
  }
  absl::Time since;
  std::string mistake;
  return absl::ParseTime(kHttpDate, std::string(if_modified_since), &since, &mistake) &&
         absl::FromUnixSeconds(absl::ToUnixSeconds(validators.changed)) <= since;
}

}  // namespace tabadul::statistics::rest
