// Runs a fuzz target over files and directories of inputs: what ctest does where the compiler has no libFuzzer.
// Also over random damage of each input, so that a run is worth a little more than the corpus. Seed printed.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

std::vector<std::string> Inputs(int argc, char** argv) {
  std::vector<std::string> inputs;
  const auto add = [&](const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  };
  for (int i = 1; i < argc; ++i) {
    if (std::filesystem::is_directory(argv[i])) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
        if (entry.is_regular_file()) add(entry.path());
      }
    } else {
      add(argv[i]);
    }
  }
  return inputs;
}

void Run(const std::string& input) {
  // A copy of its exact size, so that AddressSanitizer sees a read beyond the end.
  const std::vector<uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

std::string Damaged(std::string input, std::mt19937& random) {
  for (int times = 1 + static_cast<int>(random() % 4); times > 0 && !input.empty(); --times) {
    const size_t at = random() % input.size();
    switch (random() % 4) {
      case 0:
        input[at] = static_cast<char>(random());
        break;
      case 1:
        input.erase(at, 1 + random() % 8);
        break;
      case 2:
        input.insert(at, input.substr(random() % input.size(), random() % 16));
        break;
      case 3:
        input[at] = static_cast<char>(input[at] ^ (1 << random() % 8));
        break;
    }
  }
  return input;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> inputs = Inputs(argc, argv);
  if (inputs.empty()) {
    std::fprintf(stderr, "no inputs; give files or directories\n");
    return 1;
  }
  const char* chosen = std::getenv("TABADUL_SEED");
  const uint32_t seed =
      chosen != nullptr ? static_cast<uint32_t>(std::atoll(chosen)) : std::random_device{}();
  std::printf("%zu inputs, then damaged ones of TABADUL_SEED=%u\n", inputs.size(), seed);
  std::fflush(stdout);
  for (const std::string& input : inputs) Run(input);
  std::mt19937 random(seed);
  // What is slow gets fewer.
  constexpr size_t kDamaged = 2000;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  size_t damaged = 0;
  while (damaged < kDamaged && std::chrono::steady_clock::now() < end)
    Run(Damaged(inputs[damaged++ % inputs.size()], random));
  std::printf("%zu damaged ones, done\n", damaged);
  return 0;
}
