// What the steps of transforms.cc and transform_quantities.cc are made of. For these two files.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/ingest/numbers.h"
#include "lib/ingest/transforms.h"

namespace tabadul::ingest {

using Values = std::vector<std::string>;
inline constexpr size_t kMaxValues = 1000;             // of one cell
inline constexpr size_t kMaxAdded = size_t{64} << 20;  // bytes, by one replacement in all of them

// One value to one value (or to unreadable).
template <typename F>
std::function<bool(Values&)> Map(F f) {
  return [f](Values& values) {
    for (std::string& value : values) {
      std::optional<std::string> result = f(value);
      if (!result) return false;
      value = *std::move(result);
    }
    return true;
  };
}

// One value to any number of values (or to unreadable).
template <typename F>
std::function<bool(Values&)> FlatMap(F f) {
  return [f](Values& values) {
    Values all;
    for (std::string& value : values) {
      std::optional<Values> results = f(value);
      if (!results || all.size() + results->size() > kMaxValues) return false;
      for (std::string& result : *results) all.push_back(std::move(result));
    }
    values = std::move(all);
    return true;
  };
}

// Reads arguments and remembers what is wrong with them.
class Argument {
 public:
  Argument(std::string name, const YAML::Node& node, PatternRoom& room, TransformProblem* problem)
      : name_(std::move(name)), node_(node), room_(room), problem_(problem) {}

  const YAML::Node& node() const { return node_; }
  std::nullopt_t Wrong(std::string_view expected) {
    *problem_ = {"bad-argument", {{"step", name_}, {"expected", std::string(expected)}}};
    return std::nullopt;
  }
  std::shared_ptr<const RE2> Pattern(const YAML::Node& node) {
    if (!node || !node.IsScalar() || node.Scalar().empty()) {
      Wrong("a pattern (RE2)");
      return nullptr;
    }
    return CompilePattern(node.Scalar(), room_, problem_);
  }
  std::optional<size_t> Count(size_t most) {
    const auto number = node_ && node_.IsScalar() ? ParseInteger(node_.Scalar()) : std::nullopt;
    if (!number || *number < 0 || *number > static_cast<int64_t>(most)) return Wrong("a small whole number");
    return static_cast<size_t>(*number);
  }
  std::optional<std::string> Text() {
    if (!node_ || !node_.IsScalar()) return Wrong("a text");
    return node_.Scalar();
  }

 private:
  const std::string name_;
  const YAML::Node node_;
  PatternRoom& room_;
  TransformProblem* const problem_;
};

// Steps about amounts and times, transform_quantities.cc.
std::optional<Transform> Number(Argument& argument);
std::optional<Transform> Range(Argument& argument);
std::optional<Transform> Duration(Argument& argument);
std::optional<Transform> Times(Argument& argument);

}  // namespace tabadul::ingest
