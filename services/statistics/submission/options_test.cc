#include "services/statistics/submission/options.h"

#include <gtest/gtest.h>

#include <functional>

#include "lib/platform/base/utc.h"
#include "services/statistics/submission/table_mapping.h"

namespace tabadul::statistics {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

struct Case {
  const char* expected;  // "MALFORMED dataflow"; empty: good
  std::function<void(v1::SubmissionOptions&)> change;
};

TEST(SubmissionOptions, EachRuleIsKept) {
  const auto release = [](absl::Duration after) {
    return [after](v1::SubmissionOptions& o) { *o.mutable_release_time() = TimestampOf(kNow + after); };
  };
  const Case cases[] = {
      {"", [](auto&) {}},
      {"REQUIRED source", [](auto& o) { o.clear_source(); }},
      {"MALFORMED source", [](auto& o) { o.set_source("nobody"); }},
      {"NOT_OWNER source", [](auto& o) { o.set_source("EG/other/stat"); }},
      {"TOO_LONG media_type", [](auto& o) { o.set_media_type(std::string(201, 'a')); }},
      {"TOO_LONG mapping", [](auto& o) { o.set_mapping(std::string(kMaxMappingBytes + 1, ' ')); }},
      {"CONTRADICTION mapping", [](auto& o) { o.set_mapping("a: b"), o.set_media_type("text/csv"); }},
      {"MALFORMED dataflow", [](auto& o) { o.set_dataflow("DF_RATE"); }},
      {"", [](auto& o) { o.set_dataflow("TEST:DF_RATE(1.0)"); }},
      {"UNKNOWN_CODE action", [](auto& o) { o.set_action(static_cast<v1::SubmissionAction>(9)); }},
      {"TOO_LONG file_name", [](auto& o) { o.set_file_name(std::string(256, 'a')); }},
      {"MALFORMED request_id", [](auto& o) { o.set_request_id("a b"); }},
      {"MALFORMED request_id", [](auto& o) { o.set_request_id(std::string(65, 'a')); }},
      {"", [](auto& o) { o.set_request_id("lfs-2026.Q1"); }},
      {"OUT_OF_RANGE release_time", release(absl::Seconds(59))},
      {"OUT_OF_RANGE release_time", release(absl::Hours(24 * 367))},
      {"", release(absl::Minutes(1))},
  };
  rpc::Caller caller;
  caller.source = "EG/capmas/stat";
  for (const Case& one : cases) {
    v1::SubmissionOptions options;
    options.set_source(caller.source);
    one.change(options);
    const absl::Status status = ValidateOptions(options, caller, kNow);
    std::string told;
    if (const auto violations = ViolationsOf(status); !violations.empty()) {
      told = std::string(ReasonName(violations[0].reason)) + " " + violations[0].field;
    } else if (!status.ok()) {
      told = std::string(ReasonName(ReasonOf(status))) + " source";
    }
    EXPECT_EQ(told, one.expected);
  }
}

}  // namespace
}  // namespace tabadul::statistics
