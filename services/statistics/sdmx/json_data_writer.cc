#include <memory>
#include <utility>

#include "lib/platform/base/utc.h"
#include "services/statistics/sdmx/action_names.h"
#include "services/statistics/sdmx/json_data.h"
#include "services/statistics/sdmx/json_parts.h"
#include "services/statistics/sdmx/json_seen.h"

namespace tabadul::statistics::sdmx {
namespace {

using Level = JsonSeen::Level;

constexpr std::string_view kSchema1 =
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/1.0/"
    "sdmx-json-data-schema.json";
constexpr std::string_view kSchema2 = "https://json.sdmx.org/2.0.0/sdmx-json-data-schema.json";

class JsonDataWriter final : public DataWriter {
 public:
  JsonDataWriter(JsonVersion version, const MessageHead& head, std::string* out)
      : out_(*out), json_(out), head_(head), style_{version, head.language} {}

  void BeginDataSet(const DataSetHead& head, Detail detail) override {
    EndDataSet();
    detail_ = detail;
    size_t structure = 0;
    seen_ = &SeenOf(head, structure);
    if (!begun_) Begin();
    seen_->AddDataSet(data_sets_++);
    json_.BeginObject();
    if (style_.version == JsonVersion::k2) json_.NumberMember("structure", static_cast<int64_t>(structure));
    json_.Member("action", NameOf(head.action));
    if (head.valid_from.has_value()) json_.Member("validFrom", FormatUtcExact(*head.valid_from));
    if (head.valid_to.has_value()) json_.Member("validTo", FormatUtcExact(*head.valid_to));
    WriteDataLinks(json_, seen_->layout(), head.structure, style_.version);
  }

  void DataSetAttributes(absl::Span<const AttributeView> attributes) override {
    if (attributes.empty() || !Attributes()) return;
    json_.Key("attributes");
    json_.BeginArray();
    seen_->AppendAttributes(Level::kDataSet, attributes, true, out_);
    json_.EndArray();
  }

  void Group(const GroupView&) override {}

  void Series(const SeriesView& series) override {
    const bool flat = seen_->at() == JsonSeen::kFlat;
    if (!rows_begun_) {
      json_.Key(flat ? "observations" : "series");
      json_.BeginObject();
      rows_begun_ = true;
    }
    SetKey(series);
    if (flat) return Flat(series);
    json_.Key(key_);
    json_.BeginObject();
    if (!series.attributes.empty() && Attributes()) {
      json_.Key("attributes");
      json_.BeginArray();
      seen_->AppendAttributes(Level::kSeries, series.attributes, true, out_);
      json_.EndArray();
    }
    if (Observed()) Observations(series);
    json_.EndObject();
  }

  void End(absl::Span<const FooterMessage> footer) override {
    EndDataSet();
    if (!begun_) Begin();
    json_.EndArray();
    const bool old = style_.version == JsonVersion::k1;
    if (!old) {
      json_.Key("structures");
      json_.BeginArray();
      for (const auto& seen : all_seen_) seen->Write(json_, {});
      json_.EndArray();
    } else if (!all_seen_.empty()) {
      json_.Key("structure");
      all_seen_.front()->Write(json_, footer);
    }
    json_.EndObject();
    // 1.0 does not let errors stand beside data.
    if (!footer.empty() && (!old || all_seen_.empty())) WriteErrors(json_, footer, head_.language);
    json_.EndObject();
  }

 private:
  bool Attributes() const { return detail_ == Detail::kFull || detail_ == Detail::kNoData; }
  bool Observed() const { return detail_ == Detail::kFull || detail_ == Detail::kDataOnly; }

  // Of a flat message without observations series are shown: keys without periods are none of observations.
  int ArrangementOf(const DataSetHead& head) const {
    if (head.dimension_at_observation == kAllDimensions)
      return Observed() ? JsonSeen::kFlat : JsonSeen::kTime;
    const int dimension = head.layout->FindDimension(head.dimension_at_observation);
    return dimension < 0 ? JsonSeen::kTime : dimension;
  }

  JsonSeen& SeenOf(const DataSetHead& head, size_t& number) {
    const int at = ArrangementOf(head);
    for (number = 0; number < all_seen_.size(); ++number) {
      if (all_seen_[number]->Is(*head.layout, at)) return *all_seen_[number];
    }
    all_seen_.push_back(std::make_unique<JsonSeen>(head.layout, head.structure, at, style_));
    return *all_seen_.back();
  }

  void Begin() {
    begun_ = true;
    JsonLanguages languages(head_.language);
    for (const auto& seen : all_seen_) seen->AddLanguages(languages);
    json_.BeginObject();
    WriteMeta(json_, head_, style_.version == JsonVersion::k1 ? kSchema1 : kSchema2, languages);
    json_.Key("data");
    json_.BeginObject();
    json_.Key("dataSets");
    json_.BeginArray();
  }

  void EndDataSet() {
    if (seen_ == nullptr) return;
    if (rows_begun_) json_.EndObject();
    json_.EndObject();
    seen_ = nullptr;
    rows_begun_ = false;
  }

  // Numbers of what the series' key has, with colons between: of all dimensions but the one at the observation.
  void SetKey(const SeriesView& series) {
    key_.clear();
    const int at = seen_->at();
    for (size_t i = 0; i < series.key.size(); ++i) {
      if (static_cast<int>(i) != at) AddToKey(seen_->OfDimension(i, series.key[i]));
    }
    if (at >= 0 && seen_->layout().time.has_value()) AddToKey(seen_->OfPeriod(series.period));
  }

  void AddToKey(size_t number) {
    if (!key_.empty()) key_ += ':';
    AppendDecimal(static_cast<int64_t>(number), key_);
  }

  void Observations(const SeriesView& series) {
    const int at = seen_->at();
    json_.Key("observations");
    json_.BeginObject();
    for (const ObservationView& observation : series.observations) {
      key_.clear();
      AddToKey(at < 0 ? seen_->OfPeriod(observation.at)
                      : seen_->OfDimension(static_cast<size_t>(at), observation.at));
      Observation(observation, observation.attributes);
    }
    json_.EndObject();
  }

  // The attributes of the series stand with each of its observations.
  void Flat(const SeriesView& series) {
    const size_t key = key_.size();
    for (const ObservationView& observation : series.observations) {
      key_.resize(key);
      if (seen_->layout().time.has_value()) AddToKey(seen_->OfPeriod(observation.at));
      both_.assign(series.attributes.begin(), series.attributes.end());
      both_.insert(both_.end(), observation.attributes.begin(), observation.attributes.end());
      Observation(observation, both_);
    }
  }

  void Observation(const ObservationView& observation, absl::Span<const AttributeView> attributes) {
    if (!Attributes()) attributes = {};
    json_.Key(key_);
    json_.BeginArray();
    // Of several measures 1.0 has the first.
    const size_t measures = style_.version == JsonVersion::k1 ? 1 : seen_->layout().measures.size();
    bool first = true;
    if (!observation.values.empty() || !attributes.empty()) {
      for (size_t i = 0; i < measures; ++i) {
        if (!first) out_ += ',';
        first = false;
        if (i < observation.values.size()) {
          seen_->AppendMeasure(i, observation.values[i], out_);
        } else {
          out_ += "null";
        }
      }
    }
    seen_->AppendAttributes(Level::kObservation, attributes, first, out_);
    json_.EndArray();
  }

  std::string& out_;
  JsonWriter json_;
  const MessageHead head_;
  const JsonStyle style_;
  bool begun_ = false;
  Detail detail_ = Detail::kFull;
  std::vector<std::unique_ptr<JsonSeen>> all_seen_;
  JsonSeen* seen_ = nullptr;  // of the data set that is open
  bool rows_begun_ = false;
  size_t data_sets_ = 0;
  std::string key_;
  std::vector<AttributeView> both_;
};

}  // namespace

std::unique_ptr<DataWriter> NewJsonDataWriter(DataFormat format, const MessageHead& head, std::string* out) {
  return std::make_unique<JsonDataWriter>(format == DataFormat::kJson1 ? JsonVersion::k1 : JsonVersion::k2,
                                          head, out);
}

}  // namespace tabadul::statistics::sdmx
