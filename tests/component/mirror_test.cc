// Mirrors of a feed in real databases: what they hold, prove, and take up again. Each test runs on SQLite and on
// PostgreSQL.
#include "lib/client/mirror.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "lib/client/postgres/store.h"
#include "lib/client/sqlite/store.h"
#include "lib/evidence/canonical.h"
#include "lib/evidence/digest.h"
#include "lib/evidence/signer.h"
#include "lib/platform/base/status.h"
#include "tests/harness/eventually.h"
#include "tests/harness/postgres.h"

namespace tabadul::client {
namespace {

using exchange::v1::Change;
using exchange::v1::StoredRecord;
using harness::Postgres;
using testing::ElementsAre;

constexpr char kSyria[] = "SY/mosal/pes";
constexpr char kMorocco[] = "MA/anapec/pes";

Change State(const std::string& id, const std::string& title, const std::string& source = kSyria,
             exchange::v1::AssertedState asserted = exchange::v1::ASSERTED_STATE_OPEN) {
  Change change;
  auto* state = change.mutable_state();
  state->set_hub_id("hub-" + id);
  state->set_asserted(asserted);
  state->set_lifecycle(static_cast<exchange::v1::Lifecycle>(asserted == exchange::v1::ASSERTED_STATE_OPEN
                                                                ? exchange::v1::LIFECYCLE_OPEN
                                                                : exchange::v1::LIFECYCLE_CLOSED));
  state->set_version(3);
  state->set_sequence(static_cast<uint64_t>(std::stoll(id)));
  state->mutable_record()->set_source(source);
  if (asserted == exchange::v1::ASSERTED_STATE_ERASED) return change;
  state->mutable_record()->set_record_id(id);
  auto& vacancy = *state->mutable_record()->mutable_vacancy();
  auto* text = vacancy.mutable_title()->add_translations();
  text->set_language("ar");
  text->set_text(title);
  vacancy.mutable_pay()->set_minimum("900");
  state->set_digest(evidence::Sha256(evidence::CanonicalBytes(vacancy)));
  return change;
}

Change Removed(const std::string& id) {
  Change change;
  change.mutable_removal()->set_hub_id("hub-" + id);
  return change;
}

ChangeList List(std::initializer_list<Change> changes) { return {changes.begin(), changes.end()}; }

// What the hub would sign of these records.
class Hub {
 public:
  Hub() {
    key_.set_key_id(signer_.key_id());
    key_.set_service("jobs");
    key_.set_public_key(signer_.public_key());
  }
  exchange::v1::SignedMark Mark(std::initializer_list<Change> open) const {
    std::map<std::string, evidence::SetHash> hashes;
    hashes[kSyria];
    for (const Change& change : open) {
      const StoredRecord& state = change.state();
      hashes[state.record().source()].Add(
          evidence::SetHash::Item(state.record().record_id(), state.digest()));
    }
    exchange::v1::Mark mark;
    mark.set_kind("vacancy");
    for (const auto& [name, hash] : hashes) {
      auto* source = mark.add_sources();
      source->set_source(name);
      source->set_count(hash.count());
      source->set_set_hash(hash.Digest());
    }
    exchange::v1::SignedMark out;
    out.set_mark(mark.SerializeAsString());
    out.set_key_id(signer_.key_id());
    out.set_signature(signer_.Sign(evidence::kMarkContext, out.mark()));
    return out;
  }
  std::vector<identity::v1::SigningKey> keys() const { return {key_}; }

 private:
  const evidence::Signer signer_ = *evidence::Signer::FromSeed(std::string(32, 's'));
  identity::v1::SigningKey key_;
};

enum class Backend { kSqlite, kPostgres };

class MirrorTest : public testing::TestWithParam<Backend> {
 protected:
  MirrorTest() : folder_("mirror") {
    if (GetParam() == Backend::kPostgres) database_.emplace(Postgres::Shared().NewDatabase());
    columns_.names = {"title", "source", "pay \"net\""};
    columns_.values = [](const StoredRecord& stored) -> std::vector<std::optional<std::string>> {
      const auto& vacancy = stored.record().vacancy();
      return {vacancy.title().translations(0).text(), std::nullopt, vacancy.pay().minimum()};
    };
  }

  std::string file() const { return folder_.path() + "/feed.db"; }
  absl::StatusOr<std::unique_ptr<MirrorStore>> Store() const {
    if (GetParam() == Backend::kPostgres)
      return OpenPostgresStore(database_->conninfo(), "vacancy", columns_);
    return OpenSqliteStore(file(), "vacancy", columns_);
  }
  absl::StatusOr<std::unique_ptr<Mirror>> TryOpen(bool anew = false) const {
    auto store = Store();
    if (!store.ok()) return store.status();
    return Mirror::Open(*std::move(store),
                        {.columns = columns_, .anew = anew, .patience = absl::Seconds(20)});
  }
  std::unique_ptr<Mirror> Open(bool anew = false) const {
    auto mirror = TryOpen(anew);
    EXPECT_TRUE(mirror.ok()) << mirror.status();
    return mirror.ok() ? *std::move(mirror) : nullptr;
  }

  // By the database's own client: what a ministry's queries see.
  std::string Sql(const std::string& sql) const {
    if (GetParam() == Backend::kPostgres) return Postgres::Shared().Sql(database_->name(), sql);
    const auto result = harness::RunCommand({"sqlite3", file(), sql});
    EXPECT_EQ(result.exit, 0) << result.errors;
    return result.output.substr(0, result.output.find('\n'));
  }
  std::string Table() const { return GetParam() == Backend::kPostgres ? "tabadul.vacancy" : "vacancy"; }

  void ExpectTimesOf1() const {
    const bool native = GetParam() == Backend::kPostgres;
    const auto utc = [&](const std::string& column) {
      return native ? "to_char(" + column + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')" : column;
    };
    EXPECT_EQ(
        Sql("SELECT closure_reason || ' ' || " + utc("create_time") + " || ' ' || " + utc("update_time") +
            " || ' ' || " + utc("expire_time") + " FROM " + Table() + " WHERE record_id = '1'"),
        "NOT_IN_EXPORT 2026-01-31T00:00:00Z 2026-01-31T00:01:00Z 2026-02-01T00:00:00Z");
  }

  bool Proven(Mirror& mirror, std::initializer_list<Change> open) const {
    const auto proof = mirror.Check(hub_.Mark(open), hub_.keys());
    EXPECT_TRUE(proof.ok()) << proof.status();
    return proof.ok() && proof->proven();
  }
  static std::vector<std::string> Held(const Mirror& mirror) {
    std::vector<std::string> ids;
    EXPECT_TRUE(mirror
                    .ForEach([&](const StoredRecord& stored) {
                      ids.push_back(stored.hub_id());
                      return absl::OkStatus();
                    })
                    .ok());
    return ids;
  }

  const harness::TemporaryDirectory folder_;
  std::optional<Postgres::Database> database_;
  MirrorColumns columns_;
  const Hub hub_;
};

TEST_P(MirrorTest, HoldsTheNewestStateOfEachRecordAndProvesIt) {
  const auto mirror = Open();
  ASSERT_TRUE(mirror
                  ->Apply(List({State("1", "ممرض"), State("2", "نجار"), State("3", "طاهٍ"), State("4", "دهّان"),
                                State("5", "سائق", kMorocco)}),
                          "c1")
                  .ok());
  ASSERT_TRUE(mirror
                  ->Apply(List({State("1", "ممرضة"), Removed("2"), Removed("99"),
                                State("3", "", kSyria, exchange::v1::ASSERTED_STATE_ERASED),
                                State("4", "دهّان", kSyria, exchange::v1::ASSERTED_STATE_CLOSED)}),
                          "c2")
                  .ok());
  EXPECT_THAT(Held(*mirror), ElementsAre("hub-5", "hub-1", "hub-4"));
  EXPECT_EQ(mirror->open_records(), 2u);
  EXPECT_TRUE(Proven(*mirror, {State("1", "ممرضة"), State("5", "سائق", kMorocco)}));
  EXPECT_FALSE(Proven(*mirror, {State("1", "ممرض"), State("5", "سائق", kMorocco)}));
  EXPECT_EQ(mirror->Applied(), "c2");
}

TEST_P(MirrorTest, TwoStatesOfARecordInOnePageLeaveTheLast) {
  const auto mirror = Open();
  ASSERT_TRUE(
      mirror
          ->Apply(List({State("1", "a"), Removed("1"), State("1", "b"), State("2", "x"), Removed("2")}), "c")
          .ok());
  EXPECT_THAT(Held(*mirror), ElementsAre("hub-1"));
  EXPECT_TRUE(Proven(*mirror, {State("1", "b")}));
}

TEST_P(MirrorTest, ARecordComesBackByteForByte) {
  Change change = State("1", "ممرضة");
  auto& stored = *change.mutable_state();
  stored.mutable_record()->mutable_audience()->add_countries("MA");
  stored.mutable_create_time()->set_seconds(1'700'000'000);
  auto* annotation = stored.add_annotations();
  annotation->set_name("occupation.suggested");
  annotation->mutable_code()->set_code("2221");
  {
    const auto mirror = Open();
    ASSERT_TRUE(mirror->Apply(List({change}), "c1").ok());
  }
  ASSERT_TRUE(Open()
                  ->ForEach([&](const StoredRecord& held) {
                    EXPECT_EQ(held.SerializeAsString(), stored.SerializeAsString());
                    return absl::OkStatus();
                  })
                  .ok());
}

TEST_P(MirrorTest, ASecondProcessGoesOnWithCursorAndProof) {
  ASSERT_TRUE(Open()->Apply(List({State("1", "a"), State("2", "b")}), "c1").ok());
  const auto again = Open();
  EXPECT_EQ(again->Applied(), "c1");
  EXPECT_TRUE(Proven(*again, {State("1", "a"), State("2", "b")}));
  ASSERT_TRUE(again->Apply(List({State("1", "a2"), Removed("2")}), "c2").ok());
  EXPECT_TRUE(Proven(*again, {State("1", "a2")}));
  EXPECT_TRUE(Proven(*Open(), {State("1", "a2")}));
}

TEST_P(MirrorTest, TheMinistrysOwnQueriesReadTheColumns) {
  ASSERT_TRUE(Open()->Apply(List({State("1", "ممرضة")}), "c1").ok());
  EXPECT_EQ(Sql("SELECT title FROM " + Table() + " WHERE lifecycle = 'OPEN' AND source = 'SY/mosal/pes'"),
            "ممرضة");
  EXPECT_EQ(Sql("SELECT \"pay \"\"net\"\"\" FROM " + Table() + " WHERE \"source_\" IS NULL"), "900");
  EXPECT_EQ(Sql("SELECT version * 1000 + sequence FROM " + Table()), "3001");
}

// Of a record that a run has closed.
Change Closed(const std::string& id) {
  Change change = State(id, "نجار", kSyria, exchange::v1::ASSERTED_STATE_CLOSED);
  auto& state = *change.mutable_state();
  state.set_closure_reason(exchange::v1::CLOSURE_REASON_NOT_IN_EXPORT);
  state.mutable_create_time()->set_seconds(1'769'817'600);  // 2026-01-31T00:00:00Z
  state.mutable_update_time()->set_seconds(1'769'817'660);
  state.mutable_expire_time()->set_seconds(1'769'904'000);
  return change;
}

TEST_P(MirrorTest, WhenARecordCameAndWhyItWasClosedAreColumns) {
  ASSERT_TRUE(Open()->Apply(List({Closed("1"), State("2", "ممرضة")}), "c1").ok());
  ExpectTimesOf1();
  EXPECT_EQ(
      Sql("SELECT count(*) FROM " + Table() +
          " WHERE record_id = '2' AND closure_reason IS NULL AND create_time IS NULL AND expire_time IS "
          "NULL"),
      "1");
}

TEST_P(MirrorTest, ATableOfAnEarlierVersionGetsTheseColumnsWithTheirValues) {
  {
    const auto mirror = Open();
    ChangeList changes = List({Closed("1"), State("2", "ممرضة")});
    for (int id = 3; id < 1'300; ++id) *changes.Add() = Closed(std::to_string(id));  // several pages
    ASSERT_TRUE(mirror->Apply(changes, "c1").ok());
  }
  for (const char* const column : {"closure_reason", "create_time", "update_time", "expire_time"})
    Sql("ALTER TABLE " + Table() + " DROP COLUMN " + column);
  {
    const auto mirror = Open();
    EXPECT_EQ(mirror->Applied(), "c1");
    EXPECT_TRUE(Proven(*mirror, {State("2", "ممرضة")}));
    ExpectTimesOf1();
    EXPECT_EQ(Sql("SELECT count(*) FROM " + Table() + " WHERE closure_reason = 'NOT_IN_EXPORT'"), "1298");
    ASSERT_TRUE(mirror->Apply(List({Closed("2")}), "c2").ok());
  }
  EXPECT_EQ(Sql("SELECT count(*) FROM " + Table() + " WHERE closure_reason = 'NOT_IN_EXPORT'"), "1299");
  EXPECT_EQ(Open()->Applied(), "c2");
}

TEST_P(MirrorTest, WhatWasChangedInTheTableByHandIsNotProvenAndAnewMendsIt) {
  {
    const auto mirror = Open();
    ASSERT_TRUE(mirror->Apply(List({State("1", "a"), State("2", "b"), State("3", "c")}), "c1").ok());
  }
  Sql("DELETE FROM " + Table() + " WHERE record_id = '2'");
  EXPECT_FALSE(Proven(*Open(), {State("1", "a"), State("2", "b"), State("3", "c")}));
  Sql("UPDATE " + Table() + " SET payload = (SELECT payload FROM " + Table() +
      " WHERE record_id = '3') WHERE record_id = '1'");
  EXPECT_FALSE(Proven(*Open(), {State("1", "a"), State("3", "c")}));

  const auto mirror = Open(/*anew=*/true);
  EXPECT_EQ(mirror->Applied(), "");
  ASSERT_TRUE(mirror->Apply(List({State("1", "a"), State("2", "b"), State("3", "c")}), "c1").ok());
  ASSERT_TRUE(mirror->Marked().ok());
  EXPECT_TRUE(Proven(*mirror, {State("1", "a"), State("2", "b"), State("3", "c")}));
}

TEST_P(MirrorTest, AfterARestartOfHistoryReadersNeverSeeAnEmptyTableAndWhatDidNotComeGoes) {
  ASSERT_TRUE(Open()->Apply(List({State("1", "a"), State("2", "b"), State("3", "c")}), "old").ok());
  {
    const auto mirror = Open();
    ASSERT_TRUE(mirror->Restart().ok());
    EXPECT_EQ(mirror->Applied(), "");
    EXPECT_EQ(Sql("SELECT count(*) FROM " + Table()), "3");
    ASSERT_TRUE(mirror->Apply(List({State("1", "a")}), "new1").ok());
    EXPECT_EQ(Sql("SELECT count(*) FROM " + Table()), "3");
  }  // killed between the pages
  const auto mirror = Open();
  EXPECT_EQ(mirror->Applied(), "new1");
  ASSERT_TRUE(mirror->Apply(List({State("2", "b2"), State("4", "d")}), "new2").ok());
  ASSERT_TRUE(mirror->Marked().ok());
  EXPECT_THAT(Held(*mirror), ElementsAre("hub-1", "hub-2", "hub-4"));
  EXPECT_TRUE(Proven(*mirror, {State("1", "a"), State("2", "b2"), State("4", "d")}));
  ASSERT_TRUE(mirror->Marked().ok());
  EXPECT_EQ(Held(*mirror).size(), 3u);
}

TEST_P(MirrorTest, AWithdrawnSourceGoesAndTheRestStays) {
  const auto mirror = Open();
  ASSERT_TRUE(mirror->Apply(List({State("1", "secret"), State("2", "kept", kMorocco)}), "c1").ok());
  exchange::v1::Withdrawn withdrawn;
  withdrawn.set_source(kSyria);
  ASSERT_TRUE(mirror->Withdraw(withdrawn).ok());
  EXPECT_THAT(Held(*mirror), ElementsAre("hub-2"));
  EXPECT_TRUE(Proven(*mirror, {State("2", "kept", kMorocco)}));
  EXPECT_EQ(mirror->Applied(), "c1");
}

TEST_P(MirrorTest, WithdrawnSectionsLeaveThePayloadsAndTheRestOfThemStays) {
  const auto mirror = Open();
  ASSERT_TRUE(mirror->Apply(List({State("1", "a"), State("2", "b"), State("3", "c", kMorocco)}), "c1").ok());
  exchange::v1::Withdrawn withdrawn;
  withdrawn.set_source(kSyria);
  withdrawn.add_sections("pay");
  ASSERT_TRUE(mirror->Withdraw(withdrawn).ok());
  int partial = 0;
  ASSERT_TRUE(mirror
                  ->ForEach([&](const StoredRecord& stored) {
                    EXPECT_EQ(stored.record().vacancy().has_pay(), stored.record().source() == kMorocco);
                    partial += stored.partial() ? 1 : 0;
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_EQ(partial, 2);
  EXPECT_EQ(Sql("SELECT count(*) FROM " + Table() + " WHERE \"pay \"\"net\"\"\" = '900'"), "1");
  EXPECT_EQ(mirror->open_records(), 3u);
}

// To take a part of a record away is not to say that the record is there.
TEST_P(MirrorTest, WithdrawnSectionsKeepNothingThatARestoredHubDoesNotHave) {
  const auto mirror = Open();
  ASSERT_TRUE(mirror->Apply(List({State("1", "a"), State("2", "b")}), "old").ok());
  ASSERT_TRUE(mirror->Restart().ok());
  ASSERT_TRUE(mirror->Apply(List({State("1", "a")}), "new").ok());
  exchange::v1::Withdrawn withdrawn;
  withdrawn.set_source(kSyria);
  withdrawn.add_sections("pay");
  ASSERT_TRUE(mirror->Withdraw(withdrawn).ok());
  ASSERT_TRUE(mirror->Marked().ok());
  EXPECT_THAT(Held(*mirror), ElementsAre("hub-1"));
}

TEST_P(MirrorTest, ASecondWriterIsNoticed) {
  const auto first = Open(), second = Open();
  ASSERT_TRUE(first->Apply(List({State("1", "a")}), "c1").ok());
  EXPECT_EQ(ReasonOf(second->Apply(List({State("2", "b")}), "c1b")), common::v1::ERROR_REASON_CONCURRENT);
  EXPECT_THAT(Held(*first), ElementsAre("hub-1"));
}

TEST_P(MirrorTest, OtherColumnsAreRefused) {
  ASSERT_TRUE(Open()->Apply(List({State("1", "a")}), "c1").ok());
  columns_.names[0] = "another";
  EXPECT_EQ(ReasonOf(TryOpen().status()), common::v1::ERROR_REASON_PRECONDITION);
  columns_.names[0] = "title";
  columns_.form = "another mapping";
  EXPECT_EQ(ReasonOf(TryOpen().status()), common::v1::ERROR_REASON_PRECONDITION);
  columns_.form = "";
  EXPECT_TRUE(TryOpen().ok());
}

TEST_P(MirrorTest, IsReadWhateverItsColumnsAndNeverMade) {
  const bool postgres = GetParam() == Backend::kPostgres;
  const auto to_read = [&](const char* kind) {
    return postgres ? OpenPostgresStoreToRead(database_->conninfo(), kind)
                    : OpenSqliteStoreToRead(file(), kind);
  };
  EXPECT_EQ(ReasonOf(to_read("vacancy").status()),
            postgres ? common::v1::ERROR_REASON_PRECONDITION : common::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_FALSE(std::filesystem::exists(file()));
  ASSERT_TRUE(Open()->Apply(List({State("1", "a"), State("2", "b", kMorocco)}), "c1").ok());
  const auto store = to_read("vacancy");
  ASSERT_TRUE(store.ok()) << store.status();
  std::vector<std::string> held;
  const absl::Status read = (*store)->ForEach({}, [&](const MirrorRow& row) {
    held.push_back(row.source + " " + row.record_id);
    EXPECT_EQ(row.digest, evidence::Sha256(row.payload));
    return absl::OkStatus();
  });
  EXPECT_TRUE(read.ok()) << read;
  EXPECT_THAT(held, ElementsAre(std::string(kMorocco) + " 2", std::string(kSyria) + " 1"));
  // As `tabadul reconcile` goes from one source to the next.
  held.clear();
  ASSERT_TRUE((*store)
                  ->ForEach({std::string(kMorocco) + "\x01", ""},
                            [&](const MirrorRow& row) {
                              held.push_back(row.source);
                              return absl::OkStatus();
                            })
                  .ok());
  EXPECT_THAT(held, ElementsAre(kSyria));
  EXPECT_EQ(ReasonOf(to_read("training_offer").status()), common::v1::ERROR_REASON_PRECONDITION);
}

INSTANTIATE_TEST_SUITE_P(Backends, MirrorTest, testing::Values(Backend::kSqlite, Backend::kPostgres),
                         [](const auto& test) {
                           return test.param == Backend::kSqlite ? "Sqlite" : "Postgres";
                         });

TEST(SqliteMirror, ErasedPayloadsAreGoneFromEveryByteOfItsFiles) {
  const harness::TemporaryDirectory folder("erased");
  const std::string path = folder.path() + "/feed.db";
  auto store = OpenSqliteStore(path, "vacancy", {});
  ASSERT_TRUE(store.ok()) << store.status();
  auto mirror = Mirror::Open(*std::move(store), {});
  ASSERT_TRUE(mirror.ok()) << mirror.status();
  ASSERT_TRUE((*mirror)->Apply(List({State("1", "the-secret-title"), State("2", "kept")}), "c1").ok());
  const auto holds = [&](const char* text) {
    std::string bytes;
    for (const auto& file : std::filesystem::directory_iterator(folder.path()))
      bytes += harness::ReadFile(file.path());
    return bytes.find(text) != std::string::npos;
  };
  ASSERT_TRUE(holds("the-secret-title"));
  ASSERT_TRUE(
      (*mirror)->Apply(List({State("1", "", kSyria, exchange::v1::ASSERTED_STATE_ERASED)}), "c2").ok());
  EXPECT_FALSE(holds("the-secret-title"));
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_EQ(file.status().permissions() & std::filesystem::perms::mask, std::filesystem::perms(0600))
        << file.path();
  }
  EXPECT_TRUE(holds("kept"));
}

// What SQLite has of it in memory, while it is filled, read, begun anew, and emptied.
TEST(SqliteMirror, CostsTheSameMemoryAtAnySize) {
  const harness::TemporaryDirectory folder("memory");
  auto store = OpenSqliteStore(folder.path() + "/feed.db", "vacancy", {});
  ASSERT_TRUE(store.ok()) << store.status();
  auto opened = Mirror::Open(*std::move(store), {});
  ASSERT_TRUE(opened.ok()) << opened.status();
  Mirror& mirror = **opened;
  const auto fill = [&](int from, int to) {
    constexpr int kPage = 100;
    const std::string title(4'000, 't');
    for (int page = from; page < to; ++page) {
      ChangeList changes;
      for (int i = 0; i < kPage; ++i) *changes.Add() = State(std::to_string(page * kPage + i), title);
      ASSERT_TRUE(mirror.Apply(changes, "c" + std::to_string(page)).ok());
    }
  };
  fill(0, 10);  // 4 MB: more than it keeps of them
  const sqlite3_int64 early = sqlite3_memory_highwater(/*resetFlag=*/1);
  fill(10, 50);
  int read = 0;
  const auto count = [&](const StoredRecord&) {
    ++read;
    return absl::OkStatus();
  };
  ASSERT_TRUE(mirror.ForEach(count).ok());
  EXPECT_EQ(read, 5'000);
  ASSERT_TRUE(mirror.Restart().ok());
  fill(0, 25);
  ASSERT_TRUE(mirror.Marked().ok());
  EXPECT_EQ(mirror.open_records(), 2'500u);
  exchange::v1::Withdrawn withdrawn;
  withdrawn.set_source(kSyria);
  ASSERT_TRUE(mirror.Withdraw(withdrawn).ok());
  EXPECT_EQ(mirror.open_records(), 0u);
  EXPECT_LE(sqlite3_memory_highwater(/*resetFlag=*/0), early + (256 << 10));
}

TEST(SqliteMirror, AFileThatIsNoDatabaseIsRefusedAndLeftAsItIs) {
  const harness::TemporaryDirectory folder("no-database");
  const std::string path = folder.path() + "/out.csv";
  std::ofstream(path) << "title,description\nnot a database, but somebody's work\n";
  EXPECT_EQ(ReasonOf(OpenSqliteStore(path, "vacancy", {}).status()), common::v1::ERROR_REASON_PRECONDITION);
  EXPECT_TRUE(harness::ReadFile(path).starts_with("title,description\n"));
}

TEST(PostgresMirror, OutlivesItsDatabasesDeathInTheMiddle) {
  Postgres postgres({.durable = true});
  auto store = OpenPostgresStore(postgres.conninfo("postgres"), "vacancy", {});
  ASSERT_TRUE(store.ok()) << store.status();
  auto mirror = Mirror::Open(*std::move(store), {.patience = absl::Seconds(60)});
  ASSERT_TRUE(mirror.ok()) << mirror.status();
  ASSERT_TRUE((*mirror)->Apply(List({State("1", "a")}), "c1").ok());
  postgres.Kill();
  std::thread later([&] { postgres.Start(); });
  const absl::Status applied = (*mirror)->Apply(List({State("1", "a2"), State("2", "b")}), "c2");
  later.join();
  ASSERT_TRUE(applied.ok()) << applied;
  const Hub hub;
  EXPECT_TRUE((*mirror)->Check(hub.Mark({State("1", "a2"), State("2", "b")}), hub.keys())->proven());
}

}  // namespace
}  // namespace tabadul::client
