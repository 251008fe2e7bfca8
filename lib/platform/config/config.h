// Configuration: environment variables TABADUL_<SERVICE>_*, one struct per service whose members are the
// defaults, one table that binds names to members with their bounds. Every mistake is told at once, then
// exit 2.
//   struct Config {
//     std::string address = "127.0.0.1:7102";  int pool = 8;  std::string hmac;
//     void Bind(config::Table& table) {
//       table.String("ADDRESS", &address, "host:port to listen on");
//       table.Int("DB_POOL", &pool, 1, 64, "connections to the database at most");
//       table.SecretFile("HMAC_FILE", &hmac, "file with the key of the record hashes");
//     }
//   };
//   const auto config = config::Load<Config>("TABADUL_JOBS_", argc, argv);
// Used once, in main, before threads start.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace tabadul::config {

enum class Need { kOptional, kRequired };  // required: must be set and not be empty

class Table {
 public:
  explicit Table(std::string prefix) : prefix_(std::move(prefix)) {}

  // `name` without the prefix. The member's value at this moment is the default.
  void String(std::string_view name, std::string* value, std::string_view help, Need need = Need::kOptional);
  void Int(std::string_view name, int* value, int minimum, int maximum, std::string_view help);
  void Int64(std::string_view name, int64_t* value, int64_t minimum, int64_t maximum, std::string_view help);
  void Bool(std::string_view name, bool* value,
            std::string_view help);  // true, false, 1, 0, yes, no, on, off
  // "250ms", "30s", "15m", "1h30m".
  void Duration(std::string_view name, absl::Duration* value, absl::Duration minimum, absl::Duration maximum,
                std::string_view help);
  // One of a closed set.
  void Choice(std::string_view name, std::string* value, std::vector<std::string> choices,
              std::string_view help);
  void List(std::string_view name, std::vector<std::string>* value, std::string_view help);  // a,b,c
  // A path; what it names must be readable.
  void Path(std::string_view name, std::string* value, std::string_view help, Need need = Need::kOptional);
  // The variable names a file, the member gets the file's content without the newline at its end. Never
  // printed.
  void SecretFile(std::string_view name, std::string* value, std::string_view help,
                  Need need = Need::kOptional);
  // A text that --print-config must not show, such as a conninfo that might hold a password.
  void Secret(std::string_view name, std::string* value, std::string_view help, Need need = Need::kOptional);
  // A switch of the command line: "--migrate".
  void Flag(std::string_view name, bool* value, std::string_view help);

  // Reads `environment` and `arguments` (without the program's name) into the members. The exit code if the
  // program must end now: 0 after --help or --print-config, 2 after mistakes.
  std::optional<int> Read(const std::map<std::string, std::string>& environment,
                          const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

 private:
  struct Row {
    std::string name;  // with the prefix
    std::string kind;  // as people read it: "whole number, 1 to 64"
    std::string help;
    std::string standard;  // the default, as text
    bool required = false;
    bool secret = false;
    std::function<std::string(const std::string&)> set;  // what is wrong, empty if nothing
    std::function<std::string()> get;
  };
  struct Switch {
    std::string name, help;
    bool* value;
  };
  void Add(Row row);
  void Help(std::ostream& out) const;
  void Print(std::ostream& out) const;
  std::string CheckRow(const Row& row, const std::map<std::string, std::string>& environment) const;
  std::string prefix_;
  std::vector<Row> rows_;
  std::vector<Switch> switches_;
};

// Reads this process's environment and arguments; ends the process where Read says so.
void LoadOrExit(Table& table, int argc, char** argv);

template <class Config>
Config Load(std::string prefix, int argc, char** argv) {
  Config config;
  Table table(std::move(prefix));
  config.Bind(table);
  LoadOrExit(table, argc, argv);
  return config;
}

}  // namespace tabadul::config
