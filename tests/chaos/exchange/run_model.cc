#include "tests/chaos/exchange/run_model.h"

#include <fmt/format.h>

#include <algorithm>

namespace tabadul::chaos {
namespace {

using v1::ASSERTED_STATE_CLOSED;
using v1::ASSERTED_STATE_OPEN;
using v1::ASSERTED_STATE_UNSPECIFIED;
using v1::RUN_STATE_CLOSING;
using v1::RUN_STATE_DONE;
using v1::RUN_STATE_EXPIRED;
using v1::RUN_STATE_HELD;
using v1::RUN_STATE_OPEN;
using v1::RUN_STATE_SUPERSEDED;
using v1::RUN_STATE_UNSPECIFIED;

// How a record may stand. What was never answered may come at any moment, until the round is over.
struct Possible {
  std::set<v1::AssertedState> states = {ASSERTED_STATE_UNSPECIFIED};
  bool may_come = false;

  void Upsert(bool answered) {
    if (answered) states = {ASSERTED_STATE_OPEN};
    may_come = !answered;  // by its version an older one does nothing after this one
  }
  void Close() {
    const bool open = states.erase(ASSERTED_STATE_OPEN) > 0;
    if (open || may_come) states.insert(ASSERTED_STATE_CLOSED);
  }
  bool Allows(v1::AssertedState state) const {
    return states.count(state) > 0 || (may_come && state == ASSERTED_STATE_OPEN);
  }
  bool IsSurely(v1::AssertedState state) const {
    return !may_come && states.size() == 1 && states.count(state) > 0;
  }
};

using Records = std::map<std::string, Possible>;  // by record id

// A number of records, as far as anybody can know it.
struct Range {
  uint64_t least = 0, most = 0;
  bool Has(uint64_t number) const { return least <= number && number <= most; }
};

// Of those that `named` lacks.
Range CountOpen(const Records& records, const std::set<std::string>& named) {
  Range range;
  for (const auto& [id, record] : records) {
    if (named.count(id) > 0) continue;
    range.least += record.IsSurely(ASSERTED_STATE_OPEN);
    range.most += record.Allows(ASSERTED_STATE_OPEN);
  }
  return range;
}

// So many a source may close within a day without asking, of so many open ones.
uint64_t GuardOf(uint64_t open) { return std::max<uint64_t>(20, open / 5); }

bool Closes(v1::RunState answer) { return answer == RUN_STATE_CLOSING || answer == RUN_STATE_DONE; }
bool IsOver(v1::RunState answer) { return answer == RUN_STATE_SUPERSEDED || answer == RUN_STATE_EXPIRED; }

// In thousandths of what it declared.
std::optional<uint64_t> CompletenessOf(const FullExport& one, uint64_t taken) {
  if (!one.declared) return std::nullopt;
  return std::min<uint64_t>(1000, 1000 * taken / *one.declared);
}
std::string Told(const std::optional<uint64_t>& number) { return number ? std::to_string(*number) : "none"; }

class RunJudge {
 public:
  RunJudge(History& history, std::vector<Violation>& found)
      : history_(history), found_(found), next_(history.exported_.begin()) {
    for (const auto& [id, state] : history.before.exported) records_[id].states = {state};
    for (const Attempt& attempt : history.exported_) named_[attempt.run].insert(attempt.name.record_id);
    for (const FullExport& one : history.exports) {
      if (one.run.empty()) begun_unseen_ = true;
      if (!one.run.empty()) newest_ = std::max(newest_, one.begun);
    }
    unconfirmed_.most = history.before.unconfirmed;
  }

  // In the order in which the exporter did it all: it does one thing after the other.
  void Judge() {
    JudgeOutcomes();
    for (const FullExport& one : history_.exports) {
      if (!one.run.empty()) JudgeRun(one);
    }
    SendUntil(UINT64_MAX);
    JudgeRecords();
    JudgeHealth();
    history_.after.unconfirmed = unconfirmed_.most;
  }

 private:
  void Object(std::string what) { found_.push_back({"runs", std::move(what)}); }

  void SendUntil(Tick end) {
    for (; next_ != history_.exported_.end() && next_->sent < end; ++next_)
      records_[next_->name.record_id].Upsert(next_->answered != 0);
  }

  void JudgeOutcomes() {
    for (const Attempt& attempt : history_.exported_) {
      const bool stands = attempt.outcome == v1::OUTCOME_CREATED || attempt.outcome == v1::OUTCOME_UPDATED ||
                          attempt.outcome == v1::OUTCOME_UNCHANGED;
      if (attempt.answered != 0 && !stands)
        Object(fmt::format("{} was answered {}", attempt.name.record_id, v1::Outcome_Name(attempt.outcome)));
    }
  }

  void JudgeRun(const FullExport& one) {
    SendUntil(one.begun);
    std::string wrong = WrongEnd(one);
    if (wrong.empty()) wrong = WrongEpoch(one);
    if (!wrong.empty())
      Object(fmt::format("run {} is {}, {}", one.run, v1::RunState_Name(one.at_rest), wrong));
    JudgeNumbers(one);
    JudgeCounts(one);
    if (one.at_rest == RUN_STATE_DONE) CloseAfter(one);
  }

  // What became of a run, by what its client did and was told. A run that was never ended closes nothing; one that closes
  // does so to the end, whatever dies.
  std::string WrongEnd(const FullExport& one) const {
    const v1::RunState state = one.at_rest;
    const bool waits = state == RUN_STATE_OPEN || state == RUN_STATE_HELD;
    if (!waits && !IsOver(state) && state != RUN_STATE_DONE) return "which is no state to rest in";
    if ((state == RUN_STATE_DONE || state == RUN_STATE_HELD) && one.ended == 0)
      return "though nobody ended it";
    if (state == RUN_STATE_OPEN && one.answered != RUN_STATE_UNSPECIFIED)
      return "though its end was answered";
    if ((Closes(one.answered) || Closes(one.confirmed_as)) && state != RUN_STATE_DONE)
      return "though it was answered that it closes";
    if (IsOver(one.answered) && state != one.answered) return "though it was answered that it is over";
    if (one.confirmed_as != RUN_STATE_UNSPECIFIED && !Closes(one.confirmed_as))
      return "though its confirmation was answered";
    if (state == RUN_STATE_DONE && one.answered == RUN_STATE_HELD && one.confirmed == 0)
      return "though nobody confirmed it";
    if (waits && one.begun < newest_) return "though a newer one has begun";
    if (state == RUN_STATE_SUPERSEDED && one.begun >= newest_ && !begun_unseen_)
      return "though no newer one has begun";
    return "";
  }

  // A new epoch ends what does not close yet; or nobody has gone on for a day.
  std::string WrongEpoch(const FullExport& one) const {
    const Tick epoch = history_.database_begun;
    if (one.at_rest == RUN_STATE_EXPIRED)
      return one.begun < std::max<Tick>(epoch, history_.leapt) ? "" : "though its epoch is not over";
    const bool waits = one.at_rest == RUN_STATE_OPEN || one.at_rest == RUN_STATE_HELD;
    const bool done = one.at_rest == RUN_STATE_DONE && std::max(one.ended, one.confirmed) > epoch;
    return one.known < epoch && (waits || done) ? "though its epoch was over before" : "";
  }

  // What the hub counts of a run: how many it has closed, or will when it is confirmed, and how many it may close
  // unconfirmed. A round is no day, so that all that this round's runs close without being asked is within the guard of
  // the last of them.
  void JudgeNumbers(const FullExport& one) {
    const bool done = one.at_rest == RUN_STATE_DONE;
    const bool held = one.at_rest == RUN_STATE_HELD || one.answered == RUN_STATE_HELD;
    if (!done && !held) return;
    Range all = CountOpen(records_, {});
    const Range rest = CountOpen(records_, named_[one.run]);
    all.most += closing_;
    if (!Range{GuardOf(all.least), GuardOf(all.most)}.Has(one.guard)) {
      Object(fmt::format("run {} has a guard of {}, where {} to {} records were open at its beginning",
                         one.run, one.guard, all.least, all.most));
    }
    if (done && !rest.Has(one.closed)) {
      Object(fmt::format("run {} has closed {}, of {} to {} that it did not name", one.run, one.closed,
                         rest.least, rest.most));
    }
    const Range listed{rest.least, rest.most + closing_};
    if (one.at_rest == RUN_STATE_HELD && !listed.Has(one.to_close)) {
      Object(fmt::format("run {} would close {}, of {} to {} that it did not name", one.run, one.to_close,
                         listed.least, listed.most));
    }
    if (held) JudgeHeld(one, listed.most);
    if (done && one.confirmed == 0 && one.closed > 0) JudgeUnconfirmed(one);
  }

  void JudgeHeld(const FullExport& one, uint64_t closes) {
    if (closes == 0) Object(fmt::format("run {} was HELD with nothing to close", one.run));
    if (IsShort(one) || unconfirmed_.most + closes > one.guard) return;
    Object(fmt::format("run {} was HELD: it would close {} at most after {}, and the guard is {}", one.run,
                       closes, unconfirmed_.most, one.guard));
  }

  void JudgeUnconfirmed(const FullExport& one) {
    if (IsShort(one)) {
      Object(fmt::format("run {} was not HELD: it named {} of {} that it declared", one.run, NamedBy(one),
                         *one.declared));
    }
    if (unconfirmed_.least + one.closed > one.guard) {
      Object(fmt::format("run {} was not HELD: with it {} records were closed, and the guard is {}", one.run,
                         unconfirmed_.least + one.closed, one.guard));
    }
  }

  uint64_t NamedBy(const FullExport& one) const {
    const auto named = named_.find(one.run);
    return named == named_.end() ? 0 : named->second.size();
  }
  // It may close nothing without being asked.
  bool IsShort(const FullExport& one) const { return one.declared && NamedBy(one) < *one.declared; }

  // All of its items were answered before it was ended, each by what makes it taken (JudgeOutcomes).
  void JudgeCounts(const FullExport& one) {
    const bool judged = one.at_rest == RUN_STATE_DONE || one.at_rest == RUN_STATE_HELD;
    if (!one.named && !judged) return;
    const std::optional<uint64_t> all = NamedBy(one);
    if (one.named != all || one.taken != all || one.kept != std::optional<uint64_t>(0)) {
      Object(fmt::format("run {} has {} named, {} taken and {} kept records, where {} were sent", one.run,
                         Told(one.named), Told(one.taken), Told(one.kept), *all));
    }
  }

  // Of the source: how whole its newest export is of those that were judged.
  void JudgeHealth() {
    const auto last = std::find_if(history_.exports.rbegin(), history_.exports.rend(),
                                   [](const FullExport& one) { return one.named.has_value(); });
    if (last == history_.exports.rend()) return;
    const std::optional<uint64_t> whole = CompletenessOf(*last, NamedBy(*last));
    if (history_.last_export == last->run && history_.completeness == whole) return;
    Object(fmt::format("the newest export is {} with a completeness of {}, and not {} with {}",
                       history_.last_export, Told(history_.completeness), last->run, Told(whole)));
  }

  void CloseAfter(const FullExport& one) {
    for (auto& [id, record] : records_) {
      if (named_[one.run].count(id) == 0) record.Close();
    }
    if (one.answered != RUN_STATE_DONE && one.confirmed_as != RUN_STATE_DONE) closing_ += one.closed;
    if (one.confirmed != 0) return;
    unconfirmed_.most += one.closed;
    // With the clock days ahead the hub counts for another day, and forgets this one.
    if (one.begun > history_.leapt) unconfirmed_.least += one.closed;
  }

  void JudgeRecords() {
    std::map<std::string, v1::AssertedState>& after = history_.after.exported;
    std::map<std::string, std::string> ids;
    for (const Shown& shown : history_.exporter) {
      const std::string& id = shown.name.record_id;
      if (ids.try_emplace(id, shown.hub_id).first->second != shown.hub_id)
        Object(fmt::format("{} is in the hub as {} and as {}", id, ids[id], shown.hub_id));
      after[id] = shown.asserted;
      records_[id];
    }
    for (const auto& [id, possible] : records_) {
      const auto stands = after.find(id);
      const v1::AssertedState state = stands == after.end() ? ASSERTED_STATE_UNSPECIFIED : stands->second;
      if (possible.Allows(state)) continue;
      std::string may = possible.may_come ? " or " + v1::AssertedState_Name(ASSERTED_STATE_OPEN) : "";
      for (const v1::AssertedState one : possible.states) may += " or " + v1::AssertedState_Name(one);
      Object(
          fmt::format("{} is {} at the end; it must be{}", id, v1::AssertedState_Name(state), may.substr(3)));
    }
  }

  History& history_;
  std::vector<Violation>& found_;
  std::deque<Attempt>::const_iterator next_;
  std::map<std::string, std::set<std::string>> named_;  // by run
  Records records_;
  Tick newest_ = 0;            // of the runs that are known
  bool begun_unseen_ = false;  // there may be one more
  uint64_t closing_ = 0;  // by runs that nobody was told are DONE: still open when the next begins, perhaps
  Range unconfirmed_;     // closures of the last day that nobody confirmed
};

}  // namespace

void CheckRuns(History& history, std::vector<Violation>& found) { RunJudge(history, found).Judge(); }

}  // namespace tabadul::chaos
