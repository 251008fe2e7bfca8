// From packed bytes. Everything is read in the order in which it stands.
#include <algorithm>

#include "services/statistics/series/packed.h"
#include "services/statistics/series/packed_format.h"
#include "services/statistics/series/varint.h"

namespace tabadul::statistics {

bool Unpacker::Positions::Chosen(size_t position, const ObservationChoice& choice) const {
  if (position < begin || position >= end) return false;
  if (choice.first == 0 && choice.last == 0) return true;
  return position - begin < choice.first || end - position <= choice.last;
}

bool Unpacker::Unpack(std::string_view bytes, ViewRoom& room) {
  period_texts_.Trim();
  const char* at = bytes.data();
  ReadAttributes(at, room);
  ReadColumns(at);
  const Positions positions = ReadPeriods(at);
  if (positions.begin >= positions.end) return false;
  if (choice_.observations) ReadObservations(at, positions, room);
  return true;
}

void Unpacker::ReadAttributes(const char*& at, ViewRoom& room) {
  for (uint64_t left = TakeVarint(at); left > 0; --left) {
    sdmx::AttributeView attribute;
    attribute.attribute = static_cast<int>(TakeVarint(at));
    attribute.language = TakeText(at);
    attribute.value = TakeText(at);
    if (choice_.attributes) room.AddAttribute(layout_, attribute);
  }
}

void Unpacker::ReadColumns(const char*& at) {
  columns_.clear();
  values_.clear();
  for (uint64_t left = TakeVarint(at); left > 0; --left) {
    const char* column_at = TakeText(at).data();
    if (!choice_.attributes) continue;
    Column& column = columns_.emplace_back();
    column.attribute = static_cast<int>(TakeVarint(column_at));
    column.values = values_.size();
    for (uint64_t values = TakeVarint(column_at); values > 0; --values)
      values_.push_back(TakeText(column_at));
    column.runs = column_at;
  }
}

const Ordinals& Unpacker::Chosen(Period::Kind kind) {
  std::optional<Ordinals>& ordinals = ordinals_[static_cast<size_t>(kind)];
  if (!ordinals) ordinals = OrdinalsIn(kind, choice_.range);
  return *ordinals;
}

Unpacker::Positions Unpacker::ReadPeriods(const char*& at) {
  texts_.clear();
  const auto count = static_cast<size_t>(TakeVarint(at));
  const char kind = *at++;
  return kind == kEach ? ReadTexts(at, count) : ReadRuns(at, static_cast<Period::Kind>(kind), count);
}

Unpacker::Positions Unpacker::ReadRuns(const char*& at, Period::Kind kind, size_t count) {
  const Ordinals chosen = choice_.range.bounded() ? Chosen(kind) : Ordinals{INT64_MIN, INT64_MAX};
  Positions positions{count, count, count};
  int64_t ordinal = TakeZigzag(at);
  for (size_t position = 0; position < count;) {
    for (uint64_t run = TakeVarint(at); run > 0; --run, ++position, ++ordinal) {
      if (ordinal < chosen.first) continue;
      positions.begin = std::min(positions.begin, position);
      if (ordinal > chosen.last) {
        positions.end = std::min(positions.end, position);
      } else if (choice_.observations) {
        texts_.push_back(period_texts_.Text(kind, ordinal));
      }
    }
    if (position < count) ordinal += static_cast<int64_t>(TakeVarint(at)) - 1;
  }
  return positions;
}

Unpacker::Positions Unpacker::ReadTexts(const char*& at, size_t count) {
  Positions positions{count, count, count};
  for (size_t position = 0; position < count; ++position) {
    const std::string_view text = TakeText(at);
    const auto period = choice_.range.bounded() ? Period::Parse(text) : std::nullopt;
    if (period && !choice_.range.Has(*period)) {
      // What is before the range comes first.
      if (positions.begin < count) positions.end = std::min(positions.end, position);
      continue;
    }
    positions.begin = std::min(positions.begin, position);
    if (position < positions.end) texts_.push_back(text);
  }
  return positions;
}

void Unpacker::StepColumns(ViewRoom* room) {
  for (Column& column : columns_) {
    if (column.left == 0) {
      column.at = TakeVarint(column.runs);
      column.left = TakeVarint(column.runs);
    }
    --column.left;
    if (room == nullptr || column.at == 0) continue;
    room->AddObservationAttribute({.attribute = column.attribute,
                                   .value = values_[column.values + static_cast<size_t>(column.at - 1)],
                                   .language = {}});
  }
}

void Unpacker::ReadObservations(const char* at, const Positions& positions, ViewRoom& room) {
  const char same = *at++;
  const char* decimals = at;  // of the position, if each has its own
  if (same == kEach) at += positions.count;
  uint64_t missing = TakeVarint(at);
  const char* missing_at = at;
  for (uint64_t i = 0; i < missing; ++i) TakeVarint(at);
  constexpr uint64_t kNever = UINT64_MAX;
  uint64_t next_missing = missing > 0 ? TakeVarint(missing_at) : kNever;

  room.ReserveObservations(positions.end - positions.begin);
  for (size_t position = 0; position < positions.end; ++position) {
    const int64_t value = TakeZigzag(at);
    const bool chosen = positions.Chosen(position, choice_);
    if (chosen) room.AddObservation(texts_[position - positions.begin]);
    if (position == next_missing) {
      next_missing = --missing > 0 ? next_missing + TakeVarint(missing_at) : kNever;
    } else if (chosen) {
      const char digits = same == kEach ? decimals[position] : same;
      room.SetValue(value, static_cast<unsigned char>(digits));
    }
    StepColumns(chosen ? &room : nullptr);
  }
}

}  // namespace tabadul::statistics
