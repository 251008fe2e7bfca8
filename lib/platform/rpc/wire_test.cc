#include "lib/platform/rpc/wire.h"

#include <random>

#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"
#include "tabadul/exchange/v1/push.pb.h"

namespace tabadul::rpc {
namespace {

using namespace common::v1;  // NOLINT: error reasons
using exchange::v1::BatchPushRequest;
using exchange::v1::Record;

const WireCheck& Check() {
  static const auto* check = new WireCheck(BatchPushRequest::descriptor());
  return *check;
}

BatchPushRequest Batch() {
  BatchPushRequest batch;
  batch.mutable_options()->set_source("SY/mosal/pes");
  for (int i = 0; i < 5; ++i) {
    auto* item = batch.add_items();
    item->set_item(static_cast<uint64_t>(i));
    item->mutable_upsert()->set_record_id("id-" + std::to_string(i));
  }
  return batch;
}

TEST(Wire, LetsThroughWhatTheContractHas) {
  BatchPushRequest parsed;
  ASSERT_TRUE(Check().Parse(Batch().SerializeAsString(), &parsed).ok());
  EXPECT_EQ(parsed.SerializeAsString(), Batch().SerializeAsString());
  EXPECT_TRUE(Check().Check("").ok());
}

TEST(Wire, NamesTheFieldThatIsNotUtf8) {
  SilenceProtobuf();
  BatchPushRequest batch = Batch();
  batch.mutable_items(3)->mutable_upsert()->set_record_id("caf\xe9");
  const absl::Status status = Check().Check(batch.SerializeAsString());
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_INVALID_UTF8);
  EXPECT_EQ(MetadataOf(status)["field"], "items[3].upsert.record_id");
}

TEST(Wire, NamesUnknownFieldsByNumberAndPlace) {
  BatchPushRequest batch = Batch();
  Record* record = batch.mutable_items(2)->mutable_upsert();
  for (int number : {9001, 9002, 9001})
    record->GetReflection()->MutableUnknownFields(record)->AddVarint(number, 1);
  const absl::Status status = Check().Check(batch.SerializeAsString());
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_UNKNOWN_FIELD);
  EXPECT_EQ(MetadataOf(status)["field"], "items[2].upsert");
  EXPECT_EQ(MetadataOf(status)["numbers"], "9001, 9002");
}

TEST(Wire, AMillionUnknownFieldsAreRefusedAtOnce) {
  std::string bytes;
  for (int i = 0; i < 1'000'000; ++i) bytes += std::string("\xf8\x3f\x01", 3);  // field 1023 = 1
  const absl::Time start = absl::Now();
  const absl::Status status = Check().Check(bytes);
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_UNKNOWN_FIELD);
  EXPECT_EQ(MetadataOf(status)["numbers"], "1023");
  EXPECT_LT(absl::Now() - start, absl::Seconds(1));
}

TEST(Wire, AFieldOfAnotherWireTypeIsUnknown) {
  const std::string bytes("\x0a\x02\x08\x01", 4);  // options { field 1 as a varint: it is a string }
  const absl::Status status = Check().Check(bytes);
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_UNKNOWN_FIELD);
  EXPECT_EQ(MetadataOf(status)["field"], "options");
}

TEST(Wire, WhatIsNotAMessageIsMalformed) {
  for (const std::string& bytes :
       {std::string("\x0a"),
        std::string("\x0a\x05"
                    "ab"),
        std::string("\x00\x01", 2), std::string("\x0b"), std::string("\x0c"), std::string(11, '\xff'),
        std::string("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")}) {
    EXPECT_FALSE(Check().Check(bytes).ok());
  }
  std::string deep;  // unknown groups in each other
  for (int i = 0; i < 10'000; ++i) deep += '\x7b';
  EXPECT_EQ(ReasonOf(Check().Check(deep)), ERROR_REASON_MALFORMED);
}

// Whatever passes the check parses, and parses without unknown fields: on damaged bytes, thousands of times.
TEST(Wire, AgreesWithProtobufOnDamagedBytes) {
  SilenceProtobuf();
  const auto seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const std::string good = Batch().SerializeAsString();
  int passed = 0, refused = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::string bytes = good;
    for (int i = 0; i < 1 + static_cast<int>(random() % 3); ++i)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    BatchPushRequest parsed;
    if (!Check().Check(bytes).ok()) {
      ++refused;
      continue;
    }
    ++passed;
    ASSERT_TRUE(parsed.ParseFromString(bytes)) << testing::PrintToString(bytes);
    ASSERT_TRUE(parsed.GetReflection()->GetUnknownFields(parsed).empty());
    for (const auto& item : parsed.items()) ASSERT_TRUE(item.GetReflection()->GetUnknownFields(item).empty());
  }
  EXPECT_GT(passed, 100);
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace tabadul::rpc
