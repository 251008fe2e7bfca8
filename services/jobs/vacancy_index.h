// The vacancies that searches show. Thread-safe. The exchange, the clock, the rates and the texts outlive it.
#pragma once

#include "lib/finding/record_index.h"
#include "lib/pay/rates.h"
#include "services/jobs/document.h"

namespace tabadul::jobs {

class VacancyIndex : public finding::RecordIndex {
 public:
  VacancyIndex(exchange::Exchange& exchange, const Clock& clock, const pay::Rates& rates,
               search::TextStore* texts = nullptr);

  absl::StatusOr<finding::internal::Found> Find(const Wanted& wanted, const exchange::Reader& reader) const {
    return finding::RecordIndex::Find(ToQuery(wanted), reader);
  }
  // By which pay is compared.
  const pay::Rates& rates() const { return rates_; }

 private:
  const pay::Rates& rates_;
};

}  // namespace tabadul::jobs
