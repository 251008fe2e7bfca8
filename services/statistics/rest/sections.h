// Series turned: with another dimension than time at the observation, each period of a key without that dimension is a section,
// whose observations are those of its codes. All of them have to be there before the first can be written.
#pragma once

#include <memory>

#include "services/statistics/rest/series_stream.h"

namespace tabadul::statistics::rest {

// `dimension`: its number. The stream ends with the errors of HeldBytes.
std::unique_ptr<SeriesStream> Sections(std::unique_ptr<SeriesStream> of, std::shared_ptr<const Layout> layout,
                                       size_t dimension);

}  // namespace tabadul::statistics::rest
