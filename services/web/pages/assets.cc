#include "services/web/pages/assets.h"

#include "embed/portal_assets.h"
#include "lib/evidence/digest.h"

namespace tabadul::web::pages {
namespace {

constexpr size_t kDigits = 12;  // of the digest in a name

std::string_view TypeOf(std::string_view file) {
  if (file.ends_with(".css")) return "text/css; charset=utf-8";
  if (file.ends_with(".js")) return "text/javascript; charset=utf-8";
  return "image/svg+xml";
}

}  // namespace

Assets::Assets() {
  for (const embed::File& file : embed::portal_assets()) {
    const std::string name(file.name.substr(file.name.rfind('/') + 1));
    const size_t dot = name.rfind('.');
    const std::string digest = evidence::Hex(evidence::Sha256(file.bytes)).substr(0, kDigits);
    const std::string shown = name.substr(0, dot) + "." + digest + name.substr(dot);
    files_.try_emplace(shown, std::string(file.bytes), TypeOf(name));
    addresses_[name] = "/assets/" + shown;
  }
}

const Document* Assets::Find(std::string_view name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? nullptr : &found->second;
}

std::string Assets::AddressOf(std::string_view file) const {
  const auto found = addresses_.find(file);
  return found == addresses_.end() ? "" : found->second;
}

}  // namespace tabadul::web::pages
