#include "lib/evidence/seal.h"

#include <sodium.h>

#include <cstdlib>

#include "lib/evidence/digest.h"

namespace tabadul::evidence {
namespace {

static_assert(kSealKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
constexpr size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* Data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Data(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

}  // namespace

std::string Seal(std::string_view key, std::string_view bytes) {
  if (key.size() != kSealKeyBytes) std::abort();
  std::string sealed = RandomBytes(kNonce);
  sealed.resize(kNonce + bytes.size() + kTag);
  crypto_aead_xchacha20poly1305_ietf_encrypt(Data(sealed) + kNonce, nullptr, Data(bytes), bytes.size(),
                                             nullptr, 0, nullptr, Data(sealed), Data(key));
  return sealed;
}

std::optional<std::string> Unseal(std::string_view key, std::string_view sealed) {
  if (key.size() != kSealKeyBytes) std::abort();
  if (sealed.size() < kNonce + kTag) return std::nullopt;
  std::string bytes(sealed.size() - kNonce - kTag, '\0');
  const int opened =
      crypto_aead_xchacha20poly1305_ietf_decrypt(Data(bytes), nullptr, nullptr, Data(sealed) + kNonce,
                                                 sealed.size() - kNonce, nullptr, 0, Data(sealed), Data(key));
  if (opened != 0) return std::nullopt;
  return bytes;
}

}  // namespace tabadul::evidence
