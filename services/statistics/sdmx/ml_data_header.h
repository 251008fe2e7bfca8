// The header of a data message in SDMX-ML, as far as reading its data sets needs it (SDMXMessage.xsd, BaseHeaderType;
// SDMXCommon.xsd, PayloadStructureType). Not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/statistics/sdmx/data.h"
#include "services/statistics/sdmx/ml_node.h"
#include "services/statistics/sdmx/xml_events.h"

namespace tabadul::statistics::sdmx {

inline constexpr size_t kMaxMlStructures = 1000;  // that one header names

// A Structure of the header: what data sets point to.
struct MlStructure {
  std::string id;
  Reference reference;
  std::string dimension_at_observation;  // empty: not stated
  bool explicit_measures = false;  // 2.1: the type of an observation names the value of its measure dimension
};

struct MlHeader {
  std::vector<MlStructure> structures;
  std::optional<Action> action;
  std::string data_set_id, provider;

  // Null if there is none.
  const MlStructure* Find(std::string_view id) const;
};

// What an element says that refers to something: <Ref> or <URN> in it, or the URN that it is.
class MlReferenceReader {
 public:
  void Begin(const XmlElement& element, uint64_t line);
  // Of what stands in it.
  void OnStart(const XmlElement& element, uint64_t line);
  void OnText(std::string_view text);
  // `type`: of a Ref that does not name its class. MALFORMED; so is what is not held here.
  absl::StatusOr<Reference> Take(ArtefactType type) const;

 private:
  MlNode node_;
};

// "AGENCY:SCHEME.ITEM".
std::string ProviderName(const Reference& provider);

// Takes the events from inside the header; its own start and end are the caller's.
class MlHeaderReader {
 public:
  // MALFORMED; TOO_MANY {field: "Structure", limit, line}.
  absl::Status OnStart(const XmlElement& element, uint64_t line);
  absl::Status OnEnd(uint64_t line);  // MALFORMED
  void OnText(std::string_view text);
  const MlHeader& header() const { return header_; }

 private:
  absl::Status StartStructure(const XmlElement& element, uint64_t line);
  absl::Status EndUsage(std::string_view name);
  absl::Status EndField(std::string_view name, uint64_t line);

  MlHeader header_;
  std::vector<std::string> open_;  // names of the open elements
  std::string text_;
  MlReferenceReader reference_;
};

}  // namespace tabadul::statistics::sdmx
