// Errors that web itself has to tell to a client of SDMX REST, which reads no JSON: an error message of SDMX-ML, in three
// languages (SDMX 2.1 and 3.0, schema SDMXMessage, Error; the codes of section 7). Those of a request that statistics has
// answered are its own. Pure.
#pragma once

#include "lib/platform/base/status.h"
#include "lib/platform/http/server.h"
#include "services/web/request_context.h"
#include "tabadul/statistics/v1/sdmx_service.pb.h"

namespace tabadul::web::sdmx {

// The code of SDMX for a status line: 100 for 404, 140 for what is wrong with a request, 503 for 503 …
int SdmxCode(int http_status);
// `shown`: as it may leave the process (rpc::Mask).
http::Response Refusal(const absl::Status& shown, const RequestContext& context,
                       statistics::v1::SdmxRest rest);

}  // namespace tabadul::web::sdmx
