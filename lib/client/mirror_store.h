// The table of a mirror (mirror.h), in whatever database: rows by hub_id, and in the same transaction the place
// in the feed. Each backend is one folder: sqlite/, postgres/. One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::client {

// The columns beside the fixed ones, all text: what the ministry's own queries read.
struct MirrorColumns {
  std::vector<std::string> names;
  // What made them, beside the names: a table made by another form is refused.
  std::string form;
  // One value a name; nothing = NULL. Pure.
  std::function<std::vector<std::optional<std::string>>(const exchange::v1::StoredRecord&)> values;
};

// The fixed columns. `payload`: canonical bytes, as received; `envelope`: the StoredRecord without its payload;
// `digest`: computed from `payload`.
struct MirrorRow {
  std::string hub_id, source, record_id;
  bool open = false;  // asserted OPEN: counted in the set hash
  std::string asserted, lifecycle;
  int64_t version = 0, sequence = 0;
  std::string digest, payload, envelope;
  // The round (MirrorPlace) in which the feed named it last. When writing, none is the place's: it names it now.
  std::optional<int64_t> round;
  // When writing:
  std::optional<std::string> closure_reason;
  std::optional<absl::Time> create_time, update_time, expire_time;
  std::vector<std::optional<std::string>> columns;
};
// closure_reason and the times of a record, in its row. Of the envelope alone, too.
void SetTimes(const exchange::v1::StoredRecord& stored, MirrorRow* row);

// What of a row a set hash is made of.
struct MirrorItem {
  std::string source, record_id, digest;
  bool open = false;
};
// The item itself (evidence::SetHash).
std::string ItemOf(const MirrorItem& item);

// The place in the feed.
struct MirrorPlace {
  std::string cursor;
  // Rows of an older round were not named since the feed was begun anew; `settling` until a mark says that all
  // have come.
  int64_t round = 0;
  bool settling = false;
  std::string columns;  // which columns the table was made with
};

struct MirrorBatch {
  std::vector<MirrorRow> upserts;     // each hub_id once
  std::vector<std::string> removals;  // hub_ids
  bool older_rounds = false;          // remove all rows of rounds before `place.round`
  std::string source;                 // remove all rows of this source; empty: of none
  MirrorPlace place;                  // from now on
};

class MirrorStore {
 public:
  virtual ~MirrorStore() = default;
  virtual absl::StatusOr<MirrorPlace> Place() = 0;
  // In one transaction. `gone` is told of every row that was there before: what `upserts` replaced and `removals`
  // removed.
  // CONCURRENT {file} if the stored cursor is not `expected`: another process writes there. Nothing has changed
  // unless OK; after UNAVAILABLE that is not known.
  virtual absl::Status Write(const MirrorBatch& batch, const std::string& expected,
                             const std::function<void(const MirrorItem&)>& gone) = 0;
  // All rows after `after` in the order of source and record_id (without `columns`), in constant memory. An error
  // of `each` ends it. Rows may be written on the way.
  struct From {
    std::string source, record_id;
  };
  virtual absl::Status ForEach(const From& after,
                               const std::function<absl::Status(const MirrorRow&)>& each) = 0;
};

// The columns of every such table, in this order, before MirrorColumns.
inline constexpr const char* kMirrorColumns[] = {
    "hub_id",      "source",   "record_id",      "asserted",    "lifecycle",
    "version",     "sequence", "closure_reason", "create_time", "update_time",
    "expire_time", "digest",   "payload",        "envelope",    "round"};
// Those that tables of earlier versions lack: they are made when such a table is opened, and filled by SetTimes.
inline constexpr const char* kLaterColumns[] = {"closure_reason", "create_time", "update_time",
                                                "expire_time"};
// Names that may stand in the table: those that are taken get a "_" behind (compared as SQL does, without
// case).
std::vector<std::string> TableNames(const std::vector<std::string>& columns);
// What MirrorPlace.columns holds of them.
std::string SignatureOf(const MirrorColumns& columns);
// "name" with its quotes doubled.
std::string QuotedName(const std::string& name);

}  // namespace tabadul::client
