// JSON arrays, XLSX, XML and the encodings, as files have them; what is cut off, damaged or hostile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zip.h>

#include <fstream>
#include <map>

#include "lib/ingest/byte_reader.h"
#include "lib/ingest/row_source.h"
#include "lib/ingest/xlsx_source.h"
#include "lib/ingest/xlsx_workbook.h"

namespace tabadul::ingest {
namespace {

using common::v1::ERROR_REASON_INVALID_UTF8;
using common::v1::ERROR_REASON_MALFORMED;
using common::v1::ERROR_REASON_TOO_LONG;
using common::v1::ERROR_REASON_UNSPECIFIED;
using testing::ElementsAre;
using Strings = std::vector<std::string>;

std::string File(std::string_view bytes) {
  const std::string path = testing::TempDir() + "readers_" + std::to_string(getpid());
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

std::vector<Row> RowsOf(std::string_view bytes, const InputFormat& input, const Strings& wanted = {},
                        Strings* columns = nullptr) {
  auto source = OpenRows(File(bytes), input, wanted);
  EXPECT_TRUE(source.ok()) << source.status();
  std::vector<Row> rows;
  if (!source.ok()) return rows;
  if (columns) *columns = (*source)->columns();
  for (Row row;;) {
    const auto more = (*source)->Next(row);
    EXPECT_TRUE(more.ok()) << more.status();
    if (!more.ok() || !*more) return rows;
    rows.push_back(row);
  }
}

// ---- JSON arrays

constexpr InputFormat kArray{.format = Format::kJsonArray};

TEST(JsonArray, IsCutIntoItsObjects) {
  const auto rows = RowsOf("\xef\xbb\xbf [ {\"a\": \"x,]}\\\"\"},\n{\"a\": {\"b\": [1]}} , {\"a\": 3}]\n",
                           kArray, {"a", "a.b[0]"});
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].cells, (Strings{"x,]}\"", ""}));
  EXPECT_EQ(rows[1].cells, (Strings{"{\"b\":[1]}", "1"}));
  EXPECT_EQ(rows[2].number, 3);
}

// The paths "a", "a/a", … of things that stand in each other.
Strings Nested(const std::string& separator, int depth) {
  Strings paths = {"a"};
  while (static_cast<int>(paths.size()) < depth) paths.push_back(paths.back() + separator + "a");
  return paths;
}

TEST(JsonArray, WhatIsTakenAgainAndAgainIsTooMuch) {
  std::string inner = "\"" + std::string(100'000, 'x') + "\"";
  for (int i = 0; i < 60; ++i) inner = "{\"a\": " + inner + "}";
  const std::string file = "[" + inner + ", {\"a\": 1}]";
  const auto few = RowsOf(file, kArray, Nested(".", 10)), many = RowsOf(file, kArray, Nested(".", 60));
  ASSERT_EQ(few.size(), 2U);
  EXPECT_EQ(few[0].error, ERROR_REASON_UNSPECIFIED);
  ASSERT_EQ(many.size(), 2U);
  EXPECT_EQ(many[0].error, ERROR_REASON_TOO_LONG);
  EXPECT_EQ(many[1].error, ERROR_REASON_UNSPECIFIED);
}

TEST(JsonArray, IsFoundWhereThePathLeads) {
  InputFormat input = kArray;
  input.rows = "data.items";
  const auto rows = RowsOf(
      R"({"items": [{"a": 0}], "x": {"data": {"items": [{"a": 0}]}}, "data": {"n": "items", "items": [{"a": 1}, {"a": 2}]}})",
      input, {"a"});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].cells[0], "2");
  for (const char* none : {"[1]", "{}", R"({"data": 1})", R"({"data": {"items": {}}})", ""}) {
    EXPECT_EQ(ReasonOf(OpenRows(File(none), input, {"a"}).status()), ERROR_REASON_MALFORMED) << none;
  }
}

TEST(JsonArray, ABadElementIsABadRowAndACutFileSaysSo) {
  auto rows = RowsOf(R"([{"a": 1}, 5, {"a" 2}, {"a": 3}])", kArray, {"a"});
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[1].error, ERROR_REASON_MALFORMED);
  EXPECT_EQ(rows[2].error, ERROR_REASON_MALFORMED);
  EXPECT_EQ(rows[3].cells[0], "3");
  for (const char* cut : {R"([{"a": 1}, {"a": "2)", R"([{"a": 1},)", R"([{"a": 1})"}) {
    rows = RowsOf(cut, kArray, {"a"});
    ASSERT_EQ(rows.size(), 2U) << cut;
    EXPECT_EQ(rows[0].error, ERROR_REASON_UNSPECIFIED);
    EXPECT_EQ(rows[1].error, ERROR_REASON_MALFORMED) << cut;
  }
}

TEST(JsonArray, AnElementWithoutEndCostsBoundedMemory) {
  const auto rows =
      RowsOf("[{\"a\": \"" + std::string(kMaxRowBytes + 100, 'x') + "\"}, {\"a\": 2}]", kArray, {"a"});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].error, ERROR_REASON_TOO_LONG);
  EXPECT_EQ(rows[1].cells[0], "2");
}

// ---- XML

InputFormat Xml(const std::string& rows) { return {.format = Format::kXml, .rows = rows}; }

constexpr char kHrXml[] = R"(<?xml version="1.0" encoding="UTF-8"?>
<oa:PositionOpenings xmlns:oa="http://www.hr-xml.org/3" xmlns="http://www.hr-xml.org/3">
  <!-- two -->
  <PositionOpening status="Active">
    <DocumentID schemeID="SY">42</DocumentID>
    <PositionProfile languageCode="ar"><PositionTitle>ممرضة</PositionTitle></PositionProfile>
    <PositionProfile languageCode="en"><PositionTitle>Nurse &amp; midwife</PositionTitle></PositionProfile>
    <Description><p>First <b>bold</b></p><p>second</p><![CDATA[ <i>raw</i> ]]></Description>
    <Empty/>
  </PositionOpening>
  <PositionOpening><DocumentID>43</DocumentID></PositionOpening>
</oa:PositionOpenings>)";

TEST(Xml, PathsFindTextsAndAttributes) {
  const auto rows = RowsOf(
      kHrXml, Xml("PositionOpenings/PositionOpening"),
      {"DocumentID", "DocumentID/@schemeID", "@status", "PositionProfile[@languageCode=en]/PositionTitle",
       "PositionProfile[0]/PositionTitle", "PositionProfile/PositionTitle", "Empty", "No/Such"});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_THAT(rows[0].cells, ElementsAre("42", "SY", "Active", "Nurse & midwife", "ممرضة",
                                         "[\"ممرضة\",\"Nurse & midwife\"]", "", ""));
  EXPECT_EQ(rows[1].cells[0], "43");
  EXPECT_EQ(rows[1].number, 2);
  EXPECT_EQ(RowsOf(kHrXml, Xml("PositionOpening"), {"DocumentID"}).size(), 2U) << "by name alone";
  EXPECT_EQ(RowsOf(kHrXml, Xml("Other/PositionOpening"), {"DocumentID"}).size(), 0U);
}

TEST(Xml, TextBelowElementsKeepsTheirLines) {
  const auto rows = RowsOf(kHrXml, Xml("PositionOpening"), {"Description"});
  EXPECT_EQ(rows[0].cells[0], "First bold\nsecond\n<i>raw</i>");
}

TEST(Xml, ItsOwnHeadSaysTheEncoding) {
  const auto rows = RowsOf("<?xml version='1.0' encoding='windows-1256'?><a><r>\xe3\xe3\xd1\xd6\xc9</r></a>",
                           Xml("r"), {"."});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].cells[0], "ممرضة");
}

TEST(Xml, WhatIsBrokenIsOneRowMore) {
  std::string text = "<a>";
  for (int i = 0; i < 1000; ++i) text += "<r>" + std::to_string(i) + "</r>";
  const auto rows = RowsOf(text + "<r>2</x></a>", Xml("r"), {"."});
  ASSERT_GT(rows.size(), 900U) << "what stands well before the damage";
  EXPECT_EQ(rows[900].cells[0], "900");
  EXPECT_EQ(rows.back().error, ERROR_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(OpenRows(File("<a><r>1</r><r>2</x></a>"), Xml("r"), {}).status()),
            ERROR_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(OpenRows(File("id,title\n"), Xml("r"), {}).status()), ERROR_REASON_MALFORMED);
}

TEST(Xml, EntitiesAndDocumentTypesAreRefused) {
  for (const char* attack :
       {"<!DOCTYPE a [<!ENTITY e SYSTEM \"/etc/passwd\">]><a><r>&e;</r></a>",
        "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><a><r>&b;&b;</r></a>"}) {
    const auto opened = OpenRows(File(attack), Xml("r"), {"."});
    EXPECT_EQ(ReasonOf(opened.status()), ERROR_REASON_MALFORMED) << attack;
  }
}

TEST(Xml, WhatIsTakenAgainAndAgainIsTooMuch) {
  std::string inner(100'000, 'x');
  for (int i = 0; i < 60; ++i) inner = "<a>" + inner + "</a>";
  const InputFormat input{.format = Format::kXml, .rows = "rs/r"};
  const auto rows = RowsOf("<rs><r>" + inner + "</r><r><a>1</a></r></rs>", input, Nested("/", 60));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].error, ERROR_REASON_TOO_LONG);
  EXPECT_EQ(rows[0].cells[0], "");
  EXPECT_EQ(rows[1].error, ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(rows[1].cells[0], "1");
}

TEST(Xml, ARowTooLargeIsRefusedAndTheNextIsRead) {
  std::string text = "<a><r>";
  for (int i = 0; i < 50; ++i) text += "<p>" + std::string(100'000, 'x') + "</p>";
  const auto rows = RowsOf(text + "</r><r><p>ok</p></r></a>", Xml("r"), {"p[0]"});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].error, ERROR_REASON_TOO_LONG);
  EXPECT_EQ(rows[1].cells[0], "ok");
}

// ---- XLSX

using Parts = std::map<std::string, std::string>;

// A workbook of these parts; those that every workbook needs are added.
std::string Workbook(Parts parts) {
  parts.emplace(
      "xl/workbook.xml",
      R"(<workbook xmlns:r="r"><sheets><sheet name="Old" sheetId="1" state="hidden" r:id="rId9"/>)"
      R"(<sheet name="Jobs" sheetId="2" r:id="rId1"/><sheet name="Second" sheetId="3" r:id="rId2"/></sheets></workbook>)");
  parts.emplace(
      "xl/_rels/workbook.xml.rels",
      R"(<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>)"
      R"(<Relationship Id="rId2" Type="x/worksheet" Target="/xl/worksheets/sheet2.xml"/>)"
      R"(<Relationship Id="rId3" Type="x/sharedStrings" Target="sharedStrings.xml"/>)"
      R"(<Relationship Id="rId4" Type="x/styles" Target="styles.xml"/></Relationships>)");
  parts.emplace("xl/sharedStrings.xml", "<sst><si><t>id</t></si><si><t>title</t></si></sst>");
  parts.emplace("xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/></cellXfs></styleSheet>");
  const std::string path = testing::TempDir() + "book_" + std::to_string(getpid()) + ".xlsx";
  unlink(path.c_str());
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  for (const auto& [name, text] : parts) {
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), 0);
  }
  EXPECT_EQ(zip_close(archive), 0);
  return path;
}

std::vector<Row> Sheet(const Parts& parts, const std::string& sheet = "", Strings* columns = nullptr) {
  auto source = OpenRows(Workbook(parts), {.format = Format::kXlsx, .sheet = sheet}, {});
  EXPECT_TRUE(source.ok()) << source.status();
  std::vector<Row> rows;
  if (!source.ok()) return rows;
  if (columns) *columns = (*source)->columns();
  for (Row row;;) {
    const auto more = (*source)->Next(row);
    if (!more.ok() || !*more) return rows;
    rows.push_back(row);
  }
}

TEST(Xlsx, CellsOfEveryKindAreRead) {
  Strings columns;
  const auto rows = Sheet(
      {{"xl/sharedStrings.xml",
        "<sst><si><t>id</t></si><si><r><t>ti</t></r><r><t>tle</t></r><rPh><t>no</t></rPh></"
        "si><si><t>ممرضة_x000D_</t></si></sst>"},
       {"xl/styles.xml",
        "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-401]d mmm yyyy\"/></numFmts>"
        "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
        "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf "
        "numFmtId=\"22\"/></cellXfs></styleSheet>"},
       {"xl/worksheets/sheet1.xml",
        "<worksheet><sheetData><row r=\"1\"/><row r=\"3\"><c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"B3\" "
        "t=\"s\"><v>1</v></c>"
        "<c r=\"C3\" t=\"inlineStr\"><is><t>day</t></is></c><c r=\"D3\" t=\"str\"><f>\"x\"</f><v>open</v></c>"
        "<c r=\"E3\" t=\"inlineStr\"><is><t>pay</t></is></c></row>"
        "<row r=\"4\"><c r=\"A4\"><v>12345678901</v></c><c r=\"B4\" t=\"s\"><v>2</v></c><c r=\"C4\" "
        "s=\"1\"><v>44865</v></c>"
        "<c r=\"D4\" t=\"b\"><v>1</v></c><c r=\"E4\"><v>0.30000000000000004</v></c><c "
        "r=\"H4\"><v>9</v></c></row>"
        "<row r=\"5\"><c r=\"B5\" t=\"inlineStr\"><is><t> </t></is></c></row><row r=\"6\"/>"
        "<row r=\"7\"><c r=\"A7\"><v>7</v></c><c r=\"C7\" s=\"3\"><v>44865.5</v></c><c r=\"D7\" "
        "t=\"e\"><v>#N/A</v></c>"
        "<c r=\"E7\" s=\"2\"><v>1</v></c></row></sheetData></worksheet>"}},
      "", &columns);
  EXPECT_THAT(columns, ElementsAre("id", "title", "day", "open", "pay"));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].number, 4) << "as Excel shows it";
  EXPECT_THAT(rows[0].cells, ElementsAre("12345678901", "ممرضة\r", "2022-10-31", "true", "0.3"));
  EXPECT_EQ(rows[1].number, 5);
  EXPECT_THAT(rows[2].cells, ElementsAre("7", "", "2022-10-31T12:00:00", "", "1900-01-01"));
}

TEST(Xlsx, AHeaderThatStandsAgainHasANumber) {
  Strings columns;
  const auto rows =
      Sheet({{"xl/worksheets/sheet1.xml",
              "<worksheet><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>1</v></c></row>"
              "<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row></worksheet>"}},
            "", &columns);
  EXPECT_THAT(columns, ElementsAre("id", "title", "title (2)"));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_THAT(rows[0].cells, ElementsAre("1", "2", "3"));
}

TEST(NamesOfColumns, EachIsOfOneColumn) {
  EXPECT_THAT(NamesOfColumns({"a", "b", "a", " a ", "b"}), ElementsAre("a", "b", "a (2)", "a (3)", "b (2)"));
  EXPECT_THAT(NamesOfColumns({"", "a", "", ""}), ElementsAre("", "a", "(2)", "(3)"));
  EXPECT_THAT(NamesOfColumns({"a", "a", "a (2)", "a"}), ElementsAre("a", "a (3)", "a (2)", "a (4)"))
      << "what stands so in the file is what a mapping means by it";
  const Strings names = NamesOfColumns({"a", "a", "", ""});
  EXPECT_EQ(NamesOfColumns(names), names) << "a file of rejects is read as it was written";
}

TEST(Xlsx, TheSheetIsChosenByName) {
  const Parts parts = {{"xl/worksheets/sheet2.xml",
                        "<worksheet><row><c t=\"inlineStr\"><is><t>a</t></is></c></row>"
                        "<row><c><v>1</v></c></row></worksheet>"}};
  const auto rows = Sheet(parts, "Second");
  ASSERT_EQ(rows.size(), 1U) << "rows and cells without references stand in order";
  EXPECT_EQ(rows[0].number, 2);
  const auto none = OpenRows(Workbook(parts), {.format = Format::kXlsx, .sheet = "Third"}, {});
  EXPECT_EQ(ReasonOf(none.status()), ERROR_REASON_MALFORMED);
  EXPECT_EQ(MetadataOf(none.status()).at("form"), "Old | Jobs | Second");
}

TEST(Xlsx, ABombIsRefusedBeforeItIsUnpacked) {
  const auto bomb =
      OpenRows(Workbook({{"xl/sharedStrings.xml", "<sst>" + std::string(300 << 20, ' ') + "</sst>"},
                         {"xl/worksheets/sheet1.xml", "<worksheet/>"}}),
               {.format = Format::kXlsx}, {});
  EXPECT_EQ(ReasonOf(bomb.status()), ERROR_REASON_MALFORMED);
}

TEST(Xlsx, WhatIsNoWorkbookIsRefused) {
  EXPECT_EQ(ReasonOf(OpenRows(File("PK no"), {.format = Format::kXlsx}, {}).status()),
            ERROR_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(OpenRows("/none.xlsx", {.format = Format::kXlsx}, {}).status()),
            common::v1::ERROR_REASON_NOT_FOUND);
  const auto broken = Sheet(
      {{"xl/worksheets/sheet1.xml", "<worksheet><row><c><v>1</v></c></row><row><c><v>2</v></c></row><row>"}});
  ASSERT_EQ(broken.size(), 2U);
  EXPECT_EQ(broken[1].error, ERROR_REASON_MALFORMED);
}

TEST(Xlsx, FormatsOfDaysAreTold) {
  for (const char* yes :
       {"dd/mm/yyyy", "m/d/yy h:mm", "[$-409]d\\-mmm\\-yy;@", "yyyy\"年\"m\"月\"", "[h]:mm:ss", "mmm yy"}) {
    EXPECT_TRUE(IsDateFormat(yes)) << yes;
  }
  for (const char* no : {"General", "0.00", "#,##0 \"days\"", "0.00E+00", "@", "[Red]0", "# ?/?", "\"d\""}) {
    EXPECT_FALSE(IsDateFormat(no)) << no;
  }
}

TEST(Xlsx, DaysCountAsExcelCountsThem) {
  EXPECT_EQ(ExcelDate(1, false), "1900-01-01");
  EXPECT_EQ(ExcelDate(59, false), "1900-02-28");
  EXPECT_EQ(ExcelDate(61, false), "1900-03-01");
  EXPECT_EQ(ExcelDate(45292, false), "2024-01-01");
  EXPECT_EQ(ExcelDate(43830, true), "2024-01-01");
  EXPECT_EQ(ExcelDate(0.25, false), "06:00:00");
  EXPECT_EQ(ExcelDate(-1, false), "");
}

// ---- encodings

std::string Utf16(std::u16string_view text, bool little, bool mark) {
  std::string bytes;
  const auto put = [&](char16_t c) {
    const char low = static_cast<char>(c & 0xff), high = static_cast<char>(c >> 8);
    bytes += little ? low : high;
    bytes += little ? high : low;
  };
  if (mark) put(0xfeff);
  for (const char16_t c : text) put(c);
  return bytes;
}

TEST(Encodings, AreDetected) {
  const std::string utf8 = "id,مسمى\n1,ممرضة é\n";
  const std::u16string wide = u"id,مسمى\n1,ممرضة é😀\n";
  EXPECT_EQ(DetectEncoding(utf8), Encoding::kUtf8);
  EXPECT_EQ(DetectEncoding("\xef\xbb\xbfid"), Encoding::kUtf8);
  EXPECT_EQ(DetectEncoding("id,title\n"), Encoding::kUtf8);
  EXPECT_EQ(DetectEncoding(utf8 + "2,\xff\n"), Encoding::kUtf8) << "one spoilt byte";
  EXPECT_EQ(DetectEncoding(utf8.substr(0, utf8.size() - 12)), Encoding::kUtf8) << "cut within a letter";
  for (const bool mark : {true, false}) {
    EXPECT_EQ(DetectEncoding(Utf16(wide, true, mark)), Encoding::kUtf16Le);
    EXPECT_EQ(DetectEncoding(Utf16(wide, false, mark)), Encoding::kUtf16Be);
  }
  EXPECT_EQ(DetectEncoding("id,title\n1,\xe3\xe3\xd1\xd6\xc9 \xdd\xed \xe3\xd3\xca\xd4\xdd\xec\n"),
            Encoding::kWindows1256);
  EXPECT_EQ(DetectEncoding("id,intitul\xe9\n1,Ing\xe9nieur d\x92\xe9tudes, c\x9cur\n"),
            Encoding::kWindows1252);
}

TEST(Encodings, FilesOfEachSayTheSame) {
  const std::u16string wide = u"id,title\n1,ممرضة، é 😀\n";
  const std::string expected = "ممرضة، é 😀";
  for (const bool little : {true, false}) {
    for (const bool mark : {true, false}) {
      const auto rows = RowsOf(Utf16(wide, little, mark), {});
      ASSERT_EQ(rows.size(), 1U);
      EXPECT_EQ(rows[0].cells[1], expected);
      EXPECT_LE(rows[0].end, Utf16(wide, little, mark).size());
    }
  }
  const auto arabic = RowsOf("id,title\n1,\xe3\xe3\xd1\xd6\xc9 \x8e\n", {});
  ASSERT_EQ(arabic.size(), 1U);
  EXPECT_EQ(arabic[0].cells[1], "ممرضة ژ");
  const auto french = RowsOf("id;intitul\xe9\n1;Ing\xe9nieur d\x92\xe9tudes \x80\n", {.delimiter = ';'});
  ASSERT_EQ(french.size(), 1U);
  EXPECT_EQ(french[0].cells[1], "Ingénieur d’études €");
}

TEST(Encodings, TheMappingOverrides) {
  const auto rows = RowsOf("id,t\n1,\xe9\n", {.encoding = Encoding::kWindows1256});
  EXPECT_EQ(rows[0].cells[1], "é") << "Windows-1256 has it in the same place";
  EXPECT_EQ(RowsOf("id,t\n1,\xc9\n", {.encoding = Encoding::kWindows1256})[0].cells[1], "ة");
  EXPECT_EQ(RowsOf("id,t\n1,\xc9\n", {.encoding = Encoding::kWindows1252})[0].cells[1], "É");
  EXPECT_EQ(RowsOf("id,t\n1,\xc9\n", {.encoding = Encoding::kUtf8})[0].error, ERROR_REASON_INVALID_UTF8);
}

TEST(Encodings, WhatMeansNothingSpoilsItsRowOnly) {
  const auto rows = RowsOf("id,t\n1,\x81\n2,ok\n", {.encoding = Encoding::kWindows1252});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].error, ERROR_REASON_INVALID_UTF8);
  EXPECT_EQ(rows[1].cells[1], "ok");
  std::u16string half = u"id,t\n1,x\n2,ok\n";
  half[7] = 0xd800;
  const auto wide = RowsOf(Utf16(half, true, true), {});
  ASSERT_EQ(wide.size(), 2U);
  EXPECT_EQ(wide[0].error, ERROR_REASON_INVALID_UTF8);
  EXPECT_EQ(wide[1].cells[1], "ok");
}

}  // namespace
}  // namespace tabadul::ingest
