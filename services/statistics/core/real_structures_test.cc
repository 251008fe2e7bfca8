// The real structure files that lie beside the repository, as structures of the hub: what they hold is found, and what they
// leave out is told. Skipped where they are not.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "services/statistics/sdmx/structures.h"
#include "services/statistics/structure/checks.h"
#include "services/statistics/structure/registry.h"

namespace tabadul::statistics {
namespace {

std::filesystem::path Data() {
  const char* set = std::getenv("TABADUL_DATA");
  return set ? std::filesystem::path(set) : std::filesystem::current_path() / ".." / "shared" / "data";
}

std::vector<Artefact> Read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string xml((std::istreambuf_iterator<char>(file)), {});
  absl::StatusOr<sdmx::StructureMessage> message = sdmx::ReadStructures(xml);
  EXPECT_TRUE(message.ok()) << path << ": " << message.status();
  return message.ok() ? std::move(message->artefacts) : std::vector<Artefact>();
}

std::shared_ptr<const Structures> Build(const std::vector<Artefact>& artefacts) {
  Structures::Builder builder;
  for (const Artefact& artefact : artefacts) builder.Add(artefact);
  return builder.Build();
}

TEST(RealStructures, OfIlostatGiveALayoutAndSayWhichCodelistsWereCutOut) {
  const auto path = Data() / "sdmx" / "ilo" / "ilo_imf_ilostat_dsd_core.xml";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  const std::vector<Artefact> artefacts = Read(path);
  const auto structures = Build(artefacts);
  const auto layout =
      structures->Find({.type = ArtefactType::kDataStructure, .id = "IMF_ILOSTAT", .version = "latest"});
  ASSERT_TRUE(layout.ok()) << layout.status();
  ASSERT_EQ((*layout)->dimensions.size(), 11u);
  for (const LaidComponent& dimension : (*layout)->dimensions) {
    EXPECT_NE(dimension.codes, nullptr) << dimension.id;
    EXPECT_FALSE(dimension.names.empty()) << dimension.id;
  }
  EXPECT_GE((*layout)->dimensions[(*layout)->FindDimension("SEX")].codes->Find("SEX_F"), 0);
  const int unit = (*layout)->FindAttribute("UNIT_MEASURE");
  ASSERT_GE(unit, 0);
  EXPECT_EQ((*layout)->attributes[unit].dimensions, std::vector<int>{(*layout)->FindDimension("MEASURE")});

  Violations violations;
  CheckArtefacts(
      artefacts, *Structures::Builder().Build(), [](std::string_view) { return true; }, violations);
  std::set<std::string> missing;
  for (const Violation& violation : violations.list()) {
    EXPECT_EQ(violation.reason, common::v1::ERROR_REASON_PRECONDITION) << violation.field;
    const auto named = violation.metadata.find("structure");
    if (named != violation.metadata.end()) missing.insert(named->second);
  }
  EXPECT_TRUE(missing.contains("ILO:CL_HHT(1.0)"));
  EXPECT_FALSE(missing.contains("ILO:CL_SEX(1.0)"));
}

TEST(RealStructures, OfTheCentralBankAreWhole) {
  const auto path = Data() / "sdmx" / "khaeru" / "ECB_EXR" / "1" / "structure.xml";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  const auto structures = Build(Read(path));
  const auto layout =
      structures->Find({.type = ArtefactType::kDataStructure, .agency = "ECB", .id = "ECB_EXR1"});
  ASSERT_TRUE(layout.ok()) << layout.status();
  EXPECT_EQ((*layout)->dimensions.size(), 5u);
  ASSERT_FALSE((*layout)->groups.empty());
  EXPECT_TRUE(
      std::any_of((*layout)->attributes.begin(), (*layout)->attributes.end(), [](const LaidAttribute& a) {
        return a.attachment.level == Attachment::Level::kDimensions && a.dimensions.size() == 4;
      }));
}

TEST(RealStructures, OfAnyKindCanBeHeldAndAsked) {
  const auto folder = Data() / "sdmx";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not here";
  size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".xml") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string xml((std::istreambuf_iterator<char>(file)), {});
    const absl::StatusOr<sdmx::StructureMessage> message = sdmx::ReadStructures(xml);
    if (!message.ok()) continue;  // data, or one of the files that are wrong on purpose
    ++files;
    const auto structures = Build(message->artefacts);
    for (const ArtefactPtr& artefact : structures->artefacts()) {
      EXPECT_EQ(structures->Get(ReferenceTo(*artefact)), artefact) << entry.path() << " " << artefact->id;
    }
    EXPECT_EQ(structures->Query({.versions = {VersionFilter::All()}}), structures->artefacts())
        << entry.path();
    structures->Related(structures->artefacts(), Relation::kAll, Edition::k30);
  }
  EXPECT_GE(files, 40u);
}

}  // namespace
}  // namespace tabadul::statistics
