#include "lib/exchange/digest_page.h"

#include "lib/evidence/digest.h"
#include "lib/platform/pg/wire.h"

namespace tabadul::exchange {

void DigestPage::Visit(const std::function<void(std::string_view record_id, std::string_view digest,
                                                uint64_t sequence)>& visit) const {
  constexpr size_t kDigest = std::tuple_size_v<evidence::Sha256Bytes>;
  if (count() == 0) return;
  for (std::string_view rest = result_.Bytes(0, 3); !rest.empty();) {
    const auto length = static_cast<size_t>(pg::GetInt<uint32_t>(rest.data()));
    rest.remove_prefix(sizeof(uint32_t));
    const std::string_view record_id = rest.substr(0, length), digest = rest.substr(length, kDigest);
    rest.remove_prefix(length + kDigest);
    visit(record_id, digest, pg::GetInt<uint64_t>(rest.data()));
    rest.remove_prefix(sizeof(uint64_t));
  }
}

}  // namespace tabadul::exchange
