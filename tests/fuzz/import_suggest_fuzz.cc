// Any bytes as a file of which nothing is known: refused, or drafted into a mapping that loads without a problem.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "lib/ingest/mapping.h"
#include "lib/ingest/suggest.h"
#include "tests/fuzz/check.h"

using tabadul::fuzz::Check;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul;
  static const std::string path =
      (std::filesystem::temp_directory_path() / ("suggest_fuzz_" + std::to_string(getpid()))).string();
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  const auto draft = ingest::SuggestMappingOf(path, {.language = "ar"});
  std::remove(path.c_str());
  if (!draft.ok()) return 0;
  const auto loaded = ingest::Mapping::FromText(*draft);
  if (!loaded.ok())
    std::fprintf(stderr, "%s\n%s\n", ingest::Describe(loaded.problems[0], "en").c_str(), draft->c_str());
  Check(loaded.ok());
  return 0;
}
