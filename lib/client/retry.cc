#include "lib/client/retry.h"

#include <algorithm>

#include "lib/platform/base/status.h"
#include "lib/platform/rpc/edge.h"

namespace tabadul::client {
namespace {

bool WantsNewToken(const absl::Status& status) {
  const ErrorReason reason = ReasonOf(status);
  return reason == common::v1::ERROR_REASON_TOKEN_EXPIRED ||
         reason == common::v1::ERROR_REASON_TOKEN_INVALID ||
         reason == common::v1::ERROR_REASON_TOKEN_CERTIFICATE_MISMATCH;  // its own was replaced meanwhile
}

// It is so the next time, too.
bool IsTooLarge(const absl::Status& status) {
  return ReasonOf(status) == common::v1::ERROR_REASON_MESSAGE_TOO_LARGE;
}

// What a status means that no Goodbye explains.
Ending::Next NextOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kResourceExhausted:
      return IsTooLarge(status) ? Ending::Next::kStop : Ending::Next::kReconnect;
    case absl::StatusCode::kOk:  // ended without having said so: what is unanswered is repeated
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kAborted:
      return Ending::Next::kReconnect;
    default:
      return Ending::Next::kStop;
  }
}

Ending::Next NextOf(common::v1::GoodbyeAction action, const absl::Status& status) {
  switch (action) {
    case common::v1::GOODBYE_ACTION_DONE:
      return Ending::Next::kDone;
    case common::v1::GOODBYE_ACTION_DENIED:
      return Ending::Next::kStop;
    case common::v1::GOODBYE_ACTION_RECONNECT:
    case common::v1::GOODBYE_ACTION_OVERLOADED:
      return Ending::Next::kReconnect;
    default:  // of a newer hub
      return NextOf(status);
  }
}

}  // namespace

absl::Duration Backoff::Next(absl::Duration asked) {
  const double share = std::uniform_real_distribution<double>(0.5, 1.0)(random_);
  const absl::Duration wait = next_ * share;
  next_ = std::min(next_ * 2, most_);
  // Spread those who were all told the same time.
  if (asked > wait) return asked + asked * (share - 0.5) * 0.2;
  return wait;
}

bool RetryBudget::MayRepeat() const {
  absl::MutexLock lock(&mutex_);
  return tokens_ > capacity_ / 2;
}

void RetryBudget::Failed() {
  absl::MutexLock lock(&mutex_);
  tokens_ = std::max(0.0, tokens_ - 1);
}

void RetryBudget::Succeeded() {
  absl::MutexLock lock(&mutex_);
  tokens_ = std::min(capacity_, tokens_ + share_);
}

bool IsUnreachable(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kAborted:
      return true;
    case absl::StatusCode::kResourceExhausted:
      return !IsTooLarge(status);
    default:
      return false;
  }
}

bool IsWorthRepeating(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      return true;
    case absl::StatusCode::kResourceExhausted:
      return !IsTooLarge(status);
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kInternal:  // not the hub's own word: something between has ended the call
      return ReasonOf(status) == common::v1::ERROR_REASON_UNSPECIFIED;
    default:
      return false;
  }
}

Ending EndingOf(const std::optional<common::v1::Goodbye>& goodbye, const absl::Status& finished) {
  Ending ending;
  ending.status = goodbye ? rpc::FromProto(goodbye->status()) : finished;
  ending.next = goodbye ? NextOf(goodbye->action(), ending.status) : NextOf(finished);
  ending.wait = RetryAfter(ending.status);
  if (ending.next != Ending::Next::kDone && WantsNewToken(ending.status))
    ending.next = Ending::Next::kNewToken;
  return ending;
}

}  // namespace tabadul::client
