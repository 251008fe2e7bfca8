// What the log and the metrics say of a request: no address, no query, nothing of what was sent.
#pragma once

#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "lib/platform/rpc/edge.h"
#include "services/web/request_context.h"

namespace tabadul::web {

// Of an RPC that was asked for by HTTP, or a request that meant none: null. A fault has its id here, and what the caller is
// not told. `http`: the status line's code, if it is another than that of the outcome.
void Report(const google::protobuf::MethodDescriptor* method, const rpc::Masked& outcome,
            const RequestContext& context, absl::Duration took = absl::ZeroDuration(), int http = 0);

}  // namespace tabadul::web
