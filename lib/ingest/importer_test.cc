// From a file and a mapping to records: transforms, texts, lists, duplicates, rejects.
#include "lib/ingest/importer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "fmt/format.h"
#include "lib/ingest/rejects.h"

namespace tabadul::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Kind = Item::Kind;

std::string TempFile(std::string_view name, std::string_view bytes) {
  const std::string path = testing::TempDir() + std::to_string(getpid()) + std::string(name);
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

std::vector<Item> Import(const Mapping& mapping, const std::string& file, Totals* totals = nullptr) {
  auto importer = Importer::Open(file, mapping, {.source = "EG/momp/pes"});
  EXPECT_TRUE(importer.ok()) << importer.status();
  std::vector<Item> items;
  for (Item item; importer.ok();) {
    const auto more = (*importer)->Next(item);
    EXPECT_TRUE(more.ok()) << more.status();
    if (!more.ok() || !*more) break;
    items.push_back(item);
  }
  if (totals) *totals = (*importer)->totals();
  return items;
}

constexpr char kHead[] = "kind: vacancy\nexport: changes\nlanguage: en\nid: {column: id}\n";
constexpr char kRequired[] =
    "  title: title\n  description: {constant: d}\n  locations[0].country: {constant: EG}\n";

// Rows of the columns id, title, x through a mapping with these further fields.
std::vector<Item> Convert(const std::string& fields, const std::string& rows) {
  const auto loaded =
      Mapping::FromText(std::string(kHead) + "input: {format: csv}\nfields:\n" + kRequired + fields);
  for (const auto& problem : loaded.problems) ADD_FAILURE() << Describe(problem, "en");
  if (!loaded.ok()) return {};
  return Import(loaded.mapping, TempFile("rows.csv", "id,title,x\n" + rows));
}
// The vacancy of one row with `x` in its cell.
jobs::v1::Vacancy One(const std::string& fields, const std::string& x) {
  const auto items = Convert(fields, "1,t,\"" + x + "\"\n");
  if (items.size() != 1 || items[0].kind != Kind::kRecord) {
    ADD_FAILURE() << (items.empty() || items[0].rejections.empty() ? "no row" : items[0].rejections[0].field);
    return {};
  }
  return items[0].record.vacancy();
}
std::string Text(const common::v1::LocalizedText& text) {
  std::string all;
  for (const auto& t : text.translations()) all += (all.empty() ? "" : "|") + t.language() + ":" + t.text();
  return all;
}

TEST(Convert, ARowBecomesARecord) {
  const auto items = Convert("  positions: x\n", "7,\"A\n\ntitle \",3\n");
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].record.source(), "EG/momp/pes");
  EXPECT_EQ(items[0].record.record_id(), "7");
  EXPECT_EQ(Text(items[0].record.vacancy().title()), "en:A title");
  EXPECT_EQ(items[0].record.vacancy().positions(), 3);
  EXPECT_EQ(items[0].row.number, 2);
}

TEST(Convert, PlaceholdersAreAbsent) {
  for (const char* x : {"", " ", "nan", "NaN", "null", "NULL", "?"}) {
    EXPECT_FALSE(One("  employer.name: {column: x, absent: [\"?\"]}\n", x).has_employer()) << x;
  }
}

TEST(Convert, EveryStepDoesWhatItSays) {
  const auto url = [](const std::string& as, const std::string& x) {
    return One("  url: {column: x, as: [" + as + "]}\n", x).url();
  };
  EXPECT_EQ(url("upper", "été"), "ÉTÉ");
  EXPECT_EQ(url("lower", "ÉTÉ"), "été");
  EXPECT_EQ(url("title", "EL JADIDA"), "El Jadida");
  EXPECT_EQ(url("digits", "٤٢"), "42");
  EXPECT_EQ(url("number", "١٬٥٠٠"), "1500");
  EXPECT_EQ(url("{number: {decimal: \",\"}}", "1.500,5"), "1500.5");
  EXPECT_EQ(url("{extract: \"([0-9]+) years\"}, {times: 12}", "at least 2 years"), "24");
  EXPECT_EQ(url("{extract: \"[0-9]+\"}", "none"), "");
  EXPECT_EQ(url("{find-all: \"[a-z]([0-9])\"}, {join: \"+\"}", "a1 b2 c3"), "1+2+3");
  EXPECT_EQ(url("{split: \";\"}, {take: 1}", "a; b ;c"), "b");
  EXPECT_EQ(url("{split: {pattern: \" *[,/] *\"}}, {join: \"|\"}", "a , b/c"), "a|b|c");
  EXPECT_EQ(url("{replace: {pattern: \"(a)(b)\", with: \"\\\\2\\\\1\"}}", "xab"), "xba");
  EXPECT_EQ(url("python-list, {section: {after: B, until: [C]}}, {join: \",\"}",
                "['A', '1', 'B', '2', '3', 'C', '4']"),
            "2,3");
  EXPECT_EQ(url("python-list, {group: 2}, {part: 1}, {join: \",\"}", "['a', '1', 'b', '2']"), "1,2");
  EXPECT_EQ(url("{match: \"#[0-9]+$\"}", "x #12"), "true");
  EXPECT_EQ(url("html-to-text", "<p>a &amp; b</p>"), "a & b");
}

TEST(Convert, WhatAMappingMultipliesIsNoValueAnyMore) {
  const auto rejected = [](const std::string& fields, size_t letters) {
    const auto items = Convert(fields, "1,t," + std::string(letters, 'a') + "\n");
    return items.size() == 1 && items[0].kind == Kind::kRejected &&
           items[0].rejections[0].reason == common::v1::ERROR_REASON_UNREADABLE_VALUE;
  };
  const std::string tenfold = "{replace: {pattern: a, with: aaaaaaaaaa}}";
  const auto times = [&](int count) {
    std::string steps = tenfold;
    for (int i = 1; i < count; ++i) steps += ", " + tenfold;
    return "  url: {column: x, as: [" + steps + "]}\n";
  };
  EXPECT_FALSE(rejected(times(3), 1000)) << "a million letters";
  EXPECT_TRUE(rejected(times(4), 1000));
  EXPECT_TRUE(rejected(
      "  url: {column: x, as: [{replace: {pattern: a, with: " + std::string(10'000, 'b') + "}}]}\n", 100'000))
      << "by one step";
  std::string parts = "x", places;
  for (int i = 1; i < 50; ++i) {
    parts += ", x";
    places += "  locations[" + std::to_string(i) + "].city: x\n";
  }
  EXPECT_FALSE(rejected("  url: {join: {with: \"\", of: [" + parts + "]}}\n", 50'000));
  EXPECT_TRUE(rejected("  url: {join: {with: \"\", of: [" + parts + "]}}\n", 100'000));
  EXPECT_TRUE(rejected(places, 100'000)) << "by many fields";
}

TEST(Convert, OfOneRowSoManyMistakesAreToldAndNoMore) {
  std::string fields = "  positions: x\n";
  for (int i = 0; i < 50; ++i) {
    const std::string at = "[" + std::to_string(i) + "].";
    fields += "  locations" + at + "geonames_id: x\n  skills" + at + "level: x\n";
  }
  const auto items = Convert(fields, "1,t,many\n");
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].kind, Kind::kRejected);
  EXPECT_EQ(items[0].rejections.size(), 100U) << "of 101";
}

TEST(Convert, ListsBecomeLinesOrEntries) {
  EXPECT_EQ(
      Text(One("  education.text: {column: x, as: [python-list, {bullets: \"• \"}], before: \"T:\\n\"}\n",
               "[' a ', '', 'b']")
               .education()
               .text()),
      "en:T:\n• a\n• b");
  const auto vacancy = One("  benefits[]: {column: x, as: [{tag: {MEALS: food, BONUS: \"bonus|tip\"}}]}\n",
                           "tips, food, bonus");
  EXPECT_THAT(vacancy.benefits(), ElementsAre(jobs::v1::BENEFIT_MEALS, jobs::v1::BENEFIT_BONUS));
}

TEST(Convert, EachMakesOneEntryPerElement) {
  const auto vacancy = One(R"(  languages[]:
    column: x
    as: [python-list, {group: 2}]
    each:
      language: {as: [{part: 0}], map: {English: en, French: fr}, otherwise: absent}
      cefr: {as: [{part: 1}], map: {good: B2, basic: A2}, otherwise: absent}
    needs: [language]
)",
                           "['English', 'good', 'Klingon', 'good', 'French', '?', 'English', 'good']");
  ASSERT_EQ(vacancy.languages_size(), 2)
      << "an entry that lacks what it needs and one that is doubled are left out";
  EXPECT_EQ(vacancy.languages(0).language() + vacancy.languages(0).cefr(), "enB2");
  EXPECT_EQ(vacancy.languages(1).language() + vacancy.languages(1).cefr(), "fr");
}

TEST(Convert, SourcesAreJoinedOrTheFirstIsTaken) {
  EXPECT_EQ(Text(One("  education.text: {join: {with: \" / \", of: [title, x, {column: x, as: [upper], "
                     "before: \"(\", after: \")\"}]}}\n",
                     "b")
                     .education()
                     .text()),
            "en:t / b / (B)");
  EXPECT_EQ(One("  url: {first: [{column: x, as: [{extract: \"^[0-9]+$\"}]}, title]}\n", "b").url(), "t");
  EXPECT_EQ(One("  url: {column: x, default: none}\n", "").url(), "none");
}

TEST(Convert, AFieldMayDependOnAnother) {
  const std::string fields =
      "  pay.currency: {constant: EGP, only-with: pay.minimum}\n  pay.minimum: {column: x, as: [number]}\n";
  EXPECT_EQ(One(fields, "5").pay().currency(), "EGP");
  EXPECT_FALSE(One(fields, "").has_pay());
}

TEST(Convert, AFieldMayDependOnOneOfSeveral) {
  const std::string fields =
      "  pay.minimum: {column: x, as: [{range: lower}]}\n  pay.maximum: {column: x, as: [{range: upper}]}\n"
      "  pay.currency: {constant: EGP, only-with: [pay.minimum, pay.maximum]}\n";
  EXPECT_EQ(One(fields, "up to 500").pay().currency(), "EGP");
  EXPECT_FALSE(One(fields, "negotiable").has_pay());
}

TEST(Convert, AValueCountsOnlyWhenItsConditionsHold) {
  const auto url = [](const std::string& when, const std::string& x) {
    return One("  url: {constant: yes, when: " + when + "}\n", x).url();
  };
  EXPECT_EQ(url("{column: x, is: a}", "a"), "yes");
  EXPECT_EQ(url("{column: x, is: [a, b]}", "c"), "");
  EXPECT_EQ(url("{column: x, matches: \"^[0-9]+$\"}", "42"), "yes");
  EXPECT_EQ(url("{column: x, matches: \"^[0-9]+$\"}", "4b"), "");
  EXPECT_EQ(url("{column: x, present: false}", ""), "yes");
  EXPECT_EQ(url("{column: x, present: true}", "nan"), "");
  EXPECT_EQ(url("{not: {column: x, is: a}}", "b"), "yes");
  EXPECT_EQ(url("{not: [{column: x, is: a}, {column: x, is: b}]}", "b"), "");
  EXPECT_EQ(url("{any: [{column: x, is: a}, {column: title, is: t}]}", "b"), "yes");
  EXPECT_EQ(url("[{column: x, is: a}, {column: title, is: u}]", "a"), "") << "a list: all of them";
  EXPECT_EQ(
      One("  url: {first: [{constant: long, when: {column: x, is: a}}, {constant: else}]}\n", "b").url(),
      "else");
}

TEST(Convert, TimesAndRangesAreConverted) {
  const auto months = [](const std::string& step, const std::string& x) {
    const auto v = One("  experience.minimum_months: {column: x, as: [{duration: " + step + "}]}\n", x);
    return v.experience().has_minimum_months() ? v.experience().minimum_months() : -1;
  };
  EXPECT_EQ(months("months", "3 to 7 years"), 36);
  EXPECT_EQ(months("{of: upper, in: months}", "3 to 7 years"), 84);
  EXPECT_EQ(months("months", "none"), -1);
}

TEST(Convert, AJoinSaysNothingTwiceIfItIsAskedNotTo) {
  const auto text = [](const std::string& once) {
    return Text(One("  education.text: {join: {with: \"/\", " + once + "of: [x, {column: x}, title]}}\n", "a")
                    .education()
                    .text());
  };
  EXPECT_EQ(text("once: true, "), "en:a/t");
  EXPECT_EQ(text(""), "en:a/a/t");
}

TEST(Convert, TextsAreSortedByLanguage) {
  EXPECT_EQ(Text(One("  employer.name: [{column: title, language: fr}, {column: x, language: ar}, {constant: "
                     "other, language: fr}]\n",
                     "س")
                     .employer()
                     .name()),
            "ar:س|fr:t");
}

TEST(Convert, TheRowDecidesTheLanguageOfItsTexts) {
  const auto loaded = Mapping::FromText(
      "kind: vacancy\nexport: full\nlanguage: {detect: [fr, en], otherwise: fr}\nid: {column: id}\ninput: "
      "{format: csv}\n"
      "fields:\n  title: t\n  description: d\n  locations[0].country: {constant: MA}\n  locations[0].city: "
      "{constant: Fès, language: fr}\n");
  ASSERT_TRUE(loaded.ok());
  const auto items = Import(loaded.mapping, TempFile("languages.csv",
                                                     "id,t,d\n1,Manager,You will be responsible for the "
                                                     "daily work of the team and report to the director\n"
                                                     "2,Manager,Vous serez responsable du travail quotidien "
                                                     "de l'équipe et vous rendrez compte à la direction\n"));
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(Text(items[0].record.vacancy().title()), "en:Manager");
  EXPECT_EQ(Text(items[0].record.vacancy().locations(0).city()), "fr:Fès");
  EXPECT_EQ(Text(items[1].record.vacancy().title()), "fr:Manager");
}

TEST(Convert, EveryMistakeOfARowIsToldWithFieldColumnAndForm) {
  const auto items = Convert(
      "  positions: x\n  pay.minimum: {column: x, as: [number]}\n  published: {column: x, date: dd/mm/yyyy}\n"
      "  remote: {column: x, map: {home: FULL, office: \"NO\"}}\n",
      "1,,abc\n");
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].kind, Kind::kRejected);
  EXPECT_EQ(items[0].record_id, "1") << "a full export names rejected rows, too";
  std::vector<std::string> told;
  for (const auto& r : items[0].rejections) {
    told.push_back(fmt::format("{} {} {} {}", ReasonName(r.reason), r.field, r.column,
                               r.metadata.count("form") ? r.metadata.at("form") : ""));
  }
  EXPECT_THAT(
      told, ElementsAre("UNREADABLE_VALUE vacancy.positions x 123",
                        "UNREADABLE_VALUE vacancy.pay.minimum x 1,234.56",
                        "UNREADABLE_VALUE vacancy.published x dd/mm/yyyy",
                        "UNREADABLE_VALUE vacancy.remote x home | office", "REQUIRED vacancy.title title "));
}

TEST(Convert, WhatMayBeAbsentDoesNotSpoilTheRow) {
  EXPECT_FALSE(One("  pay.minimum: {column: x, as: [number], otherwise: absent}\n", "much").has_pay());
  EXPECT_EQ(One("  url: {column: x, map: {a: b}, otherwise: keep}\n", "c").url(), "c");
}

TEST(Identity, AHashDependsOnEveryValueAndOnWhereItStands) {
  const auto loaded =
      Mapping::FromText(std::string("kind: vacancy\nexport: changes\nlanguage: en\nid: {hash: [title, x], "
                                    "prefix: \"h-\"}\ninput: {format: csv}\nfields:\n") +
                        kRequired);
  ASSERT_TRUE(loaded.ok());
  const auto items = Import(loaded.mapping, TempFile("hash.csv", "title,x\nab,c\na,bc\nab,c \n"));
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[0].record_id.size(), 2U + 64U);
  EXPECT_NE(items[0].record_id, items[1].record_id);
  EXPECT_EQ(items[2].kind, Kind::kDuplicate);
  // SHA-256 over 00000002 "ab" 00000001 "c": what a ministry's own system computes for the same row.
  EXPECT_EQ(items[0].record_id, "h-f2939f903016e5bb29b1e4a61cdbd376220ca03a24180b39995f2d50f2e0a647");
}

TEST(Identity, AnIdMayBeAPartOfAColumn) {
  std::string yaml(kHead);
  yaml.replace(yaml.find("{column: id}"), 12, "{column: id, as: [{extract: \"/([0-9]+)-\"}], prefix: p}");
  const auto loaded = Mapping::FromText(yaml + "input: {format: csv}\nfields:\n" + kRequired);
  ASSERT_TRUE(loaded.ok()) << Describe(loaded.problems[0], "en");
  const auto items = Import(loaded.mapping, TempFile("part.csv", "id,title\nhttp://x/12-a,t\nhttp://x/,t\n"));
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].record_id, "p12");
  EXPECT_EQ(items[1].kind, Kind::kRejected);
  EXPECT_EQ(items[1].rejections[0].reason, common::v1::ERROR_REASON_REQUIRED);
}

TEST(Identity, AKeyedHashNeedsItsKey) {
  const std::string key = TempFile("hmac.key", "0123456789abcdef0123456789abcdef\n");
  const std::string yaml = "kind: vacancy\nexport: changes\nlanguage: en\nid: {hmac: [title, x], key-file: " +
                           std::filesystem::path(key).filename().string() +
                           "}\ninput: {format: csv}\nfields:\n" + kRequired;
  const auto loaded = Mapping::FromText(yaml, testing::TempDir());
  ASSERT_TRUE(loaded.ok()) << Describe(loaded.problems[0], "en");
  const auto items = Import(loaded.mapping, TempFile("keyed.csv", "title,x\nab,c\n"));
  ASSERT_EQ(items.size(), 1U);
  // HMAC-SHA-256 under the file's first line over 00000002 "ab" 00000001 "c".
  EXPECT_EQ(items[0].record_id, "7814854ddb1fd032efc711ecb78af5d35f5942bc4fbe554eb967402825d0d31a");
  for (const auto& [text, folder] : {std::pair<std::string, std::string>{yaml, ""}, {yaml, "/nowhere"}}) {
    const auto refused = Mapping::FromText(text, folder);
    ASSERT_EQ(refused.problems.size(), 1U);
    EXPECT_EQ(refused.problems[0].problem, "key-file");
  }
}

TEST(Identity, WhatMayVaryMakesNoOtherRecord) {
  std::string yaml(kHead);
  yaml.replace(yaml.find("{column: id}"), 12, "{column: id, varying: [x]}");
  const auto loaded = Mapping::FromText(yaml + "input: {format: csv}\nfields:\n" + kRequired + "  url: x\n");
  ASSERT_TRUE(loaded.ok());
  const auto items = Import(loaded.mapping, TempFile("vary.csv", "id,title,x\n1,a,u\n1,a,v\n1,b,u\n"));
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[0].kind, Kind::kRecord);
  EXPECT_EQ(items[0].record.vacancy().url(), "u") << "the first row counts";
  EXPECT_EQ(items[1].kind, Kind::kDuplicate);
  EXPECT_EQ(items[2].kind, Kind::kRejected) << "the title may not vary";
}

TEST(Identity, ARowWithoutAnIdIsRejected) {
  const auto items = Convert("", ",t,x\nnan,t,x\n" + std::string(300, 'i') + ",t,x\n");
  ASSERT_EQ(items.size(), 3U);
  for (const Item& item : items) {
    ASSERT_EQ(item.kind, Kind::kRejected);
    EXPECT_EQ(item.rejections[0].field, "record_id");
  }
}

TEST(Duplicates, TheSameContentIsTheSameItemAndOtherContentIsRejected) {
  const auto loaded = Mapping::FromText(std::string(kHead) + "input: {format: csv}\nfields:\n" + kRequired);
  Totals totals;
  const auto items =
      Import(loaded.mapping, TempFile("doubles.csv", "id,title\n1,a\n1,a\n1,b\n1,a\n2,a\n"), &totals);
  ASSERT_EQ(items.size(), 5U);
  EXPECT_EQ(items[0].kind, Kind::kRecord);
  EXPECT_EQ(items[1].kind, Kind::kDuplicate);
  EXPECT_EQ(items[2].kind, Kind::kRejected);
  EXPECT_EQ(items[2].rejections[0].reason, common::v1::ERROR_REASON_DUPLICATE_IN_FILE);
  EXPECT_EQ(items[2].rejections[0].metadata, (Metadata{{"row", "4"}, {"first", "2"}}));
  EXPECT_EQ(items[3].kind, Kind::kDuplicate);
  EXPECT_EQ(items[4].kind, Kind::kRecord);
  EXPECT_EQ(totals.rows, 5);
  EXPECT_EQ(totals.records, 2);
  EXPECT_EQ(totals.duplicates, 2);
  EXPECT_EQ(totals.rejected, 1);
}

TEST(Duplicates, ARejectedRowDoesNotTakeTheIdOfAGoodOne) {
  const auto items = Convert("  positions: x\n", "1,a,many\n1,a,3\n");
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].kind, Kind::kRejected);
  EXPECT_EQ(items[1].kind, Kind::kRecord);
}

TEST(Importing, AMappingWithColumnsThatTheFileLacksIsRefusedWithTheirNames) {
  const auto loaded = Mapping::FromText(std::string(kHead) + "input: {format: csv}\nfields:\n" + kRequired);
  const auto opened = Importer::Open(TempFile("short.csv", "id,name\n"), loaded.mapping, {});
  EXPECT_EQ(ReasonOf(opened.status()), common::v1::ERROR_REASON_PRECONDITION);
  EXPECT_EQ(MetadataOf(opened.status()).at("columns"), "title");
}

TEST(Contract, RecordsPassAsTheyAreAndBadLinesAreRejected) {
  const std::string good =
      R"({"recordId":"1","vacancy":{"title":{"translations":[{"language":"en","text":" t "}]}}})";
  const auto items =
      Import(Mapping::ForContract(Export::kChanges),
             TempFile("contract.jsonl",
                      good + "\n{\"recordId\":\"2\",\"vacancy\":{\"titel\":1}}\n{\"vacancy\":{}}\n" +
                          R"({"source":"SA/other/x","recordId":"4","vacancy":{}})" + "\n" +
                          R"({"recordId":"5"})" + "\n"));
  ASSERT_EQ(items.size(), 5U);
  EXPECT_EQ(items[0].kind, Kind::kRecord);
  EXPECT_EQ(items[0].record.source(), "EG/momp/pes");
  EXPECT_EQ(items[0].record.vacancy().title().translations(0).text(), " t ")
      << "the hub validates; nothing is mended behind its back";
  EXPECT_EQ(items[1].rejections[0].reason, common::v1::ERROR_REASON_MALFORMED);
  EXPECT_THAT(items[1].rejections[0].metadata.at("error"), HasSubstr("titel"));
  EXPECT_EQ(items[2].rejections[0].field, "record_id");
  EXPECT_EQ(items[3].record.source(), "SA/other/x");
  EXPECT_EQ(items[4].rejections[0].reason, common::v1::ERROR_REASON_REQUIRED);
}

std::string ReadAll(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

TEST(Rejects, AreWrittenWithTheOriginalColumnsAndCanBePushedAgain) {
  const std::string path = testing::TempDir() + std::to_string(getpid()) + "x.rejects.csv";
  RejectsWriter writer(path, {"id", "title", "x"}, "fr");
  const auto items = Convert("  positions: x\n", "1,\"a \"\"b\"\",\nc\",many\n");
  ASSERT_TRUE(writer.Add(items[0].row, items[0].rejections).ok());
  EXPECT_FALSE(std::filesystem::exists(path)) << "only a whole file has its name";
  ASSERT_TRUE(writer.Close().ok());
  const std::string text = ReadAll(path);
  EXPECT_THAT(text, testing::StartsWith("\xef\xbb\xbfid,title,x,_row,_field,_reason,_message\r\n1,\"a "
                                        "\"\"b\"\",\nc\",many,2,vacancy.positions,UNREADABLE_VALUE,"));
  EXPECT_THAT(text, HasSubstr("colonne"));
  EXPECT_EQ(writer.rows(), 1);

  const auto loaded = Mapping::FromText(
      std::string(kHead) + "input: {format: csv, delimiter: \";\", encoding: windows-1252}\nfields:\n" +
      kRequired);
  const auto again = Import(loaded.mapping, path);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].kind, Kind::kRecord);
  EXPECT_EQ(Text(again[0].record.vacancy().title()), "en:a \"b\", c");

  RejectsWriter none(path, {"id"}, "fr");
  ASSERT_TRUE(none.Close().ok());
  EXPECT_FALSE(std::filesystem::exists(path)) << "an older file is no longer true";
}

TEST(Rejects, ARowWithManyMistakesDoesNotFillTheDisk) {
  const std::string path = testing::TempDir() + std::to_string(getpid()) + "many.rejects.csv";
  RejectsWriter writer(path, {"id", "x"}, "en", 2000);
  const Row row{.number = 2, .cells = {"1", std::string(900, 'x')}};
  const std::vector<Rejection> rejections(
      100, {.field = "vacancy.positions", .reason = common::v1::ERROR_REASON_REQUIRED});
  ASSERT_TRUE(writer.Add(row, rejections).ok());
  EXPECT_GE(writer.bytes(), 2000u);
  ASSERT_TRUE(writer.Close().ok());
  EXPECT_LT(ReadAll(path).size(), 4000u);
  EXPECT_EQ(writer.rows(), 1);
}

TEST(Rejects, JsonRowsKeepThePathsThatTheMappingReads) {
  const auto loaded = Mapping::FromText(
      "kind: vacancy\nexport: changes\nlanguage: en\nid: {column: id}\ninput: {format: jsonl}\nfields:\n  "
      "title: a.title\n  description: {constant: d}\n  locations[0].country: {constant: EG}\n  positions: "
      "a.n\n");
  ASSERT_TRUE(loaded.ok());
  auto importer =
      Importer::Open(TempFile("p.jsonl", R"({"id": 1, "a": {"title": "t", "n": "x"}})"), loaded.mapping, {});
  ASSERT_TRUE(importer.ok());
  EXPECT_THAT((*importer)->columns(), ElementsAre("id", "a.title", "a.n"));
  Item item;
  ASSERT_TRUE(*(*importer)->Next(item));
  EXPECT_THAT(item.row.cells, ElementsAre("1", "t", "x"));
  EXPECT_EQ(item.kind, Kind::kRejected);
}

}  // namespace
}  // namespace tabadul::ingest
