#include "lib/client/receipt_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "lib/client/receipt_check.h"
#include "lib/platform/base/status.h"
#include "tests/harness/receipt_mint.h"

namespace tabadul::client {
namespace {

using exchange::v1::ReceiptFileEntry;
using harness::ReceiptMint;

class ReceiptFileTest : public ::testing::Test {
 protected:
  ReceiptFileTest() {
    path_ =
        std::filesystem::path(::testing::TempDir()) / (std::string("receipts.") + std::to_string(getpid()));
    std::filesystem::remove(path_);
  }
  ~ReceiptFileTest() override { std::filesystem::remove(path_); }

  ReceiptFileEntry Keys() const { return hub_.Keys(); }
  ReceiptFileEntry Next(const std::string& id, const std::string& digest,
                        exchange::v1::Outcome outcome = exchange::v1::OUTCOME_CREATED,
                        int64_t seconds = 1'500) {
    return hub_.Next(id, digest, outcome, seconds);
  }
  void Write(const std::vector<ReceiptFileEntry>& entries) {
    const absl::Status written = harness::AppendReceipts(path_, entries);
    ASSERT_TRUE(written.ok()) << written;
  }
  static ReceiptChain::Summary ChainOf(const ReceiptCheck& check) {
    const auto chains = check.Find().chains;
    EXPECT_EQ(chains.size(), 1u);
    return chains.empty() ? ReceiptChain::Summary() : chains[0].summary;
  }
  static std::vector<uint64_t> LostOf(const ReceiptCheck& check, uint64_t epoch) {
    std::vector<uint64_t> numbers;
    const auto lost = ChainOf(check).lost;
    if (!lost.contains(epoch)) return numbers;
    for (const auto& [first, last] : lost.at(epoch)) {
      for (uint64_t number = first; number <= last; ++number) numbers.push_back(number);
    }
    return numbers;
  }
  static std::string PartOf(const ReceiptCheck::Problem& problem) { return MetadataOf(problem.what)["part"]; }
  ReceiptCheck Check(std::vector<identity::v1::SigningKey> keys = {}) {
    ReceiptCheck check(std::move(keys));
    const auto read = ReadReceipts(path_, [&](const ReceiptFileEntry& entry) { return check.Take(entry); });
    EXPECT_TRUE(read.ok()) << read.status();
    return check;
  }

  harness::ReceiptMint hub_;
  std::string path_;
};

TEST_F(ReceiptFileTest, WhatWasAppendedIsReadAndProvesItsRecords) {
  Write({Keys(), Next("a", "A1")});
  Write({Next("b", "B"), Next("a", "A2", exchange::v1::OUTCOME_UPDATED)});
  const ReceiptCheck check = Check();
  EXPECT_TRUE(check.Find().problems.empty());
  EXPECT_TRUE(check.Proves("a", "A2"));
  EXPECT_FALSE(check.Proves("a", "A1")) << "it has changed since";
  EXPECT_TRUE(check.Proves("b", "B"));
  EXPECT_FALSE(check.Proves("c", "C"));
  EXPECT_EQ(ChainOf(check).receipts, 3u);
  EXPECT_TRUE(ChainOf(check).Whole());
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
  Write({Keys(), signature, items, Next("c", "C", exchange::v1::OUTCOME_CREATED, 2'000)});
  const ReceiptCheck check = Check();
  const auto problems = check.Find().problems;
  ASSERT_EQ(problems.size(), 3u) << "signature, items, a key that had ended";
  for (size_t i = 0; i < problems.size(); ++i) {
    EXPECT_EQ(problems[i].number, i + 1) << "each is named, by what it says of itself";
    EXPECT_EQ(problems[i].place, i + 1);
  }
  EXPECT_EQ(PartOf(problems[0]), "signature");
  EXPECT_EQ(PartOf(problems[1]), "items");
  EXPECT_EQ(ReasonOf(problems[2].what), common::v1::ERROR_REASON_NOT_FOUND);
  for (const char* id : {"a", "b", "c"}) EXPECT_FALSE(check.Proves(id, id)) << id;
}

TEST_F(ReceiptFileTest, ABrokenChainIsAProblemAndAGapIsCounted) {
  const auto first = Next("a", "A");
  Next("elsewhere", "E");
  const auto third = Next("c", "C");
  hub_.last.hash = "another history";
  const auto fourth = Next("d", "D");
  Write({Keys(), first, third, fourth});
  const ReceiptCheck check = Check();
  EXPECT_EQ(ChainOf(check).absent, 1u);
  ASSERT_EQ(ChainOf(check).gaps.size(), 1u);
  EXPECT_EQ(ChainOf(check).gaps[0].first, 2u);
  EXPECT_EQ(ChainOf(check).gaps[0].last, 2u);
  EXPECT_FALSE(ChainOf(check).Whole());
  ASSERT_EQ(check.Find().problems.size(), 1u);
  EXPECT_EQ(check.Find().problems[0].number, 4u);
  EXPECT_EQ(PartOf(check.Find().problems[0]), "chain");
}

TEST_F(ReceiptFileTest, WhatIsFetchedLaterFillsTheGapsWhereverItStands) {
  const auto first = Next("a", "A"), second = Next("b", "B"), third = Next("a", "A3"),
             fourth = Next("d", "D");
  Write({Keys(), fourth, third, ReceiptMint::Fetched(second)});
  EXPECT_TRUE(ChainOf(Check()).Whole());
  EXPECT_EQ(ChainOf(Check()).first, 2u);
  Write({first, ReceiptMint::Fetched(first), ReceiptMint::Fetched(fourth), first});
  const ReceiptCheck check = Check();
  EXPECT_TRUE(check.Find().problems.empty());
  EXPECT_TRUE(ChainOf(check).Whole());
  EXPECT_EQ(ChainOf(check).first, 1u);
  EXPECT_EQ(ChainOf(check).receipts, 4u) << "what is there twice counts once";
  EXPECT_EQ(ChainOf(check).items.at(exchange::v1::OUTCOME_CREATED), 4u);
  EXPECT_TRUE(check.Proves("a", "A3")) << "by the number, not by the place in the file";
  EXPECT_FALSE(check.Proves("a", "A"));
  EXPECT_FALSE(check.Proves("b", "B")) << "its items are not known any more";
}

TEST_F(ReceiptFileTest, AHubThatWasRestoredGoesOnFromAnOlderReceipt) {
  const auto first = Next("a", "A");
  const ReceiptMint::Last restored = hub_.last;
  const auto lost = Next("b", "B"), lost_too = Next("c", "C");
  hub_.last = restored;
  const auto unmarked = Next("b", "B2");
  hub_.last = restored;
  ++hub_.last.epoch;
  const auto again = Next("b", "B3"), next = Next("c", "C3");
  Write({Keys(), first, lost, lost_too, unmarked, again, next});
  const ReceiptCheck check = Check();
  ASSERT_EQ(check.Find().problems.size(), 1u) << "the one with a number that the epoch has";
  EXPECT_EQ(PartOf(check.Find().problems[0]), "number");
  EXPECT_TRUE(check.Proves("b", "B3"));
  EXPECT_TRUE(check.Proves("c", "C3"));
  EXPECT_TRUE(ChainOf(check).Whole());
  EXPECT_EQ(LostOf(check, 1), (std::vector<uint64_t>{2, 3}));
  EXPECT_FALSE(check.Find().chains[0].owed) << "both records were acknowledged again";
  // Of the lost history alone is what has the number before: it is not what this one follows from.
  std::filesystem::remove(path_);
  Write({Keys(), first, lost, lost_too, next});
  EXPECT_TRUE(Check().Find().problems.empty());
  EXPECT_EQ(ChainOf(Check()).absent, 1u);
  EXPECT_EQ(LostOf(Check(), 1), (std::vector<uint64_t>{2, 3}));
  EXPECT_TRUE(Check().Find().chains[0].owed) << "nobody has acknowledged b again";
}

TEST_F(ReceiptFileTest, WhatARestoredHubHasLostIsOwedUntilItIsAcknowledgedAgain) {
  const auto first = Next("a", "A");
  const ReceiptMint::Last restored = hub_.last;
  const auto closed = Next("a", "", exchange::v1::OUTCOME_CLOSED),
             erased = Next("e", "", exchange::v1::OUTCOME_ERASED);
  Write({Keys(), first, closed, erased});
  EXPECT_TRUE(ChainOf(Check()).lost.empty()) << "the hub has signed nothing since";
  hub_.last = restored;
  ++hub_.last.epoch;
  Write({Next("x", "X")});
  EXPECT_EQ(LostOf(Check(), 1), (std::vector<uint64_t>{2, 3}));
  EXPECT_TRUE(LostOf(Check(), 2).empty());
  EXPECT_TRUE(Check().Find().chains[0].owed) << "a is open again";
  Write({Next("a", "", exchange::v1::OUTCOME_CLOSED)});
  EXPECT_FALSE(Check().Find().chains[0].owed) << "what was erased needs no repetition";
  // Of one without its items nobody can tell.
  std::filesystem::remove(path_);
  hub_.last = restored;
  ++hub_.last.epoch;
  Write({Keys(), first, ReceiptMint::Fetched(closed), Next("a", "A")});
  EXPECT_TRUE(Check().Find().chains[0].owed);
}

TEST_F(ReceiptFileTest, ReceiptsWithoutTheirItemsAreCounted) {
  const auto first = Next("a", "A"), second = Next("b", "B");
  Write({Keys(), ReceiptMint::Fetched(first), ReceiptMint::Fetched(second), second});
  EXPECT_EQ(Check().Find().chains[0].without_items, 1u);
  Write({first});
  EXPECT_EQ(Check().Find().chains[0].without_items, 0u);
}

TEST_F(ReceiptFileTest, KeysThatAreGivenAreTrustedAlone) {
  Write({Keys(), Next("a", "A")});
  identity::v1::SigningKey other = Keys().keys().keys(0);
  other.set_public_key(std::string(32, 'x'));
  EXPECT_EQ(Check({other}).Find().problems.size(), 1u);
  EXPECT_TRUE(Check({Keys().keys().keys(0)}).Find().problems.empty());
}

TEST_F(ReceiptFileTest, AKeyWithoutAnEndHasNone) {
  ReceiptFileEntry keys = Keys();
  keys.mutable_keys()->mutable_keys(0)->clear_not_after();
  Write({keys, Next("a", "A", exchange::v1::OUTCOME_CREATED, 4'000'000'000)});
  EXPECT_TRUE(Check().Find().problems.empty());
  Write({Keys()});  // and then the hub has ended it
  EXPECT_TRUE(Check().Find().problems.empty()) << "what came before was checked before";
  Write({Next("b", "B", exchange::v1::OUTCOME_CREATED, 4'000'000'000)});
  EXPECT_EQ(Check().Find().problems.size(), 1u);
}

TEST_F(ReceiptFileTest, AnotherFileIsNotTakenForReceipts) {
  std::ofstream(path_) << "id,title\n17,nurse\n";
  EXPECT_EQ(ReasonOf(ReceiptWriter::Open(path_).status()), common::v1::ERROR_REASON_MALFORMED);
  EXPECT_EQ(std::filesystem::file_size(path_), 18u) << "and not touched";
}

}  // namespace
}  // namespace tabadul::client
