// What the hub is for, through the gateway and by the command itself: ministries push what their systems export,
// anyone finds it in any of the three languages, a second push changes nothing.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/harness/cluster.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::Cluster;
using nlohmann::json;

// One cluster for all tests of this binary.
Cluster& TheCluster() {
  // Suggested codes change records when they come: searches are compared with one another here.
  static Cluster cluster({.settings = {{"TABADUL_JOBS_SUGGEST_CODES", "false"}}});
  return cluster;
}

// The number of data rows, counted by nothing of ours but the end of lines outside quotes.
int RowsOf(const std::filesystem::path& file) {
  const std::string text = harness::ReadFile(file.string());
  int lines = 0;
  bool quoted = false, any = false;
  for (const char c : text) {
    if (c == '"' && file.extension() == ".csv") quoted = !quoted;
    if (c == '\n' && !quoted) {
      lines += any;
      any = false;
    } else if (c != '\r') {
      any = true;
    }
  }
  return lines + any - (file.extension() == ".csv");
}

// The number of rows that a rejects file is about: it has a line for each thing that is wrong with one.
int RejectedIn(const std::filesystem::path& file) {
  const std::string text = harness::ReadFile(file.string());
  static const RE2 ending(R"(,(\d+),[a-z0-9_.\[\]]*,[A-Z0-9_]+,)");
  std::set<std::string> rows;
  re2::StringPiece rest(text);
  for (std::string row; RE2::FindAndConsume(&rest, ending, &row);) rows.insert(row);
  return static_cast<int>(rows.size());
}

json Parse(const harness::RunResult& result) {
  const json document = json::parse(result.output, nullptr, false);
  EXPECT_FALSE(document.is_discarded()) << result.output << result.errors;
  return document.is_object() ? document : json::object();
}

int Value(const json& document, const char* name) { return document.value(name, 0); }

// Every row is in the hub or in the rejects file with its reason.
void ExpectSumsAgree(const json& summary, int rows) {
  EXPECT_EQ(Value(summary, "rows"), rows) << summary.dump();
  int sum = 0;
  for (const char* name : {"created", "updated", "unchanged", "closed", "stale", "conflict", "held",
                           "rejected", "duplicates", "unanswered"}) {
    sum += Value(summary, name);
  }
  EXPECT_EQ(sum, rows) << summary.dump();
  EXPECT_EQ(Value(summary, "unanswered"), 0) << summary.dump();
  const std::string rejects = summary.value("rejectsFile", "");
  EXPECT_EQ(rejects.empty() ? 0 : RejectedIn(rejects), Value(summary, "rejected")) << summary.dump();
}

json Search(const std::string& profile, const std::string& words, const std::string& source) {
  return Parse(
      TheCluster().Tabadul(profile, {"search", words, "--source", source, "--limit", "100", "--json"}));
}

int Total(const json& found) { return std::stoi(found.value("totalSize", std::string("0"))); }

struct Ministry {
  const char* source;
  const char* file;
  const char* mapping;
  std::vector<std::vector<const char*>> spellings;  // of one word each: all must find the same
};

class RealFile : public ::testing::TestWithParam<Ministry> {};

TEST_P(RealFile, IsPushedWholeFoundInItsLanguageAndUnchangedTheSecondTime) {
  const Ministry& ministry = GetParam();
  const auto original = std::filesystem::absolute("../shared/data/vacancies") / ministry.file;
  if (!std::filesystem::exists(original)) {
    GTEST_SKIP() << "absent: " << original << "; the test of the demonstration file still runs";
  }
  const harness::TemporaryDirectory directory("ministries");
  const auto file = std::filesystem::path(directory.path()) / ministry.file;
  std::filesystem::copy_file(original, file);  // the rejects file is written beside it
  Cluster& cluster = TheCluster();
  const std::string profile = cluster.Member(ministry.source);
  const std::vector<std::string> push = {"push", file.string(), "--mapping",
                                         std::string("data/mappings/") + ministry.mapping, "--json"};

  const auto first_run = cluster.Tabadul(profile, push);
  const json first = Parse(first_run);
  EXPECT_LE(first_run.exit, 1) << first_run.errors;
  ExpectSumsAgree(first, RowsOf(file));
  EXPECT_GT(Value(first, "created"), RowsOf(file) * 9 / 10) << first.dump();
  std::printf("%s: %s\n", ministry.file, first.dump().c_str());

  const auto second = Parse(cluster.Tabadul(profile, push));
  ExpectSumsAgree(second, RowsOf(file));
  EXPECT_EQ(Value(second, "unchanged"), Value(first, "created"));
  EXPECT_EQ(Value(second, "created") + Value(second, "updated"), 0);
  EXPECT_EQ(second.value("token", ""), first.value("token", "")) << "the head has not moved";

  for (const auto& group : ministry.spellings) {
    ASSERT_TRUE(harness::Eventually([&] { return Total(Search(profile, group[0], ministry.source)) > 0; }))
        << group[0];
    const json expected = Search(profile, group[0], ministry.source);
    for (const char* spelling : group) {
      EXPECT_EQ(Search(profile, spelling, ministry.source)["vacancies"], expected["vacancies"]) << spelling;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Ministries, RealFile,
    ::testing::Values(
        Ministry{"SA/mhrsd/jadarat",
                 "sa_jadarat_2022_ar.csv",
                 "sa-jadarat.yaml",
                 {{"أخصائي", "اخصائي", "أخصائى", "أخـــصائي", "أَخْصَائِي", "إخصائي", "اخصائى"},
                  {"محاسبة", "محاسبه", "مُحاسَبة"},
                  {"مسؤول", "مسوول", "مسـؤول"}}},
        Ministry{"MA/anapec/rekrute",
                 "ma_rekrute_2022_fr.jsonl",
                 "ma-rekrute.yaml",
                 {{"ingénieur", "ingenieur", "INGÉNIEUR", "Ingénieurs", "l'ingénieur"},
                  {"développeur", "developpeur"}}},
        Ministry{"EG/momp/wuzzuf",
                 "eg_wuzzuf_2026_en.jsonl",
                 "eg-wuzzuf.yaml",
                 {{"engineer", "Engineers", "ENGINEER"}, {"developer", "developers"}}},
        Ministry{"EG/momp/indeed", "eg_indeed_2026_en.csv", "eg-indeed.yaml", {{"engineer", "Engineers"}}},
        Ministry{
            "MA/anapec/mjob", "ma_mjob_2022_fr.csv", "ma-mjob.yaml", {{"téléconseiller", "teleconseiller"}}},
        Ministry{"NG/fmle/jobberman",
                 "ng_jobberman_2026_en.csv",
                 "ng-jobberman.yaml",
                 {{"accountant", "Accountants"}}},
        Ministry{"AE/mohre/naukrigulf",
                 "mena_naukrigulf_2022_en.jsonl",
                 "mena-naukrigulf.yaml",
                 {{"developer", "developers"}}}),
    [](const auto& test) {
      std::string name = test.param.mapping;
      name.resize(name.find('.'));
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

TEST(Demonstration, TheGeneratedVacanciesArePushedAndFoundInThreeLanguages) {
  const harness::TemporaryDirectory directory("demo");
  const auto made = harness::RunCommand(
      {harness::BuildDirectory() + "/bin/tabadul-demo", "--seed", "1", "--out", directory.path()});
  ASSERT_EQ(made.exit, 0) << made.errors;
  Cluster& cluster = TheCluster();
  int created = 0;
  std::string profile;
  for (const auto& file : std::filesystem::directory_iterator(directory.path())) {
    if (file.path().extension() != ".jsonl") continue;
    std::ifstream in(file.path());
    std::string line;
    std::getline(in, line);
    profile = cluster.Member(json::parse(line).at("source").get<std::string>());
    const json summary = Parse(cluster.Tabadul(profile, {"push", file.path().string(), "--json"}));
    ExpectSumsAgree(summary, RowsOf(file.path()));
    EXPECT_EQ(Value(summary, "rejected"), 0) << harness::ReadFile(summary.value("rejectsFile", ""));
    created += Value(summary, "created");
  }
  EXPECT_GE(created, 300);
  for (const char* words : {"ممرض", "nurse", "infirmier"}) {
    EXPECT_TRUE(harness::Eventually([&] {
      return Total(Parse(cluster.Tabadul(profile, {"search", words, "--json"}))) > 0;
    })) << words;
  }
}

TEST(Refusals, AMinistryThatWritesForAnotherIsToldSoInItsLanguage) {
  Cluster& cluster = TheCluster();
  const std::string profile = cluster.Member("TN/anetti/pes");
  const harness::TemporaryDirectory directory("refusal");
  const std::string file = directory.path() + "/one.jsonl";
  std::ofstream(file) << R"({"source":"DZ/anem/pes","recordId":"1","vacancy":{"title":{"translations":[)"
                      << R"({"language":"fr","text":"Soudeur"}]},"description":{"translations":[)"
                      << R"({"language":"fr","text":"Soudure."}]},"locations":[{"country":"DZ"}]}})"
                      << "\n";
  const auto refused =
      cluster.Tabadul(profile, {"push", file, "--source", "DZ/anem/pes", "--language", "fr"});
  EXPECT_EQ(refused.exit, 3) << refused.output << refused.errors;
  EXPECT_NE(refused.errors.find("DZ/anem/pes"), std::string::npos) << refused.errors;
}

}  // namespace
}  // namespace tabadul
