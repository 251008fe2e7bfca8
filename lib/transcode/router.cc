#include "lib/transcode/router.h"

#include <set>
#include <utility>

#include "absl/strings/str_join.h"

namespace tabadul::transcode {
namespace {

using ByHttpMethod = std::map<std::string, const Rule*, std::less<>>;

// Null: nothing. A stream has no head that could be told before it begins.
const Rule* ForHead(const ByHttpMethod& methods) {
  const auto get = methods.find("GET");
  return get == methods.end() || get->second->method->server_streaming() ? nullptr : get->second;
}

std::string Allowed(const ByHttpMethod& methods) {
  std::set<std::string> names;
  for (const auto& [name, rule] : methods) names.insert(name);
  if (ForHead(methods) != nullptr) names.insert("HEAD");
  return absl::StrJoin(names, ", ");
}

}  // namespace

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> one, rest;                   // "*", "**"
  std::map<std::string, Methods, std::less<>> ends;  // by verb: paths that end here

  Node& Under(const PathTemplate::Segment& segment) {
    std::unique_ptr<Node>& child = segment.kind == PathTemplate::Kind::kLiteral ? literals[segment.literal]
                                   : segment.kind == PathTemplate::Kind::kOne   ? one
                                                                                : rest;
    if (child == nullptr) child = std::make_unique<Node>();
    return *child;
  }
  const Methods* EndsWith(std::string_view verb) const {
    const auto found = ends.find(verb);
    return found == ends.end() ? nullptr : &found->second;
  }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::Router(Router&&) noexcept = default;
Router::~Router() = default;

absl::StatusOr<Router> Router::Make(const std::vector<const google::protobuf::MethodDescriptor*>& methods) {
  Router router;
  for (const auto* const method : methods) {
    ASSIGN_OR_RETURN(std::vector<Rule> rules, RulesOf(*method));
    for (Rule& rule : rules) RETURN_IF_ERROR(router.Insert(std::move(rule)));
  }
  return router;
}

absl::Status Router::Insert(Rule rule) {
  const Rule* const kept = rules_.emplace_back(std::make_unique<const Rule>(std::move(rule))).get();
  Node* node = root_.get();
  for (const PathTemplate::Segment& segment : kept->path.segments) node = &node->Under(segment);
  const auto [there, fresh] = node->ends[kept->path.verb].emplace(kept->http_method, kept);
  if (fresh) return absl::OkStatus();
  return Internal(there->second->method->full_name() + " and " + kept->method->full_name() +
                  " mean the same requests: " + kept->http_method + " " + kept->path.text);
}

// No node is looked at twice: its depth is the place in the path. So it takes no longer than there are templates.
const Router::Methods* Router::Match(const Node& node, const std::vector<std::string>& path, size_t at,
                                     std::string_view verb) {
  if (at == path.size()) {
    const Methods* const end = node.EndsWith(verb);
    return end == nullptr && node.rest != nullptr ? node.rest->EndsWith(verb) : end;
  }
  if (const auto literal = node.literals.find(path[at]); literal != node.literals.end()) {
    if (const Methods* const found = Match(*literal->second, path, at + 1, verb)) return found;
  }
  if (node.one != nullptr) {
    if (const Methods* const found = Match(*node.one, path, at + 1, verb)) return found;
  }
  return node.rest == nullptr ? nullptr : node.rest->EndsWith(verb);
}

absl::StatusOr<Router::Found> Router::Find(std::string_view http_method, const Path& path) const {
  std::vector<std::string> segments = path.segments;
  const Methods* methods = nullptr;
  if (!path.verb.empty()) {
    segments.back() = path.name;
    methods = Match(*root_, segments, 0, path.verb);
  }
  if (methods == nullptr) {
    segments = path.segments;
    methods = Match(*root_, segments, 0, "");
  }
  if (methods == nullptr) return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "path"}});
  const auto own = methods->find(http_method);
  const Rule* const rule = own != methods->end()   ? own->second
                           : http_method == "HEAD" ? ForHead(*methods)
                                                   : nullptr;
  if (rule == nullptr)
    return Error(common::v1::ERROR_REASON_METHOD_NOT_ALLOWED, {{"allowed", Allowed(*methods)}});
  return Found{rule, rule->path.Capture(segments)};
}

}  // namespace tabadul::transcode
