#include "services/statistics/rest/flow_query.h"

#include <algorithm>
#include <utility>

#include "services/statistics/series/series.h"

namespace tabadul::statistics::rest {
namespace {

using Level = Attachment::Level;

absl::Status Unknown(std::string_view field, std::string_view id) {
  return Error(common::v1::ERROR_REASON_UNKNOWN_CODE,
               {{"field", std::string(field)}, {"code", std::string(id)}});
}

class Maker {
 public:
  Maker(const AskedFlow& flow, const DataQuery& query) : flow_(flow), query_(query), layout_(*flow.layout) {
    made_.layout = flow.layout;
  }

  absl::StatusOr<FlowQuery> Make(Rest rest) {
    ASSIGN_OR_RETURN(made_.keys, KeysOf(query_.keys, layout_.dimensions.size(), rest));
    range_ = query_.range;
    for (const Condition& condition : query_.conditions) RETURN_IF_ERROR(Add(condition));
    ChooseSources();
    RETURN_IF_ERROR(ChooseParts());
    RETURN_IF_ERROR(ChooseDimension());
    FillCube();
    return std::move(made_);
  }

 private:
  absl::Status Add(const Condition& condition) {
    if (layout_.time && condition.component == layout_.time->id) return AddTime(condition);
    if (const int at = layout_.FindDimension(condition.component); at >= 0) {
      AddDimension(static_cast<size_t>(at), condition);
      return absl::OkStatus();
    }
    LaidCondition laid{.attribute = layout_.FindAttribute(condition.component), .condition = condition};
    if (laid.attribute >= 0) {
      laid.of_observation = OfObservation(layout_.attributes[static_cast<size_t>(laid.attribute)]);
    } else if (layout_.FindMeasure(condition.component) < 0) {
      return Unknown("c", condition.component);
    }
    laid.condition.numeric = laid.attribute < 0;
    made_.conditions.push_back(std::move(laid));
    return absl::OkStatus();
  }

  absl::Status AddTime(const Condition& condition) {
    ASSIGN_OR_RETURN(TimeCondition time, TimeCondition::Of(condition));
    range_.from = std::max(range_.from, time.range().from);
    range_.until = std::min(range_.until, time.range().until);
    if (!time.exact()) made_.time = std::move(time);
    return absl::OkStatus();
  }

  // The codes that the dimension has and the condition takes.
  void AddDimension(size_t dimension, const Condition& condition) {
    std::vector<std::string> codes;
    if (flow_.held) {
      const KeyCodes& all = flow_.held->snapshot->codes();
      for (uint32_t number = 0; number < all.Size(dimension); ++number) {
        const std::string_view code = all.Text(dimension, number);
        if (Holds(condition, {&code, 1})) codes.emplace_back(code);
      }
    }
    Narrow(made_.keys, dimension, layout_.dimensions.size(), codes);
  }

  void ChooseSources() {
    if (flow_.providers.empty()) return;
    if (flow_.held) {
      for (const std::string& source : flow_.held->snapshot->sources()) {
        if (IsOfProviders(source, flow_.providers)) made_.cube.sources.push_back(source);
      }
    }
    made_.nothing = made_.cube.sources.empty();
  }

  bool IsWanted(const LaidAttribute& attribute) const {
    const Selection& selection = query_.selection;
    const auto& ids = selection.attributes;
    if (std::find(ids.begin(), ids.end(), attribute.id) != ids.end()) return true;
    if (attribute.attachment.level == Level::kDataSet) return selection.of_data_set;
    return OfObservation(attribute) ? selection.of_observations : selection.of_series;
  }

  absl::Status ChooseParts() {
    const Selection& selection = query_.selection;
    for (const std::string& id : selection.attributes) {
      if (layout_.FindAttribute(id) < 0) return Unknown("attributes", id);
    }
    for (const std::string& id : selection.measures) {
      if (layout_.FindMeasure(id) < 0) return Unknown("measures", id);
    }
    made_.observations = selection.observations;
    const bool attributes = selection.attributes_at_all();
    made_.detail = selection.observations
                       ? (attributes ? sdmx::Detail::kFull : sdmx::Detail::kDataOnly)
                       : (attributes ? sdmx::Detail::kNoData : sdmx::Detail::kSeriesKeysOnly);
    if (!attributes || selection.all_attributes()) return absl::OkStatus();
    for (const LaidAttribute& attribute : layout_.attributes) made_.attributes.push_back(IsWanted(attribute));
    return absl::OkStatus();
  }

  absl::Status ChooseDimension() {
    const std::string& asked = query_.dimension_at_observation;
    made_.at = layout_.time ? layout_.time->id : std::string(sdmx::kAllDimensions);
    if (asked.empty() || asked == made_.at) return absl::OkStatus();
    if (asked == sdmx::kTimeDimension && layout_.time) return absl::OkStatus();
    if (asked != sdmx::kAllDimensions && layout_.FindDimension(asked) < 0) {
      return Unknown("dimensionAtObservation", asked);
    }
    made_.at = asked;
    // The keys of sections have a period, which the observations tell; the writer leaves these out again.
    if (asked != sdmx::kAllDimensions) made_.observations = true;
    return absl::OkStatus();
  }

  void FillCube() {
    const bool looks_at_observations =
        made_.time || std::any_of(made_.conditions.begin(), made_.conditions.end(),
                                  [](const LaidCondition& laid) { return laid.of_observation; });
    made_.cube.key = made_.keys.hull;
    made_.cube.updated_after = query_.updated_after;
    made_.cube.observations = {
        .range = range_,
        .first = query_.first,
        .last = query_.last,
        .observations = made_.observations || looks_at_observations,
        .attributes = query_.selection.attributes_at_all() || !made_.conditions.empty()};
    if (!looks_at_observations) return;
    made_.first = std::exchange(made_.cube.observations.first, 0);
    made_.last = std::exchange(made_.cube.observations.last, 0);
  }

  const AskedFlow& flow_;
  const DataQuery& query_;
  const Layout& layout_;
  TimeRange range_;
  FlowQuery made_;
};

}  // namespace

absl::StatusOr<FlowQuery> MakeFlowQuery(const AskedFlow& flow, const DataQuery& query, Rest rest) {
  return Maker(flow, query).Make(rest);
}

}  // namespace tabadul::statistics::rest
