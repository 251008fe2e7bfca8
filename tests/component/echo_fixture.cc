#include "tests/component/echo_fixture.h"

#include <algorithm>
#include <stdexcept>

#include "tests/harness/eventually.h"

namespace tabadul::rpc {
namespace {

using tests::echo::ChatResponse;
using tests::echo::EchoRequest;
using tests::echo::EchoResponse;

std::string Text(std::string text) {
  ChatResponse response;
  response.set_text(std::move(text));
  return response.SerializeAsString();
}

class Chat final : public StreamHandler {
 public:
  Chat(EchoService& echo, Stream& stream) : echo_(echo), stream_(stream) { ++echo_.open_streams; }
  ~Chat() override { --echo_.open_streams; }
  void OnStart() override { stream_.Read(); }
  void OnMessage(std::string message) override {
    EchoRequest request;
    request.ParseFromString(message);
    if (request.act() == "throw") throw std::runtime_error("secret of the house");
    stream_.Write(Text(request.text()));
    stream_.Read();
  }
  void OnHalfClose() override { stream_.End(absl::OkStatus(), common::v1::GOODBYE_ACTION_DONE); }
  void OnEnd() override { ++echo_.ended_streams; }

 private:
  EchoService& echo_;
  Stream& stream_;
};

class Flow final : public StreamHandler {
 public:
  Flow(EchoService& echo, Stream& stream) : echo_(echo), stream_(stream) { ++echo_.open_streams; }
  ~Flow() override { --echo_.open_streams; }
  void OnStart() override {}
  void OnMessage(std::string message) override {
    request_.ParseFromString(message);
    Produce();
  }
  void OnWritable() override { Produce(); }
  void OnEnd() override { ++echo_.ended_streams; }

 private:
  void Produce() {
    constexpr size_t kBound = 1 << 20;
    const std::string text(static_cast<size_t>(request_.bytes()), 'x');
    while (request_.count() == 0 || sent_ < request_.count()) {
      if (stream_.Unwritten() > kBound) return;
      if (!stream_.Write(Text(text))) return;
      ++sent_;
      echo_.most_unwritten = std::max<size_t>(echo_.most_unwritten, stream_.Unwritten());
    }
    stream_.End(absl::OkStatus(), common::v1::GOODBYE_ACTION_DONE);
  }

  EchoService& echo_;
  Stream& stream_;
  EchoRequest request_;
  int64_t sent_ = 0;
};

}  // namespace

EchoService::EchoService() : service_(tests::echo::EchoRequest::descriptor()->file()->service(0)) {
  for (const char* method : {"Open", "Scoped", "Inside", "Certified"}) {
    service_.Unary<EchoRequest, EchoResponse>(
        method, [this](const rpc::Call& call, const EchoRequest& request) { return Answer(call, request); });
  }
  for (const char* method : {"Chat", "ScopedChat"}) {
    service_.Streaming(method, [this](Stream& stream) { return std::make_unique<Chat>(*this, stream); });
  }
  service_.Streaming("Flow", [this](Stream& stream) { return std::make_unique<Flow>(*this, stream); });
}

absl::StatusOr<EchoResponse> EchoService::Answer(const Call& call, const EchoRequest& request) {
  if (request.act() == "throw") throw std::runtime_error("secret of the house");
  if (request.act() == "internal") return Internal("password=1234");
  if (request.act() == "invalid") {
    Violations violations;
    violations.Add("text", common::v1::ERROR_REASON_REQUIRED);
    violations.Add("count", common::v1::ERROR_REASON_OUT_OF_RANGE, {{"minimum", "0"}, {"maximum", "9"}});
    return violations.ToStatus();
  }
  if (request.act() == "count") ++counted;
  if (request.act() == "wait") {
    ++waiting;
    harness::Eventually([&] { return release || call.context().done(); }, absl::Seconds(60));
    --waiting;
  }
  EchoResponse response;
  response.set_text(request.text());
  response.mutable_said()->set_text(request.text());
  response.set_source(call.caller().source);
  response.set_service(call.caller().service);
  response.set_fingerprint(call.caller().fingerprint);
  response.set_language(call.language());
  response.set_request_id(call.request_id());
  return response;
}

const harness::Authority& Echo::Inside() {
  static const auto* authority = new harness::Authority("inside");
  return *authority;
}

const TlsFiles& Echo::Files(const std::string& name) {
  static auto* files = new std::map<std::string, TlsFiles>();
  auto found = files->find(name);
  if (found == files->end()) found = files->emplace(name, Inside().Issue(name)).first;
  return found->second;
}

ServerOptions Echo::DefaultOptions() const {
  ServerOptions options;
  options.tls = Files("echo");
  options.workers = 4;
  options.queue = 16;
  options.drain_grace = absl::Seconds(5);
  return options;
}

void Echo::StartServer(ServerOptions options, Authenticator* authenticator) {
  TearDown();
  echo_ = std::make_unique<EchoService>();
  server_ =
      std::make_unique<Server>(std::move(options), authenticator == nullptr ? no_tokens_ : *authenticator);
  const absl::Status started = server_->Add(echo_->service()).Start();
  ASSERT_TRUE(started.ok()) << started;
}

void Echo::TearDown() {
  if (echo_ != nullptr) echo_->release = true;
  channels_.clear();
  server_ = nullptr;
  echo_ = nullptr;
}

std::unique_ptr<Channel> Echo::Connect(const std::string& certificate, Headers headers) {
  return Connect(Files(certificate), std::move(headers));
}

std::unique_ptr<Channel> Echo::Connect(const TlsFiles& files, Headers headers) {
  ChannelOptions options;
  options.target = "127.0.0.1:" + std::to_string(server_->port());
  options.tls = files;
  options.server_name = "echo";
  options.metadata = [headers]() -> absl::StatusOr<Headers> { return headers; };
  return std::make_unique<Channel>(std::move(options));
}

absl::StatusOr<EchoResponse> Echo::Call(Channel& channel, const std::string& method,
                                        const EchoRequest& request, absl::Duration timeout) {
  EchoResponse response;
  RETURN_IF_ERROR(channel.Unary(Context::WithTimeout(timeout), "/tabadul.tests.echo.EchoService/" + method,
                                request, &response));
  return response;
}

absl::StatusOr<EchoResponse> Echo::Call(const std::string& certificate, const std::string& method,
                                        const EchoRequest& request, Headers headers) {
  return Call(*Connect(certificate, std::move(headers)), method, request);
}

std::unique_ptr<ClientStream> Echo::OpenStream(const std::string& certificate, const std::string& method,
                                               Headers headers) {
  channels_.push_back(Connect(certificate, std::move(headers)));
  auto stream = channels_.back()->Streaming(absl::Now() + absl::Seconds(60),
                                            "/tabadul.tests.echo.EchoService/" + method);
  EXPECT_TRUE(stream.ok()) << stream.status();
  return *std::move(stream);
}

bool Echo::Say(ClientStream& stream, const std::string& text) {
  EchoRequest request;
  request.set_text(text);
  ChatResponse response;
  return stream.Write(request) && stream.Read(&response) && response.text() == text;
}

Echo::End Echo::ReadToEnd(ClientStream& stream) {
  End end;
  ChatResponse response;
  while (stream.Read(&response)) {
    if (response.has_goodbye()) {
      end.goodbye = response.goodbye();
      stream.WritesDone();
    } else {
      ++end.messages;
    }
  }
  end.status = stream.Finish();
  return end;
}

}  // namespace tabadul::rpc
