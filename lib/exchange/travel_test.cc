#include "lib/exchange/travel.h"

#include <gtest/gtest.h>

#include "lib/exchange/feed.h"

namespace tabadul::exchange {
namespace {

RecordKind VacancyRecords() {
  RecordKind kind;
  kind.name = "vacancy";
  kind.payload = v1::Record::descriptor()->FindFieldByName("vacancy");
  return kind;
}

Entry Open(const std::string& record_id) {
  v1::Record record;
  auto& title = *record.mutable_vacancy()->mutable_title()->add_translations();
  title.set_language("ar");
  title.set_text("مهندس");
  record.mutable_vacancy()->add_locations()->set_country("EG");
  Entry entry;
  entry.hub_id = std::string(32, 'a');
  entry.source = "EG/momp/pes";
  entry.record_id = record_id;
  entry.sequence = 7;
  entry.version = 3;
  entry.asserted = v1::ASSERTED_STATE_OPEN;
  entry.lifecycle = v1::LIFECYCLE_OPEN;
  entry.payload = record.vacancy().SerializeAsString();
  entry.digest = std::string(32, '\xfe');
  entry.created = absl::FromUnixMillis(1'700'000'000'123);
  entry.updated = absl::FromUnixSeconds(1'700'000'001);
  entry.expires = absl::InfiniteFuture();
  return entry;
}

Entry WithEverything() {
  Entry entry = Open("everything");
  entry.audience_countries = {"EG", "SA"};
  entry.audience_public = false;
  entry.expires = absl::FromUnixSeconds(1'800'000'000);
  v1::Annotation annotation;
  annotation.set_name("occupation.suggested");
  annotation.mutable_code()->set_code("2221");
  annotation.set_confidence_permille(800);
  entry.annotations = {annotation, annotation};
  entry.partial = true;
  return entry;
}

Entry Closed() {
  Entry entry = Open("closed");
  entry.asserted = v1::ASSERTED_STATE_CLOSED;
  entry.lifecycle = v1::LIFECYCLE_CLOSED;
  entry.closure = v1::CLOSURE_REASON_FILLED;
  return entry;
}

Entry WithEmptyPayload() {
  Entry entry = Open("empty");
  entry.payload.clear();
  return entry;
}

Entry Large() {
  Entry entry = Open("large");
  v1::Record record;
  record.mutable_vacancy()->ParseFromString(entry.payload);
  record.mutable_vacancy()->mutable_title()->mutable_translations(0)->set_text(std::string(200'000, 'x'));
  entry.payload = record.vacancy().SerializeAsString();
  return entry;
}

Entry Erased() {
  Entry entry = Open("");
  entry.asserted = v1::ASSERTED_STATE_ERASED;
  entry.lifecycle = v1::LIFECYCLE_ERASED;
  entry.payload.clear();
  entry.digest.clear();
  return entry;
}

Entry Removed() {
  Entry entry;
  entry.hub_id = std::string(32, 'b');
  entry.source = "EG/momp/pes";
  entry.sequence = 9;
  entry.removed = true;
  return entry;
}

Page PageOf(std::vector<Entry> entries, bool at_head) {
  Page page;
  page.entries = std::move(entries);
  page.cursor = {.position = {1, {9}}};
  page.at_head = at_head;
  page.mark.set_mark("a mark");
  page.mark.set_key_id("a key");
  return page;
}

// As protobuf itself writes it.
std::string Expected(const Page& page) {
  v1::WatchResponse response;
  for (const Entry& entry : page.entries) {
    v1::Change& change = *response.mutable_changes()->add_changes();
    if (entry.removed) {
      change.mutable_removal()->set_hub_id(entry.hub_id);
      change.mutable_removal()->set_source(entry.source);
      change.mutable_removal()->set_sequence(entry.sequence);
    } else {
      *change.mutable_state() = ToStoredRecord(VacancyRecords(), entry);
    }
  }
  response.mutable_changes()->set_cursor(Encode(page.cursor));
  if (page.at_head) *response.mutable_changes()->mutable_mark() = page.mark;
  return response.SerializeAsString();
}

TEST(Travel, APageIsTheBytesThatItsMessageSerializesTo) {
  for (const bool at_head : {false, true}) {
    const Page page = PageOf(
        {Open("1"), WithEverything(), Closed(), WithEmptyPayload(), Large(), Erased(), Removed()}, at_head);
    EXPECT_EQ(ToWatchResponse(VacancyRecords(), page, absl::Now()), Expected(page)) << at_head;
  }
}

TEST(Travel, ThePayloadIsTheStoredBytes) {
  Entry entry = Open("1");
  const Page page = PageOf({entry}, true);
  v1::WatchResponse response;
  ASSERT_TRUE(response.ParseFromString(ToWatchResponse(VacancyRecords(), page, absl::Now())));
  const v1::StoredRecord& stored = response.changes().changes(0).state();
  EXPECT_EQ(stored.record().vacancy().SerializeAsString(), entry.payload);
  EXPECT_EQ(stored.record().record_id(), "1");
  EXPECT_FALSE(stored.record().has_audience());
  EXPECT_FALSE(stored.has_expire_time());
}

TEST(Travel, NothingNewAtTheHeadIsAHeartbeat) {
  const Page page = PageOf({}, true);
  const absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  v1::WatchResponse response;
  ASSERT_TRUE(response.ParseFromString(ToWatchResponse(VacancyRecords(), page, now)));
  EXPECT_EQ(response.heartbeat().cursor(), Encode(page.cursor));
  EXPECT_EQ(response.heartbeat().mark().mark(), "a mark");
  EXPECT_EQ(response.heartbeat().time().seconds(), 1'700'000'000);
}

TEST(Travel, NothingForThisReaderBelowTheHeadMovesTheCursor) {
  v1::WatchResponse response;
  ASSERT_TRUE(response.ParseFromString(ToWatchResponse(VacancyRecords(), PageOf({}, false), absl::Now())));
  EXPECT_TRUE(response.has_changes());
  EXPECT_FALSE(response.changes().has_mark());
  EXPECT_NE(response.changes().cursor(), "");
}

}  // namespace
}  // namespace tabadul::exchange
