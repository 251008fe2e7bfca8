#include "lib/platform/rpc/runtime.h"

#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::rpc {
namespace {

const metrics::Histogram& CallSeconds() {
  static const metrics::Histogram seconds("tabadul_rpc_server_seconds", "Unary calls from arrival to answer",
                                          {"method", "code"});
  return seconds;
}
const metrics::Histogram& QueueSeconds() {
  static const metrics::Histogram seconds("tabadul_rpc_queue_seconds", "Time that calls waited for a worker");
  return seconds;
}
const metrics::Counter& StreamsEnded() {
  static const metrics::Counter ended("tabadul_rpc_streams_total", "Streams that ended", {"method", "code"});
  return ended;
}
const metrics::Gauge& InFlight() {
  static const metrics::Gauge calls("tabadul_rpc_in_flight_calls", "Calls and streams that have not ended",
                                    {"method"});
  return calls;
}

}  // namespace

std::string Describe(const Caller& caller) {
  switch (caller.kind) {
    case Caller::Kind::kSystem:
      return caller.source;
    case Caller::Kind::kService:
      return "service:" + caller.service;
    case Caller::Kind::kVisitor:
      return "";
  }
  return "";
}

absl::Status Overloaded(std::string_view queue) {
  return WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", std::string(queue)}}),
                   absl::Seconds(1));
}

absl::Status TooLarge(const ServerOptions& options) {
  return Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE,
               {{"limit_bytes", std::to_string(options.max_message_bytes)}});
}

Runtime::Runtime(const ServerOptions& options, Authenticator& authenticator)
    : options_(options),
      authenticator_(authenticator),
      workers_(options.workers, options.queue),
      memory_(options.memory_workers, options.memory_queue) {}

absl::StatusOr<Caller> Runtime::Identify(const Endpoint& endpoint, const Incoming& incoming) {
  ASSIGN_OR_RETURN(const Authenticator::Presented presented,
                   Present(incoming.peer_service, incoming.identity, endpoint.policy));
  ASSIGN_OR_RETURN(Caller caller, authenticator_.Authenticate(presented));
  RETURN_IF_ERROR(Admit(endpoint.policy, caller));
  return caller;
}

bool Runtime::Watch(OpenStream* stream) {
  absl::MutexLock lock(&mutex_);
  if (streams_.size() >= 2 * static_cast<size_t>(options_.max_streams)) return false;
  streams_.insert(stream);
  return true;
}

absl::Status Runtime::Enter(Place& place) {
  absl::MutexLock lock(&mutex_);
  if (draining()) return Error(common::v1::ERROR_REASON_DRAINING);
  if (open_ >= options_.max_streams) return Overloaded();
  ++open_;
  place.open = true;
  return absl::OkStatus();
}

absl::Status Runtime::EnterOf(const std::string& source, Place& place) {
  absl::MutexLock lock(&mutex_);
  OfMember& member = members_[source];
  if (member.open < options_.max_streams_of_one) {
    ++member.open;
    place.source = source;
    return absl::OkStatus();
  }
  --open_;
  place.open = false;
  if (member.refused < options_.max_streams_of_one) {
    ++member.refused;
    place.source = source;
    place.refused = true;
  }
  return Overloaded("streams");
}

void Runtime::Leave(OpenStream* stream, const Place& place) {
  absl::MutexLock lock(&mutex_);
  streams_.erase(stream);
  if (place.open) --open_;
  if (place.source.empty()) return;
  const auto member = members_.find(place.source);
  --(place.refused ? member->second.refused : member->second.open);
  if (member->second.open == 0 && member->second.refused == 0) members_.erase(member);
}

void Runtime::TickStreams() {
  const absl::Time now = absl::Now();
  absl::MutexLock lock(&mutex_);
  for (OpenStream* stream : streams_) stream->Tick(now);
}

void Runtime::DrainStreams() {
  absl::MutexLock lock(&mutex_);
  draining_ = true;
  for (OpenStream* stream : streams_) stream->BeginDrain(Error(common::v1::ERROR_REASON_DRAINING));
}

bool Runtime::WaitForStreams(absl::Duration timeout) {
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(
      absl::Condition(
          +[](absl::flat_hash_set<OpenStream*>* streams) { return streams->empty(); }, &streams_),
      timeout);
}

void Runtime::Begin(const std::string& method) { InFlight().With({method}).Add(1); }

void Runtime::Report(const CallRecord& record) {
  const std::string code = absl::StatusCodeToString(record.status.code());
  InFlight().With({record.method}).Add(-1);
  QueueSeconds().Observe(absl::ToDoubleSeconds(record.queued));
  if (record.stream) {
    StreamsEnded().With({record.method, code}).Increment();
  } else {
    CallSeconds().With({record.method, code}).Observe(absl::ToDoubleSeconds(record.took));
  }
  const bool fault = record.status.code() == absl::StatusCode::kInternal;
  const std::string_view reason = record.status.ok() ? "" : ReasonName(ReasonOf(record.status));
  const log::Field fields[] = {{"method", record.method},
                               {"code", code},
                               {"reason", reason},
                               {"ms", absl::ToDoubleMilliseconds(record.took)},
                               {"queue_ms", absl::ToDoubleMilliseconds(record.queued)},
                               {"source", record.caller},
                               {"request_id", record.request_id},
                               {"bytes_in", record.bytes_in},
                               {"bytes_out", record.bytes_out},
                               {"stream", record.stream},
                               {"error_id", record.error_id},
                               {"detail", record.hidden}};
  const size_t shown = record.error_id.empty() ? std::size(fields) - 2 : std::size(fields);
  log::Write(fault ? log::Level::kError : log::Level::kInfo, "rpc", {fields, shown});
}

}  // namespace tabadul::rpc
