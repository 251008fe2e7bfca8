#include "services/statistics/rest/asking.h"

#include <algorithm>
#include <utility>

#include "lib/evidence/digest.h"
#include "services/statistics/structure/hub.h"

namespace tabadul::statistics::rest {
namespace {

constexpr size_t kTagDigits = 32;

// The parts with their lengths, so that no two lists of them give the same text.
void Append(std::string_view part, std::string& text) {
  text.append(std::to_string(part.size())).append(":").append(part);
}

// What the agency is called where agencies are listed.
Texts NamesOfHub(const Structures& structures) {
  const ArtefactPtr agencies = structures.Get(
      {.type = ArtefactType::kAgencyScheme, .agency = "SDMX", .id = "AGENCIES", .version = {}, .item = {}});
  const auto* scheme = agencies == nullptr ? nullptr : std::get_if<ItemScheme>(&agencies->body);
  if (scheme == nullptr) return {};
  for (const Item& item : scheme->items) {
    if (item.id == kHubAgency) return item.names;
  }
  return {};
}

std::vector<Header> ValidatorHeaders(const Asking& asking, const Validators& validators) {
  return {{"Content-Language", asking.language},
          {"ETag", validators.tag},
          {"Last-Modified", HttpDate(validators.changed)}};
}

}  // namespace

Validators ValidatorsOf(const Asking& asking, std::string_view content_type,
                        absl::Span<const Revision> revisions) {
  std::string text;
  for (const std::string_view part :
       {std::string_view(asking.asked.path()), std::string_view(asking.asked.query()),
        std::string_view(asking.asked.root()), content_type, std::string_view(asking.language),
        std::string_view(asking.held.revision.id)}) {
    Append(part, text);
  }
  Validators validators{.tag = {}, .changed = asking.held.revision.changed};
  for (const Revision& revision : revisions) {
    Append(revision.id, text);
    validators.changed = std::max(validators.changed, revision.changed);
  }
  validators.tag = '"' + evidence::Hex(evidence::Sha256(text)).substr(0, kTagDigits) + '"';
  return validators;
}

std::optional<Answer> Unchanged(const Asking& asking, const Validators& validators) {
  if (!IsUnchanged(validators, asking.asked.if_none_match(), asking.asked.if_modified_since())) {
    return std::nullopt;
  }
  Answer answer;
  answer.status = 304;
  answer.headers = ValidatorHeaders(asking, validators);
  return answer;
}

sdmx::MessageHead HeadOf(const Asking& asking, const Validators& validators) {
  std::string id = "M";
  for (const char c : validators.tag) {
    if (c != '"') id += c;
  }
  return {.id = std::move(id),
          .test = false,
          .prepared = validators.changed,
          .sender = {.id = std::string(kHubAgency), .names = NamesOfHub(*asking.held.structures)},
          .language = asking.language};
}

Answer Whole(const Asking& asking, const Validators& validators, std::string content_type,
             std::unique_ptr<Body> body) {
  Answer answer;
  answer.headers = ValidatorHeaders(asking, validators);
  answer.headers.push_back({"Content-Type", std::move(content_type)});
  answer.body = std::move(body);
  return answer;
}

}  // namespace tabadul::statistics::rest
