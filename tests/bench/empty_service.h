// The peer of our unary calls: a bare gRPC callback server that answers every call with the same bytes, without our
// adapter, pool, authentication, metrics or log; with the same TLS.
#pragma once

#include <memory>

#include "lib/platform/rpc/server.h"

namespace tabadul::bench {

class EmptyService {
 public:
  EmptyService(const rpc::TlsFiles& tls, int reply_bytes);
  ~EmptyService();
  int port() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::bench
