// Files in, records of the contract out. How `tabadul push` uses it:
//
//   auto loaded = Mapping::FromFile("sa-jadarat.yaml");          // or Mapping::ForContract(Export::kChanges)
//   if (!loaded.ok()) { print Describe(problem, language) of each; exit 2; }
//   ASSIGN_OR_RETURN(auto importer, Importer::Open("jadarat.csv", loaded.mapping, {.source =
//   "SA/mhrsd/jadarat"})); RejectsWriter rejects("jadarat.csv.rejects.csv", importer->columns(), "ar"); //
//   rejects.h Item item; for (;;) {
//     ASSIGN_OR_RETURN(bool more, importer->Next(item));
//     if (!more) break;
//     switch (item.kind) {
//       case Item::Kind::kRecord: send(std::move(item)); break;  // keep item.row until the hub has answered
//       case Item::Kind::kDuplicate: break;                      // the same content again: nothing to do
//       case Item::Kind::kRejected: RETURN_IF_ERROR(rejects.Add(item.row, item.rejections)); break;
//     }
//     progress(item.row.end, importer->size());
//   }
//   // Rows that the hub refuses go into the same file: rejects.Add(row, FromViolations(...)).
//   RETURN_IF_ERROR(rejects.Close());
//
// Constant memory at any number of rows: the ids seen lie on disk from the 28,673rd on (seen_ids.h). Not thread-safe: one
// importer per file and thread.
// Deterministic: the same file gives the same records in the same order, so that a second push is UNCHANGED.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/ingest/mapping.h"
#include "lib/ingest/row_source.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::ingest {

// Why a row (or one field of it) was refused.
struct Rejection {
  std::string field;  // path of the record: "vacancy.pay.minimum", "record_id"; empty: the whole row
  ErrorReason reason = common::v1::ERROR_REASON_UNSPECIFIED;
  Metadata metadata;   // without "field"
  std::string column;  // of the file, if one is to blame
};
// The violations that the hub answered for a record, as rejections of its row.
std::vector<Rejection> FromViolations(const std::vector<Violation>& violations);

struct Item {
  enum class Kind {
    kRecord,     // `record` is to be sent
    kDuplicate,  // its id stood in the file before and it says the same (but for what the mapping lets vary)
    kRejected  // `rejections` says why; DUPLICATE_IN_FILE {row, first} if its id stood there with other content
  };
  Kind kind = Kind::kRecord;
  Row row;
  // The id where one could be read, also of rejected rows (a full export names them).
  std::string record_id;
  exchange::v1::Record record;
  std::vector<Rejection> rejections;
};

struct ImportOptions {
  // Put into every record that names none. A record of contract JSON Lines that names another keeps it: the
  // hub refuses what is not its owner's.
  std::string source;
};

// rows = records + duplicates + rejected, always.
struct Totals {
  int64_t rows = 0;
  int64_t records = 0;
  int64_t duplicates = 0;
  int64_t rejected = 0;
};

class Importer {
 public:
  virtual ~Importer() = default;
  // NOT_FOUND {file}; PRECONDITION {columns, file} if the mapping names columns that the file does not have.
  static absl::StatusOr<std::unique_ptr<Importer>> Open(const std::string& path, const Mapping& mapping,
                                                        ImportOptions options);
  // False at the end of the file. A status only if the file cannot be read on, or (PRECONDITION {file, cause, directory})
  // the disk has no room for the ids seen. `item` is overwritten.
  virtual absl::StatusOr<bool> Next(Item& item) = 0;
  virtual const std::vector<std::string>& columns() const = 0;
  virtual const Totals& totals() const = 0;
  virtual uint64_t size() const = 0;  // bytes of the file; 0 if not known (a pipe)
};

}  // namespace tabadul::ingest
