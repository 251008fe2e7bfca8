#include "lib/client/receipt_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "lib/client/receipt_check.h"
#include "lib/evidence/digest.h"
#include "lib/evidence/receipt.h"
#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

using exchange::v1::ReceiptBody;
using exchange::v1::ReceiptFileEntry;
using exchange::v1::ReceiptItem;

class ReceiptFileTest : public ::testing::Test {
 protected:
  ReceiptFileTest() : signer_(*evidence::Signer::FromSeed(std::string(32, 's'))) {
    path_ =
        std::filesystem::path(::testing::TempDir()) / (std::string("receipts.") + std::to_string(getpid()));
    std::filesystem::remove(path_);
  }
  ~ReceiptFileTest() override { std::filesystem::remove(path_); }

  ReceiptFileEntry Keys() const {
    ReceiptFileEntry entry;
    auto& key = *entry.mutable_keys()->add_keys();
    key.set_key_id(signer_.key_id());
    key.set_public_key(signer_.public_key());
    key.mutable_not_before()->set_seconds(1'000);
    key.mutable_not_after()->set_seconds(2'000);
    return entry;
  }
  // The next receipt of the chain: this record has this digest by now.
  ReceiptFileEntry Next(const std::string& id, const std::string& digest,
                        exchange::v1::Outcome outcome = exchange::v1::OUTCOME_CREATED,
                        int64_t seconds = 1'500) {
    std::vector<ReceiptItem> items(1);
    items[0].set_item(1);
    items[0].set_record_id(id);
    items[0].set_digest(digest);
    items[0].set_outcome(outcome);
    ReceiptBody body;
    body.set_source("MA/anapec/pes");
    body.set_number(++number_);
    body.set_previous(previous_);
    body.set_epoch(epoch_);
    body.mutable_time()->set_seconds(seconds);
    const std::string nonce(evidence::kReceiptNonceBytes, 'n');
    evidence::CountItems(items, nonce, body);
    ReceiptFileEntry entry;
    *entry.mutable_receipted()->mutable_receipt() = evidence::SignReceipt(signer_, body, nonce);
    entry.mutable_receipted()->mutable_items()->Add(items.begin(), items.end());
    previous_ = evidence::Sha256(entry.receipted().receipt().body());
    return entry;
  }
  void Write(const std::vector<ReceiptFileEntry>& entries) {
    auto writer = ReceiptWriter::Open(path_);
    ASSERT_TRUE(writer.ok()) << writer.status();
    for (const auto& entry : entries) ASSERT_TRUE((*writer)->Add(entry).ok());
    ASSERT_TRUE((*writer)->Sync().ok());
  }
  ReceiptCheck Check(std::vector<identity::v1::SigningKey> keys = {}) {
    ReceiptCheck check(std::move(keys));
    const auto read = ReadReceipts(path_, [&](const ReceiptFileEntry& entry) { return check.Take(entry); });
    EXPECT_TRUE(read.ok()) << read.status();
    return check;
  }

  const evidence::Signer signer_;
  std::string path_;
  uint64_t number_ = 0, epoch_ = 1;
  std::string previous_;
};

TEST_F(ReceiptFileTest, WhatWasAppendedIsReadAndProvesItsRecords) {
  Write({Keys(), Next("a", "A1")});
  Write({Next("b", "B"), Next("a", "A2", exchange::v1::OUTCOME_UPDATED)});
  const ReceiptCheck check = Check();
  EXPECT_TRUE(check.problems().empty());
  EXPECT_TRUE(check.Proves("a", "A2"));
  EXPECT_FALSE(check.Proves("a", "A1")) << "it has changed since";
  EXPECT_TRUE(check.Proves("b", "B"));
  EXPECT_FALSE(check.Proves("c", "C"));
  const auto& chain = check.sources().at("MA/anapec/pes");
  EXPECT_EQ(chain.receipts, 3u);
  EXPECT_EQ(chain.absent, 0u);
}

TEST_F(ReceiptFileTest, AnUnfinishedEntryIsCutOffAndWrittenAfter) {
  Write({Keys(), Next("a", "A")});
  const ReceiptFileEntry lost = Next("b", "B");
  for (const size_t cut : {1, 3, 40}) {
    const auto whole = std::filesystem::file_size(path_);
    Write({lost});
    std::filesystem::resize_file(path_, std::filesystem::file_size(path_) - cut);
    EXPECT_FALSE(Check().Proves("b", "B")) << cut;
    Write({});
    EXPECT_EQ(std::filesystem::file_size(path_), whole) << cut;
  }
  Write({lost});
  EXPECT_TRUE(Check().Proves("b", "B"));
}

TEST_F(ReceiptFileTest, ForgedReceiptsProveNothing) {
  ReceiptFileEntry signature = Next("a", "A");
  (*signature.mutable_receipted()->mutable_receipt()->mutable_signature())[5] ^= 1;
  ReceiptFileEntry items = Next("b", "B");
  items.mutable_receipted()->mutable_items(0)->set_digest("other");
  Write({Keys(), signature, items, Next("c", "C", exchange::v1::OUTCOME_CREATED, 2'001)});
  const ReceiptCheck check = Check();
  EXPECT_EQ(check.problems().size(), 3u) << "signature, items, a key that had ended";
  for (const char* id : {"a", "b", "c"}) EXPECT_FALSE(check.Proves(id, id)) << id;
}

TEST_F(ReceiptFileTest, ABrokenChainIsAProblemAndAGapIsCounted) {
  const auto first = Next("a", "A");
  Next("elsewhere", "E");
  const auto third = Next("c", "C");
  previous_ = "another history";
  const auto fourth = Next("d", "D");
  Write({Keys(), first, third, fourth});
  const ReceiptCheck check = Check();
  EXPECT_EQ(check.sources().at("MA/anapec/pes").absent, 1u);
  ASSERT_EQ(check.problems().size(), 1u);
  EXPECT_EQ(MetadataOf(check.problems()[0].what).at("part"), "chain");
}

TEST_F(ReceiptFileTest, AHubThatWasRestoredGoesOnFromAnOlderReceipt) {
  const auto first = Next("a", "A");
  const std::string previous = previous_;
  const auto lost = Next("b", "B"), lost_too = Next("c", "C");
  number_ = 1;
  previous_ = previous;
  const auto unmarked = Next("b", "B2");
  number_ = 1;
  previous_ = previous;
  ++epoch_;
  const auto again = Next("b", "B3"), next = Next("c", "C3");
  Write({Keys(), first, lost, lost_too, unmarked, again, next});
  const ReceiptCheck check = Check();
  ASSERT_EQ(check.problems().size(), 1u) << "the one with a number that the epoch has";
  EXPECT_EQ(MetadataOf(check.problems()[0].what).at("part"), "order");
  EXPECT_TRUE(check.Proves("b", "B3"));
  EXPECT_TRUE(check.Proves("c", "C3"));
  EXPECT_EQ(check.sources().at("MA/anapec/pes").absent, 0u);
}

TEST_F(ReceiptFileTest, KeysThatAreGivenAreTrustedAlone) {
  Write({Keys(), Next("a", "A")});
  identity::v1::SigningKey other = Keys().keys().keys(0);
  other.set_public_key(std::string(32, 'x'));
  EXPECT_EQ(Check({other}).problems().size(), 1u);
  EXPECT_TRUE(Check({Keys().keys().keys(0)}).problems().empty());
}

TEST_F(ReceiptFileTest, AnotherFileIsNotTakenForReceipts) {
  std::ofstream(path_) << "id,title\n17,nurse\n";
  EXPECT_EQ(ReasonOf(ReceiptWriter::Open(path_).status()), common::v1::ERROR_REASON_MALFORMED);
  EXPECT_EQ(std::filesystem::file_size(path_), 18u) << "and not touched";
}

}  // namespace
}  // namespace tabadul::client
