// Parts that several pages below /system have. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/timestamp.pb.h"
#include "lib/platform/base/status.h"
#include "services/web/pages/format.h"
#include "services/web/pages/page.h"
#include "tabadul/exchange/v1/run.pb.h"

namespace tabadul::web::owner {

// A page that search engines do not show.
pages::Page Unlisted(const pages::Asked& asked, std::string title, std::string_view body);
std::string Count(uint64_t count, const pages::Format& format);
std::string Moment(const google::protobuf::Timestamp& time, const pages::Format& format);  // empty: not set
// <part> with <part>_NAME, the text "system.<fact>", and <part>_TEXT; nothing if the value is empty.
void AddRow(pages::View& view, std::string_view part, std::string_view language, std::string_view fact,
            const std::string& value);
// HELD with HELD_TEXT and HELD_ADDRESS.
void AddHeld(const exchange::v1::Run& run, const pages::Format& format, pages::View& view);
std::string RunPath(std::string_view run_id);  // "/system/runs/0f9c…"
// RUN_STATE and RUN_STATE_NAME.
void SetState(const exchange::v1::Run& run, std::string_view language, pages::View& view);

// Whether an error is about what was asked, so that who asked is told on his page; another is a fault, or passes.
bool IsOfTheRequest(const absl::Status& status);
// An error's sentence for the reader of a page; PROBLEM of a page, whose status is then the error's.
std::string SentenceOf(const absl::Status& status, const pages::Asked& asked);
void SetProblem(const absl::Status& status, const pages::Asked& asked, pages::Page& page);

// A number as people type it: digits of either script, and what stands between thousands. None: it is no such number.
std::optional<uint64_t> CountIn(std::string_view typed);

}  // namespace tabadul::web::owner
