#include "lib/ingest/row_source.h"

#include "lib/ingest/byte_reader.h"
#include "lib/ingest/csv_source.h"
#include "lib/ingest/json_source.h"
#include "lib/ingest/xlsx_source.h"
#include "lib/ingest/xml_source.h"

namespace tabadul::ingest {

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
