// HTTP method, path, query and body, one a line, as a request to the hub: refused with a reason and names that can be told,
// or a message that the services can parse and that says the same after a trip through JSON.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "google/rpc/status.pb.h"
#include "lib/platform/base/utf8.h"
#include "lib/platform/rpc/edge.h"
#include "lib/platform/rpc/wire.h"
#include "lib/transcode/json.h"
#include "lib/transcode/transcoder.h"
#include "tests/fuzz/check.h"

namespace {

using tabadul::fuzz::Check;
using tabadul::transcode::Transcoder;

const Transcoder& Hub() {
  static const Transcoder* const hub = [] {
    std::vector<const google::protobuf::ServiceDescriptor*> services;
    for (const char* const name :
         {"identity.v1.AdminService", "identity.v1.GrantService", "identity.v1.IdentityService",
          "jobs.v1.JobsService", "jobs.v1.TrainingService", "jobs.v1.TrainingOfferExchangeService",
          "jobs.v1.VacancyExchangeService"}) {
      services.push_back(google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          std::string("tabadul.") + name));
      Check(services.back() != nullptr);
    }
    absl::StatusOr<Transcoder> made = Transcoder::Make(services);
    Check(made.ok());
    return new Transcoder(*std::move(made));
  }();
  return *hub;
}

// The first line, which is taken off.
std::string_view Line(std::string_view* rest) {
  const size_t end = rest->find('\n');
  const std::string_view line = rest->substr(0, end);
  *rest = end == std::string_view::npos ? std::string_view() : rest->substr(end + 1);
  return line;
}

void CheckRefusal(const absl::Status& status) {
  using namespace tabadul;  // NOLINT: the reasons
  Check(ReasonOf(status) != common::v1::ERROR_REASON_UNSPECIFIED &&
        ReasonOf(status) != common::v1::ERROR_REASON_INTERNAL);
  for (const Violation& violation : ViolationsOf(status)) {
    Check(!violation.field.empty() && IsUtf8(violation.field));
    for (const auto& [key, value] : violation.metadata) Check(IsUtf8(value));
  }
  const google::rpc::Status told = rpc::ToProto(status, "ar");
  google::rpc::Status same;
  Check(same.ParseFromString(told.SerializeAsString()));
  Check(IsUtf8(transcode::ErrorJson(told, transcode::HttpStatus(status))));
}

void CheckMessage(const google::protobuf::Message& message) {
  const std::string bytes = message.SerializeAsString();
  const std::unique_ptr<google::protobuf::Message> same(message.New());
  Check(tabadul::rpc::WireCheck(message.GetDescriptor()).Parse(bytes, same.get()).ok());
  Check(same->SerializeAsString() == bytes);
  const absl::StatusOr<std::string> json = tabadul::transcode::ToJson(message);
  Check(json.ok() && tabadul::IsUtf8(*json));
  same->Clear();
  tabadul::Violations violations;
  tabadul::transcode::ReadJson(*json, "", *same, violations);
  Check(violations.ok() && same->SerializeAsString() == bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool silent = (tabadul::rpc::SilenceProtobuf(), true);
  Check(silent);
  std::string_view rest = tabadul::fuzz::Text(data, size);
  const std::string_view method = Line(&rest), path = Line(&rest), query = Line(&rest);
  const absl::StatusOr<Transcoder::Meant> meant = Hub().Find(method, path);
  if (!meant.ok()) return CheckRefusal(meant.status()), 0;
  const auto message = Hub().ToMessage(*meant, query, rest);
  if (!message.ok()) return CheckRefusal(message.status()), 0;
  CheckMessage(**message);
  return 0;
}
