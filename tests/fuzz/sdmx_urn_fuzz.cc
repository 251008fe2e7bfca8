// Any bytes as a URN and as a version: what is read is written as it was, and the order of versions is one.
#include <algorithm>
#include <string>
#include <vector>

#include "services/statistics/structure/urn.h"
#include "services/statistics/structure/version.h"
#include "tests/fuzz/check.h"

namespace {

using namespace tabadul::statistics;  // NOLINT
using tabadul::fuzz::Check;

int Sign(int order) { return (order > 0) - (order < 0); }

void CheckUrn(std::string_view text) {
  const absl::StatusOr<Reference> reference = ParseUrn(text);
  if (!reference.ok()) return;
  for (const Edition edition : {Edition::k21, Edition::k30}) {
    const absl::StatusOr<Reference> again = ParseUrn(UrnOf(*reference, edition));
    Check(again.ok() && *again == *reference);
  }
  Check(text.ends_with(ShortUrn(*reference)));
}

void CheckVersions(std::string_view text) {
  std::vector<std::string_view> versions = {"1.0", "1.0.0", "1.0.0-draft", "2.1.0"};
  for (size_t begin = 0; begin < text.size() && versions.size() < 12;) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    versions.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  for (const std::string_view a : versions) {
    for (const std::string_view b : versions) {
      Check(Sign(CompareVersions(a, b)) == -Sign(CompareVersions(b, a)));
      for (const std::string_view c : versions) {
        if (CompareVersions(a, b) < 0 && CompareVersions(b, c) < 0) Check(CompareVersions(a, c) < 0);
      }
    }
  }
  std::sort(versions.begin(), versions.end(),
            [](std::string_view a, std::string_view b) { return CompareVersions(a, b) < 0; });
  for (const std::string_view wanted : versions) {
    const absl::StatusOr<VersionFilter> filter = VersionFilter::Parse(wanted);
    if (!filter.ok()) continue;
    size_t next = 0;
    for (const size_t position : filter->Select(versions)) {
      Check(position >= next && position < versions.size());
      next = position + 1;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tabadul::fuzz::Text(data, size);
  CheckUrn(text);
  CheckVersions(text);
  return 0;
}
