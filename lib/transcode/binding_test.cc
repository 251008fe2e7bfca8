#include "lib/transcode/binding.h"

#include <cmath>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "lib/transcode/test.pb.h"

namespace tabadul::transcode {
namespace {

using namespace common::v1;  // NOLINT: error reasons
using ::testing::ElementsAre;
using ::testing::Pair;
using tests::transcode::Everything;

std::string TextOf(const Everything& message) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  std::string text;
  printer.PrintToString(message, &text);
  if (text.ends_with(' ')) text.pop_back();
  return text;
}

// The message after `name` was set to `text`, or the mistake: "OUT_OF_RANGE minimum=0 …".
std::string Bound(std::string_view name, std::string_view text) {
  Everything message;
  const FieldPath path = FindField(*Everything::descriptor(), name);
  if (path.empty() || !TakesText(*path.back())) return "none";
  const std::optional<Mistake> mistake = SetText(message, *path.back(), text);
  if (!mistake) return TextOf(message);
  std::string said(ReasonName(mistake->reason));
  for (const auto& [key, value] : mistake->metadata) said += " " + key + "=" + value;
  return said;
}

struct Row {
  const char *name, *text, *expected;
};

void Check(const std::vector<Row>& rows) {
  for (const Row& row : rows)
    EXPECT_EQ(Bound(row.name, row.text), row.expected) << row.name << " = " << row.text;
}

TEST(SetText, TakesWholeNumbersWithinTheirTypes) {
  Check({
      {"an_int32", "-2147483648", "an_int32: -2147483648"},
      {"an_int32", "2147483647", "an_int32: 2147483647"},
      {"an_int32", "2147483648", "OUT_OF_RANGE maximum=2147483647 minimum=-2147483648"},
      {"an_int32", "99999999999999999999", "OUT_OF_RANGE maximum=2147483647 minimum=-2147483648"},
      {"an_int64", "-9223372036854775808", "an_int64: -9223372036854775808"},
      {"an_int64", "9223372036854775808",
       "OUT_OF_RANGE maximum=9223372036854775807 minimum=-9223372036854775808"},
      {"a_uint32", "4294967295", "a_uint32: 4294967295"},
      {"a_uint32", "-1", "OUT_OF_RANGE maximum=4294967295 minimum=0"},
      {"a_uint64", "18446744073709551615", "a_uint64: 18446744073709551615"},
      {"a_uint64", "18446744073709551616", "OUT_OF_RANGE maximum=18446744073709551615 minimum=0"},
      {"a_sint32", "-5", "a_sint32: -5"},
      {"a_sint64", "-5", "a_sint64: -5"},
      {"a_fixed32", "5", "a_fixed32: 5"},
      {"a_fixed64", "5", "a_fixed64: 5"},
      {"an_sfixed32", "-5", "an_sfixed32: -5"},
      {"an_sfixed64", "-5", "an_sfixed64: -5"},
      {"maybe", "0", "maybe: 0"},
  });
  for (const char* const text : {"", "-", "+5", "5 ", " 5", "0x5", "5.0", "1e3", "five", "٥"})
    EXPECT_EQ(Bound("an_int32", text), "MALFORMED form=123") << text;
}

TEST(SetText, TakesFractions) {
  Check({
      {"a_double", "1.5", "a_double: 1.5"},
      {"a_double", "-1e3", "a_double: -1000"},
      {"a_float", "0.25", "a_float: 0.25"},
      {"a_double", "Infinity", "a_double: inf"},
      {"a_float", "-Infinity", "a_float: -inf"},
      {"a_double", "NaN", "a_double: nan"},
      {"a_double", "1e999", "OUT_OF_RANGE"},
      {"a_float", "1e39", "OUT_OF_RANGE"},
  });
  for (const char* const text : {"", "nan", "inf", "infinity", "0x1p3", "1,5", "1.5 ", "1.5.2", "--1", "+1"})
    EXPECT_EQ(Bound("a_double", text), "MALFORMED form=1.5") << text;
}

TEST(SetText, TakesBoolsAndEnumsByTheirNamesOnly) {
  Check({
      {"a_bool", "true", "a_bool: true"},
      {"a_bool", "false", ""},
      {"a_bool", "1", "MALFORMED form=true, false"},
      {"a_bool", "True", "MALFORMED form=true, false"},
      {"a_bool", "", "MALFORMED form=true, false"},
      {"colour", "COLOUR_BLUE", "colour: COLOUR_BLUE"},
      {"colour", "2", "UNKNOWN_CODE code=2 scheme=Colour"},
      {"colour", "colour_blue", "UNKNOWN_CODE code=colour_blue scheme=Colour"},
      {"colour", "BLUE", "UNKNOWN_CODE code=BLUE scheme=Colour"},
      {"colour", "", "UNKNOWN_CODE code= scheme=Colour"},
  });
}

TEST(SetText, TakesTextAndBothAlphabetsOfBase64) {
  Check({
      {"text", "مرحبا \"x\"", "text: \"\\331\\205\\330\\261\\330\\255\\330\\250\\330\\247 \\\"x\\\"\""},
      {"some_bytes", "+/+/", "some_bytes: \"\\373\\377\\277\""},
      {"some_bytes", "-_-_", "some_bytes: \"\\373\\377\\277\""},
      {"some_bytes", "YQ==", "some_bytes: \"a\""},
      {"some_bytes", "YQ", "some_bytes: \"a\""},
      {"some_bytes", "Y", "MALFORMED form=base64"},
      {"some_bytes", "+_+_", "MALFORMED form=base64"},
      {"some_bytes", "a!bc", "MALFORMED form=base64"},
  });
}

TEST(SetText, TakesMessagesThatAreOneValue) {
  Check({
      {"time", "2026-01-31T08:30:00.5Z", "time { seconds: 1769848200 nanos: 500000000 }"},
      {"time", "2026-01-31T10:30:00+02:00", "time { seconds: 1769848200 }"},
      {"time", "2026-01-31", "MALFORMED form=2026-01-31T08:30:00Z"},
      {"time", "", "MALFORMED form=2026-01-31T08:30:00Z"},
      {"time", "2026-13-31T08:30:00Z", "MALFORMED form=2026-01-31T08:30:00Z"},
      {"time", "0001-01-01T00:00:00+01:00", "MALFORMED form=2026-01-31T08:30:00Z"},
      {"time", "\"", "MALFORMED form=2026-01-31T08:30:00Z"},
      {"time", "x\",\"y", "MALFORMED form=2026-01-31T08:30:00Z"},
      {"duration", "-1.5s", "duration { seconds: -1 nanos: -500000000 }"},
      {"duration", "5", "MALFORMED form=90s"},
      {"duration", "999999999999s", "MALFORMED form=90s"},
      {"mask", "text,someBytes", "mask { paths: \"text\" paths: \"some_bytes\" }"},
      {"int64_value", "7", "int64_value { value: 7 }"},
      {"int64_value", "x", "MALFORMED form=123"},
      {"string_value", "", "string_value { }"},
      {"bool_value", "true", "bool_value { value: true }"},
      {"bytes_value", "YQ", "bytes_value { value: \"a\" }"},
      {"double_value", "1.5", "double_value { value: 1.5 }"},
  });
}

TEST(SetText, AddsToAList) {
  Check({{"numbers", "5", "numbers: 5"},
         {"texts", "x", "texts: \"x\""},
         {"colours", "COLOUR_RED", "colours: COLOUR_RED"}});
  EXPECT_EQ(Bound("times", "2026-01-31T08:30:00Z"), "times { seconds: 1769848200 }");
}

TEST(FindField, KnowsTheNamesOfTheContractAndOfJson) {
  const auto& type = *Everything::descriptor();
  EXPECT_EQ(NameOf(FindField(type, "some_bytes")), "some_bytes");
  EXPECT_EQ(NameOf(FindField(type, "someBytes")), "some_bytes");
  EXPECT_EQ(NameOf(FindField(type, "inner.chosenInner.anInt32")), "inner.chosen_inner.an_int32");
  for (const char* const none :
       {"", ".", "text.", ".text", "text.x", "Text", "some-bytes", "many.text", "counts.key",
        "by_number.value.text", "time.seconds", "int64_value.value", "inner..text", "numbers[0]"})
    EXPECT_TRUE(FindField(type, none).empty()) << none;
  EXPECT_EQ(Bound("inner", "x"), "none") << "a message is no text";
  EXPECT_EQ(Bound("many", "x"), "none");
  EXPECT_EQ(Bound("counts", "x"), "none");
}

TEST(FindField, PathsHaveAnEnd) {
  std::string path;
  for (int i = 0; i < 1000; ++i) path += "inner.";
  EXPECT_TRUE(FindField(*Everything::descriptor(), path + "text").empty());
}

class BinderTest : public ::testing::Test {
 protected:
  void Bind(std::string_view name, std::string_view text) {
    binder_.Bind(FindField(*Everything::descriptor(), name), text);
  }
  // "field REASON" of each.
  std::vector<std::string> Mistakes() const {
    std::vector<std::string> list;
    for (const Violation& violation : violations_.list())
      list.push_back(violation.field + " " + std::string(ReasonName(violation.reason)));
    return list;
  }

  Everything message_;
  Violations violations_;
  Binder binder_{message_, violations_};
};

TEST_F(BinderTest, ListsAreGivenOftenAndTheRestOnce) {
  Bind("texts", "a");
  Bind("texts", "b");
  Bind("inner.text", "c");
  Bind("text", "d");
  EXPECT_EQ(TextOf(message_), "text: \"d\" texts: \"a\" texts: \"b\" inner { text: \"c\" }");
  EXPECT_TRUE(violations_.ok());
  Bind("text", "d");
  Bind("inner.text", "e");
  EXPECT_THAT(Mistakes(), ElementsAre("text TOO_MANY", "inner.text TOO_MANY"));
  EXPECT_EQ(violations_.list()[0].metadata.at("limit"), "1");
}

TEST_F(BinderTest, AMistakeInAListSaysWhere) {
  Bind("numbers", "1");
  Bind("numbers", "x");
  Bind("numbers", "3");
  Bind("inner.numbers", "y");
  EXPECT_THAT(Mistakes(), ElementsAre("numbers[1] MALFORMED", "inner.numbers[0] MALFORMED"));
}

TEST_F(BinderTest, OfAOneofOneIsGiven) {
  Bind("chosen_text", "a");
  Bind("chosen_number", "1");
  Bind("chosen_inner.text", "b");
  EXPECT_THAT(Mistakes(), ElementsAre("chosen_number CONTRADICTION", "chosen_inner.text CONTRADICTION"));
  EXPECT_EQ(violations_.list()[0].metadata.at("other"), "chosen_text");
  EXPECT_EQ(TextOf(message_), "chosen_text: \"a\"");
}

TEST(ParseQuery, IsFormEncoded) {
  Violations violations;
  EXPECT_THAT(ParseQuery("a=1&b=x+y%2Bz&&c&d=&e=f=g&%D9%85=%D8%AD", violations),
              ElementsAre(Pair("a", "1"), Pair("b", "x y+z"), Pair("c", ""), Pair("d", ""), Pair("e", "f=g"),
                          Pair("م", "ح")));
  EXPECT_TRUE(violations.ok());
  EXPECT_TRUE(ParseQuery("", violations).empty());
}

TEST(ParseQuery, WhatIsBrokenIsToldAndTheRestIsRead) {
  Violations violations;
  EXPECT_THAT(ParseQuery("a=%4&b=%ff&=x&%zz=y&%ff=z&ok=1", violations), ElementsAre(Pair("ok", "1")));
  std::vector<std::string> told;
  for (const Violation& violation : violations.list())
    told.push_back(violation.field + " " + std::string(ReasonName(violation.reason)));
  EXPECT_THAT(told, ElementsAre("a MALFORMED", "b INVALID_UTF8", "query MALFORMED", "query MALFORMED",
                                "query MALFORMED"));
}

TEST(ParseQuery, AThousandParametersAreEnough) {
  std::string query = "x=1";
  for (int i = 1; i < 1000; ++i) query += "&x=1";
  Violations violations;
  EXPECT_EQ(ParseQuery(query, violations).size(), 1000u);
  EXPECT_TRUE(violations.ok());
  EXPECT_TRUE(ParseQuery(query + "&x=1", violations).empty());
  ASSERT_EQ(violations.list().size(), 1u);
  EXPECT_EQ(violations.list()[0].field, "query");
  EXPECT_EQ(violations.list()[0].reason, ERROR_REASON_TOO_MANY);
}

TEST(Shown, CutsBetweenCharacters) {
  EXPECT_EQ(Shown("short"), "short");
  EXPECT_EQ(Shown(std::string(99, 'x') + "مم"), std::string(99, 'x') + "…");
}

}  // namespace
}  // namespace tabadul::transcode
