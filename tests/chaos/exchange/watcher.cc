#include "tests/chaos/exchange/watcher.h"

#include <fmt/format.h>

#include "lib/client/follow.h"
#include "lib/client/set_tracker.h"
#include "lib/exchange/cursor.h"
#include "tabadul/exchange/v1/follower.pb.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::chaos {
namespace {

constexpr char kWatch[] = "/tabadul.jobs.v1.VacancyExchangeService/Watch";
constexpr char kFollowers[] = "/tabadul.jobs.v1.VacancyExchangeService/ListFollowers";
constexpr char kKeys[] = "/tabadul.identity.v1.IdentityService/ListSigningKeys";

Shown ShownOf(const v1::Change& change) {
  Shown shown;
  if (change.has_removal()) {
    shown.hub_id = change.removal().hub_id();
    shown.name.source = change.removal().source();
    shown.removal = true;
    shown.sequence = change.removal().sequence();
    return shown;
  }
  const v1::StoredRecord& state = change.state();
  shown.hub_id = state.hub_id();
  shown.name = {state.record().source(), state.record().record_id()};
  shown.asserted = state.asserted();
  shown.lifecycle = state.lifecycle();
  shown.digest = state.digest();
  for (const auto& annotation : state.annotations()) annotation.AppendToString(&shown.annotations);
  shown.sequence = state.sequence();
  shown.version = state.version();
  return shown;
}

// As the protocol asks, but that a round is short.
client::FollowSettings SettingsOf(const v1::Filter& filter, const std::string& follower) {
  client::FollowSettings settings;
  settings.filter = filter;
  settings.follower = follower;
  settings.confirm_every = absl::Milliseconds(300);
  return settings;
}

client::ConnectionOptions Quick() {
  client::ConnectionOptions options;
  options.first_wait = absl::Milliseconds(20);
  options.longest_wait = absl::Milliseconds(500);
  return options;
}

}  // namespace

// The follower's store, in memory; what it holds is what the checks compare. Thread-safe.
class Watcher::Recorder final : public client::Follower {
 public:
  // `world` null: nothing is written down.
  Recorder(World* world, int number, absl::Duration pause) : world_(world), number_(number), pause_(pause) {}

  absl::Status Apply(const client::ChangeList& changes, const std::string& cursor) override {
    Delivery delivery{.follower = number_};
    for (const v1::Change& change : changes) {
      Shown shown = ShownOf(change);
      // What is written down is judged without the exporter's records: others receive them whole, in part, or not at all.
      if (world_ == nullptr || shown.name.source != World::kExporter)
        delivery.shown.push_back(std::move(shown));
    }
    const auto position = exchange::DecodeCursor(cursor);
    if (!position.ok()) return position.status();
    {
      absl::MutexLock lock(&mutex_);
      for (const v1::Change& change : changes) RETURN_IF_ERROR(tracker_.Apply(change));
      for (const Shown& shown : delivery.shown) Hold(shown);
      delivery.from_beginning = cursor_.empty();
      delivery.epoch = epoch_ = position->position.epoch;
      delivery.cursor = position->position.sequence();
      cursor_ = cursor;
    }
    if (world_ != nullptr) {
      const auto history = world_->history();
      delivery.at = history->Next();
      history->Add(history->deliveries, std::move(delivery));
    }
    absl::SleepFor(pause_);
    return absl::OkStatus();
  }
  absl::Status Withdraw(const v1::Withdrawn& withdrawn) override {
    absl::MutexLock lock(&mutex_);
    RETURN_IF_ERROR(tracker_.Withdraw(withdrawn));
    for (auto one = held_.begin(); one != held_.end();)
      one = one->second.name.source == withdrawn.source() ? held_.erase(one) : std::next(one);
    return absl::OkStatus();
  }
  absl::Status Restart() override {
    if (world_ != nullptr && !world_->other_epoch())
      world_->history()->Violate("epochs", fmt::format("follower {} was told of another epoch", number_));
    absl::MutexLock lock(&mutex_);
    tracker_.Clear();
    held_.clear();
    cursor_.clear();
    epoch_ = head_ = 0;
    return absl::OkStatus();
  }
  std::string Applied() const override {
    absl::MutexLock lock(&mutex_);
    return cursor_;
  }

  // Compares what is held with the mark; asks for the keys where it needs to.
  absl::Status Prove(client::Connection& connection, const v1::SignedMark& mark) {
    auto proof = Compare(mark);
    if (!proof.ok()) {
      const auto keys = client::Ask<identity::v1::ListSigningKeysResponse>(
          connection, Context::WithTimeout(absl::Seconds(5)), kKeys, identity::v1::ListSigningKeysRequest());
      if (!keys.ok()) return absl::OkStatus();  // identity is out of reach: the next mark proves
      keys_ = {keys->keys().begin(), keys->keys().end()};
      proof = Compare(mark);
    }
    Proof met{.follower = number_, .verified = proof.ok()};
    if (proof.ok()) {
      met.epoch = proof->mark.epoch();
      met.head = proof->mark.head();
      met.unequal = proof->unequal;
      absl::MutexLock lock(&mutex_);
      head_ = met.head;
    }
    if (world_ == nullptr) return absl::OkStatus();
    const auto history = world_->history();
    met.at = history->Next();
    history->Add(history->proofs, std::move(met));
    return absl::OkStatus();
  }

  std::map<std::string, Shown> held() const {
    absl::MutexLock lock(&mutex_);
    return held_;
  }
  std::vector<Shown> all() const {
    absl::MutexLock lock(&mutex_);
    return all_;
  }
  uint64_t head() const {
    absl::MutexLock lock(&mutex_);
    return head_;
  }
  uint64_t epoch() const {
    absl::MutexLock lock(&mutex_);
    return epoch_;
  }

 private:
  void Hold(const Shown& shown) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (world_ == nullptr) all_.push_back(shown);
    if (shown.removal || shown.asserted == v1::ASSERTED_STATE_ERASED) {
      held_.erase(shown.hub_id);
    } else {
      held_[shown.hub_id] = shown;
    }
  }
  absl::StatusOr<client::Proof> Compare(const v1::SignedMark& mark) {
    absl::MutexLock lock(&mutex_);
    return tracker_.Check(mark, keys_);
  }

  World* const world_;
  const int number_;
  const absl::Duration pause_;
  std::vector<identity::v1::SigningKey> keys_;  // the follower's thread only
  mutable absl::Mutex mutex_;
  client::SetTracker tracker_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Shown> held_ ABSL_GUARDED_BY(mutex_);
  std::vector<Shown> all_ ABSL_GUARDED_BY(mutex_);  // of a snapshot: tombstones, too
  std::string cursor_ ABSL_GUARDED_BY(mutex_);
  uint64_t epoch_ ABSL_GUARDED_BY(mutex_) = 0, head_ ABSL_GUARDED_BY(mutex_) = 0;
};

Watcher::Watcher(World& world, WatcherOptions options)
    : world_(world),
      options_(std::move(options)),
      gate_(fmt::format("127.0.0.1:{}", world.cluster().gateway_port())),
      recorder_(std::make_unique<Recorder>(
          &world, options_.number,
          options_.habit == Habit::kSlow ? absl::Milliseconds(60) : absl::ZeroDuration())),
      random_(options_.seed),
      thread_([this] { Run(); }) {}

Watcher::~Watcher() {
  stop_ = true;
  thread_.join();
}

uint64_t Watcher::head() const { return recorder_->head(); }
uint64_t Watcher::epoch() const { return recorder_->epoch(); }

Copy Watcher::copy() const {
  Copy copy{.follower = options_.number,
            .who = options_.who,
            .source = options_.member.source,
            .country = options_.member.country,
            .held = recorder_->held()};
  copy.sources = {options_.filter.sources().begin(), options_.filter.sources().end()};
  copy.countries = {options_.filter.countries().begin(), options_.filter.countries().end()};
  copy.occupations = {options_.filter.occupations().begin(), options_.filter.occupations().end()};
  return copy;
}

void Watcher::Rest(absl::Duration time) {
  const absl::Time until = absl::Now() + time;
  while (!stop_ && absl::Now() < until) absl::SleepFor(absl::Milliseconds(5));
}

void Watcher::Run() {
  client::Connection connection(Through(options_.member.profile, gate_.port()), Quick());
  while (!stop_) {
    switch (options_.habit) {
      case Habit::kStays:
      case Habit::kSlow:
      case Habit::kLeaves:
        FollowOnce(connection);
        break;
      case Habit::kSnapshot:
        ReadWhole(connection);
        break;
      case Habit::kDeaf:
        Deaf(connection);
        break;
    }
  }
}

void Watcher::FollowOnce(client::Connection& connection) {
  client::FollowSettings settings = SettingsOf(options_.filter, name());
  settings.on_mark = [&](const v1::SignedMark& mark) { return recorder_->Prove(connection, mark); };
  std::stop_source leave;
  std::thread timer([&] {
    Rest(options_.habit == Habit::kLeaves ? absl::Milliseconds(500 + Below(random_, 4000))
                                          : absl::InfiniteDuration());
    leave.request_stop();
  });
  const absl::Status ended = client::Follow(connection, settings, *recorder_, leave.get_token());
  if (!absl::IsCancelled(ended)) {
    world_.history()->Violate("refusals", fmt::format("{} was refused: {}", options_.who, ended.ToString()));
    Rest(absl::Milliseconds(500));
  }
  leave.request_stop();
  if (options_.habit != Habit::kLeaves && !stop_) stop_ = true;  // refused for good: told once
  timer.join();
  Rest(absl::Milliseconds(Below(random_, 300)));
}

// Everything that was acknowledged before it was asked for is in it.
void Watcher::ReadWhole(client::Connection& connection) {
  const auto history = world_.history();
  const Tick begun = history->Next();
  Recorder whole(&world_, options_.number, absl::ZeroDuration());
  client::FollowSettings settings = SettingsOf(options_.filter, name());
  settings.until_mark = true;
  settings.on_mark = [&](const v1::SignedMark& mark) { return whole.Prove(connection, mark); };
  std::stop_source leave;
  std::thread timer([&] {
    const absl::Time until = absl::Now() + absl::Seconds(20);
    while (!stop_ && absl::Now() < until && !leave.stop_requested()) absl::SleepFor(absl::Milliseconds(5));
    leave.request_stop();
  });
  const absl::Status ended = client::Follow(connection, settings, whole, leave.get_token());
  leave.request_stop();
  timer.join();
  if (ended.ok() && whole.head() > 0) {
    history->Add(history->wholes, {options_.number, begun, whole.head()});
  } else if (!ended.ok() && !absl::IsCancelled(ended)) {
    world_.history()->Violate("refusals", fmt::format("{} was refused: {}", options_.who, ended.ToString()));
  }
  Rest(absl::Milliseconds(200 + Below(random_, 1500)));
}

void Watcher::Deaf(client::Connection& connection) {
  auto stream = connection.Streaming(kWatch);
  if (stream.ok()) (*stream)->Write(v1::WatchRequest());
  Rest(absl::Seconds(20));
  if (stream.ok()) (*stream)->Cancel();
}

absl::StatusOr<uint64_t> Watcher::Snapshot(const Member& member, const v1::Filter& filter,
                                           std::vector<Shown>& shown) {
  client::Connection connection(member.profile, Quick());
  Recorder whole(nullptr, -1, absl::ZeroDuration());
  client::FollowSettings settings;
  settings.filter = filter;
  settings.until_mark = true;
  settings.patience = absl::Minutes(1);
  settings.on_mark = [&](const v1::SignedMark& mark) { return whole.Prove(connection, mark); };
  const absl::Status ended = client::Follow(connection, settings, whole, {});
  if (!ended.ok()) return ended;
  for (Shown& one : whole.all()) shown.push_back(std::move(one));
  return whole.head();
}

std::map<std::string, uint64_t> Watcher::Confirmed(const Member& member) {
  client::Connection connection(member.profile, Quick());
  const auto list = client::Ask<v1::ListFollowersResponse>(
      connection, Context::WithTimeout(absl::Seconds(10)), kFollowers, v1::ListFollowersRequest());
  std::map<std::string, uint64_t> confirmed;
  if (!list.ok()) return confirmed;
  for (const auto& one : list->followers()) confirmed[one.follower()] = one.confirmed_sequence();
  return confirmed;
}

}  // namespace tabadul::chaos
