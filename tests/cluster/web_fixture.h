// The HTTP face of a whole cluster: as everybody meets it (8443), and as a machine with a certificate does (9443).
#pragma once

#include <string>

#include "nlohmann/json.hpp"
#include "tests/cluster/calls.h"
#include "tests/harness/http_client.h"

namespace tabadul {

using harness::Http;
using harness::HttpAnswer;
using harness::HttpRequest;

class Web : public OnCluster<Web> {
 public:
  static std::string MemberScopes() { return std::string(harness::Cluster::kEveryKind) + ",grant.write"; }

 protected:
  static const client::Profile& Syria() { return Member(kSyria); }
  static std::string Authority() { return cluster_->directory() + "/identity/ca.crt"; }

  // Without a certificate.
  static HttpRequest Visit(std::string target, Pairs fields = {}) {
    return {.url = cluster_->site() + target, .fields = std::move(fields), .authority = Authority()};
  }
  static HttpAnswer Get(std::string target, Pairs fields = {}) {
    return Http(Visit(std::move(target), std::move(fields)));
  }
  // With the member's certificate, over HTTP/1.1 as X-Road's members speak it.
  static HttpRequest AsMember(const client::Profile& profile, std::string target, Pairs fields = {}) {
    return {.url = "https://localhost:" + std::to_string(cluster_->gateway_port()) + target,
            .fields = std::move(fields),
            .authority = profile.authority,
            .certificate = profile.certificate,
            .key = profile.key,
            .http1 = true};
  }
  static HttpRequest WithToken(const client::Profile& profile, std::string target, Pairs fields = {}) {
    fields.emplace_back("authorization", "Bearer " + Token(profile));
    return AsMember(profile, std::move(target), std::move(fields));
  }
  static HttpRequest Post(HttpRequest request, std::string body,
                          const std::string& type = "application/json") {
    request.method = "POST";
    request.body = std::move(body);
    if (!type.empty()) request.fields.emplace_back("content-type", type);
    return request;
  }

  static nlohmann::json Json(const HttpAnswer& answer) {
    auto parsed = nlohmann::json::parse(answer.body, nullptr, false);
    EXPECT_FALSE(parsed.is_discarded()) << answer.status << " " << answer.error << ": " << answer.body;
    return parsed.is_discarded() ? nlohmann::json::object() : parsed;
  }
  // The reason in an error's ErrorInfo.
  static std::string Reason(const HttpAnswer& answer) {
    const auto parsed = Json(answer);
    if (!parsed.contains("error")) return "";
    for (const auto& detail : parsed["error"]["details"]) {
      if (detail["@type"] == "type.googleapis.com/google.rpc.ErrorInfo") return detail["reason"];
    }
    return "no ErrorInfo";
  }
  static void ExpectError(const HttpAnswer& answer, int status, const std::string& reason) {
    EXPECT_EQ(answer.status, status) << answer.error << answer.body;
    EXPECT_EQ(Reason(answer), reason) << answer.body;
    if (answer.status == status && answer.status != 304) {
      EXPECT_EQ(Json(answer)["error"]["code"], status) << answer.body;
    }
  }
  // A vacancy of Syria's: its id in the hub.
  static std::string Pushed(const std::string& id, const std::string& title) {
    const auto channel = Known(Syria());
    const auto response = BatchPush(*channel, kSyria, {Vacancy(id, title)});
    EXPECT_TRUE(response.ok()) << response.status();
    exchange::v1::GetRequest request;
    request.mutable_key()->set_source(kSyria);
    request.mutable_key()->set_record_id(id);
    exchange::v1::GetResponse got;
    const absl::Status status = channel->Unary(Soon(), kGet, request, &got);
    EXPECT_TRUE(status.ok()) << status;
    return got.record().hub_id();
  }
};

}  // namespace tabadul
