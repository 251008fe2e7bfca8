// What a data message of SDMX-JSON has named so far: for each component the values, by the number that data sets name them by;
// and how these are written at the end of the message, as its "structure". Memory: the different values. Not thread-safe.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "services/statistics/sdmx/data.h"
#include "services/statistics/sdmx/json_parts.h"
#include "services/statistics/sdmx/json_writer.h"

namespace tabadul::statistics::sdmx {

// Numbers for texts, in the order in which they come.
class JsonNumbers {
 public:
  JsonNumbers() = default;
  JsonNumbers(JsonNumbers&&) = default;
  JsonNumbers& operator=(JsonNumbers&&) = default;

  size_t Of(std::string_view text);
  const std::deque<std::string>& texts() const { return texts_; }

 private:
  std::deque<std::string> texts_;  // keys of numbers_ point into it
  absl::flat_hash_map<std::string_view, size_t> numbers_;
  size_t next_ = 0;  // what comes is mostly what came behind the former one the last time
};

enum class JsonKind : uint8_t { kText, kNumber, kBoolean };
// How values of a component are written. A number stays the digits that it is; what is no number of JSON ("NaN") is a string.
JsonKind KindOf(const Representation& representation, bool measure);
void AppendValue(JsonKind kind, std::string_view text, std::string& out);

struct JsonStyle {
  JsonVersion version = JsonVersion::k2;
  std::string language;  // of the texts that stand in one language alone
};

// An attribute on one of the levels of a message.
class JsonSeenAttribute {
 public:
  // `style` outlives it.
  JsonSeenAttribute(const LaidAttribute& attribute, const JsonStyle& style, bool observation);

  // Appends how `values` are told: numbers of values that the structure lists, or in 2.0 the values themselves of an uncoded
  // attribute of observations. `values`: of this attribute, at least one.
  void Append(absl::Span<const AttributeView> values, std::string& out);
  // The object in "attributes".
  void Write(JsonWriter& json, const Layout& layout) const;

 private:
  void AppendNumbers(absl::Span<const AttributeView> values, std::string& out);
  void AppendDirect(absl::Span<const AttributeView> values, std::string& out) const;
  void AppendEntry(absl::Span<const AttributeView> values, std::string& out) const;
  void WriteRelationship(JsonWriter& json, const Layout& layout) const;

  const LaidAttribute& attribute_;
  const JsonStyle& style_;
  const bool several_;  // values at once
  const bool coded_;    // values are listed by id and name
  const bool direct_;   // values are not listed
  const JsonKind kind_;
  JsonNumbers seen_;     // codes, or the members of the objects that describe values
  std::string scratch_;  // one of these
};

// A layout with one arrangement of its dimensions.
class JsonSeen {
 public:
  static constexpr int kTime = -1, kFlat = -2;

  // `at`: number of the dimension at the observation, kTime, or kFlat for all of them.
  JsonSeen(std::shared_ptr<const Layout> layout, const Reference& reference, int at, const JsonStyle& style);
  JsonSeen(const JsonSeen&) = delete;
  JsonSeen& operator=(const JsonSeen&) = delete;

  bool Is(const Layout& layout, int at) const { return layout_.get() == &layout && at_ == at; }
  const Layout& layout() const { return *layout_; }
  int at() const { return at_; }

  size_t OfDimension(size_t dimension, std::string_view code) { return dimensions_[dimension].Of(code); }
  size_t OfPeriod(std::string_view period) { return periods_.Of(period); }
  void AppendMeasure(size_t measure, std::string_view value, std::string& out);

  enum class Level : uint8_t { kDataSet, kSeries, kObservation };
  // Appends elements of an array, each after a comma, but the first if `first`: what each attribute of this level has, null for
  // one that has nothing and stands before another that has. Attributes that are new to the level take the next places.
  void AppendAttributes(Level level, absl::Span<const AttributeView> attributes, bool first,
                        std::string& out);

  void AddDataSet(size_t number) { data_sets_.push_back(number); }
  void AddLanguages(JsonLanguages& languages) const;
  // The object "structure", or one of "structures". `remarks`: written as annotations (1.0).
  void Write(JsonWriter& json, absl::Span<const FooterMessage> remarks) const;

 private:
  void AddPlace(Level level, int attribute);
  // Attributes of `all` that are `attribute`'s.
  absl::Span<const AttributeView> Of(int attribute, absl::Span<const AttributeView> all);
  void WriteDimensions(JsonWriter& json) const;
  void WriteDimension(JsonWriter& json, int number) const;
  void WritePeriods(JsonWriter& json) const;
  void WriteMeasures(JsonWriter& json) const;
  void WriteAttributes(JsonWriter& json) const;
  void WriteRemarks(JsonWriter& json, absl::Span<const FooterMessage> remarks) const;

  struct Place {
    int attribute = 0;
    std::unique_ptr<JsonSeenAttribute> seen;
  };
  static constexpr size_t kLevels = 3;

  const std::shared_ptr<const Layout> layout_;
  const Reference reference_;
  const int at_;
  const JsonStyle& style_;
  std::vector<JsonNumbers> dimensions_, measures_;
  std::vector<JsonKind> measure_kinds_;
  JsonNumbers periods_;
  std::vector<Place> places_[kLevels];  // by level
  std::vector<bool> placed_[kLevels];   // by number of the attribute
  std::vector<AttributeView> one_;      // of several, those of one attribute
  std::vector<size_t> data_sets_;
};

// "links" of a data set and of a structure: what it is about, and its data structure.
void WriteDataLinks(JsonWriter& json, const Layout& layout, const Reference& reference, JsonVersion version);
// The values of a coded component: id, names, and where it stands in its list.
void WriteCodes(JsonWriter& json, const JsonNumbers& seen, const Codes* codes, const JsonStyle& style);

}  // namespace tabadul::statistics::sdmx
