// The structures that the rows of an SDMX-CSV file name, each looked up once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "services/statistics/sdmx/csv_binding.h"

namespace tabadul::statistics::sdmx {

struct CsvStructure {
  std::optional<Violation> mistake;  // of every row that names it; the rest is empty then
  DataSetHead head;
  CsvBinding binding;
};

class CsvStructures {
 public:
  CsvStructures(const Layouts& layouts, const CsvHeader& header, char delimiter);

  // `type`: "dataflow", "datastructure" or "dataprovision", in any case. `name`: "AGENCY:ID(VERSION)" with or
  // without version and label. The answer lives as long as this. MALFORMED of CsvBinding, TOO_MANY
  // {field, limit}, and of the layouts what is not NOT_FOUND.
  absl::StatusOr<const CsvStructure*> Find(std::string_view type, std::string_view name);

 private:
  absl::StatusOr<CsvStructure> Make(std::string_view type, std::string_view name) const;

  const Layouts& layouts_;
  const CsvHeader& header_;
  const char delimiter_;
  absl::flat_hash_map<std::string, std::unique_ptr<const CsvStructure>> known_;
  CsvStructure too_long_;
  // Of the row before, mostly the same again.
  std::string last_type_, last_name_;
  const CsvStructure* last_ = nullptr;
};

}  // namespace tabadul::statistics::sdmx
