// One file to the hub: read through a mapping, its records sent, every row's fate gathered. The sums agree by construction: each
// row read is counted in exactly one of the columns of Counts. What `tabadul push` and the portal's uploads both do.
//
//   FilePush push(hub, hub, {.file = "jadarat.csv", .mapping = mapping, .source = "SA/mhrsd/jadarat", …});
//   RETURN_IF_ERROR(push.Open());
//   const absl::Status pushed = push.Send();
//   if (push.IsToBeginAgain(pushed)) …       // with another FilePush
//   const FilePush::Outcome outcome = push.Close();
//
// One thread at a time, but for Stop.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/client/full_export.h"
#include "lib/client/pusher.h"
#include "lib/client/receipt_keeper.h"
#include "lib/ingest/importer.h"
#include "lib/ingest/rejects.h"

namespace tabadul::push {

struct Counts {
  int64_t rows = 0;
  int64_t created = 0, updated = 0, unchanged = 0, closed = 0, erased = 0;
  int64_t stale = 0, conflict = 0, held = 0, rejected = 0;
  int64_t duplicates = 0;  // the same id with the same content again: nothing was sent
  int64_t unanswered = 0;  // sent or not, without an answer: the next push completes them
};

// A column of the summary, as people are shown it: "created", "updated", …
struct Column {
  const char* name;
  int64_t value;
};
std::vector<Column> ColumnsOf(const Counts& counts);
// Though nothing is in it: what people look for. The others only when they are not empty.
bool IsAlwaysShown(std::string_view column);

// What takes the items of a file, in order, and answers each.
class Sender {
 public:
  virtual ~Sender() = default;
  // As Pusher::Push.
  virtual absl::Status Push(exchange::v1::PushItem item) = 0;
  // Waits for the answers. `all`: the file was read to its end, and nobody has stopped it.
  virtual absl::Status Finish(bool all) = 0;
  virtual void Stop(absl::Duration grace) = 0;  // from any thread
  virtual client::Pusher::State state() const = 0;
};

class FilePush {
 public:
  struct Options {
    std::string file;
    ingest::Mapping mapping;
    std::string source;
    std::string rejects;              // the file that refused rows go to
    std::string receipts;             // the file that receipts go to
    std::string language = "en";      // of the messages in `rejects`
    std::optional<uint64_t> records;  // that a full export has
    bool validate_only = false;       // no receipts, no run
    absl::Duration patience = absl::Minutes(10);
    // All rows in so many bytes of the file are answered, or need no answer. Under a lock: it must not call back.
    std::function<void(uint64_t bytes)> on_done;
    std::function<void()> on_answer;  // of one row
    // Why a row was refused, by the file's own words or the hub's. As on_done.
    std::function<void(const ingest::Row& row, const std::vector<ingest::Rejection>& rejections)> on_reject;
    uint64_t most_reject_bytes =
        std::numeric_limits<uint64_t>::max();  // of `rejects`; what comes then is only counted
    std::function<void(const absl::Status& why, absl::Duration wait)> on_interruption;
    // Made at the first record, of its kind; by default a Pusher. It takes from `settings` what it has use for.
    std::function<std::unique_ptr<Sender>(const std::string& kind, client::PushSettings settings,
                                          client::Pusher::OnOutcome on_outcome)>
        sender;
  };
  // `keys`: a connection to whoever publishes the keys that receipts are signed with; of members the same.
  FilePush(client::Connection& hub, client::Connection& keys, Options options);
  ~FilePush();

  // Opens the file and what is written beside it, and begins the run of a full export. Errors: of Importer::Open,
  // ReceiptKeeper::Open, BeginRun.
  absl::Status Open();
  uint64_t size() const { return importer_->size(); }  // of what on_done counts; 0: not known

  // All of it, to the last answer, and ends the run. What the hub has refused for, or that it was not reached.
  absl::Status Send();
  // Sends nothing more, and waits at most `grace` for the answers of what was sent. From any thread; also before Send.
  void Stop(absl::Duration grace);

  // After Send, with what it has answered: the hub has forgotten what was sent of a full export, and the file can be read again.
  bool IsToBeginAgain(const absl::Status& pushed);

  struct Outcome {
    Counts counts;
    absl::Status file;          // it could not be read on
    absl::Status beside;        // rejects or receipts could not be written
    int64_t rejected_rows = 0;  // in the file of rejects
    uint64_t receipts = 0;
    std::optional<exchange::v1::Run> run;  // of a full export
    bool run_unanswered = false;           // the hub may have ended it, and has not said so
    client::Pusher::State state;
  };
  // Ends what is written beside the file: after Send, once.
  Outcome Close();

 private:
  client::PushSettings Settings(const std::string& kind);
  Sender& SenderFor(const std::string& kind);
  absl::Status EndRun(const absl::Status& pushed);
  // False at the end: of the file, of the push, or by Stop.
  bool SendNext(ingest::Item& item);
  // A row of a full export of which no record can be made.
  bool KeepAsItIs(const ingest::Item& item);
  // `count`: the one of counts_ that the row is in.
  void Reject(const ingest::Row& row, const std::vector<ingest::Rejection>& rejections, int64_t& count)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Done(uint64_t bytes) const;
  void OnOutcome(const exchange::v1::ItemOutcome& outcome);

  client::Connection& hub_;
  client::Connection& keys_;
  const Options options_;
  const std::string kind_;  // the mapping's
  std::unique_ptr<ingest::Importer> importer_;
  std::unique_ptr<client::ReceiptKeeper> receipts_;
  std::unique_ptr<client::FullExport> full_;  // the mapping says that the file holds every live record
  Sender* sends_ = nullptr;                   // sender_, for the thread that reads the file
  absl::Status file_trouble_;
  bool is_read_ = false;  // to its end
  client::Pusher::State state_;
  std::atomic<bool> stopped_ = false;

  absl::Mutex mutex_;
  absl::Duration grace_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Sender> sender_ ABSL_GUARDED_BY(mutex_);  // made at the first record
  std::optional<ingest::RejectsWriter> rejects_ ABSL_GUARDED_BY(mutex_);
  absl::Status rejects_trouble_ ABSL_GUARDED_BY(mutex_);
  struct Waiting {
    ingest::Row row;
    bool kept;  // it was counted when it was read
  };
  std::deque<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);  // sent, in order, without an answer
  Counts counts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::push
