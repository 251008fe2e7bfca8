// Generic data of 2.1: SDMXDataGenericBase.xsd. A value names its component by an attribute.
#include <vector>

#include "services/statistics/sdmx/ml_data_body.h"

namespace tabadul::statistics::sdmx {
namespace {

enum class In { kDataSet, kGroup, kSeries, kObservation, kKey, kAttributes, kLeaf };

class GenericBody final : public MlBody {
 public:
  explicit GenericBody(MlRows& rows) : rows_(rows) {}

  absl::Status Begin(const XmlElement&, uint64_t) override {
    open_.assign(1, In::kDataSet);
    return absl::OkStatus();
  }
  absl::Status Told() override { return absl::OkStatus(); }

  absl::Status OnStart(const XmlElement& element, uint64_t line) override {
    const In around = open_.back();
    open_.push_back(In::kLeaf);
    switch (around) {
      case In::kDataSet:
        return InDataSet(element, line);
      case In::kGroup:
      case In::kSeries:
        return InSeries(around, element, line);
      case In::kObservation:
        return InObservation(element, line);
      case In::kKey:
      case In::kAttributes:
        if (element.name != "Value") break;
        return rows_.Set(element.Get("id"), element.Get("value"),
                         around == In::kKey ? MlRows::Part::kKey : MlRows::Part::kAttribute);
      case In::kLeaf:
        break;
    }
    return MalformedMl(line, element.name);
  }

  absl::Status OnEnd() override {
    const In ended = open_.back();
    open_.pop_back();
    switch (ended) {
      case In::kGroup:
        return rows_.EndGroup();
      case In::kSeries:
        return rows_.EndSeries();
      case In::kObservation:
        return rows_.EndObservation();
      case In::kAttributes:
        return open_.back() == In::kDataSet ? rows_.EndAttributes() : absl::OkStatus();
      case In::kDataSet:
      case In::kKey:
      case In::kLeaf:
        return absl::OkStatus();
    }
    return absl::OkStatus();
  }

  absl::Status OnText(std::string_view) override { return absl::OkStatus(); }

 private:
  absl::Status InDataSet(const XmlElement& element, uint64_t line) {
    if (element.name == "Series") {
      open_.back() = In::kSeries;
      rows_.StartSeries(line);
    } else if (element.name == "Obs") {
      open_.back() = In::kObservation;
      return rows_.StartObservation(line);
    } else if (element.name == "Group") {
      open_.back() = In::kGroup;
      rows_.StartGroup(line);
    } else if (element.name == "Attributes") {
      open_.back() = In::kAttributes;
      rows_.StartAttributes(line);
    } else {
      return MalformedMl(line, element.name);
    }
    return absl::OkStatus();
  }

  absl::Status InSeries(In around, const XmlElement& element, uint64_t line) {
    const bool series = around == In::kSeries;
    if (series && element.name == "Obs") {
      open_.back() = In::kObservation;
      return rows_.StartObservation(line);
    }
    if (series && !rows_.AtSeriesHead()) return MalformedMl(line, element.name);
    if (element.name == (series ? "SeriesKey" : "GroupKey")) {
      open_.back() = In::kKey;
    } else if (element.name == "Attributes") {
      open_.back() = In::kAttributes;
    } else {
      return MalformedMl(line, element.name);
    }
    return absl::OkStatus();
  }

  absl::Status InObservation(const XmlElement& element, uint64_t line) {
    if (element.name == "ObsValue") return rows_.SetPrimaryMeasure(element.Get("value"));
    if (element.name == "ObsDimension") {
      const auto id = element.Find("id");
      if (!id) return rows_.SetAtObservation(element.Get("value"));
      return rows_.Set(*id, element.Get("value"), MlRows::Part::kKey);
    }
    if (element.name == "Attributes") {
      open_.back() = In::kAttributes;
    } else if (element.name == "ObsKey") {
      open_.back() = In::kKey;
    } else {
      return MalformedMl(line, element.name);
    }
    return absl::OkStatus();
  }

  MlRows& rows_;
  std::vector<In> open_;  // what is open, from the data set inwards
};

}  // namespace

std::unique_ptr<MlBody> NewGenericBody(MlRows& rows) { return std::make_unique<GenericBody>(rows); }

}  // namespace tabadul::statistics::sdmx
