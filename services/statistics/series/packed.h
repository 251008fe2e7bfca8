// A series as the cube keeps it: bytes, three to five for an observation that has neighbours. Only the cube makes and reads
// them; they stand on no disk.
//
//   varint, zigzag as in protobuf; text: its length, its bytes
//   attributes  how many; each: number in the layout, language, value
//   columns     how many; each: the length of what follows; number, how many values, the values, then runs: position among the
//               values or 0, how many observations
//   periods     how many; kind, or 255 and then each as text; else the first ordinal, then runs of ordinals that follow each
//               other: how many, and how far from the last of them to the first of the next
//   decimals    255 and then each as a byte; else the number for all
//   missing     how many; each as distance from the one before
//   values
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/statistics/series/period_texts.h"
#include "services/statistics/series/series_view.h"
#include "services/statistics/structure/layout.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

struct PackedSeries {
  std::string bytes;
  uint32_t observations = 0;
  absl::Time begins, ends;  // of the first period, of the last
};

// `series` has the form that ValidateSeries asks for. UNKNOWN_FIELD {names} for an attribute that the layout does not have,
// MALFORMED for a period, REQUIRED if there is none.
absl::StatusOr<PackedSeries> PackSeries(const v1::Series& series, const Layout& layout);

// Which observations, and what of them.
struct ObservationChoice {
  TimeRange range;
  size_t first = 0,
         last = 0;  // only so many from the beginning and from the end of those in the range; both 0: all
  bool observations = true;  // else none
  bool attributes = true;    // else none of any
};

// Reads packed series into a ViewRoom, one after the other. Not thread-safe.
class Unpacker {
 public:
  Unpacker(const Layout& layout, const ObservationChoice& choice) : layout_(layout), choice_(choice) {}
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  // Whether there is an observation in the range. Adds attributes and observations to `room`; what it shows is valid as
  // long as `bytes`, and until the next call.
  bool Unpack(std::string_view bytes, ViewRoom& room);

 private:
  struct Column {
    int attribute = 0;
    size_t values = 0;           // in values_: where its own begin
    const char* runs = nullptr;  // what is not read yet
    uint64_t at = 0, left = 0;   // of the run
  };
  // What stands of the periods, and which positions are chosen.
  struct Positions {
    size_t count = 0, begin = 0, end = 0;
    bool Chosen(size_t position, const ObservationChoice& choice) const;
  };
  void ReadAttributes(const char*& at, ViewRoom& room);
  void ReadColumns(const char*& at);
  // Fills texts_ from `begin` on.
  Positions ReadPeriods(const char*& at);
  Positions ReadRuns(const char*& at, Period::Kind kind, size_t count);
  Positions ReadTexts(const char*& at, size_t count);
  void ReadObservations(const char* at, const Positions& positions, ViewRoom& room);
  void StepColumns(ViewRoom* room);
  const Ordinals& Chosen(Period::Kind kind);

  const Layout& layout_;
  const ObservationChoice choice_;
  PeriodTexts period_texts_;
  std::array<std::optional<Ordinals>, 12> ordinals_;  // of the range, by kind
  std::vector<Column> columns_;
  std::vector<std::string_view> values_, texts_;
};

}  // namespace tabadul::statistics
