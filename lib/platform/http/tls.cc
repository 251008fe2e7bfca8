#include "lib/platform/http/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <string_view>

#include "absl/strings/str_cat.h"

namespace tabadul::http {
namespace {

absl::Status Failed(std::string_view what, const std::string& file) {
  const char* const why = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return Internal(absl::StrCat("http: ", Absl(what), " of ", file, why == nullptr ? "" : ": ",
                               why == nullptr ? "" : why));
}

// A key that is behind a passphrase is a mistake: nobody shall be asked at the terminal.
int NoPassphrase(char*, int, int, void*) { return 0; }

absl::Status UseFiles(const ServerOptions& options, SSL_CTX* context) {
  SSL_CTX_set_default_passwd_cb(context, NoPassphrase);
  if (SSL_CTX_use_certificate_chain_file(context, options.certificate.c_str()) != 1)
    return Failed("certificate", options.certificate);
  if (SSL_CTX_use_PrivateKey_file(context, options.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    return Failed("key", options.key);
  }
  if (SSL_CTX_load_verify_file(context, options.authority.c_str()) != 1)
    return Failed("authority", options.authority);
  return absl::OkStatus();
}

bool AdmitPeers(const ServerOptions& options, SSL_CTX* context) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  X509_VERIFY_PARAM* const rules = SSL_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_WILDCARDS);
  for (const std::string& peer : options.peers) {
    if (peer.empty() || X509_VERIFY_PARAM_add1_host(rules, peer.data(), peer.size()) != 1) return false;
  }
  return !options.peers.empty();
}

bool ResumeNothing(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  return SSL_CTX_set_num_tickets(context, 0) == 1;
}

}  // namespace

absl::Status SetUpTls(const ServerOptions& options, SSL_CTX* context) {
  if (SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 || !ResumeNothing(context) ||
      !AdmitPeers(options, context)) {
    return Internal("http: TLS cannot be set up, or no peer is named");
  }
  return UseFiles(options, context);
}

std::string StampOfTlsFiles(const ServerOptions& options) {
  std::string stamp;
  for (const std::string& file : {options.certificate, options.key, options.authority}) {
    struct stat found = {};
    if (stat(file.c_str(), &found) != 0) found = {};
    absl::StrAppend(&stamp, found.st_ino, " ", found.st_size, " ", found.st_mtim.tv_sec, ".",
                    found.st_mtim.tv_nsec, ";");
  }
  return stamp;
}

}  // namespace tabadul::http
