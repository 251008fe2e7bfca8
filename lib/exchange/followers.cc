#include "lib/exchange/followers.h"

#include <algorithm>
#include <limits>
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

// Services of the hub are known by their certificates; the hub is one organisation.
std::string SourceOf(const rpc::Caller& caller) {
  if (caller.kind == rpc::Caller::Kind::kService) return "HUB/tabadul/" + caller.service;
  return caller.source;
}

std::string OrganisationOf(const std::string& source) { return source.substr(0, source.rfind('/')); }

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

// Who may have held the record, and of them who has confirmed that it is gone.
v1::Erasure Counted(const ErasedRow& erased, const std::vector<FollowerRow>& followers) {
  v1::Erasure out;
  out.set_hub_id(evidence::Hex(erased.hub_id));
  out.set_sequence(erased.sequence);
  *out.mutable_erase_time() = TimestampOf(erased.when);
  std::set<std::string> waiting;
  for (const FollowerRow& follower : followers) {
    if (follower.since >= erased.sequence) continue;  // it was never handed more than the tombstone
    out.set_followers(out.followers() + 1);
    if (follower.confirmed >= erased.sequence) {
      out.set_confirmed_followers(out.confirmed_followers() + 1);
    } else {
      waiting.insert(OrganisationOf(follower.source));
    }
  }
  out.mutable_waiting_organisations()->Add(waiting.begin(), waiting.end());
  return out;
}

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

absl::StatusOr<std::pair<std::string, std::string>> AfterOf(const std::string& source,
                                                            const std::string& token) {
  if (token.empty()) return std::pair<std::string, std::string>();
  ASSIGN_OR_RETURN(const std::string last, LastOf(source, token));
  std::pair<std::string, std::string> after = absl::StrSplit(last, absl::MaxSplits(' ', 1));
  if (!IsSource(after.first)) return Error(ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
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
  if (!row) return Error(ERROR_REASON_NOT_FOUND, {{"follower", request.follower()}});
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
  ASSIGN_OR_RETURN(const auto after, AfterOf(source, request.page_token()));
  const auto size = static_cast<size_t>(PageSize(request.page_size(), kPage, kMaxPage));
  HeadRow head;
  std::vector<FollowerRow> rows;
  RETURN_IF_ERROR(pool_.Run(
      call.context(),
      [&](pg::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(head, store_.ReadHead(tx));
        ASSIGN_OR_RETURN(rows, followers_.List(tx, source, after, static_cast<int>(size) + 1));
        return absl::OkStatus();
      },
      pg::Isolation::kRepeatableReadOnly));
  v1::ListFollowersResponse response;
  if (rows.size() > size) {
    rows.resize(size);
    response.set_next_page_token(PageToken(source, NameOf(rows.back())));
  }
  for (const FollowerRow& row : rows) *response.add_followers() = Described(row);
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
  bool found = false;
  RETURN_IF_ERROR(pool_.Run(call.context(), [&](pg::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(found, followers_.Forget(tx, source, request.follower()));
    return absl::OkStatus();
  }));
  if (!found) return Error(ERROR_REASON_NOT_FOUND, {{"follower", request.follower()}});
  log::Info("follower_forgotten", {{"kind", kind_},
                                   {"source", source},
                                   {"follower", request.follower()},
                                   {"by", SourceOf(call.caller())}});
  return v1::ForgetFollowerResponse();
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
  RETURN_IF_ERROR(pool_.Run(
      call.context(),
      [&](pg::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(head, store_.ReadHead(tx));
        ASSIGN_OR_RETURN(erased, followers_.Erased(tx, source, before, static_cast<int>(size) + 1));
        ASSIGN_OR_RETURN(followers, followers_.List(tx, "", {}, kAll));
        return absl::OkStatus();
      },
      pg::Isolation::kRepeatableReadOnly));
  v1::ListErasuresResponse response;
  if (erased.size() > size) {
    erased.resize(size);
    response.set_next_page_token(PageToken(source, std::to_string(erased.back().sequence)));
  }
  for (const ErasedRow& row : erased) *response.add_erasures() = Counted(row, followers);
  return response;
}

}  // namespace tabadul::exchange
