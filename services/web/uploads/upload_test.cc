#include "services/web/uploads/upload.h"

#include <gtest/gtest.h>

namespace tabadul::web::uploads {
namespace {

using ingest::Subject;

ingest::Rejection Rejected() {
  return {.field = "vacancy.pay.minimum",
          .reason = common::v1::ERROR_REASON_MALFORMED,
          .metadata = {{"form", "123"}},
          .column = "الراتب"};
}

Upload Full() {
  Upload upload;
  upload.id = "0f9c2b7e5d1a4c8896e3aa10b4d2f701";
  upload.source = "SY/mosal/pes";
  upload.file_name = "وظائف.csv";
  upload.kind = "vacancy";
  upload.rejects = true;
  upload.bytes = 12;
  upload.create_time = absl::FromUnixMillis(1'780'000'000'123);
  upload.step = Step::kChecked;
  upload.by_choices = false;
  upload.choices.columns = {{Subject::kTitle, {"a"}}, {Subject::kDescription, {"b", "c"}}};
  upload.choices.languages = {"ar", "fr"};
  upload.choices.dates = {{Subject::kPublished, {.format = "d/m/yyyy", .hijri = true, .ambiguous = true}}};
  upload.choices.countries = {{"سوريا", "SY"}};
  upload.choices.codes = {{Subject::kMode, {{"x", "ONLINE"}, {"y", ""}}}};
  upload.choices.country = "SY";
  upload.choices.currency = "SYP";
  upload.choices.unit = "DAY";
  upload.choices.what = ingest::Export::kFull;
  Fate fate;
  fate.counts = {
      .rows = 12, .created = 1, .updated = 2, .unchanged = 3, .closed = 4, .erased = 5, .stale = 6};
  fate.counts.conflict = 7;
  fate.counts.held = 8;
  fate.counts.rejected = 9;
  fate.counts.duplicates = 10;
  fate.counts.unanswered = 11;
  fate.causes = {{.rows = 9, .first = 4, .rejection = Rejected()}};
  fate.first = {
      {.number = 2, .record_id = "A1", .lines = {{"title", "ar", "ممرضة"}}, .rejections = {Rejected()}}};
  fate.rejected_rows = 9;
  fate.receipts = 2;
  fate.run_id = "41";
  fate.run_state = "HELD";
  fate.to_close = 30;
  fate.closed = 3;
  fate.trouble = Trouble{common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "hub"}}};
  upload.check = fate;
  upload.push = fate;
  upload.unreadable = Trouble{common::v1::ERROR_REASON_MALFORMED, {{"field", "file"}}};
  upload.working = "push";
  return upload;
}

TEST(Upload, ComesBackFromItsJsonAsItWas) {
  const std::string json = ToJson(Full());
  const auto read = UploadFromJson(json);
  ASSERT_TRUE(read);
  EXPECT_EQ(ToJson(*read), json);
  EXPECT_EQ(read->source, "SY/mosal/pes");
  EXPECT_EQ(read->file_name, "وظائف.csv");
  EXPECT_EQ(read->create_time, Full().create_time);
  EXPECT_EQ(read->step, Step::kChecked);
  EXPECT_FALSE(read->by_choices);
  EXPECT_EQ(read->choices.columns, Full().choices.columns);
  EXPECT_TRUE(read->choices.dates.at(Subject::kPublished).hijri);
  EXPECT_EQ(read->choices.codes, Full().choices.codes);
  EXPECT_EQ(read->choices.what, ingest::Export::kFull);
  ASSERT_TRUE(read->check && read->push && read->unreadable);
  int64_t sum = 0;
  for (const push::Column& column : push::ColumnsOf(read->push->counts)) sum += column.value;
  EXPECT_EQ(sum, 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11) << "every count is kept";
  EXPECT_EQ(read->check->causes.at(0).rejection.column, "الراتب");
  EXPECT_EQ(read->check->first.at(0).lines.at(0).value, "ممرضة");
  EXPECT_EQ(read->push->trouble->reason, common::v1::ERROR_REASON_UNAVAILABLE);
}

TEST(Upload, WhatIsNoUploadIsNone) {
  for (const char* const text : {"", "[]", "1", "{", R"({"id": 1})", R"({"choices": {"languages": 1}})",
                                 R"({"check": {"first": [{"lines": [["a"]]}]}})"})
    EXPECT_FALSE(UploadFromJson(text)) << text;
  EXPECT_TRUE(UploadFromJson("{}")) << "of a release that knew less";
}

TEST(Upload, OfATableWithoutEndTheFirstColumnsCanBeChosen) {
  ingest::Sample wide;
  wide.rows = 1;
  for (int i = 0; i < 1000; ++i) wide.columns.push_back({std::to_string(i), {"x"}});
  const ingest::Sample shortened = Shortened(std::move(wide));
  EXPECT_EQ(shortened.columns.size(), 300u);
  EXPECT_EQ(shortened.columns.back().name, "299");
  EXPECT_EQ(shortened.rows, 1u);
}

TEST(Upload, ASampleIsCutToWhatADraftNeeds) {
  ingest::Sample sample;
  sample.rows = 3;
  sample.columns = {{"a", {"1", std::string(5000, 'x'), "3"}}, {"ب", {"ممرضة", "", std::string(1500, 'y')}}};
  const ingest::Sample all = Shortened(sample);
  EXPECT_EQ(all.rows, 3u);
  EXPECT_LE(all.columns[0].values[1].size(), 1024u);
  const ingest::Sample two = Shortened(sample, 1200);
  EXPECT_EQ(two.rows, 2u) << "the third would be too much";
  EXPECT_EQ(two.columns[1].values.size(), 2u);
  const std::string json = ToJson(all);
  const auto read = SampleFromJson(json);
  ASSERT_TRUE(read);
  EXPECT_EQ(ToJson(*read), json);
  EXPECT_EQ(read->columns[1].values[0], "ممرضة");
  for (const char* const text : {"", "{\"rows\": 1, \"columns\": [{\"name\": \"a\", \"values\": []}]}", "[]"})
    EXPECT_FALSE(SampleFromJson(text)) << text;
}

}  // namespace
}  // namespace tabadul::web::uploads
