#include "lib/ingest/xlsx_source.h"

#include <algorithm>
#include <charconv>

#include "lib/ingest/xlsx_workbook.h"
#include "lib/ingest/xml_stream.h"

namespace tabadul::ingest {
namespace {

using Node = XmlStream::Node;

constexpr size_t kMaxColumns = 16'384;   // of the format
constexpr int64_t kMaxRows = 1'048'576;  // of the format

// "BC12" → 54. kMaxColumns if it is no reference.
size_t ColumnOf(const std::string& reference) {
  size_t column = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + static_cast<size_t>(c - 'A' + 1);
    if (column > kMaxColumns) return kMaxColumns;
  }
  return column == 0 ? kMaxColumns : column - 1;
}

class XlsxSource final : public RowSource {
 public:
  XlsxSource(XlsxWorkbook book, ZipEntry sheet)
      : book_(std::move(book)),
        sheet_(std::move(sheet)),
        xml_([this](char* buffer, int size) { return sheet_.Read(buffer, size); }) {}

  absl::Status ReadHeader() {
    Row header;
    ASSIGN_OR_RETURN(const bool any, Next(header));
    if (!any || header.error != common::v1::ERROR_REASON_UNSPECIFIED) {
      return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "file"}, {"form", std::string(kXlsxForm)}});
    }
    while (!header.cells.empty() && header.cells.back().empty()) header.cells.pop_back();
    columns_ = NamesOfColumns(header.cells);
    width_ = columns_.size();
    return absl::OkStatus();
  }

  const std::vector<std::string>& columns() const override { return columns_; }
  uint64_t size() const override { return sheet_.size(); }

  absl::StatusOr<bool> Next(Row& row) override {
    while (!ended_) {
      const Node node = xml_.Next();
      if (node == Node::kDone || node == Node::kBroken) {
        ended_ = true;
        if (node == Node::kDone) return false;
        return Broken(row);
      }
      if (node != Node::kStart || xml_.name() != "row") continue;
      if (TakeRow(row)) return true;
    }
    return false;
  }

 private:
  struct Cell {
    size_t column = 0, style = 0;
    std::string type, text;
  };

  // False for a row with nothing in it.
  bool TakeRow(Row& row) {
    const std::string number = xml_.Attribute("r");
    int64_t said = 0;
    std::from_chars(number.data(), number.data() + number.size(), said);
    number_ = said > number_ && said <= kMaxRows ? said : number_ + 1;
    row = Row{.number = number_, .offset = sheet_.done()};
    row.cells.resize(width_);
    size_t bytes = 0, next = 0;
    bool any = false;
    for (;;) {
      const Node node = xml_.Next();
      if (node == Node::kDone || node == Node::kBroken) {
        ended_ = true;
        return Broken(row);
      }
      if (node == Node::kEnd && xml_.name() == "row") break;
      if (node != Node::kStart || xml_.name() != "c") continue;
      Cell cell{.column = next};
      if (const std::string reference = xml_.Attribute("r"); !reference.empty())
        cell.column = ColumnOf(reference);
      next = cell.column + 1;
      TakeCell(&cell);
      if (cell.column >= (columns_.empty() ? kMaxColumns : width_)) continue;
      if (cell.column >= row.cells.size())
        row.cells.resize(cell.column + 1);  // the header grows as it is read
      std::string value = Value(cell);
      bytes += value.size();
      any |= !value.empty();
      if (bytes > kMaxRowBytes) {
        row.error = common::v1::ERROR_REASON_TOO_LONG;
        row.error_metadata = {{"limit", std::to_string(kMaxRowBytes)}, {"unit", "bytes"}};
      } else {
        row.cells[cell.column] = std::move(value);
      }
    }
    row.end = sheet_.done();
    return any || row.error != common::v1::ERROR_REASON_UNSPECIFIED;
  }

  // <c r="B5" t="s" s="3"><f>…</f><v>…</v><is><t>…</t></is></c>
  void TakeCell(Cell* cell) {
    cell->type = xml_.Attribute("t");
    const std::string style = xml_.Attribute("s");
    std::from_chars(style.data(), style.data() + style.size(), cell->style);
    bool wanted = false, phonetic = false;
    for (;;) {
      const Node node = xml_.Next();
      if (node == Node::kDone || node == Node::kBroken) return;
      if (node == Node::kText) {
        if (wanted && !phonetic && cell->text.size() <= kMaxRowBytes) cell->text += xml_.text();
        continue;
      }
      if (node == Node::kEnd && xml_.name() == "c") return;
      if (xml_.name() == "v" || xml_.name() == "t") wanted = node == Node::kStart;
      if (xml_.name() == "rPh") phonetic = node == Node::kStart;
    }
  }

  std::string Value(const Cell& cell) const {
    if (cell.text.empty() || cell.type == "e") return "";
    if (cell.type == "s") {
      size_t index = 0;
      std::from_chars(cell.text.data(), cell.text.data() + cell.text.size(), index);
      return std::string(book_.SharedText(index));
    }
    if (cell.type == "b") return cell.text == "1" ? "true" : "false";
    if (cell.type == "inlineStr" || cell.type == "str") return ExcelText(cell.text);
    if (cell.type == "d") return cell.text;
    return book_.Number(cell.text, cell.style);
  }

  // What follows cannot be read: one row says so, so that a full export is not taken for whole.
  bool Broken(Row& row) {
    row.number = row.number > number_ ? row.number : ++number_;
    row.end = sheet_.done();
    row.cells.assign(width_, "");
    row.error = common::v1::ERROR_REASON_MALFORMED;
    row.error_metadata = {{"form", "XLSX"}, {"detail", "xml"}};
    return true;
  }

  const XlsxWorkbook book_;
  ZipEntry sheet_;
  XmlStream xml_;
  std::vector<std::string> columns_;
  size_t width_ = 0;
  int64_t number_ = 0;
  bool ended_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RowSource>> OpenXlsx(ZipArchive archive, const std::string& sheet) {
  ASSIGN_OR_RETURN(XlsxWorkbook book, XlsxWorkbook::Open(std::move(archive), sheet));
  ASSIGN_OR_RETURN(ZipEntry entry, book.Sheet());
  auto source = std::make_unique<XlsxSource>(std::move(book), std::move(entry));
  RETURN_IF_ERROR(source->ReadHeader());
  return source;
}

}  // namespace tabadul::ingest
