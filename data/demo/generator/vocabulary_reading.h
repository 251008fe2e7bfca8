// How the embedded vocabularies are read: for the files that make them C++ values. Throws YAML::Exception of a file that is not
// of its form; LoadVocabulary catches it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "data/demo/generator/vocabulary.h"
#include "yaml-cpp/yaml.h"

namespace tabadul::demo {

YAML::Node ReadFile(std::string_view name);

template <typename T>
std::map<std::string, T> ReadMap(const YAML::Node& node) {
  return node ? node.as<std::map<std::string, T>>() : std::map<std::string, T>();
}

// `file`: the one that is read. practices.yaml, practice_stories.yaml, series.yaml.
void ReadStatistics(Vocabulary& vocabulary, std::string& file);

}  // namespace tabadul::demo
