#include "services/jobs/coding_service.h"

#include <algorithm>
#include <cmath>

#include "lib/exchange/validate.h"
#include "services/jobs/facets.h"

namespace tabadul::jobs {
namespace {

constexpr size_t kMaxTitleBytes = 500, kMaxTagBytes = 35;
constexpr int kDefaultLimit = 5, kMaxLimit = 20;

bool IsTag(std::string_view text) {
  return text.size() <= kMaxTagBytes && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return c < 0x80 && (std::isalnum(c) != 0 || c == '-');
         });
}

absl::Status Validate(const v1::SuggestCodesRequest& request) {
  Violations v;
  exchange::Require(v, "title", !request.title().empty());
  exchange::CheckLine(v, "title", request.title(), kMaxTitleBytes);
  if (!IsTag(request.language())) v.Add("language", common::v1::ERROR_REASON_MALFORMED, {{"form", "BCP 47"}});
  if (request.limit() < 0) exchange::CheckRange(v, "limit", request.limit(), 0, kMaxLimit);
  return v.ToStatus();
}

// Down, so that those of all codes sum to 1000 at most.
int Permille(double share) { return static_cast<int>(std::floor(share * 1000 + 1e-6)); }

}  // namespace

absl::StatusOr<v1::SuggestCodesResponse> SuggestCodes(const Coding& coding,
                                                      const v1::SuggestCodesRequest& request,
                                                      const std::string& language) {
  RETURN_IF_ERROR(Validate(request));
  const int limit = request.limit() == 0 ? kDefaultLimit : std::min(request.limit(), kMaxLimit);
  v1::SuggestCodesResponse response;
  for (const taxonomy::CodeSuggestion& suggestion :
       coding.Suggest(request.title(), request.language(), static_cast<size_t>(limit))) {
    v1::CodeSuggestion& out = *response.add_suggestions();
    out.set_code(suggestion.code);
    out.set_label(finding::OccupationName(suggestion.code, language));
    out.set_confidence_permille(Permille(suggestion.confidence));
    for (const taxonomy::CodeSuggestion::Because& because : suggestion.because) {
      auto& reason = *out.add_because();
      reason.set_title(because.title);
      reason.set_similarity_permille(Permille(because.similarity));
      reason.set_name(because.label);
    }
  }
  return response;
}

}  // namespace tabadul::jobs
