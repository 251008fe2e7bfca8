// tabadul pull: a copy of what the hub holds, proven, in a file or a database; and what `watch --to` shares with it.
#include "cli/commands.h"
#include "cli/copy.h"

namespace tabadul::cli {

void AddSelection(CLI::App& app, const Session& session, CopyArguments* arguments) {
  const auto list = [&](const char* name, std::vector<std::string>& into, const char* key, const char* type) {
    app.add_option(name, into, session.Text(key))->type_name(type)->allow_extra_args(false);
  };
  app.add_option("--kind", arguments->kind, session.Text("pull.kind"))->type_name("KIND");
  list("--source", arguments->sources, "option.source", "SOURCE");
  list("--country", arguments->countries, "option.country", "CODE");
  list("--occupation", arguments->occupations, "option.occupation", "CODE");
  app.add_option("--follower", arguments->follower, session.Text("option.follower"))->type_name("NAME");
}

void AddTargetOptions(CLI::App& app, const Session& session, CopyArguments* arguments) {
  app.add_option("--mapping", arguments->mapping, session.Text("pull.mapping"))->type_name("FILE");
  app.add_flag("--all", arguments->all, session.Text("pull.all"));
  app.add_flag("--anew", arguments->anew, session.Text("pull.anew"));
}

void AddPull(CLI::App& parent, Session& session) {
  CLI::App* app =
      AddCommand(parent, session, "pull", "pull",
                 {"tabadul pull --to vacancies.csv", "tabadul pull --to sqlite:vacancies.db --country SA",
                  "tabadul pull --to \"postgres:dbname=labour\" --kind vacancy",
                  "tabadul pull --to jadarat.csv --mapping data/mappings/sa-jadarat.yaml"});
  auto arguments = std::make_shared<CopyArguments>();
  arguments->until_mark = true;
  app->add_option("--to", arguments->to, session.Text("pull.to"))->required()->type_name("TARGET");
  AddTargetOptions(*app, session, arguments.get());
  AddSelection(*app, session, arguments.get());
  OnChosen(app, session, [&session, arguments] { return Copy(session, *arguments).Run(); });
}

}  // namespace tabadul::cli
