#include "tests/harness/crowd.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <sys/resource.h>

#include <atomic>
#include <vector>

#include "absl/synchronization/notification.h"
#include "lib/platform/rpc/transport.h"
#include "lib/platform/rpc/wire.h"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tests/harness/die.h"
#include "tests/harness/eventually.h"
#include "tests/harness/member_token.h"
#include "tests/harness/process.h"

namespace tabadul::harness {
namespace {

constexpr char kWatch[] = "/tabadul.jobs.v1.VacancyExchangeService/Watch";
// A herd that knocks at once is told to wait (OVERLOADED): so many at a time are let in, as members come, and who is told
// so knocks again, as every client does.
constexpr size_t kKnocking = 32;
constexpr absl::Duration kLetIn = absl::Minutes(1);

std::string TokenOf(const client::Profile& profile) {
  const auto token = MemberToken(profile);
  if (!token.ok()) Die("no token: " + token.status().ToString());
  return *token;
}

}  // namespace

class Crowd::One final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  One(const std::string& target, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
      const std::string& server_name, const std::string& token, bool reads)
      : reads_(reads), stub_(Connect(target, credentials, server_name)) {
    context_.AddMetadata("authorization", "Bearer " + token);
    request_ = rpc::ToBuffer(exchange::v1::WatchRequest().SerializeAsString());
    stub_.PrepareBidiStreamingCall(&context_, kWatch, {}, this);
    StartWriteLast(&request_, grpc::WriteOptions());
    if (reads_) StartRead(&in_);
    StartCall();
  }
  ~One() override {
    context_.TryCancel();
    done_.WaitForNotification();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    exchange::v1::WatchResponse response;
    if (!response.ParseFromString(rpc::ToString(in_))) return context_.TryCancel();
    if (response.has_started()) in_hub_ = true;
    for (const auto& change : response.changes().changes()) reached_ = change.state().sequence();
    if (response.changes().has_mark() || response.heartbeat().has_mark()) marked_ = true;
    in_.Clear();
    StartRead(&in_);
  }
  void OnDone(const grpc::Status&) override {
    ended_ = true;
    done_.Notify();
  }

  bool is_in() const { return in_hub_; }
  bool marked() const { return marked_; }
  uint64_t reached() const { return reached_; }
  bool ended() const { return ended_; }

 private:
  static std::shared_ptr<grpc::Channel> Connect(const std::string& target,
                                                const std::shared_ptr<grpc::ChannelCredentials>& credentials,
                                                const std::string& server_name) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // else all would share one connection
    arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
    arguments.SetMaxReceiveMessageSize(-1);
    if (!server_name.empty()) arguments.SetSslTargetNameOverride(server_name);
    return grpc::CreateCustomChannel(target, credentials, arguments);
  }

  const bool reads_;
  grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer> stub_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_, in_;
  std::atomic<bool> in_hub_ = false, marked_ = false, ended_ = false;
  std::atomic<uint64_t> reached_ = 0;
  absl::Notification done_;
};

class Crowd::Impl {
 public:
  explicit Impl(const client::Profile& profile)
      : profile_(profile),
        token_(TokenOf(profile)),
        credentials_(grpc::SslCredentials(
            {ReadFile(profile.authority), ReadFile(profile.key), ReadFile(profile.certificate)})) {}

  std::unique_ptr<One> Knock(bool reads) const {
    return std::make_unique<One>(profile_.endpoint, credentials_, profile_.server_name, token_, reads);
  }
  // Whether all that have come are let in. Who was turned away comes again.
  bool AreIn() {
    for (auto& one : all) {
      if (!one->is_in() && one->ended()) one = Knock(true);
    }
    return Count([](const One& one) { return one.is_in(); }) == all.size();
  }

  std::vector<std::unique_ptr<One>> all;
  template <class Predicate>
  size_t Count(Predicate holds) const {
    size_t count = 0;
    for (const auto& one : all) count += holds(*one);
    return count;
  }

 private:
  const client::Profile profile_;
  const std::string token_;
  const std::shared_ptr<grpc::ChannelCredentials> credentials_;
};

Crowd::Crowd(const client::Profile& profile, size_t size, bool reads)
    : impl_(std::make_unique<Impl>(profile)) {
  for (size_t i = 1; i <= size; ++i) {
    impl_->all.push_back(impl_->Knock(reads));
    const bool pause = reads && (i % kKnocking == 0 || i == size);
    if (pause && !Eventually([&] { return impl_->AreIn(); }, kLetIn, absl::Milliseconds(20)))
      Die("the hub does not let followers in");
  }
}
Crowd::~Crowd() = default;

size_t Crowd::size() const { return impl_->all.size(); }
size_t Crowd::marked() const {
  return impl_->Count([](const One& one) { return one.marked(); });
}
size_t Crowd::reached(uint64_t sequence) const {
  return impl_->Count([&](const One& one) { return one.reached() >= sequence; });
}
size_t Crowd::ended() const {
  return impl_->Count([](const One& one) { return one.ended(); });
}

void Crowd::AllowFiles() {
  constexpr rlim_t kFiles = 8192;
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_max < kFiles)
    Die("8,192 open files are not allowed");
  files.rlim_cur = std::max(files.rlim_cur, kFiles);
  setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace tabadul::harness
