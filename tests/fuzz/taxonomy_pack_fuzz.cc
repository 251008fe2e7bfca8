// Any bytes as the two tables of a taxonomy pack, parted by a record separator: what is taken in is whole and sane, what
// is wrong is said in words.
#include <cstdint>
#include <set>
#include <string_view>

#include "lib/taxonomy/pack.h"
#include "tests/fuzz/check.h"

using tabadul::fuzz::Check;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul;
  const std::string_view text = fuzz::Text(data, size);
  const size_t cut = std::min(text.find('\x1e'), text.size());
  taxonomy::PackContent content;
  const absl::Status status =
      taxonomy::ParseTables(text.substr(0, cut), text.substr(std::min(cut + 1, text.size())), &content);
  Check(status.ok() || !status.message().empty());
  std::set<std::string> ids;
  for (const taxonomy::PackConcept& one : content.concepts) {
    Check(!one.id.empty() && ids.insert(one.id).second);
    Check(one.group.empty() || one.group.size() == 4);
  }
  for (const taxonomy::PackLabel& label : content.labels) {
    Check(label.of < content.concepts.size());
    Check(label.language.size() == 2 && !label.text.empty());
    Check(label.text.find_first_of("\t\n\r") == std::string::npos);
  }
  return 0;
}
