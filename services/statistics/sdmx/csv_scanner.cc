#include "services/statistics/sdmx/csv_scanner.h"

#include <algorithm>
#include <cstring>

#include "services/statistics/sdmx/utf8_mark.h"

namespace tabadul::statistics::sdmx {
namespace {

// The text of a quoted cell, whose quotes stand twice, in its own place.
std::string_view Undoubled(char* begin, char* end) {
  char* to = begin;
  for (char* from = begin; from != end; ++from) {
    *to++ = *from;
    if (*from == '"' && from + 1 != end) ++from;
  }
  return {begin, static_cast<size_t>(to - begin)};
}

}  // namespace

void CsvScanner::Feed(std::string_view bytes) {
  buffer_.erase(0, row_begin_);
  at_ -= row_begin_;
  row_begin_ = 0;
  buffer_.append(bytes);
  if (begun_ || buffer_.size() < kUtf8Mark.size()) return;
  begun_ = true;
  if (buffer_.compare(0, kUtf8Mark.size(), kUtf8Mark) == 0) at_ = row_begin_ = kUtf8Mark.size();
}

bool CsvScanner::Next(CsvRow& row) {
  if (!begun_ && !finished_) return false;
  while (at_ < buffer_.size()) {
    bool ended = Step();
    if (!ended && state_ != State::kSkipping && at_ - row_begin_ > kMaxCsvRowBytes) {
      GiveUp();
      ended = true;
    }
    if (!ended) continue;
    Deliver(row);
    return true;
  }
  if (!finished_ || state_ == State::kRowStart || state_ == State::kSkipping) return false;
  if (state_ == State::kQuoted) fault_ = CsvRow::Fault::kQuotes;
  if (state_ == State::kPlain || state_ == State::kCellStart) AddCell(at_);
  Deliver(row);
  state_ = State::kRowStart;
  return true;
}

bool CsvScanner::Step() {
  switch (state_) {
    case State::kRowStart:
      return RowStart();
    case State::kCellStart:
      return CellStart();
    case State::kPlain:
      return Plain();
    case State::kQuoted:
      return Quoted();
    case State::kClosed:
      return Closed();
    case State::kBroken:
      return Broken();
    case State::kSkipping:
      return Skip();
  }
  return false;
}

bool CsvScanner::RowStart() {
  const char c = buffer_[at_];
  const bool rest_of_line_end = after_cr_ && c == '\n';
  after_cr_ = false;
  if (rest_of_line_end) {
    ++at_;
  } else if (AtLineEnd(c)) {
    EndLine(c);
  } else {
    row_line_ = line_;
    state_ = State::kCellStart;
  }
  if (state_ == State::kRowStart) row_begin_ = at_;
  return false;
}

bool CsvScanner::CellStart() {
  cell_ = {.begin = at_ - row_begin_};
  if (buffer_[at_] == '"') {
    ++cell_.begin;
    ++at_;
    state_ = State::kQuoted;
    return false;
  }
  state_ = State::kPlain;
  return Plain();
}

bool CsvScanner::Plain() {
  for (; at_ < buffer_.size(); ++at_) {
    const char c = buffer_[at_];
    if (c == delimiter_ || AtLineEnd(c)) return EndCell(at_);
  }
  return false;
}

bool CsvScanner::Quoted() {
  const void* quote = std::memchr(buffer_.data() + at_, '"', buffer_.size() - at_);
  const size_t end = quote == nullptr ? buffer_.size()
                                      : static_cast<size_t>(static_cast<const char*>(quote) - buffer_.data());
  line_ += static_cast<uint64_t>(std::count(buffer_.data() + at_, buffer_.data() + end, '\n'));
  at_ = end;
  if (quote == nullptr) return false;
  cell_.end = at_ - row_begin_;
  ++at_;
  state_ = State::kClosed;
  return false;
}

bool CsvScanner::Closed() {
  const char c = buffer_[at_];
  if (c == '"') {
    cell_.doubled = true;
    ++at_;
    state_ = State::kQuoted;
    return false;
  }
  if (c == delimiter_ || AtLineEnd(c)) return EndCell(cell_.end + row_begin_);
  fault_ = CsvRow::Fault::kQuotes;
  state_ = State::kBroken;
  return false;
}

bool CsvScanner::Broken() {
  while (at_ < buffer_.size() && !AtLineEnd(buffer_[at_])) ++at_;
  if (at_ == buffer_.size()) return false;
  EndLine(buffer_[at_]);
  return true;
}

bool CsvScanner::Skip() {
  while (at_ < buffer_.size() && !AtLineEnd(buffer_[at_])) ++at_;
  if (at_ < buffer_.size()) EndLine(buffer_[at_]);
  row_begin_ = at_;
  return false;
}

bool CsvScanner::EndCell(size_t end) {
  AddCell(end);
  const char c = buffer_[at_];
  if (c == delimiter_) {
    ++at_;
    state_ = State::kCellStart;
    // A row that ends in its delimiter has an empty cell behind it, also at the end of the file.
    cell_ = {.begin = at_ - row_begin_};
    return false;
  }
  EndLine(c);
  return true;
}

void CsvScanner::AddCell(size_t end) {
  cell_.end = end - row_begin_;
  if (cells_.size() <= kMaxCsvCells) cells_.push_back(cell_);
}

void CsvScanner::GiveUp() {
  fault_ = CsvRow::Fault::kTooLong;
  state_ = State::kSkipping;
}

void CsvScanner::EndLine(char c) {
  ++at_;
  ++line_;
  after_cr_ = c == '\r';
  state_ = State::kRowStart;
}

void CsvScanner::Deliver(CsvRow& row) {
  // In a row without fault a cell that is closed at the end of the file is not added yet.
  if (state_ == State::kClosed) AddCell(cell_.end + row_begin_);
  row.line = row_line_;
  row.fault = fault_;
  row.cells.clear();
  if (fault_ == CsvRow::Fault::kNone) {
    for (const Cell& cell : cells_) {
      char* begin = buffer_.data() + row_begin_ + cell.begin;
      char* end = buffer_.data() + row_begin_ + cell.end;
      row.cells.push_back(cell.doubled ? Undoubled(begin, end)
                                       : std::string_view(begin, static_cast<size_t>(end - begin)));
    }
  }
  cells_.clear();
  fault_ = CsvRow::Fault::kNone;
  row_begin_ = at_;
}

}  // namespace tabadul::statistics::sdmx
