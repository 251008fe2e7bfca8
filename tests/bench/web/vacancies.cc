#include "tests/bench/web/vacancies.h"

#include <utility>

#include "absl/time/clock.h"
#include "data/demo/generator/generator.h"
#include "tests/bench/corpus.h"
#include "tests/bench/exchange/stage.h"

namespace tabadul::bench {

std::vector<exchange::v1::PushItem> MakeFullItems(size_t count) {
  const auto vocabulary = demo::LoadVocabulary();
  Check(vocabulary.status());
  auto sources = demo::Generate(*vocabulary, {.seed = 1,
                                              .count = static_cast<int>(count),
                                              .today = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone())});
  std::vector<exchange::v1::PushItem> items;
  for (auto& [source, records] : sources) {
    for (exchange::v1::Record& record : records) {
      record.clear_source();
      record.set_version(1);
      *record.mutable_vacancy()->mutable_description() =
          MakeVacancy("w", items.size()).vacancy().description();
      *items.emplace_back().mutable_upsert() = std::move(record);
    }
  }
  return items;
}

}  // namespace tabadul::bench
