// What a searcher's keystrokes cost, in process: completions, corrections, searches with facets and snippets, and what a
// result costs to compute against to fetch from Redis. And what the following of a change costs beside the index.
// `./dev bench query`; TABADUL_BENCH_RECORDS vacancies (100,000).
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <random>

#include "lib/finding/highlights.h"
#include "lib/platform/redis/redis.h"
#include "services/jobs/facets.h"
#include "services/jobs/vacancy.h"
#include "services/jobs/vacancy_index.h"
#include "tests/bench/corpus.h"
#include "tests/bench/report.h"
#include "tests/harness/process.h"
#include "tests/harness/redis.h"

namespace tabadul::bench {
namespace {

using jobs::v1::Vacancy;
using SteadyClock = std::chrono::steady_clock;

constexpr int kPage = 500;  // changes of a page of the feed
constexpr int kRepetitions = 2000;

struct Times {
  std::vector<double> microseconds;
  double At(double share) {
    std::sort(microseconds.begin(), microseconds.end());
    return microseconds[static_cast<size_t>(share * static_cast<double>(microseconds.size() - 1))];
  }
};

Times Measure(const std::function<void(int)>& run, int repetitions = kRepetitions) {
  Times times;
  for (int i = 0; i < repetitions; ++i) {
    const auto begin = SteadyClock::now();
    run(i);
    times.microseconds.push_back(
        std::chrono::duration<double, std::micro>(SteadyClock::now() - begin).count());
  }
  return times;
}

// Beginning with the most frequent words.
std::string AWord(std::mt19937_64& random) { return Word(static_cast<int>(random() % 3), random() % 300); }

// One letter (of the Latin ones) doubled in the middle.
std::string Mistyped(std::string word) {
  const size_t at = word.size() / 2;
  return word.insert(at, 1, static_cast<unsigned char>(word[at]) < 0x80 ? word[at] : 'x');
}

class Bench {
 public:
  explicit Bench(int records) : records_(records) {}

  int Run() {
    Fill();
    Completions();
    Corrections();
    Searches();
    return report_.Finish();
  }

 private:
  void Add(const std::string& figure, double value, const std::string& unit, const std::string& note = "") {
    report_.Add({.figure = figure, .value = value, .unit = unit, .path = "in process", .note = note});
  }
  void AddTimes(const std::string& figure, Times times, const std::string& note = "") {
    Add(figure + ", median", times.At(0.5), "µs", note);
    Add(figure + ", p99", times.At(0.99), "µs");
  }

  static exchange::Entry EntryOf(int number, const Vacancy& vacancy) {
    const exchange::Columns columns = jobs::ColumnsOf(vacancy);
    exchange::Entry entry;
    entry.hub_id = fmt::format("{:032x}", number);
    entry.source = "MA/anapec/pes";
    entry.lifecycle = tabadul::exchange::v1::LIFECYCLE_OPEN;
    entry.countries = columns.countries;
    entry.occupation = columns.occupation;
    entry.payload = vacancy.SerializeAsString();
    entry.created = entry.updated = absl::Now();
    entry.expires = absl::InfiniteFuture();
    return entry;
  }

  void Fill() {
    double seconds = 0;
    for (int from = 0; from < records_; from += kPage) {
      exchange::Page page;
      for (int i = from; i < std::min(records_, from + kPage); ++i)
        page.entries.push_back(EntryOf(i, MakeVacancy("q", static_cast<uint64_t>(i)).vacancy()));
      page.cursor.position = {1, {static_cast<uint64_t>(from + kPage)}};
      const auto begin = SteadyClock::now();
      index_.Apply(page);
      seconds += std::chrono::duration<double>(SteadyClock::now() - begin).count();
    }
    Add("index, card, texts and vocabulary of a vacancy", seconds * 1e6 / records_, "µs");
  }

  void Completions() {
    for (const size_t bytes : {1u, 2u, 4u, 8u}) {
      size_t told = 0;
      const Times times = Measure([&](int) {
        told += index_.vocabulary().Complete(AWord(random_).substr(0, bytes), "en", 8).size();
      });
      AddTimes(fmt::format("completion of {} bytes", bytes), times,
               fmt::format("{:.1f} told", static_cast<double>(told) / kRepetitions));
    }
  }

  void Corrections() {
    int corrected = 0;
    const Times times =
        Measure([&](int) { corrected += index_.Correct(Mistyped(AWord(random_))).has_value(); });
    AddTimes("correction of a mistyped word", times,
             fmt::format("{} of {} corrected", corrected, kRepetitions));
  }

  void Searches() {
    jobs::Wanted wanted;
    wanted.facets = {jobs::Column::kCountry,  jobs::Column::kOccupation,  jobs::Column::kCity,
                     jobs::Column::kOffering, jobs::Column::kWorkingTime, jobs::Column::kRemote};
    faceted_ = Search(wanted, "search for a word, with six facets");
    wanted.facets.clear();
    Search(wanted, "search for a word");
    wanted.order = jobs::v1::VACANCY_ORDER_DISTANCE;
    wanted.near = search::Point{34'020'900, -6'841'600};
    Search(wanted, "search for a word, nearest first");
    Snippets();
    Redis();
  }

  std::string Search(jobs::Wanted wanted, const std::string& name) {
    std::string result;
    int64_t found = 0;
    const Times times = Measure(
        [&](int) {
          wanted.text = AWord(random_);
          const auto answer = index_.Find(wanted, {});
          found += answer->total();
          result = answer->SerializeAsString();
        },
        kRepetitions / 4);
    AddTimes(name, times, fmt::format("{:.0f} found", static_cast<double>(found) / (kRepetitions / 4)));
    double mean = 0;
    for (const double time : times.microseconds)
      mean += time / static_cast<double>(times.microseconds.size());
    if (!wanted.facets.empty()) faceted_mean_ = mean;
    return result;
  }

  void Snippets() {
    jobs::Wanted wanted;
    wanted.text = Word(1, 3);
    const auto answer = index_.Find(wanted, {});
    const auto shown = index_.Show(*answer, {});
    const auto words = index_.analyzer().AnalyzeQuery(wanted.text);
    const Times times = Measure(
        [&](int) {
          const auto descriptions = index_.Descriptions(shown);
          for (size_t i = 0; i < shown.size(); ++i) {
            jobs::v1::VacancyCard card;
            card.ParseFromString(shown[i].card);
            finding::MatchOf(card.title(), descriptions[i], words, "en", index_.analyzer());
          }
        },
        kRepetitions / 10);
    AddTimes(fmt::format("snippets of {} vacancies", shown.size()), times);
  }

  void Redis() {
    std::signal(SIGPIPE, SIG_IGN);
    const harness::Redis server;
    redis::Client client({.address = server.address(), .timeout = absl::Seconds(1)});
    client.Set("k", faceted_, absl::Minutes(10)).IgnoreError();
    size_t bytes = 0;
    Times times = Measure([&](int) { bytes += client.Get("k")->value().size(); });
    const double median = times.At(0.5);
    AddTimes("fetch of a result with six facets from Redis", times,
             fmt::format("{} bytes, Unix socket", faceted_.size()));
    Add("computing that result against fetching it", faceted_mean_ / median, "×",
        "mean of the search with six facets");
  }

  const int records_;
  std::mt19937_64 random_{1};
  const harness::TemporaryDirectory directory_{"bench_texts"};
  const std::unique_ptr<search::TextStore> texts_ =
      search::TextStore::Open(directory_.path() + "/texts", size_t{16} << 30).value();
  SystemClock clock_;
  pg::Pool pool_{{.conninfo = "host=/nowhere", .size = 1, .name = "none"}};
  const evidence::Signer signer_ = *evidence::Signer::FromSeed(std::string(32, 's'));
  exchange::Exchange exchange_{jobs::VacancyKind(),
                               pool_,
                               pool_,
                               signer_,
                               clock_,
                               {.live_by_default = true, .pepper = std::string(32, 'p')}};
  jobs::VacancyIndex index_{exchange_, clock_, pay::Rates::Shipped(), texts_.get()};
  std::string faceted_;  // serialized finding::internal::Found
  double faceted_mean_ = 0;
  Report report_{"query"};
};

}  // namespace
}  // namespace tabadul::bench

int main() {
  const char* const records = std::getenv("TABADUL_BENCH_RECORDS");
  return tabadul::bench::Bench(records == nullptr ? 100'000 : std::atoi(records)).Run();
}
