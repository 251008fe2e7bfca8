// What a data message says, held compactly until all of it is read: of series by name, and of all series that fit a part of a
// key. Internal to collect.h. Plain values.
//
// A message is cut into steps: a new one begins where the action changes. Steps are applied in their order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/statistics/period.h"
#include "services/statistics/sdmx/data.h"
#include "services/statistics/structure/layout.h"

namespace tabadul::statistics {

// What is done; kInformation of a message is an append here.
enum class Change : uint8_t { kAppend, kReplace, kDelete };

enum class Stated : uint8_t { kNot, kValue, kMissing };

struct ObservationStatement {
  uint64_t line = 0;
  int64_t value = 0;
  uint32_t period = 0;      // in PeriodTable
  uint32_t attributes = 0;  // in AttributeSets
  uint8_t decimals = 0;
  Stated measure = Stated::kNot;
};

// Of a deletion: what is deleted. Nothing of these three stated: everything.
struct DeletionStatement {
  std::optional<uint32_t> period;  // in PeriodTable; else of all
  bool measure = false;
  std::vector<int> attributes;  // numbers in the layout
};

// What one step says of one series.
struct Part {
  uint32_t step = 0;
  Change change = Change::kAppend;
  uint64_t line = 0;                 // the first
  std::vector<uint32_t> attributes;  // in AttributeSets: of the series, in the order of the message
  std::vector<ObservationStatement> observations;  // of a change that is no deletion
  std::vector<DeletionStatement> deletions;
};

// What one row says of all series that fit.
struct WideStatement {
  uint32_t step = 0;
  Change change = Change::kAppend;
  uint64_t line = 0;
  uint32_t attributes = 0;  // in AttributeSets
  DeletionStatement deletion;
};

// The values of attributes that a row has, each distinct set kept once: sorted by the attributes' ids, then languages, then as
// stated.
class AttributeSets {
 public:
  struct Set {
    std::vector<sdmx::AttributeValue> values;
    std::optional<Violation> fault;  // of a value
  };
  // Of those attributes of a row that vary with time, or of those that do not. 0: there are none.
  uint32_t Add(const Layout& layout, const std::vector<sdmx::AttributeValue>& row, bool of_observation);
  const Set& at(uint32_t set) const { return sets_[set]; }
  size_t bytes() const { return bytes_; }

 private:
  absl::flat_hash_map<std::string, uint32_t> by_content_;
  std::vector<Set> sets_ = std::vector<Set>(1);
  std::string content_;  // room
  size_t bytes_ = 0;
};

// The distinct periods of a message.
class PeriodTable {
 public:
  // Nullopt: it is none.
  std::optional<uint32_t> Add(const std::string& text);
  const Period& period(uint32_t number) const { return periods_[number]; }
  size_t bytes() const { return periods_.size() * (sizeof(Period) + kEntryBytes); }

  // After the last Add: numbers by which periods compare; those of one time have the same.
  void Rank();
  uint32_t rank(uint32_t number) const { return ranks_[number]; }

 private:
  static constexpr size_t kEntryBytes = 64;
  absl::flat_hash_map<std::string, uint32_t> by_text_;
  std::vector<Period> periods_;
  std::vector<uint32_t> ranks_;
};

}  // namespace tabadul::statistics
