// What a plain text may be, and what a language tag is. Pure and thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tabadul::exchange {

enum class TextFault { kNone, kNotUtf8, kControl, kMarkup, kNotNfc };

// The first fault of a text, in the order above. Control characters are those of Unicode (category Cc); a
// line feed is allowed if `lines`. Markup is an HTML tag: "<", perhaps "/", the name of an HTML element, then
// ">", "/", or a space before some later ">". "a < b", "<name>", "1<2" are plain. Character references
// ("&amp;") are not looked at.
TextFault InspectText(std::string_view text, bool lines);

// A BCP 47 tag in canonical letter case ("ar", "zh-Hant", "ar-MA") of a language that exists, at most 35 bytes.
bool IsLanguageTag(std::string_view tag);

// The beginning of a UTF-8 text, at most `bytes` long, whole characters only.
std::string CutText(std::string_view text, size_t bytes);

}  // namespace tabadul::exchange
