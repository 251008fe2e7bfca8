// What a source may ask about itself, and the Centre about every source; and as which source a caller does. Pure,
// thread-safe.
#pragma once

#include <string>

#include "lib/exchange/validate.h"
#include "lib/platform/rpc/call.h"

namespace tabadul::exchange {

// Services of the hub are known by their certificates; the hub is one organisation. Reader::OfSource is the way back.
inline std::string SourceOf(const rpc::Caller& caller) {
  if (caller.kind == rpc::Caller::Kind::kService) return std::string(kServices) + "/" + caller.service;
  return caller.source;
}
inline std::string OrganisationOf(const std::string& source) { return source.substr(0, source.rfind('/')); }

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
