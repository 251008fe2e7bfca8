// The service statistics but its transport, over a real PostgreSQL: structures of structures_for_test.h as those of the release.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/statistics/commands.h"
#include "services/statistics/holder.h"
#include "services/statistics/sdmx/structures.h"
#include "services/statistics/series/cube_query.h"
#include "services/statistics/series/series.h"
#include "services/statistics/series_kind.h"
#include "services/statistics/structure/structures_for_test.h"
#include "services/statistics/structures/service.h"
#include "tests/component/exchange_fixture.h"

namespace tabadul::statistics {

inline constexpr char kMinistry[] = "SY/mosal/stat";
inline constexpr char kSmallFlow[] = "AG:DF(1.0)";

// One observation of "2024", or "2024-01" of months, in per cent.
inline v1::Series SmallSeries(const std::string& frequency, int64_t value,
                              const std::string& flow = kSmallFlow) {
  v1::Series series;
  series.set_dataflow(flow);
  series.add_key(frequency);
  series.add_key("SYR");
  v1::AttributeValue& unit = *series.add_attributes();
  unit.set_id("UNIT");
  unit.set_value("PT");
  series.add_periods(frequency == "A" ? "2024" : "2024-01");
  series.add_values(value);
  return series;
}

inline exchange::v1::PushItem UpsertOf(const v1::Series& series,
                                       const std::vector<std::string>& countries = {}) {
  exchange::v1::PushItem item;
  exchange::v1::Record& record = *item.mutable_upsert();
  record.set_record_id(SeriesId(series));
  for (const std::string& country : countries) record.mutable_audience()->add_countries(country);
  *record.mutable_series() = series;
  return item;
}

class StatisticsTest : public ::testing::Test {
 protected:
  // What each process of the service has of its own.
  struct Process {
    Process(const StatisticsTest& test, pg::Pool& pool, pg::Pool& ledger)
        : store(pool),
          structures(store, testing::SmallSet(), test.clock_.Now()),
          vintages(pool),
          series(SeriesKind(structures), pool, ledger, test.signer_, test.clock_,
                 {.live_by_default = true, .pepper = std::string(32, 'p')}),
          holder(series, structures, vintages, absl::Milliseconds(20)),
          service(structures, store, test.clock_) {
      holder.Start();
    }
    ~Process() {
      holder.Stop();
      series.Stop();
    }
    StructureStore store;
    PresentStructures structures;
    VintageStore vintages;
    exchange::Exchange series;
    Holder holder;
    StructureService service;
  };

  StatisticsTest()
      : database_(harness::Postgres::Shared().NewDatabase("statistics",
                                                          [](const std::string& conninfo) {
                                                            ASSERT_TRUE(Migrate(conninfo).ok());
                                                            ASSERT_TRUE(
                                                                exchange::MigrateLedger(conninfo).ok());
                                                          })),
        pool_({.conninfo = database_.conninfo(), .size = 8, .name = "test"}),
        ledger_({.conninfo = database_.conninfo(), .size = 2, .name = "ledger"}),
        process_(NewProcess()) {}

  std::unique_ptr<Process> NewProcess() { return std::make_unique<Process>(*this, pool_, ledger_); }

  // One item of a source; its outcome.
  exchange::v1::ItemOutcome Push(const exchange::v1::PushItem& item, const std::string& source = kMinistry) {
    exchange::v1::PushOptions options;
    options.set_source(source);
    absl::StatusOr<exchange::v1::BatchPushResponse> response;
    harness::Eventually([&] {
      response = process_->series.Write(exchange::MakeCall(source), options, exchange::Serialize({item}));
      return !exchange::IsOfAnOldSession(response.status());
    });
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->outcomes(0) : exchange::v1::ItemOutcome();
  }
  exchange::v1::Outcome PushSeries(const v1::Series& series, const std::string& source = kMinistry) {
    const auto outcome = Push(UpsertOf(series), source);
    EXPECT_EQ(outcome.errors_size(), 0) << outcome.ShortDebugString();
    return outcome.outcome();
  }

  // "A.SYR M.SYR": the series that a holder shows.
  static std::string Shown(const Holder& holder, const std::string& flow = kSmallFlow) {
    const auto held = holder.Find(*ParseDataflow(flow));
    if (!held) return "";
    std::string shown;
    CubeCursor cursor(held->snapshot, CubeQuery());
    while (cursor.Next()) {
      std::string key;
      for (const std::string_view code : cursor.view().series.key)
        key += (key.empty() ? "" : ".") + std::string(code);
      shown += (shown.empty() ? "" : " ") + key;
    }
    return shown;
  }
  bool Shows(const std::string& keys, const std::string& flow = kSmallFlow) {
    return harness::Eventually([&] { return Shown(process_->holder, flow) == keys; });
  }

  std::string Sql(const std::string& sql) { return harness::Postgres::Shared().Sql(database_.name(), sql); }

  harness::Postgres::Database database_;
  pg::Pool pool_, ledger_;  // in one database: only tests of restores need two
  const evidence::Signer signer_ = *evidence::Signer::FromSeed(std::string(32, 's'));
  ManualClock clock_{absl::FromCivil(absl::CivilDay(2026, 6, 1), absl::UTCTimeZone())};
  std::unique_ptr<Process> process_;
};

}  // namespace tabadul::statistics
