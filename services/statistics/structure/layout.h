// How the data of a dataflow is laid out: the components of its structure by number, with what each allows. It is what
// readers, writers, checks and stores of data need of the structures; made once for a dataflow and shared as const.
// Immutable: thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics {

// A code list that may be asked fast. Points into the artefact that it keeps.
//
// A code may have synonyms, which other lists have for it: an annotation of the type SYNONYM for each, with the synonym as
// its title. They are read for the code, and never written.
inline constexpr std::string_view kSynonym = "SYNONYM";

class Codes {
 public:
  explicit Codes(std::shared_ptr<const Artefact> codelist);
  const Artefact& codelist() const { return *codelist_; }
  const std::vector<Item>& items() const;
  // Position among items(), or -1.
  int Find(std::string_view code) const;
  // Of the code that has this synonym, or -1; what is a code is none.
  int FindSynonym(std::string_view synonym) const;

 private:
  std::shared_ptr<const Artefact> codelist_;
  absl::flat_hash_map<std::string_view, int> by_id_, by_synonym_;
};

struct LaidComponent {
  std::string id;
  Texts names;                         // of the concept
  Representation representation;       // its own, else the concept's
  std::shared_ptr<const Codes> codes;  // null for what is not coded
};

struct LaidAttribute : LaidComponent {
  bool required = false;
  Attachment attachment;
  std::vector<int> dimensions;  // of kDimensions and kGroup: their numbers
  bool with_time = false;       // it hangs on the time dimension too: it varies by observation
};

struct LaidMeasure : LaidComponent {
  bool required = false;
};

class AllowedData;  // allowed_data.h

class Layout {
 public:
  std::shared_ptr<const Artefact> dataflow;   // null when the data names the structure itself
  std::shared_ptr<const Artefact> structure;  // the DSD

  std::vector<LaidComponent> dimensions;  // in key order, time left out
  std::optional<LaidComponent> time;
  std::vector<LaidMeasure> measures;
  std::vector<LaidAttribute> attributes;
  std::vector<Group> groups;
  // Of the constraints on the dataflow and the structure those that say what is allowed: data must pass each.
  std::vector<std::shared_ptr<const AllowedData>> allowed;

  // Numbers in the lists above, or -1.
  int FindDimension(std::string_view id) const;
  int FindMeasure(std::string_view id) const;
  int FindAttribute(std::string_view id) const;
};

// Where readers find the layout that a message names.
class Layouts {
 public:
  virtual ~Layouts() = default;
  // By a reference to a dataflow, a data structure or a provision agreement; an empty version, "latest" and "1.0+" are the
  // newest that fits; an empty agency is any. NOT_FOUND {structure: "AGENCY:ID(VERSION)"}.
  virtual absl::StatusOr<std::shared_ptr<const Layout>> Find(const Reference& reference) const = 0;
};

}  // namespace tabadul::statistics
