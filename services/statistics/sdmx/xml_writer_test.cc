#include "services/statistics/sdmx/xml_writer.h"

#include <gtest/gtest.h>

#include <string>

#include "services/statistics/sdmx/xml_events.h"

namespace tabadul::statistics::sdmx {
namespace {

constexpr std::string_view kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

TEST(XmlWriter, ClosesWhatItOpens) {
  std::string out;
  XmlWriter xml(&out);
  xml.Start("a");
  xml.Attribute("x", "1");
  xml.AttributeIfAny("y", "");
  xml.Start("b");
  xml.End();
  xml.Element("c", "t");
  xml.Element("d", "");
  xml.Start("e");
  xml.Start("f");
  EXPECT_EQ(xml.depth(), 3u);
  xml.EndAll();
  EXPECT_EQ(xml.depth(), 0u);
  EXPECT_EQ(out, std::string(kDeclaration) + "<a x=\"1\"><b/><c>t</c><d/><e><f/></e></a>");
}

TEST(XmlWriter, TheStringMayBeEmptiedOnTheWay) {
  std::string out;
  XmlWriter xml(&out);
  xml.Start("long:name");
  out.clear();
  xml.Text("t");
  xml.End();
  EXPECT_EQ(out, ">t</long:name>");
}

TEST(XmlWriter, EscapesWhatIsMarkupAndReplacesWhatXmlCannotSay) {
  struct Case {
    std::string text, in_attribute, in_text;
  };
  const Case cases[] = {
      {"plain", "plain", "plain"},
      {"", "", ""},
      {"a&b<c>d\"e'", "a&amp;b&lt;c&gt;d&quot;e'", "a&amp;b&lt;c&gt;d\"e'"},
      {"]]>", "]]&gt;", "]]&gt;"},
      {"1\t2\n3\r4", "1&#9;2&#10;3&#13;4", "1\t2\n3&#13;4"},
      {std::string("x\0\x01\x1Fy", 5), "x\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDy",
       "x\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDy"},
      {"\xEF\xBF\xBE\xEF\xBF\xBF", "\xEF\xBF\xBD\xEF\xBF\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"ﷲ العربية é", "ﷲ العربية é", "ﷲ العربية é"},  // the first begins with the byte 0xEF
  };
  for (const Case& one : cases) {
    std::string attribute, text;
    AppendXmlAttribute(one.text, &attribute);
    AppendXmlText(one.text, &text);
    EXPECT_EQ(attribute, one.in_attribute);
    EXPECT_EQ(text, one.in_text);
  }
}

// The attribute and the text of one element.
class Values final : public XmlHandler {
 public:
  absl::Status OnStart(const XmlElement& element) override {
    attribute = element.Get("x");
    return absl::OkStatus();
  }
  absl::Status OnEnd(std::string_view, std::string_view) override { return absl::OkStatus(); }
  absl::Status OnText(std::string_view told) override {
    text = told;
    return absl::OkStatus();
  }
  std::string attribute, text;
};

TEST(XmlWriter, ParsersReadWhatWasWritten) {
  const std::string value = "<\"'&>\r\n\t ]]> عربي &amp; ﷲ";
  std::string out;
  XmlWriter xml(&out);
  xml.Start("a");
  xml.Attribute("x", value);
  xml.Text(value);
  xml.End();
  Values values;
  XmlEvents events(values);
  ASSERT_TRUE(events.Read(out).ok());
  ASSERT_TRUE(events.End().ok());
  EXPECT_EQ(values.attribute, value);
  EXPECT_EQ(values.text, value);
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
