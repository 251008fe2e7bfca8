#include "lib/exchange/item.h"

#include <gtest/gtest.h>

#include "lib/evidence/digest.h"
#include "lib/exchange/cursor.h"
#include "lib/exchange/wire.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::exchange {
namespace {

const std::string kPepper(32, 'p');
const std::string kSource = "MA/anapec/pes";

RecordKind Kind() {
  return {"vacancy", v1::Record::descriptor()->FindFieldByName("vacancy"),
          [](const Message& payload, Violations& violations) {
            if (!static_cast<const jobs::v1::Vacancy&>(payload).has_title()) {
              violations.Add("title", common::v1::ERROR_REASON_REQUIRED);
            }
          },
          [](const Message&) {
            return Columns{{"MA"}, "2221"};
          }};
}

v1::PushItem Upsert() {
  v1::PushItem item;
  item.set_item(7);
  item.mutable_upsert()->set_record_id("r1");
  auto* text = item.mutable_upsert()->mutable_vacancy()->mutable_title()->add_translations();
  text->set_language("fr");
  text->set_text("Infirmière");
  return item;
}

Item Prepare(const v1::PushItem& item) {
  return PrepareItem(Kind(), kPepper, kSource, item.SerializeAsString());
}

void ExpectViolation(const Item& item, const std::string& field, ErrorReason reason) {
  for (const Violation& violation : item.violations) {
    if (violation.field == field && violation.reason == reason) return;
  }
  std::string list;
  for (const Violation& violation : item.violations) {
    list += violation.field + ":" + std::string(ReasonName(violation.reason)) + " ";
  }
  ADD_FAILURE() << "no " << ReasonName(reason) << " at " << field << "; there are: " << list;
}

TEST(Item, AKindSaysUnderWhichIdAPayloadMayStand) {
  RecordKind kind = Kind();
  kind.check_id = [](std::string_view id, const Message& payload, Violations& violations) {
    const auto& vacancy = static_cast<const jobs::v1::Vacancy&>(payload);
    if (id != vacancy.title().translations(0).text())
      violations.Add("record_id", common::v1::ERROR_REASON_MALFORMED);
  };
  v1::PushItem item = Upsert();
  ExpectViolation(PrepareItem(kind, kPepper, kSource, item.SerializeAsString()), "record_id",
                  common::v1::ERROR_REASON_MALFORMED);
  item.mutable_upsert()->set_record_id("Infirmière");
  EXPECT_TRUE(PrepareItem(kind, kPepper, kSource, item.SerializeAsString()).violations.empty());
  item.mutable_upsert()->mutable_vacancy()->clear_title();
  EXPECT_EQ(PrepareItem(kind, kPepper, kSource, item.SerializeAsString()).violations.size(), 1u)
      << "it is asked of valid payloads alone";
}

TEST(Item, AGoodItemIsDigestedOverItsPayloadAlone) {
  v1::PushItem item = Upsert();
  const Item one = Prepare(item);
  EXPECT_TRUE(one.violations.empty());
  EXPECT_EQ(one.number, 7u);
  EXPECT_EQ(one.digest, evidence::Sha256(*one.payload));
  item.mutable_upsert()->set_version(3);
  item.mutable_upsert()->set_source(kSource);
  EXPECT_EQ(Prepare(item).digest, one.digest);
  EXPECT_EQ(Prepare(item).record_key, one.record_key);
  EXPECT_EQ(one.keys.countries, std::vector<std::string>{"MA"});
}

TEST(Item, EveryMistakeIsNamed) {
  v1::PushItem item = Upsert();
  item.mutable_upsert()->set_source("EG/momp/pes");
  item.mutable_upsert()->set_record_id("");
  item.mutable_upsert()->set_version(0);
  item.mutable_upsert()->mutable_audience()->add_countries("ma");
  item.mutable_upsert()->mutable_vacancy()->clear_title();
  const Item bad = Prepare(item);
  ExpectViolation(bad, "source", common::v1::ERROR_REASON_NOT_OWNER);
  ExpectViolation(bad, "record_id", common::v1::ERROR_REASON_REQUIRED);
  ExpectViolation(bad, "version", common::v1::ERROR_REASON_OUT_OF_RANGE);
  ExpectViolation(bad, "audience.countries[0]", common::v1::ERROR_REASON_MALFORMED);
  ExpectViolation(bad, "vacancy.title", common::v1::ERROR_REASON_REQUIRED);
}

TEST(Item, UnknownFieldsAreRefusedByNumberWherever) {
  v1::PushItem item = Upsert();
  auto* vacancy = item.mutable_upsert()->mutable_vacancy();
  vacancy->GetReflection()->MutableUnknownFields(vacancy)->AddVarint(9001, 1);
  const Item bad = Prepare(item);
  ExpectViolation(bad, "vacancy", common::v1::ERROR_REASON_UNKNOWN_FIELD);
}

TEST(Item, AMillionUnknownFieldsAreOneViolation) {
  v1::PushItem item = Upsert();
  auto* unknown =
      item.upsert().vacancy().GetReflection()->MutableUnknownFields(item.mutable_upsert()->mutable_vacancy());
  for (int i = 0; i < 1'000'000; ++i) unknown->AddVarint(9001, 1);
  const Item bad = Prepare(item);
  EXPECT_EQ(bad.violations.size(), 1u);
  EXPECT_EQ(bad.violations[0].metadata.at("count"), "1000000");
}

TEST(Item, InvalidUtf8HasItsOwnReasonAndKeepsItsNumber) {
  std::string bytes = Upsert().SerializeAsString();
  const size_t at = bytes.find("Infirmi");
  ASSERT_NE(at, std::string::npos);
  bytes[at] = '\xff';
  const Item bad = PrepareItem(Kind(), kPepper, kSource, bytes);
  EXPECT_EQ(bad.number, 7u);
  ExpectViolation(bad, "", common::v1::ERROR_REASON_INVALID_UTF8);
}

TEST(Item, GarbageIsMalformedNotACrash) {
  const Item bad = PrepareItem(Kind(), kPepper, kSource, std::string("\x0a\xff\xff\xff\xff\x07zz", 8));
  ExpectViolation(bad, "", common::v1::ERROR_REASON_MALFORMED);
}

TEST(Item, ALargePayloadIsRefused) {
  v1::PushItem item = Upsert();
  item.mutable_upsert()->mutable_vacancy()->set_url(std::string(kMaxRecordBytes + 1, 'x'));
  ExpectViolation(Prepare(item), "vacancy", common::v1::ERROR_REASON_RECORD_TOO_LARGE);
}

TEST(Item, AnItemWithoutOperationSaysSo) {
  v1::PushItem item;
  item.set_item(1);
  ExpectViolation(Prepare(item), "operation", common::v1::ERROR_REASON_REQUIRED);
}

TEST(Wire, AMessageIsSplitWithoutParsingItsItems) {
  v1::PushRequest request;
  *request.mutable_items()->add_items() = Upsert();
  *request.mutable_items()->add_items() = Upsert();
  const auto parts = SplitPush(request.SerializeAsString());
  ASSERT_TRUE(parts.ok());
  EXPECT_FALSE(parts->has_options);
  ASSERT_EQ(parts->items.size(), 2u);
  EXPECT_EQ(parts->items[1], Upsert().SerializeAsString());
}

TEST(Wire, TooManyItemsAreRefused) {
  v1::PushRequest request;
  for (int i = 0; i <= kMaxItemsPerMessage; ++i) request.mutable_items()->add_items();
  EXPECT_EQ(ReasonOf(SplitPush(request.SerializeAsString()).status()), common::v1::ERROR_REASON_TOO_MANY);
  v1::BatchPushRequest batch;
  *batch.mutable_items() = request.items().items();
  EXPECT_EQ(ReasonOf(SplitBatchPush(batch.SerializeAsString()).status()), common::v1::ERROR_REASON_TOO_MANY);
}

TEST(Wire, ATruncatedMessageIsMalformed) {
  v1::PushRequest request;
  *request.mutable_items()->add_items() = Upsert();
  const std::string bytes = request.SerializeAsString();
  for (size_t cut = 1; cut < bytes.size(); ++cut) {
    EXPECT_FALSE(SplitPush(bytes.substr(0, cut)).ok()) << cut;
  }
}

TEST(Cursor, RoundTripsAndRefusesDamage) {
  const Cursor cursor{{3, {77}}, 5};
  const std::string text = Encode(cursor);
  const auto back = DecodeCursor(text);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->position.epoch, 3u);
  EXPECT_EQ(back->position.sequence(), 77u);
  EXPECT_EQ(back->filter, 5u);
  for (size_t i = 0; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(DecodeCursor(damaged).ok()) << i;
  }
  EXPECT_TRUE(DecodeCursor("").ok());
}

TEST(Cursor, AFilterIsTheSameInAnyOrderAndHoweverOftenItSaysAThing) {
  v1::Filter one, other;
  one.add_countries("MA");
  one.add_countries("EG");
  other.add_countries("EG");
  other.add_countries("MA");
  other.add_countries("EG");
  EXPECT_EQ(FilterFingerprint(one), FilterFingerprint(other));
  other.add_sources("MA");
  EXPECT_NE(FilterFingerprint(one), FilterFingerprint(other));
  EXPECT_EQ(FilterFingerprint(v1::Filter()), 0u);
}

}  // namespace
}  // namespace tabadul::exchange
