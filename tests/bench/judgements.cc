#include "tests/bench/judgements.h"

#include <fstream>
#include <iterator>
#include <map>

namespace tabadul::bench {

std::vector<std::vector<std::string>> ReadTable(const std::string& path, char delimiter) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row(1);
  bool quoted = false;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (quoted) {
      if (c != '"') {
        row.back() += c;
      } else if (i + 1 < bytes.size() && bytes[i + 1] == '"') {
        row.back() += bytes[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"' && delimiter == ',' && row.back().empty()) {
      quoted = true;
    } else if (c == delimiter) {
      row.emplace_back();
    } else if (c == '\n') {
      rows.push_back(std::move(row));
      row.assign(1, "");
    } else if (c != '\r') {
      row.back() += c;
    }
  }
  if (!rows.empty()) rows.erase(rows.begin());
  return rows;
}

JudgedSet ReadMelo(const std::string& data, const std::string& corpus, const std::string& name,
                   const std::string& queries) {
  JudgedSet set;
  std::map<std::string, std::string> concepts;  // by label's id
  for (auto& row : ReadTable(data + "/relevance/" + corpus + ".tsv", '\t')) {
    concepts[row[0]] = row[2];
    set.labels.push_back({std::move(row[1]), std::move(row[2])});
  }
  std::map<std::string, size_t> numbers;  // of queries
  for (auto& row : ReadTable(data + "/relevance/" + queries + "_queries.tsv", '\t')) {
    numbers[row[0]] = set.queries.size();
    set.queries.push_back({std::move(row[1]), {}});
  }
  for (const auto& row : ReadTable(data + "/relevance/" + name + "_qrels.tsv", '\t')) {
    const auto found = concepts.find(row[1]);
    set.queries[numbers.at(row[0])].answers.insert(found == concepts.end() ? row[1] : found->second);
  }
  return set;
}

JudgedSet ReadTalentClef(const std::string& data) {
  JudgedSet set;
  for (auto& row : ReadTable(data + "/relevance/talentclef25a_en_corpus.tsv", '\t'))
    set.labels.push_back({std::move(row[1]), std::move(row[0])});
  std::map<std::string, size_t> numbers;
  for (auto& row : ReadTable(data + "/relevance/talentclef25a_en_queries.tsv", '\t')) {
    numbers[row[0]] = set.queries.size();
    set.queries.push_back({std::move(row[1]), {}});
  }
  for (const auto& row : ReadTable(data + "/relevance/talentclef25a_en_qrels.tsv", '\t'))
    set.queries[numbers.at(row[0])].answers.insert(row[1]);
  return set;
}

void Measure::Add(const std::vector<std::string>& ranking, const std::set<std::string>& answers) {
  ++queries_;
  for (size_t i = 0; i < ranking.size(); ++i) {
    if (!answers.contains(ranking[i])) continue;
    reciprocal_ += 1.0 / static_cast<double>(i + 1);
    hits1_ += i < 1;
    hits5_ += i < 5;
    hits10_ += i < 10;
    return;
  }
}

}  // namespace tabadul::bench
