// tabadul erase: takes records away for ever. Nothing undoes it, so somebody has to say yes: by --yes, or when asked.
#include <algorithm>

#include "cli/commands.h"
#include "cli/items.h"

namespace tabadul::cli {
namespace {

struct EraseArguments : ItemArguments {
  bool yes = false;
  bool is_to_be_confirmed() const { return !yes && !validate_only; }
};

exchange::v1::PushItem ItemOf(const std::string& id) {
  exchange::v1::PushItem item;
  item.mutable_erase()->mutable_key()->set_record_id(id);
  return item;
}

bool IsConfirmed(Session& session, const EraseArguments& arguments, const std::string& source) {
  const std::string word = session.Text("erase.word");
  return session.Confirm(
      session.Text("erase.question",
                   {{"count", std::to_string(arguments.ids.size())}, {"source", source}, {"word", word}}),
      word);
}

// Who has confirmed that its copy has it no more is told by another command.
void PointToFollowers(Session& session, const EraseArguments& arguments) {
  std::string command = "tabadul source erasures";
  if (!arguments.source.empty()) command += " " + arguments.source;
  if (arguments.kind != EraseArguments().kind) command += " --kind " + arguments.kind;
  session.Print(session.Text("erase.followers", {{"command", command}}));
}

int Erase(Session& session, const EraseArguments& arguments) {
  if (arguments.is_to_be_confirmed() && session.answers == nullptr)
    return session.Fail(kUsage, "erase.unconfirmed");
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto source = SourceOf(arguments.source, *connection);
  if (!source.ok()) return session.Fail(source.status());
  if (arguments.is_to_be_confirmed() && !IsConfirmed(session, arguments, *source))
    return session.Fail(kUsage, "erase.left");
  const auto answer = SendItems(*connection, arguments, *source, ItemOf);
  if (!answer.ok()) return session.Fail(answer.status());
  const int code = ReportItems(session, arguments, *answer, "erase.outcome");
  const bool any = std::any_of(answer->outcomes().begin(), answer->outcomes().end(),
                               [](const auto& outcome) { return outcome.errors().empty(); });
  if (any && !session.json && !arguments.validate_only) PointToFollowers(session, arguments);
  return code;
}

}  // namespace

void AddErase(CLI::App& parent, Session& session) {
  CLI::App* app =
      AddCommand(parent, session, "erase", "erase",
                 {"tabadul erase 17 18 --yes", "tabadul erase 19 --validate-only",
                  "tabadul erase TC-302 --kind training_offer --receipts erased.receipts --yes --json"});
  auto arguments = std::make_shared<EraseArguments>();
  AddItemOptions(app, session, *arguments);
  app->add_flag("--yes", arguments->yes, session.Text("erase.confirmed"));
  OnChosen(app, session, [&session, arguments] { return Erase(session, *arguments); });
}

}  // namespace tabadul::cli
