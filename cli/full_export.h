// The run of a full export, for people.
#pragma once

#include <string>

#include "cli/session.h"
#include "tabadul/exchange/v1/run.pb.h"

namespace tabadul::cli {

// Why a run is HELD, and the command that lets it close what it would.
std::string HeldText(const Session& session, const exchange::v1::Run& run, const std::string& kind);
// What became of it. `unanswered`: the hub may have ended it, and has not said so.
void PrintRun(Session& session, const exchange::v1::Run& run, bool unanswered, const std::string& kind);

}  // namespace tabadul::cli
