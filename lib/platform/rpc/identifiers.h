// Request ids and error ids.
#pragma once

#include <string>
#include <string_view>

namespace tabadul::rpc {

// 2 × bytes hexadecimal digits. Random, not secret.
std::string RandomHex(int bytes);
// `offered` if it is 1 to 64 of [A-Za-z0-9._-], else a new one: ids go to logs and headers.
std::string RequestId(std::string_view offered);

}  // namespace tabadul::rpc
