#include "services/statistics/rest/sections.h"

#include <algorithm>
#include <deque>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "services/statistics/rest/held_bytes.h"

namespace tabadul::statistics::rest {
namespace {

using sdmx::AttributeView;

class Sectioned final : public SeriesStream {
 public:
  Sectioned(std::unique_ptr<SeriesStream> of, std::shared_ptr<const Layout> layout, size_t dimension)
      : of_(std::move(of)), layout_(std::move(layout)), dimension_(dimension) {
    for (const LaidAttribute& attribute : layout_->attributes) {
      const auto& on = attribute.dimensions;
      varies_.push_back(std::find(on.begin(), on.end(), static_cast<int>(dimension)) != on.end());
    }
  }

  absl::StatusOr<bool> Next(const Context& context) override {
    if (of_ != nullptr) RETURN_IF_ERROR(ReadAll(context));
    if (next_ == cells_.size()) return false;
    const size_t begin = next_;
    while (next_ < cells_.size() && SectionOf(cells_[next_]) == SectionOf(cells_[begin])) ++next_;
    Show(begin, next_);
    return true;
  }
  const ViewedSeries& view() const override { return view_; }

 private:
  struct Row {                          // a series as it came
    std::vector<std::string_view> key;  // the dimension's code is empty
    std::string_view code;
    std::vector<AttributeView> of_section, of_cell;
  };
  struct Cell {
    const Row* row = nullptr;
    std::string_view period;
    std::vector<std::string_view> values;
    std::vector<AttributeView> attributes;
  };

  static std::tuple<const std::vector<std::string_view>&, std::string_view> SectionOf(const Cell& cell) {
    return {cell.row->key, cell.period};
  }

  absl::Status ReadAll(const Context& context) {
    for (;;) {
      ASSIGN_OR_RETURN(const bool more, of_->Next(context));
      if (!more) break;
      taken_ = 0;
      Take(of_->view());
      RETURN_IF_ERROR(held_.Add(taken_));
    }
    of_.reset();
    std::sort(cells_.begin(), cells_.end(), [](const Cell& a, const Cell& b) {
      return std::tuple_cat(SectionOf(a), std::tuple(a.row->code)) <
             std::tuple_cat(SectionOf(b), std::tuple(b.row->code));
    });
    return absl::OkStatus();
  }

  std::string_view Keep(std::string_view text) {
    taken_ += sizeof(std::string) + sizeof text + text.size();
    return texts_.emplace_back(text);
  }

  AttributeView Keep(const AttributeView& attribute) {
    taken_ += sizeof attribute;
    return {attribute.attribute, Keep(attribute.value), Keep(attribute.language)};
  }

  void Take(const ViewedSeries& view) {
    if (rows_.empty()) {
      for (const AttributeView& attribute : view.of_data_set) of_data_set_.push_back(Keep(attribute));
    }
    Row& row = rows_.emplace_back();
    for (const std::string_view code : view.series.key) row.key.push_back(Keep(code));
    row.code = std::exchange(row.key[dimension_], std::string_view());
    for (const AttributeView& attribute : view.series.attributes) {
      const bool varies = varies_[static_cast<size_t>(attribute.attribute)];
      (varies ? row.of_cell : row.of_section).push_back(Keep(attribute));
    }
    for (const sdmx::ObservationView& observation : view.series.observations) {
      taken_ += sizeof(Cell);
      Cell& cell = cells_.emplace_back();
      cell.row = &row;
      cell.period = Keep(observation.at);
      for (const std::string_view value : observation.values) cell.values.push_back(Keep(value));
      for (const AttributeView& attribute : observation.attributes)
        cell.attributes.push_back(Keep(attribute));
    }
  }

  void Show(size_t begin, size_t end) {
    observations_.clear();
    attributes_.clear();
    attributes_.reserve(end - begin);
    for (size_t i = begin; i < end; ++i) {
      const Cell& cell = cells_[i];
      std::vector<AttributeView>& attributes = attributes_.emplace_back(cell.row->of_cell);
      attributes.insert(attributes.end(), cell.attributes.begin(), cell.attributes.end());
      observations_.push_back({.at = cell.row->code, .values = cell.values, .attributes = attributes});
    }
    const Row& first = *cells_[begin].row;
    view_.series = {.key = first.key,
                    .period = cells_[begin].period,
                    .attributes = first.of_section,
                    .observations = observations_};
    view_.of_data_set = of_data_set_;
  }

  std::unique_ptr<SeriesStream> of_;
  const std::shared_ptr<const Layout> layout_;
  const size_t dimension_;
  std::vector<bool> varies_;  // by attribute: it hangs on the dimension

  std::deque<std::string> texts_;
  std::deque<Row> rows_;
  std::vector<Cell> cells_;
  std::vector<AttributeView> of_data_set_;
  HeldBytes held_;
  size_t taken_ = 0;  // of the series, not yet counted
  size_t next_ = 0;

  ViewedSeries view_;
  std::vector<sdmx::ObservationView> observations_;
  std::vector<std::vector<AttributeView>> attributes_;
};

}  // namespace

std::unique_ptr<SeriesStream> Sections(std::unique_ptr<SeriesStream> of, std::shared_ptr<const Layout> layout,
                                       size_t dimension) {
  return std::make_unique<Sectioned>(std::move(of), std::move(layout), dimension);
}

}  // namespace tabadul::statistics::rest
