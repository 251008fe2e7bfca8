// What currencies are worth in one another on one day: by which pay stated in different currencies is compared, never
// paid. Immutable, thread-safe.
//
//   const auto rates = pay::Rates::Parse("date\tcurrency\tusd\n2026-01-01\tSAR\t0.2666\n2026-01-01\tUSD\t1\n");
//   rates->Usd("SAR");  // 0.2666
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace tabadul::pay {

class Rates {
 public:
  // Rows of `date`, `currency` (ISO 4217) and `usd` (dollars for one unit, above 0) after a header of these names, by
  // tabs; one date. An error says the line and what is wrong with it.
  static absl::StatusOr<Rates> Parse(std::string_view table);
  static absl::StatusOr<Rates> FromFile(const std::string& path);
  // data/rates/usd.tsv.
  static const Rates& Shipped();

  absl::CivilDay date() const { return date_; }
  // Dollars for one unit; none for a currency that the table does not have.
  std::optional<double> Usd(std::string_view currency) const;

 private:
  absl::CivilDay date_;
  absl::flat_hash_map<std::string, double> usd_;
};

}  // namespace tabadul::pay
