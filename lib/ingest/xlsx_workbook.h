// What the cells of an XLSX sheet refer to: the workbook's sheets, its shared texts, which styles are dates.
// Bounded: 256 MiB of shared texts, 16 MiB of everything else. Immutable after opening.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/ingest/zip_archive.h"

namespace tabadul::ingest {

class XlsxWorkbook {
 public:
  // `sheet`: its name; empty = the first that is not hidden. MALFORMED {field: file | sheet, form}.
  static absl::StatusOr<XlsxWorkbook> Open(ZipArchive archive, const std::string& sheet);

  // The sheet as a stream, at most 4 GiB.
  absl::StatusOr<ZipEntry> Sheet() const;
  // "" if there is no such.
  std::string_view SharedText(size_t index) const;
  // What a number in a cell of this style says: a day, a day and time, or a number. `style`: the index in `s`.
  std::string Number(const std::string& raw, size_t style) const;

 private:
  absl::Status ReadWorkbook(const std::string& sheet);
  absl::Status ReadRelations(const std::string& sheet_id);
  absl::Status ReadSharedTexts();
  absl::Status ReadStyles();

  ZipArchive archive_;
  std::string sheet_path_, texts_path_, styles_path_;
  std::string texts_;              // one behind the other
  std::vector<uint32_t> ends_;     // of each
  std::vector<bool> date_styles_;  // by the index in `s`
  bool from_1904_ = false;
};

// Whether a format code of Excel shows a day or a time: "dd/mm/yyyy", "[$-401]d mmmm yyyy", "h:mm" but not "0.00".
bool IsDateFormat(std::string_view code);
// Days since Excel's first one: "2022-10-31", "2022-10-31T08:30:00" with a time of day, "08:30:00" without a day. Empty
// if it is none.
std::string ExcelDate(double serial, bool from_1904);
// A text without the escapes of characters that XML cannot hold: "_x000D_".
std::string ExcelText(std::string_view text);

}  // namespace tabadul::ingest
