// The snapshot out: everything that the hub holds, by one Watch.
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/unknown_field_set.h>

#include <functional>

#include "absl/time/clock.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tests/bench/empty_service.h"
#include "tests/bench/exchange/copy.h"
#include "tests/bench/exchange/parts.h"
#include "tests/harness/certificates.h"
#include "tests/harness/member_token.h"

namespace tabadul::bench {
namespace {

using exchange::v1::WatchResponse;

// Changes of a serialized Changes message: counted, not parsed, since the client takes its time from the same cores.
uint64_t CountChanges(const std::string& bytes) {
  using google::protobuf::internal::WireFormatLite;
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()),
                                            static_cast<int>(bytes.size()));
  uint64_t count = 0;
  for (uint32_t tag; (tag = in.ReadTag()) != 0; WireFormatLite::SkipField(&in, tag))
    count += WireFormatLite::GetTagFieldNumber(tag) == exchange::v1::Changes::kChangesFieldNumber;
  return count;
}

// Of a message of Watch, whose fields are kept as bytes.
uint64_t RecordsIn(const google::protobuf::Empty& raw) {
  uint64_t count = 0;
  const auto& fields = raw.GetReflection()->GetUnknownFields(raw);
  for (int i = 0; i < fields.field_count(); ++i) {
    if (fields.field(i).number() == WatchResponse::kChangesFieldNumber)
      count += CountChanges(fields.field(i).length_delimited());
  }
  return count;
}

struct Read {
  uint64_t records = 0;
  double seconds = 0;
  std::string first;  // the first message with records
};

using Open = std::function<absl::StatusOr<std::unique_ptr<rpc::ClientStream>>()>;

Read Snapshot(const Open& open) {
  exchange::v1::WatchRequest request;
  request.set_until_mark(true);
  const absl::Time start = absl::Now();
  auto stream = open();
  Check(stream.status());
  if (!(*stream)->Write(request)) Die("the hub takes no Watch");
  (*stream)->WritesDone();
  Read read;
  google::protobuf::Empty raw;  // keeps what it does not know as bytes
  while ((*stream)->Read(&raw)) {
    read.records += RecordsIn(raw);
    if (read.first.empty() && read.records > 0) read.first = raw.SerializeAsString();
  }
  Check((*stream)->Finish());
  read.seconds = absl::ToDoubleSeconds(absl::Now() - start);
  return read;
}

// The better of two: the first also warms what it reads from.
double Rate(const Open& open, uint64_t expected) {
  double best = 0;
  for (int turn = 0; turn < 2; ++turn) {
    const Read read = Snapshot(open);
    if (read.records != expected) Die("a snapshot of " + std::to_string(read.records) + " records");
    best = std::max(best, static_cast<double>(read.records) / read.seconds);
  }
  return best;
}

// Of as many records, a page of theirs again and again, by a server that does nothing else.
double RateOfPages(Stage& stage, const Open& open, uint64_t count) {
  const std::string page = Snapshot(open).first;
  google::protobuf::Empty raw;
  if (!raw.ParseFromString(page) || RecordsIn(raw) == 0) Die("a page without records");
  const uint64_t records = RecordsIn(raw), times = (count + records - 1) / records;
  EmptyService empty(stage.TlsOf("jobs"), page, static_cast<int>(times));
  rpc::Channel channel({.target = "127.0.0.1:" + std::to_string(empty.port()),
                        .tls = stage.TlsOf("gateway"),
                        .server_name = stage.Direct().server_name});
  return Rate([&] { return channel.Streaming(absl::InfiniteFuture(), kWatch); }, times * records);
}

// To the service itself what the gateway would send it for this member.
std::unique_ptr<rpc::Channel> Forwarded(Stage& stage, const client::Profile& member) {
  const auto token = harness::MemberToken(member);
  Check(token.status());
  const std::vector<std::pair<std::string, std::string>> metadata = {
      {"authorization", "Bearer " + *token},
      {"x-tabadul-certificate", harness::Fingerprint(member.certificate)}};
  const client::Profile direct = stage.Direct();
  return std::make_unique<rpc::Channel>(rpc::ChannelOptions{
      .target = direct.endpoint,
      .tls = stage.TlsOf("gateway"),
      .server_name = direct.server_name,
      .metadata = [metadata]() -> absl::StatusOr<std::vector<std::pair<std::string, std::string>>> {
        return metadata;
      }});
}

// All records once more, each another text and version.
std::vector<exchange::v1::PushItem> Rewritten(uint64_t count, uint64_t version) {
  auto items = MakeItems("n", count);
  for (auto& item : items) Rewrite(*item.mutable_upsert(), version);
  return items;
}

}  // namespace

void Snapshots(Stage& stage) {
  const uint64_t count = Records();
  const client::Profile profile = stage.Member();
  auto items = MakeItems("n", count);
  const int bytes = MeanBytes(items);
  AwaitIndex(profile, Push(profile, kEgypt, std::move(items)).token);
  const std::string note = "the client counts, it does not parse";
  client::Connection connection(profile);
  const auto through = [&] { return connection.Streaming(kWatch); };
  const auto channel = Forwarded(stage, profile);
  const Open straight = [&] { return channel->Streaming(absl::InfiniteFuture(), kWatch); };
  const double direct = Rate(straight, count);
  const double gateway = Rate(through, count);
  stage.Add({"snapshot out, direct", direct, "records/s", 150'000, kDirect, 1, bytes, note});
  stage.Add({"snapshot out, through the gateway", gateway, "records/s", 80'000, kGateway, 1, bytes, note});
  const double pages = RateOfPages(stage, straight, count);
  const double copied = Database(stage.DatabaseOfJobs()).CopyOutRate("vacancy_record");
  stage.Add({"pages of them from an empty gRPC stream", pages, "records/s", {}, kDirect, 1, bytes, note});
  stage.Add({"COPY TO STDOUT (binary) of them", copied, "records/s", {}, "PostgreSQL, socket", 1, bytes, ""});
  stage.Add(
      {"snapshot out, direct / empty gRPC stream", 100 * direct / pages, "%", {}, kDirect, 1, bytes, ""});
  stage.Add({"snapshot out, direct / COPY TO STDOUT", 100 * direct / copied, "%", {}, kDirect, 1, bytes, ""});
  stage.Add({"the same in bytes", gateway * bytes / 1e6, "MB/s", {}, kGateway, 1, bytes, ""});
  Pushed last;
  for (uint64_t version = 2; version <= 4; ++version) last = Push(profile, kEgypt, Rewritten(count, version));
  AwaitIndex(profile, last.token);
  const double after = Rate(through, count);
  stage.Add({"snapshot out after three full rewrites", after, "records/s", {}, kGateway, 1, bytes, note});
  stage.Add({"after three rewrites / before", 100 * after / gateway, "%", 80, kGateway, 1, bytes, ""});
}

}  // namespace tabadul::bench
