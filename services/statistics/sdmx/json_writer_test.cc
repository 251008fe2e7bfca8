#include "services/statistics/sdmx/json_writer.h"

#include <gtest/gtest.h>

#include "nlohmann/json.hpp"

namespace tabadul::statistics::sdmx {
namespace {

TEST(JsonWriter, CommasStandBetweenMembersAndElementsAlone) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  json.Member("a", "x");
  json.Key("b");
  json.BeginArray();
  json.Number(-7);
  json.Null();
  json.BeginObject();
  json.EndObject();
  json.Raw("1.50");
  json.EndArray();
  json.BoolMember("c", true);
  json.MemberIfAny("d", "");
  json.NumberMember("e", 9);
  json.EndObject();
  EXPECT_EQ(out, R"({"a":"x","b":[-7,null,{},1.50],"c":true,"e":9})");
}

TEST(JsonWriter, WhatIsWrittenMayBeTakenOutInBetween) {
  std::string out, all;
  JsonWriter json(&out);
  json.BeginArray();
  for (int i = 0; i < 3; ++i) {
    json.Number(i);
    all += out;
    out.clear();
  }
  json.EndArray();
  EXPECT_EQ(all + out, "[0,1,2]");
}

TEST(JsonWriter, EveryByteComesBackFromAString) {
  std::string text = "عدد é 😀 \u2028";
  for (char c = 0; c < 127; ++c) text += c;
  std::string out;
  AppendJsonString(text, out);
  EXPECT_EQ(nlohmann::json::parse(out).get<std::string>(), text);
  EXPECT_EQ(out.find('\n'), std::string::npos);
}

TEST(JsonWriter, NumbersAreThoseOfJson) {
  for (const char* good :
       {"0", "-0", "7", "-12", "1.50", "0.0001", "1e9", "1E-9", "12345678901234567890.1", "2.5e+300"}) {
    EXPECT_TRUE(IsJsonNumber(good)) << good;
  }
  for (const char* bad :
       {"", "-", "+1", "01", ".5", "1.", "1e", "1e+", "NaN", "INF", "1,5", " 1", "1 ", "0x1", "1.5.2"}) {
    EXPECT_FALSE(IsJsonNumber(bad)) << bad;
  }
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
