#include "lib/client/confirmer.h"

#include <utility>

#include "tabadul/exchange/v1/follower.pb.h"

namespace tabadul::client {
namespace {

constexpr absl::Duration kTime = absl::Seconds(5), kLastTime = absl::Seconds(2);

// Another time it may be taken. What was refused is not said again: the next cursor is another one.
bool MayPass(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status) || absl::IsInternal(status) || absl::IsUnknown(status) ||
         absl::IsCancelled(status);
}

}  // namespace

Confirmer::Confirmer(Connection& connection, std::string method, std::string follower, absl::Duration every)
    : connection_(connection),
      method_(std::move(method)),
      follower_(std::move(follower)),
      every_(every),
      next_(absl::Now() + every),
      thread_([this] { Run(); }) {}

Confirmer::~Confirmer() {
  {
    absl::MutexLock lock(&mutex_);
    over_ = true;
    if (failed_) pending_.clear();
  }
  thread_.join();
}

void Confirmer::Applied(const std::string& cursor) {
  absl::MutexLock lock(&mutex_);
  pending_ = cursor;
}

void Confirmer::Marked() {
  absl::MutexLock lock(&mutex_);
  marked_ = true;
}

std::string Confirmer::Take() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &Confirmer::HasWork));
  if (!pending_.empty()) mutex_.AwaitWithDeadline(absl::Condition(this, &Confirmer::MustNotWait), next_);
  return std::exchange(pending_, std::string());
}

void Confirmer::Run() {
  while (true) {
    std::string cursor = Take();
    if (cursor.empty()) return;
    exchange::v1::ConfirmCursorRequest request;
    request.set_follower(follower_);
    request.set_cursor(cursor);
    const absl::Duration time = [this] {
      absl::MutexLock lock(&mutex_);
      return over_ ? kLastTime : kTime;
    }();
    exchange::v1::ConfirmCursorResponse response;
    const absl::Status status = connection_.Unary(Context::WithTimeout(time), method_, request, &response);
    Took(status, std::move(cursor));
  }
}

void Confirmer::Took(const absl::Status& status, std::string cursor) {
  absl::MutexLock lock(&mutex_);
  said_ = true;
  next_ = absl::Now() + every_;
  failed_ = !status.ok() && MayPass(status);
  if (failed_ && !over_ && pending_.empty()) pending_ = std::move(cursor);
}

}  // namespace tabadul::client
