#include "lib/platform/messages/messages.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "absl/base/call_once.h"
#include "embed/message_catalogues.h"
#include "lib/platform/messages/catalogue.h"

namespace tabadul::messages {
namespace {

constexpr std::array<std::string_view, 3> kLanguages = {"en", "ar", "fr"};  // ties go to the first

// A catalogue that cannot be read is a fault of the build, which a test finds; a process must not go on with it.
const Catalogue* Read(std::string_view language) {
  std::vector<embed::File> files;
  for (const embed::File& file : embed::message_catalogues()) {
    if (file.name.substr(0, file.name.find('/')) == language) files.push_back(file);
  }
  auto made = Catalogue::Make(files);
  if (!made.ok()) {
    std::fprintf(stderr, "message catalogues: %s\n", std::string(made.status().message()).c_str());
    std::abort();
  }
  return new Catalogue(*std::move(made));
}

// Each language is read when it is first needed: most processes, the command above all, speak one.
const Pattern* Find(std::string_view language, std::string_view key) {
  static std::array<absl::once_flag, kLanguages.size()> read;
  static std::array<const Catalogue*, kLanguages.size()> catalogues;
  const auto known = std::find(kLanguages.begin(), kLanguages.end(), language);
  if (known == kLanguages.end()) return nullptr;
  const size_t at = known - kLanguages.begin();
  absl::call_once(read[at], [&] { catalogues[at] = Read(language); });
  return catalogues[at]->Find(language, key);
}

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "q=0.8" → 800; what is no weight counts as 1000, what is out of range as 0.
int Weight(std::string_view parameters) {
  const size_t at = parameters.find("q=");
  if (at == std::string_view::npos) return 1000;
  double weight = 0;
  const std::string_view digits = parameters.substr(at + 2);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), weight);
  if (error != std::errc() || weight < 0 || weight > 1) return 0;
  return static_cast<int>(weight * 1000);
}

bool Names(std::string_view range, std::string_view language) {
  if (range.size() < language.size()) return false;
  for (size_t i = 0; i < language.size(); ++i) {
    if ((range[i] | 0x20) != language[i]) return false;
  }
  return range.size() == language.size() || range[language.size()] == '-';
}

}  // namespace

std::string Negotiate(std::string_view accept_language) {
  std::array<int, 3> weights = {-1, -1, -1};
  int any = 0;
  std::string_view first;  // of equal weights the one named first
  int best = 0;
  accept_language = accept_language.substr(0, 1000);
  while (!accept_language.empty()) {
    const size_t comma = std::min(accept_language.find(','), accept_language.size());
    const std::string_view entry = Trim(accept_language.substr(0, comma));
    accept_language.remove_prefix(std::min(comma + 1, accept_language.size()));
    const size_t semicolon = std::min(entry.find(';'), entry.size());
    const std::string_view range = Trim(entry.substr(0, semicolon));
    const int weight = Weight(entry.substr(semicolon));
    if (range == "*") any = weight;
    for (size_t i = 0; i < kLanguages.size(); ++i) {
      if (!Names(range, kLanguages[i])) continue;
      weights[i] = std::max(weights[i], weight);
      if (weight > best) best = weight, first = kLanguages[i];
    }
  }
  for (size_t i = 0; i < kLanguages.size(); ++i) {
    if (weights[i] < 0 && any > best) best = any, first = kLanguages[i];
  }
  return first.empty() ? "en" : std::string(first);
}

bool Has(std::string_view language, std::string_view key) { return Find(language, key) != nullptr; }

std::string Text(std::string_view language, std::string_view key, const Metadata& parameters, Digits digits) {
  const Pattern* pattern = Find(language, key);
  if (pattern == nullptr) pattern = Find("en", key);
  return pattern == nullptr ? std::string(key) : pattern->Format(parameters, digits);
}

std::string ErrorText(std::string_view language, ErrorReason reason, const Metadata& metadata,
                      Digits digits) {
  return Text(language, "errors." + std::string(ReasonName(reason)), metadata, digits);
}

}  // namespace tabadul::messages
