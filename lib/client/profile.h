// Where the exchange is and who we are there: the file that `tabadul` and any other client reads at its
// start.
//   endpoint: gateway.tabadul.example:9443
//   certificate: certificate.pem      paths are relative to the profile's own folder
//   key: key.pem
//   authority: authority.pem          trusted for the gateway's certificate
//   server_name: gateway              optional: name in the gateway's certificate, if not the endpoint's host
//   language: ar                      optional: ar, en or fr
// Plain values; free functions; thread-safe.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace tabadul::client {

struct Profile {
  std::string endpoint;                     // "host:port"
  std::string certificate, key, authority;  // paths of PEM files
  std::string server_name;
  std::string language;
};

// NOT_FOUND {file}; MALFORMED {file, field, form}; REQUIRED {file, field}. Does not open the files it names.
absl::StatusOr<Profile> LoadProfile(const std::string& path);
// The YAML text of a profile; LoadProfile of it gives the same.
std::string ToYaml(const Profile& profile);
// When the certificate in a PEM file ends. NOT_FOUND {file}; MALFORMED {file, form: "PEM"}.
absl::StatusOr<absl::Time> CertificateEnd(const std::string& path);

}  // namespace tabadul::client
