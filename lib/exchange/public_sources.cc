#include "lib/exchange/public_sources.h"

#include "lib/exchange/sharing_book.h"

namespace tabadul::exchange {
namespace {

const Reader& Visitor() {
  static const Reader visitor{.use = Reader::Use::kSearch};
  return visitor;
}

}  // namespace

bool PublicSources::Has(const std::string& source) {
  auto known = known_.find(source);
  if (known == known_.end()) {
    ReaderView view(exchange_.sharing().Now(), Visitor());
    known = known_.emplace(source, view.Of(source).whole()).first;
  }
  return known->second;
}

std::vector<PublicSources::Change> PublicSources::Changes() {
  std::vector<Change> changes;
  ReaderView view(exchange_.sharing().Now(), Visitor());
  for (auto& [source, is_public] : known_) {
    const bool now = view.Of(source).whole();
    if (now == is_public) continue;
    is_public = now;
    changes.push_back({source, now});
  }
  return changes;
}

}  // namespace tabadul::exchange
