#include "lib/search/dictionary.h"

#include <atomic>

#include "lib/platform/base/mutant.h"
#include "lib/platform/base/status.h"

namespace tabadul::search {
namespace {

uint64_t NextSerial() {
  static std::atomic<uint64_t> last = 0;  // 0: no dictionary's
  return ++last;
}

}  // namespace

Dictionary::Dictionary() : serial_(NextSerial()) {}

TermId Dictionary::Acquire(std::string_view term) {
  const auto [it, added] = ids_.try_emplace(Absl(term), 0);
  if (added) {
    if (free_.empty()) {
      free_.push_back(static_cast<TermId>(entries_.size()));
      entries_.emplace_back();
    }
    it->second = free_.back();
    free_.pop_back();
    entries_[it->second].term = &it->first;
  }
  ++entries_[it->second].documents;
  return it->second;
}

void Dictionary::Release(TermId id) {
  Entry& entry = entries_[id];
  if (--entry.documents > 0) return;
  ids_.erase(ids_.find(*entry.term));
  entry.term = nullptr;
  if (!MUTANT("numbers_have_no_generation")) ++entry.generation;
  free_.push_back(id);
}

std::optional<TermId> Dictionary::Find(std::string_view term) const {
  const auto it = ids_.find(Absl(term));
  if (it == ids_.end()) return std::nullopt;
  return it->second;
}

std::optional<TermId> Dictionary::FindAnew(std::string_view term, language::Memo& memo) const {
  const std::optional<TermId> id = Find(term);
  if (id) memo = {serial_, *id, entries_[*id].generation};
  return id;
}

}  // namespace tabadul::search
