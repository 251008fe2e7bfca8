#include "cli/items.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/enum_names.h"
#include "lib/client/kind.h"
#include "lib/client/pusher.h"
#include "lib/client/receipt_keeper.h"

namespace tabadul::cli {
namespace {

ExitCode CodeOf(const exchange::v1::BatchPushResponse& answer) {
  ExitCode code = kAllIn;
  for (const auto& outcome : answer.outcomes()) {
    if (outcome.outcome() == exchange::v1::OUTCOME_HELD) return kHeld;
    if (outcome.errors_size() > 0) code = kSomeRejected;
  }
  return code;
}

}  // namespace

void AddItemOptions(CLI::App* app, Session& session, ItemArguments& arguments) {
  app->add_option("id", arguments.ids, session.Text("items.id"))
      ->required()
      ->expected(1, 1000)
      ->type_name("ID");
  app->add_option("--source", arguments.source, session.Text("push.source"))->type_name("SOURCE");
  AddKind(app, session, arguments.kind);
  app->add_option("--receipts", arguments.receipts, session.Text("items.receipts"))->type_name("FILE");
  app->add_flag("--validate-only", arguments.validate_only, session.Text("push.validate-only"));
}

// By a stream, since items go without versions: a call that was given up might come after what the source writes next, and
// undo it (docs/protocol.md#leases).
absl::StatusOr<exchange::v1::BatchPushResponse> SendItems(
    client::Connection& connection, const ItemArguments& arguments, const std::string& source,
    const std::function<exchange::v1::PushItem(const std::string& id)>& item_of) {
  std::unique_ptr<client::ReceiptKeeper> receipts;
  if (arguments.keeps_receipts()) {
    ASSIGN_OR_RETURN(receipts, client::ReceiptKeeper::Open(connection, arguments.receipts));
  }
  exchange::v1::BatchPushResponse answer;
  client::PushSettings settings;
  settings.method = *client::MethodOf(arguments.kind, "Push");
  settings.options.set_source(source);
  settings.options.set_validate_only(arguments.validate_only);
  settings.patience = settings.answer_timeout = kCallTime;
  settings.message_items = arguments.ids.size();  // all in one, so that there is one receipt
  settings.on_receipt = [&](const exchange::v1::ReceiptedItems& receipted) {
    *answer.mutable_receipt() = receipted.receipt();
    return receipts == nullptr ? absl::OkStatus() : receipts->Keep(receipted);
  };
  client::Pusher pusher(connection, settings,
                        [&](const exchange::v1::ItemOutcome& outcome) { *answer.add_outcomes() = outcome; });
  for (const std::string& id : arguments.ids) RETURN_IF_ERROR(pusher.Push(item_of(id)));
  RETURN_IF_ERROR(pusher.Finish());
  answer.set_token(pusher.state().token);
  if (receipts != nullptr) RETURN_IF_ERROR(receipts->Close());
  return answer;
}

int ReportItems(Session& session, const ItemArguments& arguments,
                const exchange::v1::BatchPushResponse& answer, std::string_view key) {
  const ExitCode code = CodeOf(answer);
  if (session.json) return session.PrintJson(answer), code;
  if (arguments.validate_only) session.Print(session.Text("items.validated"));
  for (int i = 0; i < answer.outcomes_size(); ++i) {
    const auto& outcome = answer.outcomes(i);
    Metadata parameters = {{"outcome", ShortName(outcome.outcome())}};
    if (!outcome.hub_id().empty()) parameters["hub_id"] = outcome.hub_id();
    session.Print(
        fmt::format("{}  {}", Plain(arguments.ids[static_cast<size_t>(i)]), session.Text(key, parameters)));
    for (const auto& error : outcome.errors()) session.Print("  " + Plain(error.message().message()));
  }
  if (arguments.keeps_receipts())
    session.Print(session.Text("push.receipts", {{"file", arguments.receipts}}));
  return code;
}

}  // namespace tabadul::cli
