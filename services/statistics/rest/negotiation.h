// In which form and language an answer goes out, and whether whoever asks has it already (RFC 9110 §8.8, §12, §13). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/statistics/rest/request.h"
#include "services/statistics/sdmx/formats.h"

namespace tabadul::statistics::rest {

// How a client may ask for a form: the parameter `format` counts before the header.
struct FormWish {
  std::optional<std::string> format;
  std::string_view accept;
};

// Of what is accepted with the greatest weight the first that is a form of SDMX. NOT_ACCEPTABLE {offered}.
absl::StatusOr<sdmx::DataMedia> ChooseDataMedia(const FormWish& wish, Rest rest);
absl::StatusOr<sdmx::StructureFormat> ChooseStructureFormat(const FormWish& wish, Rest rest);
// What errors are told in: the XML or JSON that is asked for, of data or of structures; else what the root sends by itself.
sdmx::StructureFormat ChooseErrorFormat(const FormWish& wish, Rest rest);

// The media type of an answer, with those parameters of SDMX-CSV that are not as by default.
std::string ContentType(const sdmx::DataMedia& media);

// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string HttpDate(absl::Time time);

// What an answer would be: by its entity tag (quoted) and the time of its last change.
struct Validators {
  std::string tag;
  absl::Time changed;
};
// Whether the client's copy still holds. A tag counts before a time.
bool IsUnchanged(const Validators& validators, std::string_view if_none_match,
                 std::string_view if_modified_since);

}  // namespace tabadul::statistics::rest
