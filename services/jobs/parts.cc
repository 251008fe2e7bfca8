#include "services/jobs/parts.h"

#include <algorithm>
#include <map>

#include "fmt/format.h"
#include "lib/exchange/validate.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::jobs {
namespace {

using namespace common::v1;  // NOLINT: the reasons

// ISO 3166-2: a country, a dash, one to three letters or digits.
bool IsSubdivision(std::string_view code) {
  if (code.size() < 4 || code.size() > 6 || code[2] != '-') return false;
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const std::string_view rest = code.substr(3);
  return upper(code[0]) && upper(code[1]) &&
         std::all_of(rest.begin(), rest.end(), [&](char c) { return upper(c) || (c >= '0' && c <= '9'); });
}

void ValidateSubdivision(const v1::Location& location, Violations& v) {
  if (location.subdivision().empty()) return;
  if (!IsSubdivision(location.subdivision())) {
    v.Add("subdivision", ERROR_REASON_MALFORMED, {{"form", "MA-CAS"}});
  } else if (!location.subdivision().starts_with(location.country())) {
    exchange::Contradicts(v, "subdivision", "country");
  }
}

void ValidateLocation(const v1::Location& location, Violations& v) {
  exchange::Require(v, "country", !location.country().empty());
  exchange::CheckCode(v, "country", taxonomy::kCountries, location.country());
  ValidateSubdivision(location, v);
  exchange::CheckText(v, "city", location.city(), 200);
  exchange::CheckRange(v, "coordinates.latitude_e6", location.coordinates().latitude_e6(), -90'000'000,
                       90'000'000);
  exchange::CheckRange(v, "coordinates.longitude_e6", location.coordinates().longitude_e6(), -180'000'000,
                       180'000'000);
  exchange::CheckRange(v, "geonames_id", location.geonames_id(), 0, INT32_MAX);
}

}  // namespace

void ValidateLocations(const Locations& locations, bool required, Violations& v) {
  exchange::CheckEntries(v, "locations", locations.size());
  if (required && locations.empty()) {
    const auto in = v.In("locations", 0);
    exchange::Require(v, "country", false);
  }
  for (int i = 0; i < locations.size(); ++i) {
    const auto in = v.In("locations", static_cast<size_t>(i));
    ValidateLocation(locations[i], v);
  }
}

void ValidateApplyBy(const v1::ApplyBy& apply_by, Violations& v) {
  const auto in = v.In("apply_by");
  if (apply_by.has_date()) {
    exchange::CheckDate(v, "date", apply_by.date());
  } else {
    exchange::Require(v, "date", false);
  }
  exchange::CheckCode(v, "time_zone", taxonomy::kTimeZones, apply_by.time_zone());
}

void ValidateApplication(const v1::Application& application, Violations& v) {
  const auto in = v.In("application");
  exchange::CheckUrl(v, "url", application.url());
  exchange::CheckText(v, "instructions", application.instructions(), 2'000);
  exchange::CheckRange(v, "status_update_days", application.status_update_days(), 0, 365);
}

void CheckTriState(Violations& v, std::string_view field, TriState value) {
  exchange::CheckEnum(v, field, value, TriState_descriptor());
}

void CheckEscoOccupation(Violations& v, std::string_view field, const CodedValue& occupation) {
  exchange::CheckCodedValue(v, field, occupation, "ESCO");
  const auto in = v.In(field);
  exchange::CheckEscoUri(v, "code", occupation.code(), "occupation");
  exchange::Require(v, "version", !occupation.version().empty());
}

void CheckSkill(Violations& v, const std::string& esco_uri, const LocalizedText& name, int level) {
  exchange::Require(v, "name", !esco_uri.empty() || name.translations_size() > 0);
  exchange::CheckEscoUri(v, "esco_uri", esco_uri, "skill");
  exchange::CheckText(v, "name", name, 200);
  exchange::CheckRange(v, "level", level, 0, 4);
}

void CheckLanguage(Violations& v, const std::string& language, const std::string& cefr) {
  exchange::Require(v, "language", !language.empty());
  exchange::CheckCode(v, "language", taxonomy::kLanguages, language);
  exchange::CheckCode(v, "cefr", taxonomy::kCefr, cefr);
}

void CheckLegalId(Violations& v, const std::string& id, const std::string& scheme) {
  exchange::CheckLine(v, "legal_id", id, 100);
  exchange::CheckLine(v, "legal_id_scheme", scheme, 100);
  if (!id.empty()) exchange::Require(v, "legal_id_scheme", !scheme.empty());
}

std::optional<int64_t> CheckAmount(Violations& v, std::string_view field, const std::string& decimal) {
  if (decimal.empty()) return std::nullopt;
  return exchange::CheckDecimal(v, field, decimal);
}

template <class Value>
void CheckOnce(Violations& v, std::string_view field, const std::vector<Value>& values,
               std::string_view member) {
  std::vector<Value> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end()) return;
  const auto at = [&](size_t i) { return fmt::format("{}[{}]{}", field, i, member); };
  std::map<Value, size_t> first;  // value → where it stands
  for (size_t i = 0; i < values.size(); ++i) {
    const auto [seen, is_new] = first.emplace(values[i], i);
    if (!is_new) exchange::Contradicts(v, at(i), at(seen->second));
  }
}
template void CheckOnce(Violations&, std::string_view, const std::vector<int>&, std::string_view);
template void CheckOnce(Violations&, std::string_view, const std::vector<std::string>&, std::string_view);

std::vector<std::string> CountriesOf(const Locations& locations) {
  std::vector<std::string> countries;
  for (const v1::Location& location : locations) countries.push_back(location.country());
  std::sort(countries.begin(), countries.end());
  countries.erase(std::unique(countries.begin(), countries.end()), countries.end());
  return countries;
}

absl::Time EndOf(const v1::ApplyBy& apply_by) {
  return exchange::EndOfDay(apply_by.date(), apply_by.time_zone());
}

}  // namespace tabadul::jobs
