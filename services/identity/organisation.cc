#include "services/identity/organisation.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_split.h"
#include "lib/exchange/validate.h"
#include "services/identity/grants.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr char kHub[] = "HUB";

std::vector<std::string> Parts(std::string_view name) { return absl::StrSplit(Absl(name), '/'); }

bool IsLanguageTag(std::string_view tag) {
  if (tag.size() > 35) return false;
  const std::vector<std::string> subtags = absl::StrSplit(Absl(tag), '-');
  if (subtags[0].size() < 2 || subtags[0].size() > 3) return false;
  return std::all_of(subtags.begin(), subtags.end(), [](const std::string& subtag) {
    return !subtag.empty() && subtag.size() <= 8 &&
           std::all_of(subtag.begin(), subtag.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  });
}

// One line that a person reads: no control characters, no markup.
bool IsPlain(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F || c == '<' || c == '>';
  });
}

void ValidateName(const LocalizedText& name, Violations& violations) {
  if (name.translations().empty()) violations.Add("name", ERROR_REASON_REQUIRED);
  if (name.translations_size() > 20) violations.Add("name", ERROR_REASON_TOO_MANY, {{"limit", "20"}});
  std::string last;
  for (int i = 0; i < name.translations_size(); ++i) {
    const Translation& translation = name.translations(i);
    const auto in = violations.In("name.translations", static_cast<size_t>(i));
    if (!IsLanguageTag(translation.language())) {
      violations.Add("language", ERROR_REASON_MALFORMED, {{"form", "BCP 47"}});
    }
    if (i > 0 && translation.language() <= last) violations.Add("language", ERROR_REASON_TEXT_NOT_SORTED);
    last = translation.language();
    if (translation.text().empty()) violations.Add("text", ERROR_REASON_REQUIRED);
    if (translation.text().size() > kMaxOrganisationNameBytes) {
      violations.Add("text", ERROR_REASON_TOO_LONG,
                     {{"limit", std::to_string(kMaxOrganisationNameBytes)}, {"unit", "bytes"}});
    }
    if (!IsPlain(translation.text())) violations.Add("text", ERROR_REASON_TEXT_NOT_PLAIN);
  }
}

void ValidateScopes(const v1::System& system, Violations& violations) {
  if (system.scopes().empty()) violations.Add("scopes", ERROR_REASON_REQUIRED);
  std::set<std::string> seen;
  for (int i = 0; i < system.scopes_size(); ++i) {
    const std::string& scope = system.scopes(i);
    const auto in = violations.In("scopes", static_cast<size_t>(i));
    const auto& known = Scopes();
    if (std::find(known.begin(), known.end(), scope) == known.end()) {
      violations.Add("", ERROR_REASON_UNKNOWN_CODE, {{"scheme", "scope"}, {"code", scope.substr(0, 64)}});
    } else if (!seen.insert(scope).second) {
      violations.Add("", ERROR_REASON_CONTRADICTION, {{"other", "system.scopes"}});
    } else if (scope == kAdminScope && Parts(system.source())[0] != kHub) {
      violations.Add("", ERROR_REASON_CONTRADICTION, {{"other", "system.source"}});
    }
  }
}

}  // namespace

bool IsFingerprint(std::string_view text) {
  return text.size() == 43 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '-' || c == '_';
         });
}

std::string OrganisationOf(std::string_view source) {
  return std::string(source.substr(0, source.rfind('/')));
}

const std::vector<std::string>& Scopes() {
  static const auto* const scopes = [] {
    auto* all = new std::vector<std::string>{kAdminScope, kGrantScope, kStructureScope};
    const auto* kinds = exchange::v1::Record::descriptor()->FindOneofByName("payload");
    for (int i = 0; i < kinds->field_count(); ++i) {
      for (const char* const may : {".confirm", ".read", ".write"})
        all->push_back(kinds->field(i)->name() + may);
    }
    return all;
  }();
  return *scopes;
}

absl::StatusOr<std::vector<std::string>> GrantScopes(const std::vector<std::string>& registered,
                                                     const std::vector<std::string>& wanted) {
  const std::set<std::string> all(registered.begin(), registered.end());
  std::set<std::string> granted = {kSelfScope};
  for (const std::string& scope : wanted) {
    if (scope != kSelfScope && all.count(scope) == 0) {
      return Error(ERROR_REASON_SCOPE_MISSING, {{"needed", scope.substr(0, 64)}});
    }
    granted.insert(scope);
  }
  if (wanted.empty()) granted.insert(all.begin(), all.end());
  return std::vector<std::string>(granted.begin(), granted.end());
}

std::vector<std::string> SessionScopes(std::vector<std::string> registered) {
  std::erase_if(registered,
                [](const std::string& scope) { return scope == kAdminScope || scope == kGrantScope; });
  return registered;
}

void ValidateOrganisation(const v1::Organisation& organisation, Violations& violations) {
  const auto in = violations.In("organisation");
  if (organisation.id().empty()) {
    violations.Add("id", ERROR_REASON_REQUIRED);
  } else if (!exchange::IsOrganisation(organisation.id())) {
    violations.Add("id", ERROR_REASON_MALFORMED, {{"form", "CC/organisation"}});
  } else if (organisation.id() == exchange::kServices) {
    violations.Add("id", ERROR_REASON_ALREADY_EXISTS, {{"organisation", organisation.id()}});
  }
  if (organisation.type() == v1::ORGANISATION_TYPE_UNSPECIFIED) violations.Add("type", ERROR_REASON_REQUIRED);
  if (!v1::OrganisationType_IsValid(organisation.type())) {
    violations.Add("type", ERROR_REASON_UNKNOWN_CODE,
                   {{"scheme", "OrganisationType"}, {"code", std::to_string(organisation.type())}});
  }
  ValidateName(organisation.name(), violations);
}

void ValidateSystem(const v1::System& system, Violations& violations) {
  const auto in = violations.In("system");
  exchange::CheckSource(violations, "source", system.source());
  ValidateScopes(system, violations);
}

}  // namespace tabadul::identity
