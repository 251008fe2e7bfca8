#include "lib/transcode/json.h"

#include <cstdint>
#include <map>

#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/field_comparator.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "lib/platform/rpc/edge.h"
#include "lib/transcode/test.pb.h"
#include "tabadul/exchange/v1/push.pb.h"

namespace tabadul::transcode {
namespace {

using namespace common::v1;  // NOLINT: error reasons
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::transcode::Everything;

// "field REASON key=value" of each mistake.
std::vector<std::string> MistakesIn(std::string_view json, std::string_view prefix = "",
                                    Everything* read = nullptr) {
  Everything message;
  Violations violations;
  ReadJson(json, prefix, read == nullptr ? message : *read, violations);
  std::vector<std::string> told;
  for (const Violation& violation : violations.list()) {
    std::string& line = told.emplace_back(violation.field + " " + std::string(ReasonName(violation.reason)));
    for (const auto& [key, value] : violation.metadata) line += " " + key + "=" + value;
  }
  return told;
}

Everything Read(std::string_view json) {
  Everything message;
  EXPECT_THAT(MistakesIn(json, "", &message), IsEmpty()) << json;
  return message;
}

// Protobuf's own reader is the measure of what is right.
TEST(ReadJson, ReadsAsProtobufDoes) {
  for (const char* const json :
       {R"({})",
        R"( { "anInt32" : -5 , "an_int64":"9007199254740993"} )",
        R"({"aUint64":18446744073709551615})",
        R"({"anInt32":"7","aSint32":-7,"aFixed64":"8"})",
        R"({"anInt32":1e3,"anInt64":2.0,"aUint32":0.0})",
        R"({"aDouble":1.5,"aFloat":"0.25"})",
        R"({"aDouble":"NaN"})",
        R"({"aDouble":"-Infinity","aFloat":3})",
        R"({"aBool":true})",
        R"({"text":"\u0645\ud83d\ude00\n\"\u0000"})",
        R"({"someBytes":"-_8="})",
        R"({"colour":"COLOUR_RED"})",
        R"({"time":"2026-01-31T08:30:00.5Z","duration":"-1.5s","mask":"text,someBytes"})",
        R"({"int64Value":"5","stringValue":"","boolValue":false,"bytesValue":"YQ==","doubleValue":1})",
        R"({"maybe":0})",
        R"({"numbers":[1,2,3],"texts":[],"colours":["COLOUR_BLUE"],"times":["2026-01-31T08:30:00Z"]})",
        R"({"inner":{"inner":{"text":"x"}},"many":[{},{"text":"y","many":[{}]}]})",
        R"({"counts":{"a":1,"b":2},"byNumber":{"-1":{"text":"z"}}})",
        R"({"chosenInner":{"text":"x"}})",
        R"({"chosenNumber":0})",
        R"({"text":null,"numbers":null,"inner":null,"time":null,"colour":null,"counts":null})"}) {
    Everything theirs;
    const auto status = google::protobuf::util::JsonStringToMessage(json, &theirs);
    ASSERT_TRUE(status.ok()) << json << ": " << status.ToString();
    const Everything ours = Read(json);
    google::protobuf::util::MessageDifferencer differences;
    google::protobuf::util::DefaultFieldComparator numbers;
    numbers.set_treat_nan_as_equal(true);
    differences.set_field_comparator(&numbers);
    EXPECT_TRUE(differences.Compare(ours, theirs)) << json << "\n" << ours.DebugString();
  }
}

TEST(ReadJson, EveryMistakeIsToldWithItsPlace) {
  EXPECT_THAT(MistakesIn(R"({
                "anInt32": "x", "aUint32": -1, "aBool": "true", "text": 5, "colour": "RED", "someBytes": "!",
                "time": "yesterday", "unknown": {"deep": [1, {"unknown": 2}]}, "inner": {"numbers": [1, "y", 3.5]},
                "many": [{}, {"inner": {"nothing": 1}}], "counts": {"a": "b"}, "byNumber": {"k": {}, "1": {"u": 1}}
              })"),
              ElementsAre("an_int32 MALFORMED form=123", "a_uint32 OUT_OF_RANGE maximum=4294967295 minimum=0",
                          "a_bool MALFORMED form=true, false", "text MALFORMED form=\"…\"",
                          "colour UNKNOWN_CODE code=RED scheme=Colour", "some_bytes MALFORMED form=base64",
                          "time MALFORMED form=2026-01-31T08:30:00Z", "unknown UNKNOWN_FIELD by=name",
                          "inner.numbers[1] MALFORMED form=123", "inner.numbers[2] MALFORMED form=123",
                          "many[1].inner.nothing UNKNOWN_FIELD by=name", "counts.a MALFORMED form=123",
                          "by_number.k MALFORMED form=123", "by_number.1.u UNKNOWN_FIELD by=name"));
}

TEST(ReadJson, AValueOfAnotherShapeIsRefused) {
  const std::pair<const char*, const char*> rows[] = {
      {R"({"inner":"x"})", "inner MALFORMED form={…}"},
      {R"({"inner":[]})", "inner MALFORMED form={…}"},
      {R"({"inner":5})", "inner MALFORMED form={…}"},
      {R"({"many":{}})", "many MALFORMED form=[…]"},
      {R"({"many":["x"]})", "many[0] MALFORMED form={…}"},
      {R"({"many":[{},null]})", "many[1] MALFORMED form={…}"},
      {R"({"many":[[{}]]})", "many[0] MALFORMED form={…}"},
      {R"({"numbers":5})", "numbers MALFORMED form=[…]"},
      {R"({"numbers":{"0":5}})", "numbers MALFORMED form=[…]"},
      {R"({"numbers":[{}]})", "numbers[0] MALFORMED form=123"},
      {R"({"numbers":[1,[2]]})", "numbers[1] MALFORMED form=123"},
      {R"({"text":{}})", "text MALFORMED form=\"…\""},
      {R"({"text":["x"]})", "text MALFORMED form=\"…\""},
      {R"({"text":true})", "text MALFORMED form=\"…\""},
      {R"({"time":{"seconds":5}})", "time MALFORMED form=2026-01-31T08:30:00Z"},
      {R"({"time":5})", "time MALFORMED form=2026-01-31T08:30:00Z"},
      {R"({"int64Value":{"value":5}})", "int64_value MALFORMED form=123"},
      {R"({"colour":1})", "colour MALFORMED form=\"…\""},
      {R"({"anInt32":true})", "an_int32 MALFORMED form=123"},
      {R"({"anInt32":1.5})", "an_int32 MALFORMED form=123"},
      {R"({"anInt64":18446744073709551616})",
       "an_int64 OUT_OF_RANGE maximum=9223372036854775807 minimum=-9223372036854775808"},
      {R"({"counts":[]})", "counts MALFORMED form={…}"},
      {R"({"counts":5})", "counts MALFORMED form={…}"},
      {R"({"counts":{"a":null}})", "counts.a MALFORMED form=123"},
      {R"([])", "body MALFORMED form={…}"},
      {R"("x")", "body MALFORMED form={…}"},
      {R"(null)", "body MALFORMED form={…}"},
      {R"([{"text":5}])", "body MALFORMED form={…}"},
  };
  for (const auto& [json, mistake] : rows) EXPECT_THAT(MistakesIn(json), ElementsAre(mistake)) << json;
}

TEST(ReadJson, AFieldStandsOnceUnderEitherOfItsNames) {
  EXPECT_THAT(MistakesIn(R"({"text":"a","text":"a"})"), ElementsAre("text TOO_MANY limit=1"));
  EXPECT_THAT(MistakesIn(R"({"anInt32":1,"an_int32":1})"), ElementsAre("an_int32 TOO_MANY limit=1"));
  EXPECT_THAT(MistakesIn(R"({"inner":{"texts":["a"],"texts":["b"]}})"),
              ElementsAre("inner.texts TOO_MANY limit=1"));
  EXPECT_THAT(MistakesIn(R"({"counts":{"a":1,"a":2}})"), ElementsAre("counts.a TOO_MANY limit=1"));
  EXPECT_THAT(MistakesIn(R"({"counts":{"a_b":1,"aB":2}})"), IsEmpty()) << "keys of a map are not names";
}

TEST(ReadJson, OfAOneofOneStands) {
  EXPECT_THAT(MistakesIn(R"({"chosenText":"","chosenInner":{"text":"x"}})"),
              ElementsAre("chosen_inner CONTRADICTION other=chosen_text"));
  EXPECT_THAT(MistakesIn(R"({"chosenText":null,"chosenNumber":1})"), IsEmpty());
}

TEST(ReadJson, APathBeginsWithItsPrefix) {
  EXPECT_THAT(MistakesIn(R"({"inner":{"x":1},"numbers":[""]})", "thing"),
              ElementsAre("thing.inner.x UNKNOWN_FIELD by=name", "thing.numbers[0] MALFORMED form=123"));
  EXPECT_THAT(MistakesIn("5", "thing"), ElementsAre("thing MALFORMED form={…}"));
}

TEST(ReadJson, WhatIsNoJsonIsToldWithLineAndColumn) {
  const std::pair<const char*, const char*> rows[] = {
      {"{", "column=2 form=JSON line=1"},
      {"{\"text\":\"x\"\n,, }", "column=2 form=JSON line=2"},
      {"{\"text\":\"م\"5}", "column=12 form=JSON line=1"},
      {"{}x", "column=3 form=JSON line=1"},
      {"{\n\n \"text\":'x'}", "column=9 form=JSON line=3"},
  };
  for (const auto& [json, place] : rows)
    EXPECT_THAT(MistakesIn(json), ElementsAre(std::string("body MALFORMED ") + place)) << json;
  for (const char* const json :
       {"", " ", "{text:1}", "{\"text\":\"x\",}", "{'text':'x'}", "{\"text\":\"\x01\"}", "{\"text\":\"\\x\"}",
        "{\"text\":\"\\ud800\"}", "{\"numbers\":[01]}", "{\"aDouble\":NaN}", "{} // x", "{\"numbers\":[1 2]}",
        "{\"aDouble\":1e999}"}) {
    const auto told = MistakesIn(json);
    ASSERT_EQ(told.size(), 1u) << json;
    EXPECT_THAT(told[0], HasSubstr("body MALFORMED")) << json;
  }
}

TEST(ReadJson, BytesThatAreNotUtf8AreRefused) {
  for (const char* const json :
       {"{\"text\":\"\xff\"}", "{\"text\":\"\xc0\xaf\"}", "\xfe{}", "{\"text\":\"\xed\xa0\x80\"}"})
    EXPECT_THAT(MistakesIn(json), ElementsAre("body INVALID_UTF8")) << json;
}

std::string Nested(int depth, const std::string& open, const std::string& close) {
  std::string json;
  for (int i = 0; i < depth; ++i) json += open;
  json += "{}";
  for (int i = 0; i < depth; ++i) json += close;
  return json;
}

TEST(ReadJson, AKeyWithoutALetterHasANameInItsError) {
  EXPECT_THAT(MistakesIn(R"({"":1,"inner":{"":2}})"),
              ElementsAre("\"\" UNKNOWN_FIELD by=name", "inner.\"\" UNKNOWN_FIELD by=name"));
}

TEST(ReadJson, DepthHasAnEndInWhatIsKnownAndWhatIsNot) {
  EXPECT_THAT(MistakesIn(Nested(49, "{\"inner\":", "}")), IsEmpty());
  EXPECT_THAT(MistakesIn(Nested(50, "{\"inner\":", "}")), ElementsAre("body MALFORMED form=JSON, {…} ≤ 50"));
  EXPECT_THAT(MistakesIn(Nested(400'000, "[", "]")),
              ElementsAre("body MALFORMED form={…}", "body MALFORMED form=JSON, {…} ≤ 50"));
  EXPECT_THAT(MistakesIn(Nested(100'000, "{\"x\":", "}")),
              ElementsAre("x UNKNOWN_FIELD by=name", "body MALFORMED form=JSON, {…} ≤ 50"));
  EXPECT_TRUE(WriteJson(Read(Nested(49, "{\"inner\":", "}"))).ok()) << "what is read can be written";
}

TEST(ReadJson, HoweverManyMistakesAHundredAreTold) {
  std::string json = "{\"numbers\":[";
  for (int i = 0; i < 100'000; ++i) json += "\"x\",";
  EXPECT_EQ(MistakesIn(json + "1]}").size(), 100u);
}

TEST(ReadJson, MistakesNameTheirFieldsInEveryLanguage) {
  exchange::v1::BatchPushRequest request;
  Violations violations;
  ReadJson(
      R"({"items":[{"upsert":{"vacancy":{"pay":{"curency":"MAD"},"positions":"many","schedule":{"workingTime":"NIGHTS"}}}}],
              "option":{}})",
      "", request, violations);
  for (const char* const language : {"ar", "en", "fr"}) {
    const google::rpc::Status status = rpc::ToProto(violations.ToStatus(), language);
    std::map<std::string, std::string> texts;
    for (const auto& any : status.details()) {
      FieldViolations details;
      if (!any.UnpackTo(&details)) continue;
      for (const auto& violation : details.violations()) {
        EXPECT_EQ(violation.message().locale(), language);
        texts[violation.field()] = violation.message().message();
      }
    }
    const std::string vacancy = "items[0].upsert.vacancy.";
    for (const std::string& field : {vacancy + "pay.curency", vacancy + "positions",
                                     vacancy + "schedule.working_time", std::string("option")}) {
      EXPECT_THAT(texts[field], HasSubstr(field)) << language;
    }
    EXPECT_EQ(texts.size(), 4u) << language;
  }
}

TEST(ReadsJson, WhatHasNoFieldsOfItsOwnIsNotRead) {
  EXPECT_TRUE(ReadsJson(*Everything::descriptor()));
  EXPECT_FALSE(ReadsJson(*google::protobuf::Struct::descriptor()));
  EXPECT_FALSE(ReadsJson(*tests::transcode::FreeRequest::descriptor()));
  EXPECT_FALSE(ReadsJson(*google::rpc::Status::descriptor()));
}

TEST(WriteJson, WritesAsTheProto3MappingSays) {
  Everything message;
  message.set_an_int64(9007199254740993);
  message.set_maybe(0);
  message.set_colour(tests::transcode::COLOUR_RED);
  message.mutable_duration()->set_seconds(90);
  message.set_some_bytes("\xff");
  EXPECT_EQ(
      *WriteJson(message),
      R"({"anInt64":"9007199254740993","someBytes":"/w==","colour":"COLOUR_RED","duration":"90s","maybe":0})");
  EXPECT_EQ(*WriteJson(Everything()), "{}");
}

TEST(WriteJson, WhatCannotBeWrittenIsAFault) {
  Everything message;
  message.mutable_time()->set_seconds(INT64_MAX);
  EXPECT_EQ(WriteJson(message).status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace tabadul::transcode
