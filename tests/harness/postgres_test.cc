#include "tests/harness/postgres.h"

#include <gtest/gtest.h>

namespace tabadul::harness {
namespace {

TEST(Postgres, GivesEachTestItsOwnCloneOfTheTemplate) {
  Postgres& postgres = Postgres::Shared();
  int filled = 0;
  const auto fill = [&](const std::string& conninfo) {
    ++filled;
    EXPECT_NE(conninfo.find("template_shop"), std::string::npos);
    postgres.Sql("template_shop", "CREATE TABLE item (name text)");
  };
  const auto one = postgres.NewDatabase("shop", fill);
  const auto two = postgres.NewDatabase("shop", fill);
  EXPECT_EQ(filled, 1);
  postgres.Sql(one.name(), "INSERT INTO item VALUES ('عامل')");
  EXPECT_EQ(postgres.Sql(one.name(), "SELECT name FROM item"), "عامل");
  EXPECT_EQ(postgres.Sql(two.name(), "SELECT count(*) FROM item"), "0");
}

TEST(Postgres, DropsTheDatabaseWithTheObject) {
  Postgres& postgres = Postgres::Shared();
  std::string name;
  {
    const auto database = postgres.NewDatabase();
    name = database.name();
  }
  EXPECT_EQ(postgres.Sql("postgres", "SELECT count(*) FROM pg_database WHERE datname = '" + name + "'"), "0");
}

TEST(Postgres, KeepsWhatWasCommittedThroughAKill) {
  Postgres postgres({.durable = true});
  EXPECT_EQ(postgres.Sql("postgres", "SHOW fsync"), "on");
  const auto database = postgres.NewDatabase();
  postgres.Sql(database.name(), "CREATE TABLE t (n int); INSERT INTO t VALUES (7)");
  postgres.Kill();
  postgres.Start();
  EXPECT_EQ(postgres.Sql(database.name(), "SELECT n FROM t"), "7");
}

TEST(Postgres, AnswersNobodyWhileFrozen) {
  Postgres postgres;
  const auto database = postgres.NewDatabase();
  Process client({.argv = {"psql", "-qAt", database.conninfo(), "-c", "SELECT pg_sleep(0.2)"}});
  postgres.Freeze();
  EXPECT_FALSE(client.Wait(absl::Milliseconds(500)).has_value());
  postgres.Thaw();
  EXPECT_EQ(client.Wait(), 0);
}

}  // namespace
}  // namespace tabadul::harness
