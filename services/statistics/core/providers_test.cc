#include "services/statistics/core/providers.h"

#include "gtest/gtest.h"
#include "services/statistics/structure/structures_for_test.h"

namespace tabadul::statistics {
namespace {

using testing::Flow;
using testing::Make;
using testing::Scheme;

TEST(Providers, AreTheHubsOwnAndOneForEachMember) {
  Artefact scheme = Make(ArtefactType::kDataProviderScheme, "DATA_PROVIDERS", Scheme({"TABADUL", "DEMO"}));
  scheme.agency = "TABADUL";
  AppendProviders(scheme);
  const std::vector<Item>& items = std::get<ItemScheme>(scheme.body).items;
  ASSERT_EQ(items.size(), 59u);
  EXPECT_EQ(items[0].id, "TABADUL");
  EXPECT_EQ(items[2].id, "ARE");
  EXPECT_EQ(InLanguage(items[2].names, "fr"), "Autorité nationale du travail – Émirats arabes unis");
  EXPECT_EQ(items[2].names.front().language, "ar") << "sorted by language";
}

TEST(Providers, OfOtherAgenciesAreLeftAsTheyAre) {
  Artefact scheme = Make(ArtefactType::kDataProviderScheme, "DATA_PROVIDERS", Scheme({"A"}));
  const Artefact before = scheme;
  AppendProviders(scheme);
  EXPECT_EQ(scheme, before);
}

TEST(Providers, OfWhatTheHubComputesIsTheHubAlone) {
  const std::vector<Artefact> agreements =
      MakeAgreements({Make(ArtefactType::kDataProviderScheme, "DATA_PROVIDERS", Scheme({"TABADUL", "SAU"})),
                      Flow("DF_X"), Flow("DF_HUB_X")});
  ASSERT_EQ(agreements.size(), 2u);
  EXPECT_EQ(agreements[0].id, "X_SAU");
  EXPECT_EQ(agreements[1].id, "HUB_X_TABADUL");
}

TEST(Providers, AgreeOnEachDataflow) {
  const std::vector<Artefact> artefacts = {
      Make(ArtefactType::kDataProviderScheme, "DATA_PROVIDERS", Scheme({"SAU", "SEN"})), Flow("DF_X"),
      Flow("Y")};
  const std::vector<Artefact> agreements = MakeAgreements(artefacts);
  ASSERT_EQ(agreements.size(), 4u);
  EXPECT_EQ(agreements[0].id, "X_SAU");
  EXPECT_EQ(agreements[3].id, "Y_SEN");
  EXPECT_EQ(InLanguage(agreements[0].names, "en"), "DF_X – Name of SAU");
  const auto& body = std::get<ProvisionAgreement>(agreements[1].body);
  EXPECT_EQ(body.dataflow, testing::To(ArtefactType::kDataflow, "DF_X"));
  EXPECT_EQ(body.provider, testing::To(ArtefactType::kDataProviderScheme, "DATA_PROVIDERS", "SEN"));
}

}  // namespace
}  // namespace tabadul::statistics
