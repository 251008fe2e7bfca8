#include "services/web/negotiation.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "lib/platform/base/status.h"

namespace tabadul::web {
namespace {

// One entry of a list with weights: "text/html;q=0.8".
struct Weighted {
  absl::string_view name;
  double weight = 1;
};

Weighted ParseWeighted(absl::string_view entry) {
  Weighted parsed;
  bool first = true;
  for (absl::string_view part : absl::StrSplit(entry, ';')) {
    part = absl::StripAsciiWhitespace(part);
    if (first) {
      parsed.name = part;
    } else if (absl::StartsWithIgnoreCase(part, "q=") && !absl::SimpleAtod(part.substr(2), &parsed.weight)) {
      parsed.weight = 0;
    }
    first = false;
  }
  return parsed;
}

// How well a media range fits: 0 not at all, 1 "*/*", 2 "type/*", 3 the type itself.
int Fit(absl::string_view range, absl::string_view media) {
  if (absl::EqualsIgnoreCase(range, media)) return 3;
  if (range == "*/*") return 1;
  const size_t slash = media.find('/');
  const bool whole_type = absl::EndsWith(range, "/*") && range.size() == slash + 2 &&
                          absl::StartsWithIgnoreCase(media, range.substr(0, slash + 1));
  return whole_type ? 2 : 0;
}

// The weight of the range that fits best; 0 if none does.
double WeightOf(absl::string_view accept, absl::string_view media) {
  int best = 0;
  double weight = 0;
  for (const absl::string_view entry : absl::StrSplit(accept, ',')) {
    const Weighted range = ParseWeighted(entry);
    const int fit = Fit(range.name, media);
    if (fit > best) best = fit, weight = range.weight;
  }
  return weight;
}

absl::string_view OpaqueTag(absl::string_view tag) {
  tag = absl::StripAsciiWhitespace(tag);
  absl::ConsumePrefix(&tag, "W/");
  return tag;
}

}  // namespace

std::optional<size_t> BestMedia(std::string_view accept, absl::Span<const std::string_view> offered) {
  if (absl::StripAsciiWhitespace(Absl(accept)).empty()) return 0;
  std::optional<size_t> best;
  double heaviest = 0;
  for (size_t i = 0; i < offered.size(); ++i) {
    const double weight = WeightOf(Absl(accept), Absl(offered[i]));
    if (weight > heaviest) best = i, heaviest = weight;
  }
  return best;
}

bool AcceptsGzip(std::string_view accept_encoding) {
  bool any = false;
  for (const absl::string_view entry : absl::StrSplit(Absl(accept_encoding), ',')) {
    const Weighted coding = ParseWeighted(entry);
    if (absl::EqualsIgnoreCase(coding.name, "gzip")) return coding.weight > 0;
    any = any || (coding.name == "*" && coding.weight > 0);
  }
  return any;
}

bool NamesTag(std::string_view if_none_match, std::string_view tag) {
  for (const absl::string_view entry : absl::StrSplit(Absl(if_none_match), ',')) {
    if (absl::StripAsciiWhitespace(entry) == "*" || OpaqueTag(entry) == OpaqueTag(Absl(tag))) return true;
  }
  return false;
}

bool IsMedia(std::string_view content_type, std::string_view media) {
  return absl::EqualsIgnoreCase(ParseWeighted(Absl(content_type)).name, Absl(media));
}

}  // namespace tabadul::web
