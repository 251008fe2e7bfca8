#include "services/statistics/rest/series_stream.h"

#include <algorithm>
#include <utility>

namespace tabadul::statistics::rest {
namespace {

constexpr unsigned kSeriesPerLook = 256;  // at the clock

class OfCube final : public SeriesStream {
 public:
  OfCube(std::shared_ptr<const Snapshot> snapshot, const FlowQuery& query)
      : cursor_(std::move(snapshot), query.cube), filter_(query) {}

  absl::StatusOr<bool> Next(const Context& context) override {
    while (cursor_.Next()) {
      view_ = filter_.Apply(cursor_.view());
      if (view_ != nullptr) return true;
      if (++passed_ % kSeriesPerLook == 0) RETURN_IF_ERROR(StillWanted(context));
    }
    return false;
  }
  const ViewedSeries& view() const override { return *view_; }

 private:
  CubeCursor cursor_;
  SeriesFilter filter_;
  const ViewedSeries* view_ = nullptr;
  unsigned passed_ = 0;
};

class Empty final : public SeriesStream {
 public:
  absl::StatusOr<bool> Next(const Context&) override { return false; }
  const ViewedSeries& view() const override { return view_; }

 private:
  ViewedSeries view_;
};

}  // namespace

absl::Status StillWanted(const Context& context) {
  if (context.cancelled()) return Error(common::v1::ERROR_REASON_CANCELLED);
  if (context.done()) return Error(common::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  return absl::OkStatus();
}

std::unique_ptr<SeriesStream> CubeStream(std::shared_ptr<const Snapshot> snapshot, const FlowQuery& query) {
  if (query.nothing) return std::make_unique<Empty>();
  return std::make_unique<OfCube>(std::move(snapshot), query);
}

const ViewedSeries* SeriesFilter::Apply(const ViewedSeries& view) {
  if (!query_.keys.Fit(view.series.key) || !SeriesFits(view)) return nullptr;
  view_ = view;
  const bool chooses =
      query_.time || query_.range || query_.first + query_.last > 0 || !query_.conditions.empty();
  if (chooses && query_.cube.observations.observations) {
    observations_.clear();
    for (const sdmx::ObservationView& observation : view.series.observations) {
      if (ObservationFits(observation)) observations_.push_back(observation);
    }
    if (observations_.empty()) return nullptr;
    CountObservations();
    view_.series.observations = observations_;
  }
  if (!query_.observations) view_.series.observations = {};
  if (query_.attributes.empty()) return &view_;
  view_.series.attributes = Selected(view.series.attributes, of_series_);
  view_.of_data_set = Selected(view.of_data_set, of_data_set_);
  view_.of_group = Selected(view.of_group, of_group_);
  SelectOfObservations();
  return &view_;
}

bool SeriesFilter::SeriesFits(const ViewedSeries& view) {
  return std::all_of(query_.conditions.begin(), query_.conditions.end(), [&](const LaidCondition& laid) {
    if (laid.of_observation) return true;
    const auto& attribute = query_.layout->attributes[static_cast<size_t>(laid.attribute)];
    const bool of_data_set = attribute.attachment.level == Attachment::Level::kDataSet;
    return Fits(laid, of_data_set ? view.of_data_set : view.series.attributes);
  });
}

bool SeriesFilter::ObservationFits(const sdmx::ObservationView& observation) {
  if (query_.time && !query_.time->Holds(observation.at)) return false;
  if (query_.range) {
    const auto period = Period::Parse(observation.at);
    if (!period || !query_.range->Has(*period)) return false;
  }
  return std::all_of(query_.conditions.begin(), query_.conditions.end(), [&](const LaidCondition& laid) {
    if (!laid.of_observation) return true;
    return laid.attribute < 0 ? Holds(laid.condition, observation.values)
                              : Fits(laid, observation.attributes);
  });
}

bool SeriesFilter::Fits(const LaidCondition& laid, Attributes attributes) {
  values_.clear();
  for (const sdmx::AttributeView& attribute : attributes) {
    if (attribute.attribute == laid.attribute) values_.push_back(attribute.value);
  }
  return Holds(laid.condition, values_);
}

void SeriesFilter::CountObservations() {
  const size_t count = observations_.size();
  if ((query_.first == 0 && query_.last == 0) || query_.first + query_.last >= count) return;
  observations_.erase(observations_.begin() + static_cast<std::ptrdiff_t>(query_.first),
                      observations_.end() - static_cast<std::ptrdiff_t>(query_.last));
}

SeriesFilter::Attributes SeriesFilter::Selected(Attributes attributes,
                                                std::vector<sdmx::AttributeView>& room) const {
  room.clear();
  for (const sdmx::AttributeView& attribute : attributes) {
    if (query_.attributes[static_cast<size_t>(attribute.attribute)]) room.push_back(attribute);
  }
  return room;
}

void SeriesFilter::SelectOfObservations() {
  if (view_.series.observations.data() != observations_.data()) {
    observations_.assign(view_.series.observations.begin(), view_.series.observations.end());
  }
  // First all of them, so that they stay where they are.
  of_observations_.clear();
  std::vector<size_t> ends;
  for (const sdmx::ObservationView& observation : observations_) {
    for (const sdmx::AttributeView& attribute : observation.attributes) {
      if (query_.attributes[static_cast<size_t>(attribute.attribute)]) of_observations_.push_back(attribute);
    }
    ends.push_back(of_observations_.size());
  }
  size_t begin = 0;
  for (size_t i = 0; i < observations_.size(); ++i) {
    observations_[i].attributes = absl::MakeConstSpan(of_observations_).subspan(begin, ends[i] - begin);
    begin = ends[i];
  }
  view_.series.observations = absl::MakeConstSpan(observations_).first(view_.series.observations.size());
}

bool Window::Take(bool observations, sdmx::SeriesView* series) {
  const uint64_t count = observations ? series->observations.size() : 1;
  const uint64_t skipped = std::min(offset, count);
  offset -= skipped;
  const uint64_t taken = std::min(limit.value_or(count), count - skipped);
  if (limit) *limit -= taken;
  if (taken == 0) return false;
  if (observations) {
    series->observations =
        series->observations.subspan(static_cast<size_t>(skipped), static_cast<size_t>(taken));
  }
  return true;
}

}  // namespace tabadul::statistics::rest
