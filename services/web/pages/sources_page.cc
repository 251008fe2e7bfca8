#include "services/web/pages/sources_page.h"

#include "lib/platform/base/utc.h"
#include "services/web/pages/enum_values.h"
#include "services/web/pages/format.h"
#include "services/web/pages/names.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

using exchange::v1::ListSourcesRequest;
using exchange::v1::ListSourcesResponse;
using exchange::v1::Source;

constexpr int kPageSize = 1000;  // the most that the service gives; what comes after them is not shown

absl::StatusOr<ListSourcesResponse> Sources(const char* method, const Calls& calls) {
  ListSourcesRequest request;
  request.set_page_size(kPageSize);
  return calls.Ask<ListSourcesResponse>(method, request);
}

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

void AddSource(const Source& source, const char* path, const Format& format, View& kind) {
  const std::string& language = format.language();
  View& row = kind.Add("SOURCE");
  row.Set("SOURCE_NAME", source.source());
  row.Set("SOURCE_ADDRESS", Address(language, path, Query().With("source", source.source())));
  row.Set("SOURCE_COUNTRY", CountryName(CountryOf(source.source()), language));
  if (source.source().starts_with("DEMO/")) row.Add("SOURCE_DEMO");
  row.Set("SOURCE_OPEN", format.Number(static_cast<int64_t>(source.open_records())));
  const std::string freshness = ShortName(source.freshness());
  row.Set("FRESHNESS", freshness);
  row.Set("FRESHNESS_NAME", freshness.empty() ? "" : Text(language, "freshness." + freshness));
  if (source.has_receive_time()) {
    const absl::Time time = TimeOf(source.receive_time());
    row.Set("HEARD", format.Moment(time)).Set("HEARD_ISO", FormatUtc(time));
  }
  if (source.has_promised_interval())
    row.Set("PROMISE",
            Text(language, "sources.every", {{"span", format.Span(ToDuration(source.promised_interval()))}}));
  if (source.has_proof_time()) row.Set("PROVEN", format.Day(TimeOf(source.proof_time())));
}

void AddKind(const ListSourcesResponse& sources, const char* kind, const Format& format, View& view) {
  View& part = view.Add("KIND");
  part.Set("KIND_NAME", Text(format.language(), std::string(kind) + ".title"));
  part.Set("KIND_COUNT", format.Counted("sources.count", sources.sources_size()));
  const std::string path = "/" + std::string(kind);
  if (sources.sources_size() == 0) return;
  View& table = part.Add("TABLE");
  for (const Source& source : sources.sources()) AddSource(source, path.c_str(), format, table);
}

}  // namespace

absl::StatusOr<Page> SourcesPage(const Asked& asked, const Calls& calls) {
  ASSIGN_OR_RETURN(const auto vacancies,
                   Sources("/tabadul.jobs.v1.VacancyExchangeService/ListSources", calls));
  ASSIGN_OR_RETURN(const auto trainings,
                   Sources("/tabadul.jobs.v1.TrainingOfferExchangeService/ListSources", calls));
  return SourcesPage(asked, vacancies, trainings);
}

Page SourcesPage(const Asked& asked, const ListSourcesResponse& vacancies,
                 const ListSourcesResponse& trainings) {
  const Format format(asked.language, asked.digits);
  Page page;
  page.title = Text(asked.language, "sources.title");
  page.description = Text(asked.language, "sources.description");
  page.section = asked.path;
  page.body = "sources.tpl";
  AddKind(vacancies, "vacancies", format, page.view);
  AddKind(trainings, "trainings", format, page.view);
  return page;
}

}  // namespace tabadul::web::pages
