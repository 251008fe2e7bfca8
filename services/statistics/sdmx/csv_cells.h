// Cells of SDMX-CSV as they are written: each with the comma before it, quoted where RFC 4180 wants it, and with the name
// that `labels` asks for. Pure but for the string that it writes to; thread-safe as that is.
#pragma once

#include <string>
#include <string_view>

#include "services/statistics/sdmx/data.h"
#include "services/statistics/sdmx/formats.h"

namespace tabadul::statistics::sdmx {

// The text of a cell, quoted if need be.
void AppendCsvText(std::string_view text, std::string* out);

class CsvCells {
 public:
  CsvCells(CsvOptions::Labels labels, std::string language)
      : labels_(labels), language_(std::move(language)) {}

  // "ID", "ID: Name", or both in a cell each. `brackets`: what follows the id ("[]").
  void Header(const LaidComponent& component, std::string_view brackets, std::string* out) const;
  // A code or another value of `component`; without one, or if `value` is empty, empty.
  void Value(const LaidComponent* component, std::string_view value, std::string* out) const;
  // The value with its label for a cell that has several of them.
  void Labelled(const LaidComponent& component, std::string_view value, std::string* out) const;
  // Several values that are put together already; the cell with their names stays empty.
  void Several(std::string_view values, std::string* out) const;

  CsvOptions::Labels labels() const { return labels_; }
  const std::string& language() const { return language_; }

 private:
  std::string_view NameOf(const LaidComponent& component, std::string_view value) const;

  const CsvOptions::Labels labels_;
  const std::string language_;
};

}  // namespace tabadul::statistics::sdmx
