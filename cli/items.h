// Items that somebody names by their ids, in one message and so under one receipt: what `close` and `erase` share. Blocking;
// one thread at a time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "cli/session.h"
#include "tabadul/exchange/v1/push.pb.h"

namespace tabadul::cli {

struct ItemArguments {
  std::vector<std::string> ids;
  std::string source, kind = "vacancy";
  std::string receipts;  // the file that keeps them; empty: nobody wants them
  bool validate_only = false;
  bool keeps_receipts() const { return !receipts.empty() && !validate_only; }  // a dry run has none
};

// The ids, --source, --kind, --receipts, --validate-only.
void AddItemOptions(CLI::App* app, Session& session, ItemArguments& arguments);

// Sends one item for each id to the source. The answer is as BatchPush gives it.
absl::StatusOr<exchange::v1::BatchPushResponse> SendItems(
    client::Connection& connection, const ItemArguments& arguments, const std::string& source,
    const std::function<exchange::v1::PushItem(const std::string& id)>& item_of);

// Prints what became of each, by the text `key` {outcome, hub_id}. Returns the exit code.
int ReportItems(Session& session, const ItemArguments& arguments,
                const exchange::v1::BatchPushResponse& answer, std::string_view key);

}  // namespace tabadul::cli
