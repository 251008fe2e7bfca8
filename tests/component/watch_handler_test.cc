// A follower that reads nothing costs what is ready for it, not what there is to send.
#include "lib/exchange/watch_handler.h"

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
  void End(absl::Status, common::v1::GoodbyeAction) override {}

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

}  // namespace
}  // namespace tabadul::exchange
