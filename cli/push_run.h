// One `tabadul push`: reads a file through a mapping, sends its records, gathers every row's fate. The sums
// agree by construction: each row read is counted in exactly one of the columns of Counts.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "absl/synchronization/mutex.h"
#include "cli/batch_call.h"
#include "cli/full_export.h"
#include "cli/progress.h"
#include "cli/receipt_keeper.h"
#include "cli/session.h"
#include "lib/client/pusher.h"
#include "lib/ingest/importer.h"
#include "lib/ingest/rejects.h"

namespace tabadul::cli {

struct PushArguments {
  std::string file, mapping, source, receipts;
  std::optional<uint64_t> records;  // that a full export has
  bool validate_only = false;
  bool batch = false;  // all in one call
  absl::Duration patience = absl::Minutes(10);
  int attempts = 4;  // of a full export, while what was sent of it is forgotten
};

struct Counts {
  int64_t rows = 0;
  int64_t created = 0, updated = 0, unchanged = 0, closed = 0, erased = 0;
  int64_t stale = 0, conflict = 0, held = 0, rejected = 0;
  int64_t duplicates = 0;  // the same id with the same content again: nothing was sent
  int64_t unanswered = 0;  // sent or not, without an answer: the next push completes them
};

class PushRun {
 public:
  PushRun(Session& session, PushArguments arguments) : session_(session), arguments_(std::move(arguments)) {}
  int Run();
  // Run has ended without a report: the hub was restored, or its database restarted, and the whole export is to be sent again.
  bool is_to_begin_again() const { return is_to_begin_again_; }

 private:
  // Opens mapping and file, asks the hub who we are. Returns kAllIn or the code of what it has reported.
  int Prepare();
  int ChooseMapping(ingest::Mapping* mapping);
  client::PushSettings Settings(const std::string& kind);
  // Begins the run and opens the receipts, if they are wanted.
  absl::Status Begin(bool full);
  // Opens the exchange of the first record's kind.
  client::Pusher& PusherFor(const std::string& kind);
  absl::Status Send(const std::string& kind, exchange::v1::PushItem item);
  // Nothing more is to be sent: waits for the answers.
  absl::Status Finish();
  client::Pusher::State State() const;
  // A row of a full export of which no record can be made.
  bool KeepAsItIs(const ingest::Item& item);
  bool WasForgotten(const absl::Status& pushed);
  // Ends the run of a full export that was read and answered to its end.
  absl::Status EndRun(const absl::Status& pushed);
  void Interrupt();
  // False at the end: of the file, of the push, or by Ctrl-C.
  bool SendNext(ingest::Item& item);
  void Reject(const ingest::Row& row, const std::vector<ingest::Rejection>& rejections)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnOutcome(const exchange::v1::ItemOutcome& outcome);
  void OnInterruption(const absl::Status& why, absl::Duration wait);
  int Report(const absl::Status& pushed, const client::Pusher::State& state);
  const char* WhyUnreachable(const absl::Status& pushed) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void PrintTable(const Counts& counts) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void PrintJson(const Counts& counts, const client::Pusher::State& state, int code)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Session& session_;
  const PushArguments arguments_;
  std::string source_;
  std::unique_ptr<client::Connection> connection_;
  client::Pusher* sends_ = nullptr;   // pusher_, for the thread that reads the file
  std::unique_ptr<BatchCall> batch_;  // instead of it; made at the first record
  std::string kind_;                  // the mapping's
  std::unique_ptr<FullExport> full_;  // the mapping says that the file holds every live record
  std::unique_ptr<ReceiptKeeper> receipts_;
  std::unique_ptr<ingest::Importer> importer_;
  std::optional<Progress> progress_;
  absl::Status file_trouble_;
  bool is_read_ = false;  // the file, to its end
  bool is_to_begin_again_ = false;
  absl::Time said_ = absl::InfinitePast();  // an interruption

  absl::Mutex mutex_;
  std::unique_ptr<client::Pusher> pusher_ ABSL_GUARDED_BY(mutex_);  // made at the first record
  std::optional<ingest::RejectsWriter> rejects_ ABSL_GUARDED_BY(mutex_);
  absl::Status rejects_trouble_ ABSL_GUARDED_BY(mutex_);
  struct Waiting {
    ingest::Row row;
    bool kept;  // it was counted when it was read
  };
  std::deque<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);  // sent, in order, without an answer
  Counts counts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::cli
