#include "tests/chaos/exchange/run_model.h"

#include <fmt/format.h>

namespace tabadul::chaos {
namespace {

using v1::ASSERTED_STATE_CLOSED;
using v1::ASSERTED_STATE_OPEN;
using v1::ASSERTED_STATE_UNSPECIFIED;

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
};

using Records = std::map<std::string, Possible>;  // by record id

// In the order in which the exporter did it all: it does one thing after the other.
Records Expect(const History& history) {
  Records records;
  for (const auto& [id, state] : history.before.exported) records[id].states = {state};
  std::map<std::string, std::set<std::string>> named;  // by run
  for (const Attempt& attempt : history.exported_) named[attempt.run].insert(attempt.name.record_id);
  auto next = history.exported_.begin();
  const auto send_until = [&](Tick end) {
    for (; next != history.exported_.end() && next->sent < end; ++next)
      records[next->name.record_id].Upsert(next->answered != 0);
  };
  for (const FullExport& one : history.exports) {
    send_until(one.begun);
    if (one.at_rest != v1::RUN_STATE_DONE) continue;
    for (auto& [id, record] : records) {
      if (named[one.run].count(id) == 0) record.Close();
    }
  }
  send_until(UINT64_MAX);
  return records;
}

// What became of a run, by what its client did and was told. A run that was never ended closes nothing; one that closes does
// so to the end, whatever dies.
std::string WrongEnd(const FullExport& one) {
  const bool waits = one.at_rest == v1::RUN_STATE_OPEN || one.at_rest == v1::RUN_STATE_SUPERSEDED ||
                     one.at_rest == v1::RUN_STATE_EXPIRED;
  const bool ended = one.at_rest == v1::RUN_STATE_DONE || one.at_rest == v1::RUN_STATE_HELD;
  if (!waits && !ended) return "which is no state to rest in";
  if (ended && one.ended == 0) return "though nobody ended it";
  const bool closes = one.answered == v1::RUN_STATE_CLOSING || one.answered == v1::RUN_STATE_DONE;
  if (closes && one.at_rest != v1::RUN_STATE_DONE) return "though it was answered that it closes";
  return "";
}

// What runs close without being confirmed is within the guard of the last of them, all together: a round is no day.
std::string WrongGuard(const std::vector<FullExport>& exports) {
  uint64_t closed = 0;
  for (const FullExport& one : exports) {
    if (one.at_rest != v1::RUN_STATE_DONE || one.confirmed) continue;
    closed += one.closed;
    if (one.closed > 0 && closed > one.guard) {
      return fmt::format("run {} was not HELD: with it {} records were closed, and the guard is {}", one.run,
                         closed, one.guard);
    }
  }
  return "";
}

}  // namespace

void CheckRuns(History& history, std::vector<Violation>& found) {
  const auto object = [&found](std::string what) { found.push_back({"runs", std::move(what)}); };
  for (const Attempt& attempt : history.exported_) {
    const bool stands = attempt.outcome == v1::OUTCOME_CREATED || attempt.outcome == v1::OUTCOME_UPDATED ||
                        attempt.outcome == v1::OUTCOME_UNCHANGED;
    if (attempt.answered != 0 && !stands)
      object(fmt::format("{} was answered {}", attempt.name.record_id, v1::Outcome_Name(attempt.outcome)));
  }
  for (const FullExport& one : history.exports) {
    if (const std::string wrong = WrongEnd(one); !wrong.empty())
      object(fmt::format("run {} is {}, {}", one.run, v1::RunState_Name(one.at_rest), wrong));
  }
  if (const std::string wrong = WrongGuard(history.exports); !wrong.empty()) object(wrong);
  std::map<std::string, v1::AssertedState>& after = history.after.exported;
  for (const Shown& shown : history.exporter) after[shown.name.record_id] = shown.asserted;
  Records records = Expect(history);
  for (const auto& [id, state] : after) records[id];
  for (const auto& [id, possible] : records) {
    const auto stands = after.find(id);
    const v1::AssertedState state = stands == after.end() ? ASSERTED_STATE_UNSPECIFIED : stands->second;
    if (possible.Allows(state)) continue;
    std::string may = possible.may_come ? " or " + v1::AssertedState_Name(ASSERTED_STATE_OPEN) : "";
    for (const v1::AssertedState one : possible.states) may += " or " + v1::AssertedState_Name(one);
    object(
        fmt::format("{} is {} at the end; it must be{}", id, v1::AssertedState_Name(state), may.substr(3)));
  }
}

}  // namespace tabadul::chaos
