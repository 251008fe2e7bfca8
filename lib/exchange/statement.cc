#include "lib/exchange/statement.h"

#include <set>

#include "absl/strings/str_replace.h"
#include "absl/synchronization/mutex.h"

namespace tabadul::exchange {
namespace {

const char* Intern(std::string text) {
  static absl::Mutex mutex(absl::kConstInit);
  static auto* kept = new std::set<std::string>;
  absl::MutexLock lock(&mutex);
  return kept->insert(std::move(text)).first->c_str();
}

}  // namespace

pg::Sql Statement(const std::string& kind, const std::string& name, const std::string& text) {
  return {Intern(kind + "." + name), Intern(absl::StrReplaceAll(text, {{"@kind@", kind}}))};
}

}  // namespace tabadul::exchange
