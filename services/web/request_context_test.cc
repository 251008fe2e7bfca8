#include "services/web/request_context.h"

#include <gtest/gtest.h>

#include <map>

namespace tabadul::web {
namespace {

http::Request With(std::initializer_list<std::pair<std::string, std::string>> fields) {
  http::Request request{.method = "GET", .target = "/v1/whoami", .fields = {}, .body = {}};
  for (const auto& [name, value] : fields) request.fields.Add(name, value);
  return request;
}

std::map<std::string, std::string> Metadata(const RequestContext& context) {
  return {context.metadata.begin(), context.metadata.end()};
}

TEST(RequestContext, OnlyWhatServicesAskForIsPassedOn) {
  const auto context = ReadContext(With({{"Authorization", "Bearer abc"},
                                         {"Accept-Language", "fr-CA, en;q=0.5"},
                                         {"X-Request-Id", "r-1"},
                                         {"Cookie", "session=1"},
                                         {"X-Forwarded-For", "192.0.2.1"},
                                         {"X-Tabadul-Certificate", "fingerprint"}}));
  EXPECT_EQ(Metadata(context),
            (std::map<std::string, std::string>{{"authorization", "Bearer abc"},
                                                {"accept-language", "fr"},
                                                {"x-request-id", "r-1"},
                                                {"x-tabadul-certificate", "fingerprint"}}));
  EXPECT_EQ(context.language, "fr");
  EXPECT_FALSE(context.anonymous);
}

TEST(RequestContext, WhoeverShowsNothingIsAVisitor) {
  const auto context = ReadContext(With({}));
  EXPECT_TRUE(context.anonymous);
  EXPECT_EQ(context.certificate, "");
  EXPECT_EQ(Metadata(context)["x-tabadul-certificate"], "none")
      << "services would take the call for one of this service's own";
  EXPECT_EQ(context.language, "en");
  EXPECT_FALSE(context.request_id.empty()) << "each request has one";
}

TEST(RequestContext, BytesThatGrpcWouldDieOfAreReplaced) {
  const auto context = ReadContext(With({{"authorization", "Bearer \xc3\xa9\x7f"}, {"x-request-id", "a b"}}));
  EXPECT_EQ(Metadata(context)["authorization"], "Bearer ???");
  EXPECT_NE(Metadata(context)["x-request-id"], "a b");
}

TEST(RequestContext, WhatGrpcHasNoNameForIsCutToWhatIsNoToken) {
  const auto context = ReadContext(With({{"authorization", "Bearer " + std::string(15'000, 'a')}}));
  EXPECT_GT(Metadata(context)["authorization"].size(), 8192u) << "services refuse it by its name";
  EXPECT_LT(Metadata(context)["authorization"].size(), 10'000u);
}

TEST(RequestContext, TwoTokensOrCertificatesAreNone) {
  const auto context = ReadContext(With({{"authorization", "Bearer a"},
                                         {"Authorization", "Bearer b"},
                                         {"x-tabadul-certificate", std::string(43, 'a')},
                                         {"x-tabadul-certificate", std::string(43, 'b')}}));
  EXPECT_EQ(Metadata(context)["authorization"], "Bearer a, Bearer b");
  EXPECT_EQ(Metadata(context)["x-tabadul-certificate"].size(), 88u);
}

TEST(RequestContext, OnlyWhoReadsHasACopy) {
  http::Request request = With({{"if-none-match", "*"}});
  EXPECT_EQ(ReadContext(request).if_none_match, "*");
  request.method = "POST";
  EXPECT_EQ(ReadContext(request).if_none_match, "") << "it is done, and its answer is wanted";
  EXPECT_FALSE(ReadContext(request).reads);
}

TEST(RequestContext, ATimeoutIsInMillisecondsOrAsGrpcSpellsIt) {
  const struct {
    const char *name, *value;
    absl::Duration timeout;
  } good[] = {
      {"x-timeout-ms", "1500", absl::Milliseconds(1500)}, {"grpc-timeout", "2S", absl::Seconds(2)},
      {"grpc-timeout", "250m", absl::Milliseconds(250)},  {"grpc-timeout", "99999999H", absl::Minutes(5)},
      {"x-timeout-ms", "99999999", absl::Minutes(5)},     {"grpc-timeout", "7u", absl::Microseconds(7)}};
  for (const auto& one : good) {
    const auto timeout = ReadTimeout(With({{one.name, one.value}}).fields);
    ASSERT_TRUE(timeout.ok()) << one.value;
    EXPECT_EQ(*timeout, one.timeout) << one.value;
  }
  const struct {
    const char *name, *value;
  } bad[] = {{"x-timeout-ms", "0"},    {"x-timeout-ms", "-1"},         {"x-timeout-ms", "1.5"},
             {"x-timeout-ms", "soon"}, {"grpc-timeout", "2"},          {"grpc-timeout", "S"},
             {"grpc-timeout", "2s"},   {"grpc-timeout", "999999999S"}, {"grpc-timeout", "+2S"},
             {"grpc-timeout", "0S"}};
  for (const auto& one : bad) {
    const auto timeout = ReadTimeout(With({{one.name, one.value}}).fields);
    EXPECT_EQ(ReasonOf(timeout.status()), common::v1::ERROR_REASON_MALFORMED) << one.value;
  }
  EXPECT_EQ(*ReadTimeout(With({}).fields), std::nullopt);
}

}  // namespace
}  // namespace tabadul::web
