#include "services/statistics/indicators/live_publisher.h"

#include "lib/platform/base/status.h"
#include "lib/platform/log/log.h"
#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/crosswalk.h"
#include "services/statistics/indicators/area_release.h"
#include "services/statistics/indicators/month.h"
#include "services/statistics/series/series.h"

namespace tabadul::statistics {
namespace {

constexpr char kEvent[] = "statistics.live";

absl::Status AddStanding(const Context& context, const StandingSeries& standing, const std::string& prefix,
                         AreaRelease& release) {
  constexpr int kPage = 200;
  std::string after;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<Standing> page,
                     standing.After(context, kLiveSource, prefix, after, kPage));
    for (const Standing& found : page) RETURN_IF_ERROR(release.AddStanding(found.series));
    if (page.size() < kPage) return absl::OkStatus();
    after = SeriesId(page.back().series);
  }
}

}  // namespace

std::optional<int64_t> LivePublisher::LastSettled() const {
  const absl::Time complete = parts_.counts.complete_until();
  if (complete == absl::InfinitePast()) return std::nullopt;
  return MonthOf(complete - kSettling) - 1;
}

bool LivePublisher::Due() const {
  const std::optional<int64_t> last = LastSettled();
  return last && (!released_ || *released_ < *last);
}

absl::Status LivePublisher::Run(const Context& context) {
  const std::optional<int64_t> last = LastSettled();
  if (!last) return absl::OkStatus();
  ASSIGN_OR_RETURN(const LiveFlow flow, LiveFlow::Make(*parts_.layouts()));
  Counted counted;
  for (const taxonomy::CodeList::Code& country : taxonomy::List(taxonomy::kCountries).codes()) {
    if (context.done()) return Error(common::v1::ERROR_REASON_DEADLINE_EXCEEDED, {{"method", kEvent}});
    if (flow.HasArea(taxonomy::Alpha3FromAlpha2(country.code)))
      RETURN_IF_ERROR(ReleaseArea(context, flow, country.code, *last, counted));
  }
  released_ = last;
  parts_.counts.Forget(*last);
  log::Info(kEvent, {{"month", MonthText(*last)}});
  return absl::OkStatus();
}

absl::Status LivePublisher::ReleaseArea(const Context& context, const LiveFlow& flow,
                                        const std::string& country, int64_t last, Counted& counted) {
  const std::string area = taxonomy::Alpha3FromAlpha2(country);
  AreaRelease release(flow, area);
  RETURN_IF_ERROR(AddStanding(context, parts_.standing, flow.PrefixOf(area), release));
  if (!release.stands()) {
    const MonthCounts counts = CountsOf(last, country, counted);
    if (counts.open.total() == 0 && counts.opened.total() == 0) return absl::OkStatus();
  }
  for (const int64_t month : release.MonthsToRelease(last))
    release.Release(month, CountsOf(month, country, counted));
  const std::vector<v1::Series> changed = release.Changed();
  return changed.empty() ? absl::OkStatus() : parts_.write(context, changed);
}

MonthCounts LivePublisher::CountsOf(int64_t month, const std::string& country, Counted& counted) const {
  auto found = counted.find(month);
  if (found == counted.end())
    found = counted.emplace(month, parts_.counts.Count(month, parts_.counted)).first;
  const auto of_country = found->second.find(country);
  return of_country == found->second.end() ? MonthCounts() : of_country->second;
}

}  // namespace tabadul::statistics
