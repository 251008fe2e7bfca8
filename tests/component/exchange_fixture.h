// An exchange of vacancies over a real database, for tests that write and read it in one process.
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lib/evidence/set_hash.h"
#include "lib/evidence/signer.h"
#include "lib/exchange/exchange.h"
#include "lib/platform/metrics/metrics.h"
#include "tabadul/jobs/v1/vacancy.pb.h"
#include "tests/harness/eventually.h"
#include "tests/harness/postgres.h"

namespace tabadul::exchange {

inline constexpr char kSource[] = "MA/anapec/pes";

// Keys straight from the payload; a title is required. The real rules of vacancies have their own tests.
inline RecordKind TestKind() {
  return {"vacancy", v1::Record::descriptor()->FindFieldByName("vacancy"),
          [](const Message& payload, Violations& violations) {
            if (!static_cast<const jobs::v1::Vacancy&>(payload).has_title()) {
              violations.Add("title", common::v1::ERROR_REASON_REQUIRED);
            }
          },
          [](const Message& payload) {
            const auto& vacancy = static_cast<const jobs::v1::Vacancy&>(payload);
            Columns columns;
            for (const auto& location : vacancy.locations()) columns.countries.push_back(location.country());
            columns.occupation = vacancy.occupation().code();
            if (vacancy.apply_by().has_date()) {
              const auto& date = vacancy.apply_by().date();
              columns.expires = absl::FromCivil(absl::CivilDay(date.year(), date.month(), date.day()) + 1,
                                                absl::UTCTimeZone());
            }
            return columns;
          }};
}

inline v1::Record MakeRecord(const std::string& id, const std::string& title,
                             const std::string& country = "MA") {
  v1::Record record;
  record.set_record_id(id);
  auto* text = record.mutable_vacancy()->mutable_title()->add_translations();
  text->set_language("fr");
  text->set_text(title);
  record.mutable_vacancy()->add_locations()->set_country(country);
  return record;
}
inline v1::PushItem Upsert(v1::Record record) {
  v1::PushItem item;
  *item.mutable_upsert() = std::move(record);
  return item;
}
inline v1::PushItem Close(const std::string& id) {
  v1::PushItem item;
  item.mutable_close()->mutable_key()->set_record_id(id);
  return item;
}
inline v1::PushItem Erase(const std::string& id) {
  v1::PushItem item;
  item.mutable_erase()->mutable_key()->set_record_id(id);
  return item;
}

inline rpc::Call MakeCall(const std::string& source, absl::Duration timeout = absl::Seconds(30)) {
  rpc::Caller caller;
  caller.kind = rpc::Caller::Kind::kSystem;
  caller.source = source;
  caller.country = source.substr(0, 2);
  return rpc::Call("test", "test", "en", caller, Context::WithTimeout(timeout));
}

inline std::vector<std::string> Serialize(std::vector<v1::PushItem> items) {
  std::vector<std::string> bytes;
  uint64_t number = 0;
  for (v1::PushItem& item : items) {
    item.set_item(++number);
    bytes.push_back(item.SerializeAsString());
  }
  return bytes;
}

// Awaits the answer of one item.
inline absl::StatusOr<v1::PushOutcomes> Submit(Exchange::Session& session, const v1::PushItem& item) {
  const auto promise = std::make_shared<std::promise<absl::StatusOr<v1::PushOutcomes>>>();
  auto answer = promise->get_future();
  EXPECT_TRUE(
      session.Submit(Serialize({item}), [promise](auto outcomes) { promise->set_value(std::move(outcomes)); })
          .ok());
  return answer.get();
}

// Nothing was applied, since a newer session of the source has written: to be repeated.
inline bool IsOfAnOldSession(const absl::Status& status) {
  const Metadata metadata = MetadataOf(status);
  return ReasonOf(status) == common::v1::ERROR_REASON_UNAVAILABLE && metadata.contains("part") &&
         metadata.at("part") == "lease" && RetryAfter(status) > absl::ZeroDuration();
}

// As the metric has it, of all exchanges of this process.
inline int RunsThatCameTo(const std::string& state) {
  const std::string name = "\ntabadul_exchange_runs_total{kind=\"vacancy\",state=\"" + state + "\"} ";
  const std::string all = metrics::Serialize();
  const size_t at = all.find(name);
  return at == std::string::npos ? 0 : std::stoi(all.substr(at + name.size()));
}

// A follower's copy: applies pages, keeps what is asserted OPEN, and proves it by the marks.
class Copy {
 public:
  void Apply(const Page& page) {
    for (const Entry& entry : page.entries) {
      EXPECT_GT(entry.sequence, last_sequence_) << "the feed rises";
      last_sequence_ = entry.sequence;
      held_.erase(entry.hub_id);
      if (!entry.removed && entry.asserted == v1::ASSERTED_STATE_OPEN) held_[entry.hub_id] = entry;
    }
    cursor_ = page.cursor;
  }
  // The marks of `signed_mark` equal this copy, source by source.
  void ExpectProvenBy(const v1::SignedMark& signed_mark, const evidence::Signer& signer) const {
    ASSERT_TRUE(evidence::Verify(signer.public_key(), evidence::kMarkContext, signed_mark.mark(),
                                 signed_mark.signature()));
    v1::Mark mark;
    ASSERT_TRUE(mark.ParseFromString(signed_mark.mark()));
    std::map<std::string, evidence::SetHash> sets;
    for (const auto& [id, entry] : held_) {
      sets[entry.source].Add(evidence::SetHash::Item(entry.record_id, entry.digest));
    }
    for (const auto& source : mark.sources()) {
      EXPECT_EQ(sets[source.source()].count(), source.count()) << source.source();
      EXPECT_EQ(sets[source.source()].Digest(), source.set_hash()) << source.source();
    }
    EXPECT_GE(static_cast<size_t>(mark.sources_size()), 1u);
  }
  const std::map<std::string, Entry>& held() const { return held_; }
  const Cursor& cursor() const { return cursor_; }

 private:
  std::map<std::string, Entry> held_;
  Cursor cursor_;
  uint64_t last_sequence_ = 0;
};

class ExchangeTest : public ::testing::Test {
 protected:
  ExchangeTest()
      : database_(harness::Postgres::Shared().NewDatabase("exchange",
                                                          [](const std::string& conninfo) {
                                                            ASSERT_TRUE(Migrate(conninfo, "vacancy").ok());
                                                            ASSERT_TRUE(MigrateLedger(conninfo).ok());
                                                          })),
        pool_({.conninfo = database_.conninfo(), .size = 8, .name = "test"}),
        ledger_({.conninfo = database_.conninfo(), .size = 2, .name = "ledger"}),
        signer_(*evidence::Signer::FromSeed(std::string(32, 's'))),
        clock_(absl::FromCivil(absl::CivilDay(2026, 6, 1), absl::UTCTimeZone())) {}

  void SetUp() override { Open(); }
  void Open() {
    exchange_.reset();
    exchange_ = NewExchange();
  }
  std::unique_ptr<Exchange> NewExchange(Options options = {}) {
    options.pepper = std::string(32, 'p');
    options.live_by_default = true;
    options.expiry_interval = absl::Milliseconds(20);
    auto exchange = std::make_unique<Exchange>(TestKind(), pool_, ledger_, signer_, clock_, options);
    EXPECT_TRUE(exchange->Start().ok());
    return exchange;
  }

  // As a client does it: what another call of the source has overtaken is repeated.
  absl::StatusOr<v1::BatchPushResponse> Write(const v1::PushOptions& options,
                                              std::vector<v1::PushItem> items) {
    const std::vector<std::string> bytes = Serialize(std::move(items));
    absl::StatusOr<v1::BatchPushResponse> response;
    harness::Eventually([&] {
      response = exchange_->Write(MakeCall(options.source()), options, bytes);
      return !IsOfAnOldSession(response.status());
    });
    return response;
  }
  v1::BatchPushResponse Push(std::vector<v1::PushItem> items, const std::string& source = kSource,
                             bool validate_only = false) {
    v1::PushOptions options;
    options.set_source(source);
    options.set_validate_only(validate_only);
    auto response = Write(options, std::move(items));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *std::move(response) : v1::BatchPushResponse();
  }
  v1::Outcome PushOne(const v1::PushItem& item, const std::string& source = kSource) {
    const auto response = Push({item}, source);
    return response.outcomes_size() == 1 ? response.outcomes(0).outcome() : v1::OUTCOME_UNSPECIFIED;
  }
  // Pages to the head.
  Page Follow(Copy& copy, const v1::Filter& filter = {}, const Reader& reader = Reader::Everything(),
              size_t budget = 1 << 20, Exchange::AtHead at_head = Exchange::AtHead::kKnownHere) {
    while (true) {
      auto page = exchange_->Changes(Context::WithTimeout(absl::Seconds(10)), copy.cursor(), filter, reader,
                                     budget, at_head);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return {};
      copy.Apply(*page);
      if (page->at_head) return *std::move(page);
    }
  }
  absl::StatusOr<Entry> Get(const std::string& id, const Reader& reader = Reader::Everything()) {
    v1::RecordKey key;
    key.set_source(kSource);
    key.set_record_id(id);
    return exchange_->Get(Context::WithTimeout(absl::Seconds(10)), key, reader);
  }
  std::string Sql(const std::string& sql) { return harness::Postgres::Shared().Sql(database_.name(), sql); }

  harness::Postgres::Database database_;
  pg::Pool pool_;
  pg::Pool ledger_;  // in the same database: only tests of restores need another
  evidence::Signer signer_;
  ManualClock clock_;
  std::unique_ptr<Exchange> exchange_;
};

}  // namespace tabadul::exchange
