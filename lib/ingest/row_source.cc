#include "lib/ingest/row_source.h"

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "lib/ingest/byte_reader.h"
#include "lib/ingest/csv_source.h"
#include "lib/ingest/json_source.h"
#include "lib/ingest/tidy.h"
#include "lib/ingest/xlsx_source.h"
#include "lib/ingest/xml_source.h"

namespace tabadul::ingest {

std::vector<std::string> NamesOfColumns(const std::vector<std::string>& headers) {
  std::vector<std::string> names;
  for (const std::string& header : headers) names.push_back(Tidy(header, Lines::kOne));
  std::set<std::string> taken(names.begin(), names.end());
  std::map<std::string, size_t> times;  // that a header has stood
  for (std::string& name : names) {
    size_t& number = times[name];
    if (++number == 1) continue;
    const std::string before = name.empty() ? "" : name + " ";
    name = absl::StrCat(before, "(", number, ")");
    while (!taken.insert(name).second) name = absl::StrCat(before, "(", ++number, ")");
  }
  return names;
}

absl::StatusOr<std::unique_ptr<RowSource>> OpenRows(const std::string& path, const InputFormat& input,
                                                    const std::vector<std::string>& wanted) {
  if (input.format == Format::kXlsx) {
    ASSIGN_OR_RETURN(ZipArchive archive, ZipArchive::Open(path, kXlsxForm));
    return OpenXlsx(std::move(archive), input.sheet);
  }
  ASSIGN_OR_RETURN(ByteReader bytes, ByteReader::Open(path));
  if (input.format == Format::kXml)
    return OpenXml(std::move(bytes), input, wanted);  // XML says its encoding itself
  bytes.DecodeFrom(input.encoding);
  switch (input.format) {
    case Format::kJsonLines:
      return OpenJsonLines(std::move(bytes), wanted);
    case Format::kJsonArray:
      return OpenJsonArray(std::move(bytes), input.rows, wanted);
    default:
      return OpenCsv(std::move(bytes), input.delimiter);
  }
}

}  // namespace tabadul::ingest
