#include "services/statistics/sdmx/csv_scanner.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "fmt/format.h"

namespace tabadul::statistics::sdmx {
namespace {

// "line|cell|cell", or "line!fault", of a file that comes in pieces of this size.
std::vector<std::string> RowsOf(std::string_view file, size_t piece, char delimiter = ',') {
  CsvScanner scanner(delimiter);
  std::vector<std::string> rows;
  CsvRow row;
  const auto take = [&] {
    while (scanner.Next(row)) {
      std::string text = std::to_string(row.line);
      if (row.fault != CsvRow::Fault::kNone)
        text += row.fault == CsvRow::Fault::kTooLong ? "!long" : "!quotes";
      for (const std::string_view cell : row.cells) text.append("|").append(cell);
      rows.push_back(std::move(text));
    }
  };
  for (; !file.empty(); file.remove_prefix(std::min(piece, file.size()))) {
    scanner.Feed(file.substr(0, piece));
    take();
  }
  scanner.Finish();
  take();
  return rows;
}

struct File {
  std::string_view bytes;
  std::vector<std::string> rows;
};

const File kFiles[] = {
    {"", {}},
    {"a", {"1|a"}},
    {"a,b\nc,d\n", {"1|a|b", "2|c|d"}},
    {"a,b\r\nc,d\r\n", {"1|a|b", "2|c|d"}},
    {"a,b\rc,d", {"1|a|b", "2|c|d"}},
    {"\xEF\xBB\xBF"
     "a,b\n",
     {"1|a|b"}},
    {"a,\n,b\n,", {"1|a|", "2||b", "3||"}},
    {"\n\na\n\r\n\r\nb", {"3|a", "6|b"}},
    {"\"a,b\",\"c\"\"d\"\n", {"1|a,b|c\"d"}},
    {"\"a\nb\r\nc\",d\ne", {"1|a\nb\r\nc|d", "4|e"}},
    {"a\"b,c\n", {"1|a\"b|c"}},
    {"\"\",\"\"\"\"", {"1||\""}},
    {"\"a\"b,c\nd\n", {"1!quotes", "2|d"}},
    {"a\n\"b", {"1|a", "2!quotes"}},
};

TEST(CsvScanner, RowsAreTheSameWhereverThePiecesAreCut) {
  for (const File& file : kFiles) {
    for (const size_t piece : {1, 2, 3, 5, 1000}) {
      EXPECT_EQ(RowsOf(file.bytes, piece), file.rows) << file.bytes << " in pieces of " << piece;
    }
  }
}

TEST(CsvScanner, AnotherDelimiterLeavesCommasAlone) {
  EXPECT_EQ(RowsOf("a,b;c\n", 2, ';'), (std::vector<std::string>{"1|a,b|c"}));
}

TEST(CsvScanner, AQuoteThatNothingClosesCostsARowAndNoMemory) {
  const std::string line = std::string(999, 'x') + '\n';
  std::string file = "a\n\"b";
  for (int i = 0; i < 3'000; ++i) file += line;
  const auto rows = RowsOf(file, 64 << 10);
  ASSERT_GT(rows.size(), 1000u);
  EXPECT_EQ(rows[0], "1|a");
  EXPECT_EQ(rows[1], "2!long");
  EXPECT_EQ(rows.back(), fmt::format("{}|{}", 3'001, line.substr(0, 999)));
}

TEST(CsvScanner, ARowOfCommasKeepsABoundedNumberOfCells) {
  CsvScanner scanner(',');
  scanner.Feed(std::string(100'000, ','));
  scanner.Finish();
  CsvRow row;
  ASSERT_TRUE(scanner.Next(row));
  EXPECT_EQ(row.cells.size(), kMaxCsvCells + 1);
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
