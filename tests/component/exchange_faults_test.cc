// Where the database fails at the worst moment: nothing is acknowledged that is not durable.
#include "tests/component/exchange_fixture.h"

namespace tabadul::exchange {
namespace {

class ExchangeFaults : public ExchangeTest {
 protected:
  // From now on the database refuses the COMMIT of every transaction that wrote a record, after all its statements
  // have succeeded.
  void BreakCommits() {
    Sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = '53100'; END $$");
    Sql("CREATE CONSTRAINT TRIGGER refuse AFTER INSERT OR UPDATE ON vacancy_record "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()");
  }
  void MendCommits() { Sql("DROP TRIGGER refuse ON vacancy_record"); }
};

TEST_F(ExchangeFaults, NothingIsAcknowledgedWhenTheCommitFails) {
  Push({Upsert(MakeRecord("before", "A"))});
  const Position head = exchange_->Head();
  BreakCommits();
  v1::PushOptions options;
  options.set_source(kSource);
  const auto refused =
      exchange_->Write(MakeCall(kSource), options, Serialize({Upsert(MakeRecord("lost", "B"))}));
  EXPECT_FALSE(refused.ok()) << refused->ShortDebugString();
  EXPECT_EQ(exchange_->Head().sequence(), head.sequence()) << "no cursor may point to what was not committed";
  EXPECT_FALSE(Get("lost").ok());
  Copy copy;
  copy.ExpectProvenBy(Follow(copy).mark, signer_);
  EXPECT_EQ(copy.held().size(), 1u);

  MendCommits();
  EXPECT_EQ(PushOne(Upsert(MakeRecord("lost", "B"))), v1::OUTCOME_CREATED);
}

// A writer's order is the meaning of what it sends: an ERASE that was not applied, and an UPSERT after it that was, would
// bring back what its owner took away.
TEST_F(ExchangeFaults, NothingThatFollowsAFailureOnItsStreamIsApplied) {
  const auto open = [&] {
    v1::PushOptions options;
    options.set_source(kSource);
    return *exchange_->Open(MakeCall(kSource), options);
  };
  const auto session = open();
  ASSERT_TRUE(Submit(*session, Upsert(MakeRecord("a", "first"))).ok());
  BreakCommits();
  const auto failed = Submit(*session, Upsert(MakeRecord("b", "b")));
  EXPECT_FALSE(failed.ok()) << failed->ShortDebugString();
  MendCommits();
  const auto later = Submit(*session, Upsert(MakeRecord("a", "second")));
  EXPECT_EQ(ReasonOf(later.status()), ReasonOf(failed.status())) << later.status();
  Copy copy;
  Follow(copy);
  ASSERT_EQ(copy.held().size(), 1u);
  EXPECT_EQ(copy.held().begin()->second.version, 1u) << "the second came after what was not applied";

  const auto anew = open();
  EXPECT_EQ(Submit(*anew, Upsert(MakeRecord("b", "b")))->outcomes(0).outcome(), v1::OUTCOME_CREATED);
  EXPECT_EQ(Submit(*anew, Upsert(MakeRecord("a", "second")))->outcomes(0).outcome(), v1::OUTCOME_UPDATED);
}

}  // namespace
}  // namespace tabadul::exchange
