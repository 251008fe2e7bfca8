#include "lib/exchange/followers.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "lib/evidence/digest.h"
#include "lib/exchange/feed.h"
#include "lib/exchange/own.h"
#include "lib/exchange/validate.h"
#include "lib/platform/base/fault_point.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/utc.h"
#include "lib/platform/log/log.h"

namespace tabadul::exchange {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr int kPage = 100, kMaxPage = 1000;
constexpr int64_t kMaxFollowers = 100;  // of a source
constexpr size_t kMaxName = 40;
constexpr int kAll = std::numeric_limits<int>::max();

v1::Follower Described(const FollowerRow& row) {
  v1::Follower out;
  out.set_source(row.source);
  out.set_follower(row.name);
  *out.mutable_create_time() = TimestampOf(row.created);
  *out.mutable_watch_time() = TimestampOf(row.watched);
  out.set_confirmed_sequence(row.confirmed);
  if (row.moved && row.confirmed > 0) *out.mutable_confirm_time() = TimestampOf(*row.moved);
  return out;
}

v1::Follower Described(const ForgottenRow& row) {
  v1::Follower out;
  out.set_source(row.source);
  out.set_follower(row.name);
  out.set_confirmed_sequence(row.confirmed);
  *out.mutable_forget_time() = TimestampOf(row.forgotten);
  out.set_forget_sequence(row.until);
  out.set_forgotten_by(row.by);
  out.set_copies(row.copies);
  return out;
}

// Of what was erased up to there it holds nothing: it never had more than the tombstones, or has confirmed them.
uint64_t ClearedUpTo(const FollowerRow& follower) { return std::max(follower.since, follower.confirmed); }

// Who may have held a record that was erased, and of them who has confirmed that it is gone. Each erasure costs the
// organisations, not the copies.
class Holders {
 public:
  Holders(const std::vector<FollowerRow>& followers, const std::vector<ForgottenRow>& forgotten) {
    std::map<std::pair<std::string, std::string>, uint64_t> known_since;
    for (const FollowerRow& row : followers) {
      since_.push_back(row.since);
      cleared_.push_back(ClearedUpTo(row));
      const auto [least, added] = behind_.try_emplace(OrganisationOf(row.source), cleared_.back());
      least->second = std::min(least->second, cleared_.back());
      known_since[{row.source, row.name}] = row.since;
    }
    std::ranges::sort(since_);
    std::ranges::sort(cleared_);
    for (ForgottenRow row : forgotten) {
      // One that came back with a cursor is that copy, and counted as it is now.
      const auto back = known_since.find({row.source, row.name});
      if (back != known_since.end()) row.until = std::min(row.until, back->second);
      if (row.confirmed < row.until) forgotten_.push_back(std::move(row));
    }
  }

  v1::Erasure Count(const ErasedRow& erased) const {
    v1::Erasure out;
    out.set_hub_id(evidence::Hex(erased.hub_id));
    out.set_sequence(erased.sequence);
    *out.mutable_erase_time() = TimestampOf(erased.when);
    const auto below = [&](const std::vector<uint64_t>& sequences) {
      return static_cast<uint32_t>(std::ranges::lower_bound(sequences, erased.sequence) - sequences.begin());
    };
    const uint32_t known = below(since_);
    out.set_confirmed_followers(known - below(cleared_));
    for (const auto& [organisation, cleared] : behind_) {
      if (cleared < erased.sequence) out.add_waiting_organisations(organisation);
    }
    std::set<std::string> gone;
    uint32_t copies = 0;
    for (const ForgottenRow& row : forgotten_) {
      if (erased.sequence <= row.confirmed || erased.sequence > row.until) continue;
      copies += static_cast<uint32_t>(row.copies);
      gone.insert(OrganisationOf(row.source));
    }
    out.set_forgotten_followers(copies);
    out.mutable_forgotten_organisations()->Add(gone.begin(), gone.end());
    out.set_followers(known + copies);
    return out;
  }

 private:
  std::vector<uint64_t> since_, cleared_;   // of each copy, both sorted
  std::map<std::string, uint64_t> behind_;  // by organisation: of its copies the one that is cleared least
  std::vector<ForgottenRow> forgotten_;
};

// Page tokens: whose list, and its last entry.
std::string PageToken(const std::string& source, const std::string& last) {
  return evidence::Base64Url(evidence::Sha256(source).substr(0, 4) + last);
}

absl::StatusOr<std::string> LastOf(const std::string& source, const std::string& token) {
  std::string bytes;
  if (!evidence::FromBase64Url(token, &bytes) || bytes.size() < 5)
    return Error(ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
  if (bytes.substr(0, 4) != evidence::Sha256(source).substr(0, 4))
    return Error(ERROR_REASON_TOKEN_MISMATCH, {{"field", "page_token"}});
  return bytes.substr(4);
}

std::string NameOf(const FollowerRow& row) { return row.source + ' ' + row.name; }

std::string NameOf(const ForgottenRow& row) {
  return row.source + ' ' + row.name + ' ' + std::to_string(row.until);
}

absl::StatusOr<std::pair<std::string, std::string>> AfterOf(const std::string& source,
                                                            const std::string& token) {
  if (token.empty()) return std::pair<std::string, std::string>();
  ASSIGN_OR_RETURN(const std::string last, LastOf(source, token));
  std::pair<std::string, std::string> after = absl::StrSplit(last, absl::MaxSplits(' ', 1));
  if (!IsSource(after.first)) return Error(ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
  return after;
}

absl::StatusOr<ForgottenRow> ForgottenAfter(const std::string& list, const std::string& token) {
  ForgottenRow after;
  if (token.empty()) return after;
  ASSIGN_OR_RETURN(const std::string last, LastOf(list, token));
  const std::vector<std::string> parts = absl::StrSplit(last, ' ');
  if (parts.size() != 3 || !IsSource(parts[0]) || !absl::SimpleAtoi(parts[2], &after.until) ||
      after.until > std::numeric_limits<int64_t>::max())
    return Error(ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
  after.source = parts[0];
  after.name = parts[1];
  return after;
}

absl::StatusOr<uint64_t> BeforeOf(const std::string& source, const std::string& token) {
  if (token.empty()) return std::numeric_limits<int64_t>::max();
  ASSIGN_OR_RETURN(const std::string last, LastOf(source, token));
  uint64_t before = 0;
  if (!absl::SimpleAtoi(last, &before) || before > std::numeric_limits<int64_t>::max())
    return Error(ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
  return before;
}

// That the caller may ask about this source: its own, or any for the Centre.
absl::Status CheckAsker(const rpc::Call& call, const std::string& source) {
  if (source == SourceOf(call.caller()) || call.caller().HasScope("admin")) return absl::OkStatus();
  return Error(ERROR_REASON_NOT_OWNER, {{"source", source}});
}

absl::Status NoFollower(const std::string& name) {
  Metadata metadata = {{"what", "follower"}};
  if (!name.empty()) metadata["follower"] = name;
  return Error(ERROR_REASON_NOT_FOUND, std::move(metadata));
}

absl::Status CheckConfirmed(const Cursor& cursor, const HeadRow& head, const Epochs& epochs) {
  if (cursor.position.epoch != head.epoch && !GoesOn(cursor, head, epochs))
    return Error(ERROR_REASON_EPOCH_CHANGED, {{"epoch", std::to_string(head.epoch)}});
  if (cursor.position.sequence() > head.sequence && !MUTANT("confirm_beyond"))
    return Error(ERROR_REASON_BEYOND_HEAD, {{"field", "cursor"}});
  return absl::OkStatus();
}

// What is held by whoever has applied everything before the cursor. While a first reading goes on, of what he may have held
// before it nothing is known.
uint64_t AppliedUpTo(const Cursor& cursor) {
  const bool first_reading = cursor.settled > cursor.position.sequence();
  return first_reading && !MUTANT("confirm_a_first_reading") ? 0 : cursor.position.sequence();
}

}  // namespace

void CheckFollower(Violations& violations, std::string_view field, std::string_view name) {
  if (name.size() > kMaxName) {
    violations.Add(field, ERROR_REASON_TOO_LONG, {{"limit", std::to_string(kMaxName)}, {"unit", "bytes"}});
  } else if (!std::ranges::all_of(
                 name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; })) {
    violations.Add(field, ERROR_REASON_MALFORMED, {{"form", "a-z, 0-9, -"}});
  }
}

Followers::Followers(const Store& store, const Epochs& epochs, pg::Pool& pool, const Clock& clock,
                     std::string kind)
    : store_(store), epochs_(epochs), followers_(kind), pool_(pool), clock_(clock), kind_(std::move(kind)) {}

absl::StatusOr<HeadRow> Followers::Register(const Context& context, const rpc::Caller& caller,
                                            const std::string& name, const Cursor& cursor) {
  const std::string source = SourceOf(caller);
  HeadRow head;
  const absl::Status written = pool_.Run(context, [&](pg::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(head, store_.ReadHead(tx));
    FollowerRow row{.source = source, .name = name, .epoch = head.epoch};
    const bool begins = cursor.position.epoch == 0;
    row.since = begins ? head.sequence : 0;
    row.watched = clock_.Now();
    // A client keeps a cursor after it has applied what came before it.
    if (!begins && CheckConfirmed(cursor, head, epochs_).ok()) row.confirmed = AppliedUpTo(cursor);
    if (row.confirmed > 0) row.moved = row.watched;
    ASSIGN_OR_RETURN(const bool fresh, followers_.Register(tx, row));
    if (!fresh) return absl::OkStatus();
    ASSIGN_OR_RETURN(const int64_t count, followers_.CountOf(tx, source));
    if (count <= kMaxFollowers) return absl::OkStatus();
    return Error(ERROR_REASON_TOO_MANY, {{"field", "follower"}, {"limit", std::to_string(kMaxFollowers)}});
  });
  if (written.ok()) return head;
  if (ReasonOf(written) == ERROR_REASON_TOO_MANY) return written;
  const auto known = IsKnown(context, source, name, cursor, head);
  if (!known.ok() || !*known) return written;
  log::Warn("follower_not_written", {{"kind", kind_},
                                     {"source", source},
                                     {"follower", name},
                                     {"error", std::string(Std(written.message()))}});
  return head;
}

absl::StatusOr<bool> Followers::IsKnown(const Context& context, const std::string& source,
                                        const std::string& name, const Cursor& cursor, HeadRow& head) const {
  std::optional<FollowerRow> row;
  RETURN_IF_ERROR(pool_.Run(
      context,
      [&](pg::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(head, store_.ReadHead(tx));
        ASSIGN_OR_RETURN(row, followers_.Find(tx, source, name));
        return absl::OkStatus();
      },
      pg::Isolation::kRepeatableReadOnly));
  if (!row) return false;
  const bool begins = cursor.position.epoch == 0;
  const uint64_t applied = CheckConfirmed(cursor, head, epochs_).ok() ? cursor.position.sequence() : 0;
  return begins || applied >= row->since;
}

absl::StatusOr<v1::ConfirmCursorResponse> Followers::Confirm(const rpc::Call& call,
                                                             const v1::ConfirmCursorRequest& request) {
  Violations violations;
  CheckFollower(violations, "follower", request.follower());
  Require(violations, "cursor", !request.cursor().empty());
  RETURN_IF_ERROR(violations.ToStatus());
  ASSIGN_OR_RETURN(const Cursor cursor, DecodeCursor(request.cursor()));
  HeadRow head;
  std::optional<FollowerRow> row;
  RETURN_IF_ERROR(pool_.Run(call.context(), [&](pg::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(head, store_.ReadHead(tx));
    if (const absl::Status known = CheckConfirmed(cursor, head, epochs_); !known.ok()) return known;
    FollowerRow confirmed{.source = SourceOf(call.caller()), .name = request.follower(), .epoch = head.epoch};
    confirmed.confirmed = AppliedUpTo(cursor);
    confirmed.moved = clock_.Now();
    ASSIGN_OR_RETURN(row, followers_.Confirm(tx, confirmed));
    FAULT_POINT("confirm_before_commit");
    return absl::OkStatus();
  }));
  if (!row) return NoFollower(request.follower());
  v1::ConfirmCursorResponse response;
  *response.mutable_follower() = Described(*row);
  return response;
}

absl::StatusOr<v1::ListFollowersResponse> Followers::List(const rpc::Call& call,
                                                          const v1::ListFollowersRequest& request) {
  Violations violations;
  if (!request.source().empty()) CheckSource(violations, "source", request.source());
  CheckPageSize(violations, request.page_size(), kMaxPage);
  RETURN_IF_ERROR(violations.ToStatus());
  const bool all = request.source().empty() && call.caller().HasScope("admin");
  const std::string source = request.source().empty() && !all ? SourceOf(call.caller()) : request.source();
  RETURN_IF_ERROR(all ? absl::OkStatus() : CheckAsker(call, source));
  const auto size = static_cast<size_t>(PageSize(request.page_size(), kPage, kMaxPage));
  if (request.forgotten()) return ListForgotten(call.context(), source, request.page_token(), size);
  ASSIGN_OR_RETURN(const auto after, AfterOf(source, request.page_token()));
  return PageOf<FollowerRow>(call.context(), source, size, [&](pg::Transaction& tx, int limit) {
    return followers_.List(tx, source, after, limit);
  });
}

absl::StatusOr<v1::ListFollowersResponse> Followers::ListForgotten(const Context& context,
                                                                   const std::string& source,
                                                                   const std::string& page_token,
                                                                   size_t size) const {
  const std::string list = source + " forgotten";
  ASSIGN_OR_RETURN(const ForgottenRow after, ForgottenAfter(list, page_token));
  return PageOf<ForgottenRow>(context, list, size, [&](pg::Transaction& tx, int limit) {
    return followers_.Forgotten(tx, source, after, limit);
  });
}

template <class Listed>
absl::StatusOr<v1::ListFollowersResponse> Followers::PageOf(
    const Context& context, const std::string& list, size_t size,
    const std::function<absl::StatusOr<std::vector<Listed>>(pg::Transaction&, int limit)>& read) const {
  HeadRow head;
  std::vector<Listed> rows;
  RETURN_IF_ERROR(pool_.Run(
      context,
      [&](pg::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(head, store_.ReadHead(tx));
        ASSIGN_OR_RETURN(rows, read(tx, static_cast<int>(size) + 1));
        return absl::OkStatus();
      },
      pg::Isolation::kRepeatableReadOnly));
  v1::ListFollowersResponse response;
  if (rows.size() > size) {
    rows.resize(size);
    response.set_next_page_token(PageToken(list, NameOf(rows.back())));
  }
  for (const Listed& row : rows) *response.add_followers() = Described(row);
  response.set_epoch(head.epoch);
  response.set_head(head.sequence);
  return response;
}

absl::StatusOr<v1::ForgetFollowerResponse> Followers::Forget(const rpc::Call& call,
                                                             const v1::ForgetFollowerRequest& request) {
  Violations violations;
  if (!request.source().empty()) CheckSource(violations, "source", request.source());
  CheckFollower(violations, "follower", request.follower());
  RETURN_IF_ERROR(violations.ToStatus());
  const std::string source = request.source().empty() ? SourceOf(call.caller()) : request.source();
  RETURN_IF_ERROR(CheckAsker(call, source));
  const std::string by = SourceOf(call.caller());
  std::optional<FollowerRow> row;
  bool unconfirmed = false;
  RETURN_IF_ERROR(pool_.Run(call.context(), [&](pg::Transaction& tx) -> absl::Status {
    unconfirmed = false;
    ASSIGN_OR_RETURN(row, followers_.Forget(tx, source, request.follower()));
    if (!row) return absl::OkStatus();
    ASSIGN_OR_RETURN(const HeadRow head, store_.ReadHead(tx));
    if (MUTANT("forget_the_evidence")) return absl::OkStatus();
    ASSIGN_OR_RETURN(unconfirmed, followers_.KeepForgotten(tx, {.source = source,
                                                                .name = row->name,
                                                                .confirmed = ClearedUpTo(*row),
                                                                .until = head.sequence,
                                                                .forgotten = clock_.Now(),
                                                                .by = by}));
    return absl::OkStatus();
  }));
  if (!row) return NoFollower(request.follower());
  log::Info("follower_forgotten", {{"kind", kind_},
                                   {"source", source},
                                   {"follower", request.follower()},
                                   {"by", by},
                                   {"unconfirmed", unconfirmed}});
  v1::ForgetFollowerResponse response;
  response.set_unconfirmed(unconfirmed);
  return response;
}

absl::StatusOr<v1::ListErasuresResponse> Followers::ListErasures(const rpc::Call& call,
                                                                 const v1::ListErasuresRequest& request) {
  const std::string& source = request.source();
  RETURN_IF_ERROR(CheckOwn(call, source, request.page_size(), kMaxPage));
  ASSIGN_OR_RETURN(const uint64_t before, BeforeOf(source, request.page_token()));
  const auto size = static_cast<size_t>(PageSize(request.page_size(), kPage, kMaxPage));
  HeadRow head;
  std::vector<ErasedRow> erased;
  std::vector<FollowerRow> followers;
  std::vector<ForgottenRow> forgotten;
  RETURN_IF_ERROR(pool_.Run(
      call.context(),
      [&](pg::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(head, store_.ReadHead(tx));
        ASSIGN_OR_RETURN(erased, followers_.Erased(tx, source, before, static_cast<int>(size) + 1));
        ASSIGN_OR_RETURN(followers, followers_.List(tx, "", {}, kAll));
        ASSIGN_OR_RETURN(forgotten, followers_.Forgotten(tx, "", {}, kAll));
        return absl::OkStatus();
      },
      pg::Isolation::kRepeatableReadOnly));
  v1::ListErasuresResponse response;
  if (erased.size() > size) {
    erased.resize(size);
    response.set_next_page_token(PageToken(source, std::to_string(erased.back().sequence)));
  }
  const Holders holders(followers, forgotten);
  for (const ErasedRow& row : erased) *response.add_erasures() = holders.Count(row);
  return response;
}

}  // namespace tabadul::exchange
