// Which of a few languages a text is in (CLD2, offline). Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tabadul::ingest {

// One of `candidates`, or empty if the text is too short or mixed to say.
std::string GuessLanguage(std::string_view text, const std::vector<std::string>& candidates);

}  // namespace tabadul::ingest
