// Structure-specific data of 2.1 and 3.0: SDMXDataStructureSpecific.xsd (2.1: …Base.xsd). Values are XML attributes by
// the names of their components; in 3.0 those of several values or languages are elements Comp, whose types are called
// as in the samples of the standard.
#include <algorithm>

#include "fmt/format.h"
#include "services/statistics/sdmx/ml_data_writer.h"

namespace tabadul::statistics::sdmx {
namespace {

class SpecificWriter final : public MlDataWriter {
 public:
  using MlDataWriter::MlDataWriter;

 private:
  void Prepare() override {
    const auto opens = [](std::string_view id) { return fmt::format(" {}=\"", id); };
    const bool old = frame().edition() == Edition::k21;
    dimensions_.clear();
    attributes_.clear();
    measures_.clear();
    components_.clear();
    for (const auto& dimension : layout().dimensions) dimensions_.push_back(opens(dimension.id));
    for (const auto& attribute : layout().attributes) {
      attributes_.push_back(opens(attribute.id));
      const Representation& form = attribute.representation;
      const bool complex = !old && (form.max_occurs != 1 || form.multilingual);
      components_.push_back(complex
                                ? fmt::format(R"(<Comp id="{0}" xsi:type="ns1:{0}_ATTRIBUTE">)", attribute.id)
                                : std::string());
    }
    // 2.1 knows the primary measure alone, by its fixed name.
    for (const auto& measure : layout().measures)
      measures_.push_back(opens(old ? kPrimaryMeasure : std::string_view(measure.id)));
    if (old && measures_.size() > 1) measures_.resize(1);
    time_ = opens(kTimeDimension);
    at_observation_ = at_ >= 0 ? dimensions_[static_cast<size_t>(at_)] : time_;
  }

  void WriteDataSetAttributes(Attributes attributes) override {
    if (frame().edition() == Edition::k21) {
      Simple(attributes, /*series=*/false, out_);
      return;
    }
    CloseTag();
    out_->append("<Atts");
    Ended(Simple(attributes, /*series=*/false, out_), "</Atts>", {}, attributes);
  }

  void WriteGroup(const GroupView& view) override {
    const statistics::Group& group = layout().groups[static_cast<size_t>(view.group)];
    out_->append("<Group xsi:type=\"ns1:");
    out_->append(group.id);
    out_->push_back('"');
    for (size_t i = 0; i < group.dimensions.size(); ++i) {
      Value(dimensions_[static_cast<size_t>(layout().FindDimension(group.dimensions[i]))], view.key[i], out_);
    }
    Ended(Simple(view.attributes, /*series=*/false, out_), "</Group>", {}, view.attributes);
  }

  void WriteSeries(const SeriesView& series) override {
    if (flat_) return WriteFlat(series);
    out_->append("<Series");
    NextElement();
    const bool complex = KeyAndAttributes(series, out_);
    if (at_ >= 0 && layout().time) Value(time_, series.period, out_);
    out_->push_back('>');
    if (complex) Complex(Wanted(series.attributes), /*series=*/true, out_);
    if (with_observations_) {
      for (const ObservationView& observation : series.observations) {
        out_->append("<Obs");
        Value(at_observation_, observation.at, out_);
        NextElement();
        Rest({}, observation);
      }
    }
    out_->append("</Series>");
  }

  void WriteFlat(const SeriesView& series) {
    key_ = "<Obs";
    shared_.clear();
    NextElement();
    if (KeyAndAttributes(series, &key_)) Complex(Wanted(series.attributes), /*series=*/true, &shared_);
    if (!with_observations_) {
      out_->append(key_);
      return Rest(shared_, {});
    }
    for (const ObservationView& observation : series.observations) {
      out_->append(key_);
      if (layout().time) Value(time_, observation.at, out_);
      NextElement();
      Rest(shared_, observation);
    }
  }

  bool KeyAndAttributes(const SeriesView& series, std::string* out) {
    for (size_t i = 0; i < dimensions_.size(); ++i) {
      if (static_cast<int>(i) != at_) Value(dimensions_[i], series.key[i], out);
    }
    return Simple(Wanted(series.attributes), /*series=*/true, out);
  }

  // From the measures of an observation to its end.
  void Rest(std::string_view shared, const ObservationView& observation) {
    const size_t count = std::min(measures_.size(), observation.values.size());
    for (size_t i = 0; i < count; ++i) {
      if (!observation.values[i].empty()) Value(measures_[i], observation.values[i], out_);
    }
    const Attributes attributes = Wanted(observation.attributes);
    Ended(Simple(attributes, /*series=*/false, out_), "</Obs>", shared, attributes);
  }

  // Ends an element whose tag is open. `shared`: components that are written already.
  void Ended(bool complex, std::string_view end, std::string_view shared, Attributes attributes) {
    if (!complex && shared.empty()) {
      out_->append("/>");
      return;
    }
    out_->push_back('>');
    out_->append(shared);
    if (complex) Complex(attributes, /*series=*/false, out_);
    out_->append(end);
  }

  // Those that are XML attributes; whether there are others.
  bool Simple(Attributes attributes, bool series, std::string* out) {
    bool complex = false;
    EachOnce(attributes, series, [&](size_t number, std::string_view value) {
      if (components_[number].empty()) {
        Value(attributes_[number], value, out);
      } else {
        complex = true;
      }
    });
    return complex;
  }

  void Complex(Attributes attributes, bool series, std::string* out) {
    NextElement();
    EachOnce(attributes, series, [&](size_t number, std::string_view) {
      if (!components_[number].empty()) Component(attributes, static_cast<int>(number), out);
    });
  }

  // All values of an attribute. Texts in languages are one value until a language comes again.
  void Component(Attributes attributes, int number, std::string* out) const {
    out->append(components_[static_cast<size_t>(number)]);
    const bool multilingual = layout().attributes[static_cast<size_t>(number)].representation.multilingual;
    const AttributeView* first = nullptr;  // of the value that is open
    for (const AttributeView& view : attributes) {
      if (view.attribute != number) continue;
      const bool text = multilingual || !view.language.empty();
      if (first != nullptr && (!text || Said(first, &view))) {
        out->append("</Value>");
        first = nullptr;
      }
      if (first == nullptr) {
        out->append("<Value>");
        first = &view;
      }
      if (text) {
        Text(view, out);
      } else {
        AppendXmlText(view.value, out);
      }
    }
    if (first != nullptr) out->append("</Value>");
    out->append("</Comp>");
  }

  static void Text(const AttributeView& view, std::string* out) {
    out->append("<com:Text");
    if (!view.language.empty()) Value(" xml:lang=\"", view.language, out);
    out->push_back('>');
    AppendXmlText(view.value, out);
    out->append("</com:Text>");
  }

  // Whether the language of the text at `here` is that of one since `first` (of the same attribute).
  static bool Said(const AttributeView* first, const AttributeView* here) {
    for (const AttributeView* view = first; view != here; ++view) {
      if (view->attribute == here->attribute && view->language == here->language) return true;
    }
    return false;
  }

  static void Value(std::string_view open, std::string_view value, std::string* out) {
    out->append(open);
    AppendXmlAttribute(value, out);
    out->push_back('"');
  }

  std::vector<std::string> dimensions_, measures_, attributes_;  // ` FREQ="` by number
  std::vector<std::string>
      components_;  // by attribute: the tag of its Comp; empty for what is an XML attribute
  std::string time_, at_observation_;
  std::string key_, shared_;  // of the series that is written flat: the head of its observations, its Comps
};

}  // namespace

std::unique_ptr<DataWriter> NewSpecificWriter(DataFormat format, const MessageHead& head, std::string* out) {
  return std::make_unique<SpecificWriter>(format, head, out);
}

}  // namespace tabadul::statistics::sdmx
