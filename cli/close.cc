// tabadul close: takes records out of the market, one by one.
#include "cli/commands.h"
#include "cli/items.h"

namespace tabadul::cli {
namespace {

struct CloseArguments : ItemArguments {
  std::string reason = "filled";
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

int Close(Session& session, const CloseArguments& arguments) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto source = SourceOf(arguments.source, *connection);
  if (!source.ok()) return session.Fail(source.status());
  const auto answer = SendItems(*connection, arguments, *source,
                                [&](const std::string& id) { return ItemOf(id, arguments.reason); });
  if (!answer.ok()) return session.Fail(answer.status());
  return ReportItems(session, arguments, *answer, "close.outcome");
}

}  // namespace

void AddClose(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(parent, session, "close", "close",
                             {"tabadul close 17 18 --reason filled",
                              "tabadul close 19 --reason withdrawn --receipts closed.receipts --json"});
  auto arguments = std::make_shared<CloseArguments>();
  AddItemOptions(app, session, *arguments);
  app->add_option("--reason", arguments->reason, session.Text("close.reason"))
      ->check(CLI::IsMember({"filled", "withdrawn", "duplicate", "retracted"}))
      ->type_name("filled|withdrawn|duplicate|retracted");
  OnChosen(app, session, [&session, arguments] { return Close(session, *arguments); });
}

}  // namespace tabadul::cli
