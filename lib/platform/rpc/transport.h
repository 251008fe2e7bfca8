// The few translations between gRPC's types and ours. Include only from the .cc files of this folder that
// speak gRPC.
#pragma once

#include <memory>
#include <string>

#include "google/rpc/status.pb.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "grpcpp/impl/service_type.h"
#include "lib/platform/rpc/runtime.h"

namespace tabadul::rpc {

Incoming ReadIncoming(grpc::CallbackServerContext& context);
grpc::Status ToGrpc(const google::rpc::Status& status);
grpc::ByteBuffer ToBuffer(std::string bytes);  // without a copy
std::string ToString(const grpc::ByteBuffer& buffer);

// gRPC's own complaints (handshakes that failed, ports that are taken) go to our log: as warnings of a process that
// serves, else only where debug is shown.
void TakeOverGrpcLog(bool serves);
// Before anything of gRPC is made: settings that it reads once, from the environment.
void PrepareGrpc();

// The reactors of one call; they delete themselves.
grpc::ServerUnaryReactor* StartUnary(Runtime& runtime, const Endpoint& endpoint,
                                     grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* response);
grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartStream(
    Runtime& runtime, const Endpoint& endpoint, grpc::CallbackServerContext* context);
// Answers METHOD_UNKNOWN to what no registered service has.
std::unique_ptr<grpc::CallbackGenericService> RefuseUnknownMethods(Runtime& runtime);

}  // namespace tabadul::rpc
