// The reading half of the engine.
#include <algorithm>
#include <shared_mutex>

#include "lib/platform/base/mutant.h"
#include "lib/platform/base/status.h"
#include "lib/search/engine.h"
#include "lib/search/matcher.h"
#include "lib/search/ranking.h"

namespace tabadul::search {
namespace {

constexpr int kMaxPageSize = 1000;

int64_t NumberOf(const Query& query, const Stored& document) {
  return query.newest_by < 0 ? 0 : document.numbers[query.newest_by];
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
  for (const Query::AnyOf& any_of : query.any_of) {
    std::vector<bool>& wanted = plan.values.emplace_back(values_.size());
    bool any = false;
    for (const std::string& value : any_of.values) {
      const auto it = values_.find({any_of.column, value});
      if (it != values_.end()) wanted[it->second] = any = true;
    }
    plan.impossible |= !any;
  }
  return plan;
}

bool Index::Engine::Passes(const Query& query, const Plan& plan, const Stored& document) const {
  for (const Query::Range& range : query.ranges) {
    const int64_t number = document.numbers[range.column];
    const bool in = number == kMissing ? range.or_missing : range.min <= number && number <= range.max;
    if (!in) return false;
  }
  return std::all_of(plan.values.begin(), plan.values.end(), [&](const std::vector<bool>& wanted) {
    return std::any_of(document.values.begin(), document.values.end(),
                       [&](uint32_t value) { return wanted[value]; });
  });
}

void Index::Engine::SearchSegment(const Segment& segment, const Query& query, const Plan& plan,
                                  Page& page) const {
  const Ranking ranking(schema_.fields, plan.statistics);
  Matcher matcher(segment, plan.words);
  for (Slot slot = matcher.Next(); slot != kNoSlot; slot = matcher.Next()) {
    const Stored& document = segment.document(slot);
    if (!Passes(query, plan, document)) continue;
    page.Offer({matcher.Score(slot, ranking), NumberOf(query, document), document.id});
  }
}

Hits Index::Engine::Answer(uint64_t fingerprint, const Statistics& statistics, Page& page) const {
  Hits answer{.total = page.offered()};
  bool more = false;
  const std::vector<Candidate> best = page.Take(more);
  for (const Candidate& candidate : best) answer.hits.push_back({std::string(candidate.id), candidate.score});
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
    after = {before.score, before.number, before.id};
  }
  Page page(query.newest_by < 0 ? Page::Order::kScore : Page::Order::kNumber,
            static_cast<size_t>(std::clamp(query.page_size, 1, kMaxPageSize)), after);
  std::shared_lock lock(mutex_);
  Plan plan = MakePlan(query, words);
  if (after.has_value() && !MUTANT("rescore_pages")) plan.statistics = std::move(before.statistics);
  if (!plan.impossible) {
    for (const auto& segment : segments_) SearchSegment(*segment, query, plan, page);
  }
  return Answer(fingerprint, plan.statistics, page);
}

}  // namespace tabadul::search
