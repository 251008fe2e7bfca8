// A file to a hub that behaves as a hub may: every row's fate, what is written beside the file, and who is said to push it.
#include "lib/push/file_push.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>

#include "tests/component/scripted_hub.h"
#include "tests/harness/process.h"

namespace tabadul::push {
namespace {

using exchange::v1::ItemOutcome;
using exchange::v1::PushItem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using tests::PushTurn;

constexpr char kMapping[] =
    "kind: vacancy\nexport: changes\ninput: {format: csv}\nlanguage: en\nid: {column: id}\nfields:\n"
    "  title: title\n  description: title\n  locations[0].country: {constant: SY}\n"
    "  positions: {column: n, as: [digits]}\n";

class FilePushTest : public testing::Test {
 protected:
  FilePushTest() {
    hub_.push = {PushTurn()};
    hub_.decide = [](const PushItem& item, ItemOutcome* outcome) {
      const std::string& id = item.upsert().record_id();
      if (id.starts_with("same")) outcome->set_outcome(exchange::v1::OUTCOME_UNCHANGED);
      if (!id.starts_with("bad")) return;
      outcome->set_outcome(exchange::v1::OUTCOME_REJECTED);
      auto& error = *outcome->add_errors();
      error.set_field("vacancy.title");
      error.set_reason(common::v1::ERROR_REASON_TOO_LONG);
    };
  }

  FilePush::Options Options(const std::string& rows) const {
    std::ofstream(folder_.path() + "/a.csv") << "id,title,n\n" << rows;
    const auto loaded = ingest::Mapping::FromText(kMapping);
    for (const auto& problem : loaded.problems) ADD_FAILURE() << ingest::Describe(problem, "en");
    FilePush::Options options;
    options.file = folder_.path() + "/a.csv";
    options.mapping = loaded.mapping;
    options.source = "SY/mosal/pes";
    options.rejects = folder_.path() + "/a.rejects.csv";
    options.receipts = folder_.path() + "/a.receipts";
    options.patience = absl::Seconds(20);
    return options;
  }

  const harness::TemporaryDirectory folder_{"file_push"};
  tests::ScriptedHub hub_;
};

TEST_F(FilePushTest, EveryRowIsCountedOnceAndWhatIsRefusedIsTold) {
  client::Connection connection(hub_.profile());
  FilePush::Options options =
      Options("new1,Nurse,1\nsame1,Welder,2\nbad1,Cook,3\nnew1,Nurse,1\nnew2,Baker,many\nbad2,Tailor,4\n");
  std::vector<std::pair<int64_t, std::string>> told;
  uint64_t done = 0;
  options.on_done = [&](uint64_t bytes) { done = std::max(done, bytes); };
  options.on_reject = [&](const ingest::Row& row, const std::vector<ingest::Rejection>& rejections) {
    for (const ingest::Rejection& one : rejections) told.emplace_back(row.number, one.field);
  };
  FilePush push(connection, connection, options);
  ASSERT_TRUE(push.Open().ok());
  EXPECT_TRUE(push.Send().ok());
  EXPECT_FALSE(push.IsToBeginAgain(absl::OkStatus())) << "only a full export is";
  const FilePush::Outcome outcome = push.Close();
  EXPECT_TRUE(outcome.file.ok() && outcome.beside.ok());
  EXPECT_EQ(outcome.counts.rows, 6);
  EXPECT_EQ(outcome.counts.created, 1);
  EXPECT_EQ(outcome.counts.unchanged, 1);
  EXPECT_EQ(outcome.counts.duplicates, 1);
  EXPECT_EQ(outcome.counts.rejected, 3);
  EXPECT_EQ(outcome.counts.unanswered, 0);
  int64_t sum = 0;
  for (const Column& column : ColumnsOf(outcome.counts)) sum += column.value;
  EXPECT_EQ(sum, outcome.counts.rows);
  EXPECT_EQ(outcome.rejected_rows, 3);
  EXPECT_GT(outcome.receipts, 0u);
  EXPECT_FALSE(outcome.run.has_value());
  EXPECT_GT(done, push.size() - 3) << "but for the end of the last line";
  EXPECT_THAT(told, testing::UnorderedElementsAre(std::pair<int64_t, std::string>(4, "vacancy.title"),
                                                  std::pair<int64_t, std::string>(6, "vacancy.positions"),
                                                  std::pair<int64_t, std::string>(7, "vacancy.title")));
  EXPECT_THAT(harness::ReadFile(options.rejects), HasSubstr("bad2,Tailor,4,7,vacancy.title,TOO_LONG"));
  EXPECT_THAT(harness::ReadFile(options.receipts), StartsWith("tabadul-receipts-1\n"));
}

TEST_F(FilePushTest, TheFileOfRejectsHasAnEndAndTheCountsHaveNone) {
  std::string rows;
  for (int i = 0; i < 200; ++i) rows += "bad" + std::to_string(i) + ",Cook,3\n";
  client::Connection connection(hub_.profile());
  FilePush::Options options = Options(rows);
  options.most_reject_bytes = 1000;
  FilePush push(connection, connection, options);
  ASSERT_TRUE(push.Open().ok());
  EXPECT_TRUE(push.Send().ok());
  const FilePush::Outcome outcome = push.Close();
  EXPECT_EQ(outcome.counts.rejected, 200);
  EXPECT_LT(outcome.rejected_rows, 50);
  EXPECT_GT(outcome.rejected_rows, 0);
  EXPECT_LT(harness::ReadFile(options.rejects).size(), 2000u);
}

TEST_F(FilePushTest, TriedOnlyItLeavesNoReceipts) {
  client::Connection connection(hub_.profile());
  FilePush::Options options = Options("new1,Nurse,1\n");
  options.validate_only = true;
  FilePush push(connection, connection, options);
  ASSERT_TRUE(push.Open().ok());
  EXPECT_TRUE(push.Send().ok());
  EXPECT_EQ(push.Close().counts.created, 1);
  EXPECT_TRUE(hub_.pushed().at(0).options.validate_only());
  EXPECT_EQ(harness::ReadFile(options.receipts), "");
}

TEST_F(FilePushTest, WhatIsStoppedIsNotSentOn) {
  client::Connection connection(hub_.profile());
  FilePush push(connection, connection, Options("new1,Nurse,1\nnew2,Welder,2\n"));
  ASSERT_TRUE(push.Open().ok());
  push.Stop(absl::Seconds(1));
  (void)push.Send();
  EXPECT_EQ(push.Close().counts.created, 0);
  EXPECT_TRUE(hub_.pushed().empty());
}

// As the portal does for somebody who is signed in.
TEST_F(FilePushTest, WhoeverSpeaksForAnotherSaysWhoForEachStream) {
  const client::Profile profile = hub_.profile();
  std::atomic<int> asked = 0;
  std::atomic<bool> signed_out = false;
  const auto metadata = [&]() -> absl::StatusOr<std::vector<std::pair<std::string, std::string>>> {
    ++asked;
    if (signed_out) return Error(common::v1::ERROR_REASON_CERTIFICATE_REVOKED);
    return std::vector<std::pair<std::string, std::string>>{{"authorization", "Bearer token-1"}};
  };
  client::Connection connection(
      rpc::ChannelOptions{.target = profile.endpoint,
                          .tls = {profile.certificate, profile.key, profile.authority},
                          .server_name = profile.server_name,
                          .metadata = metadata},
      client::ConnectionOptions());
  {
    FilePush push(connection, connection, Options("new1,Nurse,1\n"));
    ASSERT_TRUE(push.Open().ok());
    EXPECT_TRUE(push.Send().ok());
    EXPECT_EQ(push.Close().counts.created, 1);
  }
  EXPECT_GE(asked, 2) << "for the keys, for the stream";
  EXPECT_EQ(hub_.tokens(), 0) << "it fetches none by itself";
  signed_out = true;
  FilePush late(connection, connection, Options("new2,Nurse,1\n"));
  const absl::Status opened = late.Open();
  EXPECT_EQ(ReasonOf(opened.ok() ? late.Send() : opened), common::v1::ERROR_REASON_CERTIFICATE_REVOKED);
}

}  // namespace
}  // namespace tabadul::push
