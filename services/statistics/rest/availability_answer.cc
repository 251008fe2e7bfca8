#include <algorithm>
#include <utility>

#include "services/statistics/rest/answers.h"
#include "services/statistics/rest/data_query.h"
#include "services/statistics/rest/flow_query.h"
#include "services/statistics/rest/flows.h"
#include "services/statistics/rest/partial.h"
#include "services/statistics/rest/problem.h"
#include "services/statistics/sdmx/structures.h"
#include "services/statistics/structure/hub.h"

namespace tabadul::statistics::rest {
namespace {

// As REST 1.5 and 2.x have the numbers of series and observations.
constexpr char kMetrics[] = "sdmx_metrics";
constexpr std::string_view kIdPrefix = "AVAILABLE_";

bool IsWanted(const AvailabilityQuery& asked, std::string_view component) {
  const auto& wanted = asked.components;
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), component) != wanted.end();
}

absl::Status CheckComponents(const AvailabilityQuery& asked, const Layout& layout) {
  for (const std::string& id : asked.components) {
    if (layout.FindDimension(id) >= 0 || (layout.time && layout.time->id == id)) continue;
    return Error(common::v1::ERROR_REASON_UNKNOWN_CODE, {{"field", "componentID"}, {"code", id}});
  }
  return absl::OkStatus();
}

std::string DayOf(absl::Time time) { return absl::FormatTime("%E4Y-%m-%d", time, absl::UTCTimeZone()); }

CubeRegion RegionOf(const AvailabilityQuery& asked, const Snapshot& snapshot, const Availability& available) {
  const Layout& layout = snapshot.layout();
  CubeRegion region;
  for (size_t i = 0; i < layout.dimensions.size(); ++i) {
    if (!IsWanted(asked, layout.dimensions[i].id) || available.codes[i].empty()) continue;
    KeyValues& values = region.keys.emplace_back();
    values.component = layout.dimensions[i].id;
    for (const Availability::Code& code : available.codes[i]) {
      values.values.emplace_back(snapshot.codes().Text(i, code.number));
    }
  }
  if (layout.time && available.begins && IsWanted(asked, layout.time->id)) {
    KeyValues& values = region.keys.emplace_back();
    values.component = layout.time->id;
    values.start_period = DayOf(*available.begins);
    values.end_period = DayOf(std::max(*available.begins, *available.ends - absl::Nanoseconds(1)));
  }
  return region;
}

Annotation Metric(std::string id, uint64_t number) {
  return {.id = std::move(id), .type = kMetrics, .title = std::to_string(number), .url = {}, .text = {}};
}

Artefact ConstraintOf(const AskedFlow& flow, const Availability& available, CubeRegion region) {
  Artefact artefact{.type = ArtefactType::kDataConstraint,
                    .agency = flow.dataflow->agency,
                    .id = std::string(kIdPrefix) + flow.dataflow->id,
                    .version = flow.dataflow->version};
  artefact.names = flow.dataflow->names;
  artefact.annotations = {Metric("obs_count", available.observations),
                          Metric("series_count", available.series)};
  DataConstraint constraint{.actual = true, .attached_to = {ReferenceTo(*flow.dataflow)}, .regions = {}};
  constraint.regions.push_back(std::move(region));
  artefact.body = std::move(constraint);
  return artefact;
}

// Providers of the sources that have series of the dataflow.
ItemIds ProvidersOf(const ArtefactPtr& scheme, const AskedFlow& flow) {
  ItemIds ids;
  const auto* body = std::get_if<ItemScheme>(&scheme->body);
  for (const Item& item : body->items) {
    for (const std::string& source : flow.held->snapshot->sources()) {
      if (IsOfProvider(source, item.id) && IsOfProviders(source, flow.providers)) ids.insert(item.id);
    }
  }
  return ids;
}

// What describes the data, reduced to what the region names.
class Describing {
 public:
  Describing(const Structures& structures, const AskedFlow& flow, const CubeRegion& region)
      : structures_(structures), flow_(flow), used_(structures) {
    used_.AddReferences(*flow.layout->structure);
    for (const KeyValues& values : region.keys) used_.AddCodes(*flow.layout, values.component, values.values);
  }

  std::vector<ArtefactPtr> Of(const std::vector<ArtefactType>& types) const {
    std::vector<ArtefactPtr> all = {flow_.dataflow, flow_.layout->structure};
    const ArtefactPtr& structure = all.back();
    for (ArtefactPtr& artefact : structures_.Related({&structure, 1}, Relation::kDescendants, Edition::k21)) {
      all.push_back(used_.Reduce(artefact));
    }
    if (ArtefactPtr providers = Providers()) all.push_back(std::move(providers));
    std::erase_if(all, [&](const ArtefactPtr& artefact) {
      return std::find(types.begin(), types.end(), artefact->type) == types.end();
    });
    return all;
  }

 private:
  ArtefactPtr Providers() const {
    StructureQuery query;
    query.types = {ArtefactType::kDataProviderScheme};
    query.agencies = {std::string(kHubAgency)};
    for (const ArtefactPtr& scheme : structures_.Query(query)) {
      if (ArtefactPtr some = WithItems(scheme, ProvidersOf(scheme, flow_))) return some;
    }
    return nullptr;
  }

  const Structures& structures_;
  const AskedFlow& flow_;
  UsedItems used_;
};

// One message: the constraint of each dataflow that has data, and what describes them, each once.
struct Described {
  std::vector<ArtefactPtr> list;

  absl::Status Add(const Asking& asking, const AskedFlow& flow, const AvailabilityQuery& asked) {
    RETURN_IF_ERROR(CheckComponents(asked, *flow.layout));
    ASSIGN_OR_RETURN(const FlowQuery query, MakeFlowQuery(flow, asked.data, asking.request.rest));
    // The cube tells of which codes there are series, by their codes and by time.
    if (!query.conditions.empty() || !query.keys.exact.empty() || query.time)
      return NotOffered("availability");
    if (query.nothing || !flow.held) return absl::OkStatus();
    const Availability available = Available(*flow.held->snapshot, query.cube, asked.mode);
    if (available.series == 0 && asked.mode == AvailabilityMode::kExact) return absl::OkStatus();
    CubeRegion region = RegionOf(asked, *flow.held->snapshot, available);
    if (region.keys.empty()) return absl::OkStatus();
    const Describing describing(*asking.held.structures, flow, region);
    for (ArtefactPtr& artefact : describing.Of(asked.references)) {
      if (std::find(list.begin(), list.end(), artefact) == list.end()) list.push_back(std::move(artefact));
    }
    list.push_back(std::make_shared<const Artefact>(ConstraintOf(flow, available, std::move(region))));
    return absl::OkStatus();
  }
};

}  // namespace

absl::StatusOr<Answer> AnswerAvailability(Asking& asking) {
  ASSIGN_OR_RETURN(const AvailabilityQuery asked, ParseAvailabilityQuery(asking.request));
  RETURN_IF_ERROR(asking.request.parameters.AllTaken());
  ASSIGN_OR_RETURN(const sdmx::StructureFormat format,
                   ChooseStructureFormat(asking.wish, asking.request.rest));
  ASSIGN_OR_RETURN(const std::vector<AskedFlow> flows,
                   FindFlows(asking.holdings, *asking.held.structures, asked.data, asking.request.rest));
  std::vector<Revision> revisions;
  for (const AskedFlow& flow : flows) {
    if (flow.held) revisions.push_back(flow.held->revision);
  }
  const std::string type(sdmx::MediaType(format));
  const Validators validators = ValidatorsOf(asking, type, revisions);
  if (auto unchanged = Unchanged(asking, validators)) return *std::move(unchanged);

  Described described;
  for (const AskedFlow& flow : flows) RETURN_IF_ERROR(described.Add(asking, flow, asked));
  if (described.list.empty()) return NoResults();
  std::vector<sdmx::Wanted> wanted;
  for (const ArtefactPtr& artefact : described.list) wanted.push_back({artefact.get(), false});
  std::string text;
  sdmx::WriteStructures(format, HeadOf(asking, validators), wanted, asking.asked.root(), &text);
  return Whole(asking, validators, type, std::make_unique<TextBody>(std::move(text)));
}

}  // namespace tabadul::statistics::rest
