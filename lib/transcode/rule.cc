#include "lib/transcode/rule.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "google/api/annotations.pb.h"
#include "lib/transcode/json.h"

namespace tabadul::transcode {
namespace {

using google::api::HttpRule;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

absl::Status Wrong(const MethodDescriptor& method, const std::string& what) {
  return Internal(method.full_name() + " has a form in HTTP that is wrong: " + what);
}

// Method and path; the method is empty if there is none that we know.
std::pair<std::string, std::string> PatternOf(const HttpRule& http) {
  switch (http.pattern_case()) {
    case HttpRule::kGet:
      return {"GET", http.get()};
    case HttpRule::kPut:
      return {"PUT", http.put()};
    case HttpRule::kPost:
      return {"POST", http.post()};
    case HttpRule::kDelete:
      return {"DELETE", http.delete_()};
    case HttpRule::kPatch:
      return {"PATCH", http.patch()};
    case HttpRule::kCustom:
      return {http.custom().kind() == "*" ? "" : http.custom().kind(), http.custom().path()};
    case HttpRule::PATTERN_NOT_SET:
      break;
  }
  return {};
}

absl::Status ReadVariables(Rule& rule) {
  for (const PathTemplate::Variable& variable : rule.path.variables) {
    FieldPath field = FindField(*rule.method->input_type(), variable.field);
    if (field.empty() || field.back()->is_repeated() || !TakesText(*field.back()))
      return Wrong(*rule.method, variable.field + " is no field that a path can set");
    if (std::find(rule.variables.begin(), rule.variables.end(), field) != rule.variables.end())
      return Wrong(*rule.method, variable.field + " stands twice");
    rule.variables.push_back(std::move(field));
  }
  return absl::OkStatus();
}

// A field of the message that is an object in JSON; null if `name` is none.
const FieldDescriptor* ObjectField(const Descriptor& type, const std::string& name) {
  const FieldDescriptor* const field = type.FindFieldByName(name);
  return field == nullptr || field->is_repeated() || TakesText(*field) ? nullptr : field;
}

absl::Status ReadBodies(const HttpRule& http, Rule& rule) {
  rule.whole_body = http.body() == "*";
  if (!http.body().empty() && !rule.whole_body) {
    rule.body = ObjectField(*rule.method->input_type(), http.body());
    if (rule.body == nullptr) return Wrong(*rule.method, "body " + http.body() + " is no message");
  }
  if (!http.response_body().empty()) {
    if (rule.method->server_streaming()) return Wrong(*rule.method, "a stream with a response_body");
    rule.response_body = ObjectField(*rule.method->output_type(), http.response_body());
    if (rule.response_body == nullptr)
      return Wrong(*rule.method, "response_body " + http.response_body() + " is no message");
  }
  return absl::OkStatus();
}

absl::StatusOr<Rule> ReadRule(const MethodDescriptor& method, const HttpRule& http) {
  Rule rule;
  rule.method = &method;
  std::string path;
  std::tie(rule.http_method, path) = PatternOf(http);
  if (rule.http_method.empty()) return Wrong(method, "no HTTP method");
  absl::StatusOr<PathTemplate> parsed = PathTemplate::Parse(path);
  if (!parsed.ok()) return Wrong(method, std::string(parsed.status().message()));
  rule.path = *std::move(parsed);
  RETURN_IF_ERROR(ReadVariables(rule));
  RETURN_IF_ERROR(ReadBodies(http, rule));
  return rule;
}

}  // namespace

absl::StatusOr<std::vector<Rule>> RulesOf(const MethodDescriptor& method) {
  std::vector<Rule> rules;
  if (!method.options().HasExtension(google::api::http)) return rules;
  if (method.client_streaming()) return Wrong(method, "its requests are a stream");
  if (!ReadsJson(*method.input_type())) return Wrong(method, "its request cannot be read from JSON");
  const HttpRule& http = method.options().GetExtension(google::api::http);
  ASSIGN_OR_RETURN(Rule first, ReadRule(method, http));
  rules.push_back(std::move(first));
  for (const HttpRule& additional : http.additional_bindings()) {
    if (!additional.additional_bindings().empty()) return Wrong(method, "an additional binding has others");
    ASSIGN_OR_RETURN(Rule rule, ReadRule(method, additional));
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace tabadul::transcode
