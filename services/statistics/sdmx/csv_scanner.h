// Rows of RFC 4180 out of bytes that come in pieces. A quote in the middle of a cell is a letter like others; lines end in
// LF, CR LF or CR; a mark of UTF-8 at the beginning and empty lines are passed over. A row that is too long or that quotes wrongly is
// told, and reading goes on with the next line. Memory: the longest row and the last piece. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tabadul::statistics::sdmx {

struct CsvRow {
  enum class Fault : uint8_t {
    kNone,
    kTooLong,  // over kMaxCsvRowBytes; mostly a quote that nothing closes
    kQuotes,   // text behind a closing quote, or a quote that is open at the end of the file
  };
  uint64_t line = 0;  // where it begins, from 1
  Fault fault = Fault::kNone;
  // Without quotes; valid until the next call of Feed. Empty if there is a fault. No more than kMaxCsvCells + 1 are kept.
  std::vector<std::string_view> cells;
};

inline constexpr size_t kMaxCsvRowBytes = 1 << 20;
inline constexpr size_t kMaxCsvCells = 5'000;

class CsvScanner {
 public:
  explicit CsvScanner(char delimiter) : delimiter_(delimiter) {}

  // More bytes. Before it all rows of the former ones are to be taken.
  void Feed(std::string_view bytes);
  // There are no more: the last row may lack its line end.
  void Finish() { finished_ = true; }
  // Sets `row` to the next one; false if more bytes are needed, or none are left.
  bool Next(CsvRow& row);

 private:
  enum class State : uint8_t { kRowStart, kCellStart, kPlain, kQuoted, kClosed, kBroken, kSkipping };
  struct Cell {
    size_t begin = 0, end = 0;  // from the row's beginning
    bool doubled = false;       // it has quotes that stand twice
  };

  // Reads on in buffer_ in the state that it is in, and returns whether a row has ended.
  bool Step();
  bool RowStart();
  bool CellStart();
  bool Plain();
  bool Quoted();
  bool Closed();
  bool Broken();
  bool Skip();

  // Of what ends an unquoted cell: the delimiter, or the end of the line.
  bool EndCell(size_t end);
  void AddCell(size_t end);
  void GiveUp();
  bool AtLineEnd(char c) const { return c == '\n' || c == '\r'; }
  void EndLine(char c);
  void Deliver(CsvRow& row);

  const char delimiter_;
  std::string buffer_;
  size_t at_ = 0;         // what is read of it
  size_t row_begin_ = 0;  // in it
  State state_ = State::kRowStart;
  std::vector<Cell> cells_;
  Cell cell_;
  uint64_t line_ = 1, row_line_ = 1;
  CsvRow::Fault fault_ = CsvRow::Fault::kNone;
  bool begun_ = false;     // the mark at the beginning is past
  bool after_cr_ = false;  // an LF that follows belongs to it
  bool finished_ = false;
};

}  // namespace tabadul::statistics::sdmx
