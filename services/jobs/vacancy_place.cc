#include <algorithm>

#include "lib/exchange/validate.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/vacancy_parts.h"

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

}  // namespace

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

void ValidateEmployer(const v1::Employer& employer, Violations& v) {
  const auto in = v.In("employer");
  exchange::CheckText(v, "name", employer.name(), 300);
  if (employer.anonymous() && employer.name().translations_size() > 0) {
    exchange::Contradicts(v, "name", "anonymous");
  }
  exchange::CheckLine(v, "legal_id", employer.legal_id(), 100);
  exchange::CheckLine(v, "legal_id_scheme", employer.legal_id_scheme(), 100);
  if (!employer.legal_id().empty())
    exchange::Require(v, "legal_id_scheme", !employer.legal_id_scheme().empty());
  exchange::CheckUrl(v, "url", employer.url());
  if (!employer.has_register_checked()) return;
  exchange::CheckDate(v, "register_checked", employer.register_checked());
  exchange::Require(v, "legal_id", !employer.legal_id().empty());
}

}  // namespace tabadul::jobs
