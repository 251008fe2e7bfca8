#include "lib/search/completer.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "lib/language/fold.h"
#include "lib/platform/base/status.h"

namespace tabadul::search {
namespace {

constexpr std::string_view kArticle = "ال";
constexpr size_t kShort = 5;  // code points: beginnings that are kept by size
constexpr size_t kTakenBySize = 64;

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

size_t CodePoints(std::string_view text) {
  return text.size() - static_cast<size_t>(std::count_if(text.begin(), text.end(), IsContinuation));
}

// Folded, words parted by single spaces; a space at the end stays: the word is whole.
std::string Tidy(std::string_view text) {
  std::string tidy;
  for (const char c : language::Fold(text)) {
    const bool space =
        static_cast<unsigned char>(c) <= ' ' || c == '/' || c == '-' || c == ',' || c == '(' || c == ')';
    if (!space) tidy.push_back(c);
    if (space && !tidy.empty() && tidy.back() != ' ') tidy.push_back(' ');
  }
  return tidy;
}

bool HasArticle(std::string_view word) {
  return word.starts_with(kArticle) && word.size() > kArticle.size() && word[kArticle.size()] != ' ';
}

// Where a reader may begin to type a label: at each word, and behind its article.
std::vector<uint32_t> StartsOf(std::string_view folded) {
  std::vector<uint32_t> starts;
  for (size_t at = 0; at < folded.size(); at = folded.find(' ', at)) {
    if (folded[at] == ' ') ++at;
    if (at >= folded.size()) break;
    starts.push_back(static_cast<uint32_t>(at));
    if (HasArticle(folded.substr(at))) starts.push_back(static_cast<uint32_t>(at + kArticle.size()));
  }
  return starts;
}

// Whether a word of a folded label begins so.
bool Begins(std::string_view label, std::string_view typed) {
  const std::vector<uint32_t> starts = StartsOf(label);
  return std::any_of(starts.begin(), starts.end(),
                     [&](uint32_t start) { return label.substr(start).starts_with(typed); });
}

// The first one to kShort code points, as far as there are any.
std::vector<std::string_view> BeginningsOf(std::string_view text) {
  std::vector<std::string_view> beginnings;
  size_t end = 0;
  while (end < text.size() && beginnings.size() < kShort) {
    do ++end;
    while (end < text.size() && IsContinuation(text[end]));
    beginnings.push_back(text.substr(0, end));
  }
  return beginnings;
}

int Magnitude(int64_t documents) { return std::bit_width(static_cast<uint64_t>(documents)); }

// Not absl's: that is another in every process.
uint32_t HashOf(const std::string& id) { return static_cast<uint32_t>(std::hash<std::string>()(id)); }

}  // namespace

struct Completer::Known {
  explicit Known(Thing own) : thing(std::move(own)), hash(HashOf(thing.id)) {}

  const Thing thing;
  const uint32_t hash;
  std::vector<std::string> folded;  // by label
  int64_t documents = 0;

  bool told() const { return documents >= thing.least; }
  Sized OfSize(int magnitude) const { return {magnitude, hash, this}; }
  // Each short beginning of its labels, once.
  absl::flat_hash_set<std::string_view> Beginnings() const {
    absl::flat_hash_set<std::string_view> all;
    for (const std::string& label : folded) {
      for (const uint32_t start : StartsOf(label)) {
        for (const std::string_view beginning : BeginningsOf(std::string_view(label).substr(start)))
          all.insert(beginning);
      }
    }
    return all;
  }
};

std::string_view Completer::Start::rest() const {
  return std::string_view(known->folded[label]).substr(offset);
}

Completer::Start Completer::StartOf(const Known& known, uint32_t label, uint32_t offset) {
  Start start{.first = 0, .known = &known, .label = label, .offset = offset};
  const std::string_view rest = start.rest();
  for (size_t i = 0; i < sizeof start.first; ++i)
    start.first = start.first << 8 | (i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0);
  return start;
}

bool Completer::ByText::operator()(const Start& a, const Start& b) const {
  if (a.first != b.first) return a.first < b.first;
  const int order = a.rest().compare(b.rest());
  if (order != 0) return order < 0;
  if (a.known != b.known) return a.known->thing.id < b.known->thing.id;
  return std::tie(a.label, a.offset) < std::tie(b.label, b.offset);
}

bool Completer::Sized::operator<(const Sized& other) const {
  if (magnitude != other.magnitude) return magnitude > other.magnitude;
  if (hash != other.hash) return hash < other.hash;
  return known->thing.id < other.known->thing.id;
}

Completer::Completer() = default;
Completer::~Completer() = default;

void Completer::List(const Known& known) {
  for (uint32_t label = 0; label < known.folded.size(); ++label) {
    for (const uint32_t start : StartsOf(known.folded[label])) starts_.insert(StartOf(known, label, start));
  }
  for (const std::string_view beginning : known.Beginnings())
    beginnings_[std::string(beginning)].insert(known.OfSize(Magnitude(known.documents)));
}

void Completer::Unlist(const Known& known) {
  for (uint32_t label = 0; label < known.folded.size(); ++label) {
    for (const uint32_t start : StartsOf(known.folded[label])) starts_.erase(StartOf(known, label, start));
  }
  for (const std::string_view beginning : known.Beginnings()) {
    const auto found = beginnings_.find(Absl(beginning));
    found->second.erase(known.OfSize(Magnitude(known.documents)));
    if (found->second.empty()) beginnings_.erase(found);
  }
}

void Completer::Resize(const Known& known, int from, int to) {
  if (from == to) return;
  for (const std::string_view beginning : known.Beginnings()) {
    Sizes& sizes = beginnings_[std::string(beginning)];
    sizes.erase(known.OfSize(from));
    sizes.insert(known.OfSize(to));
  }
}

void Completer::Add(const Thing& thing) {
  std::lock_guard lock(mutex_);
  std::unique_ptr<Known>& known = known_[thing.id];
  if (known == nullptr) known = std::make_unique<Known>(thing);
  const bool told = known->told();
  const int before = Magnitude(known->documents);
  ++known->documents;
  if (told) return Resize(*known, before, Magnitude(known->documents));
  if (!known->told()) return;
  known->folded.clear();
  for (const Label& label : known->thing.labels) known->folded.push_back(Tidy(label.text));
  List(*known);
}

void Completer::Remove(std::string_view id) {
  std::lock_guard lock(mutex_);
  const auto found = known_.find(Absl(id));
  if (found == known_.end()) return;
  Known& known = *found->second;
  if (known.told() && known.documents == known.thing.least) Unlist(known);
  const int before = Magnitude(known.documents);
  --known.documents;
  if (known.told()) Resize(known, before, Magnitude(known.documents));
  if (known.documents == 0) known_.erase(found);
}

void Completer::Collect(std::string_view typed, std::string_view language, Fitting& found) const {
  if (typed.empty()) return;
  const auto take = [&](const Known* known, uint32_t label) {
    const auto [at, added] = found.try_emplace(known, label);
    const auto& labels = known->thing.labels;
    if (labels[at->second].language != language && labels[label].language == language) at->second = label;
  };
  if (CodePoints(typed) > kShort) {
    size_t left = kMostLabels;
    for (auto at = starts_.lower_bound(typed); at != starts_.end() && left > 0; ++at, --left) {
      if (!at->rest().starts_with(typed)) return;
      take(at->known, at->label);
    }
    return;
  }
  const auto sizes = beginnings_.find(Absl(typed));
  if (sizes == beginnings_.end()) return;
  size_t left = kTakenBySize;
  for (const Sized& sized : sizes->second) {
    if (left-- == 0) return;
    for (uint32_t label = 0; label < sized.known->folded.size(); ++label) {
      if (Begins(sized.known->folded[label], typed)) take(sized.known, label);
    }
  }
}

std::vector<Completer::Completion> Completer::Complete(std::string_view typed, std::string_view language,
                                                       size_t limit) const {
  const std::string folded = Tidy(typed);
  std::shared_lock lock(mutex_);
  Fitting found;
  Collect(folded, language, found);
  if (HasArticle(folded)) Collect(std::string_view(folded).substr(kArticle.size()), language, found);
  struct Ranked {
    bool foreign;
    const Known* known;
    const Label* label;
    bool operator<(const Ranked& other) const {
      if (foreign != other.foreign) return other.foreign;
      if (known->documents != other.known->documents) return known->documents > other.known->documents;
      return known->thing.id < other.known->thing.id;
    }
  };
  std::vector<Ranked> ranked;
  for (const auto& [known, fitting] : found) {
    const Label& label = known->thing.labels[fitting];
    ranked.push_back({label.language != language, known, &label});
  }
  const auto shown = ranked.begin() + static_cast<std::ptrdiff_t>(std::min(limit, ranked.size()));
  std::partial_sort(ranked.begin(), shown, ranked.end());
  std::vector<Completion> completions;
  for (auto one = ranked.begin(); one != shown; ++one)
    completions.push_back({one->known->thing.id, *one->label, one->known->documents});
  return completions;
}

}  // namespace tabadul::search
