// Lists written into one cell: Python's repr(['a', "b", 3, None]) or a JSON array. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tabadul::ingest {

// The elements as text: strings unescaped, None and null as "", other scalars as written. One level: a list
// in the list is refused. Nothing if `text` is not such a list.
std::optional<std::vector<std::string>> ParseLiteralList(std::string_view text);

}  // namespace tabadul::ingest
