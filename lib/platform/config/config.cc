#include "lib/platform/config/config.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "fmt/format.h"

extern char** environ;

namespace tabadul::config {
namespace {

std::string ReadFile(const std::string& path, std::string* content) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fmt::format("the file {} cannot be read", path);
  std::ostringstream all;
  all << file.rdbuf();
  if (file.bad() || all.fail()) return fmt::format("the file {} cannot be read, or is empty", path);
  *content = all.str();
  while (!content->empty() && (content->back() == '\n' || content->back() == '\r')) content->pop_back();
  return content->empty() ? fmt::format("the file {} is empty", path) : "";
}

std::string SetInteger(const std::string& text, int64_t minimum, int64_t maximum, int64_t* value) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return fmt::format("\"{}\" is not a whole number", text);
  }
  if (number < minimum || number > maximum) {
    return fmt::format("{} is not between {} and {}", number, minimum, maximum);
  }
  *value = number;
  return "";
}

std::string SetBool(std::string text, bool* value) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const char* yes : {"true", "1", "yes", "on"}) {
    if (text == yes) return *value = true, "";
  }
  for (const char* no : {"false", "0", "no", "off"}) {
    if (text == no) return *value = false, "";
  }
  return fmt::format("\"{}\" is neither true nor false", text);
}

std::vector<std::string> Split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');) {
    const size_t first = part.find_first_not_of(" \t");
    if (first == std::string::npos) continue;
    parts.push_back(part.substr(first, part.find_last_not_of(" \t") - first + 1));
  }
  return parts;
}

}  // namespace

void Table::Add(Row row) {
  row.name = prefix_ + row.name;
  row.standard = row.secret ? "" : row.get();
  rows_.push_back(std::move(row));
}

void Table::String(std::string_view name, std::string* value, std::string_view help, Need need) {
  Add({.name = std::string(name),
       .kind = "text",
       .help = std::string(help),
       .required = need == Need::kRequired,
       .set = [value](const std::string& text) { return *value = text, ""; },
       .get = [value] { return *value; }});
}

void Table::Int(std::string_view name, int* value, int minimum, int maximum, std::string_view help) {
  Add({.name = std::string(name),
       .kind = fmt::format("whole number, {} to {}", minimum, maximum),
       .help = std::string(help),
       .set =
           [=](const std::string& text) {
             int64_t number = *value;
             std::string mistake = SetInteger(text, minimum, maximum, &number);
             *value = static_cast<int>(number);
             return mistake;
           },
       .get = [value] { return std::to_string(*value); }});
}

void Table::Int64(std::string_view name, int64_t* value, int64_t minimum, int64_t maximum,
                  std::string_view help) {
  Add({.name = std::string(name),
       .kind = fmt::format("whole number, {} to {}", minimum, maximum),
       .help = std::string(help),
       .set = [=](const std::string& text) { return SetInteger(text, minimum, maximum, value); },
       .get = [value] { return std::to_string(*value); }});
}

void Table::Bool(std::string_view name, bool* value, std::string_view help) {
  Add({.name = std::string(name),
       .kind = "true or false",
       .help = std::string(help),
       .set = [value](const std::string& text) { return SetBool(text, value); },
       .get = [value] { return *value ? "true" : "false"; }});
}

void Table::Duration(std::string_view name, absl::Duration* value, absl::Duration minimum,
                     absl::Duration maximum, std::string_view help) {
  const std::string range =
      fmt::format("{} to {}", absl::FormatDuration(minimum), absl::FormatDuration(maximum));
  Add({.name = std::string(name),
       .kind = "duration, " + range,
       .help = std::string(help),
       .set = [=](const std::string& text) -> std::string {
         absl::Duration duration;
         if (!absl::ParseDuration(text, &duration)) {
           return fmt::format("\"{}\" is not a duration such as 250ms, 30s, 15m or 1h30m", text);
         }
         if (duration < minimum || duration > maximum) return fmt::format("{} is not within {}", text, range);
         return *value = duration, "";
       },
       .get = [value] { return absl::FormatDuration(*value); }});
}

void Table::Choice(std::string_view name, std::string* value, std::vector<std::string> choices,
                   std::string_view help) {
  std::string all;
  for (const std::string& choice : choices) all += (all.empty() ? "" : ", ") + choice;
  Add({.name = std::string(name),
       .kind = "one of " + all,
       .help = std::string(help),
       .set = [=](const std::string& text) -> std::string {
         if (std::find(choices.begin(), choices.end(), text) == choices.end()) {
           return fmt::format("\"{}\" is none of {}", text, all);
         }
         return *value = text, "";
       },
       .get = [value] { return *value; }});
}

void Table::List(std::string_view name, std::vector<std::string>* value, std::string_view help) {
  Add({.name = std::string(name),
       .kind = "list, separated by commas",
       .help = std::string(help),
       .set = [value](const std::string& text) { return *value = Split(text), ""; },
       .get =
           [value] {
             std::string all;
             for (const std::string& part : *value) all += (all.empty() ? "" : ",") + part;
             return all;
           }});
}

void Table::Path(std::string_view name, std::string* value, std::string_view help, Need need) {
  Add({.name = std::string(name),
       .kind = "path",
       .help = std::string(help),
       .required = need == Need::kRequired,
       .set = [value](const std::string& text) -> std::string {
         if (!text.empty() && ::access(text.c_str(), R_OK) != 0)
           return fmt::format("{} cannot be read", text);
         return *value = text, "";
       },
       .get = [value] { return *value; }});
}

void Table::SecretFile(std::string_view name, std::string* value, std::string_view help, Need need) {
  Add({.name = std::string(name),
       .kind = "path of a file with a secret",
       .help = std::string(help),
       .required = need == Need::kRequired,
       .secret = true,
       .set = [value](const std::string& text) { return text.empty() ? "" : ReadFile(text, value); },
       .get = [value] { return *value; }});
}

void Table::Secret(std::string_view name, std::string* value, std::string_view help, Need need) {
  Add({.name = std::string(name),
       .kind = "text, secret",
       .help = std::string(help),
       .required = need == Need::kRequired,
       .secret = true,
       .set = [value](const std::string& text) { return *value = text, ""; },
       .get = [value] { return *value; }});
}

void Table::Flag(std::string_view name, bool* value, std::string_view help) {
  switches_.push_back({std::string(name), std::string(help), value});
}

void Table::Help(std::ostream& out) const {
  out << "Configuration is read from environment variables:\n\n";
  for (const Row& row : rows_) {
    out << "  " << row.name << "\n      " << row.help << " (" << row.kind;
    if (row.required) out << "; required";
    if (!row.standard.empty()) out << "; default " << row.standard;
    out << ")\n";
  }
  out << "\nOptions:\n  --help          show this and end\n  --print-config  show what applies, without "
         "secrets, and end\n";
  for (const Switch& option : switches_) out << fmt::format("  {:<15} {}\n", option.name, option.help);
}

void Table::Print(std::ostream& out) const {
  for (const Row& row : rows_) {
    const std::string value = row.get();
    out << row.name << '=' << (row.secret && !value.empty() ? "[secret]" : value) << '\n';
  }
}

std::string Table::CheckRow(const Row& row, const std::map<std::string, std::string>& environment) const {
  const auto found = environment.find(row.name);
  if (found == environment.end() || (row.required && found->second.empty())) {
    return row.required ? fmt::format("{} is required: {} ({})", row.name, row.help, row.kind) : "";
  }
  const std::string mistake = row.set(found->second);
  return mistake.empty() ? "" : fmt::format("{}: {} (expected: {})", row.name, mistake, row.kind);
}

std::optional<int> Table::Read(const std::map<std::string, std::string>& environment,
                               const std::vector<std::string>& arguments, std::ostream& out,
                               std::ostream& err) {
  std::vector<std::string> mistakes;
  bool print = false;
  for (const std::string& argument : arguments) {
    if (argument == "--help") return Help(out), 0;
    const auto option = std::find_if(switches_.begin(), switches_.end(),
                                     [&](const Switch& one) { return one.name == argument; });
    if (argument == "--print-config") {
      print = true;
    } else if (option != switches_.end()) {
      *option->value = true;
    } else {
      mistakes.push_back(fmt::format("{}: no such option; --help lists them", argument));
    }
  }
  std::set<std::string> known;
  for (const Row& row : rows_) {
    known.insert(row.name);
    if (std::string mistake = CheckRow(row, environment); !mistake.empty())
      mistakes.push_back(std::move(mistake));
  }
  for (const auto& [name, value] : environment) {
    if (name.compare(0, prefix_.size(), prefix_) == 0 && known.count(name) == 0) {
      mistakes.push_back(fmt::format("{}: no such setting; --help lists them", name));
    }
  }
  if (!mistakes.empty()) {
    err << fmt::format("The configuration has {} mistake{}:\n", mistakes.size(),
                       mistakes.size() == 1 ? "" : "s");
    for (const std::string& mistake : mistakes) err << "  " << mistake << '\n';
    return 2;
  }
  if (print) return Print(out), 0;
  return std::nullopt;
}

void LoadOrExit(Table& table, int argc, char** argv) {
  std::map<std::string, std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const size_t equals = text.find('=');
    if (equals != std::string_view::npos)
      environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  const auto code = table.Read(environment, {argv + 1, argv + argc}, std::cout, std::cerr);
  if (code.has_value()) {
    std::cout.flush();
    std::exit(*code);
  }
}

}  // namespace tabadul::config
