#include "lib/exchange/watch_pages.h"

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "lib/exchange/sharing_book.h"
#include "lib/exchange/travel.h"
#include "lib/platform/base/since.h"

namespace tabadul::exchange {
namespace {

constexpr size_t kKept = 16;
constexpr absl::Duration kKeptFor = absl::Seconds(1);  // a mark's time is the hub's now

// Whatever the answer depends on. Of followers that have heard of different heads one must not get the other's: it
// would take what is below for all there is.
std::string QuestionOf(const Position& head, const SharingVersion& sharing, const Cursor& cursor,
                       const v1::Filter& filter, const Reader& reader, size_t budget) {
  return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}", head.epoch, head.sequence(),
                     sharing.epoch, sharing.number, cursor.position.epoch, cursor.position.sequence(),
                     cursor.head, cursor.settled, cursor.filter, FilterFingerprint(filter), budget,
                     reader.all, static_cast<int>(reader.use), reader.marks, reader.country,
                     reader.organisation, reader.source);
}

}  // namespace

std::shared_ptr<const WatchPages::Ready> WatchPages::Find(const std::string& question) {
  absl::MutexLock lock(&mutex_);
  while (!kept_.empty() && (kept_.size() > kKept || Since(kept_.front().made) > kKeptFor)) kept_.pop_front();
  for (const Kept& kept : kept_) {
    if (kept.question == question) return kept.answer;
  }
  return nullptr;
}

absl::StatusOr<WatchPages::Ready> WatchPages::After(const Context& context, const Cursor& cursor,
                                                    const v1::Filter& filter, const Reader& reader,
                                                    size_t budget_bytes, Exchange::AtHead at_head) {
  const SharingBook& book = exchange_.sharing();
  // Who is about to lose a right is given nothing that was made before.
  const bool may_share = at_head == Exchange::AtHead::kKnownHere && !book.IsAboutToLose(reader);
  std::string question;
  if (may_share) {
    question = QuestionOf(exchange_.Head(), book.Committed()->version, cursor, filter, reader, budget_bytes);
    if (const auto kept = Find(question)) return *kept;
  }
  const absl::Time now = absl::Now();
  const auto made = std::chrono::steady_clock::now();
  ASSIGN_OR_RETURN(const Page page,
                   exchange_.Changes(context, cursor, filter, reader, budget_bytes, at_head));
  Ready ready{page.losses, ToWatchResponse(exchange_.kind(), page, now), page.cursor, page.at_head};
  if (may_share && page.at_head) {
    const auto kept = std::make_shared<const Ready>(ready);
    absl::MutexLock lock(&mutex_);
    kept_.push_back({std::move(question), made, kept});
  }
  return ready;
}

}  // namespace tabadul::exchange
