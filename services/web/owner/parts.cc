#include "services/web/owner/parts.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "lib/ingest/numbers.h"
#include "lib/platform/base/utc.h"
#include "lib/transcode/transcoder.h"
#include "services/web/pages/enum_values.h"
#include "services/web/pages/text.h"

namespace tabadul::web::owner {

using pages::Text;
using pages::View;

pages::Page Unlisted(const pages::Asked& asked, std::string title, std::string_view body) {
  pages::Page page;
  page.title = std::move(title);
  page.body = body;
  page.query = asked.query;
  page.indexed = false;
  return page;
}

std::string Count(uint64_t count, const pages::Format& format) {
  return format.Number(static_cast<int64_t>(count));
}

std::string Moment(const google::protobuf::Timestamp& time, const pages::Format& format) {
  return time.seconds() == 0 ? "" : format.Moment(TimeOf(time));
}

void AddRow(View& view, std::string_view part, std::string_view language, std::string_view fact,
            const std::string& value) {
  if (value.empty()) return;
  const std::string name(part);
  View& row = view.Add(name);
  row.Set(name + "_NAME", Text(language, "system." + std::string(fact)));
  row.Set(name + "_TEXT", value);
}

std::string RunPath(std::string_view run_id) { return "/system/runs/" + std::string(run_id); }

void AddHeld(const exchange::v1::Run& run, const pages::Format& format, View& view) {
  View& held = view.Add("HELD");
  held.Set("HELD_TEXT", format.Counted("system.held", static_cast<int64_t>(run.to_close())));
  held.Set("HELD_ADDRESS", pages::Address(format.language(), RunPath(run.run_id())));
}

void SetState(const exchange::v1::Run& run, std::string_view language, View& view) {
  const std::string state = pages::ShortName(run.state());
  view.Set("RUN_STATE", state);
  view.Set("RUN_STATE_NAME", state.empty() ? "" : Text(language, "system.run-state." + state));
}

bool IsOfTheRequest(const absl::Status& status) {
  const int http = transcode::HttpStatus(status);
  return http >= 400 && http < 499;
}

std::string SentenceOf(const absl::Status& status, const pages::Asked& asked) {
  return messages::ErrorText(asked.language, ReasonOf(status), MetadataOf(status), asked.digits);
}

void SetProblem(const absl::Status& status, const pages::Asked& asked, pages::Page& page) {
  page.status = transcode::HttpStatus(status);
  page.view.Set("PROBLEM", SentenceOf(status, asked));
}

std::optional<uint64_t> CountIn(std::string_view typed) {
  const std::string digits =
      absl::StrReplaceAll(ingest::AsciiDigits(typed),
                          {{",", ""}, {".", ""}, {" ", ""}, {"\u00A0", ""}, {"\u202F", ""}, {"\u060C", ""}});
  uint64_t count = 0;
  if (digits.find_first_not_of("0123456789") != std::string::npos || !absl::SimpleAtoi(digits, &count))
    return std::nullopt;
  return count;
}

}  // namespace tabadul::web::owner
