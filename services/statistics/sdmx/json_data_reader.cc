#include <algorithm>
#include <memory>
#include <utility>

#include "lib/platform/base/utc.h"
#include "services/statistics/sdmx/action_names.h"
#include "services/statistics/sdmx/json_data.h"
#include "services/statistics/sdmx/json_rows.h"
#include "services/statistics/sdmx/utf8_mark.h"

namespace tabadul::statistics::sdmx {
namespace {

using common::v1::ERROR_REASON_MALFORMED;
using common::v1::ERROR_REASON_MESSAGE_TOO_LARGE;

constexpr size_t kMaxStructures = 1000;

absl::Status ReadTime(JsonValue& value, std::string_view where, std::optional<absl::Time>& time) {
  std::string text;
  RETURN_IF_ERROR(ReadText(value, where, text));
  if (text.empty()) return absl::OkStatus();
  time = ParseUtc(text);
  return time.has_value() ? absl::OkStatus() : NotSdmxJson(where);
}

// A structure with the layout that it names, found when its first data set comes.
struct Bound {
  JsonStructure structure;
  Reference reference;
  std::shared_ptr<const Layout> layout;
  std::unique_ptr<const JsonBinding> binding;
};

class JsonDataReader final : public DataReader {
 public:
  JsonDataReader(const Layouts& layouts, DataReceiver& receiver, size_t max_bytes)
      : layouts_(layouts), receiver_(receiver), max_bytes_(max_bytes) {}

  absl::Status Read(std::string_view bytes) override {
    if (bytes.size() > max_bytes_ - text_.size()) {
      return Error(ERROR_REASON_MESSAGE_TOO_LARGE, {{"limit_bytes", std::to_string(max_bytes_)}});
    }
    text_ += bytes;
    return absl::OkStatus();
  }

  absl::Status End() override {
    const size_t begin = text_.starts_with(kUtf8Mark) ? kUtf8Mark.size() : 0;
    text_.reserve(text_.size() + simdjson::SIMDJSON_PADDING);
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    if (parser.iterate(text_.data() + begin, text_.size() - begin, text_.capacity() - begin).get(document)) {
      return NotJson();
    }
    absl::Status status = Structures(document);
    if (status.ok()) {
      document.rewind();
      status = DataSets(document);
    }
    return status.ok() ? status : Placed(std::move(status), document);
  }

 private:
  // ---- the two passes: data sets may stand before the structures that explain them ----

  // visit(key, value) for the members of "data", and of the message where versions before 1.0 have them.
  template <class Visit>
  static absl::Status EachPart(simdjson::ondemand::document& document, const Visit& visit) {
    simdjson::ondemand::object message;
    const auto error = document.get_object().get(message);
    if (error == simdjson::INCORRECT_TYPE) return NotSdmxJson("message");
    if (error) return NotJson();
    return EachMember(message, [&](std::string_view key, JsonValue& value) {
      return key == "data" ? EachMember(value, "data", visit) : visit(key, value);
    });
  }

  absl::Status Structures(simdjson::ondemand::document& document) {
    JsonStructureReader reader;
    RETURN_IF_ERROR(EachPart(document, [&](std::string_view key, JsonValue& value) {
      if (key == "structure") return OneStructure(reader, value);
      if (key != "structures") return absl::OkStatus();
      return EachElement(value, "structures", [&](JsonValue& each) { return OneStructure(reader, each); });
    }));
    const bool ended = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    return ended ? absl::OkStatus() : NotJson();
  }

  absl::Status OneStructure(JsonStructureReader& reader, JsonValue& value) {
    if (bound_.size() >= kMaxStructures) return TooManyValues("structures", kMaxStructures);
    ASSIGN_OR_RETURN(JsonStructure structure, reader.Read(value));
    bound_.push_back(std::make_unique<Bound>());
    bound_.back()->structure = std::move(structure);
    return absl::OkStatus();
  }

  absl::Status DataSets(simdjson::ondemand::document& document) {
    bool any = false;
    RETURN_IF_ERROR(EachPart(document, [&](std::string_view key, JsonValue& value) {
      if (key != "dataSets") return absl::OkStatus();
      any = true;
      return EachElement(value, "dataSets", [&](JsonValue& each) { return DataSet(each); });
    }));
    return any ? absl::OkStatus() : NotSdmxJson("dataSets");
  }

  // ---- a data set ----

  struct Preview {
    size_t structure = 0;
    bool flat = false, series = false;
    std::vector<JsonLink> links;
  };

  absl::Status DataSet(JsonValue& value) {
    simdjson::ondemand::object data_set;
    ASSIGN_OR_RETURN(const bool any, AsObject(value, "dataSets", data_set));
    if (!any) return absl::OkStatus();
    DataSetHead head;
    Preview preview;
    RETURN_IF_ERROR(Head(data_set, head, preview));
    if (preview.structure >= bound_.size()) return NotSdmxJson("structure");
    Bound& bound = *bound_[preview.structure];
    const bool first = bound.binding == nullptr;
    if (first) {
      RETURN_IF_ERROR(Bind(bound, preview.links));
    }
    head.layout = bound.layout;
    head.structure = bound.reference;
    head.dimension_at_observation = AtObservation(bound.structure, preview);
    RETURN_IF_ERROR(receiver_.OnDataSet(head));
    if (first) {
      RETURN_IF_ERROR(TellUnknown(*bound.binding));
    }
    if (data_set.reset().error()) return NotJson();
    return Body(data_set, *bound.binding, head);
  }

  static absl::Status Head(simdjson::ondemand::object& data_set, DataSetHead& head, Preview& preview) {
    return EachMember(data_set, [&](std::string_view key, JsonValue& value) -> absl::Status {
      if (key == "observations") preview.flat = true;
      if (key == "series") preview.series = true;
      if (key == "links") return JsonStructureReader::ReadLinks(value, preview.links);
      if (key == "validFrom") return ReadTime(value, key, head.valid_from);
      if (key == "validTo") return ReadTime(value, key, head.valid_to);
      if (key == "structure") {
        const auto index = AsIndex(value);
        if (!index.has_value()) return NotSdmxJson("structure");
        preview.structure = *index;
      } else if (key == "action") {
        std::string name = "Information";
        RETURN_IF_ERROR(ReadText(value, key, name));
        const auto action = ActionNamed(name);
        if (!action.has_value()) return NotSdmxJson("action");
        head.action = *action;
      }
      return absl::OkStatus();
    });
  }

  absl::Status Bind(Bound& bound, const std::vector<JsonLink>& links) const {
    auto reference = ReferenceOf(bound.structure.links);
    if (!reference.has_value()) reference = ReferenceOf(links);
    if (!reference.has_value()) return NotSdmxJson("links");
    ASSIGN_OR_RETURN(bound.layout, layouts_.Find(*reference));
    bound.reference = *std::move(reference);
    bound.binding = std::make_unique<const JsonBinding>(bound.structure, *bound.layout);
    return absl::OkStatus();
  }

  static std::string AtObservation(const JsonStructure& structure, const Preview& preview) {
    const JsonComponents& observed = structure.dimensions[static_cast<size_t>(JsonLevel::kObservation)];
    const JsonComponents& series = structure.dimensions[static_cast<size_t>(JsonLevel::kSeries)];
    const bool flat = preview.flat || (!preview.series && series.empty());
    if (!flat && observed.empty()) return std::string(kTimeDimension);
    return flat || observed.size() > 1 ? std::string(kAllDimensions) : observed.front().id;
  }

  absl::Status TellUnknown(const JsonBinding& binding) {
    for (std::string& id : binding.Unknown()) {
      RETURN_IF_ERROR(receiver_.OnMistake(
          {0, {std::move(id), common::v1::ERROR_REASON_UNKNOWN_FIELD, {{"by", "name"}}}}));
    }
    return absl::OkStatus();
  }

  absl::Status Body(simdjson::ondemand::object& data_set, const JsonBinding& binding,
                    const DataSetHead& head) {
    JsonRows rows(binding, head, budget_, receiver_);
    RETURN_IF_ERROR(EachMember(data_set, [&](std::string_view key, JsonValue& value) {
      if (key == "attributes") return rows.DataSetAttributes(value);
      if (key == "dimensionGroupAttributes") return rows.Groups(value);
      if (key == "series") return rows.Series(value);
      if (key == "observations") return rows.Observations(value);
      return absl::OkStatus();
    }));
    return rows.End();
  }

  // What is no JSON is told with the place where it breaks off.
  absl::Status Placed(absl::Status status, simdjson::ondemand::document& document) const {
    Metadata metadata = MetadataOf(status);
    const char* place = nullptr;
    if (ReasonOf(status) != ERROR_REASON_MALFORMED || metadata["form"] != "JSON" ||
        document.current_location().get(place) || place < text_.data() ||
        place > text_.data() + text_.size()) {
      return status;
    }
    const std::string_view before(text_.data(), static_cast<size_t>(place - text_.data()));
    const size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
    metadata["line"] = std::to_string(1 + std::ranges::count(before, '\n'));
    metadata["column"] = std::to_string(before.size() - line_begin + 1);
    return Error(ERROR_REASON_MALFORMED, std::move(metadata));
  }

  const Layouts& layouts_;
  DataReceiver& receiver_;
  const size_t max_bytes_;
  std::string text_;
  std::vector<std::unique_ptr<Bound>> bound_;  // by number of the structure
  CarriedBudget budget_;
};

}  // namespace

std::unique_ptr<DataReader> NewJsonDataReader(const Layouts& layouts, DataReceiver& receiver,
                                              size_t max_bytes) {
  return std::make_unique<JsonDataReader>(layouts, receiver, max_bytes);
}

}  // namespace tabadul::statistics::sdmx
