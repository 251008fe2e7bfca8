// Data messages, free of any format: what readers say and what writers are told. Values stay the text that they were:
// nothing is rounded on the way. The numbers of components are those of Layout.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "lib/platform/base/status.h"
#include "services/statistics/structure/layout.h"

namespace tabadul::statistics::sdmx {

// Ids that the standard fixes: of the time dimension, of the primary measure of 2.1, and what stands for a dimension at the
// observation where a message is flat.
inline constexpr std::string_view kTimeDimension = "TIME_PERIOD";
inline constexpr std::string_view kPrimaryMeasure = "OBS_VALUE";
inline constexpr std::string_view kAllDimensions = "AllDimensions";

inline constexpr size_t kMaxViolations = 100;  // of one row that a reader tells: more help nobody

// What is to be done with the data. A and M of SDMX 3.0 mean the same here: what is stated is written, the rest stays.
enum class Action : uint8_t { kInformation, kAppend, kReplace, kDelete };

struct DataSetHead {
  std::shared_ptr<const Layout> layout;
  Reference structure;  // as the message names it: dataflow, data structure or provision agreement
  Action action = Action::kInformation;
  std::string dimension_at_observation;  // "TIME_PERIOD", "AllDimensions", or the id of another dimension
  std::string id;
  std::string provider;  // "AGENCY:SCHEME.ITEM" or the plain id, if stated
  // Of a vintage: when it was in force.
  std::optional<absl::Time> valid_from, valid_to;
};

// ---- Reading ----

struct AttributeValue {
  int attribute = 0;
  std::string value;
  std::string language;  // of a text in several languages; else empty
};

// One statement of a message. Which of the fields count depends on the level: a series has no period, a group only the
// part of the key that it has.
struct DataRow {
  Attachment::Level level = Attachment::Level::kObservation;
  uint64_t line = 0;  // where it begins in the file, from 1; 0 where the format does not tell
  std::vector<std::string>
      key;             // a code for each dimension; empty: not stated (a deletion of all of them, a group's)
  std::string period;  // as written
  std::vector<std::optional<std::string>> measures;  // as written; nullopt: not stated
  std::vector<AttributeValue> attributes;            // an attribute of several values: several times
  std::optional<Action> action;  // the row's own (SDMX-CSV 2.0), over that of the data set
};

// A row that cannot be taken, with where and why. The reader goes on after it.
struct Mistake {
  uint64_t line = 0;
  Violation violation;  // field: the id of the component or column
};

// Takes what a reader reads, in the order of the file. What it gets is valid during the call. An error ends the reading and
// is returned by it.
class DataReceiver {
 public:
  virtual ~DataReceiver() = default;
  virtual absl::Status OnDataSet(const DataSetHead& head) = 0;
  virtual absl::Status OnRow(const DataRow& row) = 0;
  virtual absl::Status OnMistake(const Mistake& mistake) = 0;
};

// Reads a message that comes in pieces: constant memory at any length. Not thread-safe. After an error nothing more is to
// be called.
class DataReader {
 public:
  virtual ~DataReader() = default;
  // Any number of bytes of the message.
  virtual absl::Status Read(std::string_view bytes) = 0;
  // There are no more: MALFORMED if the message has not ended.
  virtual absl::Status End() = 0;
};

// ---- Writing ----

struct AttributeView {
  int attribute = 0;
  std::string_view value;
  std::string_view language;
};

struct ObservationView {
  std::string_view at;                        // of the dimension at the observation: a period, or a code
  absl::Span<const std::string_view> values;  // one for each measure of the layout; empty: none
  absl::Span<const AttributeView> attributes;
};

// Observations of one key, sorted by `at`. With TIME_PERIOD or AllDimensions at the observation the key is whole, and each
// observation has its period. With another dimension at the observation that one is empty in the key, and `period` is
// the period of them all.
struct SeriesView {
  absl::Span<const std::string_view> key;
  std::string_view period;
  absl::Span<const AttributeView> attributes;  // those that hang on dimensions without time, and on groups
  absl::Span<const ObservationView> observations;
};

// Attributes of a group, for the formats that tell them apart (SDMX-ML). The key has the group's dimensions alone.
struct GroupView {
  int group = 0;  // number in the layout's groups
  absl::Span<const std::string_view> key;
  absl::Span<const AttributeView> attributes;
};

enum class Detail : uint8_t { kFull, kDataOnly, kSeriesKeysOnly, kNoData };

struct Sender {
  std::string id;
  Texts names;
};

// The head of a message.
struct MessageHead {
  std::string id;
  bool test = false;
  absl::Time prepared;
  Sender sender;
  std::string language;  // what names are written in, where the format has one ("ar")
};

// A remark for the reader of a message ("413: not all of it").
struct FooterMessage {
  int code = 0;
  std::string severity;  // "Error", "Warning", "Information"
  Texts text;
};

// Writes a message to the end of a string that the caller empties whenever he likes: constant memory at any length, but for
// the codes that SDMX-JSON lists at its end. Calls in the order of the declarations; further data sets may follow after
// Series. Not thread-safe.
class DataWriter {
 public:
  virtual ~DataWriter() = default;
  virtual void BeginDataSet(const DataSetHead& head, Detail detail) = 0;
  virtual void DataSetAttributes(absl::Span<const AttributeView> attributes) = 0;
  // All of the data set's before its series. SDMX-ML writes these and leaves the attributes of groups out of the series; the
  // other formats leave these out.
  virtual void Group(const GroupView& group) = 0;
  virtual void Series(const SeriesView& series) = 0;
  virtual void End(absl::Span<const FooterMessage> footer) = 0;
};

}  // namespace tabadul::statistics::sdmx
