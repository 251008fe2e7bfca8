#include "cli/run.h"

#include <cstdlib>
#include <memory>
#include <optional>
#include <sstream>

#include "cli/commands.h"
#include "cli/session.h"
#include "lib/client/profile.h"
#include "lib/platform/messages/messages.h"

namespace tabadul::cli {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The value of an option before the command line is parsed: its help and its mistakes are told in the
// language that it chooses.
std::optional<std::string> Peek(const std::vector<std::string>& arguments, const std::string& option) {
  std::optional<std::string> value;  // the last one counts
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == option && i + 1 < arguments.size()) value = arguments[i + 1];
    if (arguments[i].rfind(option + "=", 0) == 0) value = arguments[i].substr(option.size() + 1);
  }
  return value;
}

std::string DefaultProfile() {
  if (std::string path = Environment("TABADUL_PROFILE"); !path.empty()) return path;
  if (std::string config = Environment("XDG_CONFIG_HOME"); !config.empty())
    return config + "/tabadul/profile.yaml";
  return Environment("HOME") + "/.config/tabadul/profile.yaml";
}

// --language, the profile, the locale.
std::string ChooseLanguage(const std::vector<std::string>& arguments, const std::string& profile_path) {
  if (const auto asked = Peek(arguments, "--language")) return messages::Negotiate(*asked);
  const auto profile = client::LoadProfile(profile_path);
  if (profile.ok() && !profile->language.empty()) return messages::Negotiate(profile->language);
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string locale = Environment(name);
    if (!locale.empty()) return messages::Negotiate(locale.substr(0, locale.find_first_of("_.@")));
  }
  return "en";
}

std::shared_ptr<CLI::Formatter> LocalFormatter(const Session& session) {
  auto formatter = std::make_shared<CLI::Formatter>();
  formatter->column_width(34);
  formatter->label("Usage", session.Text("help.usage"));
  formatter->label("OPTIONS", session.Text("help.options"));
  formatter->label("SUBCOMMAND", session.Text("help.command"));
  formatter->label("REQUIRED", session.Text("help.required"));
  formatter->label("Positionals", session.Text("help.arguments"));
  return formatter;
}

void AddGlobalOptions(CLI::App& app, Session& session) {
  app.formatter(LocalFormatter(session));
  app.option_defaults()->group(session.Text("help.options"));
  app.set_help_flag("-h,--help", session.Text("option.help"))->group(session.Text("help.options"));
  app.set_version_flag("--version", "tabadul " TABADUL_VERSION, session.Text("option.version"))
      ->group(session.Text("help.options"));
  app.add_flag("--json", session.json, session.Text("option.json"));
  app.add_option("--language", session.language, session.Text("option.language"))
      ->option_text("ar|en|fr")
      ->take_last()
      ->check(CLI::IsMember({"ar", "en", "fr"}));
  app.add_option("--profile", session.profile_path, session.Text("option.profile"))
      ->type_name("FILE")
      ->take_last();
  app.require_subcommand(1);
  app.fallthrough();
}

// The part of CLI11's English sentence that names the argument.
std::string Before(const std::string& text, const std::string& mark) {
  return text.substr(0, text.find(mark));
}

int ReportUsage(Session& session, const CLI::App& app, const CLI::ParseError& error) {
  std::string command = "tabadul";
  for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    command += " " + at->get_name();
  }
  const std::string what = error.what();
  const std::vector<std::string> unknown = app.remaining(true);
  std::string key = "usage.value";
  std::string argument = Before(what, ":");
  if (!unknown.empty()) {
    key = "usage.unexpected";
    argument = unknown.front();
  } else if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    argument = Before(what, " is required");
    key = argument == "A subcommand" ? "usage.command" : "usage.required";
  } else if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr) {
    key = "usage.conflict";
    argument = what;
  }
  session.Fail(kUsage, key, {{"argument", argument}});
  session.Say(session.Text("usage.see", {{"command", command + " --help"}}));
  return kUsage;
}

void AddCommands(CLI::App& app, Session& session) {
  AddPush(app, session);
  AddClose(app, session);
  AddErase(app, session);
  AddMap(app, session);
  AddSearch(app, session);
  AddTrainings(app, session);
  AddPractices(app, session);
  AddStatistics(app, session);
  AddWhy(app, session);
  AddComplete(app, session);
  AddSuggestCodes(app, session);
  AddGet(app, session);
  AddPull(app, session);
  AddWatch(app, session);
  AddRun(app, session);
  AddSource(app, session);
  AddFollower(app, session);
  AddReconcile(app, session);
  AddReceipts(app, session);
  AddVerify(app, session);
  AddKeys(app, session);
  AddGrants(app, session);
  AddWhoAmI(app, session);
  AddAdmin(app, session);
}

void AddNames(const CLI::App& app, const std::vector<std::string>& words,
              std::vector<std::vector<std::string>>* names) {
  names->push_back(words);
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    std::vector<std::string> longer = words;
    longer.push_back(command->get_name());
    AddNames(*command, longer, names);
  }
}

}  // namespace

CLI::App* AddCommand(CLI::App& parent, const Session& session, const std::string& name,
                     const std::string& key, const std::vector<std::string>& examples) {
  CLI::App* app = parent.add_subcommand(name, session.Text(key + ".about"));
  app->group(session.Text("help.commands"));
  std::string footer = session.Text("help.examples") + ":";
  for (const std::string& example : examples) footer += "\n  " + example;
  app->footer(footer);
  app->set_help_flag("-h,--help", session.Text("option.help"))->group(session.Text("help.options"));
  return app;
}

void OnChosen(CLI::App* app, Session& session, std::function<int()> run) {
  app->callback([&session, run = std::move(run)] { session.command = run; });
}

std::vector<std::vector<std::string>> Commands() {
  std::ostringstream unheard;
  Session session(unheard, unheard, false);
  CLI::App app;
  AddCommands(app, session);
  std::vector<std::vector<std::string>> names;
  AddNames(app, {}, &names);
  return names;
}

int Run(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err, bool terminal,
        std::istream* answers) {
  Session session(out, err, terminal);
  session.answers = answers;
  session.profile_path = Peek(arguments, "--profile").value_or(DefaultProfile());
  session.language = ChooseLanguage(arguments, session.profile_path);
  CLI::App app(session.Text("about"), "tabadul");
  AddGlobalOptions(app, session);
  app.footer(session.Text("help.examples") +
             ":\n  tabadul whoami\n  tabadul push vacancies.csv --mapping mapping.yaml\n"
             "  tabadul search ممرضة --country SA\n  tabadul push --help");
  AddCommands(app, session);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::Success& wanted) {  // --help, --version
    app.exit(wanted, out, err);
    return kAllIn;
  } catch (const CLI::ParseError& error) {
    return ReportUsage(session, app, error);
  }
  return session.command();
}

}  // namespace tabadul::cli
