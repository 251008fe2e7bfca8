// From the parts of an SDMX-ML data set to rows: which component a value belongs to, what a row takes over from its
// series, whether it is whole. Free of the syntax: generic and structure-specific data are told alike. Not thread-safe.
//
// A row is told when it is known: the series (level kDimensions) before its first observation, if it has attributes, or
// at its end, if it has no observations. With a dimension other than time at the observation, the series has no whole
// key: its attributes are told with each observation; without observations it is a row of level kGroup, with the period
// in it. So is a set of attributes for a part of the key (3.0); for a whole one it has the level of its key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/statistics/sdmx/carried.h"
#include "services/statistics/sdmx/data.h"

namespace tabadul::statistics::sdmx {

inline constexpr size_t kMaxMlValues = 2000;        // of one row: of its key and attributes
inline constexpr size_t kMaxMlRowBytes = 1u << 20;  // of these values together

class MlRows {
 public:
  // What a value may be of.
  enum class Part { kAny, kKey, kAttribute };

  explicit MlRows(DataReceiver& receiver) : receiver_(receiver) {}
  MlRows(const MlRows&) = delete;
  MlRows& operator=(const MlRows&) = delete;

  // A data set begins; it is told by Tell, and must be before any row is.
  // MALFORMED {detail: "dimensionAtObservation"} if it names none of the structure's.
  absl::Status Begin(DataSetHead head, bool explicit_measures, uint64_t line);
  DataSetHead& head() { return head_; }
  absl::Status Tell() { return receiver_.OnDataSet(head_); }

  // Of an observation TOO_LONG {field: "Series", limit, unit} over the bounds of carried.h.
  void StartSeries(uint64_t line);
  void StartGroup(uint64_t line) { Start(row_, Attachment::Level::kGroup, line); }
  // Attributes of the data set, or, of 3.0, of the part of the key that is set with them.
  void StartAttributes(uint64_t line) { Start(row_, Attachment::Level::kDataSet, line); }
  absl::Status StartObservation(uint64_t line);

  // A value in what was started last and has not ended. An unknown component is a mistake of the row. TOO_MANY {field:
  // "Value", limit, line} and TOO_LONG {field: "Value", limit, unit, line} over the bounds.
  absl::Status Set(std::string_view id, std::string_view value, Part part = Part::kAny,
                   std::string_view language = {});
  absl::Status SetAtObservation(std::string_view value) { return Set(at_id_, value, Part::kKey); }
  // The primary measure of 2.1, whatever id the structure gives its measure.
  absl::Status SetPrimaryMeasure(std::string_view value);
  // The type of an observation of explicit measures: the value of the one dimension that it does not state.
  void SetType(std::string_view type) { type_ = type; }
  // What is wrong with a value of the row.
  void Wrong(std::string_view id, ErrorReason reason, Metadata metadata = {});
  bool Knows(std::string_view id) const { return parts_.contains(id); }
  // Whether the series that has begun can still be added to: none of its observations has begun.
  bool AtSeriesHead() const { return open_ == &series_; }

  absl::Status EndSeries();
  absl::Status EndGroup();
  absl::Status EndAttributes();
  absl::Status EndObservation();

 private:
  struct Place {
    enum class Kind { kDimension, kTime, kMeasure, kAttribute } kind;
    int number;
  };
  struct Statement {
    DataRow row;
    std::vector<Violation> wrong;
    bool key_wrong = false;  // so it is not known what the row is about
    size_t values = 0, bytes = 0;
  };

  void Start(Statement& statement, Attachment::Level level, uint64_t line);
  // The rest is about what is open.
  absl::Status Count(size_t bytes);
  bool Fits(Place::Kind kind, Part part) const;
  void SetDimension(int number, std::string_view value);
  void SetMeasure(int number, std::string_view value);
  void SetPeriod(std::string_view value);
  void KeyWrong(std::string_view id, ErrorReason reason, Metadata metadata = {});
  void FillFromType();
  // Dimensions that must be there and are not. `but`: number of one that need not.
  void CheckKey(int but, bool period);
  // The row, or what is wrong with it.
  absl::Status TellOpen();
  absl::Status TellSeries(bool at_end);
  size_t CarriedBytes() const;
  size_t Stated() const;  // how many dimensions of the row
  bool Deletes() const { return head_.action == Action::kDelete; }

  DataReceiver& receiver_;
  DataSetHead head_;
  absl::flat_hash_map<std::string_view, Place> parts_;  // by id; the ids are the layout's
  std::string at_id_;  // of the dimension at the observation; empty for all of them
  int at_ = -1;        // its number, if it is not time
  bool explicit_measures_ = false;
  Statement series_, row_;
  Statement* open_ = &row_;  // where values go
  bool in_series_ = false;
  bool series_told_ = false;   // or nothing to tell
  bool series_sound_ = false;  // its observations can be taken
  size_t carried_ = 0;         // bytes that each of its observations takes over
  CarriedBudget budget_;
  std::string type_;
};

}  // namespace tabadul::statistics::sdmx
