#include "services/web/backends.h"

namespace tabadul::web {
namespace {

using google::protobuf::ServiceDescriptor;

// Files of the contract that hold services: Web.WhatTheDescriptionListsIsThere misses one that is forgotten.
constexpr const char* kFiles[] = {"tabadul/identity/v1/identity_service.proto",
                                  "tabadul/identity/v1/admin_service.proto",
                                  "tabadul/identity/v1/grant_service.proto",
                                  "tabadul/jobs/v1/jobs_service.proto",
                                  "tabadul/jobs/v1/training_service.proto",
                                  "tabadul/jobs/v1/vacancy_exchange_service.proto",
                                  "tabadul/jobs/v1/training_offer_exchange_service.proto"};

}  // namespace

Backends::Backends(std::map<std::string, rpc::ChannelOptions> packages) {
  for (auto& [package, options] : packages)
    forwarders_.emplace(package, std::make_unique<rpc::Forwarder>(std::move(options)));
}

std::vector<const ServiceDescriptor*> Backends::Services() {
  std::vector<const ServiceDescriptor*> all;
  for (const char* const name : kFiles) {
    const auto* const file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
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
