#include "services/identity/commands.h"

#include <iostream>

#include "CLI/CLI.hpp"
#include "lib/platform/base/clock.h"
#include "services/identity/migrations.h"

namespace tabadul::identity {
namespace {

constexpr char kAbout[] =
    "tabadul-identity: who is who in Tabadul. Without an option it serves; every setting is an environment "
    "variable "
    "(listed below).\n\n"
    "A new installation, in this order:\n"
    "  export TABADUL_IDENTITY_DATABASE='host=/run/postgresql dbname=identity user=identity'\n"
    "  export TABADUL_IDENTITY_DIRECTORY=/var/lib/tabadul/identity\n"
    "  tabadul-identity --init /var/lib/tabadul/identity --operator amina --domain hub.example.org\n"
    "  tabadul-identity --issue-server-certificate hub.example.org --out /etc/tabadul/gateway\n"
    "  tabadul-identity\n"
    "All of them may be run again: what is there and good stays as it is.\n";

void Describe(CLI::App& app, Command& command, bool& migrate, bool& print) {
  app.add_flag("--migrate", migrate, "bring the database's schema up to date, and end");
  auto* init = app.add_option("--init", command.init.directory,
                              "make what is missing under DIR: the members' CA, a token key, the operator's "
                              "certificate; migrates the database and registers the operator in it; and end");
  init->type_name("DIR");
  auto* operator_name =
      app.add_option("--operator", command.init.operator_name, "with --init: the operator HUB/centre/NAME");
  operator_name->type_name("NAME");
  init->needs(operator_name);
  operator_name->needs(init);
  app.add_option(
         "--domain", command.init.domains,
         "with --init: a DNS name (with all below it) or IP address that the CA may certify servers for, "
         "besides localhost; may be repeated; counts only when the CA is made")
      ->type_name("NAME")
      ->needs(init);
  auto* issue = app.add_option("--issue-server-certificate", command.server.names,
                               "write a server certificate for these names, signed by the members' CA in "
                               "TABADUL_IDENTITY_DIRECTORY, and end");
  issue->type_name("NAME…")->excludes(init);
  auto* out = app.add_option(
      "--out", command.server.out,
      "with --issue-server-certificate: gets server.crt, server.key, server.pem (both), ca.crt");
  out->type_name("DIR")->needs(issue);
  issue->needs(out);
  app.add_flag("--print-config", print, "show the settings that apply, without secrets, and end");
}

// The settings, by the rules of the command: serving needs more of them than the others.
void ReadConfig(Command& command, char* program, const char* option) {
  command.config.serving = command.kind == Command::Kind::kServe;
  config::Table table(Config::kPrefix);
  command.config.Bind(table);
  std::string text(option);
  char* arguments[] = {program, text.data(), nullptr};
  config::LoadOrExit(table, text.empty() ? 1 : 2, arguments);
}

int Fail(const absl::Status& status) {
  std::cerr << "tabadul-identity: " << status.message() << '\n';
  return 1;
}

}  // namespace

Command ParseOrExit(int argc, char** argv) {
  Command command;
  bool migrate = false, print = false;
  CLI::App app(kAbout, "tabadul-identity");
  app.set_help_flag();  // ours also lists the settings
  bool help = false;
  app.add_flag("--help,-h", help, "show this and end");
  Describe(app, command, migrate, print);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::cerr << "tabadul-identity: " << error.what() << "; --help explains\n";
    std::exit(2);
  }
  if (help) {
    std::cout << app.help() << '\n';
    ReadConfig(command, argv[0], "--help");
  }
  if (!command.init.directory.empty()) {
    command.kind = Command::Kind::kInit;
  } else if (!command.server.names.empty()) {
    command.kind = Command::Kind::kIssueServerCertificate;
  } else if (migrate) {
    command.kind = Command::Kind::kMigrate;
  }
  ReadConfig(command, argv[0], print ? "--print-config" : "");
  const bool database = command.kind == Command::Kind::kInit || command.kind == Command::Kind::kMigrate;
  const bool directory = command.kind == Command::Kind::kIssueServerCertificate;
  if ((database && command.config.database.empty()) || (directory && command.config.directory.empty())) {
    std::cerr << "tabadul-identity: " << Config::kPrefix << (database ? "DATABASE" : "DIRECTORY")
              << " is required; --help explains\n";
    std::exit(2);
  }
  command.server.directory = command.config.directory;
  return command;
}

int Carry(const Command& command) {
  const Say say = [](const std::string& line) { std::cout << line << '\n'; };
  const absl::Time now = SystemClock().Now();
  if (command.kind == Command::Kind::kIssueServerCertificate) {
    const absl::Status issued = IssueServerCertificate(command.server, now, say);
    return issued.ok() ? 0 : Fail(issued);
  }
  if (const absl::Status migrated = Migrate(command.config.database); !migrated.ok()) return Fail(migrated);
  if (command.kind == Command::Kind::kMigrate) return 0;
  pg::Pool pool(command.config.Pool());
  Store store(pool);
  const absl::Status made =
      Initialise(command.init, store, Context::WithTimeout(absl::Seconds(30)), now, say);
  return made.ok() ? 0 : Fail(made);
}

}  // namespace tabadul::identity
