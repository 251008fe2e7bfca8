#include "services/statistics/rest/data_query_parts.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "services/statistics/rest/problem.h"
#include "services/statistics/series/series.h"

namespace tabadul::statistics::rest {
namespace {

constexpr char kUpdatedAfter[] = "updatedAfter", kAsOf[] = "asOf";

absl::StatusOr<std::optional<absl::Time>> TakeTime(Request& request, std::string_view name) {
  const auto text = request.parameters.Take(name);
  if (!text) return std::nullopt;
  const auto period = Period::Parse(*text);
  if (!period || (period->kind() != Period::Kind::kDateTime && period->kind() != Period::Kind::kDay)) {
    return Malformed(name, "xs:dateTime");
  }
  return period->start();
}

absl::StatusOr<std::optional<Period>> TakePeriod(Request& request, std::string_view name) {
  const auto text = request.parameters.Take(name);
  if (!text) return std::nullopt;
  const auto period = Period::Parse(*text);
  if (!period) return Malformed(name, "StandardTimePeriod");
  return period;
}

absl::StatusOr<std::optional<uint64_t>> TakeNumber(Request& request, std::string_view name,
                                                   uint64_t minimum) {
  const auto text = request.parameters.Take(name);
  if (!text) return std::nullopt;
  uint64_t number = 0;
  if (!absl::SimpleAtoi(*text, &number)) return Malformed(name, "xs:positiveInteger");
  if (number < minimum) {
    return Error(common::v1::ERROR_REASON_OUT_OF_RANGE,
                 {{"field", std::string(name)}, {"minimum", std::to_string(minimum)}});
  }
  return number;
}

absl::StatusOr<bool> TakeBool(Request& request, std::string_view name) {
  const auto text = request.parameters.Take(name);
  if (!text || SameWord(*text, "false")) return false;
  if (!SameWord(*text, "true")) return Malformed(name, "true, false");
  return true;
}

absl::Status ParseRange(Request& request, DataQuery& query) {
  ASSIGN_OR_RETURN(const std::optional<Period> start, TakePeriod(request, "startPeriod"));
  ASSIGN_OR_RETURN(const std::optional<Period> end, TakePeriod(request, "endPeriod"));
  if (start) query.range.from = From(*start);
  if (end) query.range.until = Until(*end);
  return absl::OkStatus();
}

absl::Status ParseConditions(Request& request, DataQuery& query) {
  for (const Parameters::Of& of : request.parameters.TakeAll("c")) {
    ASSIGN_OR_RETURN(Condition condition, ParseCondition(of.what, of.value));
    query.conditions.push_back(std::move(condition));
  }
  // What the calendar's year begins with is the only one that periods are read by here.
  const auto year_start = request.parameters.Take("reportingYearStartDay");
  if (year_start && *year_start != "--01-01") return NotOffered("reportingYearStartDay");
  return absl::OkStatus();
}

// 1.5.
struct Parts {
  bool observations, attributes, of_observations;
};
constexpr Word<Parts> kDetails[] = {{"full", {true, true, true}},
                                    {"dataonly", {true, false, false}},
                                    {"serieskeysonly", {false, false, false}},
                                    {"nodata", {false, true, false}}};

absl::Status ParseDetail(Request& request, Selection& selection) {
  const auto text = request.parameters.Take("detail");
  if (!text) return absl::OkStatus();
  const auto parts = ValueOf(kDetails, *text);
  if (!parts) return Malformed("detail", "full, dataonly, serieskeysonly, nodata");
  selection.observations = parts->observations;
  selection.of_data_set = selection.of_series = parts->attributes;
  selection.of_observations = parts->of_observations;
  return absl::OkStatus();
}

absl::Status ParseAttributes(Request& request, Selection& selection) {
  const auto text = request.parameters.Take("attributes");
  if (!text) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<std::string> names, SplitList(*text, ',', "attributes"));
  selection.of_data_set = selection.of_series = selection.of_observations = false;
  for (const std::string& name : names) {
    const bool all = name == "all" || name == "dsd";
    selection.of_data_set = selection.of_data_set || all || name == "dataset";
    selection.of_series = selection.of_series || all || name == "series";
    selection.of_observations = selection.of_observations || all || name == "obs";
    // Reference metadata the hub has none.
    const bool is_word =
        all || name == "dataset" || name == "series" || name == "obs" || name == "none" || name == "msd";
    if (!is_word) selection.attributes.push_back(name);
  }
  return absl::OkStatus();
}

absl::Status ParseMeasures(Request& request, Selection& selection) {
  const auto text = request.parameters.Take("measures");
  if (!text || *text == "all") return absl::OkStatus();
  if (*text == "none") {
    selection.observations = false;
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(selection.measures, SplitList(*text, ',', "measures"));
  return absl::OkStatus();
}

absl::Status ParseWindow(Request& request, DataQuery& query) {
  ASSIGN_OR_RETURN(const std::optional<uint64_t> offset, TakeNumber(request, "offset", 0));
  ASSIGN_OR_RETURN(query.limit, TakeNumber(request, "limit", 1));
  query.offset = offset.value_or(0);
  // Series come in the order of their keys as it is.
  const auto sort = request.parameters.Take("sort");
  if (sort && *sort != "*" && *sort != "*:asc" && *sort != "series_key" && *sort != "series_key:asc") {
    return NotOffered("sort");
  }
  return absl::OkStatus();
}

absl::Status ParseCounts(Request& request, DataQuery& query) {
  // A series cannot have more: a bound that is safe to count with.
  const auto bounded = [](std::optional<uint64_t> number) {
    return static_cast<size_t>(std::min<uint64_t>(number.value_or(0), kMaxPeriods));
  };
  ASSIGN_OR_RETURN(const std::optional<uint64_t> first, TakeNumber(request, "firstNObservations", 1));
  ASSIGN_OR_RETURN(const std::optional<uint64_t> last, TakeNumber(request, "lastNObservations", 1));
  query.first = bounded(first);
  query.last = bounded(last);
  return absl::OkStatus();
}

}  // namespace

absl::Status ParseFilters(Request& request, DataQuery& query) {
  ASSIGN_OR_RETURN(query.updated_after, TakeTime(request, kUpdatedAfter));
  return request.rest == Rest::kV1 ? ParseRange(request, query) : ParseConditions(request, query);
}

absl::Status ParseShape(Request& request, DataQuery& query) {
  RETURN_IF_ERROR(ParseCounts(request, query));
  query.dimension_at_observation = request.parameters.Take("dimensionAtObservation").value_or("");
  ASSIGN_OR_RETURN(query.history, TakeBool(request, "includeHistory"));
  if (request.rest == Rest::kV1) return ParseDetail(request, query.selection);
  RETURN_IF_ERROR(ParseAttributes(request, query.selection));
  RETURN_IF_ERROR(ParseMeasures(request, query.selection));
  RETURN_IF_ERROR(ParseWindow(request, query));
  ASSIGN_OR_RETURN(query.as_of, TakeTime(request, kAsOf));
  if (query.as_of && query.updated_after && *query.updated_after > *query.as_of) {
    return Error(common::v1::ERROR_REASON_CONTRADICTION, {{"field", kUpdatedAfter}, {"other", kAsOf}});
  }
  return absl::OkStatus();
}

}  // namespace tabadul::statistics::rest
