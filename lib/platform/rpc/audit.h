// The audit line of a call that decides something: who, what, about whom, with which outcome.
#pragma once

#include <string>

#include "lib/platform/base/status.h"
#include "lib/platform/rpc/call.h"

namespace tabadul::rpc {

void Audit(const Call& call, const char* action, const std::string& subject, const absl::Status& outcome);

}  // namespace tabadul::rpc
