#include "cli/show.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/enum_names.h"
#include "cli/session.h"
#include "lib/evidence/payload.h"
#include "lib/platform/base/status.h"
#include "lib/platform/base/utc.h"
#include "lib/platform/messages/messages.h"

namespace tabadul::cli {

std::string Pick(const common::v1::LocalizedText& text, const std::string& language) {
  const common::v1::Translation* best = nullptr;
  for (const auto& translation : text.translations()) {
    const std::string primary = translation.language().substr(0, translation.language().find('-'));
    if (primary == language) return Plain(translation.text());
    if (best == nullptr || primary == "en") best = &translation;
  }
  return best == nullptr ? "" : Plain(best->text());
}

std::string TitleOf(const exchange::v1::Record& record, const std::string& language) {
  const auto* member = evidence::PayloadField(record);
  if (member == nullptr) return "";
  const auto& payload = record.GetReflection()->GetMessage(record, member);
  const auto* title = member->message_type()->FindFieldByName("title");
  if (title == nullptr || title->message_type() != common::v1::LocalizedText::descriptor()) return "";
  const auto& text = payload.GetReflection()->GetMessage(payload, title);
  return Pick(static_cast<const common::v1::LocalizedText&>(text), language);
}

std::string Show(const common::v1::Date& date) {
  if (date.year() == 0) return "";
  return fmt::format("{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
}

std::string Show(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0) return "";
  return FormatUtc(TimeOf(time));
}

std::string Show(const jobs::v1::Location& location, const std::string& language) {
  const std::string city = Pick(location.city(), language);
  return city.empty() ? Plain(location.country()) : city + ", " + Plain(location.country());
}

std::string Show(const jobs::v1::Pay& pay, const std::string& language) {
  if (pay.minimum().empty() && pay.maximum().empty()) return "";
  const bool one = pay.minimum() == pay.maximum() || pay.minimum().empty() || pay.maximum().empty();
  const std::string amount =
      one ? std::max(pay.minimum(), pay.maximum()) : pay.minimum() + "–" + pay.maximum();
  if (pay.unit() == jobs::v1::PAY_UNIT_UNSPECIFIED) return Plain(amount + " " + pay.currency());
  const std::string unit = ShortName(pay.unit());
  return Plain(amount + " " + pay.currency()) + " / " + messages::Text(language, "cli.pay-unit." + unit);
}

std::string Show(const jobs::v1::TrainingPrice& price, const Session& session) {
  if (price.free() == common::v1::TRI_STATE_YES) return session.Text("trainings.free-of-charge");
  return price.amount().empty() ? "" : Plain(price.amount() + " " + price.currency());
}

std::string JoinNotEmpty(std::initializer_list<std::string> parts) {
  std::string out;
  for (const std::string& part : parts) {
    if (!part.empty()) out += (out.empty() ? "" : " · ") + part;
  }
  return out;
}

absl::StatusOr<google::protobuf::Timestamp> ParseTime(const std::string& field, const std::string& text) {
  absl::Time time;
  std::string problem;
  if (!absl::ParseTime("%Y-%m-%d", text, &time, &problem) &&
      !absl::ParseTime(absl::RFC3339_full, text, &time, &problem)) {
    return Error(common::v1::ERROR_REASON_MALFORMED,
                 {{"field", field}, {"form", "2026-01-31, 2026-01-31T08:00:00Z"}});
  }
  google::protobuf::Timestamp out;
  out.set_seconds(absl::ToUnixSeconds(time));
  return out;
}

absl::StatusOr<common::v1::LocalizedText> ParseTexts(const std::string& field,
                                                     const std::vector<std::string>& texts) {
  std::map<std::string, std::string> sorted;
  for (const std::string& text : texts) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", field}, {"form", "ar=…, en=…, fr=…"}});
    }
    sorted[text.substr(0, equals)] = text.substr(equals + 1);
  }
  common::v1::LocalizedText out;
  for (const auto& [language, text] : sorted) {
    auto* translation = out.add_translations();
    translation->set_language(language);
    translation->set_text(text);
  }
  return out;
}

}  // namespace tabadul::cli
