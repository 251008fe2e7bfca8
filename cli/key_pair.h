// A new private key and the request (PKCS #10) to certify it: made here, so that the key never leaves its
// member.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace tabadul::cli {

struct KeyPair {
  std::string key;                  // PEM, PKCS #8, unencrypted: keep it 0600
  std::string certificate_request;  // PEM
};

// P-256; the common name is the source.
absl::StatusOr<KeyPair> MakeKeyPair(const std::string& source);

// Writes a new file, readable by its owner alone if `secret`. ALREADY_EXISTS {file} rather than overwrite
// anything; PRECONDITION {file, cause}.
absl::Status WriteNew(const std::string& path, const std::string& contents, bool secret);

}  // namespace tabadul::cli
