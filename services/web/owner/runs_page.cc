#include "services/web/owner/runs_page.h"

#include "lib/platform/base/utc.h"
#include "services/web/owner/parts.h"
#include "services/web/owner/sessions.h"
#include "services/web/pages/format.h"
#include "services/web/pages/text.h"

namespace tabadul::web::owner {
namespace {

using namespace exchange::v1;  // NOLINT: the messages
using pages::Address;
using pages::Format;
using pages::Text;
using pages::View;

struct Found {
  const Kind* kind;
  Run run;
};

// A run's id does not say of which kind it is.
absl::StatusOr<Found> Find(const Visit& visit) {
  GetRunRequest request;
  request.set_run_id(visit.asked.id);
  for (const Kind* const kind : KindsOf(visit.session)) {
    auto got = visit.Calls().Ask<GetRunResponse>(kind->Method("GetRun"), request);
    if (got.ok()) return Found{kind, std::move(*got->mutable_run())};
    if (ReasonOf(got.status()) != common::v1::ERROR_REASON_NOT_FOUND) return got.status();
  }
  return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "run"}});
}

absl::Status Confirm(const Visit& visit, const Kind& kind) {
  const std::optional<uint64_t> closes = CountIn(visit.form.Get("closes"));
  if (!closes) {
    const std::string field = Text(visit.asked.language, "system.closes");
    return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", field}, {"form", "123"}});
  }
  ConfirmRunRequest request;
  request.set_run_id(visit.asked.id);
  request.set_to_close(*closes);
  return visit.Calls().Ask<ConfirmRunResponse>(kind.Method("ConfirmRun"), request).status();
}

absl::Status Abandon(const Visit& visit, const Kind& kind) {
  AbandonRunRequest request;
  request.set_run_id(visit.asked.id);
  return visit.Calls().Ask<AbandonRunResponse>(kind.Method("AbandonRun"), request).status();
}

absl::Status Decide(const Visit& visit, const Kind& kind) {
  const std::string_view act = visit.form.Get("act");
  if (act == "confirm") return Confirm(visit, kind);
  if (act == "abandon") return Abandon(visit, kind);
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "act"}, {"form", "confirm, abandon"}});
}

void AddRuns(const KindRuns& kind, const Format& format, View& view) {
  View& part = view.Add("KIND");
  part.Set("KIND_NAME", Text(format.language(), kind.kind->title));
  bool held = false;
  for (const Run& run : kind.runs) {
    if (run.state() != RUN_STATE_HELD) continue;
    held = true;
    AddHeld(run, format, part);
  }
  if (!held) part.Add("NONE_HELD");
  if (kind.runs.empty()) return;
  View& table = part.Add("TABLE");
  for (const Run& run : kind.runs) {
    View& row = table.Add("RUN");
    row.Set("RUN_ADDRESS", Address(format.language(), RunPath(run.run_id())));
    row.Set("RUN_TIME", format.Moment(TimeOf(run.create_time())));
    row.Set("RUN_ISO", FormatUtc(TimeOf(run.create_time())));
    SetState(run, format.language(), row);
    if (run.has_named_records()) row.Set("RUN_NAMED", Count(run.named_records(), format));
    row.Set("RUN_CLOSED", Count(run.closed(), format));
  }
}

void AddWhy(const std::string& text, View& held) { held.Add("WHY").Set("WHY_TEXT", text); }

// What it would close, and what of it is suspicious. An implicit run is nothing but closures over the guard.
void AddReasons(const Run& run, const Format& format, View& view) {
  const std::string& language = format.language();
  View& held = view.Add("REASONS");
  held.Set("REASONS_TEXT", format.Counted("system.held", static_cast<int64_t>(run.to_close())));
  if (run.implicit()) AddWhy(Text(language, "system.why-implicit"), held);
  if (run.has_declared_records() && run.named_records() < run.declared_records()) {
    AddWhy(Text(language, "system.why-declared",
                {{"named", Count(run.named_records(), format)},
                 {"declared", Count(run.declared_records(), format)}}),
           held);
  }
  if (run.guard_limit() > 0 && run.to_close() > run.guard_limit())
    AddWhy(format.Counted("system.why-guard", static_cast<int64_t>(run.guard_limit())), held);
}

void AddDecisions(const Kind& kind, const Run& run, const Session& session, const std::string& csrf,
                  const Format& format, View& view) {
  if (session.May(kind.Scope("confirm"))) {
    View& confirm = view.Add("CONFIRM");
    confirm.Set("CONFIRM_CSRF", csrf);
    confirm.Set("CONFIRM_LABEL",
                Text(format.language(), "system.confirm-label", {{"number", Count(run.to_close(), format)}}));
  } else {
    view.Add("NOT_CONFIRMED");
  }
  view.Add("ABANDON").Set("ABANDON_CSRF", csrf);
}

void AddCounts(const Run& run, const Format& format, View& view) {
  const auto add = [&](std::string_view fact, const std::string& value) {
    AddRow(view, "ROW", format.language(), fact, value);
  };
  const auto count = [&](std::string_view fact, uint64_t number) { add(fact, Count(number, format)); };
  add("begun", Moment(run.create_time(), format));
  add("ended", Moment(run.end_time(), format));
  if (run.has_declared_records()) count("declared", run.declared_records());
  if (run.has_named_records()) {
    count("named", run.named_records());
    count("taken", run.taken_records());
    count("kept", run.kept_records());
  }
  if (!run.implicit()) {
    count("items", run.items());
    count("rejected", run.rejected_items());
    count("unreadable", run.unreadable_rows());
  }
  count("to-close", run.to_close());
  count("closed", run.closed());
  add("run-id", run.run_id());
}

bool GoesOn(const Run& run) { return run.state() == RUN_STATE_ENDING || run.state() == RUN_STATE_CLOSING; }

}  // namespace

absl::StatusOr<Reply> ShowRuns(const Visit& visit) {
  std::vector<KindRuns> kinds;
  ListRunsRequest request;
  request.set_source(visit.session.source);
  for (const Kind* const kind : KindsOf(visit.session)) {
    ASSIGN_OR_RETURN(const auto listed,
                     visit.Calls().Ask<ListRunsResponse>(kind->Method("ListRuns"), request));
    kinds.push_back({kind, {listed.runs().begin(), listed.runs().end()}});
  }
  return RunsPage(visit.asked, kinds);
}

absl::StatusOr<Reply> ShowRun(const Visit& visit) {
  ASSIGN_OR_RETURN(const Found found, Find(visit));
  return RunPage(visit.asked, *found.kind, found.run, visit.session, visit.csrf);
}

absl::StatusOr<Reply> DecideRun(const Visit& visit) {
  ASSIGN_OR_RETURN(const Found found, Find(visit));
  const absl::Status decided = Decide(visit, *found.kind);
  if (decided.ok()) return SeeOther{visit.asked.path};
  if (!IsOfTheRequest(decided) || IsSignedOut(decided)) return decided;
  // As it is by now: another may have decided, or the number have changed.
  ASSIGN_OR_RETURN(const Found now, Find(visit));
  pages::Page page = RunPage(visit.asked, *now.kind, now.run, visit.session, visit.csrf);
  SetProblem(decided, visit.asked, page);
  return page;
}

pages::Page RunsPage(const pages::Asked& asked, const std::vector<KindRuns>& kinds) {
  const Format format(asked.language, asked.digits);
  pages::Page page = Unlisted(asked, Text(asked.language, "system.runs"), "runs.tpl");
  for (const KindRuns& kind : kinds) AddRuns(kind, format, page.view);
  return page;
}

pages::Page RunPage(const pages::Asked& asked, const Kind& kind, const Run& run, const Session& session,
                    const std::string& csrf) {
  const Format format(asked.language, asked.digits);
  const char* const title = run.implicit() ? "system.implicit" : "system.export";
  pages::Page page = Unlisted(asked, Text(asked.language, title), "run.tpl");
  page.view.Set("HEADING", page.title);
  page.view.Set("KIND_NAME", Text(asked.language, kind.title));
  page.view.Set("RUNS", Address(asked.language, "/system/runs"));
  page.view.Set("ACTION", Address(asked.language, asked.path));
  SetState(run, asked.language, page.view);
  if (GoesOn(run)) page.view.Set("GOES_ON", Address(asked.language, asked.path));
  AddCounts(run, format, page.view);
  if (run.state() != RUN_STATE_HELD) return page;
  AddReasons(run, format, page.view);
  AddDecisions(kind, run, session, csrf, format, page.view);
  return page;
}

}  // namespace tabadul::web::owner
