#include "lib/platform/messages/catalogue.h"

#include "yaml-cpp/yaml.h"

namespace tabadul::messages {
namespace {

absl::Status AddNode(std::string_view language, const std::string& key, const YAML::Node& node,
                     Catalogue::Texts& texts) {
  if (node.IsMap()) {
    for (const auto& entry : node) {
      RETURN_IF_ERROR(AddNode(language, key + "." + entry.first.as<std::string>(), entry.second, texts));
    }
    return absl::OkStatus();
  }
  if (!node.IsScalar())
    return Internal(std::string(language) + " " + key + ": neither a text nor a map of texts");
  auto pattern = Pattern::Make(language, node.Scalar());
  if (!pattern.ok())
    return Internal(std::string(language) + " " + key + ": " + std::string(pattern.status().message()));
  if (!texts.emplace(key, *std::move(pattern)).second) return Internal(key + " stands twice");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Catalogue> Catalogue::Make(std::span<const embed::File> files) {
  Catalogue catalogue;
  for (const embed::File& file : files) {
    const size_t slash = file.name.find('/');
    const size_t dot = file.name.rfind(".yaml");
    if (slash == std::string_view::npos || dot == std::string_view::npos || dot < slash) {
      return Internal(std::string(file.name) + ": not <language>/<file>.yaml");
    }
    const std::string language(file.name.substr(0, slash));
    const std::string stem(file.name.substr(slash + 1, dot - slash - 1));
    try {
      RETURN_IF_ERROR(
          AddNode(language, stem, YAML::Load(std::string(file.bytes)), catalogue.languages_[language]));
    } catch (const YAML::Exception& e) {
      return Internal(std::string(file.name) + ": " + e.what());
    }
  }
  return catalogue;
}

const Pattern* Catalogue::Find(std::string_view language, std::string_view key) const {
  const auto texts = languages_.find(language);
  if (texts == languages_.end()) return nullptr;
  const auto pattern = texts->second.find(key);
  return pattern == texts->second.end() ? nullptr : &pattern->second;
}

}  // namespace tabadul::messages
