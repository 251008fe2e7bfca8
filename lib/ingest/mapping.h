// A mapping: how the rows of a ministry's present export become records. Written in YAML, reviewed by people
// (docs and examples: data/mappings/). Immutable after loading and safe to use from many threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lib/ingest/row_source.h"

namespace tabadul::ingest {

// What a file is: every live record of the source, or only what changed. Mandatory, since a guess closes
// records.
enum class Export { kChanges, kFull };

// One mistake in a mapping file. `problem` is a key of data/messages/*/mapping.*, `metadata` its parts.
struct MappingProblem {
  int line = 0;  // 1-based; 0 = the file as a whole
  int column = 0;
  std::string key;      // where in the mapping: "fields.pay.minimum.as"
  std::string problem;  // "unknown-key", "no-such-field", …
  Metadata metadata;
};
// "line 12: fields.pay.minimun: there is no such field; did you mean pay.minimum?" in "ar", "en" or "fr".
std::string Describe(const MappingProblem& problem, std::string_view language);

class MappingPlan;  // the compiled form, mapping_plan.h

class Mapping {
 public:
  Mapping() = default;
  // All mistakes are told at once, in the order of their lines; without one, `mapping` can be used.
  struct Loaded;
  static Loaded FromFile(const std::string& path);
  // `folder`: where files that it names lie (the key of `hmac`); empty = it may name none.
  static Loaded FromText(std::string_view yaml, const std::string& folder = "");
  // The mapping of a file that is already contract JSON Lines (one tabadul.exchange.v1.Record as proto3 JSON
  // a line): needs no YAML. `cli push` uses it when no --mapping is given.
  static Mapping ForContract(Export what);

  const std::string& kind() const;  // "vacancy"
  Export what() const;
  // For this library.
  const std::shared_ptr<const MappingPlan>& shared_plan() const { return plan_; }

 private:
  friend class MappingParser;
  std::shared_ptr<const MappingPlan> plan_;
};

struct Mapping::Loaded {
  Mapping mapping;
  std::vector<MappingProblem> problems;
  bool ok() const { return problems.empty(); }
};

}  // namespace tabadul::ingest
