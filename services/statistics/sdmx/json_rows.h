// From the arrays and keys of one data set of SDMX-JSON to rows. Not thread-safe.
//
// A series is told (level kDimensions) before its observations if it has attributes, or if it has no observations. With a
// dimension other than time at the observation it has no whole key: its attributes are told with each observation. What is
// wrong with a row is told as mistakes in its stead; what is wrong with the key of a series, once for all that it has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/statistics/sdmx/carried.h"
#include "services/statistics/sdmx/data.h"
#include "services/statistics/sdmx/json_binding.h"

namespace tabadul::statistics::sdmx {

inline constexpr size_t kMaxJsonRowValues = 10'000;  // attribute values of one row
inline constexpr size_t kMaxJsonRowBytes = 2 << 20;  // of the texts of one row

class JsonRows {
 public:
  // All outlive it; `head` is that of the data set, already told; `budget` that of the message. Values of attributes and measures that the layout does not
  // have are left out; where a dimension is unknown no row is told at all: the keys would not tell rows apart.
  JsonRows(const JsonBinding& binding, const DataSetHead& head, CarriedBudget& budget,
           DataReceiver& receiver);
  JsonRows(const JsonRows&) = delete;
  JsonRows& operator=(const JsonRows&) = delete;

  // The members of a data set. TOO_MANY {field: attributes, limit} over kMaxJsonRowValues, TOO_LONG over kMaxJsonRowBytes and
  // over the bounds of carried.h.
  absl::Status DataSetAttributes(JsonValue& value);
  absl::Status Groups(JsonValue& value);
  absl::Status Series(JsonValue& value);
  absl::Status Observations(JsonValue& value);
  // What is meant of a data set that does not say it: the attributes it has by default; of one to be deleted that has none of the
  // members above, the deletion of all that it is about.
  absl::Status End();

 private:
  void Start(Attachment::Level level);
  absl::Status OneSeries(simdjson::ondemand::object& series);
  absl::Status SeriesAttributes(simdjson::ondemand::object& series, bool& observed);
  absl::Status Observation(std::string_view key, const JsonParts& dimensions, JsonValue& value);
  absl::Status Group(std::string_view key, JsonValue& value);

  void SetKey(std::string_view key, const JsonParts& parts);
  void SetPart(const JsonPart& part, std::string_view index);
  void Place(const JsonPart& part, const Stated& stated);
  void LeaveOutObservationDimensions();
  void CheckKey();

  // The elements of an array: measures, then attributes, then annotations, which are left out.
  absl::Status Values(JsonValue& value, const JsonParts& measures, const JsonParts& attributes);
  absl::Status TakeMeasure(const JsonPart& part, JsonValue& value);
  absl::Status TakeAttribute(const JsonPart& part, JsonValue& value);
  absl::Status Indexed(const JsonPart& part, JsonValue& value, Stated& stated);
  absl::Status Add(const JsonPart& part, const Stated& stated);
  absl::Status CountBytes(const JsonPart& part, const Stated& stated);

  void Wrong(std::string_view id, ErrorReason reason, Metadata metadata = {});
  absl::Status Tell();
  bool Deletes() const { return head_.action == Action::kDelete; }

  const DataSetHead& head_;
  const Layout& layout_;
  CarriedBudget& budget_;
  DataReceiver& receiver_;
  const JsonBinding& binding_;
  const bool sound_;                       // every dimension is known
  const bool sectional_;                   // series have a dimension other than time at the observation
  bool any_ = false;                       // of the data set's members
  bool attributes_ = false;                // that one of them
  std::vector<std::string_view> indexes_;  // of a key
  DataRow row_;
  size_t bytes_ = 0;  // of the row's values, counted where they are found and where they are added
  std::vector<Violation> wrong_;
  std::vector<AttributeValue> series_attributes_;
};

}  // namespace tabadul::statistics::sdmx
