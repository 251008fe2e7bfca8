#include "services/jobs/vacancy_terms.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "lib/language/fold.h"
#include "lib/language/generations.h"
#include "lib/platform/base/on_arena.h"
#include "lib/taxonomy/labels.h"
#include "services/jobs/place.h"

namespace tabadul::jobs {
namespace {

using Thing = search::Completer::Thing;

// What a thing's id begins with; the rest is what Completion.value says.
constexpr char kTitle = 'T', kOccupation = 'O', kCity = 'C';
constexpr size_t kLongestTitle = 80;  // bytes; what is longer nobody types
// A title of a single vacancy is no suggestion: searching for it finds it.
constexpr int kVacanciesOfATitle = 2;

constexpr std::string_view kLanguages[] = {"ar", "en", "fr"};

void AddLabel(Thing& thing, std::string_view language, const std::string& text) {
  if (!text.empty()) thing.labels.push_back({std::string(language), text});
}

// Unit groups with their names and everyday titles, made once.
const absl::flat_hash_map<std::string, finding::SharedThing>& Occupations() {
  static const auto* occupations = [] {
    absl::flat_hash_map<std::string, Thing> made;
    taxonomy::ForEachIscoLabel([&made](const std::string& text, std::string_view language,
                                       const taxonomy::CodeList::Code& code, bool) {
      Thing& thing = made[code.code];
      thing.id = kOccupation + code.code;
      AddLabel(thing, language, text);
    });
    auto* all = new absl::flat_hash_map<std::string, finding::SharedThing>;
    for (auto& [code, thing] : made) all->emplace(code, std::make_shared<const Thing>(std::move(thing)));
    return all;
  }();
  return *occupations;
}

finding::SharedThing KnownCity(std::string_view value) {
  Thing city{.id = kCity + std::string(value)};
  for (const std::string_view language : kLanguages)
    AddLabel(city, language, CityName(std::string(value), std::string(language)));
  return std::make_shared<const Thing>(std::move(city));
}

// Null: it names none.
finding::SharedThing CityOf(const v1::Location& location) {
  const std::string value = CityValueOf(location);
  if (value.empty()) return nullptr;
  if (value.find(':') == std::string::npos) {
    // Never what a vacancy calls it: that would stay when the vacancy has gone.
    thread_local language::Generations<finding::SharedThing, 1024> known;
    return known.Of(value, KnownCity);
  }
  const auto& name = location.city().translations(0);  // what the value is made of
  Thing city{.id = kCity + value};
  AddLabel(city, name.language(), name.text());
  return std::make_shared<const Thing>(std::move(city));
}

// Each once.
std::vector<finding::SharedThing> ThingsOf(const v1::VacancyCard& shown) {
  std::vector<finding::SharedThing> things;
  const auto add = [&](finding::SharedThing thing) {
    if (thing == nullptr || thing->labels.empty()) return;
    const auto same = [&](const finding::SharedThing& other) { return other->id == thing->id; };
    if (std::none_of(things.begin(), things.end(), same)) things.push_back(std::move(thing));
  };
  for (const auto& title : shown.title().translations()) {
    if (title.text().size() > kLongestTitle) continue;
    Thing thing{
        kTitle + language::Fold(title.text()), {{title.language(), title.text()}}, kVacanciesOfATitle};
    add(std::make_shared<const Thing>(std::move(thing)));
  }
  const std::string& code = shown.occupation().empty() ? shown.suggested_occupation() : shown.occupation();
  if (const auto found = Occupations().find(code); found != Occupations().end()) add(found->second);
  for (const v1::Location& location : shown.locations()) add(CityOf(location));
  return things;
}

v1::Completion::Kind KindOf(char first) {
  if (first == kOccupation) return v1::Completion::KIND_OCCUPATION;
  return first == kCity ? v1::Completion::KIND_CITY : v1::Completion::KIND_TITLE;
}

}  // namespace

finding::Terms TermsOfVacancy(const finding::Card& card) {
  OnArena<v1::VacancyCard> shown;
  return shown->ParseFromString(card.bytes) ? TermsOf(*shown) : finding::Terms();
}

finding::Terms TermsOf(const v1::VacancyCard& shown) {
  finding::Terms terms;
  terms.things = ThingsOf(shown);
  finding::AddWords(shown.title(), terms);
  finding::AddWords(shown.employer(), terms);
  for (const v1::Location& location : shown.locations()) finding::AddWords(location.city(), terms);
  return terms;
}

v1::Completion ToProto(search::Completer::Completion found) {
  v1::Completion completion;
  completion.set_kind(KindOf(found.id[0]));
  completion.set_text(std::move(found.label.text));
  completion.set_language(std::move(found.label.language));
  if (completion.kind() != v1::Completion::KIND_TITLE) completion.set_value(found.id.substr(1));
  completion.set_vacancies(found.documents);
  return completion;
}

}  // namespace tabadul::jobs
