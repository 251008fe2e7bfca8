// Rules of what more than one kind of record has: places, deadlines, skills, applications. Paths are from the scope they
// are given. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/repeated_field.h"
#include "lib/platform/base/status.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::jobs {

using Locations = google::protobuf::RepeatedPtrField<v1::Location>;

// `required`: there must be one.
void ValidateLocations(const Locations& locations, bool required, Violations& v);
void ValidateApplyBy(const v1::ApplyBy& apply_by, Violations& v);
void ValidateApplication(const v1::Application& application, Violations& v);

void CheckTriState(Violations& v, std::string_view field, common::v1::TriState value);
// Scheme "ESCO", an occupation's URI and a version.
void CheckEscoOccupation(Violations& v, std::string_view field, const common::v1::CodedValue& occupation);
// "esco_uri", "name", "level" of the scope's message.
void CheckSkill(Violations& v, const std::string& esco_uri, const common::v1::LocalizedText& name, int level);
// "language", "cefr".
void CheckLanguage(Violations& v, const std::string& language, const std::string& cefr);
// "legal_id", "legal_id_scheme".
void CheckLegalId(Violations& v, const std::string& id, const std::string& scheme);
// A decimal, if it is given: its thousandths.
std::optional<int64_t> CheckAmount(Violations& v, std::string_view field, const std::string& decimal);

// CONTRADICTION at each value of a list that stands in it before, naming where. `member`: ".code", if the values are
// members of messages.
template <class Value>
void CheckOnce(Violations& v, std::string_view field, const std::vector<Value>& values,
               std::string_view member = "");
extern template void CheckOnce(Violations&, std::string_view, const std::vector<int>&, std::string_view);
extern template void CheckOnce(Violations&, std::string_view, const std::vector<std::string>&,
                               std::string_view);

// Of valid ones: their countries, sorted, each once.
std::vector<std::string> CountriesOf(const Locations& locations);
// The instant from which nobody may apply any more.
absl::Time EndOf(const v1::ApplyBy& apply_by);

}  // namespace tabadul::jobs
