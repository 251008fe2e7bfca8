// "/system/runs" and "/system/runs/{id}": full exports, and the word that lets a held one close what it would, or gives it up.
#pragma once

#include <string>
#include <vector>

#include "services/web/owner/kinds.h"
#include "services/web/owner/session.h"
#include "tabadul/exchange/v1/run.pb.h"

namespace tabadul::web::owner {

struct KindRuns {
  const Kind* kind = nullptr;
  std::vector<exchange::v1::Run> runs;  // the newest first
};

absl::StatusOr<Reply> ShowRuns(const Visit& visit);
absl::StatusOr<Reply> ShowRun(const Visit& visit);
// Field "act": "confirm", with the number of closures in "closes", or "abandon".
absl::StatusOr<Reply> DecideRun(const Visit& visit);

// Pure.
pages::Page RunsPage(const pages::Asked& asked, const std::vector<KindRuns>& kinds);
pages::Page RunPage(const pages::Asked& asked, const Kind& kind, const exchange::v1::Run& run,
                    const Session& session, const std::string& csrf);

}  // namespace tabadul::web::owner
