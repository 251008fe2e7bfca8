// What the descriptions of records for search engines are made of: schema.org's words in JSON-LD, which stand in a script
// element. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::web::pages::schema_org {

using Json = nlohmann::ordered_json;

// A record of this type that the hub knows by this id.
Json Record(const char* type, const std::string& source, const std::string& hub_id);
// An Organization, a Country: of a type that is known by its name.
Json Named(const char* type, const std::string& name);
Json PlaceOf(const jobs::v1::Location& location, std::string_view language);
// Nothing, if the contract's decimal is none.
void SetNumber(Json& json, const char* name, const std::string& decimal);

// No "<", ">", "&" is in it as such.
std::string ForScript(const Json& json);

}  // namespace tabadul::web::pages::schema_org
