// SubmitData: a file that comes in pieces, and streams that end before it is whole.
#include "absl/synchronization/mutex.h"
#include "tests/component/submission_fixture.h"

namespace tabadul::statistics {
namespace {

using namespace common::v1;  // NOLINT: the reasons

// Keeps what it is told.
class KeptStream final : public rpc::Stream {
 public:
  explicit KeptStream(rpc::Call call) : call_(std::move(call)) {}
  const rpc::Call& call() const override { return call_; }
  void Read() override {}
  bool Write(std::string message) override {
    absl::MutexLock lock(&mutex_);
    EXPECT_TRUE(responses_.emplace_back().ParseFromString(message));
    return true;
  }
  size_t Unwritten() const override { return 0; }
  void Wake() override {}
  absl::Duration max_age() const override { return absl::Hours(1); }
  void End(absl::Status status, GoodbyeAction) override {
    absl::MutexLock lock(&mutex_);
    if (!end_) end_ = std::move(status);
  }

  bool Ended() const {
    absl::MutexLock lock(&mutex_);
    return end_.has_value();
  }
  absl::Status end() const {
    absl::MutexLock lock(&mutex_);
    return *end_;
  }
  std::vector<v1::SubmitDataResponse> responses() const {
    absl::MutexLock lock(&mutex_);
    return responses_;
  }

 private:
  const rpc::Call call_;
  mutable absl::Mutex mutex_;
  std::vector<v1::SubmitDataResponse> responses_;
  std::optional<absl::Status> end_;
};

class SubmitDataTest : public SubmissionTest {
 protected:
  static std::string Options(const std::string& source = kMinistry) {
    v1::SubmitDataRequest request;
    request.mutable_options()->set_source(source);
    return request.SerializeAsString();
  }
  static std::string Piece(const std::string& bytes) {
    v1::SubmitDataRequest request;
    request.set_piece(bytes);
    return request.SerializeAsString();
  }
  // What a stream of these messages, half-closed at their end, comes to.
  absl::Status EndOf(const std::vector<std::string>& messages) {
    KeptStream stream(Caller());
    const auto handler = MakeSubmitHandler(room_, stream);
    handler->OnStart();
    for (const std::string& message : messages) handler->OnMessage(message);
    handler->OnHalfClose();
    EXPECT_TRUE(harness::Eventually([&] { return stream.Ended(); }));
    handler->OnEnd();
    return stream.Ended() ? stream.end() : absl::OkStatus();
  }

  Places places_{2, 1};
  rpc::WorkerPool workers_{1, 4};
  const SubmitRoom room_{submissions_, clock_, places_, workers_};
};

TEST_F(SubmitDataTest, PiecesAreOneFile) {
  KeptStream stream(Caller());
  const auto handler = MakeSubmitHandler(room_, stream);
  handler->OnStart();
  handler->OnMessage(Options());
  for (const char byte : kSubmissionHead + Row("A,SYR,2024,7.2,PT"))
    handler->OnMessage(Piece(std::string(1, byte)));
  handler->OnHalfClose();
  ASSERT_TRUE(harness::Eventually([&] { return stream.Ended(); }));
  EXPECT_TRUE(stream.end().ok()) << stream.end();
  ASSERT_FALSE(stream.responses().empty());
  EXPECT_EQ(stream.responses().back().submission().report().created(), 1u);
  EXPECT_EQ(PeriodsOf(kAnnual), "2024");
  handler->OnEnd();
  EXPECT_TRUE(harness::Eventually([&] { return places_.Enter(kMinistry).ok(); })) << "its place is free";
}

TEST_F(SubmitDataTest, WhatComesOutOfTurnIsRefused) {
  EXPECT_EQ(ReasonOf(EndOf({Piece("a")})), ERROR_REASON_OUT_OF_TURN);
  EXPECT_EQ(ReasonOf(EndOf({Options(), Options()})), ERROR_REASON_OUT_OF_TURN);
  EXPECT_EQ(ReasonOf(EndOf({})), ERROR_REASON_OUT_OF_TURN);
  EXPECT_EQ(ReasonOf(EndOf({Options()})), ERROR_REASON_REQUIRED);
  EXPECT_EQ(ReasonOf(EndOf({"\xff"})), ERROR_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(EndOf({Options("SY/other/stat"), Piece("a")})), ERROR_REASON_NOT_OWNER);
  EXPECT_EQ(ReasonOf(EndOf({Options(), Piece(std::string((4u << 20) + 1, 'a'))})), ERROR_REASON_TOO_LONG);
  EXPECT_EQ(ReasonOf(EndOf({Options(), Piece("neither one nor the other")})), ERROR_REASON_MALFORMED);
  EXPECT_EQ(Sql("SELECT count(*) FROM submission"), "0");
}

TEST_F(SubmitDataTest, AFileThatBreaksOffChangesNothing) {
  {
    KeptStream stream(Caller());
    const auto handler = MakeSubmitHandler(room_, stream);
    handler->OnMessage(Options());
    handler->OnMessage(Piece(kSubmissionHead + Row("A,SYR,2024,7.2,PT")));
    EXPECT_EQ(ReasonOf(EndOf({Options()})), ERROR_REASON_OVERLOADED) << "a source has one place here";
    handler->OnEnd();
  }
  EXPECT_EQ(PeriodsOf(kAnnual), "");
  EXPECT_TRUE(places_.Enter(kMinistry).ok());
}

TEST_F(SubmitDataTest, AClientThatGoesStopsTheWritingBetweenTwoBatches) {
  KeptStream stream(Caller());
  auto handler = MakeSubmitHandler(room_, stream);
  before_write_ = [&] {
    if (handler) handler->OnEnd();
  };
  handler->OnMessage(Options());
  handler->OnMessage(Piece(kSubmissionHead + Row("A,SYR,2024,7.2,PT")));
  handler->OnHalfClose();
  EXPECT_TRUE(harness::Eventually([&] { return places_.Enter(kMinistry).ok(); }));
  workers_.Stop();
  EXPECT_FALSE(stream.Ended()) << "nobody is there to be told";
  EXPECT_EQ(Sql("SELECT count(*) FROM submission_turn"), "0");
}

}  // namespace
}  // namespace tabadul::statistics
