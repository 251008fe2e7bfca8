// Text, numbers, dates, lists and HTML as exports write them.
#include <gtest/gtest.h>

#include "lib/ingest/dates.h"
#include "lib/ingest/html_text.h"
#include "lib/ingest/literal_list.h"
#include "lib/ingest/numbers.h"
#include "lib/ingest/tidy.h"

namespace tabadul::ingest {
namespace {

using Strings = std::vector<std::string>;

TEST(Tidy, WhitespaceIsPutInOrder) {
  EXPECT_EQ(Tidy("  a \t b\xc2\xa0\xc2\xa0 c  ", Lines::kMany), "a b c");
  EXPECT_EQ(Tidy("a \r\n\r\n\r\n\n b\rc", Lines::kMany), "a\n\nb\nc");
  EXPECT_EQ(Tidy("a\n\nb", Lines::kOne), "a b");
  EXPECT_EQ(Tidy(" \n\t\n ", Lines::kMany), "");
}

TEST(Tidy, TextBecomesNfc) { EXPECT_EQ(Tidy("Inge\xcc\x81nieur", Lines::kOne), "Ingénieur"); }

TEST(Tidy, InvisibleCharactersAreLeftOutButJoinersThatSpellStay) {
  EXPECT_EQ(Tidy("a\x01\xe2\x80\x8e b\xef\xbb\xbf\xc2\xad", Lines::kOne), "a b");
  EXPECT_EQ(Tidy("\xe2\x80\x8dStart", Lines::kOne), "Start");              // a lone joiner
  EXPECT_EQ(Tidy("می\xe2\x80\x8cروم", Lines::kOne), "می\xe2\x80\x8cروم");  // Persian needs its joiner
}

TEST(Tidy, WhatAnInvisibleCharacterDividedComposes) {
  EXPECT_EQ(Tidy("e\xe2\x80\x8b\xcc\x81", Lines::kOne), "é");
}

TEST(Tidy, EveryResultIsStable) {
  for (const std::string text :
       {"  a \n\n\n b", "e\xcc\x81\xe2\x80\x8d\xe2\x80\x8d.", "\xc2\x85x\xe2\x80\xa8y", "ـَـ \xe2\x80\x8d"}) {
    for (const Lines lines : {Lines::kOne, Lines::kMany})
      EXPECT_EQ(Tidy(Tidy(text, lines), lines), Tidy(text, lines));
  }
}

TEST(Numbers, DigitsOfEveryScriptAreRead) {
  EXPECT_EQ(AsciiDigits("٠١٢٣٤٥٦٧٨٩ ۰۹ x"), "0123456789 09 x");
  EXPECT_EQ(ParseDecimal("١٬٥٠٠٫٢٥", '.'), "1500.25");
  EXPECT_EQ(ParseDecimal("١٬٥٠٠٫٢٥", ','), "1500.25");
  EXPECT_EQ(ParseInteger("١٢"), 12);
}

TEST(Numbers, SeparatorsOfThousandsAreSkippedOnlyBetweenGroupsOfThree) {
  EXPECT_EQ(ParseDecimal("1,234,567.50", '.'), "1234567.5");
  EXPECT_EQ(ParseDecimal("1.234.567,5", ','), "1234567.5");
  EXPECT_EQ(ParseDecimal("12 500", '.'), "12500");
  EXPECT_EQ(ParseDecimal("1\xe2\x80\xaf"
                         "500",
                         '.'),
            "1500");  // the narrow space of French
  for (const char* guess :
       {"1,5", "12,34", "1,2345", ",500", "1,,500", "1234,567", "5000-6000", "", "x", "-1", "1.", ".5"}) {
    EXPECT_EQ(ParseDecimal(guess, '.'), std::nullopt) << guess;
  }
}

TEST(Numbers, DecimalsHaveTheFormOfTheContract) {
  EXPECT_EQ(ParseDecimal("5000.0", '.'), "5000");
  EXPECT_EQ(ParseDecimal("007.10", '.'), "7.1");
  EXPECT_EQ(ParseDecimal("0", '.'), "0");
  EXPECT_EQ(ParseDecimal("1.2345", '.'), std::nullopt);
  EXPECT_EQ(ParseDecimal("123456789012345", '.'), std::nullopt);
  EXPECT_EQ(ParseInteger("3.0"), 3);
  EXPECT_EQ(ParseInteger("3.5"), std::nullopt);
  EXPECT_EQ(ParseInteger("99999999999999999999"), std::nullopt);
}

std::string Read(std::string_view format, std::string_view text, Calendar calendar = Calendar::kGregorian) {
  const auto parsed = DateFormat::Parse(format, calendar);
  if (!parsed) return "no format";
  const auto date = parsed->Read(text);
  if (!date) return "unreadable";
  return std::to_string(date->year()) + "-" + std::to_string(date->month()) + "-" +
         std::to_string(date->day());
}

TEST(Dates, AreReadAsTheFormatSays) {
  EXPECT_EQ(Read("dd/mm/yyyy", "05/11/2022"), "2022-11-5");
  EXPECT_EQ(Read("dd/mm/yyyy", "٠٥/١١/٢٠٢٢"), "2022-11-5");
  EXPECT_EQ(Read("d.m.yyyy", "5.11.2022"), "2022-11-5");
  EXPECT_EQ(Read("yyyy-mm-dd*", "2022-11-05T10:00:00Z"), "2022-11-5");
  EXPECT_EQ(Read("yyyy", "2022"), "2022-1-1");
  EXPECT_EQ(Read("mm/yyyy", "02/2022"), "2022-2-1");
}

TEST(Dates, WhatIsNoSuchDayIsUnreadable) {
  for (const char* text : {"30/02/2022", "5/11/2022", "05/13/2022", "05-11-2022", "05/11/2022 ", "05/11/1822",
                           "", "Publish date"}) {
    EXPECT_EQ(Read("dd/mm/yyyy", text), "unreadable") << text;
  }
  for (const char* format : {"", "dd/mm", "yy", "dd/yyyy", "dd/dd/yyyy", "yyyy*x", "ddd/mm/yyyy"}) {
    EXPECT_EQ(Read(format, "x"), "no format") << format;
  }
}

TEST(Dates, UmmAlQuraDaysBecomeGregorian) {
  EXPECT_EQ(Read("dd/mm/yyyy", "01/01/1445", Calendar::kUmmAlQura), "2023-7-19");
  EXPECT_EQ(Read("dd/mm/yyyy", "01/09/1444", Calendar::kUmmAlQura), "2023-3-23");
  EXPECT_EQ(Read("dd/mm/yyyy", "27/05/1444", Calendar::kUmmAlQura), "2022-12-21");
  EXPECT_EQ(Read("dd/mm/yyyy", "31/05/1444", Calendar::kUmmAlQura), "unreadable");
}

TEST(LiteralList, PythonAndJsonListsAreRead) {
  EXPECT_EQ(ParseLiteralList("['a', \"b's\", 3, None, 'c\\'d', 'e\\nf',]"),
            (Strings{"a", "b's", "3", "", "c'd", "e\nf"}));
  EXPECT_EQ(ParseLiteralList(R"([ "x", null, "\u0645\ud83d\ude00" ])"), (Strings{"x", "", "م😀"}));
  EXPECT_EQ(ParseLiteralList("[]"), Strings{});
  EXPECT_EQ(ParseLiteralList(R"(['C \\ D', '\d'])"), (Strings{"C \\ D", "\\d"}));
}

TEST(LiteralList, AnythingElseIsRefused) {
  for (const char* text :
       {"", "a", "['a'", "['a' 'b']", "['a]", "[['a']]", "['a'] x", "[,]", R"(['\u12'])", R"(['\ud800'])"}) {
    EXPECT_EQ(ParseLiteralList(text), std::nullopt) << text;
  }
}

std::string Html(std::string_view html) {
  return Tidy(HtmlToText(html).value_or("unreadable"), Lines::kMany);
}

TEST(HtmlText, ParagraphsAndItemsBecomeLines) {
  EXPECT_EQ(Html("<p>One <strong>two</strong></p><p>&nbsp;</p><p>Three</p>"), "One two\n\nThree");
  EXPECT_EQ(Html("<ul><li>a</li><li><p>b</p></li><li></li></ul>"), "• a\n• b");
  EXPECT_EQ(Html("a<br>b<br/><br>c"), "a\nb\n\nc");
  EXPECT_EQ(Html("<table><tr><td>x</td><td>y</td></tr><tr><td>z</td></tr></table>"), "x | y\nz");
}

TEST(HtmlText, EntitiesAreDecodedAndScriptsLeftOut) {
  EXPECT_EQ(Html("R&amp;D &#40;x&#41; &#8217; &lt;T&gt;"), "R&D (x) ’ <T>");
  EXPECT_EQ(Html("<style>p{}</style><script>alert('x')</script>text"), "text");
}

TEST(HtmlText, PlainTextStaysAsItIs) { EXPECT_EQ(Html("C++ and\nC# 5 > 4"), "C++ and\nC# 5 > 4"); }

TEST(HtmlText, WhatCouldFillTheMemoryIsUnreadable) {
  std::string many;
  for (int i = 0; i < 2001; ++i) many += "<b x=" + std::to_string(i) + ">";
  EXPECT_EQ(Html(many), "unreadable");
  EXPECT_EQ(Html("<p>" + std::string(300'000, 'a')), "unreadable");
  std::string deep;
  for (int i = 0; i < 1900; ++i) deep += "<div>";
  EXPECT_EQ(Html(deep + "x"), "x");
}

}  // namespace
}  // namespace tabadul::ingest
