#include "lib/client/outbox.h"

#include <gtest/gtest.h>

#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

exchange::v1::PushItem Item(const std::string& id, size_t bytes = 0) {
  exchange::v1::PushItem item;
  item.mutable_close()->mutable_key()->set_record_id(id + std::string(bytes, 'x'));
  return item;
}

std::vector<uint64_t> Numbers(const Packed& packed) {
  std::vector<uint64_t> numbers;
  for (const auto& item : packed.request().items().items()) numbers.push_back(item.item());
  return numbers;
}

TEST(Outbox, NumbersItemsFromOneInTheirOrder) {
  Outbox outbox;
  for (int i = 0; i < 3; ++i) outbox.Append(Item("a"));
  EXPECT_EQ(Numbers(outbox.Pack(10, 1000)), (std::vector<uint64_t>{1, 2, 3}));
}

TEST(Outbox, PacksNoMoreThanCountAndBytesButOneAlways) {
  Outbox outbox;
  for (int i = 0; i < 5; ++i) outbox.Append(Item("a", 100));
  EXPECT_EQ(outbox.Pack(2, 10'000).size(), 2u);
  EXPECT_EQ(outbox.Pack(9, 250).size(), 2u);
  EXPECT_EQ(outbox.Pack(9, 10).size(), 1u);
  EXPECT_EQ(outbox.unsent(), 0u);
}

TEST(Outbox, RepeatsTheUnansweredTailInTheSameOrder) {
  Outbox outbox;
  for (int i = 0; i < 6; ++i) outbox.Append(Item("a"));
  outbox.Pack(4, 1000);
  ASSERT_TRUE(outbox.Answer(1).ok());
  ASSERT_TRUE(outbox.Answer(2).ok());
  outbox.Rewind();
  EXPECT_EQ(Numbers(outbox.Pack(10, 1000)), (std::vector<uint64_t>{3, 4, 5, 6}));
}

TEST(Outbox, RefusesAnAnswerOutOfOrderOrOfWhatWasNotSent) {
  Outbox outbox;
  for (int i = 0; i < 3; ++i) outbox.Append(Item("a"));
  EXPECT_EQ(outbox.Answer(1).code(), absl::StatusCode::kInternal);
  outbox.Pack(2, 1000);
  EXPECT_EQ(outbox.Answer(2).code(), absl::StatusCode::kInternal);
  EXPECT_TRUE(outbox.Answer(1).ok());
  EXPECT_EQ(outbox.Answer(1).code(), absl::StatusCode::kInternal);
  EXPECT_TRUE(outbox.Answer(2).ok());
  EXPECT_EQ(outbox.Answer(3).code(), absl::StatusCode::kInternal);
}

TEST(Outbox, AnItemAnsweredWhileItsMessageIsBeingWrittenStaysAlive) {
  Outbox outbox;
  outbox.Append(Item("alive"));
  const Packed packed = outbox.Pack(1, 1000);
  ASSERT_TRUE(outbox.Answer(1).ok());
  EXPECT_TRUE(outbox.empty());
  EXPECT_EQ(packed.request().items().items(0).close().key().record_id(), "alive");
}

TEST(Outbox, CountsBytesOfWhatItHolds) {
  Outbox outbox;
  outbox.Append(Item("a", 50));
  outbox.Append(Item("b", 50));
  const size_t both = outbox.bytes();
  outbox.Pack(1, 1000);
  ASSERT_TRUE(outbox.Answer(1).ok());
  EXPECT_EQ(outbox.bytes(), both / 2);
  EXPECT_EQ(outbox.DropUnsent(), 1u);
  EXPECT_EQ(outbox.bytes(), 0u);
}

}  // namespace
}  // namespace tabadul::client
