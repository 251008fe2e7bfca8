// The peers of our calls: bare gRPC callback servers that answer with the same bytes, without our adapter, pool,
// authentication, metrics or log; with the same TLS.
#pragma once

#include <memory>
#include <string>

#include "lib/platform/rpc/server.h"

namespace tabadul::bench {

class EmptyService {
 public:
  // Answers every SearchVacancies with a response of about this size.
  EmptyService(const rpc::TlsFiles& tls, int reply_bytes);
  // Answers every Watch with this message, so many times.
  EmptyService(const rpc::TlsFiles& tls, std::string message, int times);
  ~EmptyService();
  int port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::bench
