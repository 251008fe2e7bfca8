// What linking and coding are judged by must not be what they were taught, nor what the demonstration shows: no query of
// the judged sets and no coded title of the Malaysian board stands among this project's own strings: the tables of
// data/codelists (places apart: cities are facts), the job titles, the texts of data/demo. Equal means: the same words
// but for case, marks and the feminine beside the masculine.
//
// What is nobody's invention is no copy: a code, the name of a group of a classification (in the singular too), and an everyday name of one or
// two words that all stand in one such name ("nurse", "sales manager": "Sales and marketing managers"). Skipped where
// the sets are absent.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "gtest/gtest.h"
#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/features.h"
#include "lib/taxonomy/title.h"

namespace tabadul::taxonomy {
namespace {

namespace fs = std::filesystem;

std::string FoldedOf(const std::string& text, const std::string& language) {
  std::string folded;
  for (const TitleWord& word : ReadTitle(text, language)) folded += (folded.empty() ? "" : " ") + word.folded;
  return folded;
}

bool IsArabic(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0xd8 && c <= 0xdb; });
}
// The languages that it may be in.
std::vector<std::string> LanguagesOf(const std::string& text) {
  return IsArabic(text) ? std::vector<std::string>{"ar"} : std::vector<std::string>{"en", "fr"};
}

// "TABADUL-BENEFIT", "HEALTH_INSURANCE", "2221".
bool IsCode(const std::string& text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c >= 0x80 || std::islower(c) || c == ' '; });
}

std::vector<std::string> LinesOf(const fs::path& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  if (!lines.empty()) lines.erase(lines.begin());  // the header
  return lines;
}

std::vector<std::string> CellsOf(const std::string& line, char separator) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, separator);) cells.push_back(cell);
  return cells;
}

// By folded words of each language: the judged string, and the file it is of.
using Judged = std::map<std::string, std::string>;

struct JudgedStrings {
  size_t queries = 0, titles = 0;
  std::map<std::string, Judged> by_language;

  void Add(const std::string& text, const std::string& file) {
    for (const std::string& language : LanguagesOf(text)) {
      const std::string folded = FoldedOf(text, language);
      if (!folded.empty()) by_language[language].emplace(folded, text + " (" + file + ")");
    }
  }
};

JudgedStrings ReadJudged() {
  const fs::path data = "../shared/data";
  JudgedStrings judged;
  if (!fs::exists(data / "relevance")) return judged;
  for (const auto& file : fs::directory_iterator(data / "relevance")) {
    const std::string name = file.path().filename();
    if (!name.ends_with("_queries.tsv")) continue;
    for (const std::string& line : LinesOf(file.path())) {
      judged.Add(line.substr(line.rfind('\t') + 1), name);
      ++judged.queries;
    }
  }
  for (const std::string& line : LinesOf(data / "matching" / "my_myfuturejobs_titles_esco.csv")) {
    // title,concept: a quoted title ends at its quote.
    const bool quoted = line.starts_with('"');
    const size_t end = quoted ? line.rfind("\",") : line.rfind(',');
    if (end == std::string::npos) continue;
    judged.Add(line.substr(quoted, end - quoted), "my_myfuturejobs_titles_esco.csv");
    ++judged.titles;
  }
  return judged;
}

// The names of the classifications in a language. (There is no official Arabic ISCO: there this project's own names of
// the groups are the classification.)
class Official {
 public:
  explicit Official(std::string language) : language_(std::move(language)) {
    for (const CodeList* list : AllLists()) {
      for (const CodeList::Code& code : list->codes()) {
        const std::string& name = language_ == "ar" ? code.ar : language_ == "fr" ? code.fr : code.en;
        if (name.empty()) continue;
        names_.insert(FoldedOf(name, language_));
        if (list->scheme() != kLanguages) words_.push_back(Stems(name));
      }
    }
  }
  bool Has(const std::string& text) const {
    if (names_.contains(FoldedOf(text, language_))) return true;
    const std::set<std::string> stems = Stems(text);
    if (std::find(words_.begin(), words_.end(), stems) != words_.end()) return true;  // in the singular
    return stems.size() <= 2 &&
           std::any_of(words_.begin(), words_.end(), [&](const std::set<std::string>& name) {
             return std::includes(name.begin(), name.end(), stems.begin(), stems.end());
           });
  }

 private:
  std::set<std::string> Stems(const std::string& text) const {
    std::set<std::string> stems;
    for (const TitleWord& word : ReadTitle(text, language_)) {
      if (!word.function) stems.insert(word.stem);
    }
    return stems;
  }

  std::string language_;
  std::set<std::string> names_;               // folded
  std::vector<std::set<std::string>> words_;  // stems of each name
};

// Every string of a YAML document.
void AddStrings(const YAML::Node& node, const std::function<void(const std::string&)>& add) {
  if (node.IsScalar()) add(node.Scalar());
  for (const auto& child : node) {
    if (node.IsMap()) {
      AddStrings(child.second, add);
    } else {
      AddStrings(child, add);
    }
  }
}

// This project's strings, with where they stand.
std::map<std::string, std::string> OwnStrings() {
  std::map<std::string, std::string> own;
  for (const auto& file : fs::recursive_directory_iterator("data/codelists")) {
    if (file.path().extension() != ".tsv" || file.path().string().find("/places/") != std::string::npos)
      continue;
    for (const std::string& line : LinesOf(file.path())) {
      const std::vector<std::string> cells = CellsOf(line, '\t');
      for (size_t i = 0; i < cells.size(); ++i) {
        const std::string& cell = cells[i];
        // The first column of a list is its codes, of the job titles the title.
        if (i == 0 && !file.path().string().ends_with("/synonyms/" + file.path().filename().string()))
          continue;
        if (!IsCode(cell)) own.emplace(cell, file.path());
      }
    }
  }
  for (const auto& file : fs::directory_iterator("data/demo")) {
    if (file.path().extension() != ".yaml") continue;
    AddStrings(YAML::LoadFile(file.path()), [&](const std::string& text) {
      if (!IsCode(text)) own.emplace(text, file.path());
    });
  }
  return own;
}

TEST(Judgements, NoJudgedStringStandsInTheProject) {
  const JudgedStrings judged = ReadJudged();
  if (judged.queries == 0) {
    std::printf("skipped: no ../shared/data/relevance\n");
    GTEST_SKIP();
  }
  EXPECT_GT(judged.queries, 1000U);
  EXPECT_GT(judged.titles, 10000U);
  const std::map<std::string, std::string> own = OwnStrings();
  EXPECT_GT(own.size(), 10000U);
  const std::map<std::string, Official> official = {
      {"ar", Official("ar")}, {"en", Official("en")}, {"fr", Official("fr")}};
  size_t everyday = 0, copies = 0;
  for (const auto& [text, where] : own) {
    for (const std::string& language : LanguagesOf(text)) {
      const Judged& of_language = judged.by_language.at(language);
      const auto found = of_language.find(FoldedOf(text, language));
      if (found == of_language.end()) continue;
      const auto all = LanguagesOf(text);
      if (std::any_of(all.begin(), all.end(),
                      [&, &string = text](const auto& l) { return official.at(l).Has(string); })) {
        ++everyday;
      } else {
        ++copies;
        ADD_FAILURE() << where << ": “" << text << "” is the judged " << found->second;
      }
      break;
    }
  }
  std::printf("%zu judged queries and %zu titles against %zu strings: %zu everyday names, %zu copies\n",
              judged.queries, judged.titles, own.size(), everyday, copies);
}

}  // namespace
}  // namespace tabadul::taxonomy
