#include "lib/exchange/validate.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <cstdio>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "lib/exchange/plain_text.h"

namespace tabadul::exchange {
namespace {

// "field REASON, field REASON" in the order found.
std::string Found(const Violations& v) {
  std::vector<std::string> found;
  for (const Violation& violation : v.list()) {
    found.push_back(violation.field + " " + std::string(ReasonName(violation.reason)));
  }
  return absl::StrJoin(found, ", ");
}

template <class Check>
std::string Report(Check check) {
  Violations v;
  check(v);
  return Found(v);
}

LocalizedText Text(std::vector<std::pair<std::string, std::string>> translations) {
  LocalizedText text;
  for (const auto& [language, words] : translations) {
    auto* translation = text.add_translations();
    translation->set_language(language);
    translation->set_text(words);
  }
  return text;
}

std::string ReportText(const LocalizedText& text, size_t max_bytes = 20) {
  return Report([&](Violations& v) { CheckText(v, "title", text, max_bytes); });
}

TEST(InspectText, TellsPlainTextFromTheRest) {
  struct Case {
    std::string text;
    TextFault fault;
  };
  const Case cases[] = {
      {"", TextFault::kNone},
      {"Infirmière diplômée", TextFault::kNone},
      {"ممرّضة قانونية\nبدوام كامل", TextFault::kNone},
      {"a < b and c > d, 1<2, <3, <name>, -> here", TextFault::kNone},
      {"x<p", TextFault::kNone},
      {"R&amp;D", TextFault::kNone},
      {"tab\there", TextFault::kControl},
      {"dos\r\n", TextFault::kControl},
      {std::string("nul\0", 4), TextFault::kControl},
      {"c1\xC2\x85", TextFault::kControl},
      {"<p>Hello</p>", TextFault::kMarkup},
      {"Hello<BR/>you", TextFault::kMarkup},
      {"see <a href=\"x\">this</a>", TextFault::kMarkup},
      {"end</div>", TextFault::kMarkup},
      {"<h2>Tasks", TextFault::kMarkup},
      {"<!-- hidden -->", TextFault::kMarkup},
      {"e\xCC\x81tude", TextFault::kNotNfc},     // e + combining acute
      {"\xD8\xA7\xD9\x93", TextFault::kNotNfc},  // alef + madda above: U+0622 in NFC
      {"\xFF\xFE", TextFault::kNotUtf8},
      {"\xED\xA0\x80", TextFault::kNotUtf8},  // a surrogate
      {"\xC0\xAF", TextFault::kNotUtf8},      // overlong
  };
  for (const Case& c : cases) EXPECT_EQ(InspectText(c.text, true), c.fault) << c.text;
  EXPECT_EQ(InspectText("two\nlines", false), TextFault::kControl);
}

TEST(InspectText, SeesEveryControlCharacterWhereverItStands) {
  for (size_t place = 0; place <= 16; ++place) {
    for (const size_t after : {0, 1, 7, 8, 16}) {
      const auto inspect = [&](const std::string& character, bool lines) {
        return InspectText(std::string(place, 'a') + character + std::string(after, 'a'), lines);
      };
      const auto where = [&](int code) {
        return std::to_string(code) + " behind " + std::to_string(place) + ", before " +
               std::to_string(after);
      };
      for (int code = 0; code < 0x80; ++code) {
        const std::string one(1, static_cast<char>(code));
        const bool control = code < 0x20 || code == 0x7f;
        EXPECT_EQ(inspect(one, false), control ? TextFault::kControl : TextFault::kNone) << where(code);
        const bool fault = control && code != '\n';
        EXPECT_EQ(inspect(one, true), fault ? TextFault::kControl : TextFault::kNone) << where(code);
      }
      for (int code = 0x80; code < 0x100; ++code) {
        EXPECT_EQ(inspect(std::string(1, static_cast<char>(code)), true), TextFault::kNotUtf8) << where(code);
        const std::string two = {static_cast<char>(0xC0 | code >> 6),
                                 static_cast<char>(0x80 | (code & 0x3f))};
        EXPECT_EQ(inspect(two, true), code < 0xA0 ? TextFault::kControl : TextFault::kNone) << where(code);
      }
      EXPECT_EQ(inspect("\x01 \xff", true), TextFault::kNotUtf8) << "the first fault in the order of faults";
    }
  }
}

bool IsNfcByIcu(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  const bool is = icu::Normalizer2::getNFCInstance(error)->isNormalizedUTF8(text, error);
  EXPECT_TRUE(U_SUCCESS(error));
  return is;
}

TEST(InspectText, EveryCharacterBelowTheCombiningMarksIsNfc) {
  for (UChar32 code = 0xA0; code < 0x300; ++code) {
    std::string text;
    icu::UnicodeString(code).toUTF8String(text);
    EXPECT_TRUE(IsNfcByIcu("a" + text + "a")) << code;
    EXPECT_EQ(InspectText("a" + text + "a", false), TextFault::kNone) << code;
  }
}

TEST(InspectText, KnowsNfcAsIcuDoes) {
  const auto seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  // From and to: ASCII, Latin, combining marks, Arabic, Devanagari, jamo, Latin and Greek of Vietnam and of old, punctuation,
  // the end of what needs no looking up, syllables, presentation forms, beyond the first plane.
  const std::pair<UChar32, UChar32> ranges[] = {{0x40, 0x7e},     {0xA0, 0x2ff},    {0x300, 0x36f},
                                                {0x600, 0x6ff},   {0x900, 0x97f},   {0x1100, 0x11ff},
                                                {0x1E00, 0x1fff}, {0x2000, 0x206f}, {0x2fe0, 0x30ff},
                                                {0xAC00, 0xD7A3}, {0xF900, 0xFFEF}, {0x1D150, 0x1D170}};
  int nfc = 0, other = 0;
  for (int i = 0; i < 20'000; ++i) {
    icu::UnicodeString characters;
    for (auto left = std::uniform_int_distribution(1, 6)(random); left > 0; --left) {
      const auto& [from, to] =
          ranges[std::uniform_int_distribution<size_t>(0, std::size(ranges) - 1)(random)];
      characters.append(std::uniform_int_distribution<UChar32>(from, to)(random));
    }
    std::string text;
    characters.toUTF8String(text);
    const bool expected = IsNfcByIcu(text);
    ++(expected ? nfc : other);
    ASSERT_EQ(InspectText(text, false), expected ? TextFault::kNone : TextFault::kNotNfc) << text;
  }
  EXPECT_GT(nfc, 1000);
  EXPECT_GT(other, 1000);
}

TEST(IsLanguageTag, AcceptsCanonicalTagsOnly) {
  for (const std::string_view tag :
       {"ar", "en", "fr", "ber", "ar-MA", "zh-Hant", "sr-Latn-RS", "zgh", "und", "de-1996"}) {
    EXPECT_TRUE(IsLanguageTag(tag)) << tag;
    EXPECT_TRUE(IsLanguageTag(tag)) << tag << ", the second time";
  }
  for (const std::string_view tag : {"", "AR", "ar_MA", "ar-ma", "arabic language", "a", "en-", "en--US",
                                     "iw", "abcdefghi-abcdefgh-abcdefgh-abcdefgh"}) {
    EXPECT_FALSE(IsLanguageTag(tag)) << tag;
  }
}

TEST(CutText, NeverCutsACharacter) {
  EXPECT_EQ(CutText("abc", 5), "abc");
  EXPECT_EQ(CutText("été", 2), "é");
  EXPECT_EQ(CutText("été", 1), "");
}

TEST(CheckText, AcceptsSortedTranslationsAndNoneAtAll) {
  EXPECT_EQ(ReportText({}), "");
  EXPECT_EQ(ReportText(Text({{"ar", "ممرض"}, {"en", "Nurse"}, {"fr", "Infirmier"}})), "");
}

TEST(CheckText, ReportsEveryMistakeWithItsPath) {
  EXPECT_EQ(ReportText(Text({{"fr", "Infirmier"}, {"en", "Nurse"}})), "title TEXT_NOT_SORTED");
  EXPECT_EQ(ReportText(Text({{"fr", "a"}, {"fr", "b"}})), "title TEXT_NOT_SORTED");
  EXPECT_EQ(ReportText(Text({{"en", ""}})), "title.translations[0].text REQUIRED");
  EXPECT_EQ(ReportText(Text({{"", "x"}})), "title.translations[0].language REQUIRED");
  EXPECT_EQ(ReportText(Text({{"english", "x"}, {"fr", std::string(21, 'x')}})),
            "title.translations[0].language MALFORMED, title.translations[1].text TOO_LONG");
  EXPECT_EQ(ReportText(Text({{"en", "<b>x</b>"}})), "title.translations[0].text TEXT_NOT_PLAIN");
  EXPECT_EQ(ReportText(Text({{"en", "e\xCC\x81"}})), "title.translations[0].text MALFORMED");
  EXPECT_EQ(ReportText(Text({{"en", "\xFF"}})), "title.translations[0].text INVALID_UTF8");
  LocalizedText method = Text({{"en", "x"}});
  method.mutable_translations(0)->set_method(static_cast<common::v1::TranslationMethod>(9));
  EXPECT_EQ(ReportText(method), "title.translations[0].method UNKNOWN_CODE");
}

TEST(CheckText, LimitIsInBytesAndInclusive) {
  EXPECT_EQ(ReportText(Text({{"ar", "مممممممممم"}}), 20), "");
  EXPECT_EQ(ReportText(Text({{"ar", "ممممممممممم"}}), 20), "title.translations[0].text TOO_LONG");
}

TEST(CheckUrl, AcceptsWebAddressesOnly) {
  const auto report = [](std::string_view url) {
    return Report([&](Violations& v) { CheckUrl(v, "url", url, 60); });
  };
  for (const std::string_view url :
       {"", "https://example.org", "http://example.org:8080/a?b=c#d", "https://xn--mgb.xn--wgb/",
        "https://jobs.example/وظيفة/1", "https://[2001:db8::1]/x"}) {
    EXPECT_EQ(report(url), "") << url;
  }
  for (const std::string_view url :
       {"example.org", "ftp://example.org", "https://", "https:///path", "javascript:alert(1)",
        "https://user@example.org/", "https://example.org/a b", "https://example.org/a\tb",
        "https://example.org/\x7f", "https://example.org/\"x\"", "https://example.org/{x}",
        "https://example.org/<x>", "https://:80/", "https://a/\xFF", "HTTPS//x"}) {
    EXPECT_EQ(report(url), "url MALFORMED") << url;
  }
  EXPECT_EQ(report("https://example.org/" + std::string(41, 'x')), "url TOO_LONG");
}

TEST(CheckDecimal, ReadsThousandthsAndRefusesOtherForms) {
  const auto value = [](std::string_view text) {
    Violations v;
    const auto decimal = CheckDecimal(v, "minimum", text);
    EXPECT_EQ(decimal.has_value(), v.ok()) << text;
    return decimal;
  };
  EXPECT_EQ(value("0"), 0);
  EXPECT_EQ(value("5000"), 5'000'000);
  EXPECT_EQ(value("12.5"), 12'500);
  EXPECT_EQ(value("99999999999999.999"), 99'999'999'999'999'999);
  for (const std::string_view text :
       {"", "-1", "+1", "1,5", "1e3", "1.", ".5", "1.2345", "100000000000000", "1 000", "٥"}) {
    EXPECT_EQ(value(text), std::nullopt) << text;
  }
}

Date Day(int year, int month, int day) {
  Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

TEST(PageSize, IsCoercedAndNeverNegative) {
  EXPECT_EQ(PageSize(0, 20, 100), 20);
  EXPECT_EQ(PageSize(7, 20, 100), 7);
  EXPECT_EQ(PageSize(101, 20, 100), 100);
  Violations violations;
  CheckPageSize(violations, 101, 100);
  EXPECT_TRUE(violations.ToStatus().ok());
  CheckPageSize(violations, -1, 100);
  EXPECT_EQ(ReasonOf(violations.ToStatus()), common::v1::ERROR_REASON_OUT_OF_RANGE);
}

TEST(CheckDate, KnowsTheCalendar) {
  const auto report = [](const Date& date) {
    return Report([&](Violations& v) { CheckDate(v, "published", date); });
  };
  EXPECT_EQ(report(Day(2024, 2, 29)), "");
  EXPECT_EQ(report(Day(1900, 1, 1)), "");
  EXPECT_EQ(report(Day(2200, 12, 31)), "");
  EXPECT_EQ(report(Day(2023, 2, 29)), "published MALFORMED");
  EXPECT_EQ(report(Day(2023, 13, 1)), "published MALFORMED");
  EXPECT_EQ(report(Day(2023, 0, 1)), "published MALFORMED");
  EXPECT_EQ(report(Day(2023, 4, 31)), "published MALFORMED");
  EXPECT_EQ(report(Day(1899, 1, 1)), "published.year OUT_OF_RANGE");
  EXPECT_EQ(report(Day(1445, 9, 1)), "published.year OUT_OF_RANGE");  // a Hijri year
  EXPECT_EQ(report(Date()), "published.year OUT_OF_RANGE");
}

TEST(CheckCountries, WantsThemSortedAndEachOnce) {
  const auto report = [](const std::vector<std::string>& countries) {
    const Strings list(countries.begin(), countries.end());
    return Report([&](Violations& v) { CheckCountries(v, "countries", list); });
  };
  EXPECT_EQ(report({}), "");
  EXPECT_EQ(report({"DZ", "MA", "TN"}), "");
  EXPECT_EQ(report({"MA", "DZ"}), "countries[1] MALFORMED");
  EXPECT_EQ(report({"MA", "MA"}), "countries[1] MALFORMED");
  EXPECT_EQ(report({"MA", "Q1"}), "countries[1] UNKNOWN_CODE");
  EXPECT_EQ(report({""}), "countries[0] REQUIRED");
}

CodedValue Coded(std::string_view scheme, std::string_view code) {
  CodedValue value;
  value.set_scheme(scheme.data(), scheme.size());
  value.set_code(code.data(), code.size());
  return value;
}

TEST(CheckCodedValue, WantsTheSchemeAndOneOfItsCodes) {
  const auto report = [](const CodedValue& value) {
    return Report([&](Violations& v) { CheckCodedValue(v, "occupation", value, "ISCO-08"); });
  };
  EXPECT_EQ(report(Coded("ISCO-08", "2221")), "");
  EXPECT_EQ(report(Coded("ISCO-08", "22")), "");
  EXPECT_EQ(report(Coded("ISCO-08", "9999")), "occupation.code UNKNOWN_CODE");
  EXPECT_EQ(report(Coded("ISCO-88", "2221")), "occupation.scheme UNKNOWN_SCHEME");
  EXPECT_EQ(report(Coded("", "2221")), "occupation.scheme REQUIRED");
  EXPECT_EQ(report({}), "occupation.code REQUIRED, occupation.scheme REQUIRED");
  Violations v;
  CheckCodedValue(v, "occupation", Coded("ISCO-08", std::string(5000, '9')), "ISCO-08");
  EXPECT_EQ(v.list().at(0).metadata.at("code").size(), 40u);
}

TEST(CheckAnyCodedValue, ChecksTheListsThatTheHubHolds) {
  const auto report = [](const CodedValue& value) {
    return Report([&](Violations& v) { CheckAnyCodedValue(v, "national", value); });
  };
  EXPECT_EQ(report(Coded("SSCO", "214904")), "");
  EXPECT_EQ(report(Coded("ISCO-08", "9999")), "national.code UNKNOWN_CODE");
  EXPECT_EQ(report({}), "national.scheme REQUIRED, national.code REQUIRED");
}

TEST(CheckEscoUri, KnowsTheForm) {
  const auto report = [](std::string_view uri) {
    return Report([&](Violations& v) { CheckEscoUri(v, "uri", uri, "skill"); });
  };
  EXPECT_EQ(report(""), "");
  EXPECT_EQ(report("http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab"), "");
  for (const std::string_view uri :
       {"http://data.europa.eu/esco/occupation/0005c151-5b5a-4a66-8aac-60e734beb1ab",
        "http://data.europa.eu/esco/skill/0005C151-5b5a-4a66-8aac-60e734beb1ab",
        "http://data.europa.eu/esco/skills/0005c151-5b5a-4a66-8aac-60e734beb1ab",
        "http://data.europa.eu/esco/skill0005c151-5b5a-4a66-8aac-60e734beb1ab",
        "http://data.europa.eu/esco/skill", "http://data.europa.eu/esco/", "x",
        "http://data.europa.eu/esco/skill/0005c151", "0005c151-5b5a-4a66-8aac-60e734beb1ab"}) {
    EXPECT_EQ(report(uri), "uri MALFORMED") << uri;
  }
  Violations v;
  CheckEscoUri(v, "uri", "x", "skill");
  EXPECT_EQ(v.list().at(0).metadata.at("form"), "http://data.europa.eu/esco/skill/<uuid>");
}

std::string Instant(const Date& date, std::string_view zone) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", EndOfDay(date, zone), absl::UTCTimeZone());
}

TEST(Source, HasThreeForms) {
  for (const char* source :
       {"SY/mosal/pes", "DEMO/SY/pes", "DEMO/EG/jobs", "HUB/centre/amina", "MA/anapec-2/a"}) {
    EXPECT_TRUE(IsSource(source)) << source;
  }
  for (const char* source : {"",
                             "SY",
                             "SY/mosal",
                             "SY/mosal/",
                             "SY//pes",
                             "/mosal/pes",
                             "SY/mosal/pes/x",
                             "sy/mosal/pes",
                             "SYR/mosal/pes",
                             "XX/mosal/pes",
                             "SY/Mosal/pes",
                             "SY/mo sal/pes",
                             "SY/-mosal/pes",
                             "SY/mosal-/pes",
                             "DEMO/demo/pes",
                             "DEMO/XX/pes",
                             "DEMO/eg/jobs",
                             "demo/SY/pes",
                             "SY/mosal/pes\n",
                             "SY/mosal/p\xC3\xA9s",
                             "OTHER/a/b"}) {
    EXPECT_FALSE(IsSource(source)) << source;
  }
  EXPECT_FALSE(IsSource("SY/" + std::string(41, 'a') + "/b"));
  EXPECT_FALSE(IsSource("SY/" + std::string(40, 'a') + "/" + std::string(40, 'b')))
      << "longer than a CN may be";
  EXPECT_FALSE(IsSource(std::string("SY/mosal/p\0s", 12)));
}

TEST(Source, AnOrganisationHasTwoParts) {
  EXPECT_TRUE(IsOrganisation("SY/mosal"));
  EXPECT_TRUE(IsOrganisation("DEMO/SY"));
  EXPECT_FALSE(IsOrganisation("DEMO/mosal"));
  EXPECT_FALSE(IsOrganisation("SY/mosal/pes"));
}

TEST(Source, AMistakeIsNamed) {
  const auto reason = [](std::string_view source) {
    Violations violations;
    CheckSource(violations, "source", source);
    return violations.ok() ? common::v1::ERROR_REASON_UNSPECIFIED : violations.list()[0].reason;
  };
  EXPECT_EQ(reason("SY/mosal/pes"), common::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(reason(""), common::v1::ERROR_REASON_REQUIRED);
  EXPECT_EQ(reason(std::string(65, 'a')), common::v1::ERROR_REASON_TOO_LONG);
  EXPECT_EQ(reason("SY/mosal"), common::v1::ERROR_REASON_MALFORMED);
}

TEST(EndOfDay, IsMidnightInTheZone) {
  EXPECT_EQ(Instant(Day(2026, 3, 10), "Asia/Riyadh"), "2026-03-10T21:00:00Z");
  EXPECT_EQ(Instant(Day(2026, 12, 31), "Asia/Jakarta"), "2026-12-31T17:00:00Z");
  EXPECT_EQ(Instant(Day(2026, 7, 1), "UTC"), "2026-07-02T00:00:00Z");
  EXPECT_EQ(Instant(Day(2026, 7, 1), "America/Paramaribo"), "2026-07-02T03:00:00Z");
  EXPECT_EQ(Instant(Day(2024, 2, 28), "Etc/GMT+12"), "2024-02-29T12:00:00Z");
}

TEST(EndOfDay, WithoutZoneIsWhenTheDayIsOverEverywhere) {
  EXPECT_EQ(Instant(Day(2026, 3, 10), ""), "2026-03-11T12:00:00Z");
}

TEST(EndOfDay, FollowsSummerTime) {
  EXPECT_EQ(Instant(Day(2024, 1, 15), "Africa/Cairo"), "2024-01-15T22:00:00Z");
  EXPECT_EQ(Instant(Day(2024, 7, 15), "Africa/Cairo"), "2024-07-15T21:00:00Z");
  EXPECT_EQ(Instant(Day(2022, 4, 20), "Africa/Casablanca"), "2022-04-21T00:00:00Z");  // Ramadan: UTC+0
  EXPECT_EQ(Instant(Day(2022, 6, 20), "Africa/Casablanca"), "2022-06-20T23:00:00Z");
}

TEST(EndOfDay, WhereClocksTurnAtMidnightNobodyIsLateTooEarly) {
  // Beirut leapt from 00:00 to 01:00 on 27 March 2022: the 26th ended at the leap, 22:00 UTC.
  EXPECT_EQ(Instant(Day(2022, 3, 26), "Asia/Beirut"), "2022-03-26T22:00:00Z");
  // Beirut went back from 24:00 of 29 October 2022 to 23:00: the 29th ended at the second midnight.
  EXPECT_EQ(Instant(Day(2022, 10, 29), "Asia/Beirut"), "2022-10-29T22:00:00Z");
}

}  // namespace
}  // namespace tabadul::exchange
