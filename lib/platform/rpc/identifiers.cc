#include "lib/platform/rpc/identifiers.h"

#include <algorithm>

#include "absl/random/random.h"
#include "absl/strings/ascii.h"
#include "fmt/format.h"

namespace tabadul::rpc {

std::string RandomHex(int bytes) {
  thread_local absl::BitGen generator;
  std::string out;
  for (int i = 0; i < bytes; ++i)
    fmt::format_to(std::back_inserter(out), "{:02x}", absl::Uniform<unsigned>(generator, 0, 256));
  return out;
}

std::string RequestId(std::string_view offered) {
  const auto plain = [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
  };
  const bool sane =
      !offered.empty() && offered.size() <= 64 && std::all_of(offered.begin(), offered.end(), plain);
  return sane ? std::string(offered) : RandomHex(8);
}

}  // namespace tabadul::rpc
