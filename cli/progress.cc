#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "absl/synchronization/mutex.h"

namespace tabadul::cli {
namespace {

constexpr absl::Duration kRedraw = absl::Milliseconds(200), kLine = absl::Seconds(5);
constexpr int kWidth = 30;

}  // namespace

std::string Bar(double share, int width) {
  const double kept = std::clamp(share, 0.0, 1.0);
  const int full = static_cast<int>(kept * width);
  return fmt::format("[{}{}] {:3} %", std::string(full, '#'), std::string(width - full, ' '),
                     static_cast<int>(kept * 100));
}

std::string Clockwise(absl::Duration duration) {
  const int64_t seconds = std::max<int64_t>(0, absl::ToInt64Seconds(duration));
  if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

Progress::Progress(Session& session, uint64_t size) : session_(session), size_(size) {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    absl::Mutex mutex;
    const auto stopped = [&stop] { return stop.stop_requested(); };
    for (absl::Time next = begun_ + (session_.terminal ? kRedraw : kLine); !stopped();) {
      {
        absl::MutexLock lock(&mutex);
        mutex.AwaitWithTimeout(absl::Condition(&stopped), absl::Milliseconds(50));
      }
      if (stopped() || absl::Now() < next) continue;
      Draw(absl::Now());
      next += session_.terminal ? kRedraw : kLine;
    }
  });
}

Progress::~Progress() {
  thread_.request_stop();
  thread_.join();
}

void Progress::Draw(absl::Time now) {
  const uint64_t answered = answered_;
  const double seconds = std::max(0.001, absl::ToDoubleSeconds(now - looked_));
  const double current = static_cast<double>(answered - answered_then_) / seconds;
  const double weight = 1 - std::exp(-seconds / 3);  // of the last few seconds, however often it is drawn
  rate_ = answered_then_ == 0 ? current : rate_ + weight * (current - rate_);
  looked_ = now;
  answered_then_ = answered;
  Metadata parameters = {{"rows", std::to_string(answered)}, {"rate", fmt::format("{:.0f}", rate_)}};
  std::string line;
  if (size_ > 0) {
    const double share = static_cast<double>(done_) / static_cast<double>(size_);
    line = Bar(share, kWidth) + "  ";
    if (share > 0.01) parameters["left"] = Clockwise((now - begun_) * ((1 - share) / share));
  }
  session_.Say(line + session_.Text("push.progress", parameters), session_.terminal);
}

}  // namespace tabadul::cli
