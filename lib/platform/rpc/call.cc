#include "lib/platform/rpc/call.h"

#include <algorithm>

namespace tabadul::rpc {

bool Caller::HasScope(std::string_view scope) const {
  return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

}  // namespace tabadul::rpc
