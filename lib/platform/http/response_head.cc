#include "lib/platform/http/response_head.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "fmt/format.h"
#include "lib/platform/http/syntax.h"

namespace tabadul::http {
namespace {

bool IsServers(std::string_view name) {
  for (const absl::string_view own : {"date", "content-length", "transfer-encoding", "connection"}) {
    if (absl::EqualsIgnoreCase(Absl(name), own)) return true;
  }
  return false;
}

}  // namespace

bool HasBody(int status) { return status != 204 && status != 304; }

bool IsSendable(const Response& response) {
  return response.status >= 200 && response.status <= 599 &&
         std::all_of(response.fields.begin(), response.fields.end(),
                     [](const auto& field) { return IsToken(field.first) && IsFieldValue(field.second); });
}

std::string HttpDate(absl::Time time) {
  constexpr std::string_view kDays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const absl::CivilSecond at = absl::ToCivilSecond(time, absl::UTCTimeZone());
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kDays[static_cast<size_t>(absl::GetWeekday(at))], at.day(), kMonths[at.month() - 1],
                     at.year(), at.hour(), at.minute(), at.second());
}

std::string ResponseHead(const Response& response, std::string_view reason, Framing framing, bool close,
                         absl::Time now) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\ndate: {}\r\n", response.status, reason, HttpDate(now));
  for (const auto& [name, value] : response.fields) {
    if (!IsServers(name)) absl::StrAppend(&head, name, ": ", value, "\r\n");
  }
  if (framing == Framing::kLength) absl::StrAppend(&head, "content-length: ", response.body.size(), "\r\n");
  if (framing == Framing::kChunked) head += "transfer-encoding: chunked\r\n";
  if (close) head += "connection: close\r\n";
  return head += "\r\n";
}

}  // namespace tabadul::http
