// One `tabadul push`: what it says of a file that goes to the hub (lib/push/file_push.h), and how it ends.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/synchronization/mutex.h"
#include "cli/batch_call.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "lib/push/file_push.h"

namespace tabadul::cli {

struct PushArguments {
  std::string file, mapping, source, receipts;
  std::optional<uint64_t> records;  // that a full export has
  bool validate_only = false;
  bool batch = false;  // all in one call
  absl::Duration patience = absl::Minutes(10);
  int attempts = 4;  // of a full export, while what was sent of it is forgotten
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
  push::FilePush::Options Options(ingest::Mapping mapping);
  void Interrupt();
  void OnInterruption(const absl::Status& why, absl::Duration wait);
  int Report(const absl::Status& pushed, const push::FilePush::Outcome& outcome);
  const char* WhyUnreachable(const absl::Status& pushed, const push::Counts& counts) const;
  void PrintTable(const push::FilePush::Outcome& outcome);
  void PrintJson(const push::FilePush::Outcome& outcome, int code);

  Session& session_;
  const PushArguments arguments_;
  std::string source_, kind_, rejects_, receipts_;  // kind: the mapping's; the others are paths
  std::unique_ptr<client::Connection> connection_;
  std::unique_ptr<BatchCall> batch_;        // if all goes in one call; made at the first record
  absl::Time said_ = absl::InfinitePast();  // an interruption
  bool is_to_begin_again_ = false;
  std::optional<Progress> progress_;

  absl::Mutex mutex_;
  std::unique_ptr<push::FilePush> push_;  // made once, under mutex_, by the thread that runs it
};

}  // namespace tabadul::cli
