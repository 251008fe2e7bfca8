#include "services/statistics/rest/flows.h"

#include <algorithm>
#include <utility>

#include "lib/taxonomy/crosswalk.h"
#include "services/statistics/rest/identity.h"
#include "services/statistics/rest/problem.h"
#include "services/statistics/structure/hub.h"

namespace tabadul::statistics::rest {
namespace {

constexpr std::string_view kHub = "HUB";  // what the sources of the hub's own begin with

// Adds the flow of an artefact that data may be asked by.
class FlowList {
 public:
  FlowList(const Holdings& holdings, const Structures& structures, const DataQuery& query)
      : holdings_(holdings), structures_(structures), query_(query) {}

  void Add(const ArtefactPtr& named) {
    if (named->type == ArtefactType::kDataflow) return AddFlow(named, query_.providers);
    if (const auto* agreement = std::get_if<ProvisionAgreement>(&named->body)) {
      const ArtefactPtr dataflow = structures_.Get(agreement->dataflow);
      if (dataflow != nullptr) AddFlow(dataflow, {agreement->provider.item});
      return;
    }
    for (const ArtefactPtr& parent : structures_.Related({&named, 1}, Relation::kParents, Edition::k30)) {
      if (parent->type == ArtefactType::kDataflow) AddFlow(parent, query_.providers);
    }
  }
  std::vector<AskedFlow> flows() && { return std::move(flows_); }

 private:
  void AddFlow(const ArtefactPtr& dataflow, const std::vector<std::string>& providers) {
    for (AskedFlow& flow : flows_) {
      if (flow.dataflow != dataflow) continue;
      // Asked by several agreements: by each of its providers.
      if (providers.empty()) flow.providers.clear();
      if (!flow.providers.empty())
        flow.providers.insert(flow.providers.end(), providers.begin(), providers.end());
      return;
    }
    auto layout = structures_.Find(ReferenceTo(*dataflow));
    if (!layout.ok()) return;
    AskedFlow& flow = flows_.emplace_back(
        AskedFlow{dataflow, *std::move(layout), holdings_.Find(ReferenceTo(*dataflow)), providers});
    // The numbers in its series are those of its own layout, which a change of structures may not have reached yet.
    if (flow.held) flow.layout = flow.held->snapshot->codes().layout();
  }

  const Holdings& holdings_;
  const Structures& structures_;
  const DataQuery& query_;
  std::vector<AskedFlow> flows_;
};

void KeepOne(std::vector<ArtefactPtr>& named) {
  if (named.size() < 2) return;
  const auto own = std::find_if(named.begin(), named.end(),
                                [](const ArtefactPtr& artefact) { return artefact->agency == kHubAgency; });
  if (own != named.end()) std::swap(named.front(), *own);
  named.resize(1);
}

}  // namespace

absl::StatusOr<std::vector<AskedFlow>> FindFlows(const Holdings& holdings, const Structures& structures,
                                                 const DataQuery& query, Rest rest) {
  std::vector<ArtefactPtr> named = structures.Query(query.flows);
  if (rest == Rest::kV1) KeepOne(named);
  FlowList list(holdings, structures, query);
  for (const ArtefactPtr& artefact : named) list.Add(artefact);
  std::vector<AskedFlow> flows = std::move(list).flows();
  if (flows.empty()) return NothingFound(query.flows);
  // Of many those that have nothing to say need not be looked at.
  if (flows.size() > 1) std::erase_if(flows, [](const AskedFlow& flow) { return !flow.held; });
  if (flows.empty()) return NoResults();
  if (flows.size() > kMaxFlows) {
    return Error(common::v1::ERROR_REASON_TOO_MANY,
                 {{"field", "dataflow"}, {"limit", std::to_string(kMaxFlows)}});
  }
  return flows;
}

bool IsOfProvider(std::string_view source, std::string_view provider) {
  const std::string_view owner = source.substr(0, source.find('/'));
  if (owner == kHub) return provider == kHubAgency;
  return !owner.empty() && owner == taxonomy::Alpha2FromAlpha3(provider);
}

bool IsOfProviders(std::string_view source, const std::vector<std::string>& providers) {
  return providers.empty() ||
         std::any_of(providers.begin(), providers.end(),
                     [&](const std::string& provider) { return IsOfProvider(source, provider); });
}

}  // namespace tabadul::statistics::rest
