// Contract messages as people read them on a terminal. Pure.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "tabadul/common/v1/text.pb.h"
#include "tabadul/exchange/v1/record.pb.h"
#include "tabadul/jobs/v1/training_offer.pb.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::cli {

class Session;

// The translation for a reader of `language`, else English, else the first; on one line.
std::string Pick(const common::v1::LocalizedText& text, const std::string& language);
// The title of a record of any kind; empty if its payload has none.
std::string TitleOf(const exchange::v1::Record& record, const std::string& language);
// "2022-05-01"; empty if there is none.
std::string Show(const common::v1::Date& date);
std::string Show(const google::protobuf::Timestamp& time);
// "Riyadh, SA".
std::string Show(const jobs::v1::Location& location, const std::string& language);
// "4000–6000 SAR / month"; empty if not stated.
std::string Show(const jobs::v1::Pay& pay, const std::string& language);

// "450.500 TND", "free"; empty if not stated.
std::string Show(const jobs::v1::TrainingPrice& price, const Session& session);

// "a · b", without what is empty.
std::string JoinNotEmpty(std::initializer_list<std::string> parts);

// "2026-01-31" (midnight UTC) or RFC 3339. MALFORMED {field, form}.
absl::StatusOr<google::protobuf::Timestamp> ParseTime(const std::string& field, const std::string& text);
// "ar=وزارة العمل" and so on, sorted by language as the contract asks. MALFORMED {field, form}.
absl::StatusOr<common::v1::LocalizedText> ParseTexts(const std::string& field,
                                                     const std::vector<std::string>& texts);

}  // namespace tabadul::cli
