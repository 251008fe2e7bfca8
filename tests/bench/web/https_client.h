// A visitor's connection to the site: HTTP/1.1 with TLS, kept alive, one request at a time. It does little, since what it does
// it takes from the processor of what it measures. One thread.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "lib/platform/base/status.h"

namespace tabadul::bench {

class HttpsClient {
 public:
  struct Answer {
    std::string head, body;  // as they came; the head with the empty line behind it
  };

  // To localhost, whose certificate `authority` (PEM) has signed. Ends the bench if that fails.
  HttpsClient(int port, const std::string& authority);
  ~HttpsClient();
  HttpsClient(const HttpsClient&) = delete;
  HttpsClient& operator=(const HttpsClient&) = delete;

  // `fields`: of the request's head, each with its CRLF. INTERNAL: another status than this, a body whose length was not told,
  // no answer; the connection is of no use then.
  absl::StatusOr<Answer> Get(std::string_view target, std::string_view fields, int status = 200);

 private:
  absl::StatusOr<Answer> ReadAnswer(int status);
  absl::Status ReadMore();

  const int socket_;
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
  std::string come_;  // and not taken
};

// Of the first field of that name in a head; empty if there is none.
std::string_view FieldOf(std::string_view head, std::string_view name);
// A value of a query, percent-encoded.
std::string Escaped(std::string_view text);

}  // namespace tabadul::bench
