#include "services/statistics/query/dataflows.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "lib/language/fold.h"
#include "services/statistics/query/choice.h"
#include "services/statistics/query/names.h"
#include "services/statistics/query/summary.h"
#include "services/statistics/query/topics.h"
#include "services/statistics/series/series.h"

namespace tabadul::statistics::query {
namespace {

constexpr std::string_view kUnit = "UNIT_MEASURE";

std::string Folded(const Texts& texts) {
  std::string folded;
  for (const Text& text : texts) folded += language::Fold(text.text) + "\n";
  return folded;
}

// Words of a request, in one spelling.
class Words {
 public:
  explicit Words(std::string_view query)
      : words_(absl::StrSplit(language::Fold(query), ' ', absl::SkipEmpty())) {}
  bool In(std::string_view folded) const {
    return std::all_of(words_.begin(), words_.end(),
                       [&](const std::string& word) { return folded.find(word) != std::string_view::npos; });
  }

 private:
  const std::vector<std::string> words_;
};

// Leaves the indicators that have the words. False: neither they nor the dataflow have them.
bool KeepMatching(const Words& words, const Flow& flow, v1::DataflowSummary& summary) {
  const std::string own = Folded(flow.dataflow->names) + Folded(flow.dataflow->descriptions);
  if (words.In(own)) return true;
  const int number = flow.layout->FindDimension(kIndicator);
  if (number < 0) return false;
  const LaidComponent& dimension = flow.layout->dimensions[static_cast<size_t>(number)];
  auto& indicators = *summary.mutable_indicators();
  const auto kept = std::remove_if(indicators.begin(), indicators.end(), [&](const v1::Named& indicator) {
    const Item* item = ItemOf(dimension, indicator.id());
    return !words.In(own + (item == nullptr ? indicator.id() : Folded(item->names)));
  });
  indicators.erase(kept, indicators.end());
  return !indicators.empty();
}

struct Found {
  Reference reference;
  v1::DataflowSummary summary;
  bool shown = false;  // in a topic
};

absl::StatusOr<std::vector<Found>> FindAll(const Holdings& holdings, const HeldStructures& structures,
                                           const Words& words, std::string_view language) {
  std::vector<Found> found;
  for (const Reference& reference : holdings.Flows()) {
    ArtefactPtr dataflow = structures.structures->Get(reference);
    if (dataflow == nullptr) continue;
    ASSIGN_OR_RETURN(const Flow flow, OpenFlow(holdings, structures, std::move(dataflow)));
    v1::DataflowSummary summary = SummaryOf(flow, WholeOf(flow), language);
    if (summary.series() > 0 && KeepMatching(words, flow, summary))
      found.push_back({ReferenceTo(*flow.dataflow), std::move(summary)});
  }
  return found;
}

bool IsNamed(const std::vector<Reference>& names, const Reference& dataflow) {
  return std::any_of(names.begin(), names.end(), [&](const Reference& name) {
    return name.agency == dataflow.agency && name.id == dataflow.id;
  });
}

// Which indicators there are has been counted; in which units they are says their list.
void AddUnits(const Flow& flow, std::string_view language, v1::GetDataflowResponse& response) {
  const int indicator = flow.layout->FindDimension(kIndicator), unit = flow.layout->FindAttribute(kUnit);
  if (indicator < 0 || unit < 0) return;
  std::set<std::string> units;
  for (const v1::Named& one : response.dataflow().indicators()) {
    const Item* item = ItemOf(flow.layout->dimensions[static_cast<size_t>(indicator)], one.id());
    if (item == nullptr) continue;
    for (const Annotation& annotation : item->annotations) {
      if (annotation.id == kUnit) units.insert(annotation.title);
    }
  }
  for (const std::string& code : units)
    *response.add_units() = NamedCode(flow.layout->attributes[static_cast<size_t>(unit)], code, language);
}

void AddCountries(const Flow& flow, const Availability& whole, std::string_view language,
                  v1::GetDataflowResponse& response) {
  const int area = flow.layout->FindDimension(kArea);
  if (area < 0 || flow.snapshot == nullptr) return;
  const auto number = static_cast<size_t>(area);
  for (const Availability::Code& code : whole.codes[number]) {
    v1::Area named =
        AreaOf(flow.layout->dimensions[number], flow.snapshot->codes().Text(number, code.number), language);
    if (!named.country().empty()) *response.add_countries() = std::move(named);
  }
}

void AddDimensions(const Flow& flow, const Availability& left, std::string_view language,
                   v1::GetDataflowResponse& response) {
  for (size_t i = 0; i < flow.layout->dimensions.size(); ++i) {
    const LaidComponent& laid = flow.layout->dimensions[i];
    v1::TableDimension& dimension = *response.add_dimensions();
    dimension = DimensionOf(laid, language);
    if (flow.snapshot == nullptr) continue;
    for (const Availability::Code& code : left.codes[i]) {
      v1::TableCode& added = *dimension.add_codes();
      added = CodeOf(laid, flow.snapshot->codes().Text(i, code.number), language);
      added.set_series(static_cast<int64_t>(code.series));
    }
  }
}

}  // namespace

absl::StatusOr<v1::ListDataflowsResponse> ListDataflows(const Holdings& holdings,
                                                        const v1::ListDataflowsRequest& request,
                                                        std::string_view language) {
  Violations v;
  if (request.query().size() > kMaxQueryBytes) {
    v.Add("query", common::v1::ERROR_REASON_TOO_LONG,
          {{"limit", std::to_string(kMaxQueryBytes)}, {"unit", "bytes"}});
  }
  RETURN_IF_ERROR(v.ToStatus());
  const HeldStructures structures = holdings.structures();
  ASSIGN_OR_RETURN(std::vector<Found> found, FindAll(holdings, structures, Words(request.query()), language));
  v1::ListDataflowsResponse response;
  for (const Topic& topic : TopicsOf(*structures.structures)) {
    v1::DataflowTopic made;
    made.set_id(topic.id);
    for (const Texts* names : topic.names) made.add_labels(std::string(InLanguage(*names, language)));
    for (Found& one : found) {
      if (!IsNamed(topic.dataflows, one.reference)) continue;
      *made.add_dataflows() = one.summary;
      one.shown = true;
    }
    if (made.dataflows_size() > 0) *response.add_topics() = std::move(made);
  }
  v1::DataflowTopic others;
  for (Found& one : found) {
    if (!one.shown) *others.add_dataflows() = std::move(one.summary);
  }
  if (others.dataflows_size() > 0) *response.add_topics() = std::move(others);
  return response;
}

absl::StatusOr<v1::GetDataflowResponse> GetDataflow(const Holdings& holdings,
                                                    const v1::GetDataflowRequest& request,
                                                    std::string_view language) {
  ASSIGN_OR_RETURN(const Flow flow, FindFlow(holdings, request.dataflow()));
  Violations v;
  const Choices choices = ParseChoices(*flow.layout, request.codes(), v);
  RETURN_IF_ERROR(v.ToStatus());
  const Availability whole = WholeOf(flow);
  v1::GetDataflowResponse response;
  *response.mutable_dataflow() = SummaryOf(flow, whole, language);
  const bool chosen =
      std::any_of(choices.begin(), choices.end(), [](const Choice& choice) { return !choice.codes.empty(); });
  AddDimensions(flow,
                chosen && flow.snapshot != nullptr
                    ? Available(*flow.snapshot, QueryOf(choices), AvailabilityMode::kAvailable)
                    : whole,
                language, response);
  for (const LaidAttribute& attribute : flow.layout->attributes) {
    v1::TableAttribute& added = *response.add_attributes();
    added.set_id(attribute.id);
    const std::string_view name = InLanguage(attribute.names, language);
    added.set_label(std::string(name.empty() ? attribute.id : name));
    added.set_of_observation(OfObservation(attribute));
  }
  AddUnits(flow, language, response);
  AddCountries(flow, whole, language, response);
  return response;
}

}  // namespace tabadul::statistics::query
