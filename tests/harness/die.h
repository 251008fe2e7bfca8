// A harness that cannot do its work ends the test binary: the reason, then abort. Nothing was tested, and
// nothing must look green.
#pragma once

#include <string_view>

namespace tabadul::harness {

[[noreturn]] void Die(std::string_view what);

}  // namespace tabadul::harness
