#include "lib/client/profile.h"

#include <openssl/asn1.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>

#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

using common::v1::ERROR_REASON_MALFORMED;
using common::v1::ERROR_REASON_NOT_FOUND;
using common::v1::ERROR_REASON_REQUIRED;

std::string Scalar(const YAML::Node& root, const char* name) {
  const YAML::Node node = root[name];
  return node && node.IsScalar() ? node.as<std::string>() : "";
}

std::string Beside(const std::string& profile, const std::string& path) {
  if (path.empty() || path[0] == '/') return path;
  return (std::filesystem::path(profile).parent_path() / path).string();
}

absl::Status Check(const std::string& path, const Profile& profile) {
  const std::pair<const char*, const std::string*> required[] = {{"endpoint", &profile.endpoint},
                                                                 {"certificate", &profile.certificate},
                                                                 {"key", &profile.key},
                                                                 {"authority", &profile.authority}};
  for (const auto& [name, value] : required) {
    if (value->empty()) return Error(ERROR_REASON_REQUIRED, {{"file", path}, {"field", name}});
  }
  const size_t colon = profile.endpoint.rfind(':');
  const std::string port = colon == std::string::npos ? "" : profile.endpoint.substr(colon + 1);
  if (colon == 0 || port.empty() || port.find_first_not_of("0123456789") != std::string::npos) {
    return Error(ERROR_REASON_MALFORMED, {{"file", path}, {"field", "endpoint"}, {"form", "host:port"}});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Profile> LoadProfile(const std::string& path) {
  if (access(path.c_str(), R_OK) != 0) return Error(ERROR_REASON_NOT_FOUND, {{"file", path}});
  Profile profile;
  try {
    const YAML::Node root = YAML::LoadFile(path);
    if (!root.IsMap()) return Error(ERROR_REASON_MALFORMED, {{"file", path}, {"form", "YAML"}});
    profile.endpoint = Scalar(root, "endpoint");
    profile.certificate = Beside(path, Scalar(root, "certificate"));
    profile.key = Beside(path, Scalar(root, "key"));
    profile.authority = Beside(path, Scalar(root, "authority"));
    profile.server_name = Scalar(root, "server_name");
    profile.language = Scalar(root, "language");
  } catch (const YAML::Exception&) {
    return Error(ERROR_REASON_MALFORMED, {{"file", path}, {"form", "YAML"}});
  }
  RETURN_IF_ERROR(Check(path, profile));
  return profile;
}

std::string ToYaml(const Profile& profile) {
  YAML::Emitter out;
  out << YAML::BeginMap;
  const std::pair<const char*, const std::string*> rows[] = {{"endpoint", &profile.endpoint},
                                                             {"certificate", &profile.certificate},
                                                             {"key", &profile.key},
                                                             {"authority", &profile.authority},
                                                             {"server_name", &profile.server_name},
                                                             {"language", &profile.language}};
  for (const auto& [name, value] : rows) {
    if (!value->empty()) out << YAML::Key << name << YAML::Value << *value;
  }
  out << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

absl::StatusOr<absl::Time> CertificateEnd(const std::string& path) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "r"), &std::fclose);
  if (file == nullptr) return Error(ERROR_REASON_NOT_FOUND, {{"file", path}});
  const std::unique_ptr<X509, void (*)(X509*)> certificate(
      PEM_read_X509(file.get(), nullptr, nullptr, nullptr), &X509_free);
  std::tm end{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) {
    return Error(ERROR_REASON_MALFORMED, {{"file", path}, {"form", "PEM"}});
  }
  return absl::FromTM(end, absl::UTCTimeZone());
}

}  // namespace tabadul::client
