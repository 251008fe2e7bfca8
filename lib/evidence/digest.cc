#include "lib/evidence/digest.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <cstdlib>
#include <memory>
#include <vector>

namespace tabadul::evidence {
namespace {

// Chooses the implementations for this CPU; without it libsodium works, but slowly. Harmless to repeat.
[[maybe_unused]] const int kInitialised = sodium_init();

const unsigned char* Data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Data(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

}  // namespace

// OpenSSL's uses the CPU's own instructions, which libsodium's does not: 6 times faster on a payload of 3 KB. Of a short
// text making the context would take as long as the digest: a thread keeps its own.
Sha256Bytes Sha256Of(std::initializer_list<std::string_view> pieces) {
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                                     EVP_MD_CTX_free);
  Sha256Bytes out;
  bool done = EVP_DigestInit_ex2(context.get(), kSha256, nullptr) == 1;
  for (const std::string_view piece : pieces)
    done = done && EVP_DigestUpdate(context.get(), piece.data(), piece.size()) == 1;
  done =
      done && EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(out.data()), nullptr) == 1;
  if (!done) std::abort();
  return out;
}

std::string Sha256(std::string_view bytes) {
  const Sha256Bytes digest = Sha256Of({bytes});
  return {digest.data(), digest.size()};
}

std::string HmacSha256(std::string_view key, std::string_view bytes) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, Data(key), key.size());
  crypto_auth_hmacsha256_update(&state, Data(bytes), bytes.size());
  std::string out(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_final(&state, Data(out));
  return out;
}

std::string Hex(std::string_view bytes) {
  std::string out(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), Data(bytes), bytes.size());
  out.pop_back();
  return out;
}

std::string FromHex(std::string_view hex) {
  std::string out(hex.size() / 2, '\0');
  size_t length = 0;
  const char* end = nullptr;
  if (sodium_hex2bin(Data(out), out.size(), hex.data(), hex.size(), nullptr, &length, &end) != 0 ||
      end != hex.data() + hex.size() || length * 2 != hex.size()) {
    return {};
  }
  return out;
}

std::string Base64Url(std::string_view bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string out(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(out.data(), out.size(), Data(bytes), bytes.size(), kVariant);
  out.pop_back();
  return out;
}

bool FromBase64Url(std::string_view text, std::string* bytes) {
  bytes->assign(text.size() * 3 / 4 + 3, '\0');
  size_t length = 0;
  const char* end = nullptr;
  const bool ok = sodium_base642bin(Data(*bytes), bytes->size(), text.data(), text.size(), nullptr, &length,
                                    &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
                  end == text.data() + text.size();
  bytes->resize(ok ? length : 0);
  return ok;
}

std::string RandomBytes(size_t count) {
  std::string out(count, '\0');
  randombytes_buf(out.data(), out.size());
  return out;
}

}  // namespace tabadul::evidence
