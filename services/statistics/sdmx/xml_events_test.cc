#include "services/statistics/sdmx/xml_events.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/platform/base/status.h"

namespace tabadul::statistics::sdmx {
namespace {

// What was told: "<{ns}name a=1 {ns}b=2>", "</name>", "text".
class Recorder final : public XmlHandler {
 public:
  absl::Status OnStart(const XmlElement& element) override {
    lines.push_back(events.line());
    absl::StrAppend(&told, "<", Absl(Name(element.ns, element.name)));
    for (const XmlAttribute& attribute : element.attributes) {
      absl::StrAppend(&told, " ", Absl(Name(attribute.ns, attribute.name)), "=", Absl(attribute.value));
    }
    told += ">";
    return element.name == "refused" ? MalformedMl(events.line(), "refused") : absl::OkStatus();
  }
  absl::Status OnEnd(std::string_view, std::string_view name) override {
    absl::StrAppend(&told, "</", Absl(name), ">");
    return absl::OkStatus();
  }
  absl::Status OnText(std::string_view text) override {
    absl::StrAppend(&told, Absl(text));
    return absl::OkStatus();
  }

  static std::string Name(std::string_view ns, std::string_view name) {
    return ns.empty() ? std::string(name) : "{" + std::string(ns) + "}" + std::string(name);
  }

  XmlEvents events{*this};
  std::string told;
  std::vector<uint64_t> lines;
};

// Fed in pieces of `piece` bytes.
absl::Status Feed(Recorder& recorder, std::string_view xml, size_t piece) {
  for (size_t at = 0; at < xml.size(); at += piece) {
    RETURN_IF_ERROR(recorder.events.Read(xml.substr(at, piece)));
  }
  return recorder.events.End();
}

std::string Utf16(std::string_view ascii) {
  std::string utf16 = "\xFF\xFE";
  for (const char c : ascii) utf16.append({c, '\0'});
  return utf16;
}

TEST(XmlEvents, TellsElementsAttributesAndTextHoweverTheBytesCome) {
  struct Case {
    std::string xml, told;
  };
  const Case cases[] = {
      {"<a/>", "<a></a>"},
      {"\xEF\xBB\xBF<a/>", "<a></a>"},
      {"<a x='1' y=\"2\">t</a>", "<a x=1 y=2>t</a>"},
      {"<a x='1 &amp; &lt;&#233;&gt;'>&amp;&lt;&#1593;</a>", "<a x=1 & <é>>&<ع</a>"},
      {"<p:a xmlns:p='u' xmlns='v' p:x='1' x='2'><b/></p:a>", "<{u}a {u}x=1 x=2><{v}b></b></a>"},
      {"<a>\n <b> \t</b>\n</a>", "<a><b></b></a>"},
      {"<a>one<!-- c -->two<![CDATA[<three>&]]>four</a>", "<a>onetwo<three>&four</a>"},
      {"<?xml version='1.0'?><!-- c --><?pi x?>\n<a x='1>2'/>\n<!-- e -->", "<a x=1>2></a>"},
      {"<?xml version='1.0' encoding='windows-1256'?><a x='\xE3'>\xC7\xE1</a>", "<a x=م>ال</a>"},
      {"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>", "<a>é</a>"},
      {Utf16("<?xml version='1.0' encoding='UTF-16'?><a x='q'>z</a>"), "<a x=q>z</a>"},
  };
  for (const Case& one : cases) {
    for (const size_t piece : {size_t{1}, size_t{7}, size_t{100'000}}) {
      Recorder recorder;
      const absl::Status status = Feed(recorder, one.xml, piece);
      EXPECT_TRUE(status.ok()) << one.xml << " " << status;
      EXPECT_EQ(recorder.told, one.told) << one.xml << " by " << piece;
    }
  }
}

TEST(XmlEvents, AttributesAreFoundByNameAndNamespace) {
  const XmlAttribute attributes[] = {{.ns = {}, .name = "id", .value = "A"},
                                     {.ns = kXmlNamespace, .name = "lang", .value = "ar"}};
  const XmlElement element{.ns = {}, .name = "e", .attributes = attributes};
  EXPECT_EQ(element.Find("id"), "A");
  EXPECT_EQ(element.Find("lang"), std::nullopt);
  EXPECT_EQ(element.Get("lang", kXmlNamespace), "ar");
  EXPECT_EQ(element.Get("none"), "");
}

TEST(XmlEvents, LinesAreThoseOfTheTags) {
  Recorder recorder;
  ASSERT_TRUE(Feed(recorder, "<a>\n<b/>\n\n<c\n x='1'/></a>", 5).ok());
  EXPECT_EQ(recorder.lines, (std::vector<uint64_t>{1, 2, 5}));
}

TEST(XmlEvents, WhatIsNoXmlOrHasADoctypeIsRefused) {
  struct Case {
    std::string xml, detail;
  };
  const Case cases[] = {
      {"", "xml"},
      {"no", "xml"},
      {"<a>", "xml"},
      {"<a></b>", "xml"},
      {"<a/><b/>", "xml"},
      {"<a>&none;</a>", "xml"},
      {"<a x='1' x='2'/>", "xml"},
      {"<p:a/>", "xml"},
      {"<a p:x='1'/>", "xml"},
      {"<a>\xFF</a>", "xml"},
      {"<a>\x01</a>", "xml"},
      {"<?xml version='1.0' encoding='none-such'?><a/>", "xml"},
      {"<!DOCTYPE a><a/>", "doctype"},
      {"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "doctype"},
      {"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "doctype"},
  };
  for (const Case& one : cases) {
    for (const size_t piece : {size_t{1}, size_t{100'000}}) {
      Recorder recorder;
      const absl::Status status = Feed(recorder, one.xml, piece);
      ASSERT_FALSE(status.ok()) << one.xml;
      EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_MALFORMED) << one.xml;
      EXPECT_EQ(MetadataOf(status)["detail"], one.detail) << one.xml;
      EXPECT_EQ(MetadataOf(status)["line"], "1") << one.xml;
    }
  }
}

TEST(XmlEvents, BoundsAreKept) {
  const auto repeated = [](std::string_view text, size_t times) {
    std::string all;
    for (size_t i = 0; i < times; ++i) all += text;
    return all;
  };
  std::string many = "<a";
  for (size_t i = 0; i <= kMaxXmlAttributes; ++i) absl::StrAppend(&many, " x", i, "=''");
  std::string spaces = "<a";
  for (size_t i = 0; i < kMaxXmlAttributes; ++i) absl::StrAppend(&spaces, " xmlns:x", i, "='u'");
  struct Case {
    std::string xml, field;
    ErrorReason reason;
  };
  const Case cases[] = {
      {repeated("<a>", kMaxXmlDepth + 1), "depth", common::v1::ERROR_REASON_TOO_MANY},
      {many + "/>", "attributes", common::v1::ERROR_REASON_TOO_MANY},
      {spaces + "><b xmlns='v'/>", "namespaces", common::v1::ERROR_REASON_TOO_MANY},
      {"<a x='" + std::string(kMaxXmlAttributeBytes + 1, 'v') + "'/>", "x",
       common::v1::ERROR_REASON_TOO_LONG},
      {"<a>" + std::string(kMaxXmlTextBytes + 1, 't') + "</a>", "text", common::v1::ERROR_REASON_TOO_LONG},
      {"<a x='" + std::string(4 * kMaxXmlTagBytes, 'v'), "tag", common::v1::ERROR_REASON_TOO_LONG},
      {"<!--" + std::string(4 * kMaxXmlTagBytes, 'c'), "tag", common::v1::ERROR_REASON_TOO_LONG},
  };
  for (const Case& one : cases) {
    Recorder recorder;
    const absl::Status status = Feed(recorder, one.xml, 10'000);
    EXPECT_EQ(ReasonOf(status), one.reason) << one.field << " " << status;
    EXPECT_EQ(MetadataOf(status)["field"], one.field);
  }
}

TEST(XmlEvents, WhatIsJustWithinTheBoundsIsTaken) {
  std::string xml = "<a x='" + std::string(kMaxXmlAttributeBytes, 'v') + "'>";
  for (int i = 1; i < kMaxXmlDepth; ++i) xml += "<a>";
  xml += std::string(kMaxXmlTextBytes, 't');
  for (int i = 0; i < kMaxXmlDepth; ++i) xml += "</a>";
  Recorder recorder;
  const absl::Status status = Feed(recorder, xml, 30'000);
  EXPECT_TRUE(status.ok()) << status;
}

TEST(XmlEvents, AnErrorOfTheHandlerEndsTheReadingAndStays) {
  Recorder recorder;
  const absl::Status status = recorder.events.Read("<a><b/>\n<refused/><c/></a>");
  EXPECT_EQ(MetadataOf(status)["detail"], "refused");
  EXPECT_EQ(MetadataOf(status)["line"], "2");
  EXPECT_EQ(recorder.told, "<a><b></b><refused>");
  EXPECT_EQ(recorder.events.Read("<d/>"), status);
  EXPECT_EQ(recorder.events.End(), status);
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
