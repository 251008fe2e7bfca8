#include "services/statistics/vintages/reader.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "lib/platform/log/log.h"
#include "services/statistics/series/series.h"

namespace tabadul::statistics {
namespace {

constexpr int kNamesOfPage = 1'000;
// Of the series that are read at once.
constexpr size_t kBytesAtOnce = 4u << 20, kSeriesAtOnce = 200;

struct Wanted {
  VintageName name;
  std::vector<std::string> key;
};

// The vintages of one series, with what they point to.
class Told {
 public:
  void Add(const StoredVintage& vintage) {
    Writing& writing = writings_.emplace_back();
    // Clocks are set back now and then; the order is that of the commits.
    writing.at = writings_.size() > 1 ? std::max(vintage.at, writings_[writings_.size() - 2].at) : vintage.at;
    if (vintage.payload.empty()) return;
    v1::Series& series = series_.emplace_back();
    if (series.ParseFromString(vintage.payload)) {
      writing.series = &series;
    } else {
      log::Error("vintage_unreadable", {{"sequence", vintage.sequence}});
    }
  }
  absl::Span<const Writing> writings() const { return writings_; }

 private:
  std::vector<Writing> writings_;
  std::deque<v1::Series> series_;
};

// Reads those, and tells them one after the other.
absl::Status Tell(const VintageStore& store, const Context& context, absl::Span<const Wanted> wanted,
                  const VintageReader::Take& take) {
  if (wanted.empty()) return absl::OkStatus();
  std::vector<std::string> keys;
  for (const Wanted& one : wanted) keys.push_back(one.name.record_key);
  ASSIGN_OR_RETURN(const std::vector<StoredVintage> vintages, store.Read(context, keys));
  auto vintage = vintages.begin();
  for (const Wanted& one : wanted) {
    Told told;
    for (; vintage != vintages.end() && vintage->record_key == one.name.record_key; ++vintage)
      told.Add(*vintage);
    if (told.writings().empty()) continue;  // erased meanwhile
    RETURN_IF_ERROR(take({one.name.source, one.key, told.writings()}));
  }
  return absl::OkStatus();
}

// In pieces that fit into memory.
absl::Status TellAll(const VintageStore& store, const Context& context, absl::Span<const Wanted> wanted,
                     const VintageReader::Take& take) {
  size_t begin = 0, bytes = 0;
  for (size_t i = 0; i < wanted.size(); ++i) {
    const size_t more = wanted[i].name.bytes;
    if (more > kMaxVintageBytes) {
      return Error(common::v1::ERROR_REASON_RECORD_TOO_LARGE,
                   {{"limit_bytes", std::to_string(kMaxVintageBytes)}});
    }
    if (i > begin && (bytes + more > kBytesAtOnce || i - begin == kSeriesAtOnce)) {
      RETURN_IF_ERROR(Tell(store, context, wanted.subspan(begin, i - begin), take));
      begin = i;
      bytes = 0;
    }
    bytes += more;
  }
  return Tell(store, context, wanted.subspan(begin), take);
}

}  // namespace

absl::Status VintageReader::Read(const Context& context, const Reference& dataflow, const IsPublic& is_public,
                                 const Wants& wants, const Take& take) const {
  const std::string flow = DataflowText(dataflow);
  VintageName last;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<VintageName> names, store_.Names(context, flow, last, kNamesOfPage));
    std::vector<Wanted> wanted;
    for (const VintageName& name : names) {
      if (!is_public(name.source)) continue;
      auto series = ParseSeriesId(name.record_id);
      if (!series.ok() || !wants(series->key)) continue;
      wanted.push_back({name, std::move(series->key)});
    }
    RETURN_IF_ERROR(TellAll(store_, context, wanted, take));
    if (names.size() < static_cast<size_t>(kNamesOfPage)) return absl::OkStatus();
    last = names.back();
  }
}

}  // namespace tabadul::statistics
