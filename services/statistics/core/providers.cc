#include "services/statistics/core/providers.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "fmt/format.h"
#include "lib/platform/base/status.h"
#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/member_states.h"
#include "services/statistics/structure/hub.h"

namespace tabadul::statistics {
namespace {

struct Name {
  std::string_view language, authority;
};
constexpr std::array kNames = {Name{"ar", "الجهة الوطنية المعنية بالعمل – {}"},
                               Name{"en", "National labour authority – {}"},
                               Name{"fr", "Autorité nationale du travail – {}"}};

Item ProviderOf(const taxonomy::MemberState& state) {
  const taxonomy::CodeList::Code& country = *taxonomy::List(taxonomy::kCountries).Find(state.alpha2);
  Item provider{.id = std::string(state.alpha3)};
  for (const auto& [language, authority] : kNames) {
    provider.names.push_back(
        {std::string(language), fmt::format(fmt::runtime(authority), NameOf(country, language))});
  }
  return provider;
}

bool MayProvide(const Item& provider, const Artefact& dataflow) {
  return (provider.id == kHubAgency) == dataflow.id.starts_with(kHubDataflows);
}

Artefact AgreementOf(const Artefact& dataflow, const Artefact& scheme, const Item& provider) {
  const absl::string_view topic = absl::StripPrefix(dataflow.id, "DF_");
  Artefact agreement{.type = ArtefactType::kProvisionAgreement,
                     .agency = dataflow.agency,
                     .id = absl::StrCat(topic, "_", provider.id),
                     .version = "1.0"};
  for (const auto& [language, text] : dataflow.names) {
    agreement.names.push_back({language, fmt::format("{} – {}", text, InLanguage(provider.names, language))});
  }
  Reference provided_by = ReferenceTo(scheme);
  provided_by.item = provider.id;
  agreement.body = ProvisionAgreement{.dataflow = ReferenceTo(dataflow), .provider = std::move(provided_by)};
  return agreement;
}

}  // namespace

void AppendProviders(Artefact& scheme) {
  if (scheme.type != ArtefactType::kDataProviderScheme || scheme.agency != kHubAgency) return;
  auto& items = std::get<ItemScheme>(scheme.body).items;
  for (const taxonomy::MemberState& state : taxonomy::MemberStates()) items.push_back(ProviderOf(state));
}

std::vector<Artefact> MakeAgreements(absl::Span<const Artefact> artefacts) {
  std::vector<Artefact> agreements;
  for (const Artefact& scheme : artefacts) {
    if (scheme.type != ArtefactType::kDataProviderScheme) continue;
    for (const Artefact& dataflow : artefacts) {
      if (dataflow.type != ArtefactType::kDataflow) continue;
      for (const Item& provider : std::get<ItemScheme>(scheme.body).items) {
        if (MayProvide(provider, dataflow)) agreements.push_back(AgreementOf(dataflow, scheme, provider));
      }
    }
  }
  return agreements;
}

}  // namespace tabadul::statistics
