// The real data messages that lie beside the repository, by the structures that lie with them: read, written in every format
// that can hold them, read again: the same. Skipped where the files are not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "lib/platform/base/status.h"
#include "services/statistics/sdmx/ml_data_testing.h"
#include "services/statistics/sdmx/structures.h"
#include "services/statistics/structure/registry.h"

namespace tabadul::statistics::sdmx {
namespace {

using Level = Attachment::Level;

// Empty if it is not there. Tests run in the repository's root.
std::string RealFile(const std::string& name) {
  std::ifstream in("../shared/data/sdmx/" + name);
  if (!in) std::printf("skipped: no ../shared/data/sdmx/%s\n", name.c_str());
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

struct RealMessage {
  std::string file, structures;
  size_t series, observations, mistakes;
};

void PrintTo(const RealMessage& message, std::ostream* out) { *out << message.file; }

const std::string kComplex = "ECB_EXR_COMPLEX_ATTRIBUTES";

// A message has two values of an attribute that its structure lets have one.
void AllowSeveral(Artefact& artefact, std::string_view id) {
  for (Attribute& attribute : std::get<DataStructure>(artefact.body).attributes) {
    if (attribute.id == id) attribute.representation->max_occurs = 0;
  }
}

// The structures of a file, and a dataflow that one message names and no file has with its structure.
std::shared_ptr<const Structures> StructuresOf(const std::string& name) {
  auto message = ReadStructures(RealFile(name));
  EXPECT_TRUE(message.ok()) << message.status();
  if (!message.ok()) return nullptr;
  Structures::Builder builder;
  for (Artefact& artefact : message->artefacts) {
    if (artefact.id == kComplex) AllowSeveral(artefact, "SOURCE_PUB");
    builder.Add(std::move(artefact));
  }
  Artefact exchange_rates{.type = ArtefactType::kDataflow, .agency = "ECB", .id = "EXR", .version = "1.0"};
  exchange_rates.body = Dataflow{{ArtefactType::kDataStructure, "ECB", kComplex, "1.0", ""}};
  builder.Add(std::move(exchange_rates));
  return builder.Build();
}

class RealMl : public testing::TestWithParam<RealMessage> {};

TEST_P(RealMl, MeansTheSameInEveryFormat) {
  const std::string content = RealFile(GetParam().file);
  if (content.empty()) return;
  const auto structures = StructuresOf(GetParam().structures);
  ASSERT_NE(structures, nullptr);
  Collected read;
  const absl::Status status = ReadMl(content, *structures, read, 1000);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(read.Count(Level::kDimensions), GetParam().series);
  EXPECT_EQ(read.Count(Level::kObservation), GetParam().observations);
  EXPECT_EQ(read.mistakes.size(), GetParam().mistakes) << testing::PrintToString(read.mistakes);
  ASSERT_FALSE(read.data_sets.empty());

  const DataSetHead& head = read.data_sets[0].head;
  std::vector<DataFormat> formats = {DataFormat::kStructureSpecific30};
  // 2.1 holds one value of an attribute, and no measure but one.
  if (GetParam().file.find("v3/") == std::string::npos) {
    formats.insert(formats.end(), {DataFormat::kGeneric21, DataFormat::kStructureSpecific21});
    if (head.dimension_at_observation == "TIME_PERIOD") {
      formats.insert(formats.end(),
                     {DataFormat::kGenericTimeSeries21, DataFormat::kStructureSpecificTimeSeries21});
    }
  }
  for (const DataFormat format : formats) {
    Collected again;
    const absl::Status reread = ReadMl(WriteMl(read.data_sets, format), *structures, again);
    ASSERT_TRUE(reread.ok()) << static_cast<int>(format) << " " << reread;
    EXPECT_EQ(again.Rows(), read.Rows()) << static_cast<int>(format);
    EXPECT_EQ(again.mistakes, std::vector<std::string>()) << static_cast<int>(format);
    EXPECT_EQ(again.data_sets[0].head.structure, head.structure);
    EXPECT_EQ(again.data_sets[0].head.action, head.action);
    EXPECT_EQ(again.data_sets[0].head.valid_from, head.valid_from);
  }
}

const std::string kExr = "khaeru/ECB_EXR/ng-structure.xml";
const std::string kBis = "pysdmx/xml_sdmx21_reader/datastructure_full.xml";

// What the files are known to say. The three mistakes: attributes of the data set that the structure lacks.
INSTANTIATE_TEST_SUITE_P(
    Files, RealMl,
    testing::Values(
        RealMessage{"khaeru/ECB_EXR/ng-flat.xml", kExr, 0, 12, 0},
        RealMessage{"khaeru/ECB_EXR/ng-flat-ss.xml", kExr, 0, 12, 0},
        RealMessage{"khaeru/ECB_EXR/ng-ts.xml", kExr, 4, 12, 0},
        RealMessage{"khaeru/ECB_EXR/ng-ts-ss.xml", kExr, 4, 12, 0},
        RealMessage{"khaeru/ECB_EXR/ng-ts-gf.xml", kExr, 4, 12, 0},
        RealMessage{"khaeru/ECB_EXR/ng-ts-gf-ss.xml", kExr, 4, 12, 0},
        RealMessage{"khaeru/ECB_EXR/ng-xs.xml", kExr, 0, 12, 0},
        RealMessage{"khaeru/ECB_EXR/ng-xs-ss.xml", kExr, 0, 12, 0},
        RealMessage{"khaeru/ECB_EXR/1/M.USD.EUR.SP00.A.xml", "khaeru/ECB_EXR/1/structure.xml", 1, 252, 0},
        RealMessage{"khaeru/INSEE/IPI-2010-A21.xml", "khaeru/INSEE/IPI-2010-A21-structure.xml", 20, 3230, 0},
        RealMessage{"khaeru/ESTAT/demography-xs.xml", "khaeru/ESTAT/demography-structure.xml", 0, 60, 0},
        RealMessage{"khaeru/v21/xml/demography/demography_xs.xml", "khaeru/v21/xml/demography/demography.xml",
                    0, 60, 0},
        RealMessage{"khaeru/v3/xml/ECB_EXR_CA.xml", "khaeru/v3/xml/ECB_EXR_CA_DSD.xml", 1, 3, 0},
        RealMessage{"pysdmx/large/gen_ser.xml", kBis, 42, 1000, 3},
        RealMessage{"pysdmx/large/str_ser.xml", kBis, 42, 1000, 3},
        RealMessage{"pysdmx/xml_sdmx21_reader/message_full.xml", kBis, 0, 1, 3},
        RealMessage{"pysdmx/xml_sdmx21_reader/header_structure_provision_agrement.xml", kBis, 0, 1, 3}));

TEST(RealMlMessage, ADataSetOfAnotherStructureThanTheHeadersIsRefused) {
  const std::string content = RealFile("pysdmx/xml_sdmx21_reader/str_dif_ref_and_ID.xml");
  if (content.empty()) return;
  Collected read;
  const absl::Status status = ReadMl(content, *StructuresOf(kBis), read);
  EXPECT_EQ(MetadataOf(status)["detail"], "structureRef");
}

TEST(RealMlMessage, AMessageOfAFooterAloneTellsNothing) {
  const std::string content = RealFile("khaeru/ESTAT/footer.xml");
  if (content.empty()) return;
  Collected read;
  const absl::Status status = ReadMl(content, *StructuresOf(kBis), read);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_TRUE(read.data_sets.empty());
}

TEST(RealMlMessage, WhoseStructureIsNotAtHandIsNotFound) {
  for (const char* file :
       {"khaeru/WB/gh-78.xml", "khaeru/ESTAT/NAMA_10_GDP-ss.xml", "khaeru/constructed/gh-218.xml",
        "pysdmx/xml_sdmx21_reader/multiple_structures.xml",
        "pysdmx/xml_sdmx21_reader/group_merge_two_dims.xml",
        "pysdmx/xml_sdmx30_reader/data_prov_agree_3.0.xml"}) {
    const std::string content = RealFile(file);
    if (content.empty()) continue;
    Collected read;
    EXPECT_EQ(ReasonOf(ReadMl(content, *StructuresOf(kBis), read)), common::v1::ERROR_REASON_NOT_FOUND)
        << file;
  }
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
