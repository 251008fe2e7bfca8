#include "services/web/owner/overview_page.h"

#include "lib/platform/base/utc.h"
#include "services/web/owner/parts.h"
#include "services/web/pages/enum_values.h"
#include "services/web/pages/format.h"
#include "services/web/pages/text.h"

namespace tabadul::web::owner {
namespace {

using namespace exchange::v1;  // NOLINT: the messages
using pages::Format;
using pages::Text;
using pages::View;

constexpr int kReceipts = 5;
constexpr absl::Duration kSoon = absl::Hours(24 * 30);  // a ministry needs weeks for the next certificate

absl::StatusOr<KindReport> Ask(const Kind& kind, const Visit& visit) {
  KindReport report;
  report.kind = &kind;
  GetSourceRequest which;
  which.set_source(visit.session.source);
  auto source = visit.Calls().Ask<GetSourceResponse>(kind.Method("GetSource"), which);
  if (ReasonOf(source.status()) == common::v1::ERROR_REASON_NOT_FOUND) return report;
  if (!source.ok()) return source.status();
  report.source = std::move(*source->mutable_source());
  ListReceiptsRequest newest;
  newest.set_source(visit.session.source);
  newest.set_page_size(kReceipts);
  newest.set_newest(true);
  ASSIGN_OR_RETURN(const auto listed,
                   visit.Calls().Ask<ListReceiptsResponse>(kind.Method("ListReceipts"), newest));
  for (const Receipt& receipt : listed.receipts()) {
    if (!report.receipts.emplace_back().ParseFromString(receipt.body()))
      return Internal("a receipt's body does not parse");
  }
  return report;
}

std::string Answered(const ItemCounts& counts, const Format& format) {
  return Text(format.language(), "system.answered",
              {{"answered", Count(counts.answered_items(), format)},
               {"rejected", Count(counts.rejected_items(), format)}});
}

void AddSource(const Source& source, const Format& format, View& part) {
  const std::string& language = format.language();
  View& rows = part.Add("ROWS");
  const auto add = [&](std::string_view fact, const std::string& value) {
    AddRow(rows, "ROW", language, fact, value);
  };
  add("open", Count(source.open_records(), format));
  add("heard",
      source.has_receive_time() ? Moment(source.receive_time(), format) : Text(language, "system.never"));
  add("changed", Moment(source.change_time(), format));
  if (source.has_promised_interval()) {
    const absl::Duration every = absl::Seconds(source.promised_interval().seconds());
    add("promise", Text(language, "sources.every", {{"span", format.Span(every)}}));
  }
  add("proven", Moment(source.proof_time(), format));
  if (!source.has_report()) return;
  add("last-day", Answered(source.report().last_day(), format));
  add("last-week", Answered(source.report().last_week(), format));
}

void AddRejections(const ItemCounts& counts, const Format& format, View& part) {
  if (counts.rejections_size() == 0) return;
  View& rejected = part.Add("REJECTED");
  for (const RejectionCount& one : counts.rejections()) {
    View& reason = rejected.Add("REASON");
    reason.Set("REASON_TEXT", one.reason() == common::v1::ERROR_REASON_UNSPECIFIED
                                  ? Text(format.language(), "system.other-reasons")
                                  : messages::ErrorText(format.language(), one.reason(), {}));
    reason.Set("REASON_COUNT", Count(one.items(), format));
  }
}

void AddExport(const SourceReport& report, const Format& format, View& part) {
  if (!report.has_last_export()) return;
  const Run& run = report.last_export();
  View& shown = part.Add("EXPORT");
  const auto add = [&](std::string_view fact, const std::string& value) {
    AddRow(shown, "EXPORT_ROW", format.language(), fact, value);
  };
  add("ended", Moment(run.end_time(), format));
  add("named", Count(run.named_records(), format));
  add("taken", Count(run.taken_records(), format));
  add("kept", Count(run.kept_records(), format));
  if (report.has_completeness()) {
    add("complete",
        Text(format.language(), "system.percent", {{"number", Count(report.completeness() / 10, format)}}));
  }
}

void AddReceipts(const std::vector<ReceiptBody>& receipts, const Format& format, View& part) {
  if (receipts.empty()) return;
  View& table = part.Add("RECEIPTS");
  for (const ReceiptBody& body : receipts) {
    View& row = table.Add("RECEIPT");
    row.Set("RECEIPT_NUMBER", Count(body.number(), format));
    row.Set("RECEIPT_TIME", format.Moment(TimeOf(body.time())));
    row.Set("RECEIPT_ISO", FormatUtc(TimeOf(body.time())));
    row.Set("RECEIPT_ITEMS", Count(body.items(), format));
    for (const OutcomeCount& one : body.outcomes()) {
      const std::string name = pages::ShortName(one.outcome());
      if (name.empty()) continue;
      View& outcome = row.Add("OUTCOME");
      outcome.Set("OUTCOME_NAME", Text(format.language(), "system.outcome." + name));
      outcome.Set("OUTCOME_COUNT", Count(one.items(), format));
    }
  }
}

void AddKind(const KindReport& report, const Format& format, View& view) {
  View& part = view.Add("KIND");
  part.Set("KIND_NAME", Text(format.language(), report.kind->title));
  const Source& source = report.source;
  if (source.source().empty()) {
    part.Add("NOTHING");
    return;
  }
  const std::string freshness = pages::ShortName(source.freshness());
  part.Set("FRESHNESS", freshness);
  if (!freshness.empty()) part.Set("FRESHNESS_NAME", Text(format.language(), "freshness." + freshness));
  for (const Run& run : source.report().held_runs()) AddHeld(run, format, part);
  AddSource(source, format, part);
  AddRejections(source.report().last_week(), format, part);
  AddExport(source.report(), format, part);
  AddReceipts(report.receipts, format, part);
}

// Files can be uploaded without one; the system itself cannot call.
void AddCertificates(const Session& session, const pages::Asked& asked, const Format& format, View& view) {
  const auto& end = session.certificates_end;
  const bool good = end && *end > asked.now;
  const std::string sentence =
      good ? Text(asked.language, "system.certificates-end", {{"day", format.Day(*end)}})
           : Text(asked.language, "system.certificates-none");
  const bool pressing = !good || *end < asked.now + kSoon;
  view.Set(pressing ? "CERTIFICATES_SOON" : "CERTIFICATES", sentence);
}

}  // namespace

absl::StatusOr<Reply> ShowOverview(const Visit& visit) {
  std::vector<KindReport> kinds;
  for (const Kind* const kind : KindsOf(visit.session)) {
    ASSIGN_OR_RETURN(KindReport report, Ask(*kind, visit));
    kinds.push_back(std::move(report));
  }
  return OverviewPage(visit.asked, visit.session, kinds);
}

pages::Page OverviewPage(const pages::Asked& asked, const Session& session,
                         const std::vector<KindReport>& kinds) {
  const Format format(asked.language, asked.digits);
  pages::Page page = Unlisted(asked, Text(asked.language, "system.overview"), "system.tpl");
  page.view.Set("HEADING", session.source);
  for (const KindReport& report : kinds) AddKind(report, format, page.view);
  if (kinds.empty()) page.view.Add("NO_KINDS");
  AddCertificates(session, asked, format, page.view);
  page.view.Set("ENDS", Text(asked.language, "system.ends", {{"time", format.Moment(session.expires)}}));
  return page;
}

}  // namespace tabadul::web::owner
