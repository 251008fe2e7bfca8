#include "lib/ingest/csv_source.h"

#include <csv.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "fmt/format.h"
#include "lib/ingest/tidy.h"

namespace tabadul::ingest {
namespace {

constexpr size_t kMaxCells = 10'000;

class CsvSource final : public RowSource {
 public:
  CsvSource(ByteReader bytes, char delimiter) : bytes_(std::move(bytes)), delimiter_(delimiter) { Start(); }
  ~CsvSource() override { csv_free(&parser_); }
  CsvSource(const CsvSource&) = delete;
  CsvSource& operator=(const CsvSource&) = delete;

  absl::Status ReadHeader() {
    Row header;
    ASSIGN_OR_RETURN(const bool any, Next(header));
    if (!any || header.error != common::v1::ERROR_REASON_UNSPECIFIED) {
      return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "file"}, {"form", "CSV"}});
    }
    columns_ = NamesOfColumns(header.cells);
    return absl::OkStatus();
  }

  const std::vector<std::string>& columns() const override { return columns_; }
  uint64_t size() const override { return bytes_.size(); }

  absl::StatusOr<bool> Next(Row& row) override {
    while (ready_.empty()) {
      if (ended_) return false;
      RETURN_IF_ERROR(Fill());
    }
    row = std::move(ready_.front());
    ready_.pop_front();
    Check(row);
    return true;
  }

 private:
  void Start() {
    csv_init(&parser_, 0);
    csv_set_delim(&parser_, static_cast<unsigned char>(delimiter_));
    csv_set_blk_size(&parser_, 64 << 10);  // its 128 bytes make a long cell cost the square of its length
  }

  // One chunk, fed line by line so that every row knows its place in the file.
  absl::Status Fill() {
    ASSIGN_OR_RETURN(std::string_view chunk, bytes_.Next());
    uint64_t at = bytes_.offset();
    if (chunk.empty()) {
      csv_fini(&parser_, OnCell, OnRow, this);
      Place(at);
      ended_ = true;
      return absl::OkStatus();
    }
    while (!chunk.empty()) {
      const size_t feed = chunk.find('\n');
      const std::string_view piece = chunk.substr(0, feed == std::string_view::npos ? feed : feed + 1);
      chunk.remove_prefix(piece.size());
      at = std::min(at + piece.size(), bytes_.end());
      Feed(piece, at);
    }
    return absl::OkStatus();
  }

  void Feed(std::string_view piece, uint64_t end) {
    const bool ends = piece.back() == '\n';
    if (skipping_) {
      skipping_ = !ends;
      row_start_ = end;
      return;
    }
    if (end - row_start_ <= kMaxRowBytes) {
      csv_parse(&parser_, piece.data(), piece.size(), OnCell, OnRow, this);
      Place(end);
    }
    if (end - row_start_ > kMaxRowBytes) GiveUp(end, ends);
  }

  // A row without end, mostly a quote that nothing closes: reading goes on with the next line.
  void GiveUp(uint64_t end, bool at_line_end) {
    csv_free(&parser_);
    Start();
    cells_.clear();
    Row row;
    row.error = common::v1::ERROR_REASON_TOO_LONG;
    row.error_metadata = {{"limit", std::to_string(kMaxRowBytes)}, {"unit", "bytes"}};
    ready_.push_back(std::move(row));
    ++fresh_;
    Place(end);
    skipping_ = !at_line_end;
  }

  // Gives the rows that ended in the last piece their numbers and places.
  void Place(uint64_t end) {
    for (; fresh_ > 0; --fresh_) {
      Row& row = ready_[ready_.size() - fresh_];
      row.number = ++number_;
      row.offset = row_start_;
      row.end = end;
      row_start_ = end;
    }
    constexpr int kRowNotBegun = 0;  // libcsv's name for it is private
    if (parser_.pstate == kRowNotBegun) row_start_ = end;
  }

  void Check(Row& row) const {
    if (row.error != common::v1::ERROR_REASON_UNSPECIFIED) {
      row.cells.resize(columns_.size());
      return;
    }
    for (const std::string& cell : row.cells) {
      if (!ValidUtf8(cell)) row.error = common::v1::ERROR_REASON_INVALID_UTF8;
    }
    if (!columns_.empty() && row.cells.size() != columns_.size()) {
      row.error = common::v1::ERROR_REASON_MALFORMED;
      row.error_metadata = {{"detail", "cells"},
                            {"form", fmt::format("CSV × {}", columns_.size())},
                            {"expected", std::to_string(columns_.size())},
                            {"found", std::to_string(row.cells.size())}};
      row.cells.resize(columns_.size());
    }
  }

  static void OnCell(void* text, size_t size, void* self) {
    auto& source = *static_cast<CsvSource*>(self);
    // More cells than any table has: counted no further, so that a row of commas costs no memory.
    if (source.cells_.size() <= kMaxCells) source.cells_.emplace_back(static_cast<const char*>(text), size);
  }
  static void OnRow(int, void* self) {
    auto& source = *static_cast<CsvSource*>(self);
    Row row;
    row.cells = std::exchange(source.cells_, {});
    source.ready_.push_back(std::move(row));
    ++source.fresh_;
  }

  ByteReader bytes_;
  const char delimiter_;
  csv_parser parser_{};
  std::vector<std::string> columns_, cells_;
  std::deque<Row> ready_;
  size_t fresh_ = 0;  // rows at the end of ready_ without a place yet
  int64_t number_ = 0;
  uint64_t row_start_ = 0;
  bool skipping_ = false, ended_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RowSource>> OpenCsv(ByteReader bytes, char delimiter) {
  auto source = std::make_unique<CsvSource>(std::move(bytes), delimiter);
  RETURN_IF_ERROR(source->ReadHeader());
  return source;
}

}  // namespace tabadul::ingest
