#include "lib/finding/understanding.h"

#include <algorithm>
#include <array>
#include <vector>

#include "lib/taxonomy/labels.h"

namespace tabadul::finding {
namespace {

// Below it the words alone decide: showing other records than those that were asked for is worse than showing fewer.
constexpr double kSure = 0.6;
constexpr size_t kLongestTitle = 80;  // bytes; what is longer is no title

// What goes before the first of these is the title's core: "carpenter on site", "plumbers and pipe fitters".
constexpr std::array<std::string_view, 9> kBreaks = {
    ",", " and ", " on ", " of ", " in ", " at ", " for ", " not ", " (",
};

// English puts the head last, Arabic and French first.
std::string_view HeadOf(std::string_view title, std::string_view language) {
  for (const std::string_view stop : kBreaks) title = title.substr(0, title.find(stop));
  return language == "en" ? title.substr(title.rfind(' ') + 1) : title.substr(0, title.find(' '));
}

}  // namespace

Understanding::Understanding(const language::Analyzer& analyzer, const std::vector<taxonomy::Pack>& packs)
    : analyzer_(analyzer) {
  taxonomy::AddIscoLabels(linker_);
  for (const taxonomy::Pack& pack : packs) {
    taxonomy::AddPackLabels(pack, linker_);
    for (const taxonomy::PackLabel& label : pack.labels) {
      const std::string& group = pack.concepts[label.of].group;
      if (!group.empty()) AddHead(label.text, label.language, group);
    }
  }
  if (!packs.empty()) linker_.Settle();
  taxonomy::ForEachIscoLabel([this](const std::string& text, std::string_view language,
                                    const taxonomy::CodeList::Code& code,
                                    bool) { AddHead(text, language, code.code); });
}

void Understanding::AddHead(const std::string& title, std::string_view language, const std::string& code) {
  for (const language::QueryWord& word : analyzer_.AnalyzeQuery(HeadOf(title, language)))
    heads_[code].insert(word.any_of.begin(), word.any_of.end());
}

std::optional<std::string> Understanding::OccupationOf(const std::string& query) const {
  if (query.empty() || query.size() > kLongestTitle) return std::nullopt;
  const std::vector<taxonomy::Link> links = linker_.Find(query, "", 1);
  if (links.empty() || links[0].confidence < kSure) return std::nullopt;
  const auto heads = heads_.find(links[0].concept_id);
  if (heads == heads_.end()) return std::nullopt;
  const auto names = [&](const language::QueryWord& word) {
    return std::any_of(word.any_of.begin(), word.any_of.end(),
                       [&](const std::string& term) { return heads->second.contains(term); });
  };
  const auto words = analyzer_.AnalyzeQuery(query);
  if (std::none_of(words.begin(), words.end(), names)) return std::nullopt;
  return links[0].concept_id;
}

}  // namespace tabadul::finding
