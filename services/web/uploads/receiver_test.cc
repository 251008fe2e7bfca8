#include "services/web/uploads/receiver.h"

#include <gtest/gtest.h>

#include <optional>

#include "absl/synchronization/notification.h"
#include "services/web/owner/fake_services.h"
#include "services/web/owner/origin.h"
#include "tests/harness/form_data.h"
#include "tests/harness/process.h"

namespace tabadul::web::uploads {
namespace {

using harness::FormEnd;
using harness::FormPart;

std::string Csrf() { return FormPart("csrf", owner::CsrfOf(owner::kSession)); }

// Gives so many bytes at a time, then ends as it is told.
class FakeBody final : public http::Body {
 public:
  FakeBody(std::string bytes, size_t piece, int refusal = 0)
      : bytes_(std::move(bytes)), piece_(piece), refusal_(refusal) {}
  void Next(std::function<void(Piece)> call) override {
    Piece piece{.bytes = bytes_.substr(0, piece_)};
    bytes_.erase(0, piece.bytes.size());
    piece.last = bytes_.empty() && refusal_ == 0;
    if (bytes_.empty()) piece.refusal = refusal_;
    call(std::move(piece));
  }

 private:
  std::string bytes_;
  const size_t piece_;
  const int refusal_;
};

class ReceiverTest : public ::testing::Test {
 protected:
  ReceiverTest() {
    auto store = UploadStore::Open(directory_.path(), {.file_bytes = 1000, .of_source = 1});
    EXPECT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    receiver_.emplace(*store_);
  }
  static std::shared_ptr<owner::Visit> Visit(std::string body, size_t piece, int refusal = 0) {
    auto visit = std::make_shared<owner::Visit>();
    visit->request.fields.Add("content-type", harness::kFormType);
    visit->csrf = owner::CsrfOf(owner::kSession);
    visit->session.source = "SY/mosal/pes";
    if (piece == 0) {
      visit->request.body = std::move(body);
    } else {
      visit->request.stream = std::make_shared<FakeBody>(std::move(body), piece, refusal);
    }
    return visit;
  }
  Received Take(std::shared_ptr<const owner::Visit> visit) {
    Received received;
    absl::Notification done;
    receiver_->Take(std::move(visit), [&](Received taken) {
      received = std::move(taken);
      done.Notify();
    });
    EXPECT_TRUE(done.WaitForNotificationWithTimeout(absl::Seconds(10)));
    return received;
  }
  Received Take(std::string body, size_t piece = 7, int refusal = 0) {
    return Take(Visit(std::move(body), piece, refusal));
  }

  const harness::TemporaryDirectory directory_{"receiver"};
  std::unique_ptr<UploadStore> store_;
  std::optional<Receiver> receiver_;
};

TEST_F(ReceiverTest, TakesAFormHoweverItComes) {
  const std::string file = "id,title\r\n1,ممرضة\r\n";
  const std::string form = Csrf() + FormPart("kind", "vacancy") + FormPart("export", "full") +
                           FormPart("country", "SY") + FormPart("mapping", "kind: vacancy\n", "m.yaml") +
                           FormPart("file", file, "C:\\Users\\a\\وظائف.csv") + FormEnd();
  for (const size_t piece : {size_t{0}, size_t{1}, size_t{64}, form.size()}) {
    Received received = Take(form, piece);
    EXPECT_TRUE(received.status.ok()) << received.status;
    EXPECT_FALSE(received.refused);
    EXPECT_EQ(received.kind, "vacancy");
    EXPECT_EQ(received.country, "SY");
    EXPECT_TRUE(received.full);
    EXPECT_EQ(received.mapping, "kind: vacancy\n");
    EXPECT_EQ(received.file_name, "وظائف.csv") << "without folders";
    ASSERT_NE(received.file, nullptr);
    const auto kept = received.file->Keep({});
    ASSERT_TRUE(kept.ok()) << kept.status();
    EXPECT_EQ(harness::ReadFile(store_->FileOf(*kept)), file);
    store_->Remove(*kept);
  }
}

TEST_F(ReceiverTest, TakesNothingOfAFormThatIsNotOurs) {
  const std::string file = FormPart("file", "x", "a.csv");
  for (const std::string& form : {file + Csrf() + FormEnd(), FormPart("csrf", "guessed") + file + FormEnd(),
                                  FormPart("csrf", "") + file + FormEnd(), file + FormEnd(),
                                  Csrf() + FormPart("csrf", "other") + file + FormEnd()}) {
    const Received received = Take(form);
    EXPECT_TRUE(received.refused) << form;
    EXPECT_EQ(received.file, nullptr);
    EXPECT_EQ(store_->count(), 0u);
  }
  auto visit = Visit(Csrf() + file + FormEnd(), 0);
  visit->request.fields = {};
  visit->request.fields.Add("content-type", "application/x-www-form-urlencoded");
  EXPECT_TRUE(Take(visit).refused);
}

TEST_F(ReceiverTest, SaysWhatIsWrongWhenAllHasCome) {
  const auto reason = [&](const std::string& form, int refusal = 0) {
    const Received received = Take(form, 7, refusal);
    EXPECT_EQ(received.file, nullptr);
    EXPECT_EQ(store_->count(), 0u) << "nothing of it stays";
    return ReasonOf(received.status);
  };
  const std::string large = Csrf() + FormPart("file", std::string(1001, 'x'), "a.csv") + FormEnd();
  EXPECT_EQ(reason(large), common::v1::ERROR_REASON_MESSAGE_TOO_LARGE);
  EXPECT_EQ(reason(Csrf() + FormPart("file", "x", "a.csv")), common::v1::ERROR_REASON_MALFORMED)
      << "it is cut off";
  EXPECT_EQ(reason(Csrf() + FormPart("file", "x", "a.csv"), 408), common::v1::ERROR_REASON_IDLE);
  EXPECT_EQ(reason(Csrf() + FormPart("file", "x", "a.csv"), 413), common::v1::ERROR_REASON_MESSAGE_TOO_LARGE);
  EXPECT_EQ(reason(Csrf() + FormPart("file", "x", "a.csv"), 400),
            common::v1::ERROR_REASON_REQUEST_UNREADABLE);
  const Received mapping =
      Take(Csrf() + FormPart("mapping", std::string(Receiver::kMostMapping + 1, 'x'), "m.yaml") + FormEnd(),
           64u << 10);
  EXPECT_EQ(ReasonOf(mapping.status), common::v1::ERROR_REASON_MESSAGE_TOO_LARGE);
  for (const std::string& form : {Csrf() + FormEnd(), Csrf() + FormPart("file", "", "") + FormEnd(),
                                  Csrf() + FormPart("file", "", "empty.csv") + FormEnd()}) {
    const Received nothing = Take(form);
    EXPECT_TRUE(nothing.status.ok()) << nothing.status;
    EXPECT_FALSE(nothing.refused);
    EXPECT_EQ(nothing.file, nullptr) << "none was chosen, or it is empty";
  }
}

TEST_F(ReceiverTest, ASourceHasSoManyUploadsAndNoMore) {
  const std::string form = Csrf() + FormPart("file", "x", "a.csv") + FormEnd();
  Received first = Take(form);
  ASSERT_NE(first.file, nullptr);
  EXPECT_EQ(ReasonOf(Take(form).status), common::v1::ERROR_REASON_TOO_MANY);
  first.file.reset();
  EXPECT_NE(Take(form).file, nullptr);
}

// Never answers: whoever sends is slow.
class SilentBody final : public http::Body {
 public:
  void Next(std::function<void(Piece)> call) override { waiting = std::move(call); }
  std::function<void(Piece)> waiting;
};

TEST_F(ReceiverTest, WhoeverSendsSlowlyLeavesRoomForOthersAndGoesWithoutATrace) {
  std::vector<std::shared_ptr<SilentBody>> bodies;
  for (int i = 0; i < Receiver::kAtOnce / 2; ++i) {
    const auto visit = Visit("", 1);
    bodies.push_back(std::make_shared<SilentBody>());
    visit->request.stream = bodies.back();
    receiver_->Take(visit, [](const Received&) { ADD_FAILURE() << "nothing has come"; });
  }
  const std::string form = Csrf() + FormPart("file", "x", "a.csv") + FormEnd();
  EXPECT_EQ(ReasonOf(Take(form).status), common::v1::ERROR_REASON_OVERLOADED) << "of one source";
  const auto other = Visit(form, 7);
  other->session.source = "EG/momp/pes";
  EXPECT_NE(Take(other).file, nullptr) << "another has places of its own";
  for (const auto& body : bodies) body->waiting = nullptr;  // they have gone
  EXPECT_NE(Take(form).file, nullptr);
}

}  // namespace
}  // namespace tabadul::web::uploads
