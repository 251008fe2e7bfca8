#include "lib/taxonomy/labels.h"

#include <algorithm>
#include <functional>
#include <map>

#include "embed/synonyms.h"
#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/coder.h"
#include "lib/taxonomy/linker.h"

namespace tabadul::taxonomy {
namespace {

using Titles = std::map<std::string, std::vector<JobTitle>, std::less<>>;

std::vector<JobTitle> FromTable(std::string_view table) {
  std::vector<JobTitle> titles;
  table.remove_prefix(table.find('\n') + 1);  // the header
  while (!table.empty()) {
    const size_t end = std::min(table.find('\n'), table.size());
    const std::string_view line = table.substr(0, end);
    const size_t tab = std::min(line.find('\t'), line.size());
    titles.push_back(
        {std::string(line.substr(0, tab)), std::string(line.substr(std::min(tab + 1, line.size())))});
    table.remove_prefix(std::min(end + 1, table.size()));
  }
  return titles;
}

}  // namespace

const std::vector<JobTitle>& JobTitles(std::string_view language) {
  static const Titles& titles = *[] {
    auto* all = new Titles;
    for (const embed::File& file : embed::synonyms())
      all->emplace(file.name.substr(0, file.name.find('.')), FromTable(file.bytes));
    return all;
  }();
  static const std::vector<JobTitle>& none = *new std::vector<JobTitle>;
  const auto found = titles.find(language);
  return found == titles.end() ? none : found->second;
}

void ForEachIscoLabel(const std::function<void(const std::string& text, std::string_view language,
                                               const CodeList::Code& code, bool name)>& visit) {
  const CodeList& isco = List(kIsco08);
  for (const CodeList::Code& code : isco.codes()) {
    if (code.code.size() != 4) continue;
    visit(code.ar, "ar", code, true);
    visit(code.en, "en", code, true);
    visit(code.fr, "fr", code, true);
  }
  for (const std::string_view language : {"ar", "en", "fr"}) {
    for (const JobTitle& title : JobTitles(language)) {
      if (const CodeList::Code* code = isco.Find(title.code)) visit(title.title, language, *code, false);
    }
  }
}

void AddIscoLabels(Linker& linker) {
  ForEachIscoLabel(
      [&](const std::string& text, std::string_view language, const CodeList::Code& code, bool name) {
        linker.Add({code.code, code.parent, text, name}, language);
      });
  linker.Settle();
}

void AddIscoLabels(Coder& coder) {
  ForEachIscoLabel([&](const std::string& text, std::string_view language, const CodeList::Code& code, bool) {
    coder.AddLabel(text, language, {code.code, code.code});
  });
}

}  // namespace tabadul::taxonomy
