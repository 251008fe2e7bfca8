#include "lib/client/kind.h"

#include <google/protobuf/descriptor.h>

#include "lib/platform/base/status.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::client {
namespace {

const google::protobuf::OneofDescriptor& Payloads() {
  return *exchange::v1::Record::descriptor()->FindOneofByName("payload");
}

}  // namespace

std::vector<std::string> Kinds() {
  std::vector<std::string> kinds;
  for (int i = 0; i < Payloads().field_count(); ++i) kinds.push_back(Payloads().field(i)->name());
  return kinds;
}

absl::StatusOr<std::string> MethodOf(std::string_view kind, std::string_view rpc) {
  for (int i = 0; i < Payloads().field_count(); ++i) {
    const auto& payload = *Payloads().field(i);
    if (payload.name() != kind) continue;
    const std::string service = payload.message_type()->full_name() + "ExchangeService";
    const auto* found = payload.file()->pool()->FindServiceByName(service);
    if (found != nullptr && found->FindMethodByName(std::string(rpc)) != nullptr)
      return "/" + service + "/" + std::string(rpc);
  }
  return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"kind", std::string(kind)}});
}

}  // namespace tabadul::client
