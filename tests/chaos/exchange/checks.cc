#include "tests/chaos/exchange/checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "lib/evidence/digest.h"
#include "tests/chaos/exchange/model.h"
#include "tests/chaos/exchange/receipt_checks.h"
#include "tests/chaos/exchange/run_model.h"

namespace tabadul::chaos {
namespace {

using v1::ASSERTED_STATE_ERASED;
using v1::ASSERTED_STATE_OPEN;
using v1::ASSERTED_STATE_UNSPECIFIED;

bool Wrote(const Attempt& attempt) {
  return attempt.answered != 0 && !attempt.dry &&
         (attempt.outcome == v1::OUTCOME_CREATED || attempt.outcome == v1::OUTCOME_UPDATED ||
          attempt.outcome == v1::OUTCOME_CLOSED || attempt.outcome == v1::OUTCOME_ERASED);
}

bool Unversioned(const Attempt& attempt) {
  return !attempt.version && attempt.op != Op::kErase && !attempt.dry;
}

std::string Short(const std::string& digest) { return evidence::Hex(digest).substr(0, 8); }

// -- what belongs to a record ---------------------------------------------------------------------------

struct OfRecord {
  std::vector<const Attempt*> attempts;
  const Shown* at_end = nullptr;
};

std::map<Name, OfRecord> ByRecord(const History& history) {
  std::map<Name, OfRecord> records;
  std::map<std::string, Name> names;  // by hub id
  for (const auto& [name, standings] : history.before.records) {
    records[name];
    for (const Standing& standing : standings) names[standing.hub_id] = name;
  }
  for (const Attempt& attempt : history.attempts_) {
    records[attempt.name].attempts.push_back(&attempt);
    if (!attempt.hub_id.empty() && !attempt.dry) names[attempt.hub_id] = attempt.name;
  }
  for (const Delivery& delivery : history.deliveries) {
    for (const Shown& shown : delivery.shown) {
      if (!shown.name.record_id.empty()) names[shown.hub_id] = shown.name;
    }
  }
  names.erase("");
  for (const Shown& shown : history.snapshot) {
    if (shown.asserted != ASSERTED_STATE_ERASED) {
      records[shown.name].at_end = &shown;
    } else if (const auto name = names.find(shown.hub_id); name != names.end()) {
      records[name->second].at_end = &shown;
    }
  }
  return records;
}

// A stream that writes without versions: when it may have got its number, and have taken the lease with it.
struct Lease {
  Tick opened = 0, begun = UINT64_MAX;
  Tick first_answered = UINT64_MAX;  // of its first item without a version
  bool NewerThan(const Lease& other) const { return other.begun < opened; }
};

// By source and stream.
std::map<std::string, std::map<uint64_t, Lease>> Leases(const History& history) {
  std::map<std::string, std::map<uint64_t, Lease>> leases;
  for (const Attempt& attempt : history.attempts_) {
    if (!Unversioned(attempt) || attempt.bad) continue;
    const Tick answered = attempt.answered == 0 ? UINT64_MAX : attempt.answered;
    const Tick begun = attempt.begun == 0 ? answered : attempt.begun;
    leases[attempt.name.source].try_emplace(attempt.stream, Lease{attempt.opened, begun, answered});
  }
  return leases;
}

// A tombstone of a record that the hub did not have, under an id that nobody was told: of an erasure that was never
// answered, or of one before a restore.
bool UnknownErase(const OfRecord& record, const std::set<Standing>& before) {
  const bool erased_again = std::any_of(before.begin(), before.end(), [](const Standing& standing) {
    return standing.asserted == ASSERTED_STATE_ERASED && standing.hub_id.empty();
  });
  return erased_again ||
         std::any_of(record.attempts.begin(), record.attempts.end(), [](const Attempt* attempt) {
           return attempt->op == Op::kErase && attempt->answered == 0;
         });
}

const std::set<Standing>& Before(const History& history, const Name& name) {
  static const std::set<Standing> none = {Standing()};
  const auto found = history.before.records.find(name);
  return found == history.before.records.end() ? none : found->second;
}

// -- the checks -----------------------------------------------------------------------------------------

// Where the next round begins.
void Keep(History& history, const Name& name, const Explained& explained, const OfRecord& record) {
  std::set<Standing> standings = explained.after;
  if (explained.undecided) {
    ++history.undecided;
    if (record.at_end == nullptr) return;
    Standing standing;
    standing.asserted = record.at_end->asserted;
    standing.version = record.at_end->version;
    for (const Standing& before : Before(history, name)) {
      if (before.content.digest == record.at_end->digest) standing.content = before.content;
    }
    for (const Attempt* attempt : record.attempts) {
      if (attempt->content.digest == record.at_end->digest) standing.content = attempt->content;
    }
    standings.insert(standing);
    standing.hub_version = true;
    standings.insert(standing);
  }
  for (Standing standing : standings) {
    if (record.at_end != nullptr) {
      standing.sequence = record.at_end->sequence;
      standing.hub_id = record.at_end->hub_id;
    }
    history.after.records[name].insert(standing);
  }
}

void Outcomes(History& history, std::vector<Violation>& found) {
  for (const auto& [name, record] : ByRecord(history)) {
    const Explained explained = Explain(Before(history, name), record.attempts, record.at_end,
                                        UnknownErase(record, Before(history, name)));
    if (explained.ok || explained.undecided) {
      Keep(history, name, explained, record);
      continue;
    }
    std::string what = fmt::format("no order of events explains {} {}: {}\n    its history:", name.source,
                                   name.record_id, explained.why);
    for (const Standing& standing : Before(history, name)) what += "\n      before: " + Describe(standing);
    for (const Attempt* attempt : record.attempts) what += "\n      " + Describe(*attempt);
    found.push_back({"outcomes", what});
  }
}

void Leases(History& history, std::vector<Violation>& found) {
  const auto leases = Leases(history);
  for (const Attempt& attempt : history.attempts_) {
    if (!Unversioned(attempt) || !Wrote(attempt)) continue;
    const auto& streams = leases.at(attempt.name.source);
    const Lease& own = streams.at(attempt.stream);
    for (const auto& [stream, other] : streams) {
      if (!other.NewerThan(own) || other.first_answered >= attempt.sent) continue;
      found.push_back({"leases", fmt::format("{} wrote, though stream {} has held the lease since {}",
                                             Describe(attempt), stream, other.first_answered)});
      break;
    }
  }
}

// What a sequence stands for, whoever says so.
struct Meaning {
  std::string hub_id, digest, who;
  v1::AssertedState asserted;
};

void Sequences(History& history, std::vector<Violation>& found) {
  std::map<uint64_t, Meaning> meanings;
  const auto say = [&](uint64_t sequence, Meaning meaning) {
    const auto [it, added] = meanings.try_emplace(sequence, meaning);
    const Meaning& known = it->second;
    if (added || (known.hub_id == meaning.hub_id && known.asserted == meaning.asserted &&
                  known.digest == meaning.digest))
      return;
    found.push_back(
        {"sequences",
         fmt::format("{} is {} {} {} to {}, and {} {} {} to {}", sequence, known.hub_id,
                     v1::AssertedState_Name(known.asserted), Short(known.digest), known.who, meaning.hub_id,
                     v1::AssertedState_Name(meaning.asserted), Short(meaning.digest), meaning.who)});
  };
  std::map<uint64_t, const Attempt*> writes;
  for (const Attempt& attempt : history.attempts_) {
    if (!Wrote(attempt)) continue;
    const auto [it, added] = writes.try_emplace(attempt.sequence, &attempt);
    if (!added) {
      found.push_back(
          {"sequences", "two writes have one sequence: " + Describe(attempt) + "; " + Describe(*it->second)});
    }
    if (attempt.op == Op::kUpsert)
      say(attempt.sequence, {attempt.hub_id, attempt.content.digest, "its writer", ASSERTED_STATE_OPEN});
    if (attempt.op == Op::kErase)
      say(attempt.sequence, {attempt.hub_id, "", "its writer", ASSERTED_STATE_ERASED});
  }
  const auto show = [&](const Shown& shown, const std::string& who) {
    if (!shown.removal) say(shown.sequence, {shown.hub_id, shown.digest, who, shown.asserted});
  };
  for (const Delivery& delivery : history.deliveries) {
    for (const Shown& shown : delivery.shown) show(shown, fmt::format("follower {}", delivery.follower));
  }
  for (const Shown& shown : history.snapshot) show(shown, "the snapshot");
}

void Cursors(History& history, std::vector<Violation>& found) {
  struct Promise {
    Tick at;
    uint64_t cursor;
  };
  std::vector<Promise> promises;  // rising in both
  std::vector<const Delivery*> order;
  for (const Delivery& delivery : history.deliveries) order.push_back(&delivery);
  std::sort(order.begin(), order.end(), [](auto* a, auto* b) { return a->at < b->at; });
  std::map<int, uint64_t> held;  // by follower
  for (const Delivery* delivery : order) {
    uint64_t& cursor = held[delivery->follower];
    if (delivery->from_beginning) cursor = 0;
    uint64_t last = cursor;
    for (const Shown& shown : delivery->shown) {
      if (shown.sequence <= last) {
        found.push_back(
            {"cursors", fmt::format("follower {} held a cursor at {} and had read up to {}, and then got {} "
                                    "at sequence {}",
                                    delivery->follower, cursor, last, shown.hub_id, shown.sequence)});
      }
      last = std::max(last, shown.sequence);
    }
    if (delivery->cursor < last) {
      found.push_back({"cursors", fmt::format("follower {} was given cursor {} after a change at {}",
                                              delivery->follower, delivery->cursor, last)});
    }
    cursor = std::max(cursor, delivery->cursor);
    if (promises.empty() || promises.back().cursor < delivery->cursor)
      promises.push_back({delivery->at, delivery->cursor});
  }
  // What was begun after a cursor was handed out has a higher sequence.
  for (const Attempt& attempt : history.attempts_) {
    if (!Wrote(attempt)) continue;
    auto later = std::upper_bound(promises.begin(), promises.end(), attempt.sent,
                                  [](Tick sent, const Promise& promise) { return sent < promise.at; });
    if (later == promises.begin() || std::prev(later)->cursor < attempt.sequence) continue;
    found.push_back({"cursors", fmt::format("{} became visible below cursor {}, handed out before",
                                            Describe(attempt), std::prev(later)->cursor)});
  }
}

void Marks(History& history, std::vector<Violation>& found) {
  for (const Proof& proof : history.proofs) {
    if (!proof.verified) {
      found.push_back({"marks", fmt::format("follower {}: the mark at {} cannot be verified", proof.follower,
                                            proof.head)});
    }
    for (const std::string& source : proof.unequal) {
      found.push_back({"marks", fmt::format("follower {} does not hold what the mark at {} says of {}",
                                            proof.follower, proof.head, source)});
    }
  }
}

bool Has(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// Contents that the source ever sent for a record, by digest and audience.
std::map<Name, std::vector<Content>> Sent(const History& history) {
  std::map<Name, std::vector<Content>> sent;
  for (const auto& [name, standings] : history.before.records) {
    for (const Standing& standing : standings) sent[name].push_back(standing.content);
  }
  for (const Attempt& attempt : history.attempts_) {
    if (attempt.op == Op::kUpsert) sent[attempt.name].push_back(attempt.content);
  }
  return sent;
}

void Invented(History& history, std::vector<Violation>& found) {
  const auto sent = Sent(history);
  const auto look = [&](const Shown& shown, const std::string& who) {
    if (shown.removal || shown.asserted == ASSERTED_STATE_ERASED) return;
    const auto contents = sent.find(shown.name);
    const bool known = contents != sent.end() &&
                       std::any_of(contents->second.begin(), contents->second.end(),
                                   [&](const Content& content) { return content.digest == shown.digest; });
    if (!known) {
      found.push_back(
          {"invented", fmt::format("{} got {} {} with digest {}, which nobody sent", who, shown.name.source,
                                   shown.name.record_id, Short(shown.digest))});
    }
  };
  for (const Delivery& delivery : history.deliveries) {
    if (delivery.epoch <= history.lost_epoch) continue;
    for (const Shown& shown : delivery.shown) look(shown, fmt::format("follower {}", delivery.follower));
  }
  for (const Shown& shown : history.snapshot) look(shown, "the snapshot");
}

// The audience of what the snapshot shows: of the standing that explains it.
std::map<std::string, Content> ContentsAtEnd(const History& history) {
  std::map<std::string, Content> contents;  // by hub id
  for (const auto& [name, standings] : history.after.records) {
    for (const Standing& standing : standings) contents[standing.hub_id] = standing.content;
  }
  return contents;
}

void Copies(History& history, std::vector<Violation>& found) {
  const auto contents = ContentsAtEnd(history);
  for (const Copy& copy : history.copies) {
    std::map<std::string, const Shown*> expected;
    std::set<std::string> unexplained;  // another check says so
    for (const Shown& shown : history.snapshot) {
      if (shown.asserted == ASSERTED_STATE_ERASED) continue;
      const auto content = contents.find(shown.hub_id);
      if (content == contents.end()) {
        unexplained.insert(shown.hub_id);
      } else if (Receives(copy, shown.name.source, content->second))
        expected[shown.hub_id] = &shown;
    }
    for (const auto& [hub_id, shown] : expected) {
      const auto held = copy.held.find(hub_id);
      if (held == copy.held.end()) {
        found.push_back({"copies", fmt::format("{} lacks {} {} (seq {})", copy.who, shown->name.source,
                                               shown->name.record_id, shown->sequence)});
      } else if (held->second.digest != shown->digest || held->second.asserted != shown->asserted ||
                 held->second.lifecycle != shown->lifecycle || held->second.sequence != shown->sequence ||
                 held->second.annotations != shown->annotations) {
        found.push_back(
            {"copies", fmt::format("{} holds {} {} as {} {} seq {}, the hub as {} {} seq {}", copy.who,
                                   shown->name.source, shown->name.record_id,
                                   v1::Lifecycle_Name(held->second.lifecycle), Short(held->second.digest),
                                   held->second.sequence, v1::Lifecycle_Name(shown->lifecycle),
                                   Short(shown->digest), shown->sequence)});
      }
    }
    for (const auto& [hub_id, shown] : copy.held) {
      if (expected.count(hub_id) > 0 || unexplained.count(hub_id) > 0) continue;
      const auto stands = std::find_if(history.snapshot.begin(), history.snapshot.end(),
                                       [&id = hub_id](const Shown& one) { return one.hub_id == id; });
      found.push_back(
          {"removals", fmt::format("{} still holds {} {} ({} {}, seq {}), which it may not have any more: to "
                                   "the hub it is {}",
                                   copy.who, shown.name.source, shown.name.record_id, hub_id,
                                   v1::AssertedState_Name(shown.asserted), shown.sequence,
                                   stands == history.snapshot.end()
                                       ? "unknown"
                                       : fmt::format("{} seq {}", v1::AssertedState_Name(stands->asserted),
                                                     stands->sequence))});
    }
  }
}

void Doubles(History& history, std::vector<Violation>& found) {
  std::map<Name, std::string> ids;
  for (const Shown& shown : history.snapshot) {
    if (shown.asserted == ASSERTED_STATE_ERASED) continue;
    const auto [it, added] = ids.try_emplace(shown.name, shown.hub_id);
    if (!added && it->second != shown.hub_id) {
      found.push_back({"doubles", fmt::format("{} {} is in the hub as {} and as {}", shown.name.source,
                                              shown.name.record_id, it->second, shown.hub_id)});
    }
  }
}

void Erasures(History& history, std::vector<Violation>& found) {
  std::map<std::string, uint64_t> erased;  // hub id to the sequence at which it went
  const auto note = [&](const std::string& hub_id, uint64_t sequence) {
    uint64_t& at = erased[hub_id];
    if (at == 0 || sequence < at) at = sequence;
  };
  for (const Attempt& attempt : history.attempts_) {
    if (Wrote(attempt) && attempt.op == Op::kErase) note(attempt.hub_id, attempt.sequence);
  }
  for (const auto& [name, standings] : history.before.records) {
    for (const Standing& standing : standings) {
      if (standing.asserted == ASSERTED_STATE_ERASED && standings.size() == 1) note(standing.hub_id, 1);
    }
  }
  erased.erase("");
  const auto look = [&](const Shown& shown, const std::string& who) {
    if (shown.removal || shown.asserted == ASSERTED_STATE_ERASED) return;
    const auto gone = erased.find(shown.hub_id);
    if (gone == erased.end() || shown.sequence <= gone->second) return;
    found.push_back({"erasures", fmt::format("{} got {} {} at {}, erased at {}", who, shown.name.source,
                                             shown.name.record_id, shown.sequence, gone->second)});
  };
  for (const Delivery& delivery : history.deliveries) {
    for (const Shown& shown : delivery.shown) look(shown, fmt::format("follower {}", delivery.follower));
  }
  for (const Shown& shown : history.snapshot) look(shown, "the snapshot");
}

void OwnWrites(History& history, std::vector<Violation>& found) {
  for (const Read& read : history.reads) {
    const bool there = read.expected == ASSERTED_STATE_OPEN ||
                       (read.expected == v1::ASSERTED_STATE_CLOSED && read.way == "Get");
    const bool old = read.found && read.sequence != 0 && read.sequence < read.at_least;
    if (read.found == there && !old) continue;
    found.push_back({"own_writes",
                     fmt::format("{} of {} {}: expected {} at {} or later, got {} at {}", read.way,
                                 read.name.source, read.name.record_id, v1::AssertedState_Name(read.expected),
                                 read.at_least, read.found ? "it" : "nothing", read.sequence)});
  }
}

void Wholes(History& history, std::vector<Violation>& found) {
  for (const Whole& whole : history.wholes) {
    for (const Attempt& attempt : history.attempts_) {
      if (!Wrote(attempt) || attempt.answered > whole.begun || attempt.sequence <= whole.head) continue;
      found.push_back(
          {"wholes", fmt::format("follower {} asked at {} for the whole and got it up to {}, without {}",
                                 whole.follower, whole.begun, whole.head, Describe(attempt))});
      break;
    }
  }
}

void Settle(History& history) {
  std::sort(history.restarts.begin(), history.restarts.end());
  for (Attempt& attempt : history.attempts_) {
    if (attempt.answered != 0) continue;
    int processes = attempt.call ? 2 : 1;
    for (const auto& [dead, back] : history.restarts) {
      if (dead < attempt.sent || --processes > 0) continue;
      attempt.settled = back;
      break;
    }
  }
}

// Everyone who has caught up has confirmed it, and nobody counts as further than it is.
void Confirmations(History& history, std::vector<Violation>& found) {
  for (const Confirmation& one : history.confirmations) {
    if (one.confirmed == one.head) continue;
    found.push_back({"confirmations", fmt::format("{} is at {}, and the hub has it confirmed up to {}",
                                                  one.who, one.head, one.confirmed)});
  }
}

}  // namespace

const std::vector<Check>& Checks() {
  static const std::vector<Check> checks = {
      {"outcomes", "no acknowledged item is lost or doubled, and every answer follows the decision table",
       Outcomes},
      {"receipts", "every acknowledged item stands in one receipt, and those of a source are a chain",
       CheckReceipts},
      {"runs", "the end of a full export closes what it did not name, and nothing else", CheckRuns},
      {"leases", "an older session without versions never writes over a newer one", Leases},
      {"sequences", "a sequence is one state of one record, to everybody", Sequences},
      {"cursors", "nothing becomes visible at or below a cursor that was handed out", Cursors},
      {"marks", "a follower holds what the mark says", Marks},
      {"copies", "every follower ends with what the hub holds for it; what left its filter is removed",
       Copies},
      {"doubles", "a record is in the hub once", Doubles},
      {"erasures", "what is erased never comes back", Erasures},
      {"invented", "nothing is in the hub that nobody sent", Invented},
      {"wholes", "a snapshot holds all that was acknowledged before it was asked for", Wholes},
      {"confirmations", "everyone who has caught up has confirmed it, and nobody is counted as further",
       Confirmations},
      {"own_writes", "whoever wrote finds it with the token of the answer", OwnWrites},
  };
  return checks;
}

std::vector<Violation> CheckAll(History& history) {
  Settle(history);
  std::vector<Violation> found;
  for (const auto& [check, what] : history.violations_) found.push_back({check, what});
  for (const Check& check : Checks()) check.run(history, found);
  return found;
}

std::map<Name, std::set<Standing>> EraseAgain(std::map<Name, std::set<Standing>> saved,
                                              const History& history,
                                              const std::map<Name, std::set<Standing>>& after) {
  std::set<Name> acknowledged;
  for (const Attempt& attempt : history.attempts_) {
    if (attempt.op == Op::kErase && attempt.answered != 0 && !attempt.dry) acknowledged.insert(attempt.name);
  }
  for (const auto& [name, standings] : after) {
    const bool may_be = std::any_of(standings.begin(), standings.end(), [](const Standing& one) {
      return one.asserted == ASSERTED_STATE_ERASED;
    });
    if (!may_be) continue;
    const std::set<Standing> before = saved.contains(name) ? saved[name] : std::set<Standing>{Standing()};
    std::set<Standing>& now = saved[name];
    now = acknowledged.contains(name) ? std::set<Standing>() : before;
    Attempt erase;
    erase.op = Op::kErase;
    for (const Standing& standing : before) now.insert(Decide(standing, erase).after);
  }
  return saved;
}

bool Receives(const Copy& follower, const std::string& source, const Content& content) {
  const auto any = [](const std::vector<std::string>& wanted, const auto& matches) {
    return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), matches);
  };
  return (content.audience.empty() || follower.source == source || Has(content.audience, follower.country)) &&
         any(follower.sources, [&](const std::string& wanted) { return wanted == source; }) &&
         any(follower.countries, [&](const std::string& wanted) { return Has(content.countries, wanted); }) &&
         any(follower.occupations,
             [&](const std::string& wanted) { return content.occupation.starts_with(wanted); });
}

}  // namespace tabadul::chaos
