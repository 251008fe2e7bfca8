// The annotator over a real exchange: vacancies without a code get one suggested, once, by one process at a time, and
// whatever happens to the database meanwhile.
#include <atomic>

#include "lib/exchange/sharing_book.h"
#include "lib/platform/metrics/metrics.h"
#include "services/jobs/annotator.h"
#include "tests/component/exchange_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::jobs {
namespace {

// The annotator gives way to all else that runs: on a machine that is busy, and asked again and again, it takes its time.
template <class Predicate>
bool Eventually(Predicate pred, absl::Duration timeout = absl::Seconds(60)) {
  return harness::Eventually(pred, timeout, absl::Milliseconds(20));
}
namespace wire = tabadul::exchange::v1;

class AnnotatorTest : public exchange::ExchangeTest {
 protected:
  static wire::Record Titled(const std::string& id, const std::string& title, const std::string& code = "") {
    wire::Record record = exchange::MakeRecord(id, title);
    record.mutable_vacancy()->mutable_title()->mutable_translations(0)->set_language("en");
    if (!code.empty()) record.mutable_vacancy()->mutable_occupation()->set_code(code);
    return record;
  }
  std::unique_ptr<Annotator> Begin(exchange::Exchange& exchange, bool suggest = true) {
    auto annotator = std::make_unique<Annotator>(
        exchange, [this] { return ready_.load(); }, coding_,
        Annotator::Options{database_.conninfo(), suggest, absl::Milliseconds(50), 0});
    annotator->Start();
    return annotator;
  }
  std::string SuggestedOf(const std::string& id) {
    const auto entry = Get(id);
    return entry.ok() ? SuggestedOccupation(*entry) : "?";
  }
  bool Becomes(const std::string& id, const std::string& code) {
    return Eventually([&] { return SuggestedOf(id) == code; });
  }
  void Quiet(const Annotator& annotator) {
    ASSERT_TRUE(Eventually([&] { return annotator.Followed() && annotator.Pending() == 0; }));
  }

  static std::string Annotated() {
    const std::string all = metrics::Serialize(), name = "tabadul_jobs_annotated_sequence{kind=\"vacancy\"} ";
    const size_t at = all.find(name);
    if (at == std::string::npos) return "";
    return all.substr(at + name.size(), all.find('\n', at) - at - name.size());
  }

  std::atomic<bool> ready_ = true;
  // One for all tests: it takes its time to learn the labels. What one test teaches it the others do not ask.
  static Coding& TheCoding() {
    static auto* const coding = new Coding;
    return *coding;
  }
  Coding& coding_ = TheCoding();
};

TEST_F(AnnotatorTest, WhatHasNoCodeGetsOneSuggestedAndTheRestIsLeftAlone) {
  Push({exchange::Upsert(Titled("old", "Cartographers and surveyors"))});
  const auto annotator = Begin(*exchange_);
  EXPECT_TRUE(Becomes("old", "2165"));
  Push({exchange::Upsert(Titled("new", "AC repairman")),
        exchange::Upsert(Titled("coded", "Grulper of Zork", "5120")),
        exchange::Upsert(Titled("vague", "Team member"))});
  EXPECT_TRUE(Becomes("new", "7127"));
  Quiet(*annotator);
  EXPECT_EQ(SuggestedOf("coded"), "");
  EXPECT_EQ(SuggestedOf("vague"), "");
  EXPECT_EQ(PushOne(exchange::Upsert(Titled("new", "AC repairman"))), wire::OUTCOME_UNCHANGED);
  exchange::Copy copy;
  copy.ExpectProvenBy(Follow(copy).mark, signer_);

  // Another title: it begins anew.
  EXPECT_EQ(PushOne(exchange::Upsert(Titled("old", "Team member"))), wire::OUTCOME_UPDATED);
  Quiet(*annotator);
  EXPECT_EQ(SuggestedOf("old"), "");
  EXPECT_EQ(PushOne(exchange::Upsert(Titled("vague", "Cartographers and surveyors"))), wire::OUTCOME_UPDATED);
  EXPECT_TRUE(Becomes("vague", "2165"));
}

TEST_F(AnnotatorTest, ARestartRedoesNothing) {
  Push({exchange::Upsert(Titled("a", "Cartographers and surveyors")),
        exchange::Upsert(Titled("vague", "Team member"))});
  auto annotator = Begin(*exchange_);
  EXPECT_TRUE(Becomes("a", "2165"));
  Quiet(*annotator);
  annotator.reset();
  const uint64_t head = exchange_->Head().sequence();
  annotator = Begin(*exchange_);
  Quiet(*annotator);
  EXPECT_EQ(exchange_->Head().sequence(), head);
}

TEST_F(AnnotatorTest, ItWaitsUntilSearchesAreServed) {
  ready_ = false;
  Push({exchange::Upsert(Titled("a", "Cartographers and surveyors"))});
  const auto annotator = Begin(*exchange_);
  EXPECT_FALSE(Eventually([&] { return SuggestedOf("a") != ""; }, absl::Milliseconds(700)));
  ready_ = true;
  EXPECT_TRUE(Becomes("a", "2165"));
}

TEST_F(AnnotatorTest, SwitchedOffItLearnsOnly) {
  const auto annotator = Begin(*exchange_, false);
  Push({exchange::Upsert(Titled("a", "Cartographers and surveyors")),
        exchange::Upsert(Titled("b", "Quuxer of Zork", "5120"))});
  ASSERT_TRUE(Eventually([&] {
    const auto suggestions = coding_.Suggest("quuxer", "en", 1);
    return !suggestions.empty() && suggestions[0].code == "5120";
  }));
  EXPECT_EQ(annotator->Pending(), 0u);
  EXPECT_EQ(SuggestedOf("a"), "");
}

TEST_F(AnnotatorTest, WhatASourceHasTakenBackIsForgotten) {
  const auto annotator = Begin(*exchange_, false);
  Push({exchange::Upsert(Titled("a", "Blorbler of Zork", "5120"))});
  const auto knows = [&] {
    const auto suggestions = coding_.Suggest("blorbler", "en", 1);
    return !suggestions.empty() && suggestions[0].code == "5120";
  };
  ASSERT_TRUE(Eventually(knows));
  exchange::internal::Rights pilot;
  pilot.set_by_default(true);
  exchange_->Share({{exchange::kSource, pilot}});
  EXPECT_TRUE(Eventually([&] { return !knows(); }));
  Push({exchange::Upsert(Titled("b", "Blorbler of Zork", "5120"))});
  ASSERT_TRUE(Eventually([&] { return annotator->Followed(); }));
  EXPECT_FALSE(knows());
}

TEST_F(AnnotatorTest, TwoProcessesShareTheWorkAndNoRecordIsWrittenTwice) {
  const auto second = NewExchange();
  const auto one = Begin(*exchange_), other = Begin(*second);
  constexpr int kRecords = 300;
  std::vector<wire::PushItem> items;
  for (int i = 0; i < kRecords; ++i)
    items.push_back(exchange::Upsert(Titled(std::to_string(i), "Cartographers and surveyors")));
  Push(std::move(items));
  ASSERT_TRUE(Eventually([&] {
    return Sql("SELECT count(*) FROM vacancy_record WHERE annotations IS NOT NULL") ==
           std::to_string(kRecords);
  }));
  ASSERT_TRUE(Eventually([&] { return one->Pending() == 0 && other->Pending() == 0; }));
  EXPECT_EQ(Sql("SELECT head FROM vacancy_head"), std::to_string(2 * kRecords));
}

TEST_F(AnnotatorTest, ACommitThatFailsIsRepeated) {
  const auto annotator = Begin(*exchange_);
  Push({exchange::Upsert(Titled("a", "Team member"))});
  Quiet(*annotator);
  EXPECT_EQ(Annotated(), "1");
  Sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
      "$$ BEGIN IF NEW.annotations IS NOT NULL THEN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END IF; "
      "RETURN NEW; END $$");
  Sql("CREATE TRIGGER refuse BEFORE UPDATE ON vacancy_record FOR EACH ROW EXECUTE FUNCTION refuse()");
  Push({exchange::Upsert(Titled("b", "Cartographers and surveyors"))});
  ASSERT_TRUE(Eventually([&] { return annotator->Pending() == 1; }));
  EXPECT_EQ(SuggestedOf("b"), "");
  EXPECT_EQ(Annotated(), "1") << "it has read b, and is not done with it";
  Sql("DROP TRIGGER refuse ON vacancy_record");
  EXPECT_TRUE(Becomes("b", "2165"));
  EXPECT_TRUE(Eventually([] { return Annotated() == "3"; })) << "its own change, too";
}

TEST_F(AnnotatorTest, ErasedAndClosedOnesAreNotAskedForAnyMore) {
  const auto annotator = Begin(*exchange_, true);
  Push({exchange::Upsert(Titled("a", "Cartographers and surveyors")), exchange::Erase("a"),
        exchange::Upsert(Titled("b", "Cartographers and surveyors")), exchange::Close("b")});
  Quiet(*annotator);
  EXPECT_EQ(Sql("SELECT count(*) FROM vacancy_record WHERE annotations IS NOT NULL"), "0");
  EXPECT_EQ(PushOne(exchange::Upsert(Titled("b", "Cartographers and surveyors"))), wire::OUTCOME_UPDATED)
      << "opened again";
  EXPECT_TRUE(Becomes("b", "2165"));
}

TEST_F(AnnotatorTest, WhatItLearnedOfAnErasedVacancyIsForgotten) {
  Coding coding;
  Push({exchange::Upsert(Titled("a", "Zorblax wrangler", "7212"))});
  Annotator annotator(*exchange_, [] { return true; }, coding,
                      {.conninfo = database_.conninfo(),
                       .suggest = false,
                       .rests_for = 0,
                       .forget_after = absl::ZeroDuration()});
  annotator.Start();
  const auto knows = [&] {
    const auto suggestions = coding.Suggest("Zorblax wrangler", "en", 1);
    return !suggestions.empty() && suggestions[0].code == "7212" && suggestions[0].confidence > 0.5;
  };
  EXPECT_TRUE(Eventually(knows));
  Push({exchange::Erase("a")});
  EXPECT_TRUE(Eventually([&] { return !knows() && !coding.HasOldTitles(); }));
}

}  // namespace
}  // namespace tabadul::jobs
