#include "services/statistics/rest/responder.h"

#include <utility>

#include "lib/platform/messages/messages.h"
#include "services/statistics/rest/answers.h"
#include "services/statistics/rest/data_query.h"
#include "services/statistics/rest/problem.h"
#include "services/statistics/rest/structure_query.h"

namespace tabadul::statistics::rest {
namespace {

// The contract's.
constexpr size_t kMaxTarget = 8'192, kMaxHeader = 1'024;

// Of the standard, and not held here.
constexpr std::string_view kNotOffered[] = {"schema", "metadata", "registration"};

absl::Status CheckLengths(const v1::GetSdmxRequest& asked) {
  Violations violations;
  const auto check = [&](std::string_view field, const std::string& text, size_t limit) {
    if (text.size() <= limit) return;
    violations.Add(field, common::v1::ERROR_REASON_TOO_LONG,
                   {{"limit", std::to_string(limit)}, {"unit", "bytes"}});
  };
  check("path", asked.path(), kMaxTarget);
  check("query", asked.query(), kMaxTarget);
  check("accept", asked.accept(), kMaxHeader);
  check("accept_language", asked.accept_language(), kMaxHeader);
  check("if_none_match", asked.if_none_match(), kMaxHeader);
  check("if_modified_since", asked.if_modified_since(), kMaxHeader);
  check("root", asked.root(), kMaxHeader);
  if (asked.rest() != v1::SDMX_REST_V1 && asked.rest() != v1::SDMX_REST_V2) {
    violations.Add("rest", common::v1::ERROR_REASON_REQUIRED);
  }
  return violations.ToStatus();
}

absl::StatusOr<Answer> Dispatch(Asking& asking) {
  if (IsDataQuery(asking.request)) return AnswerData(asking);
  if (IsAvailabilityQuery(asking.request)) return AnswerAvailability(asking);
  if (IsStructureQuery(asking.request)) return AnswerStructures(asking);
  for (const std::string_view name : kNotOffered) {
    if (SameWord(asking.request.Segment(0), name)) return NotOffered(name);
  }
  return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "path"}});
}

absl::StatusOr<Answer> Take(Asking& asking) {
  ASSIGN_OR_RETURN(asking.request,
                   ParseRequest(asking.request.rest, asking.asked.path(), asking.asked.query()));
  Parameters& parameters = asking.request.parameters;
  asking.wish.format = parameters.Take("format");
  if (const auto locale = parameters.Take("locale")) asking.language = messages::Negotiate(*locale);
  return Dispatch(asking);
}

}  // namespace

absl::StatusOr<Answer> Responder::Respond(const Context& context, const v1::GetSdmxRequest& asked) const {
  RETURN_IF_ERROR(CheckLengths(asked));
  const Rest rest = asked.rest() == v1::SDMX_REST_V1 ? Rest::kV1 : Rest::kV2;
  Asking asking{.context = context,
                .holdings = holdings_,
                .asked = asked,
                .request = {.rest = rest, .path = {}, .parameters = {}},
                .held = holdings_.structures(),
                .wish = {.format = std::nullopt, .accept = asked.accept()},
                .language = messages::Negotiate(asked.accept_language())};
  absl::StatusOr<Answer> answer = Take(asking);
  if (!answer.ok()) {
    if (!IsOfRequest(answer.status())) return answer.status();
    const Validators none{.tag = {}, .changed = asking.held.revision.changed};
    answer = ProblemAnswer(answer.status(), rest, ChooseErrorFormat(asking.wish, rest), HeadOf(asking, none));
  }
  answer->headers.push_back({"Vary", "Accept, Accept-Encoding, Accept-Language"});
  return answer;
}

}  // namespace tabadul::statistics::rest
