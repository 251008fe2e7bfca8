// An upload to the hub, in the name of the system that is signed in: tried, so that every row's fate is known and nothing is
// changed, or pushed, with receipts and the run of a full export, by the same library as `tabadul push`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lib/ingest/mapping.h"
#include "lib/platform/rpc/channel.h"
#include "services/web/uploads/upload.h"
#include "services/web/uploads/workshop.h"

namespace tabadul::web::uploads {

// Where the services are, by the certificate of web; without metadata.
struct Hub {
  rpc::ChannelOptions identity, jobs;
};
// Who calls: the metadata of each call. Asked anew for each, from any thread; it may wait.
using Caller = std::function<absl::StatusOr<std::vector<std::pair<std::string, std::string>>>()>;

struct Order {
  bool check = false;  // to be tried only
  std::string source, file;
  ingest::Mapping mapping;
  std::string rejects, receipts;    // files to be written
  std::string language;             // of the messages in them
  std::optional<uint64_t> records;  // that a full export has
};

// Takes as long as it takes: until all is answered, or `job` is stopped.
Fate Push(const Hub& hub, const Caller& caller, const Order& order, Job& job);

// The first rows as they would arrive.
std::vector<FirstRow> FirstRows(const std::string& file, const ingest::Mapping& mapping,
                                const std::string& source);

}  // namespace tabadul::web::uploads
