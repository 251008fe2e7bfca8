// What stands in a DataSet of SDMX-ML, in the two ways of writing it. Takes the events from inside the element; its own
// start and end, its provider and annotations are the caller's. Not thread-safe.
#pragma once

#include <memory>

#include "services/statistics/sdmx/ml_data_rows.h"
#include "services/statistics/sdmx/xml_events.h"

namespace tabadul::statistics::sdmx {

class MlBody {
 public:
  virtual ~MlBody() = default;
  // A data set begins, the rows have it: what its own element says of the data.
  virtual absl::Status Begin(const XmlElement& data_set, uint64_t line) = 0;
  // It has been told; now its rows may be.
  virtual absl::Status Told() = 0;
  // MALFORMED {detail: the name} for an element that has no place there; what the rows return.
  virtual absl::Status OnStart(const XmlElement& element, uint64_t line) = 0;
  virtual absl::Status OnEnd() = 0;
  virtual absl::Status OnText(std::string_view text) = 0;
};

// Both for rows that outlive them, and any number of data sets.
std::unique_ptr<MlBody> NewGenericBody(MlRows& rows);
// `primary_measure`: OBS_VALUE is the measure, whatever the structure calls it (2.1).
std::unique_ptr<MlBody> NewSpecificBody(MlRows& rows, bool primary_measure);

}  // namespace tabadul::statistics::sdmx
