// One request on its way to an answer: what all kinds of queries need of it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "services/statistics/holdings.h"
#include "services/statistics/rest/answer.h"
#include "services/statistics/rest/negotiation.h"
#include "services/statistics/rest/request.h"
#include "services/statistics/sdmx/data.h"
#include "tabadul/statistics/v1/sdmx_service.pb.h"

namespace tabadul::statistics::rest {

struct Asking {
  const Context& context;
  const Holdings& holdings;
  const v1::GetSdmxRequest& asked;
  Request request;
  HeldStructures held;
  FormWish wish;
  std::string language;  // "ar", "en" or "fr"
};

// The entity tag is of all that the answer depends on: the request, its form and language, and what is held. `revisions`:
// beside that of the structures.
Validators ValidatorsOf(const Asking& asking, std::string_view content_type,
                        absl::Span<const Revision> revisions);

// 304, if whoever asks has it.
std::optional<Answer> Unchanged(const Asking& asking, const Validators& validators);

// The head of the message: made of the validators alone, so that what has one tag has the same bytes.
sdmx::MessageHead HeadOf(const Asking& asking, const Validators& validators);

// 200.
Answer Whole(const Asking& asking, const Validators& validators, std::string content_type,
             std::unique_ptr<Body> body);

}  // namespace tabadul::statistics::rest
