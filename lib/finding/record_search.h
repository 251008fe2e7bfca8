// A search of records of any kind, from what is asked to what is found: waits for `at_least`, understands which occupation
// a query names, corrects a query that finds nothing, goes on from page to page, and shares dear results with the other
// replicas. Thread-safe. What it is given outlives it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lib/finding/highlights.h"
#include "lib/finding/page_token.h"
#include "lib/finding/record_index.h"
#include "lib/finding/understanding.h"
#include "lib/platform/redis/shared_results.h"
#include "lib/platform/rpc/call.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::finding {

// What a valid request asks, of whatever kind.
struct Question {
  std::string query;  // as typed
  bool exact_words = false;
  std::string at_least, page_token;
  std::string fingerprint;  // page_token.h
  std::string result;       // beside reader, words and occupation, all that a page of results depends on
  int facets = 0;           // how many
  // The query with these words in the place of its own, whose occupation ("" = none) finds without them; without a
  // continuation.
  std::function<search::Query(const std::string& words, const std::string& occupation)> to_query;
};

struct Answer {
  std::string words;       // that were searched for
  std::string occupation;  // that they name; empty: none
  internal::Found found;
  std::optional<search::Correction> correction;
  std::string next_page_token;
};

// Question::result of a request.
template <class Request>
std::string ResultOf(Request request) {
  request.clear_at_least();
  request.clear_highlights();
  request.clear_query();
  return Request::descriptor()->full_name() + "\n" + request.SerializeAsString();
}
// The fields that every kind's request has.
template <class Request>
Question QuestionOf(const Request& request) {
  return {.query = request.query(),
          .exact_words = request.exact_words(),
          .at_least = request.at_least(),
          .page_token = request.page_token(),
          .fingerprint = Fingerprint(request),
          .result = ResultOf(request),
          .facets = request.facets_size(),
          .to_query = nullptr};
}

class RecordSearch {
 public:
  // `understanding`: null: records of the kind are of no occupation. `results`: shared with the other replicas; null: every
  // search is computed.
  RecordSearch(exchange::Exchange& exchange, RecordIndex& index, const Understanding* understanding,
               redis::SharedResults* results);

  absl::StatusOr<Answer> Ask(const rpc::Call& call, const Question& question, const exchange::Reader& reader);
  // The occupation that these words are taken for; empty: none.
  std::string OccupationOf(const Question& question, const std::string& words) const;
  // Where what is shown of an answer has its words. `titles`: of the same records.
  std::vector<Match> Matches(const Answer& answer, absl::Span<const RecordIndex::Shown> shown,
                             const std::vector<common::v1::LocalizedText>& titles,
                             const std::string& language) const;

 private:
  absl::Status AwaitPosition(const rpc::Call& call, const Question& question);
  absl::StatusOr<Answer> FindPage(const Question& question, const std::string& words,
                                  const std::string& continuation, const exchange::Reader& reader);
  absl::StatusOr<internal::Found> Find(const Question& question, const search::Query& query,
                                       const std::string& occupation, const exchange::Reader& reader);

  exchange::Exchange& exchange_;
  RecordIndex& index_;
  const Understanding* const understanding_;
  redis::SharedResults* const results_;
  const PageTokens page_tokens_;
};

// What every kind's response says in the same words.
jobs::v1::Corrected ToProto(const search::Correction& correction);
jobs::v1::Understood ToUnderstood(const std::string& occupation, const std::string& language);

}  // namespace tabadul::finding
