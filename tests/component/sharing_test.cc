// Who receives what while rights change, over a real database: nothing reaches those who may not have it, nobody misses
// what he gained or keeps what he lost, whatever is read in between.
#include <random>

#include "absl/strings/str_split.h"
#include "google/protobuf/util/message_differencer.h"
#include "lib/exchange/followers.h"
#include "lib/exchange/receivers.h"
#include "lib/exchange/reconciler.h"
#include "lib/exchange/sharing_book.h"
#include "lib/exchange/sources.h"
#include "tests/component/exchange_fixture.h"
#include "tests/harness/eventually.h"
#include "tests/harness/seed.h"

namespace tabadul::exchange {
namespace {

using google::protobuf::util::MessageDifferencer;
using harness::Eventually;
using identity::v1::Grant;
using internal::Rights;

constexpr char kOther[] = "SA/mol/pes";

Rights Live() {
  Rights rights;
  rights.set_live(true);
  rights.set_by_default(true);
  return rights;
}
Rights Pilot() {
  Rights rights = Live();
  rights.set_live(false);
  return rights;
}
Rights ToCountry(const std::string& country, std::vector<std::string> sections = {}) {
  Rights rights;
  rights.set_live(true);
  Grant& grant = *rights.add_grants();
  grant.set_country(country);
  grant.set_purpose(identity::v1::PURPOSE_EXCHANGE);
  grant.mutable_sections()->Add(sections.begin(), sections.end());
  return rights;
}

Reader Member(const std::string& source) {
  Reader reader;
  reader.source = source;
  reader.country = source.substr(0, 2);
  reader.organisation = source.substr(0, source.rfind('/'));
  return reader;
}

// A copy as a follower keeps it, which deletes what it is told to: by hub id the payload, empty if it is closed.
class Mirror {
 public:
  void Apply(const Page& page) {
    for (const exchange::Loss& loss : page.losses) Withdraw(loss);
    for (const Entry& entry : page.entries) {
      held_.erase(entry.hub_id);
      if (!entry.removed && entry.asserted != v1::ASSERTED_STATE_ERASED) held_[entry.hub_id] = entry;
    }
    cursor_ = page.cursor;
  }
  const std::map<std::string, Entry>& held() const { return held_; }
  const Cursor& cursor() const { return cursor_; }

 private:
  void Withdraw(const exchange::Loss& loss) {
    for (auto entry = held_.begin(); entry != held_.end();) {
      const bool meant = entry->second.source == loss.source;
      if (meant && !loss.sections.empty()) WithdrawSections(loss, entry->second);
      entry = meant && loss.sections.empty() ? held_.erase(entry) : std::next(entry);
    }
  }
  static void WithdrawSections(const exchange::Loss& loss, Entry& entry) {
    jobs::v1::Vacancy vacancy;
    ASSERT_TRUE(vacancy.ParseFromString(entry.payload));
    for (const std::string& section : loss.sections)
      vacancy.GetReflection()->ClearField(&vacancy, vacancy.GetDescriptor()->FindFieldByName(section));
    entry.payload = vacancy.SerializeAsString();
    entry.digest.clear();
  }
  std::map<std::string, Entry> held_;
  Cursor cursor_;
};

class Sharing : public ExchangeTest {
 protected:
  void SetUp() override { OpenAs(false); }
  void OpenAs(bool live_by_default) {
    exchange_.reset();
    Options options;
    options.pepper = std::string(32, 'p');
    options.expiry_interval = absl::Milliseconds(20);
    options.live_by_default = live_by_default;
    exchange_ = std::make_unique<Exchange>(TestKind(), pool_, ledger_, signer_, clock_, options);
    ASSERT_TRUE(exchange_->Start().ok());
  }
  void Want(const std::string& source, const Rights& rights) { exchange_->Share({{source, rights}}); }
  // Committed, and every record received as it says.
  bool IsSettled(const std::string& source, const Rights& rights) const {
    const auto committed = exchange_->sharing().Committed();
    const internal::SharingState& state = committed->Of(source);
    return MessageDifferencer::Equals(state.rights(), rights) && state.layers().empty();
  }
  void ShareAs(const std::string& source, const Rights& rights) {
    Want(source, rights);
    ASSERT_TRUE(Eventually([&] { return IsSettled(source, rights); }));
  }
  void ReadPage(Mirror& mirror, const Reader& reader, size_t budget = 1 << 20) {
    const auto page = exchange_->Changes(Context::WithTimeout(absl::Seconds(10)), mirror.cursor(), {}, reader,
                                         budget, Exchange::AtHead::kNow);
    ASSERT_TRUE(page.ok()) << page.status();
    mirror.Apply(*page);
  }
  Page ReadAll(Mirror& mirror, const Reader& reader) {
    while (true) {
      auto page = exchange_->Changes(Context::WithTimeout(absl::Seconds(10)), mirror.cursor(), {}, reader,
                                     1 << 20, Exchange::AtHead::kNow);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return {};
      mirror.Apply(*page);
      if (page->at_head) return *std::move(page);
    }
  }
  // Sources of which a mark says what the reader holds.
  std::vector<std::string> MarkedFor(const Reader& reader) {
    Mirror mirror;
    const Page page = ReadAll(mirror, reader);
    v1::Mark mark;
    EXPECT_TRUE(mark.ParseFromString(page.mark.mark()));
    std::vector<std::string> sources;
    for (const auto& source : mark.sources()) sources.push_back(source.source());
    return sources;
  }
  bool CanGet(const std::string& id, const Reader& reader) { return Get(id, reader).ok(); }

  const Reader owner_ = Member(kSource), egypt_ = Member("EG/mom/pes"), saudi_ = Member(kOther);
};

TEST_F(Sharing, OfASourceThatNobodyHasSpokenOfNothingLeaves) {
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  EXPECT_TRUE(CanGet("a", owner_));
  EXPECT_FALSE(CanGet("a", egypt_));
  EXPECT_FALSE(CanGet("a", Reader{})) << "a visitor";
  Mirror mirror;
  ReadAll(mirror, egypt_);
  EXPECT_TRUE(mirror.held().empty());
  EXPECT_TRUE(MarkedFor(egypt_).empty());
  EXPECT_EQ(MarkedFor(owner_), std::vector<std::string>{kSource});
}

TEST_F(Sharing, GoingLiveBringsTheRecordsToThoseWhoHaveReadPastThem) {
  Push({Upsert(MakeRecord("a", "Infirmière")), Upsert(MakeRecord("b", "Soudeur"))});
  PushOne(Close("b"));
  Mirror mirror;
  ReadAll(mirror, egypt_);
  const uint64_t before = mirror.cursor().position.sequence();
  ShareAs(kSource, Live());
  ReadAll(mirror, egypt_);
  ASSERT_EQ(mirror.held().size(), 2u) << "closed ones too";
  for (const auto& [id, entry] : mirror.held()) EXPECT_GT(entry.sequence, before);
  EXPECT_EQ(MarkedFor(egypt_), std::vector<std::string>{kSource});
}

TEST_F(Sharing, NarrowingIsToldOnceAndKeepsTheRest) {
  ShareAs(kSource, Live());
  ShareAs(kOther, Live());
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  Push({Upsert(MakeRecord("z", "ممرضة"))}, kOther);
  Mirror mirror;
  ReadAll(mirror, egypt_);
  ASSERT_EQ(mirror.held().size(), 2u);
  ShareAs(kSource, ToCountry("SA"));
  const Page page = ReadAll(mirror, egypt_);
  ASSERT_EQ(page.losses.size(), 1u);
  EXPECT_EQ(page.losses[0].source, kSource);
  EXPECT_TRUE(page.losses[0].sections.empty());
  EXPECT_EQ(mirror.held().size(), 1u);
  EXPECT_TRUE(ReadAll(mirror, egypt_).losses.empty()) << "told already";
  PushOne(Upsert(MakeRecord("b", "Soudeur")));
  ReadAll(mirror, egypt_);
  EXPECT_EQ(mirror.held().size(), 1u);
  Mirror saudi;
  EXPECT_TRUE(ReadAll(saudi, saudi_).losses.empty());
  EXPECT_EQ(saudi.held().size(), 3u);
}

TEST_F(Sharing, NarrowingHoldsBeforeTheDatabaseHasHeardOfIt) {
  ShareAs(kSource, Live());
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  ASSERT_TRUE(CanGet("a", egypt_));
  Want(kSource, ToCountry("SA"));
  EXPECT_FALSE(CanGet("a", egypt_)) << "from the call on";
  EXPECT_TRUE(CanGet("a", saudi_));
}

// The records of one who gains a right are many transactions.
TEST_F(Sharing, WhoIsToLoseDoesNotWaitForThoseWhoGain) {
  for (int message = 0; message < 4; ++message) {
    std::vector<v1::PushItem> items;
    for (int i = 0; i < 1000; ++i)
      items.push_back(Upsert(MakeRecord(std::to_string(message * 1000 + i), "Soudeur")));
    Push(std::move(items));
  }
  const auto committed = [&](const Rights& rights) {
    return MessageDifferencer::Equals(exchange_->sharing().Committed()->Of(kSource).rights(), rights);
  };
  Want(kSource, ToCountry("EG"));
  ASSERT_TRUE(
      Eventually([&] { return committed(ToCountry("EG")); }, absl::Seconds(10), absl::Milliseconds(1)));
  Want(kSource, Pilot());
  ASSERT_TRUE(Eventually([&] { return committed(Pilot()); }, absl::Seconds(20), absl::Milliseconds(1)));
  EXPECT_FALSE(exchange_->sharing().Committed()->Of(kSource).layers().empty())
      << "all of it was made ready for Egypt first";
  EXPECT_TRUE(Eventually([&] { return IsSettled(kSource, Pilot()); }, absl::Seconds(30)));
  Mirror mirror;
  ReadAll(mirror, egypt_);
  EXPECT_TRUE(mirror.held().empty());
}

TEST_F(Sharing, WhoIsToLoseGetsNothingWhereItCannotBeCommitted) {
  ShareAs(kSource, Live());
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  Sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$");
  Sql("CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON vacancy_sharing "
      "FOR EACH ROW EXECUTE FUNCTION refuse()");
  Want(kSource, ToCountry("SA"));
  const auto reason = [&](const Reader& reader) {
    return ReasonOf(
        exchange_->Changes(Context::WithTimeout(absl::Seconds(10)), {}, {}, reader, 1 << 20).status());
  };
  EXPECT_TRUE(Eventually([&] { return reason(egypt_) == common::v1::ERROR_REASON_UNAVAILABLE; }));
  EXPECT_EQ(reason(saudi_), common::v1::ERROR_REASON_UNSPECIFIED) << "who loses nothing goes on";
  EXPECT_EQ(reason(Reader::Everything()), common::v1::ERROR_REASON_UNSPECIFIED);
  Sql("DROP TRIGGER refuse ON vacancy_sharing");
  ASSERT_TRUE(Eventually([&] { return IsSettled(kSource, ToCountry("SA")); }));
  Mirror mirror;
  ReadAll(mirror, egypt_);
  EXPECT_TRUE(mirror.held().empty());
}

TEST_F(Sharing, WhatIsWantedIsCommittedWhenTheDatabaseIsBack) {
  ShareAs(kSource, Live());
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  Sql("ALTER TABLE vacancy_sharing RENAME TO vacancy_sharing_away");
  Want(kSource, ToCountry("SA"));
  EXPECT_FALSE(CanGet("a", egypt_));
  EXPECT_FALSE(IsSettled(kSource, ToCountry("SA")));
  Sql("ALTER TABLE vacancy_sharing_away RENAME TO vacancy_sharing");
  EXPECT_TRUE(Eventually([&] { return IsSettled(kSource, ToCountry("SA")); }));
  Open();  // a process that comes later knows it from the table
  EXPECT_TRUE(IsSettled(kSource, ToCountry("SA")));
  EXPECT_FALSE(CanGet("a", egypt_));
}

// Whoever may change the rights of a source as often as he likes neither makes its row grow nor keeps anybody from losing.
TEST_F(Sharing, WhereTooMuchIsOutstandingOnlyWhatTakesAwayIsCommitted) {
  Push({Upsert(MakeRecord("a", "Soudeur"))});
  const auto state = [&](const std::string& source) { return exchange_->sharing().Committed()->Of(source); };
  const auto committed = [&](const std::string& source, const Rights& rights) {
    EXPECT_LE(state(source).layers_size(), kMaxLayers);
    return MessageDifferencer::Equals(state(source).rights(), rights);
  };
  Sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$");
  Sql("CREATE TRIGGER refuse BEFORE UPDATE ON vacancy_record FOR EACH ROW EXECUTE FUNCTION refuse()");
  Rights rights = ToCountry("SA");
  for (int i = 0; i < kMaxLayers; ++i) {
    *rights.add_grants() = ToCountry(std::string("Q") + static_cast<char>('A' + i)).grants(0);
    Want(kSource, rights);
    ASSERT_TRUE(Eventually([&] { return committed(kSource, rights); })) << i;
  }
  ASSERT_EQ(state(kSource).layers_size(), kMaxLayers);
  Want(kSource, Pilot());
  ASSERT_TRUE(Eventually([&] { return committed(kSource, Pilot()); }));
  Want(kSource, ToCountry("SA"));
  Want(kSource, Live());
  Want(kOther, Live());
  ASSERT_TRUE(Eventually([&] { return committed(kOther, Live()); })) << "others do not wait for it";
  EXPECT_TRUE(committed(kSource, Pilot())) << "what was decided last waits";
  EXPECT_FALSE(CanGet("a", egypt_));
  Sql("DROP TRIGGER refuse ON vacancy_record");
  EXPECT_TRUE(Eventually([&] { return IsSettled(kSource, Live()); }));
  EXPECT_TRUE(CanGet("a", egypt_));
}

TEST_F(Sharing, APartIsWithoutWhatWouldBetrayTheRest) {
  ShareAs(kSource, ToCountry("EG", {"title"}));
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  const auto whole = Get("a", owner_), part = Get("a", egypt_);
  ASSERT_TRUE(whole.ok() && part.ok());
  jobs::v1::Vacancy vacancy;
  ASSERT_TRUE(vacancy.ParseFromString(part->payload));
  EXPECT_TRUE(vacancy.has_title());
  EXPECT_TRUE(vacancy.locations().empty());
  EXPECT_TRUE(part->partial);
  EXPECT_EQ(part->digest, "") << "it would confirm a guess of what was left out";
  EXPECT_TRUE(part->countries.empty());
  EXPECT_TRUE(ToStoredRecord(exchange_->kind(), *part).partial());
  EXPECT_TRUE(MarkedFor(egypt_).empty());
  v1::Filter filter;
  filter.add_countries("MA");
  const auto page = exchange_->Changes(Context::WithTimeout(absl::Seconds(10)), {}, filter, egypt_, 1 << 20);
  ASSERT_TRUE(page.ok());
  EXPECT_TRUE(page->entries.empty()) << "a filter must not find by what is hidden";
}

TEST_F(Sharing, WhoLosesSectionsGetsTheRestAgain) {
  ShareAs(kSource, Live());
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  Mirror mirror;
  ReadAll(mirror, egypt_);
  ShareAs(kSource, ToCountry("EG", {"title"}));
  const Page page = ReadAll(mirror, egypt_);
  ASSERT_EQ(page.losses.size(), 1u);
  EXPECT_FALSE(page.losses[0].sections.empty());
  ASSERT_EQ(page.entries.size(), 1u) << "a follower may have deleted all of it";
  EXPECT_TRUE(page.entries[0].partial);
}

TEST_F(Sharing, ReconcilingIsForThoseWhoReceiveTheSourceWhole) {
  ShareAs(kSource, ToCountry("EG", {"title"}));
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  v1::ReconcileRequest request;
  request.set_source(kSource);
  const auto ask = [&](const std::string& source) {
    return ReasonOf(exchange_->reconciler().Reconcile(MakeCall(source), request).status());
  };
  EXPECT_EQ(ask("EG/mom/pes"), common::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ask(kSource), common::v1::ERROR_REASON_UNSPECIFIED);
  ShareAs(kSource, ToCountry("EG"));
  EXPECT_EQ(ask("EG/mom/pes"), common::v1::ERROR_REASON_UNSPECIFIED);
}

TEST_F(Sharing, ASourceIsKnownToThoseWhoReceiveSomethingOfIt) {
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  v1::GetSourceRequest get;
  get.set_source(kSource);
  const auto knows = [&](const std::string& source) {
    const auto listed = exchange_->sources().List(MakeCall(source), {});
    EXPECT_TRUE(listed.ok()) << listed.status();
    const bool got = exchange_->sources().Get(MakeCall(source), get).ok();
    EXPECT_EQ(listed->sources_size(), got);
    return got;
  };
  EXPECT_TRUE(knows(kSource));
  EXPECT_FALSE(knows("EG/mom/pes"));
  ShareAs(kSource, ToCountry("EG", {"title"}));
  EXPECT_TRUE(knows("EG/mom/pes"));
  EXPECT_FALSE(knows("DZ/anem/pes"));
}

TEST_F(Sharing, AnOwnerSeesWhoReceivesItAndWhoMayStillHoldWhatItTookBack) {
  ShareAs(kSource, Live());
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  const auto watch = [&](const std::string& source, const Cursor& cursor) {
    ASSERT_TRUE(
        exchange_
            ->RegisterFollower(Context::WithTimeout(absl::Seconds(10)), MakeCall(source).caller(), "", cursor)
            .ok());
  };
  const auto receivers = [&] {
    v1::ListReceiversRequest request;
    request.set_source(kSource);
    const auto listed = exchange_->receivers().List(MakeCall(kSource), request);
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::string text;
    for (const v1::Receiver& receiver : listed->receivers()) {
      text += receiver.organisation() + " " + v1::Receiving_Name(receiver.receiving()).substr(10) + " " +
              std::to_string(receiver.unconfirmed_copies()) + "; ";
    }
    return text;
  };
  watch("EG/mom/pes", {});
  watch("SA/mol/pes", {});
  EXPECT_EQ(receivers(), "EG/mom WHOLE 0; SA/mol WHOLE 0; ");
  ShareAs(kSource, ToCountry("EG", {"title"}));
  EXPECT_EQ(receivers(), "EG/mom PART 1; SA/mol NOTHING 1; ");
  Mirror saudi;
  ReadAll(saudi, saudi_);
  watch("SA/mol/pes", saudi.cursor());  // who goes on from a cursor has applied what came before
  EXPECT_EQ(receivers(), "EG/mom PART 1; ");
  watch("HUB/centre/statistics", {});
  EXPECT_EQ(receivers(), "EG/mom PART 1; ")
      << "a system of the Centre is given what the grants give it: nothing";
  rpc::Caller service;
  service.kind = rpc::Caller::Kind::kService;
  service.service = "matching";
  ASSERT_TRUE(
      exchange_->RegisterFollower(Context::WithTimeout(absl::Seconds(10)), service, "", Cursor()).ok());
  EXPECT_EQ(receivers(), "EG/mom PART 1; HUB/tabadul WHOLE 0; ")
      << "a service of the hub receives everything";
  ShareAs(kSource, ToCountry("SA"));
  EXPECT_EQ(receivers(), "EG/mom NOTHING 1; HUB/centre NOTHING 1; HUB/tabadul WHOLE 1; SA/mol WHOLE 1; ");
  ASSERT_TRUE(exchange_->followers().Forget(MakeCall("EG/mom/pes"), v1::ForgetFollowerRequest()).ok());
  EXPECT_EQ(receivers(), "HUB/centre NOTHING 1; HUB/tabadul WHOLE 1; SA/mol WHOLE 1; ")
      << "who was forgotten has said that it deleted its copy";
  v1::ListReceiversRequest others;
  others.set_source(kSource);
  EXPECT_EQ(ReasonOf(exchange_->receivers().List(MakeCall("EG/mom/pes"), others).status()),
            common::v1::ERROR_REASON_NOT_OWNER);
}

TEST_F(Sharing, AMarkSpeaksOfASourceWhenAllOfItIsReceived) {
  std::vector<v1::PushItem> items;
  for (int i = 0; i < 900; ++i) items.push_back(Upsert(MakeRecord("r" + std::to_string(i), "Soudeur")));
  Push(std::move(items));
  Mirror mirror;
  ReadAll(mirror, egypt_);
  Want(kSource, Live());
  // Whatever the moment: if the mark names the source, the copy is whole.
  ASSERT_TRUE(Eventually([&] {
    const Page page = ReadAll(mirror, egypt_);
    v1::Mark mark;
    EXPECT_TRUE(mark.ParseFromString(page.mark.mark()));
    const bool speaks = mark.sources_size() > 0;
    EXPECT_TRUE(!speaks || mirror.held().size() == 900u);
    return speaks;
  }));
}

// Two processes: one of them hears late of what the other has committed long since.
TEST_F(Sharing, OldNewsDoNotUndoWhatHasBeenDecidedSince) {
  const auto second = NewExchange();
  const auto committed = [](const Exchange& exchange, const Rights& rights) {
    return MessageDifferencer::Equals(exchange.sharing().Committed()->Of(kSource).rights(), rights);
  };
  second->Share({{kSource, ToCountry("EG"), 7}});
  ASSERT_TRUE(Eventually([&] { return committed(*exchange_, ToCountry("EG")); }));
  exchange_->Share({{kSource, ToCountry("SA"), 9}});
  ASSERT_TRUE(Eventually([&] { return committed(*second, ToCountry("SA")); }));
  EXPECT_TRUE(second->sharing().Missing().empty()) << "it wants what it heard last";
  second->Share({{kSource, ToCountry("EG"), 8}});
  exchange_->Share({{kSource, ToCountry("EG"), 8}});
  EXPECT_TRUE(second->sharing().Missing().empty());
  EXPECT_TRUE(exchange_->sharing().Missing().empty());
  second->Share({{kSource, Pilot(), 10}});
  ASSERT_TRUE(Eventually([&] { return committed(*exchange_, Pilot()); }));
}

TEST_F(Sharing, AnotherProcessActsOnItToo) {
  ShareAs(kSource, Live());
  Push({Upsert(MakeRecord("a", "Infirmière"))});
  Options options;
  options.pepper = std::string(32, 'p');
  Exchange other(TestKind(), pool_, ledger_, signer_, clock_, options);
  ASSERT_TRUE(other.Start().ok());
  v1::RecordKey key;
  key.set_source(kSource);
  key.set_record_id("a");
  const auto sees = [&] { return other.Get(Context::WithTimeout(absl::Seconds(10)), key, egypt_).ok(); };
  EXPECT_TRUE(sees());
  ShareAs(kSource, Pilot());
  EXPECT_TRUE(Eventually([&] { return !sees(); }));
}

// A random history: rights of two sources change, records are written, closed and erased, and followers read a page now
// and then. In the end each copy is what its reader may have, and on the way nobody was given what he might not.
class History {
 public:
  explicit History(uint32_t seed) : random_(seed) {}
  size_t Below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }
  Rights ARights() {
    switch (Below(6)) {
      case 0:
        return Pilot();
      case 1:
      case 2:
        return Live();
      case 3:
        return ToCountry("EG", {"title"});
      case 4:
        return ToCountry("EG");
      default:
        return ToCountry("SA");
    }
  }
  v1::PushItem AnItem() {
    const std::string id = "r" + std::to_string(Below(12));
    switch (Below(8)) {
      case 0:
        return Close(id);
      case 1:
        return Erase("e" + std::to_string(++erased_));  // its id is used once
      case 2:
        return Erase(id);
      case 3: {
        v1::Record record = MakeRecord(id, "t" + std::to_string(Below(100)));
        record.mutable_audience()->add_countries(Below(2) == 0 ? "EG" : "SA");
        return Upsert(record);
      }
      default:
        return Upsert(MakeRecord(id, "t" + std::to_string(Below(100))));
    }
  }

 private:
  std::mt19937 random_;
  int erased_ = 0;
};

TEST_F(Sharing, WhateverHappensACopyEndsAsWhatItsReaderMayHave) {
  History history(harness::Seed());
  const std::vector<Reader> readers = {owner_, egypt_, saudi_, Member("DZ/anem/pes"), Reader::Everything()};
  std::vector<Mirror> mirrors(readers.size());
  std::map<std::string, Rights> rights = {{kSource, Pilot()}, {kOther, Pilot()}};
  for (int step = 0; step < 250; ++step) {
    const std::string source = history.Below(2) == 0 ? kSource : kOther;
    switch (history.Below(5)) {
      case 0:
        rights[source] = history.ARights();
        Want(source, rights[source]);
        break;
      case 1:
      case 2:
        Push({history.AnItem(), history.AnItem()}, source);
        break;
      default: {
        const size_t who = history.Below(readers.size());
        ReadPage(mirrors[who], readers[who], 200 + history.Below(2000));
      }
    }
  }
  for (const auto& [source, wanted] : rights) {
    ASSERT_TRUE(Eventually([&] { return IsSettled(source, wanted); })) << source;
  }
  for (size_t who = 0; who < readers.size(); ++who) {
    const Page page = ReadAll(mirrors[who], readers[who]);
    std::vector<std::string> ids;
    for (const auto hub_id :
         absl::StrSplit(Sql("SELECT string_agg(encode(hub_id, 'hex'), ' ') FROM vacancy_record"), ' '))
      ids.emplace_back(hub_id);
    const auto allowed = exchange_->GetMany(Context::WithTimeout(absl::Seconds(10)), ids, readers[who]);
    ASSERT_TRUE(allowed.ok());
    std::map<std::string, std::string> expected, held;
    for (const Entry& entry : *allowed) expected[entry.hub_id] = entry.payload;
    for (const auto& [hub_id, entry] : mirrors[who].held()) held[hub_id] = entry.payload;
    EXPECT_EQ(held, expected) << "reader " << who << " " << readers[who].source;
  }
}

}  // namespace
}  // namespace tabadul::exchange
