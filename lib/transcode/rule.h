// One form of an RPC in HTTP: its google.api.http, or one of the additional bindings of that.
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "lib/transcode/binding.h"
#include "lib/transcode/path_template.h"

namespace tabadul::transcode {

struct Rule {
  const google::protobuf::MethodDescriptor* method = nullptr;
  std::string http_method;  // "GET"
  PathTemplate path;
  std::vector<FieldPath> variables;  // of the request: what path.variables are the values of
  bool whole_body = false;           // body: "*"
  const google::protobuf::FieldDescriptor* body = nullptr;           // of the request; null: none, or all
  const google::protobuf::FieldDescriptor* response_body = nullptr;  // of the response; null: all
};

// None if the method has no annotation. INTERNAL with the method's name: its requests are a stream; a path that is no
// template, or whose variable is no field that a text can set; a body that is no message; a part of a stream's messages; a
// request that cannot be read from JSON.
absl::StatusOr<std::vector<Rule>> RulesOf(const google::protobuf::MethodDescriptor& method);

}  // namespace tabadul::transcode
