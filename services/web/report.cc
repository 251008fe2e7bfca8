#include "services/web/report.h"

#include <iterator>

#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"
#include "lib/transcode/transcoder.h"

namespace tabadul::web {
namespace {

const metrics::Histogram& RequestSeconds() {
  static const metrics::Histogram seconds("tabadul_web_request_seconds",
                                          "Requests of the API from arrival to answer, streams to their end",
                                          {"method", "status"});
  return seconds;
}

}  // namespace

void Report(const google::protobuf::MethodDescriptor* method, const rpc::Masked& outcome,
            const RequestContext& context, absl::Duration took, int http) {
  const absl::Status& status = outcome.status;
  const std::string name = method == nullptr ? "" : method->service()->full_name() + "/" + method->name();
  if (http == 0) http = transcode::HttpStatus(status);
  RequestSeconds().With({name, std::to_string(http)}).Observe(absl::ToDoubleSeconds(took));
  const std::string code = absl::StatusCodeToString(status.code());
  const bool fault = !outcome.id.empty();
  const log::Field fields[] = {{"request_id", context.request_id},
                               {"method", name},
                               {"http", http},
                               {"code", code},
                               {"reason", status.ok() ? "" : ReasonName(ReasonOf(status))},
                               {"ms", absl::ToInt64Milliseconds(took)},
                               {"error_id", outcome.id},
                               {"detail", outcome.hidden}};
  const size_t shown = fault ? std::size(fields) : std::size(fields) - 2;
  log::Write(fault ? log::Level::kError : log::Level::kInfo, "http", {fields, shown});
}

}  // namespace tabadul::web
