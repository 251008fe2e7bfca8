#include "services/web/pages/said.h"

#include <gtest/gtest.h>

#include "services/web/pages/samples.h"

namespace tabadul::web::pages {
namespace {

using Texts = std::vector<std::string>;

View Said(std::string_view markdown) {
  View view;
  AddSaid(view, "SAID", markdown);
  return view;
}

TEST(Said, ParagraphsAndListsStandInTheirOrder) {
  const View view = Said("One.\n\nThese:\n- a\n- b\n\nLast.");
  const auto blocks = PartsOf(view, "BLOCK");
  ASSERT_EQ(blocks.size(), 4u);
  EXPECT_EQ(ValuesOf(*blocks[1], "PLAIN"), Texts{"These:"});
  EXPECT_EQ(PartsOf(*blocks[2], "ITEM").size(), 2u);
  EXPECT_EQ(ValuesOf(*blocks[2], "PLAIN"), (Texts{"a", "b"}));
  EXPECT_EQ(ValuesOf(*blocks[3], "PLAIN"), Texts{"Last."});
}

TEST(Said, CodeIsMarkedAndEscapesAreUndone) {
  const View view = Said("`near`: a \\<p> or \\&amp; of `<b>`");
  EXPECT_EQ(ValuesOf(view, "CODE"), (Texts{"near", "<b>"}));
  EXPECT_EQ(ValuesOf(view, "PLAIN"), (Texts{": a <p> or &amp; of "}));
  EXPECT_EQ(ValuesOf(Said("an odd ` is one"), "PLAIN"), Texts{"an odd ` is one"});
}

TEST(Said, NothingLeavesNothing) { EXPECT_TRUE(Said("").parts().empty()); }

}  // namespace
}  // namespace tabadul::web::pages
