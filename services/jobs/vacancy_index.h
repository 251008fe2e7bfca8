// The vacancies that searches show. Thread-safe. The exchange, the clock, the rates and the texts outlive it.
#pragma once

#include "lib/pay/rates.h"
#include "services/jobs/document.h"
#include "services/jobs/record_index.h"

namespace tabadul::jobs {

class VacancyIndex : public RecordIndex {
 public:
  VacancyIndex(exchange::Exchange& exchange, const Clock& clock, const pay::Rates& rates,
               search::TextStore* texts = nullptr);

  absl::StatusOr<internal::Found> Find(const Wanted& wanted, const exchange::Reader& reader) const {
    return RecordIndex::Find(ToQuery(wanted), reader);
  }
  // By which pay is compared.
  const pay::Rates& rates() const { return rates_; }

 private:
  const pay::Rates& rates_;
};

}  // namespace tabadul::jobs
