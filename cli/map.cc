// tabadul map suggest, tabadul map check: from a ministry's present file to a mapping that fits it. Neither needs a hub.
#include "cli/map.h"

#include <cerrno>
#include <fstream>

#include "cli/commands.h"
#include "lib/ingest/suggest.h"

namespace tabadul::cli {
namespace {

struct SuggestArguments {
  std::string file, country, out, kind = "vacancy";
};

int Suggest(Session& session, const SuggestArguments& arguments) {
  auto draft = ingest::SuggestMappingOf(
      arguments.file, {.kind = arguments.kind, .language = session.language, .country = arguments.country});
  if (!draft.ok()) return session.Fail(draft.status());
  if (draft->ends_with('\n')) draft->pop_back();
  if (!arguments.out.empty()) {
    // Never over a mapping that somebody has worked on.
    std::FILE* file = std::fopen(arguments.out.c_str(), "wxe");
    if (file == nullptr) {
      return session.Fail(Error(
          errno == EEXIST ? common::v1::ERROR_REASON_ALREADY_EXISTS : common::v1::ERROR_REASON_PRECONDITION,
          {{"field", "file"}, {"file", arguments.out}}));
    }
    const bool written = std::fputs((*draft + "\n").c_str(), file) >= 0;
    if (std::fclose(file) != 0 || !written)
      return session.Fail(
          Error(common::v1::ERROR_REASON_PRECONDITION, {{"field", "file"}, {"file", arguments.out}}));
    session.Say(session.Text("map.written", {{"file", arguments.file}, {"mapping", arguments.out}}));
  } else if (!session.json) {
    session.Print(*draft);
  }
  if (session.json) session.PrintJson({{"file", arguments.file}, {"mapping", *draft}, {"exitCode", kAllIn}});
  return kAllIn;
}

void AddSuggest(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(
      parent, session, "suggest", "map.suggest",
      {"tabadul map suggest vacancies.csv", "tabadul map suggest vacancies.csv --country SY --out draft.yaml",
       "tabadul map suggest vacancies.csv --kind training_offer"});
  auto arguments = std::make_shared<SuggestArguments>();
  app->add_option("file", arguments->file, session.Text("map.suggest.file"))->required()->type_name("FILE");
  AddKind(app, session, arguments->kind);
  app->add_option("--country", arguments->country, session.Text("map.suggest.country"))
      ->type_name("SA")
      ->check([](const std::string& code) {
        const bool good =
            code.size() == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z';
        return good ? std::string() : std::string("--country");
      });
  app->add_option("--out", arguments->out, session.Text("map.suggest.out"))->type_name("FILE");
  OnChosen(app, session, [&session, arguments] { return Suggest(session, *arguments); });
}

void AddCheck(CLI::App& parent, Session& session) {
  CLI::App* app =
      AddCommand(parent, session, "check", "map.check",
                 {"tabadul map check mapping.yaml", "tabadul map check vacancies.csv --mapping mapping.yaml",
                  "tabadul map check vacancies.csv --mapping mapping.yaml --rows 3 --json"});
  auto arguments = std::make_shared<MapCheckArguments>();
  app->add_option("file", arguments->file, session.Text("map.check.file"))->required()->type_name("FILE");
  app->add_option("--mapping", arguments->mapping, session.Text("map.check.mapping"))->type_name("FILE");
  auto rows = app->add_option("--rows", arguments->show, session.Text("map.check.rows"))->type_name("N");
  rows->check(CLI::Range(1, 1'000'000));
  OnChosen(app, session, [&session, arguments, rows] {
    arguments->only = rows->count() > 0;
    return MapCheck(session, *arguments).Run();
  });
}

}  // namespace

void AddMap(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(parent, session, "map", "map",
                             {"tabadul map suggest vacancies.csv --out draft.yaml",
                              "tabadul map check vacancies.csv --mapping mapping.yaml"});
  app->require_subcommand(1);
  AddSuggest(*app, session);
  AddCheck(*app, session);
}

}  // namespace tabadul::cli
