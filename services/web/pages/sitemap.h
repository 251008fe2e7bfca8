// What search engines are told of the site's addresses (sitemaps.org 0.9): the pages that are always there, and the newest
// vacancies that everybody may see. Those are read from the service by one request at a time, once in ten minutes; all others are
// shown what it made. Without an origin, "https://jobs.example", there is none: they take whole addresses only. Thread-safe.
//
//   /sitemap.xml                 the index of the others
//   /sitemap-pages.xml           in every language, each with its others
//   /sitemap-vacancies-1.xml …   in every language; the newest stand first
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "lib/platform/base/status.h"
#include "services/web/answers.h"
#include "services/web/pages/calls.h"

namespace tabadul::web::pages {

class Sitemaps {
 public:
  struct Options {
    absl::Duration age =
        absl::Minutes(10);  // then they are made anew; meanwhile shown for as long again at most
    // For reading the vacancies: those that come within it are listed. A call that has begun goes on.
    absl::Duration reading = absl::Seconds(10);
    size_t most = 20'000;    // vacancies; a search gives a hundred
    size_t of_file = 5'000;  // each has three addresses, and a file may have 50,000
  };
  explicit Sitemaps(std::string origin) : Sitemaps(std::move(origin), Options()) {}
  Sitemaps(std::string origin, Options options);

  // `name`: "pages", "vacancies-1"; empty: the index. `calls`: in nobody's name, for `reading` and a call more. Waits.
  // NOT_FOUND {what: path}; OVERLOADED {queue}: another request makes the first ones; what the service says.
  absl::StatusOr<std::shared_ptr<const Document>> Find(std::string_view name, const Calls& calls,
                                                       absl::Time now);
  const Options& options() const { return options_; }

 private:
  using Files = std::map<std::string, std::shared_ptr<const Document>, std::less<>>;
  absl::StatusOr<std::shared_ptr<const Files>> Current(const Calls& calls, absl::Time now);
  absl::StatusOr<Files> Make(const Calls& calls) const;

  const std::string origin_;
  const Options options_;
  const std::shared_ptr<const Document> pages_;
  absl::Mutex mutex_;
  std::shared_ptr<const Files> files_ ABSL_GUARDED_BY(mutex_);
  absl::Time made_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool making_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace tabadul::web::pages
