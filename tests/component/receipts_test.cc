// Receipts: every answer is signed, with what was asked and what became of it, and nothing of it can be guessed later.
#include "lib/evidence/receipt.h"

#include "lib/evidence/digest.h"
#include "lib/exchange/runs.h"
#include "tests/component/exchange_fixture.h"

namespace tabadul::exchange {
namespace {

class ReceiptsTest : public ExchangeTest {
 protected:
  v1::ReceiptBody Body(const v1::Receipt& receipt) {
    const auto body = evidence::OpenReceipt(receipt, signer_.public_key());
    EXPECT_TRUE(body.ok()) << body.status();
    return body.ok() ? *body : v1::ReceiptBody();
  }
  // What the writer knows of its own items and of their answers.
  static std::vector<v1::ReceiptItem> Known(const std::vector<v1::PushItem>& sent,
                                            const v1::BatchPushResponse& response) {
    std::vector<v1::ReceiptItem> items;
    for (int i = 0; i < response.outcomes_size(); ++i) {
      const v1::ItemOutcome& outcome = response.outcomes(i);
      v1::ReceiptItem& item = items.emplace_back();
      item.set_item(outcome.item());
      item.set_outcome(outcome.outcome());
      if (outcome.outcome() == v1::OUTCOME_REJECTED) continue;
      const v1::PushItem& push = sent[static_cast<size_t>(i)];
      item.set_record_id(push.has_upsert() ? push.upsert().record_id() : push.close().key().record_id());
      if (push.has_upsert()) item.set_digest(evidence::Sha256(push.upsert().vacancy().SerializeAsString()));
      item.set_hub_id(outcome.hub_id());
      item.set_sequence(outcome.sequence());
      item.set_version(outcome.version());
    }
    return items;
  }
  v1::ListReceiptsResponse List(uint64_t after = 0, int page_size = 0) {
    v1::ListReceiptsRequest request;
    request.set_source(kSource);
    request.set_after(after);
    request.set_page_size(page_size);
    const auto response = exchange_->ListReceipts(MakeCall(kSource), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::ListReceiptsResponse();
  }
};

// Nobody would believe it: nothing is acknowledged and no copy is proven by a key that has ended. The hub's own reader, and so
// the searches, go on.
TEST_F(ReceiptsTest, AKeyThatHasEndedSignsNothing) {
  Push({Upsert(MakeRecord("a", "A"))});
  signer_.EndAt(clock_.Now());
  v1::PushOptions options;
  options.set_source(kSource);
  const auto refused =
      exchange_->Write(MakeCall(kSource), options, Serialize({Upsert(MakeRecord("b", "B"))}));
  EXPECT_EQ(ReasonOf(refused.status()), common::v1::ERROR_REASON_UNAVAILABLE);
  EXPECT_EQ(MetadataOf(refused.status())["part"], "signing key");
  EXPECT_FALSE(Get("b").ok()) << "nothing of it was applied";
  const auto read = [&](const Reader& reader) {
    return exchange_->Changes(Context::WithTimeout(absl::Seconds(10)), {}, {}, reader, 1 << 20).status();
  };
  EXPECT_EQ(ReasonOf(read(Reader::Everything())), common::v1::ERROR_REASON_UNAVAILABLE) << "no mark";
  EXPECT_TRUE(read(Reader::Own()).ok());
  signer_.EndAt(clock_.Now() + absl::Hours(1));
  EXPECT_EQ(PushOne(Upsert(MakeRecord("b", "B"))), v1::OUTCOME_CREATED);
  EXPECT_TRUE(read(Reader::Everything()).ok());
}

TEST_F(ReceiptsTest, AReceiptProvesEachItemAndItsOutcome) {
  v1::Record bad = MakeRecord("bad", "x");
  bad.mutable_vacancy()->clear_title();
  const std::vector<v1::PushItem> sent = {Upsert(MakeRecord("a", "A")), Upsert(bad),
                                          Upsert(MakeRecord("b", "B")), Close("a")};
  const auto response = Push(sent);
  ASSERT_TRUE(response.has_receipt());
  const v1::ReceiptBody body = Body(response.receipt());
  EXPECT_EQ(body.kind(), "vacancy");
  EXPECT_EQ(body.source(), kSource);
  EXPECT_EQ(body.number(), 1u);
  EXPECT_EQ(body.items(), 4u);
  EXPECT_EQ(body.first_sequence(), 1u);
  EXPECT_EQ(body.last_sequence(), 3u);
  auto items = Known(sent, response);
  EXPECT_TRUE(evidence::CheckItems(response.receipt(), body, items).ok());
  for (size_t i = 0; i < items.size(); ++i) {
    auto forged = items;
    forged[i].set_outcome(v1::OUTCOME_UNCHANGED);
    EXPECT_FALSE(evidence::CheckItems(response.receipt(), body, forged).ok()) << i;
    forged = items;
    forged[i].set_digest(evidence::Sha256("other"));
    EXPECT_FALSE(evidence::CheckItems(response.receipt(), body, forged).ok()) << i;
    forged = items;
    forged.erase(forged.begin() + static_cast<int>(i));
    EXPECT_FALSE(evidence::CheckItems(response.receipt(), body, forged).ok()) << i;
  }
  v1::Receipt forged = response.receipt();
  forged.mutable_body()->back() ^= 1;
  EXPECT_FALSE(evidence::OpenReceipt(forged, signer_.public_key()).ok());
}

TEST_F(ReceiptsTest, ARepetitionIsReceiptedToo) {
  Push({Upsert(MakeRecord("a", "A"))});
  const auto again = Push({Upsert(MakeRecord("a", "A"))});
  const v1::ReceiptBody body = Body(again.receipt());
  EXPECT_EQ(body.number(), 2u);
  ASSERT_EQ(body.outcomes_size(), 1);
  EXPECT_EQ(body.outcomes(0).outcome(), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(body.outcomes(0).items(), 1u);
}

TEST_F(ReceiptsTest, AnswersThatLeaveTheSetAloneDoNotRewriteIt) {
  Push({Upsert(MakeRecord("a", "A"))});
  const std::string written = Sql("SELECT xmin FROM vacancy_source");
  v1::Record bad = MakeRecord("b", "x");
  bad.mutable_vacancy()->clear_title();
  Push({Upsert(MakeRecord("a", "A")), Upsert(bad)});
  EXPECT_EQ(Sql("SELECT xmin FROM vacancy_source"), written);
  EXPECT_EQ(Sql("SELECT receipts || ' ' || lease FROM vacancy_activity"), "2 2");
  Push({Upsert(MakeRecord("a", "B"))});
  EXPECT_NE(Sql("SELECT xmin FROM vacancy_source"), written);
}

TEST_F(ReceiptsTest, TheReceiptsOfASourceAreAChainThatARestartGoesOnWith) {
  std::vector<std::string> bodies;
  for (int i = 0; i < 3; ++i)
    bodies.push_back(Push({Upsert(MakeRecord("a", std::to_string(i)))}).receipt().body());
  Push({Upsert(MakeRecord("x", "X"))}, "EG/momp/pes");
  Open();
  bodies.push_back(Push({Upsert(MakeRecord("a", "3"))}).receipt().body());
  std::string previous;
  const auto listed = List();
  ASSERT_EQ(listed.receipts_size(), 4);
  for (int i = 0; i < 4; ++i) {
    const v1::Receipt& receipt = listed.receipts(i);
    EXPECT_EQ(receipt.body(), bodies[static_cast<size_t>(i)]);
    const v1::ReceiptBody body = Body(receipt);
    EXPECT_EQ(body.number(), static_cast<uint64_t>(i + 1));
    EXPECT_EQ(body.previous(), previous);
    previous = evidence::Sha256(receipt.body());
  }
  EXPECT_EQ(List(1, 2).receipts(0).body(), bodies[1]);
  EXPECT_EQ(List(1, 2).receipts_size(), 2);
  EXPECT_EQ(List(4).receipts_size(), 0);
}

TEST_F(ReceiptsTest, TheNewestAreTheEndOfTheChainBackwards) {
  for (int i = 0; i < 3; ++i) Push({Upsert(MakeRecord("a", std::to_string(i)))});
  Push({Upsert(MakeRecord("x", "X"))}, "EG/momp/pes");
  v1::ListReceiptsRequest request;
  request.set_source(kSource);
  request.set_after(3);
  request.set_page_size(2);
  request.set_newest(true);
  const auto newest = exchange_->ListReceipts(MakeCall(kSource), request);
  ASSERT_TRUE(newest.ok()) << newest.status();
  ASSERT_EQ(newest->receipts_size(), 2);
  EXPECT_EQ(Body(newest->receipts(0)).number(), 3u);
  EXPECT_EQ(Body(newest->receipts(1)).number(), 2u);
}

TEST_F(ReceiptsTest, TheHubForgetsTheNonceSoThatNothingCanBeGuessedFromIt) {
  const auto response = Push({Upsert(MakeRecord("a", "A"))});
  EXPECT_EQ(response.receipt().nonce().size(), evidence::kReceiptNonceBytes);
  EXPECT_TRUE(List().receipts(0).nonce().empty());
  EXPECT_EQ(Sql("SELECT count(*) FROM vacancy_receipt WHERE position(decode('" +
                evidence::Hex(response.receipt().nonce()) + "', 'hex') in body) > 0"),
            "0");
}

// docs/operations.md#how-receipts-grow reckons with it.
TEST_F(ReceiptsTest, ItemsCostTheHubNothingAndAReceiptLessThanThreeHundredBytes) {
  Push({Upsert(MakeRecord("a", "A"))});
  Push({Upsert(MakeRecord("b", "B"))});
  std::vector<v1::PushItem> many;
  for (int i = 0; i < 500; ++i) many.push_back(Upsert(MakeRecord(std::to_string(i), "C")));
  Push(std::move(many));
  const auto of = [&](const char* what, int number) {
    return std::stoi(Sql("SELECT " + std::string(what) +
                         " FROM vacancy_receipt AS r WHERE number = " + std::to_string(number)));
  };
  EXPECT_LE(of("length(body)", 3) - of("length(body)", 2), 8) << "no more than larger numbers take";
  EXPECT_LE(of("length(body)", 3), 105 + 7 + 13 + 7);
  EXPECT_LE(of("pg_column_size(r)", 3), 300);
}

TEST_F(ReceiptsTest, ADryRunHasNone) {
  EXPECT_FALSE(Push({Upsert(MakeRecord("a", "A"))}, kSource, true).has_receipt());
  EXPECT_EQ(List().receipts_size(), 0);
}

TEST_F(ReceiptsTest, NobodyReadsAnothersReceiptsButTheCentre) {
  Push({Upsert(MakeRecord("a", "A"))});
  v1::ListReceiptsRequest request;
  request.set_source(kSource);
  EXPECT_EQ(ReasonOf(exchange_->ListReceipts(MakeCall("EG/momp/pes"), request).status()),
            common::v1::ERROR_REASON_NOT_OWNER);
  EXPECT_TRUE(exchange_->ListReceipts(MakeCall(kSource), request).ok());
}

TEST_F(ReceiptsTest, MoreThanAPageHoldsIsAPageAndLessThanNothingAMistake) {
  v1::ListReceiptsRequest request;
  request.set_source(kSource);
  request.set_page_size(1001);
  EXPECT_TRUE(exchange_->ListReceipts(MakeCall(kSource), request).ok());
  request.set_page_size(-1);
  EXPECT_EQ(ReasonOf(exchange_->ListReceipts(MakeCall(kSource), request).status()),
            common::v1::ERROR_REASON_OUT_OF_RANGE);
}

TEST_F(ReceiptsTest, ItemsOfARunSaySo) {
  v1::BeginRunRequest begin;
  begin.set_source(kSource);
  const auto run = exchange_->runs().Begin(MakeCall(kSource), begin);
  ASSERT_TRUE(run.ok());
  v1::PushOptions options;
  options.set_source(kSource);
  options.set_run_id(run->run_id());
  const auto response =
      exchange_->Write(MakeCall(kSource), options, Serialize({Upsert(MakeRecord("a", "A"))}));
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(Body(response->receipt()).run_id(), run->run_id());
}

}  // namespace
}  // namespace tabadul::exchange
