#include "services/web/pages/filters.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"
#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/member_states.h"
#include "services/web/pages/localized.h"
#include "services/web/pages/names.h"
#include "services/web/pages/search_query.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

constexpr size_t kInSight = 7;  // boxes

// Parameters that are no filters, or speak of another one.
bool HasChip(std::string_view parameter) {
  static constexpr std::string_view kNone[] = {"q", "page", "order", "currency", "unit"};
  return std::find(std::begin(kNone), std::end(kNone), parameter) == std::end(kNone);
}

// Parameters of codes and the lists they are of.
std::string_view SchemeOf(std::string_view parameter) {
  static constexpr struct {
    std::string_view parameter, scheme;
  } kSchemes[] = {{"occupation", taxonomy::kIsco08},
                  {"industry", taxonomy::kIsic4},
                  {"language", taxonomy::kLanguages},
                  {"level", taxonomy::kIsced2011},
                  {"field", taxonomy::kIscedF2013}};
  for (const auto& known : kSchemes) {
    if (known.parameter == parameter) return known.scheme;
  }
  return "";
}

// Parameters of enums and their texts in labels.yaml.
std::string_view LabelsOf(std::string_view parameter) {
  static constexpr struct {
    std::string_view parameter, labels;
  } kLabels[] = {{"time", "working-time"},      {"type", "offering-type"}, {"remote", "remote"},
                 {"mode", "training-mode"},     {"kind", "practice-type"}, {"topic", "practice-topic"},
                 {"evidence", "evidence-level"}};
  for (const auto& known : kLabels) {
    if (known.parameter == parameter) return known.labels;
  }
  return "";
}

std::string DayText(const std::string& day, const Format& format) {
  absl::CivilDay parsed;
  if (!absl::ParseCivilTime(day, &parsed)) return day;
  return format.Day(absl::FromCivil(parsed, absl::UTCTimeZone()));
}

// What is no year stays as it was typed.
std::string YearText(const std::string& typed, const Format& format) {
  int year = 0;
  return absl::SimpleAtoi(typed, &year) && year != 0 ? format.Year(year) : WithoutTurns(typed);
}

// Zero: it is none.
int64_t NumberOf(const std::string& text) {
  int64_t number = 0;
  return absl::SimpleAtoi(text, &number) ? number : 0;
}

std::string PayFilterText(const Query& query, const Format& format) {
  const std::string amount = AmountOf(query);
  const std::string currency = query.Has("currency") ? query.Get("currency") : "USD";
  const std::string money = format.Money(amount, currency);
  return Text(format.language(), "pay.amount",
              {{"amount", money.empty() ? amount + " " + currency : money},
               {"range", "from"},
               {"unit", query.Has("unit") ? query.Get("unit") : "MONTH"},
               {"basis", ""}});
}

bool Offers(const std::vector<Choice>& choices, std::string_view value) {
  return std::any_of(choices.begin(), choices.end(),
                     [&](const Choice& choice) { return choice.value == value; });
}

std::vector<Choice> Currencies() {
  std::set<std::string> codes = {"EUR", "GBP", "USD"};
  for (const taxonomy::MemberState& state : taxonomy::MemberStates()) {
    if (!state.currency.empty()) codes.emplace(state.currency);
  }
  std::vector<Choice> choices;
  for (const std::string& code : codes) choices.push_back({code, code});
  return choices;
}

// Of the country, if one is chosen.
std::string LikelyCurrency(const Query& query) {
  const std::vector<std::string> countries = query.All("country");
  const taxonomy::MemberState* state =
      countries.size() == 1 ? taxonomy::FindMemberState(countries[0]) : nullptr;
  return state == nullptr || state->currency.empty() ? "USD" : std::string(state->currency);
}

}  // namespace

std::string FilterValueName(const Query& query, std::string_view parameter, const std::string& value,
                            const Format& format) {
  const std::string& language = format.language();
  if (parameter == "country") return CountryName(value, language);
  if (parameter == "city") return CityName(value, language);
  if (parameter == "pay") return PayFilterText(query, format);
  if (parameter == "source") return WithoutTurns(value);
  if (const auto scheme = SchemeOf(parameter); !scheme.empty()) return CodeName(scheme, value, language);
  if (const auto labels = LabelsOf(parameter); !labels.empty()) return Label(language, labels, value);
  const std::string key = "chip." + std::string(parameter);
  if (parameter == "education")
    return Text(language, key, {{"level", CodeName(taxonomy::kIsced2011, value, language)}});
  if (parameter == "from" || parameter == "until")
    return Text(language, key, {{"day", DayText(value, format)}});
  if (parameter == "fromyear" || parameter == "untilyear")
    return Text(language, key, {{"year", YearText(value, format)}});
  if (parameter == "since") return format.Counted(key, NumberOf(value));
  return Text(language, "filter." + std::string(parameter));  // on or off
}

std::string Filters::AddressWith(const Query& query) const {
  return Address(asked_.language, asked_.path, query.Without("page"));
}

View& Filters::AddGroup(std::string_view kind, std::string_view parameter) {
  View& group = view_.Add("GROUP").Add(kind);
  group.Set("PARAMETER", std::string(parameter));
  group.Set("LEGEND", Text(asked_.language, "filter." + std::string(parameter)));
  return group;
}

void Filters::AddBox(View& boxes, std::string_view parameter, const Choice& choice) const {
  View& box = boxes.Add("BOX");
  box.Set("BOX_NAME", std::string(parameter));
  box.Set("BOX_VALUE", choice.value);
  box.Set("BOX_LABEL", choice.label);
  if (choice.count) box.Set("BOX_COUNT", format_.Number(*choice.count));
  if (asked_.query.Has(parameter, choice.value)) box.Add("BOX_CHECKED");
}

void Filters::KeepChosen(std::string_view parameter, std::vector<Choice>& choices) const {
  for (const std::string& chosen : asked_.query.All(parameter)) {
    if (!Offers(choices, chosen))
      choices.push_back({chosen, FilterValueName(asked_.query, parameter, chosen, format_)});
  }
}

void Filters::AddBoxes(std::string_view parameter, std::vector<Choice> choices) {
  controlled_.emplace(parameter);
  KeepChosen(parameter, choices);
  if (choices.empty()) return;
  View& group = AddGroup("BOXES", parameter);
  for (size_t i = 0; i < std::min(choices.size(), kInSight); ++i) AddBox(group, parameter, choices[i]);
  if (choices.size() <= kInSight) return;
  View& more = group.Add("MORE");
  for (size_t i = kInSight; i < choices.size(); ++i) {
    AddBox(more, parameter, choices[i]);
    if (asked_.query.Has(parameter, choices[i].value)) more.Set("MORE_OPEN", "open");
  }
}

void Filters::AddTree(std::string_view parameter, std::string_view scheme,
                      const std::vector<Choice>& choices) {
  if (choices.empty()) return;
  View& group = AddGroup("TREE", parameter);
  for (const Choice& choice : choices) {
    Query query = asked_.query;
    for (const std::string& above : asked_.query.All(parameter)) {
      if (taxonomy::List(scheme).IsAncestor(above, choice.value)) query = query.Without(parameter, above);
    }
    View& branch = group.Add("BRANCH");
    branch.Set("BRANCH_LABEL", choice.label);
    branch.Set("BRANCH_COUNT", choice.count ? format_.Number(*choice.count) : "");
    if (asked_.query.Has(parameter, choice.value)) {
      branch.Add("BRANCH_CHOSEN");
    } else {
      branch.Set("BRANCH_ADDRESS", AddressWith(query.With(parameter, choice.value)));
    }
  }
}

void Filters::AddOptions(View& select, const std::string& chosen, std::vector<Choice> choices) const {
  if (!chosen.empty() && !Offers(choices, chosen)) choices.push_back({chosen, WithoutTurns(chosen)});
  for (const Choice& choice : choices) {
    View& option = select.Add("OPTION");
    option.Set("OPTION_VALUE", choice.value);
    option.Set("OPTION_LABEL", choice.label);
    if (choice.value == chosen) option.Add("OPTION_SELECTED");
  }
}

void Filters::AddSelect(std::string_view parameter, std::vector<Choice> choices) {
  controlled_.emplace(parameter);
  KeepChosen(parameter, choices);
  View& group = AddGroup("SELECT", parameter);
  group.Set("ANY", Text(asked_.language, "filter." + std::string(parameter) + "-any"));
  AddOptions(group, asked_.query.Get(parameter), std::move(choices));
}

void Filters::AddEducation() {
  std::vector<Choice> levels;
  for (const auto& level : taxonomy::List(taxonomy::kIsced2011).codes())
    levels.push_back({level.code, CodeName(taxonomy::kIsced2011, level.code, asked_.language)});
  AddSelect("education", std::move(levels));
}

void Filters::AddFlags(std::string_view legend, const std::vector<std::string_view>& parameters) {
  View& group = AddGroup("BOXES", legend);
  for (const std::string_view parameter : parameters) {
    controlled_.emplace(parameter);
    AddBox(group, parameter, {"1", Text(asked_.language, "filter." + std::string(parameter))});
  }
}

void Filters::AddPay() {
  controlled_.insert({"pay", "currency", "unit"});
  View& group = AddGroup("PAY", "pay");
  group.Set("PAY_VALUE", WithoutTurns(asked_.query.Get("pay")));
  static const auto* const currencies = new std::vector<Choice>(Currencies());
  const Query& query = asked_.query;
  AddOptions(group.Add("CURRENCY"), query.Has("currency") ? query.Get("currency") : LikelyCurrency(query),
             *currencies);
  std::vector<Choice> units;
  for (const char* const unit : {"MONTH", "HOUR", "DAY", "WEEK", "YEAR"})
    units.push_back({unit, OwnCodeName("PAY-UNIT", unit, asked_.language)});
  AddOptions(group.Add("UNIT"), query.Get("unit"), std::move(units));
}

void Filters::AddSpan(std::string_view kind, std::string_view legend,
                      std::initializer_list<std::string_view> bounds) {
  View& group = AddGroup(kind, legend);
  for (const std::string_view parameter : bounds) {
    controlled_.emplace(parameter);
    View& bound = group.Add("BOUND");
    bound.Set("BOUND_NAME", std::string(parameter));
    bound.Set("BOUND_LABEL", Text(asked_.language, "filter." + std::string(parameter)));
    bound.Set("BOUND_VALUE", WithoutTurns(asked_.query.Get(parameter)));
  }
}

void Filters::AddChip(std::string_view parameter, const std::string& value) {
  const std::string label = FilterValueName(asked_.query, parameter, value, format_);
  if (view_.All("HAS_CHIPS").empty()) view_.Add("HAS_CHIPS");
  View& chip = view_.Add("CHIP");
  chip.Set("CHIP_LABEL", label);
  chip.Set("CHIP_ADDRESS", AddressWith(asked_.query.Without(parameter, value)));
  chip.Set("CHIP_REMOVE", Text(asked_.language, "search.remove", {{"filter", label}}));
}

void Filters::Finish() {
  Query bare = asked_.query.Without("page");
  for (const auto& [name, value] : asked_.query.parameters()) {
    if (!HasChip(name)) continue;
    AddChip(name, value);
    bare = bare.Without(name);
  }
  if (bare.parameters() != asked_.query.Without("page").parameters()) view_.Set("CLEAR", AddressWith(bare));
  for (const auto& [name, value] : asked_.query.parameters()) {
    if (name == "q" || name == "page" || name == "exact" || controlled_.contains(name)) continue;
    View& kept = view_.Add("KEPT");
    kept.Set("KEPT_NAME", name);
    kept.Set("KEPT_VALUE", value);
  }
}

}  // namespace tabadul::web::pages
