#include "cli/key_pair.h"

#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "lib/platform/base/status.h"

namespace tabadul::cli {
namespace {

template <class T, void (*Free)(T*)>
struct Deleter {
  void operator()(T* object) const { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY, EVP_PKEY_free>>;
using Request = std::unique_ptr<X509_REQ, Deleter<X509_REQ, X509_REQ_free>>;
using Memory = std::unique_ptr<BIO, Deleter<BIO, BIO_free_all>>;

std::string Contents(const Memory& memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<size_t>(size)};
}

}  // namespace

absl::StatusOr<KeyPair> MakeKeyPair(const std::string& source) {
  const Key key(EVP_EC_gen("P-256"));
  const Request request(X509_REQ_new());
  const Memory key_pem(BIO_new(BIO_s_mem())), request_pem(BIO_new(BIO_s_mem()));
  if (!key || !request || !key_pem || !request_pem) return Internal("openssl: no key");
  const auto* name = reinterpret_cast<const unsigned char*>(source.data());
  X509_NAME* subject = X509_REQ_get_subject_name(request.get());
  const bool made =
      X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1 &&
      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, static_cast<int>(source.size()), -1,
                                 0) == 1 &&
      X509_REQ_set_pubkey(request.get(), key.get()) == 1 &&
      X509_REQ_sign(request.get(), key.get(), EVP_sha256()) > 0 &&
      PEM_write_bio_PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
      PEM_write_bio_X509_REQ(request_pem.get(), request.get()) == 1;
  if (!made) return Internal("openssl: no certificate request");
  return KeyPair{Contents(key_pem), Contents(request_pem)};
}

absl::Status WriteNew(const std::string& path, const std::string& contents, bool secret) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, secret ? 0600 : 0644);
  if (fd < 0 && errno == EEXIST) return Error(common::v1::ERROR_REASON_ALREADY_EXISTS, {{"file", path}});
  bool written =
      fd >= 0 && write(fd, contents.data(), contents.size()) == static_cast<ssize_t>(contents.size());
  written = written && fsync(fd) == 0;
  const std::string cause = std::strerror(errno);
  if (fd >= 0) close(fd);
  if (written) return absl::OkStatus();
  return Error(common::v1::ERROR_REASON_PRECONDITION, {{"file", path}, {"cause", cause}});
}

}  // namespace tabadul::cli
