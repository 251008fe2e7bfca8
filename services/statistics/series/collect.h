// From the rows of a data message to series. Rows are grouped by key in any order; what the message says of the data set, of
// groups, series and observations comes together; what is to be done follows SDMX 3.0 (SDMX-CSV 2.0, "Columns", ACTION):
//
//   Information, Append, Merge   what is stated is written, all else stays
//   Replace                      an observation that is stated is replaced whole, and so are the attributes that hang on the
//                                same dimensions as one that is stated; all else stays
//   Delete                       the least that is stated is deleted: of all series that fit the codes that are there, the
//                                observations (of the period, if there is one), or of these the measure and attributes that
//                                are there; of a deletion without measure, attributes and period the series whole
//
// Statements about the data set are taken of all series of its dataflow. A code's synonym (layout.h) is taken for the code.
// What the constraints of the dataflow keep out is a mistake, but may be deleted. Not thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/statistics/sdmx/data.h"
#include "services/statistics/series/collected.h"

namespace tabadul::statistics {

// Give it to a reader; after the reader's End call Finish. The reading ends early with TOO_MANY {field: "series",
// "observations", "text", "parts"; limit}, and with PRECONDITION for a structure that series cannot be of.
class Collector final : public sdmx::DataReceiver {
 public:
  struct Limits {
    size_t series = 500'000;          // statements of series and of parts of keys
    size_t observations = 4'000'000;  // 32 bytes each
    size_t text_bytes = 128u << 20;   // of keys, distinct periods, distinct sets of attributes
    size_t parts = 64;                // different sets of dimensions that parts of keys have
    size_t of_part = 1'000;           // statements of one part: each concerns every series that fits
    size_t mistakes = 1'000;          // kept
  };

  // `otherwise`: of messages that name the data structure alone, if it is that of this dataflow's layout.
  explicit Collector(std::shared_ptr<const Layout> otherwise = nullptr)
      : Collector(std::move(otherwise), Limits()) {}
  Collector(std::shared_ptr<const Layout> otherwise, const Limits& limits)
      : otherwise_(std::move(otherwise)), limits_(limits) {}

  absl::Status OnDataSet(const sdmx::DataSetHead& head) override;
  // Mistakes: a key, period, value or attribute that the structure or a constraint does not take (the reasons of
  // series.proto); no number MALFORMED {form: "number"}; an observation or attribute stated twice with other content DUPLICATE_IN_FILE {row: the first}.
  absl::Status OnRow(const sdmx::DataRow& row) override;
  absl::Status OnMistake(const sdmx::Mistake& mistake) override;

  Collected Finish();

 private:
  // What one row says of an observation or of a deletion, and of attributes of the series.
  struct Row {
    ObservationStatement observation;
    DeletionStatement deletion;
    uint32_t attributes = 0;
  };
  void Tell(uint64_t line, Violation violation);
  void BeginStep(Change change);
  std::optional<Violation> TakeKey(const sdmx::DataRow& row);
  std::optional<Violation> ReadKey(const sdmx::DataRow& row);
  std::optional<Violation> CheckAllowed(const AttributeSets::Set& set) const;
  std::optional<Violation> ReadMeasure(const sdmx::DataRow& row, ObservationStatement& stated) const;
  std::optional<Violation> ReadPeriod(const sdmx::DataRow& row, std::optional<uint32_t>& period);
  std::optional<Violation> ReadChange(const sdmx::DataRow& row, Row& read);
  std::optional<Violation> ReadDeletion(const sdmx::DataRow& row, DeletionStatement& deletion);
  std::optional<Violation> CheckWide(const sdmx::DataRow& row) const;
  absl::Status TakeNamed(const sdmx::DataRow& row, Row& read);
  absl::Status TakeWide(const sdmx::DataRow& row, Row& read);
  absl::StatusOr<Part*> FindPart(const sdmx::DataRow& row);
  std::vector<std::string_view> KeyView() const { return {key_.begin(), key_.end()}; }
  absl::Status CountStatement(size_t key_bytes);
  std::optional<Violation> TakeAttributes(uint32_t set, Part& part) const;
  void Fold(Part& part);

  const Layout& layout() const { return *result_.flows_[flow_].layout; }

  const std::shared_ptr<const Layout> otherwise_;
  const Limits limits_;
  Collected result_;
  absl::flat_hash_map<std::string, size_t> flows_;         // by dataflow
  absl::flat_hash_map<std::string, size_t> named_, wide_;  // by PartOfKey: places in result_
  std::vector<uint64_t> masks_;                            // of parts of keys
  size_t statements_ = 0, key_bytes_ = 0;
  std::optional<size_t> last_;  // of the named: mostly the next row is of it too

  // The key of the row: mostly that of the one before it.
  bool key_known_ = false;  // the next three are of stated_key_
  std::vector<std::string> stated_key_,
      key_;  // as the row has it; with a code or "" for each dimension, no synonyms
  std::optional<Violation> key_fault_;    // against the code lists
  std::optional<Violation> key_refusal_;  // by a constraint

  // Of the data set that is read.
  size_t flow_ = 0;
  int frequency_ = -1;
  sdmx::Action action_ = sdmx::Action::kInformation;
  // Of the step; none yet before the first row.
  uint32_t step_ = 0;
  std::optional<Change> change_;
};

}  // namespace tabadul::statistics
