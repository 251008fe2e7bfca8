// Any bytes as a workbook, and, where they are none, as the sheet of one: refused, or rows beside the header.
#include <zip.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "lib/ingest/xlsx_source.h"
#include "lib/ingest/xlsx_workbook.h"
#include "tests/fuzz/rows.h"

namespace {

using namespace tabadul;

using tabadul::fuzz::Check;

void ReadAll(std::string_view bytes) {
  auto archive = ingest::ZipArchive::Over(bytes, ingest::kXlsxForm);
  if (!archive.ok()) return;
  auto rows = ingest::OpenXlsx(*std::move(archive), "");
  if (!rows.ok()) return;
  int64_t number = 0;
  fuzz::EachRow(**rows, [&](const ingest::Row& row) {
    Check(row.number > number && row.cells.size() == (*rows)->columns().size());
    number = row.number;
  });
}

// A workbook whose parts are these.
std::string Workbook(std::string_view sheet) {
  zip_error_t error;
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  zip_source_keep(target);
  const std::pair<const char*, std::string_view> parts[] = {
      {"xl/workbook.xml", "<w><sheets><sheet name='a' r:id='r1' xmlns:r='r'/></sheets></w>"},
      {"xl/_rels/workbook.xml.rels",
       "<R><Relationship Id='r1' Type='x/worksheet' Target='s.xml'/>"
       "<Relationship Id='r2' Type='x/styles' Target='t.xml'/></R>"},
      {"xl/t.xml", "<s><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></s>"},
      {"xl/s.xml", sheet}};
  for (const auto& [name, text] : parts)
    zip_file_add(archive, name, zip_source_buffer(archive, text.data(), text.size(), 0), 0);
  Check(zip_close(archive) == 0);
  Check(zip_source_open(target) == 0);
  zip_stat_t info;
  zip_source_stat(target, &info);
  std::string bytes(info.size, '\0');
  Check(zip_source_read(target, bytes.data(), bytes.size()) == static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tabadul::fuzz::Text(data, size);
  ReadAll(text);
  if (!text.starts_with("PK")) ReadAll(Workbook(text));
  ingest::IsDateFormat(text);
  Check(ingest::ExcelText(text).size() <= size);
  return 0;
}
