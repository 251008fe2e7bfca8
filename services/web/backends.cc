#include "services/web/backends.h"

#include "lib/transcode/contracts.h"

namespace tabadul::web {

using google::protobuf::ServiceDescriptor;

Backends::Backends(std::map<std::string, rpc::ChannelOptions> packages) {
  for (auto& [package, options] : packages)
    forwarders_.emplace(package, std::make_unique<rpc::Forwarder>(std::move(options)));
}

std::vector<const ServiceDescriptor*> Backends::Services() {
  std::vector<const ServiceDescriptor*> all;
  for (const auto* const contract : transcode::Contracts()) {
    // The linked one, whose messages can be made.
    const auto* const file =
        google::protobuf::DescriptorPool::generated_pool()->FindFileByName(contract->name());
    if (file == nullptr) continue;
    for (int i = 0; i < file->service_count(); ++i) all.push_back(file->service(i));
  }
  return all;
}

rpc::Forwarder& Backends::Of(const google::protobuf::MethodDescriptor& method) const {
  return *forwarders_.at(method.file()->package());
}

std::string Backends::PathOf(const google::protobuf::MethodDescriptor& method) {
  return "/" + method.service()->full_name() + "/" + method.name();
}

}  // namespace tabadul::web
