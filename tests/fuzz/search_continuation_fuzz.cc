// Any bytes as a continuation, and any numbers inside a well-formed one: an answer or a named error.
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lib/platform/base/status.h"
#include "lib/search/continuation.h"
#include "lib/search/index.h"

namespace {

using namespace tabadul;
using namespace tabadul::search;

const Index& TheIndex() {
  static const language::Analyzer analyzer;
  static Index* const index = [] {
    auto* made = new Index({.fields = {{"title", 4}, {"text", 1}}, .numbers = {"date"}}, analyzer, 8);
    for (int i = 0; i < 40; ++i) {
      made->Upsert({.id = std::to_string(i),
                    .texts = {{0, "en", "nurse"}, {1, "ar", i % 2 ? "ممرضة" : "مهندس"}},
                    .numbers = {{0, i}}});
    }
    return made;
  }();
  return *index;
}

void Check(Query query) {
  for (const int newest_by : {-1, 0}) {
    query.newest_by = newest_by;
    const absl::StatusOr<Hits> hits = TheIndex().Search(query);
    if (hits.ok()) {
      if (hits->hits.size() > static_cast<size_t>(query.page_size)) std::abort();
      continue;
    }
    const auto reason = ReasonOf(hits.status());
    if (reason != common::v1::ERROR_REASON_TOKEN_UNREADABLE &&
        reason != common::v1::ERROR_REASON_TOKEN_MISMATCH) {
      std::abort();
    }
  }
}

class Numbers {
 public:
  explicit Numbers(std::string_view bytes) : rest_(bytes) {}
  uint64_t Next() {
    uint64_t number = 0;
    for (int i = 0; i < 8 && !rest_.empty(); ++i) {
      number = number << 8 | static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
    }
    return number;
  }
  std::string Rest() const { return std::string(rest_); }

 private:
  std::string_view rest_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Query query{.text = "nurse ممرضة", .page_size = 5, .continuation = std::string(bytes)};
  Check(query);

  Numbers numbers(bytes);
  Continuation inside{.fingerprint = Fingerprint(query)};
  inside.statistics.documents = numbers.Next();
  inside.statistics.field_lengths = {numbers.Next(), numbers.Next()};
  inside.statistics.frequencies = {numbers.Next(), numbers.Next()};
  inside.score = std::bit_cast<double>(numbers.Next());
  inside.number = static_cast<int64_t>(numbers.Next());
  inside.id = numbers.Rest();
  query.continuation = Encode(inside);
  Check(query);
  return 0;
}
