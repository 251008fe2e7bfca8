// Submissions over a real PostgreSQL, but their transport.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lib/platform/base/utc.h"
#include "services/statistics/submission/standing_store.h"
#include "services/statistics/submission/submission_service.h"
#include "tests/component/statistics_fixture.h"

namespace tabadul::statistics {

inline constexpr char kSubmissionHead[] =
    "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,AREA,TIME_PERIOD,OBS_VALUE,UNIT\n";
inline constexpr char kAnnual[] = "AG:DF(1.0):A.SYR";

inline std::string Row(const std::string& rest, const std::string& action = "A") {
  return "dataflow,AG:DF(1.0)," + action + "," + rest + "\n";
}

class SubmissionTest : public StatisticsTest {
 protected:
  SubmissionTest()
      : store_(pool_),
        standing_(pool_),
        submissions_(
            store_, standing_,
            [this](const rpc::Call& call, const exchange::v1::PushOptions& options,
                   std::vector<std::string> items) {
              if (before_write_) before_write_();
              return process_->series.Write(call, options, std::move(items));
            },
            [this] { return process_->structures.Now().structures; }, clock_),
        service_(submissions_, store_, process_->series, clock_) {
    EXPECT_TRUE(harness::Eventually([&] { return process_->holder.Ready().ok(); }));
  }

  static rpc::Call Caller(const std::string& source = kMinistry) {
    rpc::Caller caller;
    caller.kind = rpc::Caller::Kind::kSystem;
    caller.source = source;
    caller.organisation = source.substr(0, source.rfind('/'));
    caller.scopes = {"series.write"};
    return rpc::Call("test", "test", "fr", caller, Context::WithTimeout(absl::Seconds(30)));
  }
  absl::StatusOr<v1::Submission> Submit(const std::string& rows, v1::SubmissionOptions options = {}) {
    v1::SubmitDataMessageRequest request;
    if (options.source().empty()) options.set_source(kMinistry);
    *request.mutable_options() = options;
    request.set_data(kSubmissionHead + rows);
    ASSIGN_OR_RETURN(v1::SubmitDataMessageResponse response, service_.SubmitDataMessage(Caller(), request));
    return std::move(*response.mutable_submission());
  }
  v1::SubmissionOptions Embargo(absl::Duration until, const std::string& request_id = "") const {
    v1::SubmissionOptions options;
    *options.mutable_release_time() = TimestampOf(clock_.Now() + until);
    options.set_request_id(request_id);
    return options;
  }
  void Release() {
    const absl::Status status = submissions_.ReleaseDue(Context::WithTimeout(absl::Seconds(30)));
    EXPECT_TRUE(status.ok()) << status;
  }
  v1::Submission Get(const std::string& id) {
    v1::GetSubmissionRequest request;
    request.set_id(id);
    const auto response = service_.GetSubmission(Caller(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->submission() : v1::Submission();
  }
  std::vector<v1::Release> Calendar(v1::ListReleasesRequest request = {}) {
    const auto response = service_.ListReleases(Visitor(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return {};
    return {response->releases().begin(), response->releases().end()};
  }
  static rpc::Call Visitor() {
    return rpc::Call("test", "test", "ar", {}, Context::WithTimeout(absl::Seconds(30)));
  }
  // "2023 2024"; empty if it is not open.
  std::string PeriodsOf(const std::string& id) {
    const auto found = standing_.Find(Context::WithTimeout(absl::Seconds(10)), kMinistry, {id});
    EXPECT_TRUE(found.ok()) << found.status();
    if (!found.ok() || found->empty()) return "";
    std::string text;
    for (const std::string& period : found->front().series.periods())
      text += (text.empty() ? "" : " ") + period;
    return text;
  }

  const SubmissionStore store_;
  const StandingStore standing_;
  std::function<void()> before_write_;
  Submissions submissions_;
  SubmissionService service_;
};

}  // namespace tabadul::statistics
