// XML as rows: HR-XML, HR Open, any feed of elements. See row_source.h.
//
// `rows` of the mapping names the element of a row by the path from the root ("JobPositionPostings/JobPositionPosting")
// or by its name alone, wherever it stands. A column is a path from there, prefixes left out: "PositionTitle",
// "Pay/Minimum", "Id/@schemeID", "Location[1]/City" (the second one), "Title[@languageCode=ar]". Text is all that stands
// below the element, each element's on a line of its own (but for <b> and its like); where a path meets several elements, the cell is a JSON array
// of their texts, which `python-list` takes apart.
#pragma once

#include "lib/ingest/byte_reader.h"
#include "lib/ingest/row_source.h"

namespace tabadul::ingest {

// MALFORMED {field: file, form} if it is not XML at all.
absl::StatusOr<std::unique_ptr<RowSource>> OpenXml(ByteReader bytes, const InputFormat& input,
                                                   std::vector<std::string> wanted);

}  // namespace tabadul::ingest
