#include "services/web/pages/schema_org.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "services/web/pages/localized.h"

namespace tabadul::web::pages::schema_org {

Json Record(const char* type, const std::string& source, const std::string& hub_id) {
  return {{"@context", "https://schema.org"},
          {"@type", type},
          {"identifier", {{"@type", "PropertyValue"}, {"name", source}, {"value", hub_id}}}};
}

Json Named(const char* type, const std::string& name) { return {{"@type", type}, {"name", name}}; }

Json PlaceOf(const jobs::v1::Location& location, std::string_view language) {
  Json address = {{"@type", "PostalAddress"}, {"addressCountry", location.country()}};
  const std::string city = Choose(location.city(), language).text;
  if (!city.empty()) address["addressLocality"] = city;
  if (!location.subdivision().empty()) address["addressRegion"] = location.subdivision();
  Json place = {{"@type", "Place"}, {"address", address}};
  if (location.has_coordinates()) {
    place["geo"] = {{"@type", "GeoCoordinates"},
                    {"latitude", location.coordinates().latitude_e6() / 1e6},
                    {"longitude", location.coordinates().longitude_e6() / 1e6}};
  }
  return place;
}

void SetNumber(Json& json, const char* name, const std::string& decimal) {
  double number = 0;
  if (absl::SimpleAtod(decimal, &number)) json[name] = number;
}

// A script element ends at "</script", whatever stands before it, and HTML knows no escapes in one: JSON does.
std::string ForScript(const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return absl::StrReplaceAll(text, {{"<", "\\u003c"},
                                    {">", "\\u003e"},
                                    {"&", "\\u0026"},
                                    {"\xe2\x80\xa8", "\\u2028"},
                                    {"\xe2\x80\xa9", "\\u2029"}});
}

}  // namespace tabadul::web::pages::schema_org
