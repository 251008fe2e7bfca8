// The occupation coder of the service: knows what ISCO-08 calls its unit groups and learns what coded vacancies are
// called. It suggests codes for titles, and the annotation for a vacancy that came without a code. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/exchange.h"
#include "lib/taxonomy/coder.h"
#include "lib/taxonomy/pack.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::jobs {

// The annotation's name (docs/protocol.md#annotations).
inline constexpr char kSuggestedOccupation[] = "occupation.suggested";
// From this confidence on a suggestion is written to a record: about three of four such are what the source would have
// said itself (docs/api.md#occupation-codes).
inline constexpr double kSureOfCode = 0.6;

class Coding {
 public:
  Coding();
  // Of the packs, which outlive it, their labels are taken, as names of unit groups.
  explicit Coding(const std::vector<taxonomy::Pack>& packs);

  // What the feed says of a record, in order. Learns the titles of a coded vacancy that everybody may see, each once.
  // `public_source`: whether everybody may see what its source sends.
  void See(const exchange::Entry& entry, bool public_source = true);

  // Whether it has learned titles that are not public any more. They are in no answer's reasons; the words count still.
  bool HasOldTitles() const;
  // Knows the labels alone again: what is public is to be seen anew.
  void Forget();

  // ISCO-08 unit groups, best first. `language` is a BCP 47 tag; empty: by the title's letters and words. Reasons are
  // names of groups and titles of vacancies that are public still.
  std::vector<taxonomy::CodeSuggestion> Suggest(std::string_view title, std::string_view language,
                                                size_t limit) const;
  // The unit group that the vacancy's titles leave no doubt of, as an annotation.
  std::optional<tabadul::exchange::v1::Annotation> AnnotationFor(const v1::Vacancy& vacancy) const;

 private:
  struct Title {
    std::string text, language;
    std::string code;
  };
  static std::vector<Title> TitlesToLearn(const exchange::Entry& entry);
  void Learn(const std::string& hub_id, const Title& title);
  std::shared_ptr<taxonomy::Coder> MakeCoder() const;
  std::shared_ptr<taxonomy::Coder> TheCoder() const;

  const std::vector<taxonomy::Pack>& packs_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<taxonomy::Coder> coder_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_set<uint64_t> learned_ ABSL_GUARDED_BY(mutex_);  // hashes of title, language and code
  // Who taught which title (hashes of the text), and which of them are not public any more: erased, taken back.
  absl::flat_hash_map<std::string, std::vector<uint64_t>> taught_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_set<uint64_t> hidden_ ABSL_GUARDED_BY(mutex_);
};

// The unit group that was suggested for a record without a code; empty if none.
std::string SuggestedOccupation(const exchange::Entry& entry);
// By which searches find the record: its source's code, else the suggested one.
std::string SearchedOccupation(const exchange::Entry& entry);

}  // namespace tabadul::jobs
