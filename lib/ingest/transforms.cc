#include "lib/ingest/transforms.h"

#include <unicode/unistr.h>

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "lib/ingest/html_text.h"
#include "lib/ingest/literal_list.h"
#include "lib/ingest/numbers.h"
#include "lib/ingest/transform_steps.h"

namespace tabadul::ingest {
namespace {

constexpr char kPartSeparator = '\x1f';  // cells never hold it: they are tidied first

std::string_view Piece(const re2::StringPiece& s) { return {s.data(), s.size()}; }

template <typename F>
std::optional<std::string> Cased(const std::string& text, F change) {
  icu::UnicodeString unicode =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  change(unicode);
  std::string result;
  unicode.toUTF8String(result);
  return result;
}

// The first group if the pattern has one, else the whole match.
bool FirstMatch(const RE2& pattern, std::string_view text, size_t from, std::string_view* whole,
                std::string_view* wanted) {
  re2::StringPiece groups[2];
  const int count = pattern.NumberOfCapturingGroups() > 0 ? 2 : 1;
  const re2::StringPiece piece(text.data(), text.size());
  if (!pattern.Match(piece, from, text.size(), RE2::UNANCHORED, groups, count)) return false;
  *whole = Piece(groups[0]);
  *wanted = Piece(groups[count - 1]);
  return true;
}

std::optional<Transform> Trim(Argument&) {
  return Transform{"text", [](Values&) { return true; }};
}
std::optional<Transform> Lower(Argument&) {
  return Transform{
      "text", Map([](const std::string& s) { return Cased(s, [](icu::UnicodeString& u) { u.toLower(); }); })};
}
std::optional<Transform> Upper(Argument&) {
  return Transform{
      "text", Map([](const std::string& s) { return Cased(s, [](icu::UnicodeString& u) { u.toUpper(); }); })};
}
std::optional<Transform> Title(Argument&) {
  return Transform{"text", Map([](const std::string& s) {
                     return Cased(s, [](icu::UnicodeString& u) { u.toTitle(nullptr); });
                   })};
}
std::optional<Transform> Html(Argument&) { return Transform{"HTML ≤ 256 KiB, ≤ 2000 tags", Map(HtmlToText)}; }
std::optional<Transform> Digits(Argument&) {
  return Transform{"text", Map([](const std::string& s) { return std::optional(AsciiDigits(s)); })};
}
std::optional<Transform> PythonList(Argument&) { return Transform{"['a', 'b']", FlatMap(ParseLiteralList)}; }
std::optional<Transform> Split(Argument& argument) {
  std::shared_ptr<const RE2> pattern;
  if (argument.node().IsMap()) {
    if (argument.node().size() != 1) return argument.Wrong("\";\" | {pattern: re}");
    pattern = argument.Pattern(argument.node()["pattern"]);
  } else if (const auto text = argument.Text(); text && !text->empty()) {
    pattern = std::make_shared<RE2>(RE2::QuoteMeta(*text));
  }
  if (!pattern) return std::nullopt;
  return Transform{"a list", FlatMap([pattern](const std::string& s) -> std::optional<Values> {
                     Values pieces;
                     size_t start = 0, at = 0;
                     std::string_view whole, wanted;
                     while (at <= s.size() && FirstMatch(*pattern, s, at, &whole, &wanted)) {
                       const auto begin = static_cast<size_t>(whole.data() - s.data());
                       if (whole.empty()) {  // between letters: no separator
                         at = begin + 1;
                         continue;
                       }
                       pieces.push_back(s.substr(start, begin - start));
                       start = at = begin + whole.size();
                     }
                     pieces.push_back(s.substr(start));
                     return pieces;
                   })};
}
std::optional<Transform> Extract(Argument& argument) {
  const auto pattern = argument.Pattern(argument.node());
  if (!pattern) return std::nullopt;
  return Transform{pattern->pattern(), FlatMap([pattern](const std::string& s) -> std::optional<Values> {
                     std::string_view whole, wanted;
                     if (!FirstMatch(*pattern, s, 0, &whole, &wanted)) return Values{};
                     return Values{std::string(wanted)};
                   })};
}
std::optional<Transform> FindAll(Argument& argument) {
  const auto pattern = argument.Pattern(argument.node());
  if (!pattern) return std::nullopt;
  return Transform{pattern->pattern(), FlatMap([pattern](const std::string& s) -> std::optional<Values> {
                     Values found;
                     std::string_view whole, wanted;
                     for (size_t at = 0; at <= s.size() && FirstMatch(*pattern, s, at, &whole, &wanted);) {
                       at = static_cast<size_t>(whole.data() - s.data()) + std::max<size_t>(whole.size(), 1);
                       if (!whole.empty()) found.emplace_back(wanted);
                     }
                     return found;
                   })};
}
std::optional<Transform> Match(Argument& argument) {
  const auto pattern = argument.Pattern(argument.node());
  if (!pattern) return std::nullopt;
  return Transform{pattern->pattern(), FlatMap([pattern](const std::string& s) -> std::optional<Values> {
                     return RE2::PartialMatch(s, *pattern) ? Values{"true"} : Values{};
                   })};
}
std::optional<Transform> Replace(Argument& argument) {
  std::vector<std::pair<std::shared_ptr<const RE2>, std::string>> rules;
  const YAML::Node& node = argument.node();
  for (size_t i = 0; i < (node.IsSequence() ? node.size() : 1); ++i) {
    const YAML::Node rule = node.IsSequence() ? node[i] : node;
    if (!rule.IsMap() || rule.size() != 2 || !rule["with"] || !rule["with"].IsScalar()) {
      return argument.Wrong("{pattern: re, with: text}");
    }
    auto pattern = argument.Pattern(rule["pattern"]);
    if (!pattern) return std::nullopt;
    std::string error;
    if (!pattern->CheckRewriteString(rule["with"].Scalar(), &error)) return argument.Wrong(error);
    rules.emplace_back(std::move(pattern), rule["with"].Scalar());
  }
  return Transform{"text", [rules](Values& values) {
                     for (const auto& [pattern, with] : rules) {
                       size_t added = 0;  // roughly, if each letter is replaced
                       for (const std::string& value : values) added += (value.size() + 1) * with.size();
                       if (added > kMaxAdded) return false;
                       for (std::string& value : values) RE2::GlobalReplace(&value, *pattern, with);
                     }
                     return true;
                   }};
}
std::optional<Transform> Tag(Argument& argument) {
  if (!argument.node().IsMap()) return argument.Wrong("{NAME: pattern}");
  std::vector<std::pair<std::string, std::shared_ptr<const RE2>>> tags;
  for (const auto& entry : argument.node()) {
    auto pattern = argument.Pattern(entry.second);
    if (!pattern) return std::nullopt;
    tags.emplace_back(entry.first.Scalar(), std::move(pattern));
  }
  return Transform{"text", FlatMap([tags](const std::string& s) -> std::optional<Values> {
                     Values found;
                     for (const auto& [name, pattern] : tags) {
                       if (RE2::PartialMatch(s, *pattern)) found.push_back(name);
                     }
                     return found;
                   })};
}
std::optional<Transform> Section(Argument& argument) {
  const YAML::Node& node = argument.node();
  if (!node.IsMap() || !node["after"] || !node["after"].IsScalar())
    return argument.Wrong("{after: text, until: [text]}");
  const YAML::Node until = node["until"];
  if (node.size() != (until ? 2U : 1U) || (until && !until.IsSequence()))
    return argument.Wrong("{after: text, until: [text]}");
  Values ends;
  for (size_t i = 0; until && i < until.size(); ++i) ends.push_back(until[i].Scalar());
  return Transform{"text", [after = node["after"].Scalar(), ends](Values& values) {
                     Values inside;
                     bool open = false;
                     for (std::string& value : values) {
                       if (value == after) {
                         open = true;
                       } else if (std::find(ends.begin(), ends.end(), value) != ends.end()) {
                         open = false;
                       } else if (open) {
                         inside.push_back(std::move(value));
                       }
                     }
                     values = std::move(inside);
                     return true;
                   }};
}
std::optional<Transform> Group(Argument& argument) {
  const auto size = argument.Count(20);
  if (!size || *size == 0) return argument.Wrong("1 to 20");
  return Transform{"groups of " + std::to_string(*size), [n = *size](Values& values) {
                     if (values.size() % n != 0) return false;
                     Values groups;
                     for (size_t i = 0; i < values.size(); i += n) {
                       std::string group = values[i];
                       for (size_t j = 1; j < n; ++j) group.append(1, kPartSeparator).append(values[i + j]);
                       groups.push_back(std::move(group));
                     }
                     values = std::move(groups);
                     return true;
                   }};
}
std::optional<Transform> Part(Argument& argument) {
  const auto index = argument.Count(19);
  if (!index) return std::nullopt;
  return Transform{"text", Map([i = *index](const std::string& s) -> std::optional<std::string> {
                     const Values parts = absl::StrSplit(s, kPartSeparator);
                     return i < parts.size() ? parts[i] : std::string();
                   })};
}
std::optional<Transform> Take(Argument& argument) {
  const auto index = argument.Count(kMaxValues);
  if (!index) return std::nullopt;
  return Transform{"a list", [i = *index](Values& values) {
                     values = i < values.size() ? Values{std::move(values[i])} : Values{};
                     return true;
                   }};
}
std::optional<Transform> Lines(Argument& argument, std::string_view separator, bool prefixed) {
  const auto text = argument.Text();
  if (!text) return std::nullopt;
  return Transform{"a list", [text = *text, separator = std::string(separator), prefixed](Values& values) {
                     std::string all;
                     for (const std::string& value : values) {
                       const std::string_view item = Std(absl::StripAsciiWhitespace(value));
                       if (item.empty()) continue;
                       if (!all.empty()) all += prefixed ? separator : text;
                       if (prefixed) all += text;
                       all += item;
                     }
                     values = all.empty() ? Values{} : Values{std::move(all)};
                     return true;
                   }};
}
std::optional<Transform> Bullets(Argument& argument) { return Lines(argument, "\n", true); }
std::optional<Transform> Join(Argument& argument) { return Lines(argument, "", false); }

using Maker = std::optional<Transform> (*)(Argument&);

const std::map<std::string, Maker>& Makers() {
  static const auto* makers = new std::map<std::string, Maker>{{"trim", Trim},
                                                               {"lower", Lower},
                                                               {"upper", Upper},
                                                               {"title", Title},
                                                               {"html-to-text", Html},
                                                               {"digits", Digits},
                                                               {"number", Number},
                                                               {"range", Range},
                                                               {"duration", Duration},
                                                               {"times", Times},
                                                               {"python-list", PythonList},
                                                               {"split", Split},
                                                               {"extract", Extract},
                                                               {"find-all", FindAll},
                                                               {"match", Match},
                                                               {"replace", Replace},
                                                               {"tag", Tag},
                                                               {"section", Section},
                                                               {"group", Group},
                                                               {"part", Part},
                                                               {"take", Take},
                                                               {"bullets", Bullets},
                                                               {"join", Join}};
  return *makers;
}

// For who reads a mapping backwards.
std::string PlainArgument(const YAML::Node& node) {
  if (node.IsScalar()) return node.Scalar();
  if (!node.IsMap()) return "";
  for (const char* key : {"in", "of"}) {
    if (node[key] && node[key].IsScalar()) return node[key].Scalar();
  }
  return "";
}

}  // namespace

const std::vector<std::string>& TransformNames() {
  static const auto* names = [] {
    auto* list = new std::vector<std::string>;
    for (const auto& [name, maker] : Makers()) list->push_back(name);
    return list;
  }();
  return *names;
}

std::shared_ptr<const RE2> CompilePattern(const std::string& pattern, PatternRoom& room,
                                          TransformProblem* problem) {
  constexpr size_t kOfEach = 1000;
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(4 << 20);
  auto compiled = room.left == 0 ? nullptr : std::make_shared<RE2>(pattern, options);
  if (compiled != nullptr && !compiled->ok()) {
    *problem = {"bad-pattern", {{"pattern", pattern}, {"detail", compiled->error()}}};
    return nullptr;
  }
  const size_t weight = compiled == nullptr ? 1 : kOfEach + static_cast<size_t>(compiled->ProgramSize());
  if (weight > room.left) {
    room.left = 0;
    *problem = {"too-large", {}};
    return nullptr;
  }
  room.left -= weight;
  return compiled;
}

std::optional<Transform> MakeTransform(const YAML::Node& step, PatternRoom& room, TransformProblem* problem) {
  const bool bare = step.IsScalar();
  if (!bare && !(step.IsMap() && step.size() == 1 && step.begin()->first.IsScalar())) {
    *problem = {"wrong-type", {{"expected", "name | {name: argument}"}}};
    return std::nullopt;
  }
  const std::string name = bare ? step.Scalar() : step.begin()->first.Scalar();
  const auto maker = Makers().find(name);
  if (maker == Makers().end()) {
    *problem = {"unknown-step", {{"step", name}, {"allowed", absl::StrJoin(TransformNames(), ", ")}}};
    return std::nullopt;
  }
  Argument argument(name, bare ? YAML::Node() : step.begin()->second, room, problem);
  std::optional<Transform> made = maker->second(argument);
  if (!made && problem->problem.empty()) argument.Wrong("an argument");
  if (!made) return made;
  made->name = name;
  if (!bare) made->argument = PlainArgument(step.begin()->second);
  return made;
}

}  // namespace tabadul::ingest
