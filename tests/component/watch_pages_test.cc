// Pages that followers share: the same for those that ask alike, and for nobody else.
#include "lib/exchange/watch_pages.h"

#include "tests/component/exchange_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::exchange {
namespace {

class WatchPagesTest : public ExchangeTest {
 protected:
  void SetUp() override {
    ExchangeTest::SetUp();
    pages_ = std::make_unique<WatchPages>(*exchange_);
  }
  void TearDown() override { pages_.reset(); }

  WatchPages::Ready Ask(const Cursor& cursor = {}, const Reader& reader = Reader::Everything(),
                        const v1::Filter& filter = {},
                        Exchange::AtHead at_head = Exchange::AtHead::kKnownHere) {
    auto ready =
        pages_->After(Context::WithTimeout(absl::Seconds(10)), cursor, filter, reader, 1 << 20, at_head);
    EXPECT_TRUE(ready.ok()) << ready.status();
    return ready.ok() ? *std::move(ready) : WatchPages::Ready();
  }
  // What of it are records.
  static std::vector<std::string> RecordsOf(const WatchPages::Ready& ready) {
    v1::WatchResponse response;
    EXPECT_TRUE(response.ParseFromString(ready.bytes));
    std::vector<std::string> records;
    for (const auto& change : response.changes().changes())
      records.push_back(change.state().record().record_id());
    return records;
  }
  static Reader Egypt() {
    Reader reader;
    reader.country = "EG";
    reader.source = "EG/momp/pes";
    return reader;
  }

  std::unique_ptr<WatchPages> pages_;
};

// The mark says when it was made.
TEST_F(WatchPagesTest, IsMadeOnceForAllThatAskAlike) {
  Push({Upsert(MakeRecord("1", "Soudeur"))});
  EXPECT_TRUE(harness::Eventually([&] {
    const auto first = Ask();
    clock_.Advance(absl::Seconds(1));
    return Ask().bytes == first.bytes;
  }));
}

TEST_F(WatchPagesTest, AChangeInBetweenIsInTheNextAnswer) {
  Push({Upsert(MakeRecord("1", "Soudeur"))});
  EXPECT_EQ(RecordsOf(Ask()), std::vector<std::string>({"1"}));
  Push({Upsert(MakeRecord("2", "Soudeur"))});
  const auto all = Ask();
  EXPECT_EQ(RecordsOf(all), std::vector<std::string>({"1", "2"}));
  EXPECT_TRUE(all.at_head);
  EXPECT_EQ(RecordsOf(Ask(all.cursor)), std::vector<std::string>());
  Push({Upsert(MakeRecord("3", "Soudeur"))});
  EXPECT_EQ(RecordsOf(Ask(all.cursor)), std::vector<std::string>({"3"}));
}

TEST_F(WatchPagesTest, WhoMayNotSeeARecordIsNotGivenThePageOfOneWhoMay) {
  v1::PushItem hidden = Upsert(MakeRecord("hidden", "Soudeur"));
  hidden.mutable_upsert()->mutable_audience()->add_countries("EG");
  Push({hidden, Upsert(MakeRecord("open", "Soudeur"))});
  EXPECT_EQ(RecordsOf(Ask({}, Egypt())), std::vector<std::string>({"hidden", "open"}));
  EXPECT_EQ(RecordsOf(Ask({}, Reader())), std::vector<std::string>({"open"}));
  Reader morocco;
  morocco.country = "MA";
  EXPECT_EQ(RecordsOf(Ask({}, morocco)), std::vector<std::string>({"open"}));
}

TEST_F(WatchPagesTest, AnotherFilterIsAnotherPage) {
  Push({Upsert(MakeRecord("1", "Soudeur"))});
  v1::Filter nobody;
  nobody.add_sources("XX/none/none");
  EXPECT_EQ(RecordsOf(Ask()), std::vector<std::string>({"1"}));
  EXPECT_EQ(RecordsOf(Ask({}, Reader::Everything(), nobody)), std::vector<std::string>());
}

// Everything acknowledged anywhere before the question: what is kept may be older than that.
TEST_F(WatchPagesTest, WhoAsksForNowIsAnsweredAnew) {
  Push({Upsert(MakeRecord("1", "Soudeur"))});
  const auto ask = [&] { return Ask({}, Reader::Everything(), {}, Exchange::AtHead::kNow).bytes; };
  const std::string first = ask();
  clock_.Advance(absl::Seconds(1));
  EXPECT_NE(ask(), first);
}

}  // namespace
}  // namespace tabadul::exchange
