// For tests: services that answer by method what they are told to, and remember how they were asked. Thread-safe.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "services/web/pages/calls.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::web::owner {

inline constexpr char kIssueToken[] = "/tabadul.identity.v1.IdentityService/IssueToken";
inline constexpr char kWhoAmI[] = "/tabadul.identity.v1.IdentityService/WhoAmI";
inline constexpr char kSignIn[] = "/tabadul.identity.v1.IdentityService/SignIn";
inline constexpr char kSignOut[] = "/tabadul.identity.v1.IdentityService/SignOut";
inline constexpr char kVacancies[] = "/tabadul.jobs.v1.VacancyExchangeService/";
inline constexpr char kTrainings[] = "/tabadul.jobs.v1.TrainingOfferExchangeService/";
// Of 256 bits.
inline constexpr char kSession[] = "c2Vzc2lvbi1vZi1hLW1pbmlzdHJ5LXN5c3RlbS0tLS0";
inline constexpr char kOtherSession[] = "b3RoZXItc2Vzc2lvbi1vZi1taW5pc3RyeS1zeXN0ZW0";

class FakeServices {
 public:
  using Call = rpc::Forwarder::Outgoing;

  // Somebody of SY/mosal/pes is signed in, who may do everything.
  FakeServices() {
    identity::v1::IssueTokenResponse token;
    token.set_access_token("token");
    token.mutable_expires_in()->set_seconds(1800);
    Answer(kIssueToken, token);
    SetScopes({"vacancy.read", "vacancy.write", "vacancy.confirm", "training_offer.read",
               "training_offer.write", "training_offer.confirm"});
  }
  void SetScopes(const std::vector<std::string>& scopes) {
    identity::v1::WhoAmIResponse me;
    me.set_source("SY/mosal/pes");
    me.set_organisation("SY/mosal");
    for (const std::string& scope : scopes) me.add_scopes(scope);
    me.mutable_certificate_expire_time()->set_seconds(1'780'003'600);
    Answer(kWhoAmI, me);
  }
  void Answer(const std::string& method, const google::protobuf::Message& message) {
    Answer(method, absl::StatusOr<std::string>(message.SerializeAsString()));
  }
  void Answer(const std::string& method, absl::StatusOr<std::string> answer) {
    absl::MutexLock lock(&mutex_);
    answers_.insert_or_assign(method, std::move(answer));
  }

  // What is not told answers an empty message.
  pages::Transport transport() {
    return [this](Call call) -> absl::StatusOr<std::string> {
      absl::MutexLock lock(&mutex_);
      calls_.push_back(std::move(call));
      const auto found = answers_.find(calls_.back().method);
      return found == answers_.end() ? std::string() : found->second;
    };
  }
  std::vector<Call> CallsOf(const std::string& method) const {
    absl::MutexLock lock(&mutex_);
    std::vector<Call> of;
    for (const Call& call : calls_) {
      if (call.method == method) of.push_back(call);
    }
    return of;
  }
  template <class Request>
  Request LastOf(const std::string& method) const {
    const auto calls = CallsOf(method);
    Request request;
    EXPECT_TRUE(!calls.empty() && request.ParseFromString(calls.back().request)) << method;
    return request;
  }

 private:
  mutable absl::Mutex mutex_;
  std::map<std::string, absl::StatusOr<std::string>> answers_ ABSL_GUARDED_BY(mutex_);
  std::vector<Call> calls_ ABSL_GUARDED_BY(mutex_);
};

// Of a call; empty if it carries none.
inline std::string Carried(const FakeServices::Call& call, std::string_view name) {
  std::string value;
  for (const auto& [given, text] : call.metadata) {
    if (given == name) {
      EXPECT_EQ(value, "") << name << " twice";
      value = text;
    }
  }
  return value;
}

}  // namespace tabadul::web::owner
