// Any request to SDMX REST: the first line is its root ("1" or "2"), then its path and query, what is accepted, and languages. It gets
// an answer of the standard, whole and in pieces that are not too large, and the same answer again.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "services/statistics/rest/holdings_for_test.h"
#include "tests/fuzz/check.h"

using tabadul::fuzz::Check;

namespace {

std::string TakeLine(std::string_view* text) {
  const size_t end = std::min(text->find('\n'), text->size());
  const std::string line(text->substr(0, end));
  text->remove_prefix(std::min(end + 1, text->size()));
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul::statistics;
  static const auto* const holdings = rest::FilledHoldings().release();
  std::string_view text = tabadul::fuzz::Text(data, std::min<size_t>(size, 4'096));
  const bool first = TakeLine(&text) == "1";
  const std::string path = TakeLine(&text), accept = TakeLine(&text).substr(0, 1'024);
  auto asked = rest::Ask(first ? v1::SDMX_REST_V1 : v1::SDMX_REST_V2, path, accept);
  asked.set_accept_language(TakeLine(&text).substr(0, 1'024));

  const rest::Got got = rest::GetAll(*holdings, asked);
  Check(got.status >= 200 && got.status < 600 && got.status != 500);
  Check(first ? got.status != 204 && got.status != 422 : true);
  Check(got.status == 204 ? got.body.empty() : !got.body.empty());
  Check(got.headers.contains("Vary"));
  const rest::Got again = rest::GetAll(*holdings, asked);
  Check(again.status == got.status && again.body == got.body && again.headers == got.headers);
  return 0;
}
