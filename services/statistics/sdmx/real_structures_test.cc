// The real structure messages that lie beside the repository: all are read, and mean the same after they were written.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <tuple>
#include <vector>

#include "services/statistics/sdmx/structure_samples.h"
#include "services/statistics/sdmx/structure_writer_ml.h"
#include "services/statistics/sdmx/structures.h"

namespace tabadul::statistics::sdmx {
namespace {

namespace fs = std::filesystem;

fs::path Data() {
  const char* set = std::getenv("TABADUL_DATA");
  return (set != nullptr ? fs::path(set) : fs::path("../shared/data")) /
         "sdmx";  // tests run in the repository's root
}

std::string Contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The name of the root element, without its prefix.
std::string Root(const std::string& xml) {
  size_t at = xml.find('<');
  while (at != std::string::npos && (xml[at + 1] == '?' || xml[at + 1] == '!')) at = xml.find('<', at + 1);
  if (at == std::string::npos) return "";
  const std::string name = xml.substr(at + 1, xml.find_first_of(" \t\r\n/>", at) - at - 1);
  return name.substr(name.find(':') + 1);
}

std::vector<fs::path> Files() {
  std::vector<fs::path> files;
  if (!fs::exists(Data())) {
    std::printf("skipped: no %s\n", Data().c_str());
    return files;
  }
  for (const auto& entry : fs::recursive_directory_iterator(Data())) {
    if (entry.path().extension() != ".xml") continue;
    if (Root(Contents(entry.path())) == "Structure") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void SortById(std::vector<Artefact>& artefacts) {
  std::stable_sort(artefacts.begin(), artefacts.end(), [](const Artefact& a, const Artefact& b) {
    return std::tie(a.type, a.agency, a.id, a.version) < std::tie(b.type, b.agency, b.id, b.version);
  });
}

TEST(RealStructures, MeanTheSameAfterTheyWereWritten) {
  size_t artefacts = 0;
  for (const fs::path& file : Files()) {
    const std::string xml = Contents(file);
    auto read = ReadStructures(xml);
    ASSERT_TRUE(read.ok()) << file << " " << read.status();
    const Edition edition = xml.find("/v2_1/message") != std::string::npos ? Edition::k21 : Edition::k30;
    std::string written;
    WriteStructuresMl(edition, samples::Head(), samples::Whole(read->artefacts), "", &written);
    auto reread = ReadStructures(written);
    ASSERT_TRUE(reread.ok()) << file << " " << reread.status();
    SortById(read->artefacts);
    SortById(reread->artefacts);
    ASSERT_EQ(read->artefacts.size(), reread->artefacts.size()) << file;
    for (size_t i = 0; i < read->artefacts.size(); ++i) {
      // A structure without a measure is not of the schema, so it is written with one.
      const auto* structure = std::get_if<DataStructure>(&read->artefacts[i].body);
      if (structure != nullptr && structure->measures.empty()) continue;
      EXPECT_TRUE(read->artefacts[i] == reread->artefacts[i]) << file << " " << read->artefacts[i].id;
    }
    artefacts += read->artefacts.size();
  }
  std::printf("%zu artefacts\n", artefacts);
}

// The artefacts of a file, or none where it is not here.
std::vector<Artefact> Read(const std::string& file) {
  if (!fs::exists(Data() / file)) {
    std::printf("skipped: no %s\n", (Data() / file).c_str());
    return {};
  }
  auto read = ReadStructures(Contents(Data() / file));
  EXPECT_TRUE(read.ok()) << file << " " << read.status();
  return read.ok() ? std::move(read->artefacts) : std::vector<Artefact>();
}

TEST(RealStructures, AreThoseThatTheFilesHave) {
  struct Case {
    std::string file;
    size_t artefacts;
  };
  const Case cases[] = {{"ilo/ilo_imf_ilostat_dsd_core.xml", 24},
                        {"khaeru/INSEE/dataflow.xml", 663},
                        {"khaeru/INSEE/IPI-2010-A21-structure.xml", 8},
                        {"khaeru/ECB_EXR/ng-structure-full.xml", 11},
                        {"khaeru/v3/xml/codelist - discriminated union.xml", 8},
                        {"pysdmx/xml_sdmx21_reader/provider_scheme_enrichment.xml", 2},
                        {"pysdmx/xml_sdmx30_reader/category_scheme.xml", 4}};
  for (const Case& one : cases) {
    const std::vector<Artefact> artefacts = Read(one.file);
    if (artefacts.empty()) continue;
    EXPECT_EQ(artefacts.size(), one.artefacts) << one.file;
  }
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
