#include "lib/search/engine.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <mutex>

#include "absl/hash/hash.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/status.h"

namespace tabadul::search {
namespace {

// By which a document's texts are known again. Of 64 bits: that its next ones have the same is no chance to reckon with.
uint64_t HashOf(const std::vector<Document::Text>& texts) {
  size_t hash = texts.size();
  for (const Document::Text& text : texts) hash = absl::HashOf(hash, text.field, text.language, text.text);
  return hash;
}

}  // namespace

Index::Engine::Engine(Schema schema, const language::Analyzer& analyzer, uint32_t segment_documents)
    : schema_(std::move(schema)),
      analyzer_(analyzer),
      segment_documents_(segment_documents),
      field_lengths_(schema_.fields.size()) {}

void Index::Engine::Count(const Document& document) {
  const size_t fields = schema_.fields.size();
  Counted& counted = counted_;
  counted.known.clear();
  counted.frequencies.clear();
  counted.others.clear();
  counted.lengths.assign(fields, 0);
  rows_.resize(std::max(rows_.size(), dictionary_.ids()));
  const auto known = [&](TermId term) -> uint16_t* {
    uint32_t& row = rows_[term];  // one more than its number; 0: none
    if (row == 0) {
      counted.known.push_back(term);
      counted.frequencies.resize(counted.frequencies.size() + fields);
      row = static_cast<uint32_t>(counted.known.size());
    }
    return &counted.frequencies[(row - 1) * fields];
  };
  const auto other = [&](std::string_view term) -> uint16_t* {
    const auto found = counted.others.find(Absl(term));
    if (found != counted.others.end()) return found->second.data();
    return counted.others.try_emplace(std::string(term), Counted::Frequencies(fields)).first->second.data();
  };
  for (const Document::Text& text : document.texts) {
    const auto field = static_cast<size_t>(text.field);
    analyzer_.ForEach(text.text, text.language, [&](std::string_view term, language::Memo& memo) {
      ++counted.lengths[field];
      const std::optional<TermId> id = dictionary_.Find(term, memo);
      uint16_t& frequency = (id ? known(*id) : other(term))[field];
      if (frequency < std::numeric_limits<uint16_t>::max()) ++frequency;
    });
  }
  for (const TermId term : counted.known) rows_[term] = 0;
}

const Index::Engine::Location* Index::Engine::WithTexts(const std::string& id, uint64_t texts) const {
  const auto it = locations_.find(id);
  if (it == locations_.end()) return nullptr;
  const Location& at = it->second;
  return at.segment->document(at.slot).texts == texts ? &at : nullptr;
}

void Index::Engine::Upsert(const Document& document) {
  std::lock_guard writing(writing_);
  const uint64_t texts = HashOf(document.texts);
  if (const Location* const at = WithTexts(document.id, texts)) {
    std::lock_guard lock(mutex_);
    return Revise(document, *at);
  }
  Count(document);
  std::unique_ptr<Segment> dropped;  // freed after the lock
  std::lock_guard lock(mutex_);
  // Before the one that stands there goes: its terms stay what they were when they were counted.
  std::vector<TermInField> terms = AcquireWords();
  Drop(document.id);
  Add(document, texts, std::move(terms));
  counted_.others.clear();  // words that no other document has
  Tidy();
  dropped = std::move(dropped_);
}

bool Index::Engine::Remove(std::string_view id) {
  std::lock_guard writing(writing_);
  std::unique_ptr<Segment> dropped;
  std::lock_guard lock(mutex_);
  if (MUTANT("lose_a_removal")) return locations_.contains(Absl(id));
  const bool removed = Drop(id);
  Tidy();
  dropped = std::move(dropped_);
  return removed;
}

Segment& Index::Engine::Open() {
  if (segments_.empty() || segments_.back()->size() >= segment_documents_)
    segments_.push_back(std::make_unique<Segment>());
  return *segments_.back();
}

std::vector<TermInField> Index::Engine::AcquireWords() {
  const Counted& counted = counted_;
  std::vector<TermInField> terms;
  terms.reserve((counted.known.size() + counted.others.size()) * 5 / 4 + 1);
  const auto add = [&](TermId term, const uint16_t* frequencies) {
    for (size_t field = 0; field < schema_.fields.size(); ++field) {
      if (frequencies[field] > 0) terms.push_back({term, static_cast<uint16_t>(field), frequencies[field]});
    }
  };
  for (size_t i = 0; i < counted.known.size(); ++i) {
    dictionary_.Acquire(counted.known[i]);
    add(counted.known[i], &counted.frequencies[i * schema_.fields.size()]);
  }
  for (const auto& [term, frequencies] : counted.others) add(dictionary_.Acquire(term), frequencies.data());
  return terms;
}

// Each once.
std::vector<TermId> Index::Engine::AcquireConcepts(const Document& document) {
  std::vector<TermId> concepts;
  for (const std::string& concept_id : document.concepts) {
    const TermId term = dictionary_.Acquire(ConceptTerm(concept_id));
    if (std::find(concepts.begin(), concepts.end(), term) == concepts.end()) {
      concepts.push_back(term);
    } else {
      dictionary_.Release(term);
    }
  }
  return concepts;
}

std::vector<uint32_t> Index::Engine::AcquireValues(const Document& document) {
  std::vector<uint32_t> values;
  values.reserve(document.keywords.size());
  for (const Document::Keyword& keyword : document.keywords)
    values.push_back(ValueOf(keyword.column, keyword.value));
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  for (const uint32_t value : values) ++value_uses_[value];
  return values;
}

std::vector<int64_t> Index::Engine::NumbersOf(const Document& document) const {
  std::vector<int64_t> numbers(schema_.numbers.size(), kMissing);
  for (const Document::Number& number : document.numbers) numbers[number.column] = number.value;
  return numbers;
}

void Index::Engine::Add(const Document& document, uint64_t texts, std::vector<TermInField> terms) {
  Stored stored{.id = document.id, .lengths = counted_.lengths, .texts = texts};
  stored.terms.reserve(counted_.known.size() + counted_.others.size() + document.concepts.size());
  for (size_t i = 0; i < terms.size(); ++i) {
    if (i == 0 || terms[i].term != terms[i - 1].term) stored.terms.push_back(terms[i].term);
  }
  stored.words = static_cast<uint32_t>(stored.terms.size());
  for (const TermId term : AcquireConcepts(document)) {
    stored.terms.push_back(term);
    terms.push_back({term, kConceptField, kConceptFrequency});
  }
  stored.values = AcquireValues(document);
  stored.numbers = NumbersOf(document);
  for (size_t i = 0; i < field_lengths_.size(); ++i) field_lengths_[i] += stored.lengths[i];
  Segment& segment = Open();
  const Slot slot = segment.Append(std::move(stored), terms);
  locations_[document.id] = {&segment, slot};
}

// The one that stands there becomes `document`, which has the same texts: all that is of its words stays.
void Index::Engine::Revise(const Document& document, const Location& at) {
  const Stored& before = at.segment->document(at.slot);
  const std::vector<TermId> concepts = AcquireConcepts(document);
  std::vector<uint32_t> values = AcquireValues(document);
  for (const TermId term : before.concepts()) dictionary_.Release(term);
  for (const uint32_t value : before.values) ReleaseValue(value);
  at.segment->Revise(at.slot, concepts, std::move(values), NumbersOf(document));
}

bool Index::Engine::Drop(std::string_view id) {
  const auto it = locations_.find(Absl(id));
  if (it == locations_.end()) return false;
  const auto [segment, slot] = it->second;
  locations_.erase(it);
  const Stored& document = segment->document(slot);
  for (const TermId term : document.terms) dictionary_.Release(term);
  for (const uint32_t value : document.values) ReleaseValue(value);
  for (size_t i = 0; i < field_lengths_.size(); ++i) field_lengths_[i] -= document.lengths[i];
  segment->Kill(slot);
  return true;
}

// Its number is free until a document has it: the caller adds one at once.
uint32_t Index::Engine::ValueOf(int column, const std::string& value) {
  const auto next = static_cast<uint32_t>(free_values_.empty() ? value_of_.size() : free_values_.back());
  const auto [it, added] = values_.try_emplace({column, value}, next);
  if (!added) return it->second;
  if (free_values_.empty()) {
    value_of_.push_back(&it->first);
    value_uses_.push_back(0);
  } else {
    free_values_.pop_back();
    value_of_[next] = &it->first;
  }
  return next;
}

// After its last document a value is forgotten and its number goes to another: documents that still bear it are dead.
void Index::Engine::ReleaseValue(uint32_t value) {
  if (--value_uses_[value] > 0) return;
  values_.erase(*value_of_[value]);
  value_of_[value] = nullptr;
  free_values_.push_back(value);
}

// Every write moves a few documents out of a segment that is half dead; an empty one is dropped. So memory
// follows the number of live documents, and no write waits for more than its share.
void Index::Engine::Tidy() {
  constexpr int kMovesPerWrite = 8;
  if (emptied_ == nullptr) {
    for (size_t i = 0; i + 1 < segments_.size(); ++i) {
      if (segments_[i]->dead() * 2 >= segments_[i]->size()) emptied_ = segments_[i].get();
    }
    emptied_to_ = 0;
  }
  if (emptied_ == nullptr) return;
  for (int moves = 0; moves < kMovesPerWrite && emptied_to_ < emptied_->size(); ++emptied_to_) {
    if (!emptied_->document(emptied_to_).live) continue;
    Move(emptied_to_);
    ++moves;
  }
  if (emptied_to_ < emptied_->size()) return;
  const auto it = std::find_if(segments_.begin(), segments_.end(),
                               [this](const auto& segment) { return segment.get() == emptied_; });
  dropped_ = std::move(*it);
  segments_.erase(it);
  emptied_ = nullptr;
}

void Index::Engine::Move(Slot slot) {
  const std::vector<TermInField> terms = emptied_->TermsOf(slot);
  Stored copy = emptied_->document(slot);
  Segment& segment = Open();
  Location& location = locations_[copy.id];
  location = {&segment, segment.Append(std::move(copy), terms)};
  emptied_->Kill(slot);
}

bool Index::Engine::Knows(const language::QueryWord& word) const {
  std::shared_lock lock(mutex_);
  return std::any_of(word.any_of.begin(), word.any_of.end(),
                     [this](const std::string& term) { return dictionary_.Find(term).has_value(); });
}

Figures Index::Engine::figures() const {
  std::shared_lock lock(mutex_);
  Figures figures{.documents = static_cast<int64_t>(locations_.size()),
                  .segments = static_cast<int64_t>(segments_.size()),
                  .terms = static_cast<int64_t>(dictionary_.size()),
                  .values = static_cast<int64_t>(values_.size())};
  for (const auto& segment : segments_) figures.tombstones += segment->dead();
  return figures;
}

Index::Index(Schema schema, const language::Analyzer& analyzer, uint32_t segment_documents)
    : engine_(std::make_unique<Engine>(std::move(schema), analyzer, segment_documents)) {}
Index::~Index() = default;

void Index::Upsert(const Document& document) { engine_->Upsert(document); }
bool Index::Remove(std::string_view id) { return engine_->Remove(id); }
absl::StatusOr<Hits> Index::Search(const Query& query) const { return engine_->Search(query); }
bool Index::Knows(const language::QueryWord& word) const { return engine_->Knows(word); }
Figures Index::figures() const { return engine_->figures(); }

}  // namespace tabadul::search
