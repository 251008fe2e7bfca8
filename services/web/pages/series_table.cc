#include "services/web/pages/series_table.h"

#include <algorithm>
#include <map>
#include <vector>

#include "lib/platform/base/utc.h"
#include "services/web/pages/localized.h"
#include "services/web/pages/periods.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

using namespace statistics::v1;  // NOLINT: the messages

constexpr char kNone[] = "–", kNormal[] = "A";
constexpr size_t kMostRows = 600;  // of periods: fifty years of months
constexpr size_t kMostNotes = 40;

void AddNote(const std::string& about, const TableNote& note, const Format& format, View& view) {
  View& row = view.Add("NOTE");
  row.Set("NOTE_ABOUT", about);
  row.Set("NOTE_LABEL", WithoutTurns(note.label()));
  Chosen said{.text = WithoutTurns(note.value_label().empty() ? note.value() : note.value_label()),
              .language = note.language().empty() && !note.value_label().empty() ? format.language()
                                                                                 : note.language()};
  SetText(row, "NOTE_TEXT", said);
}

// Of single observations: each text once, with the first period that has it, unless all have it.
void AddObservationNotes(const AlignedSeries& series, const Format& format, View& source) {
  struct Noted {
    const TableNote* note;
    const TableObservation* first;
    size_t times = 0;
  };
  std::vector<Noted> all;
  std::map<std::string, size_t> places;
  size_t observations = 0;
  for (const TableObservation* observation : series.observations) {
    if (observation == nullptr) continue;
    ++observations;
    for (const TableNote& note : observation->notes()) {
      const auto [place, added] = places.try_emplace(note.id() + "\n" + note.value(), all.size());
      if (added) all.push_back({&note, observation});
      ++all[place->second].times;
    }
  }
  for (size_t i = 0; i < std::min(all.size(), kMostNotes); ++i) {
    const std::string about = all[i].times == observations ? "" : PeriodName(all[i].first->period(), format);
    AddNote(about, *all[i].note, format, source);
  }
}

}  // namespace

std::string UnitText(const Named& unit, const Named& multiplier, const Named& currency,
                     const std::string& language) {
  if (unit.label().empty()) return "";
  Metadata parameters = {{"unit", WithoutTurns(unit.label())}};
  if (!multiplier.label().empty()) parameters["multiplier"] = WithoutTurns(multiplier.label());
  if (!currency.label().empty()) parameters["currency"] = WithoutTurns(currency.label());
  return Text(language, "statistics.unit", parameters);
}

void SetValue(const TableObservation* observation, const Format& format, View& cell) {
  const std::string value = observation == nullptr ? "" : format.Figure(observation->value());
  cell.Set("CELL", value.empty() ? kNone : value);
  if (observation != nullptr && observation->status() != kNormal)
    cell.Set("CELL_STATUS", WithoutTurns(observation->status()));
}

void AddStatuses(const NamedList& statuses, View& view) {
  if (statuses.empty()) return;
  View& explained = view.Include("STATUSES", "statuses.tpl");
  for (const Named& status : statuses) {
    View& row = explained.Add("STATUS");
    row.Set("STATUS_CODE", WithoutTurns(status.id())).Set("STATUS_NAME", WithoutTurns(status.label()));
  }
}

void AddSeriesTable(const Aligned& aligned, const std::string& title, const Format& format, View& view) {
  View& table = view.Add("TABLE");
  table.Set("TABLE_NAME", title);
  for (const AlignedSeries& series : aligned.series) {
    View& column = table.Add("COLUMN");
    column.Set("COLUMN_NAME", series.name);
    column.Set("COLUMN_UNIT", UnitText(series.row->unit(), series.row->multiplier(), series.row->currency(),
                                       format.language()));
  }
  const size_t periods = aligned.periods.size(), least = periods > kMostRows ? periods - kMostRows : 0;
  for (size_t i = periods; i-- > least;) {
    View& row = table.Add("PERIOD");
    row.Set("PERIOD_NAME", PeriodName(aligned.periods[i], format));
    for (const AlignedSeries& series : aligned.series)
      SetValue(series.observations[i], format, row.Add("VALUE"));
  }
}

void AddSources(const Aligned& aligned, const Format& format, View& view) {
  for (const AlignedSeries& series : aligned.series) {
    View& source = view.Add("SOURCE");
    source.Set("SOURCE_OF", series.name);
    source.Set("SOURCE_NAME", WithoutTurns(series.row->source_name()));
    source.Set("SOURCE_CODE", WithoutTurns(series.row->source()));
    if (series.row->source().starts_with("DEMO/")) source.Add("SOURCE_DEMO");
    if (series.row->has_update_time()) {
      const absl::Time time = TimeOf(series.row->update_time());
      source.Set("VINTAGE", format.Moment(time)).Set("VINTAGE_ISO", FormatUtc(time));
    }
    for (const TableNote& note : series.row->notes()) AddNote("", note, format, source);
    AddObservationNotes(series, format, source);
  }
}

}  // namespace tabadul::web::pages
