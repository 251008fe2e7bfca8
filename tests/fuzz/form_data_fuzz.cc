// Any bytes as a form with files: how they are cut on the way changes nothing, what is held stays small, and what comes out of
// a form that is whole is in it.
#include <algorithm>
#include <string>
#include <vector>

#include "lib/platform/base/utf8.h"
#include "lib/platform/http/form_data.h"
#include "tests/fuzz/check.h"

namespace {

using namespace tabadul;  // NOLINT
using tabadul::fuzz::Check;

class Told : public http::FormDataReader::Receiver {
 public:
  absl::Status OnField(std::string_view name, std::string value) override {
    Check(IsUtf8(name) && IsUtf8(value) && value.size() <= http::FormDataReader::kMostField);
    parts.push_back("field " + std::string(name) + "=" + value);
    return absl::OkStatus();
  }
  absl::Status OnFile(std::string_view name, std::string file_name) override {
    Check(!in_file && IsUtf8(name) && IsUtf8(file_name));
    in_file = true;
    parts.push_back("file " + std::string(name) + "=" + file_name + "\n");
    return absl::OkStatus();
  }
  absl::Status OnFileBytes(std::string_view bytes) override {
    Check(in_file && !bytes.empty());
    parts.back().append(bytes);
    return absl::OkStatus();
  }
  absl::Status OnFileEnd() override {
    Check(in_file);
    in_file = false;
    ++files;
    return absl::OkStatus();
  }

  std::vector<std::string> parts;
  bool in_file = false;
  size_t files = 0;
};

bool Read(std::string_view bytes, size_t piece, Told& told) {
  http::FormDataReader reader("b", told);
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    if (!reader.Put(bytes.substr(0, piece)).ok()) return false;
  }
  return reader.End().ok();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = fuzz::Text(data, size);
  Told whole, slow;
  const bool good = Read(bytes, size, whole);
  Check(good == Read(bytes, 1, slow));
  if (good) {
    Check(whole.parts == slow.parts && !whole.in_file);
    size_t held = 0;
    for (const std::string& part : whole.parts) held += part.size();
    Check(held <= size && whole.parts.size() <= http::FormDataReader::kMostParts);
  }
  http::BoundaryOf(bytes);
  return 0;
}
