// Data queries and availability queries: REST 1.5 "Data Queries" and "Data availability", REST 2.x "Data queries" and "Data
// availability queries". What a request says, before it is known which structure the data has. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/statistics/rest/conditions.h"
#include "services/statistics/rest/key.h"
#include "services/statistics/rest/request.h"
#include "services/statistics/rest/structure_query.h"
#include "services/statistics/series/cube_query.h"

namespace tabadul::statistics::rest {

// Which attributes and measures are sent.
struct Selection {
  bool observations = true;  // of measures
  // Levels of attributes, and single ones by id.
  bool of_data_set = true, of_series = true, of_observations = true;
  std::vector<std::string> attributes, measures;

  bool attributes_at_all() const {
    return of_data_set || of_series || of_observations || !attributes.empty();
  }
  bool all_attributes() const { return of_data_set && of_series && of_observations; }
};

struct DataQuery {
  StructureQuery flows;  // types: dataflow, data structure or provision agreement, none: dataflows
  std::vector<KeyPattern> keys;
  std::vector<std::string> providers;  // ids of the scheme of providers; none: all
  std::vector<Condition> conditions;
  TimeRange range;
  std::optional<absl::Time> updated_after, as_of;
  size_t first = 0, last = 0;  // observations of each series; both 0: all
  uint64_t offset = 0;
  std::optional<uint64_t> limit;
  std::string dimension_at_observation;  // empty: time, or all dimensions
  Selection selection;
  bool history = false;
};

struct AvailabilityQuery {
  DataQuery data;
  std::vector<std::string> components;  // none: all
  AvailabilityMode mode = AvailabilityMode::kExact;
  // "all" is what the availability of data is described by: dataflow, structure, concepts, code lists, providers.
  std::vector<ArtefactType> references;
};

// By the first segment of the path.
bool IsDataQuery(const Request& request);
bool IsAvailabilityQuery(const Request& request);

// Both take their parameters. MALFORMED {field}, OUT_OF_RANGE {field, minimum}; CONTRADICTION {field: updatedAfter,
// other: asOf}; METHOD_UNKNOWN of what the hub does not do; NOT_FOUND {what: path}.
absl::StatusOr<DataQuery> ParseDataQuery(Request& request);
absl::StatusOr<AvailabilityQuery> ParseAvailabilityQuery(Request& request);

}  // namespace tabadul::statistics::rest
