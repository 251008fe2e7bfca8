// tabadul follower: the copies that the hub knows of, and how far each has confirmed.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/show.h"
#include "lib/client/kind.h"
#include "tabadul/exchange/v1/follower.pb.h"

namespace tabadul::cli {
namespace {

using namespace exchange::v1;  // NOLINT: the messages of followers

struct FollowerArguments {
  std::string name, source, kind = "vacancy";
  bool forgotten = false;
};

void PrintForgotten(Session& session, const exchange::v1::Follower& follower) {
  Metadata parameters = {{"confirmed", std::to_string(follower.confirmed_sequence())},
                         {"head", std::to_string(follower.forget_sequence())},
                         {"time", Show(follower.forget_time())}};
  if (!follower.forgotten_by().empty()) parameters["by"] = follower.forgotten_by();
  if (follower.copies() > 1) parameters["copies"] = std::to_string(follower.copies());
  session.Print(fmt::format("{}  {}  {}", follower.source(),
                            follower.follower().empty() ? "–" : Plain(follower.follower()),
                            session.Text("follower.gone", parameters)));
}

void PrintFollower(Session& session, const exchange::v1::Follower& follower, uint64_t head) {
  if (follower.has_forget_time()) return PrintForgotten(session, follower);
  session.Print(fmt::format(
      "{}  {}  {}", follower.source(), follower.follower().empty() ? "–" : Plain(follower.follower()),
      session.Text("follower.place", {{"confirmed", std::to_string(follower.confirmed_sequence())},
                                      {"head", std::to_string(head)},
                                      {"watched", Show(follower.watch_time())}})));
}

int List(Session& session, const FollowerArguments& arguments) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto method = client::MethodOf(arguments.kind, "ListFollowers");
  if (!method.ok()) return session.Fail(method.status());
  ListFollowersRequest request;
  request.set_source(arguments.source);
  request.set_forgotten(arguments.forgotten);
  bool any = false;
  do {
    const auto page =
        client::Ask<ListFollowersResponse>(*connection, connection->Within(kCallTime), *method, request);
    if (!page.ok()) return session.Fail(page.status());
    if (session.json) session.PrintJson(*page);
    for (const auto& follower : page->followers()) {
      if (!session.json) PrintFollower(session, follower, page->head());
      any = true;
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty() && !session.broken());
  if (!any && !session.json) session.Print(session.Text("follower.none"));
  return kAllIn;
}

int Forget(Session& session, const FollowerArguments& arguments) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto method = client::MethodOf(arguments.kind, "ForgetFollower");
  if (!method.ok()) return session.Fail(method.status());
  ForgetFollowerRequest request;
  request.set_source(arguments.source);
  request.set_follower(arguments.name);
  const auto answer =
      client::Ask<ForgetFollowerResponse>(*connection, connection->Within(kCallTime), *method, request);
  if (!answer.ok()) return session.Fail(answer.status());
  if (session.json) return session.PrintJson(*answer), kAllIn;
  session.Print(session.Text("follower.forgotten"));
  if (answer->unconfirmed()) session.Print(session.Text("follower.unconfirmed"));
  return kAllIn;
}

}  // namespace

void AddFollower(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(parent, session, "follower", "follower", {"tabadul follower list"});
  app->require_subcommand(1);
  const auto arguments = std::make_shared<FollowerArguments>();
  const auto add = [&](const std::string& name, const std::vector<std::string>& examples,
                       int (*run)(Session&, const FollowerArguments&)) {
    CLI::App* one = AddCommand(*app, session, name, "follower." + name, examples);
    one->add_option("--source", arguments->source, session.Text("source.source"))->type_name("SOURCE");
    AddKind(one, session, arguments->kind);
    OnChosen(one, session, [&session, arguments, run] { return run(session, *arguments); });
    return one;
  };
  add("list",
      {"tabadul follower list", "tabadul follower list --kind training_offer --json",
       "tabadul follower list --forgotten"},
      List)
      ->add_flag("--forgotten", arguments->forgotten, session.Text("follower.forgotten-ones"));
  add("forget", {"tabadul follower forget", "tabadul follower forget copy-4f1c2a9be07d"}, Forget)
      ->add_option("name", arguments->name, session.Text("follower.name"))
      ->type_name("NAME");
}

}  // namespace tabadul::cli
