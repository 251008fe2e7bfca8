#include <utility>

#include "services/statistics/rest/answers.h"
#include "services/statistics/rest/data_body.h"
#include "services/statistics/rest/data_query.h"
#include "services/statistics/rest/flow_query.h"
#include "services/statistics/rest/flows.h"
#include "services/statistics/rest/history.h"
#include "services/statistics/rest/problem.h"

namespace tabadul::statistics::rest {
namespace {

using sdmx::DataFormat;

bool IsCsv(DataFormat format) { return format == DataFormat::kCsv1 || format == DataFormat::kCsv2; }

sdmx::DataSetHead DataSetHeadOf(const AskedFlow& flow, const FlowQuery& query) {
  sdmx::DataSetHead head;
  head.layout = flow.layout;
  head.structure = ReferenceTo(*flow.dataflow);
  head.dimension_at_observation = query.at;
  return head;
}

// The time series variants of 2.1 have time at the observation and nothing else.
absl::Status CheckPacking(const FlowQuery& query, DataFormat format) {
  const bool time_series =
      format == DataFormat::kGenericTimeSeries21 || format == DataFormat::kStructureSpecificTimeSeries21;
  if (!time_series || (query.layout->time && query.at == query.layout->time->id)) return absl::OkStatus();
  return Error(common::v1::ERROR_REASON_CONTRADICTION,
               {{"field", "dimensionAtObservation"}, {"other", std::string(sdmx::MediaType(format))}});
}

DataSet Present(const AskedFlow& flow, std::shared_ptr<const FlowQuery> query) {
  DataSet set{.head = DataSetHeadOf(flow, *query), .detail = query->detail, .open = {}};
  set.open = [snapshot = flow.held->snapshot, query = std::move(query)] {
    return CubeStream(snapshot, *query);
  };
  return set;
}

absl::Status AddPast(const Asking& asking, const AskedFlow& flow, const FlowQuery& query,
                     const DataQuery& asked, std::vector<DataSet>& sets) {
  const auto outside = std::make_shared<const FlowQuery>(OutsideCube(query));
  ASSIGN_OR_RETURN(const std::shared_ptr<const HeldHistory> history,
                   HeldHistory::Read(asking.context, asking.holdings, flow, *outside, asked));
  for (const HistorySet& one : history->sets()) {
    DataSet& set = sets.emplace_back();
    set.head = DataSetHeadOf(flow, query);
    set.detail = query.detail;
    if (asked.history) {
      set.head.action = sdmx::Action::kReplace;
      set.head.valid_from = one.valid_from;
      set.head.valid_to = one.valid_to;
    }
    set.open = [history, outside, &one] { return StatesStream(one, *outside); };
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<DataSet>> MakeSets(const Asking& asking, const std::vector<AskedFlow>& flows,
                                              const DataQuery& asked, DataFormat format) {
  std::vector<DataSet> sets;
  for (const AskedFlow& flow : flows) {
    ASSIGN_OR_RETURN(FlowQuery query, MakeFlowQuery(flow, asked, asking.request.rest));
    RETURN_IF_ERROR(CheckPacking(query, format));
    if (asked.history || asked.as_of) {
      RETURN_IF_ERROR(AddPast(asking, flow, query, asked, sets));
    } else if (flow.held) {
      sets.push_back(Present(flow, std::make_shared<const FlowQuery>(std::move(query))));
    }
  }
  return sets;
}

absl::Status CheckRoom(const std::vector<AskedFlow>& flows, DataFormat format) {
  if (flows.size() == 1 || format == DataFormat::kJson2) return absl::OkStatus();
  return Error(common::v1::ERROR_REASON_NOT_ACCEPTABLE,
               {{"offered", std::string(sdmx::MediaType(DataFormat::kJson2))}});
}

// A browser saves a file under the dataflow's name.
Header Disposition(const AskedFlow& flow) {
  return {"Content-Disposition",
          "attachment; filename=\"" + flow.dataflow->agency + "." + flow.dataflow->id + ".csv\""};
}

}  // namespace

absl::StatusOr<Answer> AnswerData(Asking& asking) {
  ASSIGN_OR_RETURN(const DataQuery asked, ParseDataQuery(asking.request));
  RETURN_IF_ERROR(asking.request.parameters.AllTaken());
  ASSIGN_OR_RETURN(const sdmx::DataMedia media, ChooseDataMedia(asking.wish, asking.request.rest));
  ASSIGN_OR_RETURN(const std::vector<AskedFlow> flows,
                   FindFlows(asking.holdings, *asking.held.structures, asked, asking.request.rest));
  RETURN_IF_ERROR(CheckRoom(flows, media.format));

  std::vector<Revision> revisions;
  for (const AskedFlow& flow : flows) {
    if (flow.held) revisions.push_back(flow.held->revision);
  }
  const std::string type = ContentType(media);
  const Validators validators = ValidatorsOf(asking, type, revisions);
  if (auto unchanged = Unchanged(asking, validators)) return *std::move(unchanged);

  ASSIGN_OR_RETURN(std::vector<DataSet> sets, MakeSets(asking, flows, asked, media.format));
  auto body = std::make_unique<DataBody>(media, HeadOf(asking, validators), std::move(sets),
                                         Window{asked.offset, asked.limit});
  ASSIGN_OR_RETURN(const bool any, body->Begin(asking.context));
  if (!any) return NoResults();
  Answer answer = Whole(asking, validators, type, std::move(body));
  if (IsCsv(media.format) && flows.size() == 1) answer.headers.push_back(Disposition(flows.front()));
  return answer;
}

}  // namespace tabadul::statistics::rest
