#include "services/identity/token_keys.h"

#include <openssl/core_names.h>

#include <algorithm>
#include <filesystem>

#include "fmt/format.h"
#include "lib/platform/base/utc.h"
#include "nlohmann/json.hpp"
#include "services/identity/files.h"

namespace tabadul::identity {
namespace {

using nlohmann::json;

absl::StatusOr<std::string> Coordinate(const EVP_PKEY& key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(&key, name, &number) != 1) return OpensslError("reading a public key");
  std::string bytes(32, '\0');
  const int size = BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), 32);
  BN_free(number);
  if (size != 32) return OpensslError("a token key is not of P-256");
  return Base64Url(bytes);
}

// The public JWK with its required members only, in the order that RFC 7638 hashes.
absl::StatusOr<json> PublicJwk(const EVP_PKEY& key) {
  ASSIGN_OR_RETURN(const std::string x, Coordinate(key, OSSL_PKEY_PARAM_EC_PUB_X));
  ASSIGN_OR_RETURN(const std::string y, Coordinate(key, OSSL_PKEY_PARAM_EC_PUB_Y));
  return json{{"crv", "P-256"}, {"kty", "EC"}, {"x", x}, {"y", y}};
}

absl::StatusOr<std::string> Thumbprint(const EVP_PKEY& key) {
  ASSIGN_OR_RETURN(const json jwk, PublicJwk(key));
  return Base64Url(Sha256(jwk.dump()));
}

bool Time(const json& file, const char* member, absl::Time& time) {
  return file.contains(member) && file[member].is_string() &&
         absl::ParseTime(absl::RFC3339_full, file[member].get<std::string>(), &time, nullptr);
}

}  // namespace

absl::StatusOr<std::string> NewTokenKeyFile(absl::Time not_before, absl::Time not_after) {
  ASSIGN_OR_RETURN(const Key key, NewP256Key());
  ASSIGN_OR_RETURN(const std::string id, Thumbprint(*key));
  ASSIGN_OR_RETURN(const std::string pem, ToPem(*key));
  const json file = {{"kid", id},
                     {"not_before", FormatUtc(not_before)},
                     {"not_after", FormatUtc(not_after)},
                     {"private_key", pem}};
  return file.dump(2) + "\n";
}

absl::StatusOr<TokenKey> ParseTokenKeyFile(std::string_view text) {
  const json file = json::parse(text, nullptr, false);
  TokenKey key;
  if (!file.is_object() || !Time(file, "not_before", key.not_before) ||
      !Time(file, "not_after", key.not_after) || !file.contains("private_key") ||
      !file["private_key"].is_string()) {
    return Internal("not a token key: kid, not_before, not_after, private_key are its members");
  }
  ASSIGN_OR_RETURN(key.key, KeyFromPem(file["private_key"].get<std::string>()));
  ASSIGN_OR_RETURN(key.id, Thumbprint(*key.key));
  return key;
}

absl::Status TokenKeys::Reload() {
  std::vector<std::shared_ptr<const TokenKey>> keys;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, error)) {
    if (entry.path().extension() != ".json") continue;
    ASSIGN_OR_RETURN(const std::string text, ReadFile(entry.path().string()));
    auto key = ParseTokenKeyFile(text);
    if (!key.ok()) return Internal(fmt::format("{}: {}", entry.path().string(), Std(key.status().message())));
    keys.push_back(std::make_shared<const TokenKey>(*std::move(key)));
  }
  if (error) return Internal(fmt::format("reading {}: {}", directory_, error.message()));
  std::sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) {
    return std::tie(a->not_before, a->id) < std::tie(b->not_before, b->id);
  });
  absl::MutexLock lock(&mutex_);
  keys_ = std::move(keys);
  return absl::OkStatus();
}

absl::StatusOr<bool> TokenKeys::Renew(absl::Time now) {
  const absl::Time until = Until();
  if (until > now + kTokenKeyRenewal) return false;
  // The very first signs at once; later ones only when every verifier knows them.
  const absl::Time from = until > now + kTokenKeyAhead ? now + kTokenKeyAhead : now;
  RETURN_IF_ERROR(MakeDirectory(directory_));
  ASSIGN_OR_RETURN(const std::string text, NewTokenKeyFile(from, from + kTokenKeyLife));
  ASSIGN_OR_RETURN(const TokenKey key, ParseTokenKeyFile(text));
  RETURN_IF_ERROR(WriteFile(fmt::format("{}/{}.json", directory_, key.id), text, Secrecy::kSecret));
  RETURN_IF_ERROR(Reload());
  return true;
}

absl::StatusOr<std::shared_ptr<const TokenKey>> TokenKeys::Signing(absl::Time now, absl::Time until) const {
  const auto keys = Snapshot();
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    if ((*key)->not_before <= now && (*key)->not_after >= until) return *key;
  }
  return WithRetry(Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "token keys"}}), absl::Seconds(30));
}

std::string TokenKeys::Jwks(absl::Time now) const {
  json set = {{"keys", json::array()}};
  for (const auto& key : Snapshot()) {
    if (key->not_after <= now) continue;
    auto jwk = PublicJwk(*key->key);
    if (!jwk.ok()) continue;  // cannot be: the thumbprint was made of it when it was read
    (*jwk)["kid"] = key->id;
    (*jwk)["use"] = "sig";
    (*jwk)["alg"] = "ES256";
    set["keys"].push_back(*std::move(jwk));
  }
  return set.dump();
}

absl::Time TokenKeys::Until() const {
  absl::Time until = absl::InfinitePast();
  for (const auto& key : Snapshot()) until = std::max(until, key->not_after);
  return until;
}

std::vector<std::shared_ptr<const TokenKey>> TokenKeys::Snapshot() const {
  absl::MutexLock lock(&mutex_);
  return keys_;
}

}  // namespace tabadul::identity
