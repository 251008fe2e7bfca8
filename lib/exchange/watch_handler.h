// One Watch stream: pages of changes until the head, then new ones as they come, heartbeats, marks.
#pragma once

#include <memory>

#include "lib/exchange/watch_pages.h"
#include "lib/platform/rpc/service.h"

namespace tabadul::exchange {

std::unique_ptr<rpc::StreamHandler> MakeWatchHandler(Exchange& exchange, WatchPages& pages,
                                                     rpc::Stream& stream);

}  // namespace tabadul::exchange
