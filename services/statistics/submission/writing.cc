#include "services/statistics/submission/writing.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "lib/exchange/item.h"
#include "services/statistics/series/series.h"
#include "services/statistics/series/warnings.h"

namespace tabadul::statistics {
namespace {

constexpr size_t kBatchSeries = 250;
constexpr size_t kBatchBytes = 4u << 20;
constexpr int kPage = 100;  // former states that are read at once: each may have exchange::kMaxRecordBytes
constexpr int kAttempts = 6;
constexpr absl::Duration kBatchTimeout = absl::Seconds(30);
constexpr absl::Duration kShortestWait = absl::Milliseconds(100), kLongestWait = absl::Seconds(3);

// Which observation a path of series.proto is about: "series.periods[3]", "series.columns[0].at[3]".
std::optional<int> ObservationOf(std::string_view path) {
  const bool whole = path.starts_with("series.periods[") || path.starts_with("series.values[") ||
                     path.starts_with("series.decimals[");
  const size_t at = whole ? path.find('[') : path.find(".at[");
  const size_t close = path.rfind(']');
  if (at == std::string_view::npos || close == std::string_view::npos) return std::nullopt;
  const size_t open = path.find('[', at);
  int number = 0;
  if (close <= open || !absl::SimpleAtoi(Absl(path.substr(open + 1, close - open - 1)), &number)) {
    return std::nullopt;
  }
  return number;
}

Violation ViolationOf(const common::v1::FieldViolation& error) {
  return {error.field(), error.reason(), {error.metadata().begin(), error.metadata().end()}};
}

bool IsBusy(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
}

// Whether what the file says of parts of keys is about a series.
class WideParts {
 public:
  explicit WideParts(const Collected& collected) {
    masks_.resize(collected.flows().size());
    for (const Collected::Wide& wide : collected.wide()) {
      const uint64_t mask = MaskOf(wide.key);
      auto& masks = masks_[wide.flow];
      if (std::find(masks.begin(), masks.end(), mask) == masks.end()) masks.push_back(mask);
      parts_.insert(PartOfKey(wide.flow, mask, wide.key));
    }
  }
  bool Any(size_t flow) const { return !masks_[flow].empty(); }
  bool Fit(size_t flow, absl::Span<const std::string> key) const {
    return std::any_of(masks_[flow].begin(), masks_[flow].end(),
                       [&](uint64_t mask) { return parts_.contains(PartOfKey(flow, mask, key)); });
  }

 private:
  std::vector<std::vector<uint64_t>> masks_;  // by flow
  absl::flat_hash_set<std::string> parts_;
};

class Writing {
 public:
  Writing(const rpc::Call& call, const WritingOrder& order, const FileContent& content,
          const StandingSeries& standing, const WriteItems& write, Report& report)
      : call_(call),
        order_(order),
        content_(content),
        collected_(content.collected),
        standing_(standing),
        write_(write),
        report_(report),
        wide_(content.collected) {
    options_.set_source(order.source);
    options_.set_validate_only(order.validate_only);
  }

  absl::Status Run() {
    for (size_t begin = 0; begin < collected_.series().size();) {
      const size_t end = EndOfPage(begin);
      RETURN_IF_ERROR(WriteNamed(begin, end));
      begin = end;
    }
    for (size_t flow = 0; flow < collected_.flows().size(); ++flow) {
      if (wide_.Any(flow)) RETURN_IF_ERROR(WriteFitting(flow));
    }
    return Flush();
  }

 private:
  static constexpr size_t kUnnamed = static_cast<size_t>(-1);
  // A series on its way.
  struct Pending {
    std::string id;
    size_t named = kUnnamed;  // its place in collected_.series()
    v1::Series series;        // of an upsert
  };

  // Of one flow, so many that their former states are read at once.
  size_t EndOfPage(size_t begin) const {
    const auto& series = collected_.series();
    size_t end = begin;
    while (end < series.size() && end - begin < static_cast<size_t>(kPage) &&
           series[end].flow == series[begin].flow) {
      ++end;
    }
    return end;
  }

  absl::Status WriteNamed(size_t begin, size_t end) {
    std::vector<std::string> ids;
    for (size_t i = begin; i < end; ++i) {
      const Collected::Named& named = collected_.series()[i];
      ids.push_back(SeriesId(collected_.flows()[named.flow].dataflow, named.key));
    }
    ASSIGN_OR_RETURN(const std::vector<Standing> found, standing_.Find(call_.context(), order_.source, ids));
    absl::flat_hash_map<std::string, const Standing*> former;
    for (const Standing& standing : found) former.emplace(SeriesId(standing.series), &standing);
    for (size_t i = begin; i < end; ++i) {
      const std::string& id = ids[i - begin];
      if (content_.spoilt.contains(id)) {
        report_.CountRejected();
        continue;
      }
      const auto stands = former.find(id);
      RETURN_IF_ERROR(Take(collected_.series()[i].flow, collected_.series()[i].key, i, id,
                           stands != former.end() ? stands->second : nullptr));
    }
    return absl::OkStatus();
  }

  // The series that stand and that only parts of keys are about.
  absl::Status WriteFitting(size_t flow) {
    const std::string prefix = collected_.flows()[flow].dataflow + ":";
    std::string after;
    while (true) {
      ASSIGN_OR_RETURN(const std::vector<Standing> page,
                       standing_.After(call_.context(), order_.source, prefix, after, kPage));
      for (const Standing& standing : page) {
        const std::vector<std::string> key(standing.series.key().begin(), standing.series.key().end());
        after = SeriesId(standing.series);
        if (!IsNamed(flow, key) && wide_.Fit(flow, key)) {
          RETURN_IF_ERROR(Take(flow, key, kUnnamed, after, &standing));
        }
      }
      if (page.size() < static_cast<size_t>(kPage)) return absl::OkStatus();
    }
  }

  bool IsNamed(size_t flow, const std::vector<std::string>& key) const {
    const auto& series = collected_.series();
    const auto found =
        std::lower_bound(series.begin(), series.end(), key, [flow](const auto& named, const auto& sought) {
          return named.flow != flow ? named.flow < flow : named.key < sought;
        });
    return found != series.end() && found->flow == flow && found->key == key;
  }

  absl::Status Take(size_t flow, const std::vector<std::string>& key, size_t named, const std::string& id,
                    const Standing* standing) {
    const v1::Series* const former = standing != nullptr ? &standing->series : nullptr;
    std::optional<v1::Series> merged = collected_.Merge(flow, key, former);
    if (!merged && former == nullptr) {
      report_.CountOutcome(exchange::v1::OUTCOME_UNCHANGED);
      return absl::OkStatus();
    }
    exchange::v1::PushItem item;
    item.set_item(items_.size() + 1);
    Pending pending{id, named, {}};
    if (merged) {
      for (const SeriesWarning& warning : WarningsOf(*merged, former)) {
        report_.AddWarning(LineOf(named, warning.period), id, warning);
      }
      item.mutable_upsert()->set_record_id(id);
      if (standing != nullptr) *item.mutable_upsert()->mutable_audience() = standing->audience;
      *item.mutable_upsert()->mutable_series() = *merged;
      pending.series = *std::move(merged);
    } else {
      item.mutable_close()->mutable_key()->set_record_id(id);
      item.mutable_close()->set_reason(exchange::v1::CLOSURE_REASON_WITHDRAWN);
    }
    items_.push_back(item.SerializeAsString());
    bytes_ += items_.back().size();
    pending_.push_back(std::move(pending));
    return items_.size() == kBatchSeries || bytes_ >= kBatchBytes ? Flush() : absl::OkStatus();
  }

  absl::Status Flush() {
    if (order_.before_batch) RETURN_IF_ERROR(order_.before_batch(answered_));
    if (items_.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const exchange::v1::BatchPushResponse response, Send());
    if (static_cast<size_t>(response.outcomes_size()) != pending_.size())
      return Internal("outcomes of a batch");
    for (int i = 0; i < response.outcomes_size(); ++i) {
      const exchange::v1::ItemOutcome& outcome = response.outcomes(i);
      report_.CountOutcome(outcome.outcome());
      for (const auto& error : outcome.errors()) TellError(pending_[static_cast<size_t>(i)], error);
    }
    answered_ += pending_.size();
    items_.clear();
    pending_.clear();
    bytes_ = 0;
    return absl::OkStatus();
  }

  // What the exchange is too busy for it has not written, or has: to send it again is right in both cases.
  absl::StatusOr<exchange::v1::BatchPushResponse> Send() {
    for (int attempt = 1;; ++attempt) {
      const rpc::Call call(call_.method(), call_.request_id(), call_.language(), call_.caller(),
                           call_.context().Within(kBatchTimeout));
      auto response = write_(call, options_, items_);
      const bool again = attempt < kAttempts && IsBusy(response.status()) && !call_.context().done();
      if (response.ok() || !again) return response;
      absl::SleepFor(std::clamp(RetryAfter(response.status()), kShortestWait, kLongestWait));
    }
  }

  void TellError(const Pending& pending, const common::v1::FieldViolation& error) {
    std::string_view period;
    if (const auto at = ObservationOf(error.field()); at && *at >= 0 && *at < pending.series.periods_size()) {
      period = pending.series.periods(*at);
    }
    report_.AddMistake(LineOf(pending.named, period), pending.id, period, ViolationOf(error));
  }

  // Of the observation, if the file states it, else where the file names the series first.
  uint64_t LineOf(size_t named, std::string_view period) const {
    if (named == kUnnamed) return 0;
    if (const uint64_t line = collected_.LineOf(named, period); line != 0) return content_.LineOf(line);
    return content_.LineOf(collected_.series()[named].parts.front().line);
  }

  const rpc::Call& call_;
  const WritingOrder& order_;
  const FileContent& content_;
  const Collected& collected_;
  const StandingSeries& standing_;
  const WriteItems& write_;
  Report& report_;
  const WideParts wide_;
  exchange::v1::PushOptions options_;
  std::vector<std::string> items_;
  std::vector<Pending> pending_;
  size_t bytes_ = 0;
  uint64_t answered_ = 0;
};

}  // namespace

absl::Status WriteSeries(const rpc::Call& call, const WritingOrder& order, const FileContent& content,
                         const StandingSeries& standing, const WriteItems& write, Report& report) {
  report.CountObservations(content.collected.observations());
  for (const sdmx::Mistake& mistake : content.mistakes)
    report.AddMistake(mistake.line, "", "", mistake.violation);
  report.CountMistakes(content.mistake_count - content.mistakes.size());
  if (content.overflowed) {
    for (size_t i = 0; i < content.collected.series().size(); ++i) report.CountRejected();
    return absl::OkStatus();
  }
  return Writing(call, order, content, standing, write, report).Run();
}

}  // namespace tabadul::statistics
