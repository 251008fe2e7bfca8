// HTML as plain text. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tabadul::ingest {

// What a browser would show: paragraphs and line breaks as lines, list items after "• ", cells of a table
// after " | ", entities decoded, scripts and styles left out. To be tidied by the caller. Text without markup
// comes back as it is. Nothing for HTML of more than 256 KiB or 2,000 tags: no vacancy is so, and HTML's
// rules for unclosed tags let a larger one grow to gigabytes.
std::optional<std::string> HtmlToText(std::string_view html);

}  // namespace tabadul::ingest
