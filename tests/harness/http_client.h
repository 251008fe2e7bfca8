// HTTP as a browser or another program speaks it, by libcurl. Each call has a connection of its own.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace tabadul::harness {

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
  std::string authority;         // PEM: who has signed the server's certificate
  std::string certificate, key;  // PEM of the client's own, or none
  bool http1 = false;            // else what the two agree on
  absl::Duration timeout = absl::Seconds(20);
  // Pieces of the body as they come; false ends the call. Without it they are gathered.
  std::function<bool(std::string_view)> on_piece = nullptr;
};

struct HttpAnswer {
  int status = 0;                             // 0: there was none
  std::map<std::string, std::string> fields;  // names in lower case; of several of one name the last
  std::string body;
  std::string error;    // of the transport; empty if all came
  std::string version;  // "1.1", "2"
};

HttpAnswer Http(const HttpRequest& request);

}  // namespace tabadul::harness
