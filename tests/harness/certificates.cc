#include "tests/harness/certificates.h"

#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "fmt/format.h"
#include "tests/harness/die.h"

namespace tabadul::harness {
namespace {

void Run(const std::string& command) {
  if (std::system((command + " >/dev/null 2>&1").c_str()) == 0) return;
  Die("failed: " + command);
}

}  // namespace

Authority::Authority(const std::string& name) : directory_("authority") {
  const std::string& dir = directory_.path();
  Run(fmt::format(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj '/CN={}' "
      "-keyout {}/ca.key -out {}/ca.crt",
      name, dir, dir));
}

rpc::TlsFiles Authority::Issue(const std::string& name, int days) const {
  const std::string base = directory_.path() + "/" + name;
  std::ofstream(base + ".ext") << "subjectAltName=DNS:localhost,DNS:" << name << ",IP:127.0.0.1\n"
                               << "extendedKeyUsage=serverAuth,clientAuth\n";
  Run(fmt::format(
      "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN={}' -keyout {}.key.new "
      "-out {}.csr",
      name, base, base));
  Run(
      fmt::format("openssl x509 -req -in {0}.csr -CA {1}/ca.crt -CAkey {1}/ca.key -CAcreateserial -days {2} "
                  "-extfile {0}.ext -out {0}.crt.new",
                  base, directory_.path(), days));
  std::filesystem::rename(base + ".key.new", base + ".key");
  std::filesystem::rename(base + ".crt.new", base + ".crt");
  return {base + ".crt", base + ".key", certificate()};
}

std::string Fingerprint(const std::string& certificate_file) {
  FILE* const file = std::fopen(certificate_file.c_str(), "r");
  X509* const certificate = file == nullptr ? nullptr : PEM_read_X509(file, nullptr, nullptr, nullptr);
  if (file != nullptr) std::fclose(file);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  unsigned size = 0;
  if (certificate == nullptr || X509_digest(certificate, EVP_sha256(), digest, &size) != 1)
    Die("a certificate file cannot be read");
  X509_free(certificate);
  std::string text;
  absl::WebSafeBase64Escape(absl::string_view(reinterpret_cast<const char*>(digest), size), &text);
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

}  // namespace tabadul::harness
