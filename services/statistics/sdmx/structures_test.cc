#include "services/statistics/sdmx/structures.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/statistics/sdmx/structure_samples.h"

namespace tabadul::statistics::sdmx {
namespace {

TEST(Structures, EachFormatIsWrittenAsItself) {
  const std::vector<Artefact> all = samples::All();
  struct Case {
    StructureFormat format;
    std::string_view begin;
  };
  const Case cases[] = {{StructureFormat::kXml21, "v2_1/message"},
                        {StructureFormat::kXml30, "v3_0/message"},
                        {StructureFormat::kJson1, "{"},
                        {StructureFormat::kJson2, "{"}};
  for (const Case& one : cases) {
    std::string structures, error;
    WriteStructures(one.format, samples::Head(), samples::Whole(all), "", &structures);
    WriteError(one.format, samples::Head(), {.code = 100, .text = {{"en", "None"}}}, &error);
    EXPECT_NE(structures.substr(0, 200).find(one.begin), std::string::npos);
    EXPECT_NE(structures.find("CL_SEX"), std::string::npos);
    EXPECT_NE(error.substr(0, 200).find(one.begin), std::string::npos);
    EXPECT_NE(error.find("100"), std::string::npos);
  }
}

TEST(Structures, MessagesAreAppended) {
  std::string out = "before";
  WriteStructures(StructureFormat::kXml21, samples::Head(), {}, "", &out);
  EXPECT_EQ(out.rfind("before<?xml", 0), 0u);
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
