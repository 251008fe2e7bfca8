// The check of receipts objects to each promise of docs/protocol.md#receipts broken, and to nothing else.
#include <gmock/gmock.h>

#include "tests/chaos/exchange/checks_fixture.h"

namespace tabadul::chaos {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using ReceiptChecksTest = ChecksTest;

TEST_F(ReceiptChecksTest, AReceiptMayHaveSeveralAnswers) {
  Receipt(2);
  Keep(Sign({ItemOf(*a2_), ItemOf(*b2_)}), {ItemOf(*a2_), ItemOf(*b2_)});
  EXPECT_THAT(ObjectionsAsItIs(), IsEmpty());
  EXPECT_EQ(history_.after.receipts.at(kSource).number, 3u);
}

TEST_F(ReceiptChecksTest, AReceiptSaysOtherThanTheAnswer) {
  v1::ReceiptItem other = ItemOf(*b2_);
  other.set_outcome(v1::OUTCOME_UNCHANGED);
  Receipt(1);
  Keep(Sign({other}), {ItemOf(*b2_)});
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts")) << "the hub signed another one";
  Receipt(1);
  Keep(Sign({other}), {other});
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts"));
  other = ItemOf(*b2_);
  other.set_sequence(3);
  Receipt(1);
  Keep(Sign({other}), {other});
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts"));
}

TEST_F(ReceiptChecksTest, AnAnswerStandsInNoReceipt) {
  Receipt(1);
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts"));
}

TEST_F(ReceiptChecksTest, AnAnswerStandsInTwoReceipts) {
  Receipt();
  Keep(Sign({ItemOf(*b2_)}), {ItemOf(*b2_)});
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts"));
}

TEST_F(ReceiptChecksTest, AReceiptIsOfADryRun) {
  Attempt& dry = Write("d", Op::kUpsert, Made("dry"), v1::OUTCOME_CREATED, 0, 1, 2);
  dry.dry = true;
  Receipt(1);
  EXPECT_THAT(ObjectionsAsItIs(), IsEmpty());
  Receipt();
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts"));
}

TEST_F(ReceiptChecksTest, TheNumbersOfReceiptsHaveAGap) {
  Receipt(1);
  Keep(Sign({ItemOf(*b2_)}, [](auto& body) { body.set_number(body.number() + 1); }), {ItemOf(*b2_)});
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts"));
}

TEST_F(ReceiptChecksTest, AReceiptForgetsTheOneBefore) {
  Receipt(1);
  Keep(Sign({ItemOf(*b2_)}, [](auto& body) { body.clear_previous(); }), {ItemOf(*b2_)});
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts"));
}

TEST_F(ReceiptChecksTest, AReceiptIsNotSigned) {
  Receipt();
  history_.receipts.back().receipted.mutable_receipt()->mutable_signature()->back() ^= 1;
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts"));
  Receipt();
  history_.listed[kSource].back().mutable_signature()->back() ^= 1;
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts"));
  history_.keys.clear();
  EXPECT_THAT(Objections(), UnorderedElementsAre("receipts"));
}

TEST_F(ReceiptChecksTest, AReceiptThatWasDeliveredIsLost) {
  Receipt();
  history_.listed[kSource].pop_back();
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts"));
}

TEST_F(ReceiptChecksTest, AReceiptThatNobodyGotIsOfWhatWasNeverAnswered) {
  v1::ReceiptItem item = ItemOf(Write("a", Op::kUpsert, Made("four"), v1::OUTCOME_UNSPECIFIED, 0, 3));
  item.set_outcome(v1::OUTCOME_STALE);
  Receipt();
  Sign({item});
  EXPECT_THAT(ObjectionsAsItIs(), IsEmpty());
  Sign({item});
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts")) << "two for one item";
  item.set_outcome(v1::OUTCOME_ERASED);
  Receipt();
  Sign({item});
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts")) << "nobody has sent an ERASE";
}

TEST_F(ReceiptChecksTest, ARestoredHubGoesOnFromTheReceiptThatItsCopyHadLast) {
  history_.before.receipts[kSource] = {7, "hash", 1};
  EXPECT_THAT(Objections(), IsEmpty());
  EXPECT_EQ(history_.after.receipts.at(kSource).number, 11u);
  history_.before.receipts[kSource].number = 6;
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts"));
  history_.before.receipts[kSource] = {7, "other hash", 1};
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts"));
  history_.before.receipts[kSource] = {7, "hash", 2};
  EXPECT_THAT(ObjectionsAsItIs(), UnorderedElementsAre("receipts")) << "epochs do not go back";
}

}  // namespace
}  // namespace tabadul::chaos
