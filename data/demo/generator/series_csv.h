// The series of one source as a file that a statistics office could submit: SDMX-CSV 2.0, all dataflows in one. Pure.
#pragma once

#include <ostream>
#include <vector>

#include "data/demo/generator/vocabulary.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::demo {

// `records`: of GenerateSeries. A period without value is "NaN", with its status.
void WriteSeriesCsv(const SeriesVocabulary& vocabulary, const std::vector<exchange::v1::Record>& records,
                    std::ostream& out);

}  // namespace tabadul::demo
