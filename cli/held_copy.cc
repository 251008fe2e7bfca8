#include "cli/held_copy.h"

#include <filesystem>
#include <utility>

#include "lib/client/file_follower.h"
#include "lib/client/held_store.h"
#include "lib/client/postgres/store.h"
#include "lib/client/source_hashes.h"
#include "lib/client/sqlite/store.h"
#include "lib/evidence/digest.h"
#include "lib/evidence/payload.h"
#include "lib/platform/base/status.h"

namespace tabadul::cli {
namespace {

using client::MirrorRow;
using exchange::v1::Change;

class MirrorCopy final : public HeldCopy {
 public:
  explicit MirrorCopy(std::unique_ptr<client::MirrorStore> store) : store_(std::move(store)) {}

  absl::StatusOr<std::set<std::string>> Sources() override {
    std::set<std::string> sources;
    std::string after;
    while (true) {
      std::string found;
      const absl::Status read = store_->ForEach({after, ""}, [&](const MirrorRow& row) {
        found = row.source;
        return Error(common::v1::ERROR_REASON_CANCELLED);
      });
      if (found.empty()) {
        RETURN_IF_ERROR(read);
        return sources;
      }
      sources.insert(found);
      after = found + "\x01";  // after every record of it, before any other name
    }
  }

  bool is_feed() const override { return false; }

  // The payload is hashed as its bytes are: one that cannot be read any more differs, and is named like others.
  absl::Status ForEach(const std::string& source, const client::VisitRecord& visit) override {
    bool over = false;
    const absl::Status read = store_->ForEach({source, ""}, [&](const MirrorRow& row) -> absl::Status {
      over = row.source != source;
      if (over) return Error(common::v1::ERROR_REASON_CANCELLED);
      if (row.open) visit(row.record_id, evidence::Sha256(row.payload));
      return absl::OkStatus();
    });
    return over ? absl::OkStatus() : read;
  }

 private:
  const std::unique_ptr<client::MirrorStore> store_;
};

// The file is a log, and says of a record what it is in its last line of it.
class FeedCopy final : public HeldCopy {
 public:
  FeedCopy(std::string kind, std::unique_ptr<client::HeldStore> held)
      : kind_(std::move(kind)), held_(std::move(held)) {}

  absl::Status Load(const std::string& path) {
    return client::FileFollower::Read(path, [this](const Change& change) { return Apply(change); });
  }

  absl::StatusOr<std::set<std::string>> Sources() override { return held_->Sources(); }

  absl::Status ForEach(const std::string& source, const client::VisitRecord& visit) override {
    return held_->ForEach(source, [&](const client::MirrorItem& item) {
      if (item.open) visit(item.record_id, item.digest);
    });
  }

  bool is_feed() const override { return true; }

 private:
  absl::Status Apply(const Change& change) {
    if (change.has_removal()) return held_->Remove(change.removal().hub_id());
    const exchange::v1::StoredRecord& state = change.state();
    const exchange::v1::Record& record = state.record();
    const auto* payload = evidence::PayloadField(record);
    if (payload == nullptr || payload->name() != kind_)  // erased, or of another kind
      return held_->Remove(state.hub_id());
    return held_->Put(state.hub_id(), {record.source(), record.record_id(),
                                       client::DigestOf(state, client::PayloadOf(record)),
                                       state.asserted() == exchange::v1::ASSERTED_STATE_OPEN});
  }

  const std::string kind_;
  const std::unique_ptr<client::HeldStore> held_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<HeldCopy>> HeldCopy::Open(const Target& target, const std::string& kind) {
  const std::string mirror = target.place + (target.table() ? kMirrorEnding : "");
  if (target.form == Target::Form::kJsonLines && !std::filesystem::exists(mirror) &&
      std::filesystem::exists(target.place)) {
    ASSIGN_OR_RETURN(auto held, client::HeldStore::Open(target.place));
    auto feed = std::make_unique<FeedCopy>(kind, std::move(held));
    RETURN_IF_ERROR(feed->Load(target.place));
    return std::unique_ptr<HeldCopy>(std::move(feed));
  }
  ASSIGN_OR_RETURN(auto store, target.form == Target::Form::kPostgres
                                   ? client::OpenPostgresStoreToRead(target.place, kind)
                                   : client::OpenSqliteStoreToRead(mirror, kind));
  return std::unique_ptr<HeldCopy>(std::make_unique<MirrorCopy>(std::move(store)));
}

}  // namespace tabadul::cli
