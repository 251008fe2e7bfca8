// What a source may ask about itself, and the Centre about every source. Pure, thread-safe.
#pragma once

#include <string>

#include "lib/exchange/validate.h"
#include "lib/platform/rpc/call.h"

namespace tabadul::exchange {

// Of a listing: its mistakes in fields, NOT_OWNER of another's source.
inline absl::Status CheckOwn(const rpc::Call& call, const std::string& source, int page_size, int max_page) {
  Violations violations;
  CheckSource(violations, "source", source);
  CheckPageSize(violations, page_size, max_page);
  RETURN_IF_ERROR(violations.ToStatus());
  if (source != call.caller().source && !call.caller().HasScope("admin"))
    return Error(common::v1::ERROR_REASON_NOT_OWNER, {{"source", source}});
  return absl::OkStatus();
}

}  // namespace tabadul::exchange
