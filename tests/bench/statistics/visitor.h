// A visitor's connection to the site for answers of any size: HTTP/1.1 with TLS, kept alive, one request at a time. Nothing is
// unpacked, since that would take processor time from what is measured. One thread. What fails ends the bench.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tabadul::bench {

inline constexpr char kHttp[] = "gateway, HTTP/1.1, TLS";

class Visitor {
 public:
  // `site`: "https://localhost:8443", whose certificate `authority` (PEM) has signed.
  Visitor(std::string site, std::string authority);
  ~Visitor();
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;

  // The answer must be 200, and compressed if that was asked for.
  void Get(const std::string& target, const std::string& accept, bool gzip,
           const std::function<void(std::string_view)>& take);

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::bench
