// Bytes to rows, rows to statements. See csv_data.h for what a row says.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "lib/platform/base/status.h"
#include "lib/platform/base/utf8.h"
#include "services/statistics/sdmx/csv_data.h"
#include "services/statistics/sdmx/csv_header.h"
#include "services/statistics/sdmx/csv_level.h"
#include "services/statistics/sdmx/csv_scanner.h"
#include "services/statistics/sdmx/csv_structures.h"

namespace tabadul::statistics::sdmx {
namespace {

constexpr size_t kPieceBytes = 64 << 10;  // what the scanner holds beside a row
constexpr size_t kEnoughForDelimiter = 64;

std::optional<Action> ActionOf(std::string_view code) {
  if (code == "I") return Action::kInformation;
  if (code == "A" || code == "M") return Action::kAppend;
  if (code == "R") return Action::kReplace;
  if (code == "D") return Action::kDelete;
  return std::nullopt;
}

class CsvReader final : public DataReader {
 public:
  CsvReader(const Layouts& layouts, DataReceiver& receiver) : layouts_(layouts), receiver_(receiver) {}

  absl::Status Read(std::string_view bytes) override {
    if (scanner_) return ReadPieces(bytes);
    const std::string_view piece = bytes.substr(0, kEnoughForDelimiter);
    begin_.append(piece);
    const auto delimiter = CsvDelimiter(begin_);
    if (!delimiter) return absl::OkStatus();
    if (*delimiter == '\0') return NoCsv();
    delimiter_ = *delimiter;
    scanner_.emplace(delimiter_);
    RETURN_IF_ERROR(ReadPieces(begin_));
    return ReadPieces(bytes.substr(piece.size()));
  }

  absl::Status End() override {
    if (!scanner_) return NoCsv();
    scanner_->Finish();
    RETURN_IF_ERROR(Rows());
    return header_ ? absl::OkStatus() : NoCsv();
  }

 private:
  static absl::Status NoCsv() {
    return Error(common::v1::ERROR_REASON_MALFORMED,
                 {{"field", "file"}, {"form", std::string(kCsvForm)}, {"line", "1"}});
  }

  absl::Status ReadPieces(std::string_view bytes) {
    for (size_t at = 0; at < bytes.size(); at += kPieceBytes) {
      scanner_->Feed(bytes.substr(at, kPieceBytes));
      RETURN_IF_ERROR(Rows());
    }
    return absl::OkStatus();
  }

  absl::Status Rows() {
    while (scanner_->Next(row_)) RETURN_IF_ERROR(header_ ? Row() : Header());
    return absl::OkStatus();
  }

  absl::Status Header() {
    const bool readable = row_.fault == CsvRow::Fault::kNone && row_.cells.size() <= kMaxCsvCells &&
                          std::all_of(row_.cells.begin(), row_.cells.end(), IsUtf8);
    if (!readable) return NoCsv();
    ASSIGN_OR_RETURN(header_, ParseCsvHeader(row_.cells));
    structures_.emplace(layouts_, *header_, delimiter_);
    return absl::OkStatus();
  }

  absl::Status Row() {
    if (auto mistake = RowMistake()) return Tell(std::move(*mistake));
    const std::string_view type = header_->type < 0 ? "dataflow" : Cell(header_->type);
    ASSIGN_OR_RETURN(const CsvStructure* structure, structures_->Find(type, Cell(header_->structure)));
    if (structure->mistake) return Tell(*structure->mistake);
    statement_.line = row_.line;
    if (auto mistake = ReadAction()) return Tell(std::move(*mistake));
    if (auto mistake = structure->binding.Fill(*header_, row_.cells, statement_)) {
      return Tell(std::move(*mistake));
    }
    if (auto mistake = FindLevel(*structure->head.layout, statement_)) return Tell(std::move(*mistake));
    if (structure != data_set_) {
      data_set_ = structure;
      RETURN_IF_ERROR(receiver_.OnDataSet(structure->head));
    }
    return receiver_.OnRow(statement_);
  }

  absl::Status Tell(Violation violation) { return receiver_.OnMistake({row_.line, std::move(violation)}); }

  std::string_view Cell(int column) const { return row_.cells[static_cast<size_t>(column)]; }

  // What is wrong with the row before anything of it is understood; takes care that it has a cell for each column.
  std::optional<Violation> RowMistake() {
    const size_t columns = header_->columns.size();
    switch (row_.fault) {
      case CsvRow::Fault::kTooLong:
        return Violation{"",
                         common::v1::ERROR_REASON_TOO_LONG,
                         {{"limit", std::to_string(kMaxCsvRowBytes)}, {"unit", "bytes"}}};
      case CsvRow::Fault::kQuotes:
        return Violation{
            "", common::v1::ERROR_REASON_MALFORMED, {{"form", std::string(kCsvForm)}, {"detail", "quotes"}}};
      case CsvRow::Fault::kNone:
        break;
    }
    if (!std::all_of(row_.cells.begin(), row_.cells.end(), IsUtf8)) {
      return Violation{"", common::v1::ERROR_REASON_INVALID_UTF8, {}};
    }
    // Empty cells beyond the header say nothing; the standard's own examples have one.
    const size_t found = row_.cells.size();
    const auto empty = [](std::string_view cell) { return cell.empty(); };
    const bool fits =
        found >= columns && found <= kMaxCsvCells &&
        std::all_of(row_.cells.begin() + static_cast<ptrdiff_t>(columns), row_.cells.end(), empty);
    if (fits) return std::nullopt;
    return Violation{"",
                     common::v1::ERROR_REASON_MALFORMED,
                     {{"form", std::string(kCsvForm)},
                      {"detail", "cells"},
                      {"expected", std::to_string(columns)},
                      {"found", std::to_string(found)}}};
  }

  // Also in 1.0, where the column is a custom one: a deletion must not be taken for something else.
  std::optional<Violation> ReadAction() {
    statement_.action.reset();
    if (header_->action < 0 || Cell(header_->action).empty()) return std::nullopt;
    const std::string_view code = Cell(header_->action);
    statement_.action = ActionOf(code);
    if (statement_.action) return std::nullopt;
    return Violation{"ACTION",
                     common::v1::ERROR_REASON_UNKNOWN_CODE,
                     {{"scheme", "ACTION"}, {"code", std::string(Utf8Prefix(code, kMaxShownBytes))}}};
  }

  static constexpr size_t kMaxShownBytes = 64;

  const Layouts& layouts_;
  DataReceiver& receiver_;
  std::string begin_;  // of the file, until its delimiter is known
  char delimiter_ = ',';
  std::optional<CsvScanner> scanner_;
  std::optional<CsvHeader> header_;
  std::optional<CsvStructures> structures_;
  const CsvStructure* data_set_ = nullptr;  // that the receiver was told last
  CsvRow row_;
  DataRow statement_;
};

}  // namespace

std::unique_ptr<DataReader> NewCsvDataReader(const Layouts& layouts, DataReceiver& receiver) {
  return std::make_unique<CsvReader>(layouts, receiver);
}

}  // namespace tabadul::statistics::sdmx
