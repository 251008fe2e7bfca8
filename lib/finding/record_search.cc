#include "lib/finding/record_search.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "lib/evidence/digest.h"
#include "lib/finding/code_names.h"

namespace tabadul::finding {
namespace {

constexpr absl::Duration kLongestWait = absl::Seconds(2);
constexpr absl::Duration kOldest = absl::Seconds(1);  // that a shared result may be

// What comes from outside this process is looked at before it is used.
bool FitsTo(const Question& question, const internal::Found& found) {
  return found.facets_size() == question.facets &&
         std::all_of(found.facets().begin(), found.facets().end(), [](const internal::Found::Facet& facet) {
           return facet.values_size() == facet.documents_size();
         });
}

// What names a result for a reader in a cache: a digest, the same in every replica that understands the question in the
// same way.
std::string KeyOf(const Question& question, const std::string& words, const std::string& occupation,
                  const exchange::Reader& reader, const std::vector<std::string>& hidden) {
  // None of these has a line feed, but for the words, whose length is told.
  const std::string rest = (reader.all ? "all\n" : "\n") + reader.source + "\n" + reader.country + "\n" +
                           absl::StrJoin(hidden, ",") + "\n" + occupation + "\n" +
                           std::to_string(words.size()) + "\n" + words + "\n";
  return evidence::Hex(evidence::Sha256(rest + question.result));
}

}  // namespace

RecordSearch::RecordSearch(exchange::Exchange& exchange, RecordIndex& index,
                           const Understanding* understanding, redis::SharedResults* results)
    : exchange_(exchange),
      index_(index),
      understanding_(understanding),
      results_(results),
      page_tokens_(exchange.SecretFor("page tokens")) {}

std::string RecordSearch::OccupationOf(const Question& question, const std::string& words) const {
  if (understanding_ == nullptr || question.exact_words) return "";
  return understanding_->OccupationOf(words).value_or("");
}

absl::Status RecordSearch::AwaitPosition(const rpc::Call& call, const Question& question) {
  if (question.at_least.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const exchange::Position position,
                   exchange_.ParseToken(call.context(), question.at_least));
  return index_.WaitFor(position, std::min(absl::Now() + kLongestWait, call.context().deadline()));
}

// From another replica, or from a moment ago, if that has what the caller must see.
absl::StatusOr<internal::Found> RecordSearch::Find(const Question& question, const search::Query& query,
                                                   const std::string& occupation,
                                                   const exchange::Reader& reader) {
  if (results_ == nullptr) return index_.Find(query, reader);
  const exchange::Position applied = index_.Applied();
  // A replica that is cut off from the database goes on answering, but not for the others: what this index contained a
  // moment ago must be in it. And nothing newer: its records could not be shown.
  uint64_t asked = index_.AppliedBefore(kOldest);
  if (!question.at_least.empty()) {
    ASSIGN_OR_RETURN(const exchange::Position position, exchange_.ParseToken(question.at_least));
    asked = std::max(asked, position.sequence());
  }
  internal::Found found;
  const auto accept = [&](const std::string& result) {
    if (!found.ParseFromString(result) || !FitsTo(question, found)) return false;
    const auto from = exchange_.ParseToken(found.token());
    return from.ok() && from->epoch == applied.epoch && from->sequence() >= asked &&
           from->sequence() <= applied.sequence();
  };
  const auto compute = [&]() -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(found, index_.Find(query, reader));
    return found.SerializeAsString();
  };
  RETURN_IF_ERROR(
      results_
          ->Get(KeyOf(question, query.text, occupation, reader, index_.HiddenFrom(reader)), accept, compute)
          .status());
  return found;
}

absl::StatusOr<Answer> RecordSearch::FindPage(const Question& question, const std::string& words,
                                              const std::string& continuation,
                                              const exchange::Reader& reader) {
  Answer answer{.words = words, .occupation = OccupationOf(question, words)};
  search::Query query = question.to_query(words, answer.occupation);
  query.continuation = continuation;
  ASSIGN_OR_RETURN(answer.found, Find(question, query, answer.occupation, reader));
  return answer;
}

// Pages after the first go on with the query that the first was answered for.
absl::StatusOr<Answer> RecordSearch::Ask(const rpc::Call& call, const Question& question,
                                         const exchange::Reader& reader) {
  RETURN_IF_ERROR(AwaitPosition(call, question));
  ASSIGN_OR_RETURN(const PageToken token, page_tokens_.Read(question.fingerprint, question.page_token));
  const bool goes_on_corrected = !token.corrected.empty();
  ASSIGN_OR_RETURN(Answer answer, FindPage(question, goes_on_corrected ? token.corrected : question.query,
                                           token.continuation, reader));
  if (goes_on_corrected) answer.correction = search::Correction{.text = token.corrected, .words = {}};
  if (answer.found.total() == 0 && !question.exact_words && token.continuation.empty()) {
    if (auto correction = index_.Correct(question.query)) {
      ASSIGN_OR_RETURN(Answer corrected, FindPage(question, correction->text, "", reader));
      if (corrected.found.total() > 0) {
        answer = std::move(corrected);
        answer.correction = *std::move(correction);
      }
    }
  }
  answer.next_page_token = page_tokens_.Make(
      question.fingerprint, {answer.correction ? answer.correction->text : "", answer.found.continuation()});
  return answer;
}

std::vector<Match> RecordSearch::Matches(const Answer& answer, absl::Span<const RecordIndex::Shown> shown,
                                         const std::vector<common::v1::LocalizedText>& titles,
                                         const std::string& language) const {
  const auto words = index_.analyzer().AnalyzeQuery(answer.words);
  const auto descriptions = index_.Descriptions(shown);
  std::vector<Match> matches;
  for (size_t i = 0; i < shown.size(); ++i)
    matches.push_back(MatchOf(titles[i], descriptions[i], words, language, index_.analyzer()));
  return matches;
}

jobs::v1::Corrected ToProto(const search::Correction& correction) {
  jobs::v1::Corrected corrected;
  corrected.set_query(correction.text);
  for (const search::Correction::Word& word : correction.words) {
    jobs::v1::Corrected::Replaced& replaced = *corrected.add_words();
    replaced.set_typed(word.from);
    replaced.set_by(word.to);
  }
  return corrected;
}

jobs::v1::Understood ToUnderstood(const std::string& occupation, const std::string& language) {
  jobs::v1::Understood understood;
  understood.set_occupation(occupation);
  understood.set_label(OccupationName(occupation, language));
  return understood;
}

}  // namespace tabadul::finding
