#include "lib/ingest/esco.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "lib/platform/base/status.h"

namespace tabadul::ingest {
namespace {

using taxonomy::LabelKind;

constexpr char kHead[] =
    "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,code\n";

class Esco : public testing::Test {
 protected:
  Esco() {
    std::string name = (std::filesystem::temp_directory_path() / "tabadul-esco-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~Esco() override { std::filesystem::remove_all(folder_); }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ + "/" + name) << text;
  }
  std::vector<std::string> Labels(const taxonomy::PackContent& content, size_t of) const {
    std::vector<std::string> labels;
    for (const taxonomy::PackLabel& label : content.labels) {
      if (label.of == of)
        labels.push_back(label.language + " " + std::to_string(static_cast<int>(label.kind)) + " " +
                         label.text);
    }
    return labels;
  }
  std::string folder_;
};

TEST_F(Esco, PublishedFilesOfThreeLanguagesAreJoinedByUri) {
  const std::string uri = "http://data.europa.eu/esco/occupation/";
  Write("occupations_en.csv",
        "\xEF\xBB\xBF" + std::string(kHead) + "Occupation," + uri +
            "u1,2221,ward angel,\"bed angel\nnight  angel\",ward angl,released,2221.1\n" + "Occupation," +
            uri + "u2,C7212,gone,,,obsolete,7212.1\n" + "ISCOGroup," + uri +
            "u3,2221,Nurses,,,released,2221\n" + "Occupation," + uri +
            "u4,9999,of no group,,,released,9999.1\n");
  Write("occupations_fr.csv",
        std::string(kHead) + "Occupation," + uri + "u1,2221,ange de service,,,released,2221.1\n");
  Write("occupations_ar.csv",
        std::string(kHead) + "Occupation," + uri + "u1,2221,ملاك الجناح,,,released,2221.1\n");
  const auto content = ReadEsco(folder_, {.edition = "1.2.0"});
  ASSERT_TRUE(content.ok()) << content.status();
  EXPECT_EQ(content->scheme, "ESCO");
  EXPECT_EQ(content->edition, "1.2.0");
  EXPECT_EQ(content->uri, uri);
  ASSERT_EQ(content->concepts.size(), 2U);
  EXPECT_EQ(content->concepts[0].id, "u1");
  EXPECT_EQ(content->concepts[0].group, "2221");
  EXPECT_EQ(content->concepts[0].code, "2221.1");
  EXPECT_EQ(content->concepts[1].group, "");
  EXPECT_THAT(Labels(*content, 0),
              testing::UnorderedElementsAre("en 0 ward angel", "en 1 bed angel", "en 1 night angel",
                                            "en 2 ward angl", "fr 0 ange de service", "ar 0 ملاك الجناح"));
}

TEST_F(Esco, TablesWithAColumnALanguage) {
  Write("esco_occupations_en_fr.csv",
        "esco_id,esco_code,isco08,label_en,label_fr,description_en\nu1,2221.1,2221,ward angel,ange,Long.\n");
  Write("esco_altlabels_en_fr.csv", "esco_id,lang,alt_label\nu1,en,bed angel\nu1,de,Engel\nu9,en,nobody\n");
  const auto content = ReadEsco(folder_, {.edition = "1.1.1"});
  ASSERT_TRUE(content.ok()) << content.status();
  ASSERT_EQ(content->concepts.size(), 1U);
  EXPECT_THAT(Labels(*content, 0),
              testing::UnorderedElementsAre("en 0 ward angel", "fr 0 ange", "en 1 bed angel"));
}

TEST_F(Esco, Skills) {
  Write("skills_en.csv",
        "conceptType,conceptUri,skillType,preferredLabel,altLabels\nKnowledgeSkillCompetence,"
        "http://data.europa.eu/esco/skill/s1,skill,fold wings,\n");
  const auto content = ReadEsco(folder_, {.edition = "1.2.0", .skills = true});
  ASSERT_TRUE(content.ok()) << content.status();
  EXPECT_EQ(content->scheme, "ESCO-skills");
  EXPECT_EQ(content->concepts[0].group, "");
  EXPECT_THAT(Labels(*content, 0), testing::ElementsAre("en 0 fold wings"));
}

TEST_F(Esco, WhatIsMissingIsNamed) {
  const auto none = ReadEsco(folder_, {.edition = "1"});
  EXPECT_EQ(ReasonOf(none.status()), common::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(MetadataOf(none.status())["file"], folder_ + "/occupations_en.csv");
  Write("occupations_en.csv", "conceptUri,preferredLabel\nx,y\n");
  const auto other = ReadEsco(folder_, {.edition = "1"});
  EXPECT_EQ(ReasonOf(other.status()), common::v1::ERROR_REASON_MALFORMED);
  EXPECT_THAT(MetadataOf(other.status())["form"], testing::HasSubstr("altLabels"));
}

}  // namespace
}  // namespace tabadul::ingest
