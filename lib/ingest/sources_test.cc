// CSV and JSON Lines as rows: what real files do to a reader.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "lib/ingest/row_source.h"

namespace tabadul::ingest {
namespace {

using Strings = std::vector<std::string>;
using common::v1::ERROR_REASON_INVALID_UTF8;
using common::v1::ERROR_REASON_MALFORMED;
using common::v1::ERROR_REASON_NOT_FOUND;
using common::v1::ERROR_REASON_TOO_LONG;
using common::v1::ERROR_REASON_UNSPECIFIED;

class Sources : public testing::Test {
 protected:
  std::string File(std::string_view bytes) {
    const std::string path = testing::TempDir() + "sources_" + std::to_string(getpid());
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  void Open(std::string_view bytes, InputFormat input = {}, const Strings& wanted = {}) {
    auto opened = OpenRows(File(bytes), input, wanted);
    ASSERT_TRUE(opened.ok()) << opened.status();
    source_ = *std::move(opened);
    rows_.clear();
    for (Row row;;) {
      const auto more = source_->Next(row);
      ASSERT_TRUE(more.ok()) << more.status();
      if (!*more) break;
      rows_.push_back(row);
    }
  }
  std::unique_ptr<RowSource> source_;
  std::vector<Row> rows_;
};

TEST_F(Sources, CsvCellsMayHoldEverything) {
  Open("\xef\xbb\xbfid,text\r\n1,\"a \"\"b\"\", c\r\nd\"\r\n\r\n2, x \r\n");
  EXPECT_EQ(source_->columns(), (Strings{"id", "text"}));
  ASSERT_EQ(rows_.size(), 2U);
  EXPECT_EQ(rows_[0].cells, (Strings{"1", "a \"b\", c\r\nd"}));
  EXPECT_EQ(rows_[1].cells, (Strings{"2", "x"}));
}

TEST_F(Sources, CsvRowsKnowTheirPlaceInTheFile) {
  const std::string text = "id,text\n1,\"two\nlines\"\n2,x";
  Open(text);
  ASSERT_EQ(rows_.size(), 2U);
  EXPECT_EQ(rows_[0].number, 2);
  EXPECT_EQ(text.substr(rows_[0].offset, rows_[0].end - rows_[0].offset), "1,\"two\nlines\"\n");
  EXPECT_EQ(rows_[1].number, 3);
  EXPECT_EQ(text.substr(rows_[1].offset, rows_[1].end - rows_[1].offset), "2,x");
  EXPECT_EQ(source_->size(), text.size());
}

TEST_F(Sources, CsvTakesOtherDelimitersAndOldLineEnds) {
  Open("a;b\r1;2\r3;4\r", {.delimiter = ';'});
  ASSERT_EQ(rows_.size(), 2U);
  EXPECT_EQ(rows_[1].cells, (Strings{"3", "4"}));
  Open("a\tb\n1\t\n", {.delimiter = '\t'});
  ASSERT_EQ(rows_.size(), 1U);
  EXPECT_EQ(rows_[0].cells, (Strings{"1", ""}));
}

TEST_F(Sources, ARowWithOtherCellsIsABadRowAndNotTheEnd) {
  Open("a,b\n1\n1,2,3\n1,2\n");
  ASSERT_EQ(rows_.size(), 3U);
  for (int bad : {0, 1}) {
    EXPECT_EQ(rows_[bad].error, ERROR_REASON_MALFORMED);
    EXPECT_EQ(rows_[bad].error_metadata.at("expected"), "2");
    EXPECT_EQ(rows_[bad].cells.size(), 2U);
  }
  EXPECT_EQ(rows_[2].error, ERROR_REASON_UNSPECIFIED);
}

TEST_F(Sources, BytesThatAreNoUtf8SpoilTheirRowOnly) {
  Open("a,ممرضة\n1,\xff\n2,ok\n");
  ASSERT_EQ(rows_.size(), 2U);
  EXPECT_EQ(rows_[0].error, ERROR_REASON_INVALID_UTF8);
  EXPECT_EQ(rows_[1].error, ERROR_REASON_UNSPECIFIED);
}

TEST_F(Sources, AQuoteThatNothingClosesCostsOneRowAndBoundedMemory) {
  std::string text = "a,b\n1,\"open";
  while (text.size() < kMaxRowBytes + 100'000) text += "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n";
  Open(text + "2,good\n3,good\n");
  ASSERT_GE(rows_.size(), 3U);
  EXPECT_EQ(rows_.front().error, ERROR_REASON_TOO_LONG);
  EXPECT_EQ(rows_[rows_.size() - 2].cells, (Strings{"2", "good"}));
  EXPECT_EQ(rows_.back().cells, (Strings{"3", "good"}));
}

TEST_F(Sources, ARowOfCommasAloneIsRefusedCheaply) {
  Open("a,b\n" + std::string(1'000'000, ',') + "\n1,2\n");
  ASSERT_EQ(rows_.size(), 2U);
  EXPECT_EQ(rows_[0].error, ERROR_REASON_MALFORMED);
  EXPECT_EQ(rows_[1].cells, (Strings{"1", "2"}));
}

TEST_F(Sources, JsonValuesAreFoundByTheirPaths) {
  Open(
      "\xef\xbb\xbf{\"a\": {\"b\": [1, {\"c\": \"x\"}]}, \"n\": null, \"t\": true, \"d\": 1.5, \"i\": "
      "12345678901}\r\n\r\n{}\n",
      {.format = Format::kJsonLines}, {"a.b[1].c", "a.b", "n", "t", "d", "i", "missing.x"});
  ASSERT_EQ(rows_.size(), 2U);
  EXPECT_EQ(rows_[0].cells, (Strings{"x", R"([1,{"c":"x"}])", "", "true", "1.5", "12345678901", ""}));
  EXPECT_EQ(rows_[1].number, 3) << "the line's number, empty lines counted";
  EXPECT_EQ(rows_[1].cells, Strings(7));
}

TEST_F(Sources, ABadJsonLineIsABadRowAndNotTheEnd) {
  Open("{\"a\": 1}\n{\"a\": \n[1]\n{\"a\": \"\xff ممرضة\"}\n" + std::string(kMaxRowBytes + 10, 'x') +
           "\n{\"a\": 2}",
       {.format = Format::kJsonLines}, {"a"});
  ASSERT_EQ(rows_.size(), 6U);
  EXPECT_EQ(rows_[0].cells[0], "1");
  EXPECT_EQ(rows_[1].error, ERROR_REASON_MALFORMED);
  EXPECT_EQ(rows_[2].error, ERROR_REASON_MALFORMED);
  EXPECT_EQ(rows_[3].error, ERROR_REASON_INVALID_UTF8);
  EXPECT_EQ(rows_[4].error, ERROR_REASON_TOO_LONG);
  EXPECT_EQ(rows_[5].cells[0], "2");
  EXPECT_EQ(rows_[5].number, 6);
}

TEST_F(Sources, WhatIsNotThereOrNoFileOrEmptyIsAnError) {
  EXPECT_EQ(ReasonOf(OpenRows("/no/such/file", {}, {}).status()), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(OpenRows("/tmp", {}, {}).status()), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(OpenRows(File(""), {}, {}).status()), ERROR_REASON_MALFORMED);
}

}  // namespace
}  // namespace tabadul::ingest
