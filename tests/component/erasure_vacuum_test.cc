// What becomes of the bytes of erased records in PostgreSQL's own files: looked for in every row of every page, dead ones
// too.
#include "lib/exchange/erasure_vacuum.h"

#include <fmt/format.h>

#include <random>

#include "lib/evidence/digest.h"
#include "lib/platform/metrics/metrics.h"
#include "tests/component/exchange_fixture.h"

namespace tabadul::exchange {
namespace {

using harness::Eventually;

constexpr char kMarker[] = "zqmarkwxvacuum";
constexpr absl::Duration kWithin = absl::Hours(1);

// Letters that do not become fewer by compression.
std::string Noise(size_t length) {
  std::minstd_rand random(7);
  std::uniform_int_distribution<int> letter('a', 'p');
  std::string text;
  while (text.size() < length) text += static_cast<char>(letter(random));
  return text;
}

class ErasureVacuumTest : public ExchangeTest {
 protected:
  ErasureVacuumTest() { Sql("CREATE EXTENSION pageinspect"); }

  void Begin(const std::vector<ErasureVacuum::Records>& kinds = {{"vacancy"}}) {
    vacuum_ = std::make_unique<ErasureVacuum>(
        kinds, clock_,
        ErasureVacuum::Options{
            .conninfo = database_.conninfo(), .within = kWithin, .look = absl::Milliseconds(5)});
    vacuum_->Start();
  }

  // One that stays in its row, and one that is too long for it; the marker is in the ids, too.
  void PushMarked() {
    v1::Record large = MakeRecord(std::string(kMarker) + "-large", "Large");
    auto& text = *large.mutable_vacancy()->mutable_description()->add_translations();
    text.set_language("fr");
    text.set_text(Noise(3000) + kMarker + Noise(3000));
    Push({Upsert(MakeRecord(std::string(kMarker) + "-small", kMarker)), Upsert(std::move(large)),
          Upsert(MakeRecord("other", "Other"))});
  }
  void EraseMarked() {
    Push({Erase(std::string(kMarker) + "-small"), Erase(std::string(kMarker) + "-large")});
  }

  // Rows with the marker in a table's pages.
  int InTable(const std::string& table) {
    return std::stoi(Sql(
        fmt::format("SELECT count(*) FROM generate_series(0, pg_relation_size('{0}') / 8192 - 1) AS page, "
                    "heap_page_items(get_raw_page('{0}', page)) WHERE position('{1}'::bytea IN t_data) > 0",
                    table, kMarker)));
  }
  // The first page of an index holds no entries.
  int InIndex(const std::string& index) {
    return std::stoi(Sql(
        fmt::format("SELECT count(*) FROM generate_series(1, pg_relation_size('{0}') / 8192 - 1) AS page, "
                    "bt_page_items('{0}', page) WHERE position('{1}' IN replace(data, ' ', '')) > 0",
                    index, evidence::Hex(kMarker))));
  }
  std::string Toast() {
    return Sql("SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid = 'vacancy_record'::regclass");
  }
  std::map<std::string, int> Found() {
    return {{"table", InTable("vacancy_record")},
            {"toast", InTable(Toast())},
            {"index", InIndex("vacancy_record_source")}};
  }
  int Vacuums() {
    return std::stoi(Sql("SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'vacancy_record'"));
  }
  bool IsNoted() { return Sql("SELECT vacuumed >= head FROM vacancy_head") == "t"; }
  // When the oldest erasure that waits was, as the metric has it; if there is none, when that was seen.
  static absl::Time Shown(const std::string& kind = "vacancy") {
    const std::string name =
        fmt::format("tabadul_exchange_unvacuumed_erasure_timestamp_seconds{{kind=\"{}\"}} ", kind);
    const std::string all = metrics::Serialize();
    const size_t at = all.find(name);
    return at == std::string::npos
               ? absl::InfinitePast()
               : absl::UnixEpoch() + absl::Seconds(std::stod(all.substr(at + name.size())));
  }

  std::unique_ptr<ErasureVacuum> vacuum_;
};

TEST_F(ErasureVacuumTest, WhatWasErasedIsInNoRowAndNoIndexInTime) {
  PushMarked();
  const absl::Time erased = clock_.Now();
  EraseMarked();
  for (const auto& [place, rows] : Found()) EXPECT_GT(rows, 0) << place << ": the test looks where it is";
  clock_.Advance(kWithin / 4);
  Begin();
  EXPECT_TRUE(Eventually([&] { return Shown() == erased; })) << metrics::Serialize();
  EXPECT_EQ(Vacuums(), 0) << "one for all that is erased meanwhile";
  EXPECT_TRUE(Eventually([&] {
    clock_.Advance(kWithin / 4);
    return IsNoted() && Shown() > erased;
  }));
  for (const auto& [place, rows] : Found()) EXPECT_EQ(rows, 0) << place;
  EXPECT_TRUE(Get("other").ok());
}

TEST_F(ErasureVacuumTest, IsDoneAgainWhileAnOpenTransactionMayStillReadWhatWasErased) {
  PushMarked();
  Begin();
  constexpr pg::Sql kRead{"t.read", "SELECT count(*) FROM vacancy_record WHERE payload IS NOT NULL"};
  const auto vacuums = [&](int count) {
    return Eventually([&] {
      clock_.Advance(kWithin / 4);
      return Vacuums() >= count;
    });
  };
  const absl::Status read = pool_.Run(
      Context::WithTimeout(absl::Seconds(50)),
      [&](pg::Transaction& tx) -> absl::Status {
        RETURN_IF_ERROR(tx.Query(kRead).status());
        EraseMarked();
        EXPECT_TRUE(vacuums(2));  // the first was judged before the second began
        EXPECT_FALSE(IsNoted());
        EXPECT_GT(InTable("vacancy_record"), 0);
        ASSIGN_OR_RETURN(const pg::Result still, tx.Query(kRead));
        EXPECT_EQ(still.Int(0, 0), 3);
        return absl::OkStatus();
      },
      pg::Isolation::kRepeatableReadOnly);
  ASSERT_TRUE(read.ok()) << read;
  EXPECT_TRUE(Eventually([&] {
    clock_.Advance(kWithin / 4);
    return IsNoted();
  }));
  for (const auto& [place, rows] : Found()) EXPECT_EQ(rows, 0) << place;
}

TEST_F(ErasureVacuumTest, WhatIsOnlyChangedIsLeftToPostgres) {
  PushMarked();
  Push({Upsert(MakeRecord("other", "Another"))});
  clock_.Advance(kWithin);
  const absl::Time erased = clock_.Now();
  EraseMarked();
  clock_.Advance(kWithin / 4);
  Begin();
  EXPECT_TRUE(Eventually([&] { return Shown() == erased; })) << "of what was erased, not of what was changed";
  EXPECT_EQ(Vacuums(), 0);
}

TEST_F(ErasureVacuumTest, OneThatHangsKeepsNoOtherKindAndNoStopWaiting) {
  ASSERT_TRUE(Migrate(database_.conninfo(), "training_offer").ok());
  const absl::Time erased = clock_.Now();
  PushMarked();
  EraseMarked();
  Sql("INSERT INTO training_offer_record SELECT * FROM vacancy_record WHERE asserted = 3");
  constexpr pg::Sql kHold{"t.hold", "LOCK TABLE training_offer_record IN SHARE UPDATE EXCLUSIVE MODE"};
  const auto hanging = [&] {
    return Sql(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND wait_event_type = 'Lock' AND query LIKE 'VACUUM%training_offer_record'");
  };
  const absl::Status held =
      pool_.Run(Context::WithTimeout(absl::Seconds(50)), [&](pg::Transaction& tx) -> absl::Status {
        RETURN_IF_ERROR(tx.Query(kHold).status());
        clock_.Advance(kWithin);
        Begin({{"training_offer"}, {"vacancy"}});
        EXPECT_TRUE(Eventually([&] { return hanging() == "1"; }));
        EXPECT_TRUE(Eventually([&] {
          clock_.Advance(kWithin / 4);
          return IsNoted() && Shown() > erased;
        }));
        EXPECT_EQ(Shown("training_offer"), erased) << metrics::Serialize();
        vacuum_->Stop();
        EXPECT_TRUE(Eventually([&] { return hanging() == "0"; })) << "nor goes on without us";
        return absl::OkStatus();
      });
  EXPECT_TRUE(held.ok()) << held;
}

// What ANALYZE keeps of a column are values of it.
TEST_F(ErasureVacuumTest, NoIdAndNoTextIsInTheStatistics) {
  std::vector<v1::PushItem> items;
  for (int i = 0; i < 200; ++i)
    items.push_back(Upsert(MakeRecord(fmt::format("{}-{}", kMarker, i), kMarker)));
  Push(std::move(items));
  Sql("ANALYZE vacancy_record");
  const std::string stats =
      "SELECT count(*) FROM pg_stats WHERE tablename = 'vacancy_record' AND attname IN ";
  EXPECT_EQ(Sql(stats + "('sequence', 'updated')"), "2");
  EXPECT_EQ(Sql(stats + "('record_id', 'payload', 'digest', 'annotations')"), "0");
}

}  // namespace
}  // namespace tabadul::exchange
