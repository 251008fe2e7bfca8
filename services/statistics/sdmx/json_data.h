// SDMX-JSON data messages 1.0 and 2.0 (sdmx-twg/sdmx-json, "data-message", field guides and schemas of both versions). The
// reader also takes the layout that stood before 1.0 ("header", "structure" and "dataSets" at the top), which archives
// still hold.
#pragma once

#include <memory>
#include <string>

#include "services/statistics/sdmx/formats.h"

namespace tabadul::statistics::sdmx {

// Collects the message and tells `receiver` of it in End, with rows of the line 0. Which of the versions it is the message says
// itself. MESSAGE_TOO_LARGE {limit_bytes} as soon as there is more; MALFORMED {field: body, form: JSON, line, column} for what is not
// JSON, MALFORMED {field: body, form: SDMX-JSON, detail: a member} for what is no data message; TOO_MANY {field, limit} over the
// bounds of json_message.h and json_rows.h; the error of Layouts::Find for a structure that is not there.
//
// Components that the structure does not have are a mistake each, once: values of such an attribute or measure are left out, and
// where it is a dimension no row is told. Annotations, "errors" and "meta" are passed over, and not looked at beyond their brackets.
// `layouts` and `receiver` outlive it.
std::unique_ptr<DataReader> NewJsonDataReader(const Layouts& layouts, DataReceiver& receiver,
                                              size_t max_bytes);

// `format`: kJson1 or kJson2. The data sets come first, then the structures with the values that were seen: these are held
// till End. `out` outlives it. 1.0 has one structure, so that all data sets are of one layout; of several measures it has the
// first; several values of an attribute are one text. A flat message without observations has series instead. The footer goes
// into "errors", with 1.0 into the annotations of the structure: errors do not stand beside data there.
std::unique_ptr<DataWriter> NewJsonDataWriter(DataFormat format, const MessageHead& head, std::string* out);

}  // namespace tabadul::statistics::sdmx
