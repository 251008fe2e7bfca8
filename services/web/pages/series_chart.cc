#include "services/web/pages/series_chart.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/web/charts/lines.h"
#include "services/web/pages/decimals.h"
#include "services/web/pages/periods.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

using statistics::v1::TableObservation;

constexpr size_t kMostLabels = 5;  // of the axis of time: what a phone has room for
constexpr double kSparkWidth = 96, kSparkHeight = 24;

std::optional<double> ValueOf(const TableObservation* observation) {
  return observation == nullptr ? std::nullopt : NumberOf(observation->value());
}

std::vector<charts::Values> ValuesOf(const Aligned& aligned) {
  std::vector<charts::Values> values;
  for (size_t i = 0; i < std::min(kMostLines, aligned.series.size()); ++i) {
    charts::Values& line = values.emplace_back();
    for (const TableObservation* observation : aligned.series[i].observations)
      line.push_back(ValueOf(observation));
  }
  return values;
}

struct Labelled {
  size_t period;
  std::string text;
};

// Of parts of years the first of each year, which is called by it; of a few all.
std::vector<Labelled> LabelsOf(const Aligned& aligned, const Format& format) {
  std::vector<Labelled> all, years;
  int last = 0;
  for (size_t i = 0; i < aligned.periods.size(); ++i) {
    const ReadPeriod period = ReadPeriodOf(aligned.periods[i]);
    all.push_back({i, PeriodName(aligned.periods[i], format)});
    if (period.number == 1 && period.year != last) years.push_back({i, format.Year(period.year)});
    last = period.year;
  }
  const std::vector<Labelled>& from = years.size() >= 2 ? years : all;
  std::vector<Labelled> labels;
  for (const size_t place : charts::Spread(from.size(), years.size() >= 2 ? kMostLabels : 2))
    labels.push_back(from[place]);
  return labels;
}

void AddAxes(const charts::Lines& drawn, const Aligned& aligned, const Format& format, View& chart) {
  for (const auto& tick : drawn.ticks) {
    View& line = chart.Add("TICK");
    line.Set("TICK_AT", tick.at);
    line.Set("TICK_TEXT", format.Figure(fmt::format("{:.{}f}", tick.value, drawn.decimals)));
  }
  const std::vector<std::string> places = charts::PlacesOf(aligned.times);
  for (const Labelled& label : LabelsOf(aligned, format)) {
    View& at = chart.Add("LABEL");
    at.Set("LABEL_AT", places[label.period]);
    at.Set("LABEL_TEXT", label.text);
    const bool first = label.period == 0, last = label.period + 1 == aligned.periods.size();
    at.Set("LABEL_ANCHOR", first == last ? "middle" : first ? "start" : "end");
  }
}

}  // namespace

void AddChart(const Aligned& aligned, const std::string& title, const Format& format, View& view) {
  const std::vector<charts::Values> values = ValuesOf(aligned);
  const charts::Lines drawn = charts::DrawLines(aligned.times, values);
  if (drawn.lines.empty()) return;
  View& chart = view.Include("CHART", "chart.tpl");
  chart.Set("CHART_TITLE", title);
  chart.Set("CHART_SAID", Text(format.language(), "statistics.chart",
                               {{"first", PeriodName(aligned.periods.front(), format)},
                                {"last", PeriodName(aligned.periods.back(), format)}}));
  AddAxes(drawn, aligned, format, chart);
  for (size_t i = 0; i < drawn.lines.size(); ++i) {
    View& line = chart.Add("LINE");
    line.Set("LINE_NUMBER", std::to_string(i + 1));
    line.Set("LINE_NAME", aligned.series[i].name);
    line.Set("LINE_PATH", drawn.lines[i].path);
    for (const charts::Mark& mark : drawn.lines[i].marks)
      line.Add("MARK").Set("MARK_X", mark.x).Set("MARK_Y", mark.y);
  }
  if (aligned.series.size() > kMostLines)
    chart.Set("MORE_LINES", format.Counted("statistics.more-lines", static_cast<int64_t>(kMostLines)));
}

void AddSpark(const statistics::v1::TableRow& row, View& view) {
  std::vector<double> times;
  charts::Values values;
  for (const TableObservation& observation : row.observations()) {
    times.push_back(ReadPeriodOf(observation.period()).time);
    values.push_back(ValueOf(&observation));
  }
  if (times.empty()) return;
  const std::string path = charts::Sparkline(times, values, kSparkWidth, kSparkHeight);
  if (!path.empty()) view.Set("SPARK", path);
}

}  // namespace tabadul::web::pages
