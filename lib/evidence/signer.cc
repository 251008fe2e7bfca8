#include "lib/evidence/signer.h"

#include <sodium.h>

#include <fstream>
#include <sstream>

#include "lib/evidence/digest.h"
#include "lib/platform/base/status.h"

namespace tabadul::evidence {
namespace {

std::string Framed(std::string_view context, std::string_view message) {
  std::string framed(context);
  framed += '\0';
  framed += message;
  return framed;
}

const unsigned char* Data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

absl::StatusOr<Signer> Signer::FromSeed(std::string_view seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) return Internal("a signing seed has 32 bytes");
  Signer signer;
  unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
  crypto_sign_seed_keypair(public_key, signer.secret_.data(), Data(seed));
  signer.public_key_.assign(reinterpret_cast<const char*>(public_key), sizeof public_key);
  signer.key_id_ = Hex(Sha256(signer.public_key_)).substr(0, 16);
  return signer;
}

absl::StatusOr<Signer> Signer::FromFile(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  if (!(file >> text)) return Internal("cannot read the signing key " + path);
  std::string seed;
  if (!FromBase64Url(text, &seed)) return Internal("the signing key " + path + " is not base64url");
  return FromSeed(seed);
}

std::string Signer::NewSeedFile() { return Base64Url(RandomBytes(crypto_sign_SEEDBYTES)) + "\n"; }

std::string Signer::Sign(std::string_view context, std::string_view message) const {
  const std::string framed = Framed(context, message);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, Data(framed),
                       framed.size(), secret_.data());
  return signature;
}

void Signer::EndAt(absl::Time end) { *end_ = absl::ToUnixNanos(end); }

absl::Status Signer::MaySign(absl::Time time) const {
  if (absl::ToUnixNanos(time) < *end_) return absl::OkStatus();
  return WithRetry(Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "signing key"}}), absl::Seconds(5));
}

bool Verify(std::string_view public_key, std::string_view context, std::string_view message,
            std::string_view signature) {
  if (public_key.size() != crypto_sign_PUBLICKEYBYTES || signature.size() != crypto_sign_BYTES) return false;
  const std::string framed = Framed(context, message);
  return crypto_sign_verify_detached(Data(signature), Data(framed), framed.size(), Data(public_key)) == 0;
}

}  // namespace tabadul::evidence
