// The reading half of the engine.
#include <algorithm>
#include <cmath>
#include <shared_mutex>

#include "lib/platform/base/mutant.h"
#include "lib/platform/base/status.h"
#include "lib/search/engine.h"
#include "lib/search/globe.h"
#include "lib/search/matcher.h"
#include "lib/search/ranking.h"

namespace tabadul::search {
namespace {

constexpr int kMaxPageSize = 1000;

// From the point that the query names; none if it names none, or the document has no place.
std::optional<int64_t> MetresOf(const Query& query, const Stored& document) {
  if (!query.near) return std::nullopt;
  const int64_t latitude = document.numbers[query.near->latitude];
  const int64_t longitude = document.numbers[query.near->longitude];
  if (latitude == kMissing || longitude == kMissing) return std::nullopt;
  return Metres({query.near->at_latitude, query.near->at_longitude}, {latitude, longitude});
}

// What a page is sorted by, highest first, unless by score.
int64_t NumberOf(const Query& query, const Stored& document, std::optional<int64_t> metres) {
  if (query.near && query.near->nearest_first) return metres ? -*metres : kMissing;
  return query.newest_by < 0 ? 0 : document.numbers[query.newest_by];
}

bool ByNumber(const Query& query) {
  return query.newest_by >= 0 || (query.near && query.near->nearest_first);
}

}  // namespace

Index::Engine::Plan Index::Engine::MakePlan(const Query& query,
                                            const std::vector<language::QueryWord>& words) const {
  Plan plan;
  plan.statistics.documents = locations_.size();
  plan.statistics.field_lengths = field_lengths_;
  for (const language::QueryWord& word : words) {
    std::vector<TermId>& terms = plan.words.emplace_back();
    uint64_t frequency = 0;  // a document seldom holds two of the terms: the sum is near enough, and cheap
    for (const std::string& term : word.any_of) {
      if (const std::optional<TermId> id = dictionary_.Find(term)) {
        terms.push_back(*id);
        frequency += dictionary_.documents(*id);
      }
    }
    plan.statistics.frequencies.push_back(std::min(frequency, plan.statistics.documents));
    plan.impossible |= terms.empty();
  }
  if (query.alternative) plan.alternative = dictionary_.Find(ConceptTerm(query.alternative->concept_id));
  for (const Query::AnyOf& any_of : query.any_of) {
    Mark(any_of, plan.values.emplace_back(value_of_.size()));
  }
  for (const Query::AnyOf& none_of : query.none_of) {
    plan.excluded.resize(value_of_.size());
    Mark(none_of, plan.excluded);
  }
  plan.faceted.resize(schema_.keywords.size());
  for (const Query::Facet& facet : query.facets) plan.faceted[static_cast<size_t>(facet.column)] = true;
  return plan;
}

void Index::Engine::Mark(const Query::AnyOf& any_of, std::vector<bool>& values) const {
  for (const std::string& value : any_of.values) {
    const auto it = values_.find({any_of.column, value});
    if (it != values_.end()) values[it->second] = true;
  }
}

bool Index::Engine::IsExcluded(const Plan& plan, const Stored& document) const {
  return !plan.excluded.empty() && std::any_of(document.values.begin(), document.values.end(),
                                               [&](uint32_t value) { return plan.excluded[value]; });
}

bool Index::Engine::InRanges(const Query& query, const Stored& document) const {
  return std::all_of(query.ranges.begin(), query.ranges.end(), [&](const Query::Range& range) {
    const int64_t number = document.numbers[range.column];
    return number == kMissing ? range.or_missing : range.min <= number && number <= range.max;
  });
}

// kPasses, or the one column whose filters it fails, or kFails if there are several.
int Index::Engine::FailingColumn(const Query& query, const Plan& plan, const Stored& document) const {
  int failing = kPasses;
  for (size_t i = 0; i < plan.values.size(); ++i) {
    const std::vector<bool>& wanted = plan.values[i];
    const int column = query.any_of[i].column;
    const bool passes = std::any_of(document.values.begin(), document.values.end(),
                                    [&](uint32_t value) { return wanted[value]; });
    if (passes || failing == column) continue;
    if (failing != kPasses || !plan.faceted[static_cast<size_t>(column)]) return kFails;
    failing = column;
  }
  return failing;
}

// A document that has the words, or is about the alternative: kept if it passes the filters, counted as facets ask.
void Index::Engine::Take(const Query& query, const Plan& plan, const Stored& document, double score,
                         Page& page, std::vector<int64_t>& counts) const {
  if (!InRanges(query, document) || IsExcluded(plan, document)) return;
  const std::optional<int64_t> metres = MetresOf(query, document);
  if (query.near && query.near->within && (!metres || *metres > *query.near->within)) return;
  const int failing = FailingColumn(query, plan, document);
  if (failing == kFails) return;
  if (!query.facets.empty()) {
    for (const uint32_t value : document.values) {
      const int column = value_of_[value]->first;
      counts[value] += plan.faceted[static_cast<size_t>(column)] && (failing == kPasses || failing == column);
    }
  }
  if (failing == kPasses) page.Offer({score, NumberOf(query, document, metres), document.id, metres});
}

// Below every score of words, which is not negative; rising with the number.
double Index::Engine::AlternativeScore(const Query& query, const Stored& document) const {
  const int64_t number = document.numbers[query.alternative->newest_by];
  return -16 + (number == kMissing ? -8 : std::tanh(static_cast<double>(number) * 1e-16) * 4);
}

void Index::Engine::SearchSegment(const Segment& segment, const Query& query, const Plan& plan, Page& page,
                                  std::vector<int64_t>& counts) const {
  std::vector<bool> taken(plan.alternative ? segment.size() : 0);
  if (!plan.impossible) {
    const Ranking ranking(schema_.fields, plan.statistics);
    Matcher matcher(segment, plan.words);
    for (Slot slot = matcher.Next(); slot != kNoSlot; slot = matcher.Next()) {
      if (plan.alternative) taken[slot] = true;
      Take(query, plan, segment.document(slot), matcher.Score(slot, ranking), page, counts);
    }
  }
  if (!plan.alternative) return;
  const std::vector<std::vector<TermId>> alternative = {{*plan.alternative}};
  Matcher matcher(segment, alternative);
  for (Slot slot = matcher.Next(); slot != kNoSlot; slot = matcher.Next()) {
    const Stored& document = segment.document(slot);
    if (!taken[slot]) Take(query, plan, document, AlternativeScore(query, document), page, counts);
  }
}

std::vector<Hits::Count> Index::Engine::Top(const Query::Facet& facet,
                                            const std::vector<int64_t>& counts) const {
  std::vector<Hits::Count> top;
  for (size_t value = 0; value < counts.size(); ++value) {
    if (counts[value] > 0 && value_of_[value] != nullptr && value_of_[value]->first == facet.column)
      top.push_back({value_of_[value]->second, counts[value]});
  }
  std::sort(top.begin(), top.end(), [](const Hits::Count& a, const Hits::Count& b) {
    return a.documents != b.documents ? a.documents > b.documents : a.value < b.value;
  });
  if (top.size() > facet.limit) top.resize(facet.limit);
  return top;
}

Hits Index::Engine::Answer(uint64_t fingerprint, const Statistics& statistics, Page& page) const {
  Hits answer{.total = page.offered()};
  bool more = false;
  const std::vector<Candidate> best = page.Take(more);
  for (const Candidate& candidate : best)
    answer.hits.push_back({std::string(candidate.id), candidate.score, candidate.metres});
  if (more) {
    const Candidate& last = best.back();
    answer.continuation = Encode({fingerprint, statistics, last.score, last.number, std::string(last.id)});
  }
  return answer;
}

absl::StatusOr<Hits> Index::Engine::Search(const Query& query) const {
  const std::vector<language::QueryWord> words = analyzer_.AnalyzeQuery(query.text);
  const uint64_t fingerprint = Fingerprint(query);
  Continuation before;
  std::optional<Candidate> after;
  if (!query.continuation.empty()) {
    ASSIGN_OR_RETURN(before, DecodeContinuation(query.continuation));
    if (before.fingerprint != fingerprint || before.statistics.frequencies.size() != words.size() ||
        before.statistics.field_lengths.size() != schema_.fields.size()) {
      return Error(common::v1::ERROR_REASON_TOKEN_MISMATCH);
    }
    after = {before.score, before.number, before.id, std::nullopt};
  }
  Page page(ByNumber(query) ? Page::Order::kNumber : Page::Order::kScore,
            static_cast<size_t>(std::clamp(query.page_size, 1, kMaxPageSize)), after);
  std::shared_lock lock(mutex_);
  Plan plan = MakePlan(query, words);
  if (after.has_value() && !MUTANT("rescore_pages")) plan.statistics = std::move(before.statistics);
  std::vector<int64_t> counts(query.facets.empty() ? 0 : value_of_.size());
  for (const auto& segment : segments_) SearchSegment(*segment, query, plan, page, counts);
  Hits answer = Answer(fingerprint, plan.statistics, page);
  for (const Query::Facet& facet : query.facets) answer.facets.push_back(Top(facet, counts));
  return answer;
}

}  // namespace tabadul::search
