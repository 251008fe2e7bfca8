#include "lib/taxonomy/pack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "lib/platform/base/status.h"
#include "lib/taxonomy/coder.h"
#include "lib/taxonomy/labels.h"
#include "lib/taxonomy/linker.h"

namespace tabadul::taxonomy {
namespace {

using testing::HasSubstr;

class PackTest : public testing::Test {
 protected:
  PackTest() {
    std::string name = (std::filesystem::temp_directory_path() / "tabadul-pack-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~PackTest() override { std::filesystem::remove_all(folder_); }

  static PackContent Content() {
    return {.scheme = "ESCO",
            .edition = "1.2.0",
            .uri = "http://data.europa.eu/esco/occupation/",
            .attribution = "© European Union",
            .concepts = {{"b-welder", "7212", "7212.3"}, {"a-nurse", "2221", "2221.1"}, {"c-skill", "", ""}},
            .labels = {{0, "en", LabelKind::kPreferred, "underwater welder"},
                       {1, "en", LabelKind::kPreferred, "quoxel tender"},
                       {1, "fr", LabelKind::kPreferred, "ange de service"},
                       {1, "ar", LabelKind::kAlternative, "ملاك الجناح"},
                       {1, "en", LabelKind::kHidden, "ward angl"},
                       {2, "en", LabelKind::kPreferred, "to weld"}}};
  }
  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  std::string Read(const std::string& name) const {
    std::ostringstream bytes;
    bytes << std::ifstream(Path(name), std::ios::binary).rdbuf();
    return bytes.str();
  }
  void Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(Path(name), std::ios::binary | std::ios::trunc) << bytes;
  }
  std::string Refusal(const std::string& digest = "") const {
    const auto pack = LoadPack(Path("p"), digest);
    return pack.ok() ? "" : std::string(pack.status().message());
  }

  std::string folder_;
};

TEST_F(PackTest, WhatWasWrittenIsRead) {
  const auto digest = WritePack(Content(), Path("p"));
  ASSERT_TRUE(digest.ok()) << digest.status();
  const auto pack = LoadPack(Path("p"), "sha256:" + *digest);
  ASSERT_TRUE(pack.ok()) << pack.status();
  EXPECT_EQ(pack->digest, *digest);
  EXPECT_EQ(pack->scheme, "ESCO");
  EXPECT_EQ(pack->edition, "1.2.0");
  EXPECT_EQ(pack->attribution, "© European Union");
  ASSERT_EQ(pack->concepts.size(), 3U);
  EXPECT_EQ(pack->concepts[0].id, "a-nurse");
  EXPECT_EQ(pack->concepts[0].group, "2221");
  ASSERT_EQ(pack->labels.size(), 6U);
  EXPECT_EQ(pack->labels[0].text, "ملاك الجناح");
  EXPECT_EQ(pack->labels[0].of, 0U);
  EXPECT_EQ(pack->coverage.at("en").named, 3U);
  EXPECT_EQ(pack->coverage.at("en").labels, 4U);
  EXPECT_EQ(pack->coverage.at("fr").named, 1U);
  EXPECT_EQ(pack->coverage.at("ar").named, 0U);
}

TEST_F(PackTest, TheSameContentIsTheSamePackInWhateverOrder) {
  PackContent other = Content();
  std::swap(other.concepts[0], other.concepts[2]);
  for (PackLabel& label : other.labels) label.of = label.of == 1 ? 1 : 2 - label.of;
  std::swap(other.labels[0], other.labels[5]);
  other.labels.push_back(other.labels[1]);  // twice is once
  EXPECT_EQ(WritePack(Content(), Path("p")).value(), WritePack(other, Path("q")).value());
  other.labels[1].text += "s";
  EXPECT_NE(WritePack(Content(), Path("r")).value(), WritePack(other, Path("s")).value());
}

TEST_F(PackTest, APackIsNeverWrittenOver) {
  ASSERT_TRUE(WritePack(Content(), Path("p")).ok());
  EXPECT_EQ(ReasonOf(WritePack(Content(), Path("p")).status()), common::v1::ERROR_REASON_ALREADY_EXISTS);
  EXPECT_EQ(ReasonOf(WritePack(Content(), Path("no/p")).status()), common::v1::ERROR_REASON_PRECONDITION);
}

TEST_F(PackTest, ContentThatWouldNotLoadIsNotWritten) {
  const auto refused = [this](const std::function<void(PackContent&)>& spoil) {
    PackContent content = Content();
    spoil(content);
    const auto written = WritePack(content, Path("spoilt"));
    EXPECT_FALSE(std::filesystem::exists(Path("spoilt")));
    return ReasonOf(written.status()) == common::v1::ERROR_REASON_MALFORMED;
  };
  EXPECT_TRUE(refused([](PackContent& c) { c.concepts[0].id = ""; }));
  EXPECT_TRUE(refused([](PackContent& c) { c.concepts[0].id = "a-nurse"; }));
  EXPECT_TRUE(refused([](PackContent& c) { c.concepts[0].group = "9998"; }));
  EXPECT_TRUE(refused([](PackContent& c) { c.concepts[0].group = "22"; }));
  EXPECT_TRUE(refused([](PackContent& c) { c.labels[0].of = 3; }));
  EXPECT_TRUE(refused([](PackContent& c) { c.labels[0].language = "de"; }));
  EXPECT_TRUE(refused([](PackContent& c) { c.labels[0].text = "two\nlines"; }));
  EXPECT_TRUE(refused([](PackContent& c) { c.labels[0].text = "a\tb"; }));
  EXPECT_TRUE(refused([](PackContent& c) { c.labels[0].text = "\xff"; }));
  EXPECT_TRUE(refused([](PackContent& c) { c.attribution = "\xff"; }));
}

TEST_F(PackTest, AnotherDigestIsRefusedAndBothAreSaid) {
  const std::string digest = WritePack(Content(), Path("p")).value();
  const std::string wanted = "sha256:" + std::string(64, '0');
  EXPECT_THAT(Refusal(wanted), HasSubstr("sha256:" + digest + ", not " + wanted));
  EXPECT_THAT(Refusal("sha256:12"), HasSubstr("no digest"));
  EXPECT_THAT(Refusal(digest), HasSubstr("no digest"));  // without the name of the hash
  EXPECT_THAT(std::string(LoadPack(Path("none"), "").status().message()), HasSubstr("cannot be read"));
}

// One byte of one file, wherever it is.
TEST_F(PackTest, ADamagedPackIsRefused) {
  const std::string digest = "sha256:" + WritePack(Content(), Path("p")).value();
  for (const char* const file : {"p/manifest.json", "p/concepts.tsv", "p/labels.tsv"}) {
    const std::string bytes = Read(file);
    for (size_t i = 0; i < bytes.size(); ++i) {
      std::string damaged = bytes;
      damaged[i] ^= 1;
      Write(file, damaged);
      EXPECT_NE(Refusal(digest), "") << file << " byte " << i;
    }
    Write(file, bytes.substr(0, bytes.size() - 1));
    EXPECT_NE(Refusal(digest), "") << file;
    std::filesystem::remove(Path(file));
    EXPECT_NE(Refusal(digest), "") << file;
    Write(file, bytes);
    EXPECT_EQ(Refusal(digest), "");
  }
  Write("p/labels.tsv", Read("p/labels.tsv") + "a-nurse\ten\thidden\tsister\n");
  EXPECT_THAT(Refusal(), HasSubstr("labels.tsv is not the one of its manifest"));
}

TEST(PackTables, AnErrorSaysTheLine) {
  const auto error = [](const char* concepts, const char* labels) {
    PackContent content;
    return std::string(ParseTables(concepts, labels, &content).message());
  };
  constexpr char kGood[] = "id\tgroup\tcode\nx\t2221\t\n", kNone[] = "concept\tlanguage\tkind\tlabel\n";
  EXPECT_EQ(error(kGood, kNone), "");
  EXPECT_THAT(error("id\n", kNone), HasSubstr("header"));
  EXPECT_THAT(error("id\tgroup\tcode\nx\n", kNone), HasSubstr("concepts.tsv line 2: 1 columns"));
  EXPECT_THAT(error("id\tgroup\tcode\nx\t2221\t\nx\t2221\t\n", kNone), HasSubstr("line 3"));
  const std::string head = kNone;
  EXPECT_THAT(error(kGood, (head + "y\ten\tpreferred\tNurse\n").c_str()),
              HasSubstr("labels.tsv line 2: concept"));
  EXPECT_THAT(error(kGood, (head + "x\txx\tpreferred\tNurse\n").c_str()), HasSubstr("language"));
  EXPECT_THAT(error(kGood, (head + "x\ten\tbest\tNurse\n").c_str()), HasSubstr("kind"));
  EXPECT_THAT(error(kGood, (head + "x\ten\thidden\t\n").c_str()), HasSubstr("label"));
}

TEST_F(PackTest, TheSettingNamesFoldersWithTheirDigests) {
  const std::string p = Path("p") + "@sha256:" + WritePack(Content(), Path("p")).value();
  PackContent other = Content();
  other.edition = "1.3.0";
  const std::string q = Path("q") + "@sha256:" + WritePack(other, Path("q")).value();
  const auto both = LoadPacks(p + "," + q);
  ASSERT_TRUE(both.ok()) << both.status();
  ASSERT_EQ(both->size(), 2U);
  EXPECT_EQ((*both)[1].edition, "1.3.0");
  EXPECT_TRUE(LoadPacks("")->empty());
  EXPECT_THAT(std::string(LoadPacks(Path("p")).status().message()), HasSubstr("FOLDER@sha256:"));
  EXPECT_FALSE(LoadPacks(p + "," + Path("q") + "@sha256:" + std::string(64, '1')).ok());
}

TEST_F(PackTest, ItsLabelsLinkAndCode) {
  ASSERT_TRUE(WritePack(Content(), Path("p")).ok());
  const Pack pack = LoadPack(Path("p"), "").value();
  Linker before, linker, own;
  AddIscoLabels(before);
  AddIscoLabels(linker);
  EXPECT_NE(before.Find("quoxel tender", "en")[0].concept_id, "2221");
  AddPackLabels(pack, linker);
  linker.Settle();
  EXPECT_EQ(linker.Find("quoxel tender", "en")[0].concept_id, "2221");
  EXPECT_EQ(linker.Find("ange de service", "fr")[0].concept_id, "2221");
  EXPECT_EQ(linker.Find("ملاك الجناح", "ar")[0].concept_id, "2221");
  AddPackLabels(pack, own, false);
  own.Settle();
  EXPECT_EQ(own.Find("quoxel tender", "en")[0].concept_id, "a-nurse");
  Coder coder;
  AddIscoLabels(coder);
  AddPackLabels(pack, coder);
  EXPECT_EQ(coder.Suggest("underwater welder", "en")[0].code, "7212");
}

}  // namespace
}  // namespace tabadul::taxonomy
