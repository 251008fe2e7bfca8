#include <utility>

#include "services/statistics/rest/answers.h"
#include "services/statistics/rest/structure_query.h"
#include "services/statistics/sdmx/structures.h"

namespace tabadul::statistics::rest {

absl::StatusOr<Answer> AnswerStructures(Asking& asking) {
  ASSIGN_OR_RETURN(const StructuresAsked asked, ParseStructureQuery(asking.request));
  RETURN_IF_ERROR(asking.request.parameters.AllTaken());
  const Rest rest = asking.request.rest;
  ASSIGN_OR_RETURN(const sdmx::StructureFormat format, ChooseStructureFormat(asking.wish, rest));
  const std::string type(sdmx::MediaType(format));
  const Validators validators = ValidatorsOf(asking, type, {});
  if (auto unchanged = Unchanged(asking, validators)) return *std::move(unchanged);

  ASSIGN_OR_RETURN(const FoundStructures found, FindStructures(*asking.held.structures, asked, rest));
  std::vector<sdmx::Wanted> wanted;
  for (const FoundStructures::One& one : found.list) wanted.push_back({one.artefact.get(), one.stub});
  std::string text;
  sdmx::WriteStructures(format, HeadOf(asking, validators), wanted, asking.asked.root(), &text);
  return Whole(asking, validators, type, std::make_unique<TextBody>(std::move(text)));
}

}  // namespace tabadul::statistics::rest
