#include "lib/exchange/decide.h"

#include "lib/platform/base/mutant.h"

namespace tabadul::exchange {
namespace {

using v1::OUTCOME_CLOSED;
using v1::OUTCOME_CONFLICT;
using v1::OUTCOME_CREATED;
using v1::OUTCOME_ERASED;
using v1::OUTCOME_REJECTED;
using v1::OUTCOME_STALE;
using v1::OUTCOME_UNCHANGED;
using v1::OUTCOME_UPDATED;

Decision Keep(v1::Outcome outcome, const Standing& standing,
              ErrorReason reason = common::v1::ERROR_REASON_UNSPECIFIED) {
  return {outcome, reason, false, false, standing.version, standing.hub_version};
}

Decision Write(v1::Outcome outcome, uint64_t version, bool hub_version) {
  return {outcome, common::v1::ERROR_REASON_UNSPECIFIED, true, false, version, hub_version};
}

Decision Advance(uint64_t version) {
  return {OUTCOME_UNCHANGED, common::v1::ERROR_REASON_UNSPECIFIED, false, true, version, false};
}

// How the item's version stands to the stored one. The first version of a source over one that the hub
// counted is newer, whatever its number.
enum class Order { kOlder, kEqual, kNewer };
Order Compare(uint64_t version, const Standing& standing) {
  if (standing.hub_version || version > standing.version) return Order::kNewer;
  return version < standing.version ? Order::kOlder : Order::kEqual;
}

Decision UpsertUnversioned(const Standing& standing) {
  if (standing.asserted == v1::ASSERTED_STATE_OPEN && standing.same) return Keep(OUTCOME_UNCHANGED, standing);
  return Write(OUTCOME_UPDATED, standing.version + 1, true);
}

Decision UpsertVersioned(const Standing& standing, uint64_t version) {
  switch (Compare(version, standing)) {
    case Order::kOlder:
      return Keep(OUTCOME_STALE, standing);
    case Order::kEqual:
      // Only the hub took it for closed: the source names it again, and has had no reason to count.
      if (standing.same && standing.named_again) return Write(OUTCOME_UPDATED, version, false);
      return standing.same ? Keep(OUTCOME_UNCHANGED, standing)
                           : Keep(OUTCOME_CONFLICT, standing, common::v1::ERROR_REASON_VERSION_CONFLICT);
    case Order::kNewer:
      if (standing.asserted == v1::ASSERTED_STATE_OPEN && standing.same) return Advance(version);
      return Write(OUTCOME_UPDATED, version, false);
  }
  return Keep(OUTCOME_STALE, standing);
}

Decision DecideUpsert(const std::optional<Standing>& standing, std::optional<uint64_t> version) {
  if (!standing) return Write(OUTCOME_CREATED, version.value_or(1), !version);
  if (standing->asserted == v1::ASSERTED_STATE_ERASED && !MUTANT("resurrect_the_erased")) {
    return Keep(OUTCOME_REJECTED, *standing, common::v1::ERROR_REASON_ERASED);
  }
  return version ? UpsertVersioned(*standing, *version) : UpsertUnversioned(*standing);
}

Decision DecideClose(const std::optional<Standing>& standing, std::optional<uint64_t> version) {
  if (!standing) {
    return {OUTCOME_REJECTED, common::v1::ERROR_REASON_NOT_FOUND, false, false, 0, false};
  }
  const bool newer = version && Compare(*version, *standing) == Order::kNewer;
  if (standing->asserted == v1::ASSERTED_STATE_ERASED) return Keep(OUTCOME_UNCHANGED, *standing);
  if (standing->asserted == v1::ASSERTED_STATE_CLOSED) {
    return newer ? Advance(*version) : Keep(OUTCOME_UNCHANGED, *standing);
  }
  if (version && Compare(*version, *standing) == Order::kOlder) return Keep(OUTCOME_STALE, *standing);
  return newer ? Write(OUTCOME_CLOSED, *version, false)
               : Write(OUTCOME_CLOSED, standing->version, standing->hub_version);
}

Decision DecideErase(const std::optional<Standing>& standing) {
  if (!standing) return Write(OUTCOME_ERASED, 1, true);
  if (standing->asserted == v1::ASSERTED_STATE_ERASED) return Keep(OUTCOME_UNCHANGED, *standing);
  return Write(OUTCOME_ERASED, standing->version, standing->hub_version);
}

}  // namespace

Decision Decide(Operation operation, const std::optional<Standing>& standing,
                std::optional<uint64_t> version) {
  switch (operation) {
    case Operation::kUpsert:
      return DecideUpsert(standing, version);
    case Operation::kClose:
      return DecideClose(standing, version);
    case Operation::kErase:
      return DecideErase(standing);
    case Operation::kKeep:
      return standing ? Keep(OUTCOME_UNCHANGED, *standing) : Decision{.outcome = OUTCOME_UNCHANGED};
  }
  return {OUTCOME_REJECTED, common::v1::ERROR_REASON_INTERNAL};
}

}  // namespace tabadul::exchange
