// The sets of titles with judged answers that the relevance bench measures on, from the folder of shared data;
// and the measures.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tabadul::bench {

// Rows of a delimited file without its header; quotes as in RFC 4180 if the delimiter is a comma. Empty if there
// is no such file.
std::vector<std::vector<std::string>> ReadTable(const std::string& path, char delimiter);

struct Title {
  std::string text;
  std::string of;  // the concept that it is a label of
};
struct Query {
  std::string text;
  std::set<std::string> answers;  // concepts
};
struct JudgedSet {
  std::vector<Title> labels;
  std::vector<Query> queries;
};

// A MELO set: relevance/`corpus`.tsv, relevance/`name`_queries.tsv and _qrels.tsv. The queries
// may be those of another set.
JudgedSet ReadMelo(const std::string& data, const std::string& corpus, const std::string& name,
                   const std::string& queries);
// TalentCLEF: every title of the corpus is a concept of its own.
JudgedSet ReadTalentClef(const std::string& data);

// Of a ranking by concept: mean reciprocal rank of the first right answer, and the share of queries with one
// among the first 1, 5 and 10.
class Measure {
 public:
  void Add(const std::vector<std::string>& ranking, const std::set<std::string>& answers);
  double MeanReciprocalRank() const { return reciprocal_ / Count(); }
  double HitAt1() const { return hits1_ / Count(); }
  double HitAt5() const { return hits5_ / Count(); }
  double HitAt10() const { return hits10_ / Count(); }
  size_t queries() const { return queries_; }

 private:
  double Count() const { return queries_ == 0 ? 1 : static_cast<double>(queries_); }

  size_t queries_ = 0;
  double reciprocal_ = 0, hits1_ = 0, hits5_ = 0, hits10_ = 0;
};

}  // namespace tabadul::bench
