// The services that web speaks for, and which of them has an RPC.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "lib/platform/rpc/forwarder.h"

namespace tabadul::web {

class Backends {
 public:
  // Packages ("tabadul.jobs.v1") and where their services are.
  explicit Backends(std::map<std::string, rpc::ChannelOptions> packages);

  // Every service of the contracts.
  static std::vector<const google::protobuf::ServiceDescriptor*> Services();
  rpc::Forwarder& Of(const google::protobuf::MethodDescriptor& method) const;
  // "/tabadul.jobs.v1.JobsService/GetVacancy"
  static std::string PathOf(const google::protobuf::MethodDescriptor& method);

 private:
  std::map<std::string, std::unique_ptr<rpc::Forwarder>> forwarders_;
};

}  // namespace tabadul::web
