// An exchange in memory, and files of the structure of series_samples.h, for the tests of this room.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "services/statistics/series/series_samples.h"
#include "services/statistics/series/validate.h"
#include "services/statistics/submission/reading.h"
#include "services/statistics/submission/standing_series.h"
#include "services/statistics/submission/writing.h"

namespace tabadul::statistics {

inline constexpr char kSampleSource[] = "EG/capmas/stat";
inline constexpr char kSampleHead[] =
    "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT\n";

// "A,EGY,F,2024,7.25,A,PT" as an append of SDMX-CSV 2.0, or another action.
inline std::string SampleRow(std::string_view rest, std::string_view action = "A") {
  return "dataflow," + std::string(kSampleFlow) + "," + std::string(action) + "," + std::string(rest) + "\n";
}

inline Spool SpoolOf(std::string_view bytes) {
  auto spool = Spool::Open();
  EXPECT_TRUE(spool.ok()) << spool.status();
  EXPECT_TRUE(spool->Append(bytes).ok());
  return *std::move(spool);
}

inline absl::StatusOr<FileContent> ReadSample(std::string_view bytes,
                                              const v1::SubmissionOptions& options = {}) {
  Spool file = SpoolOf(bytes);
  ASSIGN_OR_RETURN(const FileForm form, FormOf(options, file));
  return ReadFile(form, options, file, SampleLayouts(), [] { return true; });
}

inline rpc::Call SampleCall() {
  rpc::Caller caller;
  caller.kind = rpc::Caller::Kind::kSystem;
  caller.source = kSampleSource;
  caller.scopes = {"series.write"};
  return rpc::Call("test", "test", "en", caller, Context::WithTimeout(absl::Seconds(30)));
}

// One source's open series by record id. Not thread-safe.
class MemoryExchange final : public StandingSeries {
 public:
  std::map<std::string, v1::Series> held;
  std::map<std::string, exchange::v1::Audience> audiences;  // of records that have one
  int batches = 0;
  absl::Status next_batch;  // what the next one is answered with, once

  absl::StatusOr<std::vector<Standing>> Find(const Context&, const std::string&,
                                             absl::Span<const std::string> ids) const override {
    std::vector<Standing> found;
    for (const std::string& id : ids) {
      if (const auto it = held.find(id); it != held.end()) found.push_back({it->second, AudienceOf(id)});
    }
    return found;
  }
  absl::StatusOr<std::vector<Standing>> After(const Context&, const std::string&, std::string_view prefix,
                                              std::string_view after, int limit) const override {
    std::vector<Standing> page;
    for (const auto& [id, series] : held) {
      if (id <= after || !id.starts_with(prefix) || static_cast<int>(page.size()) == limit) continue;
      page.push_back({series, AudienceOf(id)});
    }
    return page;
  }

  WriteItems Writer() {
    return [this](const rpc::Call&, const exchange::v1::PushOptions& options,
                  std::vector<std::string> items) -> absl::StatusOr<exchange::v1::BatchPushResponse> {
      if (const absl::Status status = std::exchange(next_batch, absl::OkStatus()); !status.ok())
        return status;
      ++batches;
      exchange::v1::BatchPushResponse response;
      for (const std::string& bytes : items) {
        exchange::v1::PushItem item;
        EXPECT_TRUE(item.ParseFromString(bytes));
        *response.add_outcomes() = Apply(item, options.validate_only());
      }
      return response;
    };
  }

 private:
  exchange::v1::Audience AudienceOf(const std::string& id) const {
    const auto found = audiences.find(id);
    return found != audiences.end() ? found->second : exchange::v1::Audience();
  }
  exchange::v1::ItemOutcome Apply(const exchange::v1::PushItem& item, bool validate_only) {
    exchange::v1::ItemOutcome outcome;
    outcome.set_item(item.item());
    if (item.has_close()) {
      outcome.set_outcome(exchange::v1::OUTCOME_CLOSED);
      if (!validate_only) held.erase(item.close().key().record_id());
      return outcome;
    }
    const v1::Series& series = item.upsert().series();
    Violations violations;
    {
      const auto in = violations.In("series");
      ValidateSeries(series, SampleLayouts(), violations);
    }
    for (const Violation& violation : violations.list()) *outcome.add_errors() = violation.ToProto();
    const auto found = held.find(item.upsert().record_id());
    if (!violations.ok()) {
      outcome.set_outcome(exchange::v1::OUTCOME_REJECTED);
    } else if (found == held.end()) {
      outcome.set_outcome(exchange::v1::OUTCOME_CREATED);
    } else if (found->second.SerializeAsString() == series.SerializeAsString()) {
      outcome.set_outcome(exchange::v1::OUTCOME_UNCHANGED);
    } else {
      outcome.set_outcome(exchange::v1::OUTCOME_UPDATED);
    }
    if (violations.ok() && !validate_only) {
      held[item.upsert().record_id()] = series;
      audiences.erase(item.upsert().record_id());
      if (item.upsert().has_audience()) audiences[item.upsert().record_id()] = item.upsert().audience();
    }
    return outcome;
  }
};

// What becomes of a file; the exchange is `exchange`.
inline v1::SubmissionReport SubmitSample(MemoryExchange& exchange, std::string_view bytes,
                                         const v1::SubmissionOptions& options = {}) {
  const auto content = ReadSample(bytes, options);
  EXPECT_TRUE(content.ok()) << content.status();
  Report report;
  if (!content.ok()) return report.Finish();
  const WritingOrder order{kSampleSource, options.validate_only(), nullptr};
  const absl::Status written =
      WriteSeries(SampleCall(), order, *content, exchange, exchange.Writer(), report);
  EXPECT_TRUE(written.ok()) << written;
  return report.Finish();
}

}  // namespace tabadul::statistics
