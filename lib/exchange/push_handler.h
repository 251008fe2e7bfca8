// One Push stream: reads messages while few enough are unanswered, has them committed in order, writes the
// outcomes, ends with a Goodbye.
#pragma once

#include <memory>

#include "lib/exchange/exchange.h"
#include "lib/platform/rpc/service.h"

namespace tabadul::exchange {

std::unique_ptr<rpc::StreamHandler> MakePushHandler(Exchange& exchange, rpc::Stream& stream);

}  // namespace tabadul::exchange
