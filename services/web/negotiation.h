// What a client can take, by its request's fields (RFC 9110 §12.5). Pure.
#pragma once

#include <optional>
#include <string_view>

#include "absl/types/span.h"

namespace tabadul::web {

// Which of the offered media types ("application/json") the field Accept prefers: by its weight, else the first offered. An
// empty field takes anything. None: it accepts none of them.
std::optional<size_t> BestMedia(std::string_view accept, absl::Span<const std::string_view> offered);
// Whether Accept-Encoding names gzip.
bool AcceptsGzip(std::string_view accept_encoding);
// Whether If-None-Match names this entity tag (weak comparison).
bool NamesTag(std::string_view if_none_match, std::string_view tag);
// Whether a Content-Type is this media type, whatever its parameters.
bool IsMedia(std::string_view content_type, std::string_view media);

}  // namespace tabadul::web
