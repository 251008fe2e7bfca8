// The contracts as one OpenAPI 3.1 document: every RPC that has a form in HTTP, with what its contract says. The
// contracts are built in, which costs a binary some 300 KB. Pure; thread-safe; the same text at every call. Contracts that
// Transcoder::Make refuses end the process.
#pragma once

#include <string>
#include <vector>

namespace tabadul::transcode {

struct OpenApiOptions {
  // Where the RPCs are; a relative address is one of the server that gave the document.
  std::vector<std::string> servers = {"/"};
};

// JSON. Services and paths stand in the order of the contracts (what one path does together), schemas in that of their names.
// A path's variable of several segments ({source=*/*/*}) is a
// parameter for each, named as the field's comment does (`country/organisation/system`), else source_1, source_2 …
std::string OpenApi(const OpenApiOptions& options = {});

}  // namespace tabadul::transcode
