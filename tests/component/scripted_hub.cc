#include "tests/component/scripted_hub.h"

#include "lib/evidence/digest.h"
#include "lib/evidence/receipt.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include "tabadul/identity/v1/identity_service.pb.h"
#include "tabadul/jobs/v1/vacancy_exchange_service.pb.h"

namespace tabadul::tests {
namespace {

using namespace exchange::v1;  // NOLINT: the script is about nothing else

const google::protobuf::ServiceDescriptor* ServiceOf(const google::protobuf::Descriptor* any,
                                                     const char* name) {
  return any->file()->FindServiceByName(name);
}

const harness::Authority& Inside() {
  static const auto* authority = new harness::Authority("inside");
  return *authority;
}
const rpc::TlsFiles& Files(const std::string& name) {
  static auto* files = new std::map<std::string, rpc::TlsFiles>();
  auto found = files->find(name);
  if (found == files->end()) found = files->emplace(name, Inside().Issue(name)).first;
  return found->second;
}

const google::protobuf::ServiceDescriptor* Exchange() {
  return google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      "tabadul.jobs.v1.VacancyExchangeService");
}

}  // namespace

evidence::Signer HubSigner() { return *evidence::Signer::FromSeed(std::string(32, 'h')); }

class ScriptedHub::Authenticator final : public rpc::Authenticator {
 public:
  explicit Authenticator(ScriptedHub& hub) : hub_(hub) {}
  absl::StatusOr<rpc::Caller> Authenticate(const Presented& presented) override {
    rpc::Caller caller;
    if (presented.bearer.empty()) {
      caller.fingerprint = "of-the-member";
      return caller;
    }
    absl::MutexLock lock(&hub_.mutex_);
    const int number = std::stoi(presented.bearer.substr(std::string("token-").size()));
    if (number <= hub_.revoked_) return Error(common::v1::ERROR_REASON_TOKEN_EXPIRED);
    caller.kind = rpc::Caller::Kind::kSystem;
    caller.source = "SY/mosal/pes";
    caller.scopes = {"self", "vacancy.write", "vacancy.read"};
    return caller;
  }

 private:
  ScriptedHub& hub_;
};

class ScriptedHub::Push final : public rpc::StreamHandler {
 public:
  Push(ScriptedHub& hub, rpc::Stream& stream) : hub_(hub), stream_(stream) {
    absl::MutexLock lock(&hub_.mutex_);
    number_ = hub_.pushed_.size();
    hub_.pushed_.emplace_back();
    const std::vector<PushTurn> turns = hub_.push.get();
    turn_ = turns[std::min(number_, turns.size() - 1)];
  }

  void OnStart() override { stream_.Read(); }

  void OnMessage(std::string message) override {
    PushRequest request;
    ASSERT_TRUE(request.ParseFromString(message));
    if (request.has_options()) return Begin(request.options());
    {
      absl::MutexLock lock(&hub_.mutex_);
      PushSeen& seen = hub_.pushed_[number_];
      for (const PushItem& item : request.items().items()) {
        seen.items.push_back(item.item());
        open_.push_back(item);
      }
      seen.messages.push_back(static_cast<size_t>(request.items().items_size()));
      seen.most_unanswered = std::max(seen.most_unanswered, open_.size());
    }
    Answer();
    if (!over_) stream_.Read();
  }

  void OnHalfClose() override {
    if (!over_) stream_.End(absl::OkStatus(), common::v1::GOODBYE_ACTION_DONE);
  }

 private:
  void Begin(const PushOptions& options) {
    {
      absl::MutexLock lock(&hub_.mutex_);
      hub_.pushed_[number_].options = options;
    }
    PushResponse response;
    response.mutable_started()->set_credits(turn_.credits);
    stream_.Write(response.SerializeAsString());
    if (turn_.then != PushTurn::Then::kEverything && turn_.answers == 0) return Then();
    stream_.Read();
  }

  void Answer() {
    PushResponse response;
    std::vector<ReceiptItem> receipted;
    while (!open_.empty()) {
      if (turn_.then != PushTurn::Then::kEverything && answered_ == turn_.answers) break;
      ItemOutcome* outcome = response.mutable_outcomes()->add_outcomes();
      *outcome = hub_.OutcomeOf(open_.front());
      receipted.push_back(evidence::ReceiptItemOf(open_.front(), *outcome));
      open_.pop_front();
      ++answered_;
    }
    *response.mutable_outcomes()->mutable_receipt() = hub_.Sign(receipted);
    response.mutable_outcomes()->set_token("at-" + std::to_string(answered_));
    if (response.outcomes().outcomes_size() > 0) stream_.Write(response.SerializeAsString());
    if (!open_.empty()) Then();
  }

  void Then() {
    over_ = true;
    if (turn_.then == PushTurn::Then::kGoodbye) stream_.End(turn_.status, turn_.action);
    if (turn_.then == PushTurn::Then::kCut) hub_.Cut();
  }

  ScriptedHub& hub_;
  rpc::Stream& stream_;
  size_t number_ = 0;
  PushTurn turn_;
  std::deque<PushItem> open_;
  int answered_ = 0;
  bool over_ = false;
};

class ScriptedHub::Watch final : public rpc::StreamHandler {
 public:
  Watch(ScriptedHub& hub, rpc::Stream& stream) : hub_(hub), stream_(stream) {}
  void OnStart() override {}
  void OnMessage(std::string message) override {
    WatchRequest request;
    ASSERT_TRUE(request.ParseFromString(message));
    WatchTurn turn;
    {
      absl::MutexLock lock(&hub_.mutex_);
      const std::vector<WatchTurn> turns = hub_.watch.get();
      turn = turns[std::min(hub_.watched_.size(), turns.size() - 1)];
      hub_.watched_.push_back(request);
    }
    WatchResponse started;
    started.mutable_started()->mutable_heartbeat_interval()->set_seconds(1);
    stream_.Write(started.SerializeAsString());
    for (const WatchResponse& response : turn.responses) stream_.Write(response.SerializeAsString());
    if (turn.then == WatchTurn::Then::kGoodbye) stream_.End(turn.status, turn.action);
    if (turn.then == WatchTurn::Then::kCut) hub_.Cut();
  }

 private:
  ScriptedHub& hub_;
  rpc::Stream& stream_;
};

ItemOutcome ScriptedHub::OutcomeOf(const PushItem& item) const {
  ItemOutcome outcome;
  outcome.set_item(item.item());
  outcome.set_outcome(OUTCOME_CREATED);
  if (const auto decide_one = decide.get()) decide_one(item, &outcome);
  return outcome;
}

absl::StatusOr<BatchPushResponse> ScriptedHub::Batch(const BatchPushRequest& request) {
  PushSeen seen;
  seen.options = request.options();
  seen.messages = {static_cast<size_t>(request.items_size())};
  BatchPushResponse response;
  std::vector<ReceiptItem> receipted;
  for (const PushItem& item : request.items()) {
    seen.items.push_back(item.item());
    *response.add_outcomes() = OutcomeOf(item);
    receipted.push_back(evidence::ReceiptItemOf(item, *response.outcomes().rbegin()));
  }
  {
    absl::MutexLock lock(&mutex_);
    pushed_.push_back(std::move(seen));
  }
  if (const absl::Status status = batch.get(); !status.ok()) return status;
  response.set_token("at-" + std::to_string(request.items_size()));
  *response.mutable_receipt() = Sign(receipted);
  return response;
}

Receipt ScriptedHub::Sign(const std::vector<ReceiptItem>& items) {
  ReceiptBody body;
  body.set_source("SY/mosal/pes");
  body.mutable_time()->set_seconds(absl::ToUnixSeconds(absl::Now()));
  const std::string nonce(evidence::kReceiptNonceBytes, 'n');
  evidence::CountItems(items, nonce, body);
  absl::MutexLock lock(&mutex_);
  body.set_number(++receipts_);
  body.set_previous(receipt_hash_);
  Receipt receipt = evidence::SignReceipt(HubSigner(), body, nonce);
  receipt_hash_ = evidence::Sha256(receipt.body());
  return receipt;
}

ScriptedHub::ScriptedHub()
    : member_(Files("member")),
      authenticator_(std::make_unique<Authenticator>(*this)),
      identity_(ServiceOf(identity::v1::IssueTokenRequest::descriptor(), "IdentityService")),
      exchange_(Exchange()) {
  AddIdentity();
  AddExchange();
  rpc::ServerOptions options;
  options.tls = Files("hub");
  options.workers = 4;
  options.drain_grace = absl::Seconds(2);
  server_ = std::make_unique<rpc::Server>(options, *authenticator_);
  const absl::Status started = server_->Add(identity_).Add(exchange_).Start();
  EXPECT_TRUE(started.ok()) << started;
  absl::MutexLock lock(&mutex_);
  gate_ = std::make_unique<harness::TcpGate>("127.0.0.1:" + std::to_string(server_->port()));
}

ScriptedHub::~ScriptedHub() { server_->Drain(); }

void ScriptedHub::AddIdentity() {
  using namespace identity::v1;  // NOLINT
  identity_.Unary<IssueTokenRequest, IssueTokenResponse>(
      "IssueToken", [this](const rpc::Call&, const IssueTokenRequest&) -> absl::StatusOr<IssueTokenResponse> {
        absl::MutexLock lock(&mutex_);
        IssueTokenResponse response;
        response.set_access_token("token-" + std::to_string(++tokens_));
        response.mutable_expires_in()->set_seconds(3600);
        return response;
      });
  identity_.Unary<WhoAmIRequest, WhoAmIResponse>(
      "WhoAmI", [](const rpc::Call& call, const WhoAmIRequest&) -> absl::StatusOr<WhoAmIResponse> {
        WhoAmIResponse response;
        response.set_source(call.caller().source);
        return response;
      });
  identity_.Unary<GetJwksRequest, GetJwksResponse>(
      "GetJwks", [](const rpc::Call&, const GetJwksRequest&) -> absl::StatusOr<GetJwksResponse> {
        GetJwksResponse response;
        response.set_jwks(R"({"keys":[]})");
        return response;
      });
  identity_.Unary<ListSigningKeysRequest, ListSigningKeysResponse>(
      "ListSigningKeys",
      [this](const rpc::Call&, const ListSigningKeysRequest&) -> absl::StatusOr<ListSigningKeysResponse> {
        const evidence::Signer signer = HubSigner();
        ListSigningKeysResponse response;
        SigningKey& key = *response.add_keys();
        key.set_key_id(signer.key_id());
        key.set_service("jobs");
        key.set_public_key(signer.public_key());
        if (const auto end = key_ending.get())
          key.mutable_not_after()->set_seconds(absl::ToUnixSeconds(*end));
        return response;
      });
  NotScripted<SignInRequest, SignInResponse>(identity_, "SignIn");
  NotScripted<SignOutRequest, SignOutResponse>(identity_, "SignOut");
  identity_.Streaming("WatchRevocations",
                      [this](rpc::Stream& stream) { return std::make_unique<Watch>(*this, stream); });
}

void ScriptedHub::AddExchange() {
  exchange_.Streaming("Push", [this](rpc::Stream& stream) { return std::make_unique<Push>(*this, stream); });
  exchange_.Streaming("Watch",
                      [this](rpc::Stream& stream) { return std::make_unique<Watch>(*this, stream); });
  exchange_.Unary<GetRequest, GetResponse>(
      "Get", [this](const rpc::Call& call, const GetRequest&) -> absl::StatusOr<GetResponse> {
        absl::MutexLock lock(&mutex_);
        const auto turn = static_cast<size_t>(calls_++);
        const std::vector<absl::Status> script = answers.get();
        if (turn < script.size() && !script[turn].ok()) return script[turn];
        GetResponse response;
        response.mutable_record()->set_hub_id(call.language());
        return response;
      });
  exchange_.Unary<ConfirmCursorRequest, ConfirmCursorResponse>(
      "ConfirmCursor",
      [this](const rpc::Call&, const ConfirmCursorRequest& request) -> absl::StatusOr<ConfirmCursorResponse> {
        absl::MutexLock lock(&mutex_);
        confirmed_.push_back(request);
        if (const absl::Status status = confirming.get(); !status.ok()) return status;
        return ConfirmCursorResponse();
      });
  exchange_.Unary<BatchPushRequest, BatchPushResponse>(
      "BatchPush", [this](const rpc::Call&, const BatchPushRequest& request) { return Batch(request); });
  exchange_.Unary<BeginRunRequest, BeginRunResponse>(
      "BeginRun", [](const rpc::Call&, const BeginRunRequest& request) -> absl::StatusOr<BeginRunResponse> {
        BeginRunResponse response;
        response.mutable_run()->set_run_id(std::string(32, 'a'));
        response.mutable_run()->set_source(request.source());
        response.mutable_run()->set_state(RUN_STATE_OPEN);
        return response;
      });
  exchange_.Unary<EndRunRequest, EndRunResponse>(
      "EndRun", [this](const rpc::Call&, const EndRunRequest& request) -> absl::StatusOr<EndRunResponse> {
        if (const absl::Status status = ending.get(); !status.ok()) return status;
        EndRunResponse response;
        response.mutable_run()->set_run_id(request.run_id());
        response.mutable_run()->set_state(RUN_STATE_DONE);
        return response;
      });
  NotScripted<ConfirmRunRequest, ConfirmRunResponse>(exchange_, "ConfirmRun");
  NotScripted<AbandonRunRequest, AbandonRunResponse>(exchange_, "AbandonRun");
  NotScripted<GetRunRequest, GetRunResponse>(exchange_, "GetRun");
  NotScripted<ListRunsRequest, ListRunsResponse>(exchange_, "ListRuns");
  NotScripted<ListReceiptsRequest, ListReceiptsResponse>(exchange_, "ListReceipts");
  NotScripted<ReconcileRequest, ReconcileResponse>(exchange_, "Reconcile");
  NotScripted<ProveEqualRequest, ProveEqualResponse>(exchange_, "ProveEqual");
  NotScripted<GetSourceRequest, GetSourceResponse>(exchange_, "GetSource");
  NotScripted<ListSourcesRequest, ListSourcesResponse>(exchange_, "ListSources");
  NotScripted<SetPromiseRequest, SetPromiseResponse>(exchange_, "SetPromise");
  NotScripted<ListFollowersRequest, ListFollowersResponse>(exchange_, "ListFollowers");
  NotScripted<ForgetFollowerRequest, ForgetFollowerResponse>(exchange_, "ForgetFollower");
  NotScripted<ListErasuresRequest, ListErasuresResponse>(exchange_, "ListErasures");
  NotScripted<ListReceiversRequest, ListReceiversResponse>(exchange_, "ListReceivers");
}

template <class Request, class Response>
void ScriptedHub::NotScripted(rpc::Service& service, const char* method) {
  service.Unary<Request, Response>(
      method, [](const rpc::Call& call, const Request&) -> absl::StatusOr<Response> {
        return Error(common::v1::ERROR_REASON_METHOD_UNKNOWN, {{"method", call.method()}});
      });
}

std::vector<ConfirmCursorRequest> ScriptedHub::confirmed() const {
  absl::MutexLock lock(&mutex_);
  return confirmed_;
}

harness::TcpGate& ScriptedHub::gate() {
  absl::MutexLock lock(&mutex_);
  return *gate_;
}
void ScriptedHub::Cut() { gate().CloseAll(); }

client::Profile ScriptedHub::profile() const {
  absl::MutexLock lock(&mutex_);
  client::Profile profile;
  profile.endpoint = "127.0.0.1:" + std::to_string(gate_->port());
  profile.certificate = member_.certificate;
  profile.key = member_.key;
  profile.authority = member_.authority;
  profile.server_name = "hub";
  profile.language = "fr";
  return profile;
}

std::vector<PushSeen> ScriptedHub::pushed() const {
  absl::MutexLock lock(&mutex_);
  return pushed_;
}
std::vector<WatchRequest> ScriptedHub::watched() const {
  absl::MutexLock lock(&mutex_);
  return watched_;
}
int ScriptedHub::tokens() const {
  absl::MutexLock lock(&mutex_);
  return tokens_;
}
int ScriptedHub::calls() const {
  absl::MutexLock lock(&mutex_);
  return calls_;
}
void ScriptedHub::RevokeTokens(int to_come) {
  absl::MutexLock lock(&mutex_);
  revoked_ = tokens_ + to_come;
}

}  // namespace tabadul::tests
