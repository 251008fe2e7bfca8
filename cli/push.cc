// tabadul push: the options; the work is in push_run.cc.
#include "absl/time/time.h"
#include "cli/commands.h"
#include "cli/push_run.h"

namespace tabadul::cli {

void AddPush(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(
      parent, session, "push", "push",
      {"tabadul push jadarat.csv --mapping data/mappings/sa-jadarat.yaml", "tabadul push vacancies.jsonl",
       "tabadul push jadarat.csv --mapping sa-jadarat.yaml --validate-only --json",
       "tabadul push vacancies.csv --mapping mapping.yaml --batch"});
  auto arguments = std::make_shared<PushArguments>();
  auto patience = std::make_shared<std::string>("10m");
  app->add_option("file", arguments->file, session.Text("push.file"))->required()->type_name("FILE");
  app->add_option("--mapping", arguments->mapping, session.Text("push.mapping"))->type_name("FILE");
  app->add_option("--source", arguments->source, session.Text("push.source"))->type_name("SOURCE");
  app->add_option("--records", arguments->records, session.Text("push.records"))->type_name("NUMBER");
  app->add_option("--receipts", arguments->receipts, session.Text("push.receipts-file"))->type_name("FILE");
  app->add_flag("--validate-only", arguments->validate_only, session.Text("push.validate-only"));
  app->add_flag("--batch", arguments->batch,
                session.Text("push.batch", {{"limit", std::to_string(BatchCall::kMostItems)}}));
  app->add_option("--patience", *patience, session.Text("push.patience"))->type_name("10m|90s|2h");
  OnChosen(app, session, [&session, arguments, patience] {
    if (!absl::ParseDuration(*patience, &arguments->patience) ||
        arguments->patience <= absl::ZeroDuration()) {
      return session.Fail(kUsage, "usage.value", {{"argument", "--patience"}});
    }
    while (true) {
      PushRun push(session, *arguments);
      const int code = push.Run();
      if (!push.is_to_begin_again()) return code;
      --arguments->attempts;
    }
  });
}

}  // namespace tabadul::cli
