// One sheet of an XLSX workbook as rows: its first row with anything in it is the header, rows that are empty are passed
// over, cells beyond the header (notes at the side) are not read. Days arrive as "2022-10-31", numbers in full, truth as
// "true" and "false", formulas as their last result, errors (#N/A) as nothing. See row_source.h.
#pragma once

#include "lib/ingest/row_source.h"
#include "lib/ingest/zip_archive.h"

namespace tabadul::ingest {

inline constexpr std::string_view kXlsxForm = "XLSX, ≤ 256 MiB of texts, ≤ 4 GiB a sheet";

// `sheet`: its name; empty = the first that is not hidden.
absl::StatusOr<std::unique_ptr<RowSource>> OpenXlsx(ZipArchive archive, const std::string& sheet);

}  // namespace tabadul::ingest
