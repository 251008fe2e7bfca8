// What the tests of a whole cluster say to it, through the gateway: as a member's own program would, without the
// retries that hide what the hub answered. Free functions; thread-safe.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lib/client/profile.h"
#include "lib/client/pusher.h"
#include "lib/platform/rpc/channel.h"
#include "lib/platform/rpc/edge.h"
#include "tabadul/common/v1/goodbye.pb.h"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tabadul/exchange/v1/push.pb.h"
#include "tabadul/identity/v1/identity_service.pb.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"
#include "tests/harness/cluster.h"
#include "tests/harness/member_token.h"

namespace tabadul {

inline constexpr char kSyria[] = "SY/mosal/pes";
inline constexpr char kEgypt[] = "EG/momp/pes";

using harness::kIssueToken;
inline constexpr char kWhoAmI[] = "/tabadul.identity.v1.IdentityService/WhoAmI";
inline constexpr char kSearch[] = "/tabadul.jobs.v1.JobsService/SearchVacancies";
inline constexpr char kGetVacancy[] = "/tabadul.jobs.v1.JobsService/GetVacancy";
inline constexpr char kBatchPush[] = "/tabadul.jobs.v1.VacancyExchangeService/BatchPush";
inline constexpr char kGet[] = "/tabadul.jobs.v1.VacancyExchangeService/Get";
inline constexpr char kPush[] = "/tabadul.jobs.v1.VacancyExchangeService/Push";
inline constexpr char kWatch[] = "/tabadul.jobs.v1.VacancyExchangeService/Watch";

using Pairs = std::vector<std::pair<std::string, std::string>>;

inline client::Profile Load(const std::string& path) {
  auto profile = client::LoadProfile(path);
  EXPECT_TRUE(profile.ok()) << profile.status();
  return *std::move(profile);
}

// One cluster for all tests of a suite, and two ministries in it. A Suite that wants the cluster, or what its members may,
// otherwise declares
//   static harness::ClusterOptions ClusterSettings();
//   static std::string MemberScopes();
template <class Suite>
class OnCluster : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = new harness::Cluster(Suite::ClusterSettings());
    syria_ = &Member(kSyria);
    egypt_ = &Member(kEgypt);
  }
  static void TearDownTestSuite() {
    members_.clear();
    delete cluster_;
  }
  static harness::ClusterOptions ClusterSettings() { return {}; }
  static std::string MemberScopes() { return "vacancy.write,vacancy.read"; }
  // Registered at the first call; stays until the end of the suite.
  static const client::Profile& Member(const std::string& source,
                                       const std::string& scopes = Suite::MemberScopes()) {
    auto& profile = members_[source];
    if (profile == nullptr)
      profile = std::make_unique<client::Profile>(Load(cluster_->Member(source, scopes)));
    return *profile;
  }

  static inline harness::Cluster* cluster_;
  static inline const client::Profile* syria_;
  static inline const client::Profile* egypt_;

 private:
  static inline std::map<std::string, std::unique_ptr<client::Profile>> members_;
};

inline Context In(absl::Duration time) { return Context::WithTimeout(time); }
inline Context Soon() { return In(absl::Seconds(10)); }

// A bare channel with the member's certificate, and whatever metadata the test wants to send.
inline std::unique_ptr<rpc::Channel> Raw(const client::Profile& profile, Pairs metadata = {}) {
  return std::make_unique<rpc::Channel>(
      rpc::ChannelOptions{.target = profile.endpoint,
                          .tls = {profile.certificate, profile.key, profile.authority},
                          .metadata = [metadata]() -> absl::StatusOr<Pairs> { return metadata; }});
}

inline std::string Token(const client::Profile& profile) {
  const auto token = harness::MemberToken(profile);
  EXPECT_TRUE(token.ok()) << token.status();
  return token.ok() ? *token : "";
}

// The same, with a token of its own.
inline std::unique_ptr<rpc::Channel> Known(const client::Profile& profile,
                                           const std::string& language = "en") {
  return Raw(profile, {{"authorization", "Bearer " + Token(profile)}, {"accept-language", language}});
}

inline exchange::v1::PushItem Vacancy(const std::string& id, const std::string& title = "Welder") {
  exchange::v1::PushItem item;
  auto& record = *item.mutable_upsert();
  record.set_record_id(id);
  auto& vacancy = *record.mutable_vacancy();
  for (auto* text : {vacancy.mutable_title(), vacancy.mutable_description()}) {
    auto& translation = *text->add_translations();
    translation.set_language("en");
    translation.set_text(title);
  }
  vacancy.add_locations()->set_country("EG");
  return item;
}

inline exchange::v1::PushRequest Options(const std::string& source, bool validate_only = false) {
  exchange::v1::PushRequest request;
  request.mutable_options()->set_source(source);
  request.mutable_options()->set_validate_only(validate_only);
  return request;
}

// Numbers them from `first`.
inline exchange::v1::PushRequest Items(std::vector<exchange::v1::PushItem> items, uint64_t first = 1) {
  exchange::v1::PushRequest request;
  for (auto& item : items) {
    item.set_item(first++);
    *request.mutable_items()->add_items() = std::move(item);
  }
  return request;
}

inline absl::StatusOr<exchange::v1::BatchPushResponse> BatchPush(rpc::Channel& channel,
                                                                 const std::string& source,
                                                                 std::vector<exchange::v1::PushItem> items,
                                                                 absl::Duration time = absl::Seconds(10)) {
  exchange::v1::BatchPushRequest request;
  request.mutable_options()->set_source(source);
  const exchange::v1::PushRequest numbered = Items(std::move(items));
  *request.mutable_items() = numbered.items().items();
  exchange::v1::BatchPushResponse response;
  const absl::Status status = channel.Unary(In(time), kBatchPush, request, &response);
  if (!status.ok()) return status;
  return response;
}

inline absl::StatusOr<jobs::v1::SearchVacanciesResponse> Search(rpc::Channel& channel,
                                                                const std::string& words = "",
                                                                absl::Duration time = absl::Seconds(10)) {
  jobs::v1::SearchVacanciesRequest request;
  request.set_query(words);
  jobs::v1::SearchVacanciesResponse response;
  const absl::Status status = channel.Unary(In(time), kSearch, request, &response);
  if (!status.ok()) return status;
  return response;
}

// How a stream ended: what the Goodbye said, and what the call then ended with.
struct End {
  std::optional<common::v1::Goodbye> goodbye;
  absl::Status said, finished;
};

// Reads to the end as the protocol wants it: at the Goodbye half-closes. `each` sees every other message.
template <class Response, class Each>
End ReadToEnd(rpc::ClientStream& stream, Each each) {
  End end;
  Response response;
  while (stream.Read(&response)) {
    if (!response.has_goodbye()) {
      each(response);
      continue;
    }
    end.goodbye = response.goodbye();
    end.said = rpc::FromProto(response.goodbye().status());
    stream.WritesDone();
  }
  end.finished = stream.Finish();
  return end;
}
template <class Response>
End ReadToEnd(rpc::ClientStream& stream) {
  return ReadToEnd<Response>(stream, [](const Response&) {});
}

// The stream said `reason` and `action` in-band, and its call ended with the same status.
inline void ExpectEnd(const End& end, ErrorReason reason, common::v1::GoodbyeAction action) {
  ASSERT_TRUE(end.goodbye.has_value()) << "no Goodbye; " << end.finished;
  EXPECT_EQ(end.goodbye->action(), action) << end.said;
  EXPECT_EQ(ReasonOf(end.said), reason) << end.said;
  EXPECT_EQ(ReasonOf(end.finished), reason) << "the final status is another: " << end.finished;
  EXPECT_EQ(end.finished.code(), CodeOf(reason)) << end.finished;
}

// A push as members do it succeeds: what every test of a fault ends with.
inline void ExpectAPushSucceeds(const client::Profile& profile, const std::string& source,
                                const std::string& id) {
  client::Connection connection(profile);
  client::PushSettings settings;
  settings.options.set_source(source);
  settings.patience = absl::Seconds(30);
  std::optional<exchange::v1::Outcome> outcome;
  client::Pusher pusher(connection, settings,
                        [&](const exchange::v1::ItemOutcome& one) { outcome = one.outcome(); });
  EXPECT_TRUE(pusher.Push(Vacancy(id)).ok());
  const absl::Status finished = pusher.Finish();
  EXPECT_TRUE(finished.ok()) << finished;
  EXPECT_EQ(outcome, exchange::v1::OUTCOME_CREATED);
}

}  // namespace tabadul
