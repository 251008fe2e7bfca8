// tabadul close: takes records out of the market, one by one.
#include <fmt/format.h>

#include "cli/commands.h"
#include "lib/client/kind.h"
#include "lib/client/pusher.h"
#include "tabadul/exchange/v1/push.pb.h"

namespace tabadul::cli {
namespace {

struct CloseArguments {
  std::vector<std::string> ids;
  std::string source, kind = "vacancy", reason = "filled";
  bool validate_only = false;
};

exchange::v1::ClosureReason ReasonOf(const std::string& name) {
  using namespace exchange::v1;  // NOLINT: the reasons
  if (name == "filled") return CLOSURE_REASON_FILLED;
  if (name == "withdrawn") return CLOSURE_REASON_WITHDRAWN;
  if (name == "duplicate") return CLOSURE_REASON_DUPLICATE;
  return CLOSURE_REASON_RETRACTED;
}

exchange::v1::PushItem ItemOf(const std::string& id, const std::string& reason) {
  exchange::v1::PushItem item;
  item.mutable_close()->mutable_key()->set_record_id(id);
  item.mutable_close()->set_reason(ReasonOf(reason));
  return item;
}

// By a stream, since it goes without versions: a call that was given up might come after what the source writes next, and
// close it again (docs/protocol.md#leases). Answers as BatchPush does.
absl::StatusOr<exchange::v1::BatchPushResponse> Send(client::Connection& connection,
                                                     const CloseArguments& arguments,
                                                     const std::string& source) {
  exchange::v1::BatchPushResponse answer;
  client::PushSettings settings;
  settings.method = *client::MethodOf(arguments.kind, "Push");
  settings.options.set_source(source);
  settings.options.set_validate_only(arguments.validate_only);
  settings.patience = settings.answer_timeout = kCallTime;
  settings.message_items = arguments.ids.size();  // all in one, so that there is one receipt
  settings.on_receipt = [&](const exchange::v1::ReceiptedItems& receipted) {
    *answer.mutable_receipt() = receipted.receipt();
    return absl::OkStatus();
  };
  client::Pusher pusher(connection, settings,
                        [&](const exchange::v1::ItemOutcome& outcome) { *answer.add_outcomes() = outcome; });
  for (const std::string& id : arguments.ids) RETURN_IF_ERROR(pusher.Push(ItemOf(id, arguments.reason)));
  RETURN_IF_ERROR(pusher.Finish());
  answer.set_token(pusher.state().token);
  return answer;
}

int Close(Session& session, const CloseArguments& arguments) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto source = SourceOf(arguments.source, *connection);
  if (!source.ok()) return session.Fail(source.status());
  const auto answer = Send(*connection, arguments, *source);
  if (!answer.ok()) return session.Fail(answer.status());
  if (session.json) session.PrintJson(*answer);
  int code = kAllIn;
  for (int i = 0; i < answer->outcomes_size(); ++i) {
    const auto& outcome = answer->outcomes(i);
    const std::string name =
        exchange::v1::Outcome_Name(outcome.outcome()).substr(std::string("OUTCOME_").size());
    if (!session.json) {
      session.Print(fmt::format("{}  {}", Plain(arguments.ids[static_cast<size_t>(i)]),
                                session.Text("close.outcome", {{"outcome", name}})));
      for (const auto& error : outcome.errors()) session.Print("  " + Plain(error.message().message()));
    }
    if (outcome.errors_size() > 0) code = kSomeRejected;
  }
  return code;
}

}  // namespace

void AddClose(CLI::App& parent, Session& session) {
  CLI::App* app =
      AddCommand(parent, session, "close", "close",
                 {"tabadul close 17 18 --reason filled", "tabadul close 19 --reason withdrawn --json"});
  auto arguments = std::make_shared<CloseArguments>();
  app->add_option("id", arguments->ids, session.Text("close.id"))
      ->required()
      ->expected(1, 1000)
      ->type_name("ID");
  app->add_option("--reason", arguments->reason, session.Text("close.reason"))
      ->check(CLI::IsMember({"filled", "withdrawn", "duplicate", "retracted"}))
      ->type_name("filled|withdrawn|duplicate|retracted");
  app->add_option("--source", arguments->source, session.Text("push.source"))->type_name("SOURCE");
  AddKind(app, session, arguments->kind);
  app->add_flag("--validate-only", arguments->validate_only, session.Text("push.validate-only"));
  OnChosen(app, session, [&session, arguments] { return Close(session, *arguments); });
}

}  // namespace tabadul::cli
