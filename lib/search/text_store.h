// Texts beside an index, too long to hold in memory: by id in a memory-mapped file (LMDB) that is made empty at every
// start and may be lost at any time. Encrypted by a key that is in memory alone and new at every start: LMDB leaves what was
// removed in its free pages, where nobody can read it so. Thread-safe: one writer at a time, readers wait for nobody.
//
// Texts whose ids rise are added at the least cost: one's place in the file is by another's that is being written anyway.
//
//   auto texts = search::TextStore::Open("/var/cache/tabadul/jobs", 8ull << 30);
//   texts->Apply({{"a1", "long text"}, {"a2", std::nullopt}});
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace tabadul::search {

class TextStore {
 public:
  struct Change {
    std::string id;
    std::optional<std::string> text;  // none: it goes
  };

  // In a directory of its own, made if missing; what is in it goes. `max_bytes`: of the file, which grows as needed.
  static absl::StatusOr<std::unique_ptr<TextStore>> Open(const std::string& directory, size_t max_bytes);
  ~TextStore();

  // All changes or none. After an error (disk or limit full) the store is emptied and stays so: an old text is never
  // taken for a new one.
  absl::Status Apply(absl::Span<const Change> changes);
  // `visit` is called with the place of each id that has a text, and the text, which it must not keep.
  void Read(absl::Span<const std::string> ids,
            const std::function<void(size_t place, std::string_view text)>& visit) const;
  bool available() const;
  size_t size() const;  // texts

 private:
  class Environment;
  explicit TextStore(std::unique_ptr<Environment> environment);
  std::unique_ptr<Environment> environment_;
};

}  // namespace tabadul::search
