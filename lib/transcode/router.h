// Which form of which RPC a request means. A path means one thing whatever the HTTP method is: a verb before none, a literal
// before a variable, a variable before "**"; where that leads nowhere, the next. Immutable, so thread-safe. Pure.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "lib/platform/base/status.h"
#include "lib/transcode/path.h"
#include "lib/transcode/rule.h"

namespace tabadul::transcode {

class Router {
 public:
  // Of the methods that have an annotation; INTERNAL of RulesOf, or with the names of two that mean the same requests.
  static absl::StatusOr<Router> Make(const std::vector<const google::protobuf::MethodDescriptor*>& methods);
  Router(Router&&) noexcept;
  ~Router();

  struct Found {
    const Rule* rule;                   // lives as long as the router
    std::vector<std::string> captured;  // what rule->variables are
  };
  // HEAD is answered by what answers GET, unless that is a stream. NOT_FOUND {what: "path"}; METHOD_NOT_ALLOWED {allowed: "GET, HEAD"}.
  absl::StatusOr<Found> Find(std::string_view http_method, const Path& path) const;

 private:
  using Methods = std::map<std::string, const Rule*, std::less<>>;  // by HTTP method
  struct Node;
  Router();
  absl::Status Insert(Rule rule);
  static const Methods* Match(const Node& node, const std::vector<std::string>& path, size_t at,
                              std::string_view verb);

  std::vector<std::unique_ptr<const Rule>> rules_;
  std::unique_ptr<Node> root_;
};

}  // namespace tabadul::transcode
