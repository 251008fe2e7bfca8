#include "services/web/pages/names.h"

#include <charconv>

#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/places.h"
#include "services/web/pages/enum_values.h"
#include "services/web/pages/localized.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

constexpr size_t kCountryLetters = 2;

const taxonomy::Place* KnownPlace(const jobs::v1::Location& location) {
  if (location.geonames_id() > 0) {
    if (const auto* place = taxonomy::PlaceById(location.geonames_id())) return place;
  }
  for (const auto& name : location.city().translations()) {
    if (const auto* place = taxonomy::FindPlace(location.country(), name.text())) return place;
  }
  return nullptr;
}

// What the source calls it, if that is the reader's language; else what the list of places does.
std::string CityOf(const jobs::v1::Location& location, std::string_view language) {
  const Chosen chosen = Choose(location.city(), language);
  if (chosen.readers) return chosen.text;
  const taxonomy::Place* place = KnownPlace(location);
  return place == nullptr ? chosen.text : std::string(taxonomy::NameOf(*place, language));
}

}  // namespace

std::string CodeName(std::string_view scheme, const std::string& code, std::string_view language) {
  const taxonomy::CodeList* list = taxonomy::FindList(scheme);
  const taxonomy::CodeList::Code* found = list == nullptr ? nullptr : list->Find(code);
  return found == nullptr ? code : std::string(taxonomy::NameOf(*found, language));
}

std::string CountryName(const std::string& code, std::string_view language) {
  return CodeName(taxonomy::kCountries, code, language);
}

std::string CountryOf(std::string_view source) {
  constexpr std::string_view kDemonstration = "DEMO/";
  if (source.starts_with(kDemonstration)) source.remove_prefix(kDemonstration.size());
  return std::string(source.substr(0, source.find('/')));
}

std::string OwnCodeName(std::string_view list, const std::string& code, std::string_view language) {
  return code.empty() ? "" : CodeName("TABADUL-" + std::string(list), code, language);
}

std::string Label(std::string_view language, std::string_view kind, const std::string& value) {
  if (value.empty()) return "";
  return messages::Text(language, "labels." + std::string(kind) + "." + value);
}

std::string PlaceName(const jobs::v1::Location& location, std::string_view language) {
  const std::string country = CountryName(location.country(), language);
  const std::string city = CityOf(location, language);
  return city.empty() ? country : Text(language, "place", {{"city", city}, {"country", country}});
}

std::string CityName(const std::string& value, std::string_view language) {
  int64_t id = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), id);
  const bool is_id = error == std::errc() && end == value.data() + value.size();
  const taxonomy::Place* place = is_id ? taxonomy::PlaceById(id) : nullptr;
  if (place != nullptr) return std::string(taxonomy::NameOf(*place, language));
  const bool with_country = value.size() > kCountryLetters && value[kCountryLetters] == ':';
  return with_country ? value.substr(kCountryLetters + 1) : value;
}

std::string PayText(const jobs::v1::Pay& pay, const Format& format) {
  const bool has_minimum = !pay.minimum().empty(), has_maximum = !pay.maximum().empty();
  if (!has_minimum && !has_maximum) return "";
  const std::string amount = has_minimum && has_maximum
                                 ? format.Money(pay.minimum(), pay.maximum(), pay.currency())
                                 : format.Money(has_minimum ? pay.minimum() : pay.maximum(), pay.currency());
  if (amount.empty()) return "";
  const char* const range = has_minimum && has_maximum ? "exactly" : has_minimum ? "from" : "upto";
  return Text(format.language(), "pay.amount",
              {{"amount", amount},
               {"range", range},
               {"unit", ShortName(pay.unit())},
               {"basis", ShortName(pay.basis())}});
}

std::string PriceText(const jobs::v1::TrainingPrice& price, const Format& format) {
  if (price.free() == common::v1::TRI_STATE_YES) return Text(format.language(), "training.free");
  return price.amount().empty() ? "" : format.Money(price.amount(), price.currency());
}

std::string YearsText(const statistics::v1::PracticePeriod& period, const Format& format) {
  const std::string first = format.Year(period.first_year()), last = format.Year(period.last_year());
  const bool goes_on = period.ongoing() == common::v1::TRI_STATE_YES;
  if (first.empty() && last.empty()) return goes_on ? Text(format.language(), "practice.ongoing") : "";
  const char* const range = first.empty() ? "until" : !last.empty() ? "between" : goes_on ? "since" : "from";
  return Text(format.language(), "practice.years", {{"range", range}, {"first", first}, {"last", last}});
}

std::vector<std::string> TopicNames(const google::protobuf::RepeatedField<int>& topics,
                                    std::string_view language) {
  std::vector<std::string> names;
  for (const int topic : topics) {
    const std::string name = ShortName(*statistics::v1::PracticeTopic_descriptor(), topic);
    if (!name.empty()) names.push_back(Label(language, "practice-topic", name));
  }
  return names;
}

}  // namespace tabadul::web::pages
