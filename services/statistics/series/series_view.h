// Series as the writers of data messages want them, without an allocation for each observation.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "services/statistics/sdmx/data.h"
#include "services/statistics/series/decimal.h"
#include "services/statistics/series/series.h"

namespace tabadul::statistics {

struct ViewedSeries {
  sdmx::SeriesView series;                            // TIME_PERIOD is at the observation
  absl::Span<const sdmx::AttributeView> of_data_set;  // its attributes that hang on no dimension
  absl::Span<const sdmx::AttributeView> of_group;     // those of series.attributes that hang on a group
};

// Room for the parts of one series that is viewed; used again for the next one. Not thread-safe, not copied: views point into
// it.
class ViewRoom {
 public:
  ViewRoom() = default;
  ViewRoom(const ViewRoom&) = delete;
  ViewRoom& operator=(const ViewRoom&) = delete;

  void Clear();
  // Of the series. `text` stays valid as long as the view.
  void AddKey(std::string_view code) { key_.push_back(code); }
  void AddAttribute(const Layout& layout, const sdmx::AttributeView& attribute);

  // Before the observations: how many there will be at most.
  void ReserveObservations(size_t count);
  void AddObservation(std::string_view period);
  // Of the observation that was added last.
  void SetValue(int64_t value, uint32_t decimals);
  void AddObservationAttribute(const sdmx::AttributeView& attribute);

  // Valid until the next call of anything here.
  ViewedSeries View();

 private:
  std::vector<std::string_view> key_;
  std::vector<sdmx::AttributeView> attributes_, of_data_set_, of_group_;
  std::vector<std::array<char, kMaxDecimalBytes>> texts_;  // of the values, by observation
  std::vector<std::string_view> values_;
  std::vector<sdmx::AttributeView> observation_attributes_;
  struct Ends {
    size_t value = 0,
           attributes = 0;  // in values_ and observation_attributes_, behind those of the observation
  };
  std::vector<Ends> ends_;
  std::vector<sdmx::ObservationView> observations_;
};

// `series` is valid, of that layout. The view is valid as long as the series, and until the room is used again.
ViewedSeries ObservationsOf(const v1::Series& series, const Layout& layout, ViewRoom& room);

}  // namespace tabadul::statistics
