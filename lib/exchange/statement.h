// Statements of one kind's tables. Thread-safe.
#pragma once

#include <string>

#include "lib/platform/pg/pg.h"

namespace tabadul::exchange {

// "@kind@" in `text` stands for the kind's name. The statement lives for ever: connections know their prepared
// statements by these pointers, and outlive a Store.
pg::Sql Statement(const std::string& kind, const std::string& name, const std::string& text);

}  // namespace tabadul::exchange
