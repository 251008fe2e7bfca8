#include "services/identity/sharing_store.h"

#include "google/protobuf/util/json_util.h"
#include "lib/platform/base/utc.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

// Of one source, or of all that changed after $2. A row a kind that was set, or one with NULLs.
constexpr pg::Sql kSharings{
    "identity.sharings",
    "SELECT s.source, s.live, s.sharing, g.grants::text, g.revision, g.time, g.set_by FROM system s "
    "LEFT JOIN LATERAL (SELECT DISTINCT ON (kind) kind, revision, grants, time, set_by FROM grants "
    "WHERE source = s.source ORDER BY kind, revision DESC) g ON true "
    "WHERE ($1 = '' OR s.source = $1) AND s.sharing > $2 ORDER BY s.sharing, g.kind"};
constexpr pg::Sql kReadHead{"identity.read_sharing", "SELECT sequence FROM sharing_head"};
// With the time in it, so that a database restored from a backup gives no number a second time.
constexpr pg::Sql kMoveHead{"identity.move_sharing",
                            "UPDATE sharing_head SET sequence = greatest(sequence + 1, "
                            "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint) RETURNING sequence"};
constexpr pg::Sql kTouch{"identity.touch_sharing", "UPDATE system SET sharing = $2 WHERE source = $1"};
constexpr pg::Sql kSetLive{"identity.set_live", "UPDATE system SET live = $2 WHERE source = $1"};
constexpr pg::Sql kNewest{"identity.newest_grants",
                          "SELECT coalesce(max(revision), 0) FROM grants WHERE source = $1 AND kind = $2"};
constexpr pg::Sql kAddGrants{"identity.add_grants",
                             "INSERT INTO grants (source, kind, revision, grants, set_by, time) "
                             "VALUES ($1, $2, $3, $4::text::jsonb, $5, $6)"};

std::string ToJson(const v1::KindGrants& grants) {
  std::string json;
  // Cannot fail: the message was received, and validated, before.
  (void)google::protobuf::util::MessageToJsonString(grants, &json);
  return json;
}

// INTERNAL if it is of a newer contract than this: not to be understood is not to be allowed.
absl::StatusOr<v1::KindGrants> GrantsAt(const pg::Result& result, int row) {
  v1::KindGrants grants;
  const auto read = google::protobuf::util::JsonStringToMessage(std::string(result.Text(row, 3)), &grants);
  if (!read.ok() || grants.kind().empty())
    return Internal("unreadable grants of " + std::string(result.Text(row, 0)));
  grants.set_revision(static_cast<uint64_t>(result.Int(row, 4)));
  *grants.mutable_set_time() = TimestampOf(result.Time(row, 5));
  grants.set_set_by(std::string(result.Text(row, 6)));
  return grants;
}

absl::StatusOr<std::vector<v1::Sharing>> SharingsOf(const pg::Result& result) {
  std::vector<v1::Sharing> sharings;
  for (int row = 0; row < result.rows(); ++row) {
    if (sharings.empty() || sharings.back().source() != result.Text(row, 0)) {
      sharings.emplace_back().set_source(std::string(result.Text(row, 0)));
      sharings.back().set_live(result.Bool(row, 1));
      sharings.back().set_sequence(static_cast<uint64_t>(result.Int(row, 2)));
    }
    if (result.IsNull(row, 3)) continue;
    ASSIGN_OR_RETURN(*sharings.back().add_kinds(), GrantsAt(result, row));
  }
  return sharings;
}

// NOT_FOUND.
absl::Status Move(pg::Transaction& transaction, std::string_view source) {
  ASSIGN_OR_RETURN(const int64_t sequence, NextSharing(transaction));
  ASSIGN_OR_RETURN(const pg::Result touched, transaction.Query(kTouch, source, sequence));
  if (touched.affected() == 1) return absl::OkStatus();
  return Error(ERROR_REASON_NOT_FOUND, {{"what", "system"}, {"source", std::string(source)}});
}

}  // namespace

absl::StatusOr<int64_t> NextSharing(pg::Transaction& transaction) {
  ASSIGN_OR_RETURN(const pg::Result head, transaction.Query(kMoveHead));
  return head.Int(0, 0);
}

absl::StatusOr<v1::Sharing> SharingStore::SharingOf(const Context& context, std::string_view source) {
  ASSIGN_OR_RETURN(const pg::Result result, pool_.Query(context, kSharings, source, int64_t{0}));
  ASSIGN_OR_RETURN(auto sharings, SharingsOf(result));
  if (sharings.empty())
    return Error(ERROR_REASON_NOT_FOUND, {{"what", "system"}, {"source", std::string(source)}});
  return std::move(sharings.front());
}

absl::Status SharingStore::SetLive(const Context& context, std::string_view source, bool live) {
  return pool_.Run(context, [&](pg::Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(Move(transaction, source));
    return transaction.Query(kSetLive, source, live).status();
  });
}

absl::Status SharingStore::SetGrants(const Context& context, std::string_view source,
                                     const v1::KindGrants& grants, std::string_view set_by, absl::Time now) {
  return pool_.Run(context, [&](pg::Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(Move(transaction, source));
    ASSIGN_OR_RETURN(const pg::Result newest, transaction.Query(kNewest, source, grants.kind()));
    if (newest.Int(0, 0) != static_cast<int64_t>(grants.revision())) return Error(ERROR_REASON_CONCURRENT);
    return transaction
        .Query(kAddGrants, source, grants.kind(), newest.Int(0, 0) + 1, ToJson(grants), set_by, now)
        .status();
  });
}

absl::StatusOr<SharingStore::Feed> SharingStore::After(const Context& context, uint64_t sequence) {
  Feed feed;
  const auto read = [&](pg::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const pg::Result head, transaction.Query(kReadHead));
    feed.sequence = static_cast<uint64_t>(head.Int(0, 0));
    const bool given = sequence <= feed.sequence;  // else of a database that was newer than this one
    ASSIGN_OR_RETURN(const pg::Result changed,
                     transaction.Query(kSharings, "", given ? static_cast<int64_t>(sequence) : int64_t{0}));
    ASSIGN_OR_RETURN(feed.sharings, SharingsOf(changed));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(pool_.Run(context, read, pg::Isolation::kRepeatableReadOnly));
  return feed;
}

}  // namespace tabadul::identity
