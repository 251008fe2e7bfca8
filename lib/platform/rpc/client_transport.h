// What all clients of gRPC share. Include only from the .cc files of this folder that speak gRPC.
#pragma once

#include <memory>

#include "grpcpp/grpcpp.h"
#include "lib/platform/rpc/channel.h"

namespace tabadul::rpc {

// Not connected yet: that happens at its first call.
std::shared_ptr<grpc::Channel> OpenChannel(const ChannelOptions& options);
// An answer's status with what its details say.
absl::Status FromGrpc(const grpc::Status& status);
void SetDeadline(grpc::ClientContext& context, absl::Time deadline);  // InfiniteFuture: none

}  // namespace tabadul::rpc
