#include "services/statistics/series/cube_changes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "services/statistics/series/packed.h"

namespace tabadul::statistics {
namespace {

// Numbers of codes and sources. The lists are copied at the first that is new: mostly none is.
class Numbers {
 public:
  explicit Numbers(const Snapshot& present) : present_(present) {
    for (const std::string& source : present.sources()) {
      const auto number = static_cast<uint32_t>(by_source_.size());
      by_source_.emplace(source, number);
    }
  }
  uint32_t Source(const std::string& source) {
    const auto [it, added] = by_source_.try_emplace(source, static_cast<uint32_t>(by_source_.size()));
    if (added) {
      if (!sources_) sources_ = std::make_shared<std::vector<std::string>>(present_.sources());
      sources_->push_back(source);
    }
    return it->second;
  }
  std::optional<uint32_t> Code(size_t dimension, const std::string& code) {
    const KeyCodes& codes = codes_ ? *codes_ : present_.codes();
    if (codes.MayAdd(dimension, code)) {
      if (!codes_) codes_ = std::make_shared<KeyCodes>(present_.codes());
      codes_->Add(dimension, code);
      return codes_->Find(dimension, code);
    }
    return codes.Find(dimension, code);
  }
  const std::shared_ptr<KeyCodes>& codes() const { return codes_; }
  const std::shared_ptr<std::vector<std::string>>& sources() const { return sources_; }

 private:
  const Snapshot& present_;
  absl::flat_hash_map<std::string, uint32_t> by_source_;
  std::shared_ptr<KeyCodes> codes_;
  std::shared_ptr<std::vector<std::string>> sources_;
};

// Nullopt: the layout does not take it.
std::optional<ReadyChange> MakeOneReady(const CubeChange& change, const Layout& layout, Numbers& numbers) {
  if (change.key.size() != layout.dimensions.size()) return std::nullopt;
  ReadyChange ready;
  if (change.series != nullptr) {
    auto packed = PackSeries(*change.series, layout);
    if (!packed.ok()) return std::nullopt;
    ready.bytes = std::move(packed->bytes);
    ready.held.observations = packed->observations;
    ready.held.begins = absl::ToUnixSeconds(packed->begins);
    ready.held.ends = absl::ToUnixSeconds(packed->ends);
  }
  for (size_t i = 0; i < change.key.size(); ++i) {
    const auto code = numbers.Code(i, change.key[i]);
    if (!code) return std::nullopt;
    ready.codes.push_back(*code);
  }
  ready.removed = change.series == nullptr;
  ready.held.source = numbers.Source(change.source);
  ready.held.rank = change.rank;
  ready.held.sequence = change.sequence;
  ready.held.updated = absl::ToUnixMicros(change.time);
  return ready;
}

}  // namespace

ReadyChanges MakeReady(absl::Span<const CubeChange> changes, const Snapshot& present) {
  Numbers numbers(present);
  ReadyChanges ready;
  for (size_t i = 0; i < changes.size(); ++i) {
    if (auto one = MakeOneReady(changes[i], present.layout(), numbers)) {
      ready.changes.push_back(*std::move(one));
    } else {
      ready.refused.push_back(i);
    }
  }
  std::stable_sort(ready.changes.begin(), ready.changes.end(),
                   [](const ReadyChange& a, const ReadyChange& b) { return a.codes < b.codes; });
  ready.codes = numbers.codes();
  ready.sources = numbers.sources();
  return ready;
}

}  // namespace tabadul::statistics
