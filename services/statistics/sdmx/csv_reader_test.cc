#include <gtest/gtest.h>

#include <memory>

#include "services/statistics/sdmx/csv_data.h"
#include "services/statistics/sdmx/csv_test_data.h"

namespace tabadul::statistics::sdmx {
namespace {

using Texts = std::vector<std::string>;

const PlainLayout kPlain{
    .dimensions = {"FREQ", "AREA"},
    .time = "TIME_PERIOD",
    .measures = {"OBS_VALUE"},
    .attributes = {"STATUS", "UNIT@FREQ,AREA", "NOTE@AREA", "SOURCE@", "TAGS[]", "TITLE{}"}};

// What is told of a file; the status of the reading is the last line if it is not OK.
Texts Told(std::string_view file, const Layouts& layouts, size_t piece = 7) {
  Lines lines;
  const auto reader = NewCsvDataReader(layouts, lines);
  absl::Status status;
  for (; status.ok() && !file.empty(); file.remove_prefix(std::min(piece, file.size()))) {
    status = reader->Read(file.substr(0, piece));
  }
  if (status.ok()) status = reader->End();
  if (!status.ok()) {
    lines.lines.push_back(fmt::format("{} {}", ReasonName(ReasonOf(status)), MetadataOf(status)["field"]));
  }
  return lines.lines;
}

Texts Told(std::string_view file) { return Told(file, PlainLayouts(MakeLayout(kPlain))); }

// Rows of version 2 under a header of all that kPlain has.
std::string File2(std::string_view columns, std::string_view rows) {
  return fmt::format("STRUCTURE[;],STRUCTURE_ID,{}\n{}", columns, rows);
}

TEST(Csv1, ARowIsAnObservation) {
  EXPECT_EQ(Told("DATAFLOW,FREQ,AREA,TIME_PERIOD,OBS_VALUE,STATUS\n"
                 "T:FLOW(1.0),A,EGY,2020,12.50,E\n"
                 "T:FLOW(1.0),A,EGY,2021,,M\n"),
            (Texts{"T:FLOW(1.0)", "2 obs A.EGY 2020 OBS_VALUE=12.50 STATUS=E", "3 obs A.EGY 2021 STATUS=M"}));
}

TEST(Csv2, ColumnsStandInAnyOrderAmongCustomOnes) {
  EXPECT_EQ(Told(File2("UPDATED,OBS_VALUE,TIME_PERIOD,AREA,ACTION,SERIES_KEY,FREQ",
                       "dataflow,T:FLOW(1.0),2024-01-01,7,2020-Q1,EGY,R,Q.EGY,Q\n")),
            (Texts{"T:FLOW(1.0)", "2 obs Q.EGY 2020-Q1 R OBS_VALUE=7"}));
}

TEST(Csv2, ActionsAreThoseOfBothVersions) {
  EXPECT_EQ(Told(File2("ACTION,FREQ,AREA,TIME_PERIOD,OBS_VALUE",
                       "dataflow,T:FLOW,I,A,X,2020,1\ndataflow,T:FLOW,A,A,X,2020,1\n"
                       "dataflow,T:FLOW,M,A,X,2020,1\ndataflow,T:FLOW,R,A,X,2020,1\n"
                       "dataflow,T:FLOW,E,A,X,2020,1\ndataflow,T:FLOW,,A,X,2020,1\n")),
            (Texts{"T:FLOW()", "2 obs A.X 2020 I OBS_VALUE=1", "3 obs A.X 2020 A OBS_VALUE=1",
                   "4 obs A.X 2020 A OBS_VALUE=1", "5 obs A.X 2020 R OBS_VALUE=1", "6 ACTION UNKNOWN_CODE",
                   "7 obs A.X 2020 OBS_VALUE=1"}));
}

TEST(Csv2, TheCellsThatAreFilledTellWhatARowDescribes) {
  EXPECT_EQ(Told(File2("FREQ,AREA,TIME_PERIOD,OBS_VALUE,STATUS,UNIT,NOTE,SOURCE",
                       "dataflow,T:FLOW(1.0),A,X,2020,1,E,NB,n,s\n"  // repeats what hangs higher
                       "dataflow,T:FLOW(1.0),A,X,,,,NB,,\n"
                       "dataflow,T:FLOW(1.0),,X,,,,,n,\n"
                       "dataflow,T:FLOW(1.0),,,,,,,,s\n"
                       "dataflow,T:FLOW(1.0),A,X,2020,,,,,\n")),
            (Texts{"T:FLOW(1.0)", "2 obs A.X 2020 OBS_VALUE=1 STATUS=E UNIT=NB NOTE=n SOURCE=s",
                   "3 series A.X UNIT=NB", "4 group .X NOTE=n", "5 set . SOURCE=s", "6 obs A.X 2020"}));
}

TEST(Csv2, ARowWithoutItsKeyIsAMistakeOfThatLine) {
  EXPECT_EQ(Told(File2("FREQ,AREA,TIME_PERIOD,OBS_VALUE,STATUS,UNIT",
                       "dataflow,T:FLOW(1.0),A,,2020,1,,\n"
                       "dataflow,T:FLOW(1.0),A,X,,1,,\n"
                       "dataflow,T:FLOW(1.0),A,X,,,E,\n"
                       "dataflow,T:FLOW(1.0),,X,,,,NB\n"
                       "dataflow,T:FLOW(1.0),,,,,,\n"
                       "dataflow,T:FLOW(1.0),A,X,2020,1,,\n")),
            (Texts{"2 AREA REQUIRED", "3 TIME_PERIOD REQUIRED", "4 TIME_PERIOD REQUIRED", "5 FREQ REQUIRED",
                   "6 FREQ REQUIRED", "T:FLOW(1.0)", "7 obs A.X 2020 OBS_VALUE=1"}));
}

TEST(Csv2, ADeletionIsAPattern) {
  EXPECT_EQ(Told(File2("ACTION,FREQ,AREA,TIME_PERIOD,OBS_VALUE,STATUS",
                       "dataflow,T:FLOW(1.0),D,A,X,2020,,\n"
                       "dataflow,T:FLOW(1.0),D,A,X,,,\n"
                       "dataflow,T:FLOW(1.0),D,,X,,,\n"
                       "dataflow,T:FLOW(1.0),D,,,2020,,\n"
                       "dataflow,T:FLOW(1.0),D,,X,,-,\n"
                       "dataflow,T:FLOW(1.0),D,,X,,,-\n"
                       "dataflow,T:FLOW(1.0),D,,,,,\n")),
            (Texts{"T:FLOW(1.0)", "2 obs A.X 2020 D", "3 series A.X D", "4 group .X D", "5 obs . 2020 D",
                   "6 obs .X D OBS_VALUE=-", "7 obs .X D STATUS=-", "8 set . D"}));
}

TEST(Csv1, AnActionIsNotPassedOver) {
  EXPECT_EQ(Told("DATAFLOW,FREQ,AREA,TIME_PERIOD,ACTION\nT:FLOW(1.0),A,X,2020,D\n"),
            (Texts{"T:FLOW(1.0)", "2 obs A.X 2020 D"}));
}

TEST(Csv2, ADeletionOfEverythingNeedsNoDimensions) {
  EXPECT_EQ(Told("STRUCTURE,STRUCTURE_ID,ACTION\ndatastructure,T:DSD(1.0),D\n"),
            (Texts{"T:DSD(1.0)", "2 set . D"}));
}

// Or a misspelt column would delete all areas.
TEST(Csv2, ADeletionWithACustomColumnNeedsEveryDimension) {
  EXPECT_EQ(Told(File2("ACTION,FREQ,AERA,TIME_PERIOD", "dataflow,T:FLOW(1.0),D,A,X,2020\n")),
            (Texts{"2 AREA REQUIRED"}));
}

TEST(Csv2, LabelsAreCutOffWhereTheyAre) {
  auto layout = MakeLayout(kPlain);
  layout->attributes[0].codes = MakeCodes({"E: Estimated"});
  EXPECT_EQ(
      Told("STRUCTURE,STRUCTURE_ID,FREQ: Frequency,AREA: Area,TIME_PERIOD: Time,OBS_VALUE: "
           "Value,STATUS: Status,NOTE: Note\n"
           "dataflow,T:FLOW(1.0): A: flow,A: Annual,X: Ex: ample,2020: 2020,1: 1,E: Estimated,See: below\n",
           PlainLayouts(layout)),
      (Texts{"T:FLOW(1.0)", "2 obs A.X 2020 OBS_VALUE=1 STATUS=E NOTE=See: below"}));
  EXPECT_EQ(Told("STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,FREQ,Frequency,AREA,Area,TIME_PERIOD,OBS_VALUE,OBS_"
                 "VALUE,Note,NOTE\n"
                 "dataflow,T:FLOW(1.0),A flow,A,Annual,X,Ex,2020,,1,,n\n",
                 PlainLayouts(layout)),
            (Texts{"T:FLOW(1.0)", "2 obs A.X 2020 OBS_VALUE=1 NOTE=n"}));
}

TEST(Csv2, SeveralValuesAndLanguagesAreTakenApart) {
  EXPECT_EQ(Told(File2("FREQ,AREA,TIME_PERIOD,TAGS[],TITLE[en;fr]",
                       "dataflow,T:FLOW(1.0),A,X,2020,a;;b,en:One; two;fr:Un: deux\n"
                       "dataflow,T:FLOW(1.0),A,X,2021,\"\"\"a;b\"\";c\",\"\"\"en:1;fr:2\"\";\"\"en:3\"\"\"\n"
                       "dataflow,T:FLOW(1.0),A,X,2022,,no language\n")),
            (Texts{"T:FLOW(1.0)", "2 obs A.X 2020 TAGS=a TAGS=b TITLE@en=One; two TITLE@fr=Un: deux",
                   "3 obs A.X 2021 TAGS=a;b TAGS=c TITLE@en=1 TITLE@fr=2 TITLE@en=3",
                   "4 obs A.X 2022 TITLE=no language"}));
}

TEST(Csv2, ADecimalCommaBelongsToTheSemicolon) {
  EXPECT_EQ(Told("STRUCTURE[|];STRUCTURE_ID;FREQ;AREA;TIME_PERIOD;OBS_VALUE;NOTE;TAGS[]\n"
                 "dataflow;T:FLOW(1.0);A;X;2020;-12,40;1,5;a|b\n"
                 "dataflow;T:FLOW(1.0);A;X;2021;1,234,567;;\n"),
            (Texts{"T:FLOW(1.0)", "2 obs A.X 2020 OBS_VALUE=-12.40 NOTE=1,5 TAGS=a TAGS=b",
                   "3 obs A.X 2021 OBS_VALUE=1,234,567"}));
}

TEST(Csv2, EachStructureIsItsOwnDataSet) {
  PlainLayouts layouts;
  layouts.Add("T:ONE(1.0)",
              MakeLayout({.dimensions = {"A", "B"}, .time = "", .measures = {"M"}, .attributes = {}}));
  layouts.Add("T:TWO(2.0)",
              MakeLayout({.dimensions = {"B"}, .time = "", .measures = {"N"}, .attributes = {}}));
  EXPECT_EQ(Told("STRUCTURE,STRUCTURE_ID,A,B,M,N\n"
                 "dataflow,T:ONE(1.0),a,b,1,\n"
                 "DataStructure,T:TWO(2.0),,b,,2\n"
                 "DATAFLOW,T:NONE(1.0),a,b,1,\n"
                 "dataset,T:ONE(1.0),a,b,1,\n"
                 "dataflow,ONE(1.0),a,b,1,\n"
                 "dataflow,T:ONE(1.0),a,c,3,\n",
                 layouts),
            (Texts{"T:ONE(1.0)", "2 obs a.b M=1", "T:TWO(2.0)", "3 obs b N=2", "4 STRUCTURE_ID NOT_FOUND",
                   "5 STRUCTURE UNKNOWN_CODE", "6 STRUCTURE_ID MALFORMED", "T:ONE(1.0)", "7 obs a.c M=3"}));
}

TEST(Csv2, ABrokenRowIsToldAndReadingGoesOn) {
  EXPECT_EQ(Told(File2("FREQ,AREA,TIME_PERIOD,OBS_VALUE",
                       "dataflow,T:FLOW(1.0),A,X,2020\n"
                       "dataflow,T:FLOW(1.0),A,X,2020,1,2\n"
                       "dataflow,T:FLOW(1.0),A,X,2020,1,\n"
                       "dataflow,T:FLOW(1.0),A,\"X\"Y,2020,1\n"
                       "dataflow,T:FLOW(1.0),A,X\xFF,2020,1\n"
                       "dataflow,T:FLOW(1.0),A,X,2021,1\n")),
            (Texts{"2  MALFORMED", "3  MALFORMED", "T:FLOW(1.0)", "4 obs A.X 2020 OBS_VALUE=1",
                   "5  MALFORMED", "6  INVALID_UTF8", "7 obs A.X 2021 OBS_VALUE=1"}));
}

TEST(Csv, WhatHasNoHeaderIsRefused) {
  for (const char* file : {"", "\n", "FREQ,AREA\nA,X\n", "DATAFLOW", "STRUCTURE", "STRUCTURE,ACTION\n",
                           "STRUCTURE[;;],STRUCTURE_ID\n", "STRUCTURE[;", "DATAFLOW!FREQ\n", "<x/>"}) {
    EXPECT_EQ(Told(file), (Texts{"MALFORMED file"})) << file;
  }
}

TEST(Csv, AComponentInTwoColumnsIsRefused) {
  EXPECT_EQ(Told("DATAFLOW,FREQ,AREA,FREQ\nT:FLOW(1.0),A,X,A\n"), (Texts{"MALFORMED FREQ"}));
}

TEST(Csv, StructuresAreBounded) {
  std::string file = "DATAFLOW,FREQ,AREA,TIME_PERIOD\n";
  for (size_t i = 0; i <= kMaxCsvStructures; ++i) file += fmt::format("T:FLOW{}(1.0),A,X,2020\n", i);
  EXPECT_EQ(Told(file, PlainLayouts(MakeLayout(kPlain)), 1 << 20).back(), "TOO_MANY STRUCTURE_ID");
  EXPECT_EQ(Told("DATAFLOW,FREQ,AREA\nT:F: " + std::string(5'000, 'x') + ",A,X\n"),
            (Texts{"2 STRUCTURE_ID TOO_LONG"}));
}

TEST(Csv, ValuesOfACellAreBounded) {
  EXPECT_EQ(Told(File2("FREQ,AREA,TIME_PERIOD,TAGS[]",
                       "dataflow,T:FLOW(1.0),A,X,2020," + std::string(5'000, ';') + "\n")),
            (Texts{"2 TAGS TOO_MANY"}));
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
