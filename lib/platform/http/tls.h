// The server's side of TLS: version 1.3 alone; the client's certificate is required, of `authority` and of one of `peers`;
// no session is resumed, so that every connection shows its certificate anew.
#pragma once

#include <string>

#include "lib/platform/base/status.h"
#include "lib/platform/http/server.h"

struct ssl_ctx_st;  // SSL_CTX

namespace tabadul::http {

// INTERNAL: a file is unreadable, or the key is not the certificate's.
absl::Status SetUpTls(const ServerOptions& options, ssl_ctx_st* context);
// Another text when one of the files has become another.
std::string StampOfTlsFiles(const ServerOptions& options);

}  // namespace tabadul::http
