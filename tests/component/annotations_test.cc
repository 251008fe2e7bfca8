// What the hub derives about records: beside the payload, told to every follower, never the source's business.
#include <atomic>
#include <future>
#include <thread>

#include "lib/evidence/digest.h"
#include "tests/component/exchange_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::exchange {
namespace {

std::vector<v1::Annotation> Suggested(const std::string& code) {
  v1::Annotation annotation;
  annotation.set_name("occupation.suggested");
  annotation.mutable_code()->set_scheme("ISCO-08");
  annotation.mutable_code()->set_code(code);
  annotation.set_confidence_permille(800);
  return {annotation};
}

class AnnotationsTest : public ExchangeTest {
 protected:
  int Annotate(const std::vector<Derived>& derived) {
    const auto changed = exchange_->Annotate(Context::WithTimeout(absl::Seconds(20)), derived);
    EXPECT_TRUE(changed.ok()) << changed.status();
    return changed.value_or(-1);
  }
  int Annotate(const Entry& entry, const std::string& code) {
    return Annotate({{entry.hub_id, entry.digest, Suggested(code)}});
  }
  static std::string CodeOf(const Entry& entry) {
    return entry.annotations.empty() ? "" : entry.annotations[0].code().code();
  }
};

TEST_F(AnnotationsTest, AFollowerThatStaysAndOneThatBeginsAreToldAndMarksStayTrue) {
  Push({Upsert(MakeRecord("a", "Infirmière")), Upsert(MakeRecord("b", "Soudeur"))});
  Copy staying;
  const Page before = Follow(staying);
  ASSERT_EQ(Annotate(*Get("a"), "2221"), 1);
  const Entry annotated = *Get("a");
  EXPECT_EQ(CodeOf(annotated), "2221");
  EXPECT_EQ(annotated.annotations[0].confidence_permille(), 800);
  EXPECT_EQ(annotated.sequence, 3u);
  EXPECT_EQ(annotated.version, 1u);
  EXPECT_EQ(ToStoredRecord(TestKind(), annotated).annotations(0).code().code(), "2221");

  const Page page = Follow(staying);
  ASSERT_EQ(page.entries.size(), 1u) << "only what has changed";
  EXPECT_EQ(CodeOf(page.entries[0]), "2221");
  EXPECT_EQ(page.entries[0].digest, evidence::Sha256(page.entries[0].payload));
  staying.ExpectProvenBy(page.mark, signer_);

  Open();  // nothing in memory: from the database
  Copy beginning;
  beginning.ExpectProvenBy(Follow(beginning).mark, signer_);
  EXPECT_EQ(CodeOf(beginning.held().at(annotated.hub_id)), "2221");
}

TEST_F(AnnotationsTest, TheSourceSeesNothingOfIt) {
  v1::Record record = MakeRecord("a", "Infirmière");
  Push({Upsert(record)});
  Annotate(*Get("a"), "2221");
  const uint64_t head = exchange_->Head().sequence();
  EXPECT_EQ(PushOne(Upsert(record)), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(exchange_->Head().sequence(), head);
  EXPECT_EQ(CodeOf(*Get("a")), "2221");
  record.set_version(7);
  EXPECT_EQ(PushOne(Upsert(record)), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(Get("a")->version, 7u);
  EXPECT_EQ(CodeOf(*Get("a")), "2221") << "the payload is the same";
}

TEST_F(AnnotationsTest, WhatItCarriesAlreadyMovesNothing) {
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  const Entry entry = *Get("a");
  EXPECT_EQ(Annotate(entry, "2221"), 1);
  EXPECT_EQ(Annotate(entry, "2221"), 0);
  EXPECT_EQ(exchange_->Head().sequence(), 2u);
  EXPECT_EQ(Annotate(entry, "3221"), 1);
  EXPECT_EQ(CodeOf(*Get("a")), "3221");
  EXPECT_EQ(Annotate({{entry.hub_id, entry.digest, {}}}), 1);
  EXPECT_EQ(CodeOf(*Get("a")), "");
  EXPECT_EQ(Annotate({{std::string(32, '0'), entry.digest, Suggested("1")}, {"?", "", Suggested("1")}}), 0);
}

TEST_F(AnnotationsTest, AnotherPayloadBeginsWithoutAndAClosedOneKeepsIts) {
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  const Entry first = *Get("a");
  Annotate(first, "2221");
  EXPECT_EQ(PushOne(Close("a")), v1::OUTCOME_CLOSED);
  EXPECT_EQ(CodeOf(*Get("a")), "2221");
  EXPECT_EQ(PushOne(Upsert(MakeRecord("a", "Soudeur"))), v1::OUTCOME_UPDATED);
  EXPECT_EQ(CodeOf(*Get("a")), "");
  EXPECT_EQ(Annotate(first, "2221"), 0) << "it was derived from another payload";
  Copy copy;
  Follow(copy);
  EXPECT_EQ(CodeOf(copy.held().at(first.hub_id)), "");
}

TEST_F(AnnotationsTest, ErasureTakesThemToo) {
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  const Entry entry = *Get("a");
  Annotate(entry, "2221");
  EXPECT_EQ(PushOne(Erase("a")), v1::OUTCOME_ERASED);
  EXPECT_EQ(Sql("SELECT (annotations IS NULL)::text FROM vacancy_record"), "true");
  EXPECT_EQ(Annotate(entry, "2221"), 0);
  EXPECT_EQ(Sql("SELECT (annotations IS NULL)::text FROM vacancy_record"), "true");
}

TEST_F(AnnotationsTest, AnExpiryKeepsThem) {
  v1::Record record = MakeRecord("a", "Infirmière");
  auto& date = *record.mutable_vacancy()->mutable_apply_by()->mutable_date();
  date.set_year(2026), date.set_month(6), date.set_day(2);
  Push({Upsert(record)});
  Annotate(*Get("a"), "2221");
  clock_.Advance(absl::Hours(49));
  ASSERT_TRUE(harness::Eventually([&] { return Get("a")->lifecycle == v1::LIFECYCLE_EXPIRED; }));
  EXPECT_EQ(CodeOf(*Get("a")), "2221");
}

TEST_F(AnnotationsTest, ACommitThatFailsHasChangedNothingAndIsRepeated) {
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  const Entry entry = *Get("a");
  Sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
      "$$ BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = '53100'; END $$");
  Sql("CREATE CONSTRAINT TRIGGER refuse AFTER INSERT OR UPDATE ON vacancy_record "
      "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()");
  const std::vector<Derived> derived = {{entry.hub_id, entry.digest, Suggested("2221")}};
  EXPECT_FALSE(exchange_->Annotate(Context::WithTimeout(absl::Seconds(20)), derived).ok());
  EXPECT_EQ(exchange_->Head().sequence(), 1u);
  EXPECT_EQ(CodeOf(*Get("a")), "");
  Sql("DROP TRIGGER refuse ON vacancy_record");
  EXPECT_EQ(Annotate(derived), 1);
}

// A writer, a second process that writes, two annotators and readers with small pages: each reader ends with
// everything, annotations included.
TEST_F(AnnotationsTest, NothingIsMissedWhileWritersAndAnnotatorsMeet) {
  const auto second = NewExchange();
  constexpr int kRounds = 40;
  std::atomic<bool> writing = true;
  const auto write = [&](Exchange& exchange, const std::string& source) {
    for (int round = 0; round < kRounds; ++round) {
      std::vector<v1::PushItem> items;
      for (int i = 0; i < 5; ++i)
        items.push_back(
            Upsert(MakeRecord(std::to_string((round * 5 + i) % 120), "t" + std::to_string(round))));
      v1::PushOptions options;
      options.set_source(source);
      EXPECT_TRUE(exchange.Write(MakeCall(source), options, Serialize(std::move(items))).ok());
    }
  };
  // Annotates what it is told, and follows what it has annotated.
  const auto annotate = [&](Exchange& exchange) {
    Copy copy;
    while (true) {
      const bool last = !writing;
      const auto page = exchange.Changes(Context::WithTimeout(absl::Seconds(10)), copy.cursor(), {},
                                         Reader::Everything(), 2000, Exchange::AtHead::kNow);
      ASSERT_TRUE(page.ok()) << page.status();
      copy.Apply(*page);
      std::vector<Derived> derived;
      for (const Entry& entry : page->entries) {
        if (CodeOf(entry).empty())
          derived.push_back(
              {entry.hub_id, entry.digest, Suggested(evidence::Hex(entry.digest).substr(0, 8))});
      }
      const auto changed = exchange.Annotate(Context::WithTimeout(absl::Seconds(20)), derived);
      ASSERT_TRUE(changed.ok()) << changed.status();
      if (last && page->at_head && derived.empty()) return;
    }
  };
  std::vector<Copy> copies(2);
  std::vector<std::thread> readers;
  for (Copy& copy : copies) {
    readers.emplace_back([&] {
      while (writing) Follow(copy, {}, Reader::Everything(), 300);
    });
  }
  std::thread annotator([&] { annotate(*exchange_); }), other_annotator([&] { annotate(*second); });
  std::thread one([&] { write(*exchange_, kSource); }), other([&] { write(*second, "EG/momp/pes"); });
  one.join();
  other.join();
  writing = false;
  annotator.join();
  other_annotator.join();
  for (auto& reader : readers) reader.join();
  for (Copy& copy : copies) {
    const Page last = Follow(copy, {}, Reader::Everything(), 300, Exchange::AtHead::kNow);
    copy.ExpectProvenBy(last.mark, signer_);
    EXPECT_EQ(copy.held().size(), 240u);
    for (const auto& [hub_id, entry] : copy.held())
      EXPECT_EQ(CodeOf(entry), evidence::Hex(entry.digest).substr(0, 8)) << entry.record_id;
  }
}

}  // namespace
}  // namespace tabadul::exchange
