#include "tests/chaos/exchange/model.h"

#include <fmt/format.h>

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "lib/evidence/digest.h"

namespace tabadul::chaos {
namespace {

using v1::ASSERTED_STATE_CLOSED;
using v1::ASSERTED_STATE_ERASED;
using v1::ASSERTED_STATE_OPEN;
using v1::ASSERTED_STATE_UNSPECIFIED;

Step Keep(v1::Outcome outcome, const Standing& standing) { return {outcome, false, standing}; }

Step Open(v1::Outcome outcome, const Standing& standing, const Attempt& attempt) {
  Step step{outcome, true, standing};
  step.after.asserted = ASSERTED_STATE_OPEN;
  step.after.content = attempt.content;
  step.after.version = attempt.version.value_or(standing.version + 1);
  step.after.hub_version = !attempt.version;
  return step;
}

Step Advance(const Standing& standing, uint64_t version) {
  Step step = Keep(v1::OUTCOME_UNCHANGED, standing);
  step.after.version = version;
  step.after.hub_version = false;
  return step;
}

bool SameContent(const Standing& standing, const Attempt& attempt) {
  return standing.content.digest == attempt.content.digest &&
         standing.content.audience == attempt.content.audience;
}

Step Upsert(const Standing& standing, const Attempt& attempt) {
  if (standing.asserted == ASSERTED_STATE_UNSPECIFIED) return Open(v1::OUTCOME_CREATED, standing, attempt);
  if (standing.asserted == ASSERTED_STATE_ERASED) return Keep(v1::OUTCOME_REJECTED, standing);
  const bool same = SameContent(standing, attempt), open = standing.asserted == ASSERTED_STATE_OPEN;
  if (!attempt.version) {
    return open && same ? Keep(v1::OUTCOME_UNCHANGED, standing)
                        : Open(v1::OUTCOME_UPDATED, standing, attempt);
  }
  const bool above = standing.hub_version || *attempt.version > standing.version;
  if (!above && *attempt.version < standing.version) return Keep(v1::OUTCOME_STALE, standing);
  if (!above) return Keep(same ? v1::OUTCOME_UNCHANGED : v1::OUTCOME_CONFLICT, standing);
  return open && same ? Advance(standing, *attempt.version) : Open(v1::OUTCOME_UPDATED, standing, attempt);
}

Step Close(const Standing& standing, const Attempt& attempt) {
  if (standing.asserted == ASSERTED_STATE_UNSPECIFIED) return Keep(v1::OUTCOME_REJECTED, standing);
  if (standing.asserted == ASSERTED_STATE_ERASED) return Keep(v1::OUTCOME_UNCHANGED, standing);
  const bool above = attempt.version && (standing.hub_version || *attempt.version > standing.version);
  const bool below = attempt.version && !above && *attempt.version < standing.version;
  if (standing.asserted == ASSERTED_STATE_CLOSED) {
    return above ? Advance(standing, *attempt.version) : Keep(v1::OUTCOME_UNCHANGED, standing);
  }
  if (below) return Keep(v1::OUTCOME_STALE, standing);
  Step step{v1::OUTCOME_CLOSED, true, standing};
  step.after.asserted = ASSERTED_STATE_CLOSED;
  if (above) {
    step.after.version = *attempt.version;
    step.after.hub_version = false;
  }
  return step;
}

Step Erase(const Standing& standing) {
  if (standing.asserted == ASSERTED_STATE_ERASED) return Keep(v1::OUTCOME_UNCHANGED, standing);
  Step step{v1::OUTCOME_ERASED, true, standing};
  if (standing.asserted == ASSERTED_STATE_UNSPECIFIED) {
    step.after.version = 1;
    step.after.hub_version = true;
  }
  step.after.asserted = ASSERTED_STATE_ERASED;
  step.after.content = {};
  return step;
}

// The search. A configuration is how many attempts of each stream are in, and the standing that they lead to.
class Search {
 public:
  // `unseen`: how it stands if `at_end` is null.
  Search(const std::vector<const Attempt*>& attempts, const Shown* at_end, v1::AssertedState unseen)
      : at_end_(at_end), unseen_(unseen) {
    std::map<uint64_t, std::vector<const Attempt*>> by_stream;
    for (const Attempt* attempt : attempts) by_stream[attempt->stream].push_back(attempt);
    for (auto& [stream, list] : by_stream) {
      std::sort(list.begin(), list.end(), [](auto* a, auto* b) { return a->sent < b->sent; });
      streams_.push_back(std::move(list));
      rests_.push_back(RestsOf(streams_.back()));
    }
  }

  Explained Run(const std::set<Standing>& before) {
    for (const Standing& one : before) {
      if (!explained_.ok) Visit(Place(streams_.size(), 0), Number(one), 0);
    }
    explained_.undecided = !explained_.ok && seen_.size() >= kMost;
    return std::move(explained_);
  }

 private:
  using Place = std::basic_string<uint16_t>;  // by stream
  using StandingId = uint32_t;                // in standings_
  static constexpr size_t kMost = 300'000;    // configurations: a second's work, or a few

  // Of what a stream still has from some attempt on: the first answer, and the lowest sequence that an answer tells.
  struct Rest {
    Tick first_answer = UINT64_MAX;
    uint64_t first_sequence = UINT64_MAX;
  };
  static std::vector<Rest> RestsOf(const std::vector<const Attempt*>& stream) {
    std::vector<Rest> rests(stream.size() + 1);
    for (size_t k = stream.size(); k-- > 0;) {
      rests[k] = rests[k + 1];
      if (stream[k]->answered == 0) continue;
      rests[k].first_answer = std::min(rests[k].first_answer, stream[k]->answered);
      if (Wrote(*stream[k])) rests[k].first_sequence = std::min(rests[k].first_sequence, stream[k]->sequence);
    }
    return rests;
  }
  Rest RestAt(const Place& place) const {
    Rest rest;
    for (size_t i = 0; i < streams_.size(); ++i) {
      const Rest& own = rests_[i][place[i]];
      rest.first_answer = std::min(rest.first_answer, own.first_answer);
      rest.first_sequence = std::min(rest.first_sequence, own.first_sequence);
    }
    return rest;
  }

  StandingId Number(const Standing& standing) {
    const auto [found, added] = numbers_.try_emplace(standing, static_cast<StandingId>(standings_.size()));
    if (added) standings_.push_back(&found->first);
    return found->second;
  }
  bool IsNew(const Place& place, StandingId standing) {
    std::string key(reinterpret_cast<const char*>(place.data()), place.size() * sizeof(place[0]));
    key.append(reinterpret_cast<const char*>(&standing), sizeof standing);
    return seen_.insert(std::move(key)).second;
  }

  void Visit(Place place, StandingId standing, size_t depth) {
    DropSettled(place);
    if (explained_.ok || seen_.size() >= kMost || !IsNew(place, standing)) return;
    const Rest rest = RestAt(place);  // nothing that was sent after the first answer may come before it
    const bool all = rest.first_answer == UINT64_MAX;
    if (all && Fits(*standings_[standing])) return Found(*standings_[standing]);
    if (depth >= deepest_) Remember(depth, *standings_[standing], place);
    // What was answered first, in the order of the answers: what nobody answered comes in only where it must.
    std::vector<std::pair<Tick, size_t>> next;
    for (size_t i = 0; i < streams_.size(); ++i) {
      if (place[i] == streams_[i].size()) continue;
      const Attempt& attempt = *streams_[i][place[i]];
      if (attempt.sent > rest.first_answer) continue;
      if (attempt.answered != 0 && Wrote(attempt) && attempt.sequence > rest.first_sequence) continue;
      next.emplace_back(attempt.answered == 0 ? UINT64_MAX : attempt.answered, i);
    }
    std::sort(next.begin(), next.end());
    for (const auto& [answered, i] : next) {
      Place then = place;
      ++then[i];
      for (const StandingId after : Ways(standing, *streams_[i][place[i]])) Visit(then, after, depth + 1);
    }
  }

  // Follow, once for each pair.
  const std::vector<StandingId>& Ways(StandingId standing, const Attempt& attempt) {
    const auto [known, added] = ways_.try_emplace({standing, &attempt});
    if (added) {
      for (const Standing& after : Follow(*standings_[standing], attempt))
        known->second.push_back(Number(after));
    }
    return known->second;
  }

  // Who counted its version may differ by what was never answered; all else the end shows.
  void Found(Standing standing) {
    explained_.ok = true;
    explained_.after.insert(standing);
    const bool unsure = std::any_of(streams_.begin(), streams_.end(),
                                    [](const auto& list) { return list.back()->answered == 0; });
    standing.hub_version = !standing.hub_version;
    if (unsure && standing.asserted != ASSERTED_STATE_UNSPECIFIED) explained_.after.insert(standing);
  }

  // What was never answered and is settled before something that has been taken was sent, is not taken any more.
  void DropSettled(Place& place) const {
    Tick newest = 0;
    for (size_t i = 0; i < streams_.size(); ++i) {
      // Of a dropped stream, too: nothing of it was sent later than what dropped it.
      if (place[i] > 0) newest = std::max(newest, streams_[i][place[i] - 1]->sent);
    }
    for (size_t i = 0; i < streams_.size(); ++i) {
      if (place[i] == streams_[i].size()) continue;
      const Attempt& next = *streams_[i][place[i]];
      if (next.answered == 0 && next.settled != 0 && next.settled < newest)
        place[i] = static_cast<uint16_t>(streams_[i].size());
    }
  }

  static bool Wrote(const Attempt& attempt) {
    return !attempt.dry &&
           (attempt.outcome == v1::OUTCOME_CREATED || attempt.outcome == v1::OUTCOME_UPDATED ||
            attempt.outcome == v1::OUTCOME_CLOSED || attempt.outcome == v1::OUTCOME_ERASED);
  }

  // Where the attempt may lead from `standing`: nowhere, if its answer does not fit.
  static std::vector<Standing> Follow(const Standing& standing, const Attempt& attempt) {
    if (attempt.bad) {
      const bool fits = attempt.answered == 0 || attempt.outcome == v1::OUTCOME_REJECTED;
      return fits ? std::vector{standing} : std::vector<Standing>();
    }
    Step step = Decide(standing, attempt);
    std::vector<Standing> ways;
    const bool may_be_held = attempt.op == Op::kClose && step.writes;  // over the guard
    if (may_be_held && (attempt.answered == 0 || attempt.outcome == v1::OUTCOME_HELD))
      ways.push_back(standing);
    if (attempt.answered == 0) {
      if (attempt.dry) return ways = {standing};
      if (step.writes) step.after.sequence = standing.sequence;  // a higher one, and nobody knows which
      ways.push_back(step.after);
      return ways;
    }
    if (attempt.outcome != step.outcome) return ways;
    if (attempt.dry) return {standing};
    if (attempt.outcome == v1::OUTCOME_REJECTED) return {standing};
    if (attempt.stored_version != step.after.version) return ways;
    if (step.writes ? attempt.sequence <= standing.sequence : attempt.sequence < standing.sequence)
      return ways;
    if (!standing.hub_id.empty() && attempt.hub_id != standing.hub_id) return ways;
    step.after.sequence = attempt.sequence;
    step.after.hub_id = attempt.hub_id;
    ways.push_back(step.after);
    return ways;
  }

  bool Fits(const Standing& standing) const {
    if (at_end_ == nullptr) return standing.asserted == unseen_ && standing.hub_id.empty();
    if (standing.asserted != at_end_->asserted || at_end_->sequence < standing.sequence) return false;
    if (!standing.hub_id.empty() && standing.hub_id != at_end_->hub_id) return false;
    return standing.version == at_end_->version && standing.content.digest == at_end_->digest;
  }

  void Remember(size_t depth, const Standing& standing, const Place& place) {
    deepest_ = depth;
    explained_.why = fmt::format("after {} steps it stands {};", depth, Describe(standing));
    for (size_t i = 0; i < streams_.size(); ++i) {
      if (place[i] < streams_[i].size())
        explained_.why += "\n      left: " + Describe(*streams_[i][place[i]]);
    }
    explained_.why +=
        "\n      at the end: " +
        (at_end_ == nullptr
             ? std::string("no such record")
             : fmt::format("{} v{} seq {} {}", v1::AssertedState_Name(at_end_->asserted), at_end_->version,
                           at_end_->sequence, evidence::Hex(at_end_->digest).substr(0, 8)));
  }

  std::vector<std::vector<const Attempt*>> streams_;
  std::vector<std::vector<Rest>> rests_;  // by stream and place
  const Shown* const at_end_;
  const v1::AssertedState unseen_;
  std::map<Standing, StandingId> numbers_;
  std::vector<const Standing*> standings_;  // the keys of numbers_
  std::map<std::pair<StandingId, const Attempt*>, std::vector<StandingId>> ways_;
  absl::flat_hash_set<std::string> seen_;  // places with standings
  size_t deepest_ = 0;
  Explained explained_;
};

}  // namespace

Step Decide(const Standing& standing, const Attempt& attempt) {
  switch (attempt.op) {
    case Op::kUpsert:
      return Upsert(standing, attempt);
    case Op::kClose:
      return Close(standing, attempt);
    case Op::kErase:
      return Erase(standing);
  }
  return {};
}

Explained Explain(const std::set<Standing>& before, const std::vector<const Attempt*>& attempts,
                  const Shown* at_end, bool erased_unseen) {
  Explained explained = Search(attempts, at_end, ASSERTED_STATE_UNSPECIFIED).Run(before);
  if (at_end != nullptr || !erased_unseen) return explained;
  // Nobody sees whether it was erased: it may have been, unless the answers say otherwise.
  const Explained erased = Search(attempts, nullptr, ASSERTED_STATE_ERASED).Run(before);
  if (explained.undecided && erased.ok) explained.after.insert(Standing());
  explained.after.insert(erased.after.begin(), erased.after.end());
  if (erased.ok || erased.undecided) explained.after.insert(Erase(Standing()).after);
  explained.ok = explained.ok || erased.ok;
  explained.undecided = !explained.ok && (explained.undecided || erased.undecided);
  return explained;
}

std::string Describe(const Attempt& attempt) {
  const char* const names[] = {"UPSERT", "CLOSE", "ERASE"};
  return fmt::format("{}{} {} {} {} on stream {}, sent {}, {}", attempt.dry ? "dry " : "",
                     names[static_cast<int>(attempt.op)], attempt.name.record_id,
                     attempt.version ? "v" + std::to_string(*attempt.version) : "without version",
                     evidence::Hex(attempt.content.digest).substr(0, 8), attempt.stream, attempt.sent,
                     attempt.answered == 0 ? "never answered"
                                           : fmt::format("answered {}: {} seq {} v{}", attempt.answered,
                                                         v1::Outcome_Name(attempt.outcome), attempt.sequence,
                                                         attempt.stored_version));
}

std::string Describe(const Standing& standing) {
  return fmt::format("{} v{}{} seq {} {}", v1::AssertedState_Name(standing.asserted), standing.version,
                     standing.hub_version ? " (the hub's)" : "", standing.sequence,
                     evidence::Hex(standing.content.digest).substr(0, 8));
}

}  // namespace tabadul::chaos
