#include "services/statistics/series_kind.h"

#include "embed/series_migrations.h"
#include "lib/taxonomy/code_list.h"
#include "services/statistics/area.h"
#include "services/statistics/series/series.h"
#include "services/statistics/series/validate.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::statistics {
namespace {

constexpr std::string_view kIsco08Prefix = "OCU_ISCO08_";

const v1::Series& SeriesOf(const exchange::Message& message) {
  return static_cast<const v1::Series&>(message);
}

// Empty for a total, and for codes of other lists.
std::string OccupationOf(const Layout& layout, absl::Span<const std::string> key) {
  const int dimension = layout.FindDimension("OCU");
  if (dimension < 0) return "";
  const std::string_view code = key[static_cast<size_t>(dimension)];
  if (!code.starts_with(kIsco08Prefix)) return "";
  const std::string_view isco = code.substr(kIsco08Prefix.size());
  return taxonomy::List(taxonomy::kIsco08).Contains(isco) ? std::string(isco) : "";
}

}  // namespace

exchange::Columns ColumnsOf(const v1::Series& series, const Layouts& layouts) {
  exchange::Columns columns;
  const auto flow = ParseDataflow(series.dataflow());
  if (!flow) return columns;
  const auto layout = layouts.Find(*flow);
  if (!layout.ok()) return columns;  // it was deleted since the series was checked
  const std::vector<std::string> key(series.key().begin(), series.key().end());
  if (key.size() != (*layout)->dimensions.size()) return columns;
  if (std::string country = CountryOf(**layout, key); !country.empty())
    columns.countries.push_back(std::move(country));
  columns.occupation = OccupationOf(**layout, key);
  return columns;
}

void CheckSeriesId(std::string_view record_id, const v1::Series& series, Violations& violations) {
  if (const std::string id = SeriesId(series); record_id != id)
    violations.Add("record_id", common::v1::ERROR_REASON_MALFORMED, {{"form", id}});
}

exchange::RecordKind SeriesTables() {
  exchange::RecordKind kind;
  kind.name = "series";
  kind.payload = tabadul::exchange::v1::Record::descriptor()->FindFieldByName(kind.name);
  for (const embed::File& file : embed::series_migrations())
    kind.migrations.push_back({file.name, file.bytes});
  kind.tables = {"series_vintage"};
  return kind;
}

exchange::RecordKind SeriesKind(const PresentStructures& structures) {
  exchange::RecordKind kind = SeriesTables();
  kind.validate = [&structures](const exchange::Message& message, Violations& violations) {
    ValidateSeries(SeriesOf(message), *structures.Now().structures, violations);
  };
  kind.columns = [&structures](const exchange::Message& message) {
    return ColumnsOf(SeriesOf(message), *structures.Now().structures);
  };
  kind.check_id = [](std::string_view record_id, const exchange::Message& message, Violations& violations) {
    CheckSeriesId(record_id, SeriesOf(message), violations);
  };
  return kind;
}

}  // namespace tabadul::statistics
