// The database layer against a real PostgreSQL: deadlines, cancellation, lost connections, unknown commits.
#include <thread>

#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/platform/metrics/metrics.h"
#include "lib/platform/pg/migrate.h"
#include "lib/platform/pg/pg.h"
#include "tests/harness/eventually.h"
#include "tests/harness/postgres.h"
#include "tests/harness/tcp_gate.h"

namespace tabadul::pg {
namespace {

using harness::Eventually;
using harness::Postgres;
using harness::TcpGate;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace common::v1;  // NOLINT: the reasons

constexpr Sql kInsert{"t.insert", "INSERT INTO item (id, value) VALUES ($1, $2)"};
constexpr Sql kUpdate{"t.update", "UPDATE item SET value = value + $2 WHERE id = $1"};
constexpr Sql kCopy{"t.copy", "COPY item (id, value) FROM STDIN (FORMAT binary)"};
constexpr Sql kCopyMany{"t.copy_many", "COPY many FROM STDIN (FORMAT binary)"};
constexpr Sql kReadMany{"t.read_many", "SELECT a, b, c, d, e, f, g FROM many ORDER BY b"};
constexpr Sql kCount{"t.count", "SELECT count(*) FROM item"};
constexpr Sql kValue{"t.value", "SELECT value FROM item WHERE id = $1"};
constexpr Sql kSleep{"t.sleep", "SELECT pg_sleep($1::bigint)"};
constexpr Sql kPid{"t.pid", "SELECT pg_backend_pid()"};
constexpr Sql kNap{"test.nap", "SELECT pg_sleep(0.2)"};
constexpr Sql kLongNap{"test.long_nap", "SELECT pg_sleep(0.8)"};
constexpr Sql kOne{"t.one", "SELECT 1"};

Context In(absl::Duration timeout) { return Context::WithTimeout(timeout); }
Context Soon() { return In(absl::Seconds(10)); }

class Pg : public ::testing::Test {
 protected:
  Pg()
      : database_(Postgres::Shared().NewDatabase("items", [](const std::string& conninfo) {
          const Migration migration{
              "0001_create_item.sql",
              "CREATE TABLE item (id bigint PRIMARY KEY, value bigint NOT NULL CHECK (value < 1000));"
              "CREATE TABLE part (item bigint REFERENCES item (id));"};
          ASSERT_TRUE(Migrate(conninfo, "test", std::span(&migration, 1)).ok());
        })) {}
  PoolOptions Options(int size = 4) {
    return {.conninfo = database_.conninfo(), .size = size, .name = "test"};
  }
  std::string Sql(const std::string& sql) { return Postgres::Shared().Sql(database_.name(), sql); }
  int64_t Count(Pool& pool) {
    auto rows = pool.Query(Soon(), kCount);
    EXPECT_TRUE(rows.ok()) << rows.status();
    return rows.ok() ? rows->Int(0, 0) : -1;
  }
  absl::Status Insert(Pool& pool, int64_t id, int64_t value = 0) {
    return pool.Query(Soon(), kInsert, id, value).status();
  }

  Postgres::Database database_;
};

TEST_F(Pg, EveryTypeComesBackAsItWent) {
  constexpr struct Sql kEcho {
    "t.echo",
        "SELECT $1::bool, $2::int2, $3::int4, $4::int8, $5::text, $6::bytea, $7::timestamptz, $8::int8, "
        "$9::text"
  };
  Pool pool(Options());
  const absl::Time time = absl::FromUnixMicros(1'790'000'000'123'456);
  const std::string bytes("\x00\xff\x01", 3);
  const auto rows =
      pool.Query(Soon(), kEcho, true, int16_t{-2}, int32_t{-70000}, int64_t{-5'000'000'000}, "تبادل é",
                 Bytes{bytes}, time, std::optional<int64_t>(), std::optional<std::string>("x"));
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->rows(), 1);
  EXPECT_TRUE(rows->Bool(0, 0));
  EXPECT_EQ(rows->Int(0, 1), -2);
  EXPECT_EQ(rows->Int(0, 2), -70000);
  EXPECT_EQ(rows->Int(0, 3), -5'000'000'000);
  EXPECT_EQ(rows->Text(0, 4), "تبادل é");
  EXPECT_EQ(rows->Bytes(0, 5), bytes);
  EXPECT_EQ(rows->Time(0, 6), time);
  EXPECT_TRUE(rows->IsNull(0, 7));
  EXPECT_EQ(rows->Text(0, 8), "x");
}

TEST_F(Pg, TimesWithoutEndAndBeforeTheEpochComeBack) {
  constexpr struct Sql kTimes {
    "t.times",
        "SELECT $1::timestamptz, $2::timestamptz, $3::timestamptz, $4::timestamptz = "
        "'1969-12-31 23:59:59.5Z'"
  };
  Pool pool(Options());
  const absl::Time old = absl::FromUnixMicros(-500'000);
  const auto rows = pool.Query(Soon(), kTimes, absl::InfiniteFuture(), absl::InfinitePast(), old, old);
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->Time(0, 0), absl::InfiniteFuture());
  EXPECT_EQ(rows->Time(0, 1), absl::InfinitePast());
  EXPECT_EQ(rows->Time(0, 2), old);
  EXPECT_TRUE(rows->Bool(0, 3));
}

TEST_F(Pg, ArraysComeBack) {
  constexpr struct Sql kArrays {
    "t.arrays",
        "SELECT $1::text[], $2::int8[]::text, $3::int2[]::text, $4::bytea[]::text, "
        "$5::timestamptz[]::text, $6::text[], $7::int8[]::text, $8::bytea[]::text"
  };
  Pool pool(Options());
  const std::vector<std::string> texts = {"a", "", "ب"};
  const std::vector<std::optional<int64_t>> numbers = {1, std::nullopt, -3};
  const std::vector<int16_t> small = {7};
  const std::vector<std::optional<Bytes>> bytes = {Bytes{"\x01\x02"}, std::nullopt};
  const std::vector<std::optional<absl::Time>> times = {absl::UnixEpoch(), std::nullopt};
  const auto rows =
      pool.Query(Soon(), kArrays, texts, numbers, small, bytes, times, std::vector<std::string>(),
                 std::vector<int64_t>{5}, std::vector<Bytes>{Bytes{"z"}});
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_THAT(rows->TextArray(0, 0), ElementsAre("a", "", "ب"));
  EXPECT_EQ(rows->Text(0, 1), "{1,NULL,-3}");
  EXPECT_EQ(rows->Text(0, 2), "{7}");
  EXPECT_EQ(rows->Text(0, 3), "{\"\\\\x0102\",NULL}");
  EXPECT_THAT(std::string(rows->Text(0, 4)), HasSubstr("1970-01-01"));
  EXPECT_TRUE(rows->TextArray(0, 5).empty());
  EXPECT_EQ(rows->Text(0, 6), "{5}");
  EXPECT_EQ(rows->Text(0, 7), "{\"\\\\x7a\"}");
}

TEST_F(Pg, ABodyThatFailsLeavesNothing) {
  Pool pool(Options());
  const absl::Status status = pool.Run(Soon(), [](Transaction& transaction) -> absl::Status {
    EXPECT_TRUE(transaction.Query(kInsert, int64_t{1}, int64_t{1}).ok());
    return Error(ERROR_REASON_REQUIRED, {{"field", "x"}});
  });
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_REQUIRED);
  EXPECT_EQ(Count(pool), 0);
}

TEST_F(Pg, AnErrorThatTheBodySwallowsStillCommitsNothing) {
  Pool pool(Options());
  const absl::Status status = pool.Run(Soon(), [](Transaction& transaction) {
    EXPECT_TRUE(transaction.Query(kInsert, int64_t{1}, int64_t{1}).ok());
    EXPECT_FALSE(transaction.Query(kInsert, int64_t{1}, int64_t{1}).ok());
    EXPECT_FALSE(transaction.Query(kOne).ok()) << "after an error every further statement fails";
    return absl::OkStatus();
  });
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_ALREADY_EXISTS);
  EXPECT_EQ(Count(pool), 0);
}

TEST_F(Pg, ConstraintsHaveTheirReasons) {
  constexpr struct Sql kPart { "t.part", "INSERT INTO part (item) VALUES ($1)" };
  constexpr struct Sql kWrong { "t.wrong", "SELECT no_such_column FROM item" };
  Pool pool(Options(1));
  ASSERT_TRUE(Insert(pool, 1).ok());
  const absl::Status twice = Insert(pool, 1);
  EXPECT_EQ(ReasonOf(twice), ERROR_REASON_ALREADY_EXISTS);
  EXPECT_EQ(MetadataOf(twice).at("constraint"), "item_pkey");
  EXPECT_EQ(ReasonOf(pool.Query(Soon(), kPart, int64_t{9}).status()), ERROR_REASON_PRECONDITION);
  EXPECT_EQ(ReasonOf(Insert(pool, 2, 1000)), ERROR_REASON_PRECONDITION);
  const absl::Status wrong = pool.Query(Soon(), kWrong).status();
  EXPECT_EQ(wrong.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(wrong.message()), HasSubstr("42703"));
  EXPECT_EQ(Count(pool), 1) << "the connection goes on";
}

TEST_F(Pg, StatementsSentLaterAreCommittedAndTheirErrorsTold) {
  Pool pool(Options(1));
  const auto insert_later = [&](int64_t first, int64_t second) {
    return pool.Run(Soon(), [&](Transaction& transaction) {
      transaction.Later(kInsert, first, int64_t{0});
      transaction.Later(kInsert, second, int64_t{0});
      return absl::OkStatus();
    });
  };
  EXPECT_TRUE(insert_later(1, 2).ok());
  EXPECT_EQ(Count(pool), 2);
  const absl::Status status = insert_later(3, 1);
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_ALREADY_EXISTS) << status;
  EXPECT_FALSE(CommitIsUnknown(status));
  EXPECT_EQ(Count(pool), 2);
  EXPECT_TRUE(pool.Run(Soon(),
                       [&](Transaction& transaction) {
                         transaction.Later(kInsert, int64_t{7}, int64_t{70});
                         const auto rows = transaction.Query(kValue, int64_t{7});
                         EXPECT_EQ(rows->Int(0, 0), 70) << "what was queued comes before what is asked";
                         return absl::OkStatus();
                       })
                  .ok());
}

TEST_F(Pg, CopiedRowsComeBackAsTheyWent) {
  Sql("CREATE TABLE many (a boolean, b smallint, c bigint, d text, e bytea, f timestamptz, g text)");
  Pool pool(Options(1));
  const std::string bytes("\0\1\xff\n", 4), text = "مهندس\t\\N";
  const absl::Time time = absl::FromUnixMicros(1'700'000'000'123'456);
  CopyRows rows(7);
  rows.Row().Add(true).Add(int16_t{-2}).Add(int64_t{1} << 40).Add(text).Add(Bytes{bytes}).Add(time);
  rows.Add(std::nullopt);
  rows.Row().Add(false).Add(int16_t{3}).Add(int64_t{-1}).Add("").Add(Bytes{""}).Add(absl::InfiniteFuture());
  rows.Add("x");
  const absl::Status copied =
      pool.Run(Soon(), [&](Transaction& transaction) { return transaction.Copy(kCopyMany, rows); });
  ASSERT_TRUE(copied.ok()) << copied;
  const auto back = pool.Query(Soon(), kReadMany);
  ASSERT_TRUE(back.ok()) << back.status();
  ASSERT_EQ(back->rows(), 2);
  EXPECT_TRUE(back->Bool(0, 0));
  EXPECT_EQ(back->Int(0, 1), -2);
  EXPECT_EQ(back->Int(0, 2), int64_t{1} << 40);
  EXPECT_EQ(back->Text(0, 3), text);
  EXPECT_EQ(back->Bytes(0, 4), bytes);
  EXPECT_EQ(back->Time(0, 5), time);
  EXPECT_TRUE(back->IsNull(0, 6));
  EXPECT_EQ(back->Text(1, 3), "");
  EXPECT_EQ(back->Time(1, 5), absl::InfiniteFuture());
  EXPECT_EQ(back->Text(1, 6), "x");
}

TEST_F(Pg, ACopyThatFailsLeavesNothingAndItsConnectionGoesOn) {
  Pool pool(Options(1));
  ASSERT_TRUE(Insert(pool, 70'000).ok());
  const auto before = pool.Query(Soon(), kPid);
  CopyRows rows(2);  // several chunks, and the collision at their end
  for (int64_t id = 1; id <= 70'000; ++id) rows.Row().Add(id).Add(int64_t{0});
  const absl::Status status = pool.Run(Soon(), [&](Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(transaction.Query(kInsert, int64_t{80'000}, int64_t{0}).status());
    (void)transaction.Copy(kCopy, rows);
    EXPECT_FALSE(transaction.Query(kCount).ok()) << "after an error nothing more is done";
    return absl::OkStatus();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists) << status;
  EXPECT_EQ(Count(pool), 1);
  EXPECT_EQ(before->Int(0, 0), pool.Query(Soon(), kPid)->Int(0, 0)) << "the same connection";
}

TEST_F(Pg, ACopyThatTheServerDoesNotTakeEndsAtItsDeadline) {
  TcpGate gate(Postgres::Shared().socket_path());
  PoolOptions options = Options(1);
  options.conninfo += " host=127.0.0.1 hostaddr=127.0.0.1 port=" + std::to_string(gate.port());
  Pool pool(options);
  ASSERT_TRUE(Insert(pool, 1).ok());
  CopyRows rows(2);
  for (int64_t id = 2; id <= 1'000'000; ++id) rows.Row().Add(id).Add(int64_t{0});
  const absl::Status status = pool.Run(In(absl::Seconds(1)), [&](Transaction& transaction) {
    EXPECT_TRUE(transaction.Query(kCount).ok());
    gate.Stall();
    return transaction.Copy(kCopy, rows);
  });
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_DEADLINE_EXCEEDED) << status;
  gate.Pass();
  gate.CloseAll();
  EXPECT_TRUE(Eventually([&] { return Insert(pool, 2).ok(); })) << "on a new connection";
  EXPECT_EQ(Count(pool), 2);
}

TEST_F(Pg, OneNameIsOneStatementWithOneTyping) {
  Pool pool(Options(1));
  ASSERT_TRUE(pool.Query(Soon(), kOne).ok());
  EXPECT_EQ(pool.Query(Soon(), {"t.one", "SELECT 2"}).status().code(), absl::StatusCode::kInternal);
  ASSERT_TRUE(pool.Query(Soon(), kValue, int64_t{1}).ok());
  EXPECT_EQ(pool.Query(Soon(), kValue, int32_t{1}).status().code(), absl::StatusCode::kInternal);
  EXPECT_TRUE(pool.Query(Soon(), kOne).ok());
}

TEST_F(Pg, ASnapshotReadsOneStateAndWritesNothing) {
  Pool pool(Options(2));
  ASSERT_TRUE(Insert(pool, 1).ok());
  const absl::Status status = pool.Run(
      Soon(),
      [&](Transaction& transaction) {
        EXPECT_EQ(transaction.Query(kCount)->Int(0, 0), 1);
        EXPECT_TRUE(Insert(pool, 2).ok());
        EXPECT_EQ(transaction.Query(kCount)->Int(0, 0), 1);
        return absl::OkStatus();
      },
      Isolation::kRepeatableReadOnly);
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(Pg, ADeadlineCancelsTheQueryAndThePoolGoesOn) {
  Pool pool(Options(1));
  const auto before = pool.Query(Soon(), kPid);
  const absl::Time start = absl::Now();
  const absl::Status status = pool.Query(In(absl::Milliseconds(200)), kSleep, int64_t{30}).status();
  EXPECT_LT(absl::Now() - start, absl::Seconds(2));
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_DEADLINE_EXCEEDED);
  EXPECT_EQ(MetadataOf(status).at("limit"), "query");
  const auto after = pool.Query(Soon(), kPid);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(before->Int(0, 0), after->Int(0, 0)) << "the same connection";
  EXPECT_TRUE(Eventually([&] {
    return Sql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' "
               "AND state = 'active' AND pid <> pg_backend_pid()") == "0";
  }));
}

TEST_F(Pg, ATransactionMayHaveABackstopOfItsOwn) {
  PoolOptions options = Options(1);
  options.statement_timeout = absl::Milliseconds(500);
  Pool pool(options);
  const auto nap = [](Transaction& transaction) {
    transaction.SetStatementTimeout(absl::Seconds(30));
    return transaction.Query(kLongNap).status();
  };
  EXPECT_FALSE(pool.Query(Soon(), kLongNap).ok());
  const absl::Status rested = pool.Run(Soon(), nap);
  EXPECT_TRUE(rested.ok()) << rested;
  EXPECT_FALSE(pool.Query(Soon(), kLongNap).ok()) << "the next one has the pool's again";
}

TEST_F(Pg, APageOfATableThatNobodyHasAnalyzedIsReadByItsIndex) {
  Pool pool(Options(1));
  const auto explain = [](Transaction& transaction) -> absl::Status {
    for (const char* const sql :
         {"CREATE TEMPORARY TABLE filled (source text, sequence bigint, filler text) ON COMMIT DROP",
          "CREATE INDEX filled_source ON filled (source, sequence)",
          "INSERT INTO filled SELECT 's', i, repeat('x', 300) FROM generate_series(1, 20000) AS i"}) {
      RETURN_IF_ERROR(transaction.Query(pg::Sql{sql, sql}).status());
    }
    transaction.ReadInIndexOrder();
    constexpr pg::Sql kExplain{
        "t.explain",
        "EXPLAIN SELECT * FROM filled WHERE source = 's' AND sequence > 5 ORDER BY sequence LIMIT "
        "5000"};
    ASSIGN_OR_RETURN(const Result plan, transaction.Query(kExplain));
    std::string all;
    for (int i = 0; i < plan.rows(); ++i) all += std::string(plan.Text(i, 0)) + "\n";
    EXPECT_NE(all.find("Index Scan using filled_source"), std::string::npos) << all;
    EXPECT_EQ(all.find("Sort"), std::string::npos) << all;
    return absl::OkStatus();
  };
  const absl::Status explained = pool.Run(Soon(), explain);
  EXPECT_TRUE(explained.ok()) << explained;
}

TEST_F(Pg, TwoConnectionsSeeWhatOneOfThemSaw) {
  Pool pool(Options(3));
  constexpr pg::Sql kCreate{"t.create_seen", "CREATE TABLE seen (number bigint)"};
  constexpr pg::Sql kInsert{"t.insert_seen", "INSERT INTO seen VALUES (1)"};
  constexpr pg::Sql kCount{"t.count_seen", "SELECT count(*) FROM seen"};
  ASSERT_TRUE(pool.Query(Soon(), kCreate).ok());
  const auto count = [&](Transaction& transaction) -> absl::StatusOr<int64_t> {
    ASSIGN_OR_RETURN(const Result counted, transaction.Query(kCount));
    return counted.Int(0, 0);
  };
  const auto beside = [&](const std::string& snapshot) {
    return pool.Run(
        Soon(),
        [&](Transaction& transaction) -> absl::Status {
          transaction.ReadAsOf(snapshot);
          ASSIGN_OR_RETURN(const int64_t counted, count(transaction));
          EXPECT_EQ(counted, 0);
          return absl::OkStatus();
        },
        pg::Isolation::kRepeatableReadOnly);
  };
  const auto body = [&](Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const std::string snapshot, transaction.ExportSnapshot());
    RETURN_IF_ERROR(pool.Query(Soon(), kInsert).status());
    for (int i = 0; i < 2; ++i)
      RETURN_IF_ERROR(beside(snapshot));  // by connections that were used before, too
    EXPECT_FALSE(beside("no'such").ok());
    return absl::OkStatus();
  };
  const absl::Status read = pool.Run(Soon(), body, pg::Isolation::kRepeatableReadOnly);
  EXPECT_TRUE(read.ok()) << read;
  const auto after = pool.Query(Soon(), kCount);
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->Int(0, 0), 1);
}

TEST_F(Pg, ACallerWhoLeavesCancelsTheQuery) {
  Pool pool(Options(1));
  auto gone = std::make_shared<std::atomic<bool>>(false);
  std::thread leaver([&] {
    EXPECT_TRUE(Eventually(
        [&] { return Sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") != "0"; }));
    *gone = true;
  });
  const Context context(absl::Now() + absl::Seconds(30), gone);
  const absl::Status status = pool.Query(context, kSleep, int64_t{30}).status();
  leaver.join();
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(pool.Query(Soon(), kOne).ok());
}

TEST_F(Pg, AFullPoolSaysSo) {
  Pool pool(Options(1));
  const absl::Status outer = pool.Run(Soon(), [&](Transaction&) {
    const absl::Status status = pool.Query(In(absl::Milliseconds(100)), kOne).status();
    EXPECT_EQ(ReasonOf(status), ERROR_REASON_DEADLINE_EXCEEDED);
    EXPECT_EQ(MetadataOf(status).at("limit"), "pool");
    return absl::OkStatus();
  });
  EXPECT_TRUE(outer.ok()) << outer;
  EXPECT_TRUE(pool.Query(Soon(), kOne).ok());
}

TEST_F(Pg, AReadGivesUpOnAPoolThatGetsNoAnswers) {
  PoolOptions options = Options(1);
  options.patience = absl::Milliseconds(50);
  Pool pool(options);
  const absl::Status outer = pool.Run(Soon(), [&](Transaction&) {
    const Context context = In(absl::Minutes(1));
    const absl::Status status = pool.Query(context, kOne).status();
    EXPECT_EQ(ReasonOf(status), ERROR_REASON_UNAVAILABLE) << status;
    EXPECT_EQ(MetadataOf(status).at("limit"), "pool");
    EXPECT_GT(RetryAfter(status), absl::ZeroDuration());
    EXPECT_FALSE(context.done());
    // Who writes waits for as long as its caller does.
    const absl::Status written = pool.Run(In(absl::Milliseconds(300)), [](Transaction& transaction) {
      return transaction.Query(kInsert, int64_t{1}, int64_t{0}).status();
    });
    EXPECT_EQ(ReasonOf(written), ERROR_REASON_DEADLINE_EXCEEDED) << written;
    return absl::OkStatus();
  });
  EXPECT_TRUE(outer.ok()) << outer;
  EXPECT_TRUE(pool.Query(Soon(), kOne).ok());
}

TEST_F(Pg, AReadWaitsForAPoolThatIsOnlyBusy) {
  PoolOptions options = Options(1);
  options.patience = absl::Seconds(1);
  Pool pool(options);
  std::vector<std::thread> readers;
  for (int i = 0; i < 12; ++i) {  // the last one waits for more than two seconds
    readers.emplace_back([&] {
      const auto read = pool.Query(In(absl::Minutes(1)), kNap);
      EXPECT_TRUE(read.ok()) << read.status();
    });
  }
  for (auto& reader : readers) reader.join();
}

TEST_F(Pg, WorkWhoseDeadlineIsOverIsNotCommitted) {
  Pool pool(Options(1));
  const Context context = In(absl::Milliseconds(100));
  const absl::Status status = pool.Run(context, [&](Transaction& transaction) {
    EXPECT_TRUE(transaction.Query(kInsert, int64_t{1}, int64_t{0}).ok());
    EXPECT_TRUE(Eventually([&] { return context.done(); }));
    return absl::OkStatus();
  });
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_DEADLINE_EXCEEDED);
  EXPECT_EQ(Count(pool), 0);
}

TEST_F(Pg, KilledBackendsAreReplacedUnseen) {
  Pool pool(Options(2));
  ASSERT_TRUE(Insert(pool, 1).ok());
  Sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'test' AND datname = "
      "current_database()");
  EXPECT_TRUE(Insert(pool, 2).ok());
  EXPECT_EQ(Count(pool), 2);
}

TEST_F(Pg, ABackendKilledInATransactionIsRepeatedOnce) {
  Pool pool(Options(1));
  int calls = 0;
  const absl::Status status = pool.Run(Soon(), [&](Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Result pid, transaction.Query(kPid));
    if (++calls == 1) Sql("SELECT pg_terminate_backend(" + std::to_string(pid.Int(0, 0)) + ", 5000)");
    return transaction.Query(kInsert, int64_t{1}, int64_t{0}).status();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(Count(pool), 1);
}

TEST_F(Pg, DeadlocksAreRepeated) {
  Pool pool(Options(4));
  ASSERT_TRUE(Insert(pool, 1).ok());
  ASSERT_TRUE(Insert(pool, 2).ok());
  Sql("ALTER DATABASE " + database_.name() + " SET deadlock_timeout = '50ms'");
  Pool fresh(Options(4));
  std::atomic<int> arrived{0}, calls{0};
  const auto add_to_both = [&](int64_t first, int64_t second) {
    return fresh.Run(Soon(), [&](Transaction& transaction) -> absl::Status {
      ++calls;
      RETURN_IF_ERROR(transaction.Query(kUpdate, first, int64_t{1}).status());
      ++arrived;
      Eventually([&] { return arrived >= 2; });
      return transaction.Query(kUpdate, second, int64_t{1}).status();
    });
  };
  absl::Status one, two;
  std::thread other([&] { one = add_to_both(1, 2); });
  two = add_to_both(2, 1);
  other.join();
  EXPECT_TRUE(one.ok()) << one;
  EXPECT_TRUE(two.ok()) << two;
  EXPECT_GE(calls, 3) << "no deadlock took place";
  EXPECT_EQ(Sql("SELECT sum(value) FROM item"), "4");
}

TEST_F(Pg, AnInnocentFailureAfterAConflictIsNotRepeated) {
  constexpr struct Sql kConflict {
    "t.conflict", "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$"
  };
  Pool pool(Options(1));
  int calls = 0;
  const absl::Status conflict = pool.Run(Soon(), [&](Transaction& transaction) {
    ++calls;
    return transaction.Query(kConflict).status();
  });
  EXPECT_EQ(ReasonOf(conflict), ERROR_REASON_CONCURRENT);
  EXPECT_EQ(calls, 4);
  calls = 0;
  (void)pool.Run(Soon(), [&](Transaction&) {
    ++calls;
    return Error(ERROR_REASON_REQUIRED);
  });
  EXPECT_EQ(calls, 1);
}

TEST_F(Pg, ACommitWithAWarningIsUnknown) {
  // What a COMMIT says whose wait for a replica was broken off: it is a deferred trigger here, the answer is
  // alike.
  Sql("CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'not replicated'; "
      "RETURN NULL; "
      "END $$; CREATE CONSTRAINT TRIGGER warn AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED FOR EACH "
      "ROW EXECUTE "
      "FUNCTION warn()");
  Pool pool(Options(1));
  const absl::Status status = Insert(pool, 1);
  EXPECT_TRUE(CommitIsUnknown(status)) << status;
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
}

TEST_F(Pg, AConstraintBrokenAtCommitIsKnown) {
  Sql("ALTER TABLE part ALTER CONSTRAINT part_item_fkey DEFERRABLE INITIALLY DEFERRED");
  constexpr struct Sql kPart { "t.part", "INSERT INTO part (item) VALUES ($1)" };
  Pool pool(Options(1));
  const absl::Status status = pool.Query(Soon(), kPart, int64_t{9}).status();
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_PRECONDITION) << status;
  EXPECT_FALSE(CommitIsUnknown(status));
}

TEST_F(Pg, ACommitWhoseAnswerIsLostIsUnknown) {
  TcpGate gate(Postgres::Shared().socket_path());
  PoolOptions options = Options(1);
  options.conninfo += " host=127.0.0.1 hostaddr=127.0.0.1 port=" + std::to_string(gate.port());
  Pool pool(options);
  ASSERT_TRUE(pool.Query(Soon(), kOne).ok());
  absl::Status status = pool.Run(In(absl::Seconds(1)), [&](Transaction& transaction) {
    const absl::Status inserted = transaction.Query(kInsert, int64_t{1}, int64_t{0}).status();
    EXPECT_TRUE(inserted.ok()) << inserted;
    gate.CloseAfter(1);
    return inserted;
  });
  EXPECT_TRUE(CommitIsUnknown(status)) << status;
  gate.Pass();
  EXPECT_TRUE(Eventually([&] { return pool.Query(Soon(), kOne).ok(); })) << "heals by itself";
}

TEST_F(Pg, ACommitIsNeverCancelled) {
  Sql("CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; "
      "END $$;"
      "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
      "EXECUTE FUNCTION "
      "slow()");
  Pool pool(Options(1));
  const absl::Status status =
      pool.Query(In(absl::Milliseconds(500)), kInsert, int64_t{1}, int64_t{0}).status();
  EXPECT_TRUE(status.ok()) << "the COMMIT took longer than the deadline and was waited for: " << status;
  EXPECT_EQ(Count(pool), 1);
}

TEST_F(Pg, AServerThatAnswersNothingHoldsNobodyBeyondTheDeadline) {
  TcpGate gate(Postgres::Shared().socket_path());
  PoolOptions options = Options(2);
  options.conninfo += " host=127.0.0.1 hostaddr=127.0.0.1 port=" + std::to_string(gate.port());
  Pool pool(options);
  ASSERT_TRUE(pool.Query(Soon(), kOne).ok());
  gate.Drop();
  const absl::Time start = absl::Now();
  EXPECT_EQ(ReasonOf(pool.Query(In(absl::Milliseconds(300)), kOne).status()), ERROR_REASON_DEADLINE_EXCEEDED);
  const absl::Status connecting = pool.Query(In(absl::Milliseconds(300)), kOne).status();
  EXPECT_EQ(ReasonOf(connecting), ERROR_REASON_DEADLINE_EXCEEDED);
  EXPECT_EQ(MetadataOf(connecting).at("limit"), "connect");
  EXPECT_LT(absl::Now() - start, absl::Seconds(3));
  EXPECT_FALSE(pool.Ping().ok());
  gate.Pass();
  gate.CloseAll();
  EXPECT_TRUE(Eventually([&] { return pool.Ping().ok(); }));
}

TEST_F(Pg, AnswersLargerThanTheSocketsBuffersPass) {
  constexpr struct Sql kBig { "t.big", "SELECT repeat('x', 5000000)::text, $1::text" };
  Pool pool(Options(1));
  const std::string big(20'000'000, 'y');
  const auto rows = pool.Query(Soon(), kBig, big);
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->Text(0, 0).size(), 5'000'000u);
  EXPECT_EQ(rows->Text(0, 1), big);
}

TEST_F(Pg, ManyThreadsShareFewConnections) {
  Pool pool(Options(3));
  std::vector<std::thread> threads;
  std::atomic<int> failed{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int64_t i = 0; i < 40; ++i) {
        const Context context = In(i % 10 == 9 ? absl::Microseconds(200) : absl::Seconds(20));
        const absl::Status status = pool.Query(context, kInsert, t * 1000 + i, int64_t{0}).status();
        if (!status.ok() && ReasonOf(status) != ERROR_REASON_DEADLINE_EXCEEDED) ++failed;
        if (!status.ok() && i % 10 != 9) ++failed;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_GE(Count(pool), 8 * 36);
  EXPECT_LE(
      std::stoi(Sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'test' AND datname = "
                    "current_database()")),
      3);
  EXPECT_THAT(metrics::Serialize(), HasSubstr("tabadul_pg_pool_used_connections{pool=\"test\"} 0"));
}

TEST(PgServer, StoppedAnswersUnavailableAndHealsWhenItReturns) {
  Postgres postgres;
  const auto database = postgres.NewDatabase();
  Pool pool({.conninfo = database.conninfo(), .size = 2, .name = "stop"});
  ASSERT_TRUE(pool.Query(Soon(), kOne).ok());
  ASSERT_TRUE(pool.Ping().ok());
  for (int round = 0; round < 2; ++round) {
    round == 0 ? postgres.Stop() : postgres.Kill();
    const absl::Status status = pool.Query(Soon(), kOne).status();
    EXPECT_EQ(ReasonOf(status), ERROR_REASON_UNAVAILABLE) << status;
    EXPECT_EQ(RetryAfter(status), absl::Seconds(1));
    EXPECT_EQ(MetadataOf(status).at("part"), "database");
    EXPECT_FALSE(CommitIsUnknown(status));
    EXPECT_FALSE(pool.Ping().ok());
    postgres.Start();
    EXPECT_TRUE(pool.Query(Soon(), kOne).ok());
  }
}

class Migrations : public ::testing::Test {
 protected:
  Postgres::Database database_ = Postgres::Shared().NewDatabase();
  std::string Sql(const std::string& sql) { return Postgres::Shared().Sql(database_.name(), sql); }
};

const Migration kFirst{"0001_create_a.sql", "CREATE TABLE a (x int); INSERT INTO a VALUES (1);"};
const Migration kSecond{"0002_fill_a.sql", "INSERT INTO a VALUES (2);"};

TEST_F(Migrations, TwiceIsOnce) {
  const Migration one[] = {kFirst}, both[] = {kSecond, kFirst};
  EXPECT_TRUE(Migrate(database_.conninfo(), "s", one).ok());
  EXPECT_TRUE(Migrate(database_.conninfo(), "s", both).ok());
  EXPECT_TRUE(Migrate(database_.conninfo(), "s", both).ok());
  EXPECT_EQ(Sql("SELECT string_agg(x::text, ',') FROM a"), "1,2");
}

TEST_F(Migrations, AChangedOneIsRefused) {
  ASSERT_TRUE(Migrate(database_.conninfo(), "s", std::span(&kFirst, 1)).ok());
  const Migration changed{kFirst.name, "CREATE TABLE a (x bigint);"};
  const absl::Status status = Migrate(database_.conninfo(), "s", std::span(&changed, 1));
  EXPECT_THAT(std::string(status.message()), HasSubstr("0001_create_a.sql of s was applied and has changed"));
}

TEST_F(Migrations, AFailingOneLeavesNothing) {
  const Migration half{"0001_half.sql", "CREATE TABLE b (x int); SELECT no_such_function();"};
  EXPECT_FALSE(Migrate(database_.conninfo(), "s", std::span(&half, 1)).ok());
  EXPECT_EQ(Sql("SELECT count(*) FROM pg_tables WHERE tablename = 'b'"), "0");
  EXPECT_EQ(Sql("SELECT count(*) FROM migration"), "0");
}

TEST_F(Migrations, SetsDoNotDisturbEachOther) {
  const Migration other{"0001_create_a.sql", "CREATE TABLE other (x int);"};
  EXPECT_TRUE(Migrate(database_.conninfo(), "one", std::span(&kFirst, 1)).ok());
  EXPECT_TRUE(Migrate(database_.conninfo(), "two", std::span(&other, 1)).ok());
}

TEST_F(Migrations, ManyAtOnceApplyOnce) {
  const Migration both[] = {kFirst, kSecond};
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { good += Migrate(database_.conninfo(), "s", both).ok() ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 4);
  EXPECT_EQ(Sql("SELECT count(*) FROM a"), "2");
}

// Of a cluster in use: somebody reads the table in a transaction that does not end.
class MigrationLocks : public Migrations {
 protected:
  MigrationLocks() { EXPECT_TRUE(Migrate(database_.conninfo(), "s", std::span(&kFirst, 1)).ok()); }

  // Calls `meanwhile` while a transaction that has read the table is open.
  void WhileOneReads(const std::function<void()>& meanwhile) {
    const absl::Status read = pool_.Run(In(absl::Seconds(50)), [&](Transaction& transaction) -> absl::Status {
      RETURN_IF_ERROR(transaction.Query(kRead).status());
      meanwhile();
      return absl::OkStatus();
    });
    EXPECT_TRUE(read.ok()) << read;
  }
  bool AnotherReads() { return pool_.Query(Soon(), kRead).ok(); }
  bool Waits() {
    return Sql("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'a'::regclass "
               "AND mode = 'AccessExclusiveLock'") == "1";
  }
  std::string Columns() {
    return Sql("SELECT count(*) FROM information_schema.columns WHERE table_name = 'a'");
  }

  static constexpr struct Sql kRead { "t.read_a", "SELECT count(*) FROM a" };
  const Migration both_[2] = {kFirst, {"0002_widen_a.sql", "ALTER TABLE a ADD COLUMN y int;"}};
  Pool pool_{{.conninfo = database_.conninfo(), .size = 2, .name = "test"}};
};

TEST_F(MigrationLocks, OneThatIsNotGotIsLetGoAndTriedAgain) {
  absl::Status migrated;
  std::thread migrating;
  WhileOneReads([&] {
    migrating = std::thread([&] {
      migrated = Migrate(database_.conninfo(), "s", both_,
                         {.lock_timeout = absl::Milliseconds(300),
                          .pause = absl::Milliseconds(50),
                          .patience = absl::Minutes(5)});
    });
    for (int attempt = 0; attempt < 2; ++attempt) {
      EXPECT_TRUE(Eventually([&] { return Waits(); })) << attempt;
      EXPECT_TRUE(AnotherReads()) << "behind a migration that lets go";
    }
    EXPECT_EQ(Columns(), "1");
  });
  migrating.join();
  EXPECT_TRUE(migrated.ok()) << migrated;
  EXPECT_EQ(Columns(), "2");
}

TEST_F(MigrationLocks, OneThatIsNeverGotIsSaidWithWhatToDo) {
  WhileOneReads([&] {
    const std::string said(Migrate(database_.conninfo(), "s", both_,
                                   {.lock_timeout = absl::Milliseconds(20),
                                    .pause = absl::Milliseconds(5),
                                    .patience = absl::Milliseconds(100)})
                               .message());
    EXPECT_THAT(said, HasSubstr("migration 0002_widen_a.sql of s did not get the lock"));
    EXPECT_THAT(said, HasSubstr("pg_stat_activity"));
    EXPECT_TRUE(AnotherReads());
  });
  EXPECT_EQ(Columns(), "1");
  EXPECT_EQ(Sql("SELECT count(*) FROM migration"), "1");
  EXPECT_TRUE(Migrate(database_.conninfo(), "s", both_).ok());
  EXPECT_EQ(Columns(), "2");
}

TEST(MigrationServer, UnreachableIsUnavailable) {
  EXPECT_EQ(ReasonOf(Migrate("host=/no/such/dir dbname=x", "s", {})), ERROR_REASON_UNAVAILABLE);
}

}  // namespace
}  // namespace tabadul::pg
