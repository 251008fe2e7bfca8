#include "lib/platform/rpc/service.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace tabadul::rpc {

void StreamHandler::OnDrain(Stream& stream, const absl::Status& why) {
  stream.End(why, common::v1::GOODBYE_ACTION_RECONNECT);
}

Service::Service(const google::protobuf::ServiceDescriptor* descriptor) : descriptor_(descriptor) {}

// A name or a type that the contract does not have is a programming error: no input can cause it.
const google::protobuf::MethodDescriptor* Service::Find(std::string_view method) const {
  const auto* found = descriptor_->FindMethodByName(std::string(method));
  if (found != nullptr) return found;
  std::fprintf(stderr, "%s has no method %.*s\n", descriptor_->full_name().c_str(),
               static_cast<int>(method.size()), method.data());
  std::abort();
}

void Service::AddUnary(std::string_view method, Work work, const Message& request, const Message& response,
                       UnaryHandler handler) {
  const auto* descriptor = Find(method);
  if (descriptor->input_type() != request.GetDescriptor() ||
      descriptor->output_type() != response.GetDescriptor() || descriptor->client_streaming() ||
      descriptor->server_streaming()) {
    std::fprintf(stderr, "the handler of %s has other types\n", descriptor->full_name().c_str());
    std::abort();
  }
  methods_[descriptor->name()] = {descriptor,         &request, &response, work,
                                  std::move(handler), nullptr,  nullptr};
}

void Service::AddUnaryOfBytes(std::string_view method, Work work, const Message& response,
                              BytesHandler handler) {
  const auto* descriptor = Find(method);
  if (descriptor->output_type() != response.GetDescriptor() || descriptor->client_streaming() ||
      descriptor->server_streaming()) {
    std::fprintf(stderr, "the handler of %s has other types\n", descriptor->full_name().c_str());
    std::abort();
  }
  methods_[descriptor->name()] = {descriptor, nullptr, &response, work, nullptr, std::move(handler), nullptr};
}

void Service::Streaming(std::string_view method,
                        std::function<std::unique_ptr<StreamHandler>(Stream&)> factory) {
  const auto* descriptor = Find(method);
  if (!descriptor->server_streaming()) {
    std::fprintf(stderr, "%s is not a stream\n", descriptor->full_name().c_str());
    std::abort();
  }
  methods_[descriptor->name()] = {descriptor, nullptr, nullptr,           Work::kMayWait,
                                  nullptr,    nullptr, std::move(factory)};
}

}  // namespace tabadul::rpc
