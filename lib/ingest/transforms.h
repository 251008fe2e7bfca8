// The steps of `as:` in a mapping, each a function over the values of one cell (a list transform turns one
// value into several). Pure and safe to share after making.
#pragma once

#include <re2/re2.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/status.h"
#include "yaml-cpp/yaml.h"

namespace tabadul::ingest {

struct Transform {
  std::string form;  // what the values must look like, for messages: "['a', 'b']"
  // False if a value is not of that form.
  std::function<bool(std::vector<std::string>&)> apply;
  std::string name;  // "split"
  std::string
      argument;  // where it is one text (of `range` and `duration`: which end, which unit); else empty
};

struct TransformProblem {
  std::string problem;  // a key of data/messages/*/mapping.*
  Metadata metadata;
};

// What the patterns of one mapping may still weigh together: their instructions, and a thousand more for each.
struct PatternRoom {
  size_t left = 2'000'000;
};

// `step`: "trim", or a map of one name to its argument: {extract: "[0-9]+"}.
//   trim, lower, upper, title         letters by Unicode's rules
//   html-to-text                      tags and entities out, paragraphs and items as lines
//   digits                            Arabic-Indic digits as 0-9
//   number [ {decimal: ","} ]         "١٬٥٠٠" or "1,500.00" to "1500"; anything else is unreadable
//   range: lower | upper | {of: lower, decimal: ","}   an end of a range of amounts: "de 4000 à 6000 dh"; none = absent
//   duration: months | {of: upper, in: months}   minutes, days or months: "3 to 7 years" to 36 (or 84); none = absent
//   times: 12                         a whole number, multiplied
//   python-list                       "['a', 'b']", also a JSON array, to its elements
//   split: ";" | {pattern: re}        to its pieces
//   extract: re                       the first match (its first group, if it has one); none = absent
//   find-all: re                      every match
//   match: re                         "true" if it matches, else absent
//   replace: {pattern: re, with: s} | [ … ]   in order; \1 is the first group
//   tag: {NAME: re, …}                the names whose pattern is found
//   section: {after: s, until: [s…]}  the elements behind a heading element
//   group: 2  /  part: 0              elements in groups of two  /  the first of each group
//   take: 0                           one element of the list
//   bullets: "• "                     the elements as lines of one text
//   join: ", "                        the elements as one text
// Patterns are RE2 (linear time).
std::optional<Transform> MakeTransform(const YAML::Node& step, PatternRoom& room, TransformProblem* problem);
// A pattern (RE2, bounded memory), or null and what is wrong with it.
std::shared_ptr<const RE2> CompilePattern(const std::string& pattern, PatternRoom& room,
                                          TransformProblem* problem);
const std::vector<std::string>& TransformNames();

}  // namespace tabadul::ingest
