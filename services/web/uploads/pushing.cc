#include "services/web/uploads/pushing.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "lib/client/connection.h"
#include "lib/evidence/payload.h"
#include "lib/ingest/preview.h"
#include "lib/platform/base/utf8.h"
#include "lib/push/file_push.h"
#include "services/web/pages/enum_values.h"

namespace tabadul::web::uploads {
namespace {

constexpr size_t kFirstRows = 5, kMostLines = 60, kMostCauses = 100, kMostShown = 50;
constexpr size_t kLongestLine = 240;                    // of a value that is shown
constexpr uint64_t kMostRejectBytes = 16u << 20;        // of the file of rejects
constexpr absl::Duration kPatience = absl::Minutes(2);  // without an answer, while somebody waits
constexpr absl::Duration kGrace = absl::Seconds(5);     // for the answers on their way, when the service ends
constexpr int kAttempts = 4;  // of a full export, while what was sent of it is forgotten

// Paths of this machine are nobody's business.
Trouble TroubleOf(const absl::Status& status) {
  Trouble trouble = Trouble::Of(status);
  trouble.metadata.erase("file");
  trouble.metadata.erase("directory");
  return trouble;
}

// Why rows were refused. One thread at a time.
class Causes {
 public:
  void Add(const ingest::Row& row, const std::vector<ingest::Rejection>& rejections) {
    for (const ingest::Rejection& rejection : rejections) {
      const Key key = {rejection.reason, rejection.field, rejection.column};
      const auto found = causes_.find(key);
      if (found != causes_.end()) {
        ++found->second.rows;
      } else if (causes_.size() < kMostCauses) {
        causes_[key] = {.rows = 1, .first = row.number, .rejection = rejection};
      }
    }
  }
  std::vector<Cause> Take() {
    std::vector<Cause> causes;
    for (auto& [key, cause] : causes_) causes.push_back(std::move(cause));
    std::stable_sort(causes.begin(), causes.end(),
                     [](const Cause& one, const Cause& other) { return one.rows > other.rows; });
    if (causes.size() > kMostShown) causes.resize(kMostShown);
    return causes;
  }

 private:
  using Key = std::tuple<ErrorReason, std::string, std::string>;
  std::map<Key, Cause> causes_;
};

rpc::ChannelOptions InNameOf(const Caller& caller, rpc::ChannelOptions channel) {
  channel.metadata = caller;
  return channel;
}

push::FilePush::Options OptionsOf(const Order& order, Causes& causes, Job& job) {
  push::FilePush::Options options;
  options.file = order.file;
  options.mapping = order.mapping;
  options.source = order.source;
  options.rejects = order.rejects;
  options.receipts = order.receipts;
  options.language = order.language;
  options.records = order.records;
  options.validate_only = order.check;
  options.patience = kPatience;
  options.most_reject_bytes = kMostRejectBytes;
  options.on_done = [&job](uint64_t bytes) { job.done = bytes; };
  options.on_answer = [&job] { ++job.answered; };
  options.on_reject = [&causes](const ingest::Row& row, const std::vector<ingest::Rejection>& rejections) {
    causes.Add(row, rejections);
  };
  return options;
}

Fate FateOf(const push::FilePush::Outcome& outcome, const absl::Status& pushed) {
  Fate fate;
  fate.counts = outcome.counts;
  fate.rejected_rows = outcome.rejected_rows;
  fate.receipts = outcome.receipts;
  if (outcome.run) {
    fate.run_id = outcome.run->run_id();
    fate.run_state = outcome.run_unanswered ? "UNANSWERED" : pages::ShortName(outcome.run->state());
    fate.to_close = outcome.run->to_close();
    fate.closed = outcome.run->closed();
  }
  for (const absl::Status& status : {outcome.file, outcome.beside, pushed}) {
    if (!status.ok() && !fate.trouble) fate.trouble = TroubleOf(status);
  }
  return fate;
}

}  // namespace

Fate Push(const Hub& hub, const Caller& caller, const Order& order, Job& job) {
  client::ConnectionOptions options;
  options.cancelled = job.cancelled();
  client::Connection jobs(InNameOf(caller, hub.jobs), options), keys(InNameOf(caller, hub.identity), options);
  for (int attempt = 1;; ++attempt) {
    Causes causes;
    push::FilePush push(jobs, keys, OptionsOf(order, causes, job));
    if (const absl::Status opened = push.Open(); !opened.ok()) return {.trouble = TroubleOf(opened)};
    job.size = push.size();
    job.OnStop([&push] { push.Stop(kGrace); });
    const absl::Status pushed = push.Send();
    const bool again = attempt < kAttempts && push.IsToBeginAgain(pushed);
    job.OnStop(nullptr);
    if (again) continue;
    Fate fate = FateOf(push.Close(), pushed);
    fate.causes = causes.Take();
    return fate;
  }
}

std::vector<FirstRow> FirstRows(const std::string& file, const ingest::Mapping& mapping,
                                const std::string& source) {
  std::vector<FirstRow> rows;
  auto importer = ingest::Importer::Open(file, mapping, {.source = source});
  ingest::Item item;
  while (importer.ok() && rows.size() < kFirstRows) {
    const auto more = (*importer)->Next(item);
    if (!more.ok() || !*more) break;
    FirstRow row{.number = item.row.number,
                 .record_id = Truncated(item.record_id, kLongestLine),
                 .rejections = item.rejections};
    const auto* const field = evidence::PayloadField(item.record);
    if (field != nullptr && item.kind == ingest::Item::Kind::kRecord) {
      for (const ingest::PreviewLine& line :
           ingest::Preview(item.record.GetReflection()->GetMessage(item.record, field))) {
        if (row.lines.size() < kMostLines)
          row.lines.push_back({line.path, line.language, Truncated(line.value, kLongestLine)});
      }
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace tabadul::web::uploads
