// A copy of the feed where a ministry can use it: `tabadul pull`, and `tabadul watch --to`. The copy itself is always a
// mirror (lib/client/mirror.h): in the database that was named, or in a file of SQLite beside the table that was named
// ("out.csv.mirror"). A table is written from its mirror, whole, at marks. So a process killed at any point goes on
// where the mirror is, and what is proven is what is held. What goes from the mirror is confirmed when it has gone from the
// table: before the mirror lets it go the next table is begun (TableFile::Begin), and one that was begun and is not finished is
// written before anything else at the next start.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "cli/prover.h"
#include "cli/session.h"
#include "cli/table_file.h"
#include "lib/client/follow.h"
#include "lib/client/mirror.h"
#include "lib/ingest/reverse.h"

namespace tabadul::cli {

struct CopyArguments {
  std::string to, kind = "vacancy", mapping;
  std::vector<std::string> sources, countries, occupations;
  std::string follower;  // the copy's name at the hub; empty: one made of its place
  bool all = false;      // tables: closed, expired and suspended records too
  bool anew = false;     // read the feed from its beginning over what is held
  bool until_mark = false;
};

// The options of `pull` and of `watch --to`: what is wanted, and how it is written.
void AddSelection(CLI::App& app, const Session& session, CopyArguments* arguments);
void AddTargetOptions(CLI::App& app, const Session& session, CopyArguments* arguments);

// Where to: "FILE.csv", "FILE.jsonl", "sqlite:FILE", "postgres:CONNINFO" or "postgresql://…".
struct Target {
  enum class Form { kCsv, kJsonLines, kSqlite, kPostgres };
  Form form;
  std::string place;
  bool table() const { return form == Form::kCsv || form == Form::kJsonLines; }
};
std::optional<Target> ParseTarget(const std::string& to);
// Of a table: what the mirror beside it is called.
inline constexpr char kMirrorEnding[] = ".mirror";

// The name of a copy in a file: the same as long as it stays there, another on another machine.
std::string FollowerOfFile(const std::string& path);

class Copy {
 public:
  Copy(Session& session, CopyArguments arguments)
      : session_(session), arguments_(std::move(arguments)), prover_(session) {}
  int Run();

 private:
  // The mirror, with its changes counted.
  class Counting;

  int Prepare();
  int ChooseColumns();
  client::MirrorColumns MirrorColumns();
  absl::Status OpenMirror();
  absl::Status LookForTable();
  // Something is about to go from the mirror that the table may have.
  absl::Status OweTable();
  client::FollowSettings Settings();
  absl::Status OnMark(const exchange::v1::SignedMark& mark);
  absl::Status WriteTable();
  absl::Status WriteRows(TableFile* file);
  std::vector<std::string> TableColumns() const;
  void AddCells(const exchange::v1::StoredRecord& stored, std::vector<std::string>* cells);
  // The columns of a record; what they do not carry is counted.
  std::vector<std::string> CellsOf(const exchange::v1::StoredRecord& stored);
  void Progress(bool last);
  int Report(const absl::Status& ended);

  Session& session_;
  const CopyArguments arguments_;
  Prover prover_;
  std::optional<Target> target_;
  std::string method_;
  std::optional<ingest::Reverse> columns_;
  std::string mapping_form_;  // what the columns were made by
  std::stop_source stop_;
  std::unique_ptr<client::Connection> connection_;
  std::unique_ptr<client::Mirror> mirror_;
  bool complete_ = false;               // a mark has come
  std::optional<client::Proof> proof_;  // of the last one, if it could be believed
  std::map<std::string, int64_t>
      lost_;  // members of payloads that the columns do not carry: records that were written
  int64_t rows_ = 0, unwritable_ = 0;
  uint64_t changes_ = 0, shown_ = 0;
  bool dirty_ = true;        // the table is older than the mirror
  bool owes_table_ = false;  // …and may have what has gone from it since `purged_`
  std::string purged_;
  absl::Time begun_ = absl::Now(), said_ = absl::Now(), interrupted_ = absl::InfinitePast();
  absl::Time table_due_ = absl::InfinitePast();
};

}  // namespace tabadul::cli
