// What people read, in their language: ICU MessageFormat patterns from data/messages/{ar,en,fr}/*.yaml,
// embedded in the binary. A key is the file's name and the path in it: "errors.TOO_LONG", "cli.push.done".
// Thread-safe.
//
// Over MessageFormat there is one addition: a [part in brackets] outside braces is left out when a parameter
// that it prints is missing, so that a sentence stays whole whatever an error carries ("[[" and "]]" are
// brackets). Parameters are text; where the pattern says plural or number they are read as numbers.
// An Arabic text writes those with Latin digits, since they stand beside codes, versions and file names, or with Arabic ones
// for whoever prefers them. What is text is written as it comes.
#pragma once

#include <string>
#include <string_view>

#include "lib/platform/base/status.h"

namespace tabadul::messages {

// "ar", "en" or "fr": the best by an Accept-Language header (RFC 9110 weights; "ar-EG" is "ar"). Default
// "en".
std::string Negotiate(std::string_view accept_language);

// 123, or ١٢٣ (ICU's "arab"): of Arabic texts; others have the former alone.
enum class Digits { kLatin, kArabic };

// The text of `key`. A language or a text that is not there falls back to English; an unknown key returns the
// key.
std::string Text(std::string_view language, std::string_view key, const Metadata& parameters = {},
                 Digits digits = Digits::kLatin);
bool Has(std::string_view language, std::string_view key);

// A complete sentence: where (metadata "field"), what is wrong, what to do about it.
std::string ErrorText(std::string_view language, ErrorReason reason, const Metadata& metadata,
                      Digits digits = Digits::kLatin);

}  // namespace tabadul::messages
