#include "services/statistics/structures/keeps.h"

#include <functional>

#include "gtest/gtest.h"
#include "services/statistics/series/series_samples.h"

namespace tabadul::statistics {
namespace {

struct Case {
  const char* what;
  std::function<void(Layout&)> change;
  bool keeps, same;
};

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = {
      {"nothing", [](Layout&) {}, true, true},
      {"a code more",
       [](Layout& l) {
         l.dimensions[2].codes = SampleCodes("CL_SEX", {"_T", "F", "M", "_Z"});
       },
       true, false},
      {"a code less",
       [](Layout& l) {
         l.dimensions[2].codes = SampleCodes("CL_SEX", {"_T", "F"});
       },
       false, false},
      {"a dimension without its list", [](Layout& l) { l.dimensions[2].codes = nullptr; }, false, false},
      {"a dimension less", [](Layout& l) { l.dimensions.pop_back(); }, false, false},
      {"dimensions in another order", [](Layout& l) { std::swap(l.dimensions[0], l.dimensions[1]); }, false,
       false},
      {"another measure", [](Layout& l) { l.measures[0].id = "VALUE"; }, false, false},
      {"no time", [](Layout& l) { l.time.reset(); }, false, false},
      {"an attribute more",
       [](Layout& l) { l.attributes.push_back(SampleAttribute("SOURCE", Attachment::Level::kObservation)); },
       true, false},
      {"one more that must be there",
       [](Layout& l) {
         l.attributes.push_back(SampleAttribute("SOURCE", Attachment::Level::kObservation));
         l.attributes.back().required = true;
       },
       false, false},
      {"an attribute that must be there now", [](Layout& l) { l.attributes[0].required = true; }, false,
       false},
      {"an attribute elsewhere",
       [](Layout& l) { l.attributes[2].attachment.level = Attachment::Level::kObservation; }, false, false},
      {"another name",
       [](Layout& l) {
         l.dimensions[0].names = {{"en", "How often"}};
       },
       true, false},
      {"the structure again",
       [](Layout& l) { l.structure = SampleArtefact(ArtefactType::kDataStructure, "D"); }, true, false},
  };
  return cases;
}

TEST(KeepsSeries, SaysWhatSeriesSurvive) {
  const auto before = SampleLayout();
  for (const Case& one : Cases()) {
    Layout after = *before;
    one.change(after);
    EXPECT_EQ(KeepsSeries(*before, after), one.keeps) << one.what;
  }
}

TEST(SameLayout, IsOneThatReadersSeeNoDifferenceIn) {
  const auto before = SampleLayout();
  for (const Case& one : Cases()) {
    Layout after = *before;
    one.change(after);
    EXPECT_EQ(SameLayout(*before, after), one.same) << one.what;
  }
}

}  // namespace
}  // namespace tabadul::statistics
