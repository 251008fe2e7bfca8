// A cluster with vacancies in it, as visitors meet it at the gateway. One thread. What fails ends the bench.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lib/client/connection.h"
#include "tests/bench/exchange/stage.h"
#include "tests/bench/web/https_client.h"

namespace tabadul::bench {

inline constexpr char kHttps[] = "gateway, HTTP/1.1, TLS";
// What a browser sends, as far as it matters here; each field with its CRLF.
inline constexpr char kBrowser[] = "accept: text/html\r\naccept-language: en\r\naccept-encoding: gzip\r\n";
// The same of one that cannot unpack.
inline constexpr char kPlainBrowser[] = "accept: text/html\r\naccept-language: en\r\n";

class Site {
 public:
  // Pushes so many (vacancies.h); returns when searches show them.
  Site(Stage& stage, uint64_t vacancies);

  std::unique_ptr<HttpsClient> Visitor() const;
  // By gRPC through the gateway, without a token: to the services a visitor, too.
  std::unique_ptr<client::Connection> GrpcVisitor() const;
  // Of the newest vacancies; fewer if there are not so many.
  std::vector<std::string> HubIds(size_t count) const;
  // Of a vacancy, serialized.
  int mean_bytes() const { return mean_bytes_; }

 private:
  const int port_;
  const std::string authority_;
  const client::Profile member_;
  int mean_bytes_ = 0;
};

}  // namespace tabadul::bench
