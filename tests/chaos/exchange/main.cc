// chaos_exchange: histories against a model. Writers and followers use a whole cluster through its gateway while its
// parts are killed at named boundaries and its surroundings fail; after each round the checks (checks.h) judge what all
// of them saw. Exit code 1: a promise was broken. ./dev chaos exchange runs it; docs/chaos.md explains it.
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <random>

#include "lib/exchange/boundaries.h"
#include "tests/chaos/exchange/backup.h"
#include "tests/chaos/exchange/checks.h"
#include "tests/chaos/exchange/collector.h"
#include "tests/chaos/exchange/faults.h"
#include "tests/harness/eventually.h"

namespace tabadul::chaos {
namespace {

using harness::Eventually;

// A hub at rest changes nothing for so long: it looks every 5 s for what a dead process left (lib/exchange/runs.cc, sharer.cc).
constexpr absl::Duration kLook = absl::Seconds(6);
// The annotator reads the whole feed anew, and works a tenth of its time.
constexpr absl::Duration kConverge = absl::Minutes(2);

struct Settings {
  uint64_t seed = 0;
  double minutes = 2;
  int kills = 0;     // go on until there were so many, whatever the time
  int each = 0;      // and each boundary was struck so often
  int faults = 10;   // a round
  std::string only;  // these faults, with commas
};

class Run {
 public:
  explicit Run(const Settings& settings, int disk_mib)
      : settings_(settings), random_(settings.seed), world_(disk_mib), cast_{world_,  writers_, watchers_,
                                                                             random_, {},       {}} {
    Enlist();
  }

  int Go() {
    const absl::Time end = absl::Now() + absl::Minutes(settings_.minutes);
    for (int round = 1; absl::Now() < end || Lacking(); ++round) {
      std::printf("round %d\n", round);
      if (!Round(round)) break;
    }
    return Report();
  }

 private:
  void Enlist() {
    int number = 0;
    for (const Member& member : world_.members()) {
      const bool race =
          member.country == "MA";  // both without versions: they take the lease from one another, and repeat
      for (const bool versioned : {!race, false})
        writers_.push_back(
            std::make_unique<Writer>(world_, WriterOptions{number++, member, versioned, random_()}));
    }
    const auto watch = [&](size_t member, const char* who, Habit habit, const v1::Filter& filter) {
      watchers_.push_back(std::make_unique<Watcher>(
          world_, WatcherOptions{static_cast<int>(watchers_.size()), who, world_.members()[member], filter,
                                 habit, random_()}));
    };
    v1::Filter none, egypt, trades, syria;
    egypt.add_countries("EG");
    trades.add_occupations("25");
    syria.add_sources("SY/mosal/pes");
    watch(0, "the one that stays", Habit::kStays, none);
    watch(1, "the one that leaves", Habit::kLeaves, none);
    watch(2, "the slow one", Habit::kSlow, none);
    watch(0, "the one of Egypt", Habit::kLeaves, egypt);
    watch(1, "the one of occupations", Habit::kStays, trades);
    watch(2, "the one of Syria's source", Habit::kLeaves, syria);
    watch(1, "the one that reads the whole", Habit::kSnapshot, none);
    watch(2, "the deaf one", Habit::kDeaf, none);
  }

  bool IsWanted(const std::string& fault) const {
    const std::string only = "," + settings_.only + ",";
    return settings_.only.empty() || only.find("," + fault + ",") != std::string::npos;
  }
  bool Lacks(const std::string& fault) const {
    const auto struck = cast_.struck.find(fault);
    return (struck == cast_.struck.end() ? 0 : struck->second) < settings_.each;
  }
  bool Lacking() const {
    if (cast_.total_kills() < settings_.kills) return true;
    return std::any_of(
        std::begin(exchange::kBoundaries), std::end(exchange::kBoundaries),
        [this](const exchange::Boundary& one) { return IsWanted(one.name) && Lacks(one.name); });
  }

  std::string NextFault() {
    while (deck_.empty()) {
      deck_ = Deck(cast_);
      std::erase_if(deck_, [this](const std::string& name) { return !IsWanted(name); });
      if (deck_.empty()) deck_.push_back(settings_.only);
      // Where each is to be struck so often, those that were are left out.
      std::vector<std::string> lacking;
      std::copy_if(deck_.begin(), deck_.end(), std::back_inserter(lacking),
                   [this](const std::string& name) { return Lacks(name); });
      if (!lacking.empty()) deck_ = std::move(lacking);
    }
    std::string name = deck_.back();
    deck_.pop_back();
    return name;
  }

  // False: there is no going on.
  bool Round(int round) {
    for (const auto& writer : writers_) writer->Go(round);
    for (int i = 0; i < settings_.faults; ++i) Strike(cast_, NextFault());
    const absl::Time begun = absl::Now();
    const bool rest = Settle();
    const auto history = world_.TakeHistory();
    Collect(*history);
    // What it writes meanwhile the followers do not have: the checks would call it missed.
    if (const auto head = Head(); rest && head.ok() && *head != rest_)
      history->Violate("recovery",
                       fmt::format("the hub went on from {} to {} while all was at rest", rest_, *head));
    const absl::Time collected = absl::Now();
    const std::vector<Violation> found = CheckAll(*history);
    Tell(round, *history, found);
    std::printf("  at rest after %.1f s, checked in %.1f s\n", absl::ToDoubleSeconds(collected - begun),
                absl::ToDoubleSeconds(absl::Now() - collected));
    if (!rest || !found.empty()) return false;
    auto after = std::move(history->after);
    // The first round is saved; after the second the followers are ahead of it.
    if (round % 3 == 1) {
      backup_.emplace(world_);
      saved_ = std::move(after);
      world_.NewRound(saved_);
    } else if (round % 3 == 2 && backup_) {
      // The erasures of this round outlive the restore: the ledger has them.
      saved_.records = EraseAgain(std::move(saved_.records), *history, after.records);
      world_.NewRound(std::move(saved_), history->newest_epoch());
      const Restoring how{.recover = Chance(random_, 0.5), .serving = Chance(random_, 0.5)};
      backup_->Restore(how);
      backup_.reset();
      const std::string name =
          fmt::format("restored_{}{}", how.recover ? "to_a_new_timeline" : "byte_by_byte",
                      how.serving ? "_while_serving" : "");
      ++cast_.struck[name];
      std::printf("  %s\n", name.c_str());
    } else {
      world_.NewRound(std::move(after));
    }
    return true;
  }

  // All is healed, everything sent is answered, the service has begun anew, every follower stands at the head.
  bool Settle() {
    Heal(cast_);
    for (const auto& writer : writers_) writer->Settle();
    bool rest = Eventually([&] { return AllIdle(); }, absl::Minutes(1));
    if (!rest)
      world_.history()->Violate("recovery", "writers get no answers a minute after everything was healed");
    world_.Kill("jobs");
    ++cast_.kills["jobs"];
    rest = world_.ReviveAll() && rest;
    return Converge() && rest;
  }
  bool AllIdle() const {
    return std::all_of(writers_.begin(), writers_.end(), [](const auto& writer) { return writer->Idle(); });
  }

  // No vacancy is there: the head alone is wanted, and the whole grows from round to round.
  absl::StatusOr<uint64_t> Head() const {
    v1::Filter none;
    none.add_countries("JO");
    std::vector<Shown> ignored;
    return Watcher::Snapshot(world_.members()[0], none, ignored);
  }
  // Until the hub itself changes nothing any more, and all followers have a mark of that head.
  bool Converge() {
    const absl::Time end = absl::Now() + kConverge;
    std::string behind;
    uint64_t still = 0;  // the head that stands, and since when
    absl::Time since;
    while (absl::Now() < end) {
      const uint64_t annotated = Annotated();  // first: what the annotator has written by then, the head has
      const auto head = Head();
      if (!head.ok()) {
        world_.history()->Violate("recovery", "no snapshot: " + head.status().ToString());
        return false;
      }
      if (*head != std::exchange(still, *head)) since = absl::Now();
      behind = Behind(*head);
      if (annotated != *head) behind += fmt::format("the annotator is at {} of {}; ", annotated, *head);
      if (behind.empty() && NobodyIsBeyond(*head) && absl::Now() - since >= kLook) {
        rest_ = *head;
        return true;
      }
      absl::SleepFor(absl::Milliseconds(500));
    }
    world_.history()->Violate("recovery", "not all come to the head: " + behind);
    return false;
  }
  uint64_t Annotated() {
    const std::string all = world_.cluster().Metrics("jobs");
    constexpr std::string_view kGauge = "\ntabadul_jobs_annotated_sequence{kind=\"vacancy\"} ";
    const size_t at = all.find(kGauge);
    return at == std::string::npos ? 0 : static_cast<uint64_t>(std::stod(all.substr(at + kGauge.size())));
  }
  bool NobodyIsBeyond(uint64_t head) const {
    return std::all_of(watchers_.begin(), watchers_.end(),
                       [head](const auto& watcher) { return watcher->head() <= head; });
  }
  std::string Behind(uint64_t head) const {
    std::string behind;
    for (const auto& watcher : watchers_) {
      if (watcher->habit() == Habit::kSnapshot || watcher->habit() == Habit::kDeaf) continue;
      if (watcher->head() < head)  // the hub itself may have gone on
        behind += fmt::format("{} is at {} of {}; ", watcher->who(), watcher->head(), head);
    }
    return behind;
  }

  // What each follower at rest has confirmed. A confirmation comes a moment after its mark.
  std::vector<Confirmation> Confirmations() const {
    std::map<std::string, std::map<std::string, uint64_t>> confirmed;
    for (const Member& member : world_.members()) confirmed[member.source] = Watcher::Confirmed(member);
    std::vector<Confirmation> all;
    for (const auto& watcher : watchers_) {
      if (watcher->habit() == Habit::kSnapshot || watcher->habit() == Habit::kDeaf) continue;
      all.push_back({watcher->who(), watcher->head(), confirmed[watcher->member().source][watcher->name()]});
    }
    return all;
  }

  void Collect(History& history) {
    CollectExports(world_, history);
    CollectReceipts(world_, history);
    Eventually(
        [&] {
          history.confirmations = Confirmations();
          return std::all_of(history.confirmations.begin(), history.confirmations.end(),
                             [](const Confirmation& one) { return one.confirmed == one.head; });
        },
        absl::Seconds(20), absl::Milliseconds(200));
    for (const auto& watcher : watchers_) {
      if (watcher->habit() != Habit::kSnapshot && watcher->habit() != Habit::kDeaf)
        history.copies.push_back(watcher->copy());
    }
    for (const Member& member : world_.members()) {
      v1::Filter own;
      own.add_sources(member.source);
      const auto head = Watcher::Snapshot(member, own, history.snapshot);
      if (!head.ok()) history.Violate("recovery", "no snapshot: " + head.status().ToString());
    }
  }

  void Tell(int round, const History& history, const std::vector<Violation>& found) {
    size_t unanswered = 0;
    for (const Attempt& attempt : history.attempts_) unanswered += attempt.answered == 0;
    std::printf(
        "  round %d: %zu items sent, %zu never answered, %zu receipts, %zu exports; "
        "%zu pages, %zu marks proven, %zu reads of own writes; "
        "%zu records in the hub, %zu undecided; %zu violations\n",
        round, history.attempts_.size(), unanswered, history.receipts.size(), history.exports.size(),
        history.deliveries.size(), history.proofs.size(), history.reads.size(), history.snapshot.size(),
        history.undecided, found.size());
    size_t told = 0;
    for (const Violation& violation : found) {
      if (++told <= 20) std::printf("VIOLATION %s: %s\n", violation.check.c_str(), violation.what.c_str());
    }
    violations_ += found.size();
    undecided_ += history.undecided;
    items_ += history.attempts_.size() + history.exported_.size();
    for (const Delivery& delivery : history.deliveries) changes_ += delivery.shown.size();
  }

  int Report() {
    std::printf("\n%-30s %8s %10s\n", "boundary or fault", "struck", "reached");
    int least = INT_MAX;
    for (const exchange::Boundary& boundary : exchange::kBoundaries) {
      const int struck = cast_.struck[boundary.name];
      least = std::min(least, struck);
      std::printf("%-30s %8d %10lu  %s\n", boundary.name, struck,
                  static_cast<unsigned long>(world_.page().Reached(boundary.name)), boundary.meaning);
      cast_.struck.erase(boundary.name);
    }
    for (const auto& [name, count] : cast_.struck) std::printf("%-30s %8d\n", name.c_str(), count);
    for (const auto& [part, count] : cast_.kills) std::printf("kill -9 %-22s %8d\n", part.c_str(), count);
    std::printf("%d kills; each boundary struck %d times or more; %lu items answered; %zu violations\n",
                cast_.total_kills(), least, static_cast<unsigned long>(world_.answered.load()), violations_);
    std::printf("%s\n", Row(least).c_str());
    if (violations_ > 0) std::printf("Again: %s\n", Command().c_str());
    return violations_ == 0 ? 0 : 1;
  }
  // Of the table in docs/chaos.md#the-long-proof, but for the commit.
  std::string Row(int least) const {
    return fmt::format("| {} | | {} | {:.0f} | {} | {} | {} / {} | {} | {} |",
                       absl::FormatTime("%Y-%m-%d", begun_, absl::UTCTimeZone()), settings_.seed,
                       absl::ToDoubleMinutes(absl::Now() - begun_), cast_.total_kills(), least, items_,
                       changes_, undecided_, violations_);
  }
  // What was said, and this run's seed.
  std::string Command() const {
    const Settings unsaid;
    std::string command = "./dev chaos exchange";
    if (harness::BuildDirectory().ends_with("/chaos")) command += " --fast";
    command += fmt::format(" --seed {}", settings_.seed);
    if (settings_.minutes != unsaid.minutes) command += fmt::format(" --minutes {}", settings_.minutes);
    if (settings_.kills != unsaid.kills) command += fmt::format(" --kills {}", settings_.kills);
    if (settings_.each != unsaid.each) command += fmt::format(" --each {}", settings_.each);
    if (settings_.faults != unsaid.faults) command += fmt::format(" --faults {}", settings_.faults);
    if (!settings_.only.empty()) command += " --only " + settings_.only;
    return command;
  }

  const Settings settings_;
  Random random_;
  World world_;
  std::vector<std::unique_ptr<Writer>> writers_;
  std::vector<std::unique_ptr<Watcher>> watchers_;
  Cast cast_;
  std::vector<std::string> deck_;
  std::optional<Backup> backup_;
  AtRest saved_;
  uint64_t rest_ = 0;  // the head at which all came to rest
  const absl::Time begun_ = absl::Now();
  size_t violations_ = 0, undecided_ = 0, items_ = 0, changes_ = 0;
};

// A mount namespace of its own, for PostgreSQL's small disk: gone with the last process in it.
bool MayMount() {
  return unshare(CLONE_NEWNS) == 0 && mount("", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

}  // namespace
}  // namespace tabadul::chaos

int main(int argc, char** argv) {
  tabadul::chaos::Settings settings;
  settings.seed = std::random_device()();
  CLI::App app("Histories of the exchange against a model, under fire");
  app.add_option("--seed", settings.seed, "of all that is random here")->envname("TABADUL_SEED");
  app.add_option("--minutes", settings.minutes, "to go on; the round that is on is ended");
  app.add_option("--kills", settings.kills, "go on until there were so many");
  app.add_option("--each", settings.each, "go on until each boundary (of --only) was struck so often");
  app.add_option("--faults", settings.faults, "of one round");
  app.add_option("--only", settings.only, "these boundaries and faults, with commas between");
  CLI11_PARSE(app, argc, argv);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  std::printf("TABADUL_SEED=%lu\n", static_cast<unsigned long>(settings.seed));
  constexpr int kDiskMib = 1024;
  const bool disk = tabadul::chaos::MayMount();
  if (!disk) std::printf("no disk_full: this user may not mount\n");
  return tabadul::chaos::Run(settings, disk ? kDiskMib : 0).Go();
}
