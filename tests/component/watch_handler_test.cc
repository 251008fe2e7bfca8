// A follower that reads nothing costs what is ready for it, not what there is to send; one whose filter is none is refused.
#include "lib/exchange/watch_handler.h"

#include <functional>

#include "tests/component/exchange_fixture.h"

namespace tabadul::exchange {
namespace {

// The stream of a client that takes nothing until it is told to.
class StalledStream final : public rpc::Stream {
 public:
  StalledStream() : call_(MakeCall(kSource)) {}
  const rpc::Call& call() const override { return call_; }
  void Read() override {}
  bool Write(std::string message) override {
    written_.push_back(std::move(message));
    unwritten_ += written_.back().size();
    return true;
  }
  size_t Unwritten() const override { return unwritten_; }
  void Wake() override {}
  absl::Duration max_age() const override { return absl::Hours(1); }
  void End(absl::Status status, common::v1::GoodbyeAction) override { end_ = std::move(status); }

  const absl::Status& end() const { return end_; }
  void TakeAll() { unwritten_ = 0; }
  // Records of all messages so far.
  int Records() const {
    int records = 0;
    for (const std::string& message : written_) {
      v1::WatchResponse response;
      EXPECT_TRUE(response.ParseFromString(message));
      records += response.changes().changes_size();
    }
    return records;
  }

 private:
  const rpc::Call call_;
  std::vector<std::string> written_;
  size_t unwritten_ = 0;
  absl::Status end_;
};

TEST_F(ExchangeTest, AFollowerThatReadsNothingCostsTwoPages) {
  constexpr int kRecords = 60;
  constexpr size_t kPage = 512 * 1024, kLargest = 256 * 1024;
  for (int i = 0; i < kRecords; ++i) {
    v1::Record record = MakeRecord("id-" + std::to_string(i), "Soudeur");
    auto& text = *record.mutable_vacancy()->mutable_description()->add_translations();
    text.set_language("fr");
    text.set_text(std::string(100'000, 'x'));
    PushOne(Upsert(std::move(record)));
  }
  WatchPages pages(*exchange_);
  StalledStream stream;
  const auto handler = MakeWatchHandler(*exchange_, pages, stream);
  handler->OnStart();
  handler->OnMessage(v1::WatchRequest().SerializeAsString());
  for (int i = 0; i < 20; ++i) {
    handler->OnWake();
    handler->OnTick();
    handler->OnWritable();
  }
  EXPECT_LE(stream.Unwritten(), 2 * (kPage + kLargest));
  EXPECT_LT(stream.Records(), kRecords);
  EXPECT_TRUE(harness::Eventually([&] {
    stream.TakeAll();
    handler->OnWritable();
    return stream.Records() == kRecords;
  })) << "it has the rest when it reads again";
  handler->OnEnd();
}

TEST_F(ExchangeTest, AFilterSaysWhichEntriesAreNone) {
  WatchPages pages(*exchange_);
  // All mistakes, as "path REASON".
  const auto report = [&](const std::function<void(v1::Filter&)>& fill) {
    StalledStream stream;
    const auto handler = MakeWatchHandler(*exchange_, pages, stream);
    v1::WatchRequest request;
    fill(*request.mutable_filter());
    handler->OnMessage(request.SerializeAsString());
    handler->OnEnd();
    std::string text;
    for (const Violation& one : ViolationsOf(stream.end()))
      text += one.field + " " + common::v1::ErrorReason_Name(one.reason).substr(13) + "; ";
    EXPECT_EQ(stream.end().ok(), text.empty()) << stream.end();
    return text;
  };
  EXPECT_EQ(report([](v1::Filter& filter) {
              for (const char* source : {"SY/mosal/pes", "DEMO/EG/pes", "XX/nobody/yet"})
                filter.add_sources(source);
              for (const char* country : {"SY", "EG"}) filter.add_countries(country);
              for (const char* code : {"2", "25", "251", "2512", "25"}) filter.add_occupations(code);
            }),
            "filter.sources[2] MALFORMED; ");
  EXPECT_EQ(report([](v1::Filter& filter) {
              for (const char* code : {"25", "", "25x", "25121", "29"}) filter.add_occupations(code);
            }),
            "filter.occupations[1] REQUIRED; filter.occupations[2] UNKNOWN_CODE; filter.occupations[3] "
            "UNKNOWN_CODE; "
            "filter.occupations[4] UNKNOWN_CODE; ");
  EXPECT_EQ(
      report([](v1::Filter& filter) {
        for (const char* country : {"SY", "", "sy", "Syria"}) filter.add_countries(country);
      }),
      "filter.countries[1] REQUIRED; filter.countries[2] UNKNOWN_CODE; filter.countries[3] UNKNOWN_CODE; ");
  EXPECT_EQ(report([](v1::Filter& filter) {
              for (const std::string& source : {std::string(), std::string("SY/mosal"), std::string(65, 'a')})
                filter.add_sources(source);
            }),
            "filter.sources[0] REQUIRED; filter.sources[1] MALFORMED; filter.sources[2] TOO_LONG; ");
  const auto many = [&](int sources, int countries, int occupations) {
    return report([&](v1::Filter& filter) {
      for (int i = 0; i < sources; ++i) filter.add_sources("SY/mosal/pes");
      for (int i = 0; i < countries; ++i) filter.add_countries("SY");
      for (int i = 0; i < occupations; ++i) filter.add_occupations("25");
    });
  };
  EXPECT_EQ(many(100, 60, 100), "");
  EXPECT_EQ(many(101, 61, 101),
            "filter.sources TOO_MANY; filter.countries TOO_MANY; filter.occupations TOO_MANY; ");
}

}  // namespace
}  // namespace tabadul::exchange
