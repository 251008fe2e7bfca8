// Generic data of 2.1: SDMXDataGenericBase.xsd.
#include "services/statistics/sdmx/ml_data_writer.h"

namespace tabadul::statistics::sdmx {
namespace {

class GenericWriter final : public MlDataWriter {
 public:
  using MlDataWriter::MlDataWriter;

 private:
  void Prepare() override {
    const auto opens = [](std::string_view element, std::string_view id) {
      std::string open = "<gen:";
      open.append(element).append(" id=\"");
      AppendXmlAttribute(id, &open);
      return open.append("\" value=\"");
    };
    dimensions_.clear();
    attributes_.clear();
    for (const auto& dimension : layout().dimensions) dimensions_.push_back(opens("Value", dimension.id));
    for (const auto& attribute : layout().attributes) attributes_.push_back(opens("Value", attribute.id));
    time_ = opens("Value", time_id());
    at_observation_ = "<gen:Obs>" + opens("ObsDimension", data_set().dimension_at_observation);
  }

  void WriteDataSetAttributes(Attributes attributes) override {
    CloseTag();
    AttributesBlock({}, attributes, /*series=*/false);
  }

  void WriteGroup(const GroupView& view) override {
    const statistics::Group& group = layout().groups[static_cast<size_t>(view.group)];
    out_->append("<gen:Group type=\"");
    AppendXmlAttribute(group.id, out_);
    out_->append("\"><gen:GroupKey>");
    for (size_t i = 0; i < group.dimensions.size(); ++i) {
      Value(dimensions_[static_cast<size_t>(layout().FindDimension(group.dimensions[i]))], view.key[i], out_);
    }
    out_->append("</gen:GroupKey>");
    AttributesBlock({}, view.attributes, /*series=*/false);
    out_->append("</gen:Group>");
  }

  void WriteSeries(const SeriesView& series) override {
    if (flat_) return WriteFlat(series);
    out_->append("<gen:Series><gen:SeriesKey>");
    Key(series, out_);
    if (at_ >= 0 && layout().time) Value(time_, series.period, out_);
    out_->append("</gen:SeriesKey>");
    NextElement();
    AttributesBlock({}, Wanted(series.attributes), /*series=*/true);
    if (with_observations_) {
      for (const ObservationView& observation : series.observations) {
        Value(at_observation_, observation.at, out_);
        NextElement();
        Rest({}, observation);
      }
    }
    out_->append("</gen:Series>");
  }

  void WriteFlat(const SeriesView& series) {
    key_ = "<gen:Obs><gen:ObsKey>";
    Key(series, &key_);
    shared_.clear();
    NextElement();
    Values(Wanted(series.attributes), /*series=*/true, &shared_);
    if (!with_observations_) {
      out_->append(key_);
      out_->append("</gen:ObsKey>");
      return Rest(shared_, {});
    }
    for (const ObservationView& observation : series.observations) {
      out_->append(key_);
      if (layout().time) Value(time_, observation.at, out_);
      out_->append("</gen:ObsKey>");
      NextElement();
      Rest(shared_, observation);
    }
  }

  void Key(const SeriesView& series, std::string* out) const {
    for (size_t i = 0; i < dimensions_.size(); ++i) {
      if (static_cast<int>(i) != at_) Value(dimensions_[i], series.key[i], out);
    }
  }

  // From the value of an observation to its end.
  void Rest(std::string_view shared, const ObservationView& observation) {
    if (!observation.values.empty() && !observation.values[0].empty()) {
      Value("<gen:ObsValue value=\"", observation.values[0], out_);
    }
    AttributesBlock(shared, Wanted(observation.attributes), /*series=*/false);
    out_->append("</gen:Obs>");
  }

  // `shared`: values that are written already.
  void AttributesBlock(std::string_view shared, Attributes attributes, bool series) {
    if (shared.empty() && attributes.empty()) return;
    constexpr std::string_view kOpen = "<gen:Attributes>";
    out_->append(kOpen);
    const size_t before = out_->size();
    out_->append(shared);
    Values(attributes, series, out_);
    if (out_->size() == before) {
      out_->resize(before - kOpen.size());
    } else {
      out_->append("</gen:Attributes>");
    }
  }

  void Values(Attributes attributes, bool series, std::string* out) {
    EachOnce(attributes, series,
             [&](size_t number, std::string_view value) { Value(attributes_[number], value, out); });
  }

  static void Value(std::string_view open, std::string_view value, std::string* out) {
    out->append(open);
    AppendXmlAttribute(value, out);
    out->append("\"/>");
  }

  std::vector<std::string> dimensions_, attributes_;  // "<gen:Value id="FREQ" value="" by number
  std::string time_, at_observation_;
  std::string key_, shared_;  // of the series that is written flat: its key, its attributes
};

}  // namespace

std::unique_ptr<DataWriter> NewGenericWriter(DataFormat format, const MessageHead& head, std::string* out) {
  return std::make_unique<GenericWriter>(format, head, out);
}

}  // namespace tabadul::statistics::sdmx
