// What the transcoder costs a call beyond what protobuf's own JSON costs, in process: from a request to its message, and from
// the bytes of an answer to its JSON.
#include <fmt/format.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "lib/transcode/transcoder.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"
#include "tests/bench/cpu_time.h"
#include "tests/bench/exchange/stage.h"
#include "tests/bench/web/https_client.h"
#include "tests/bench/web/parts.h"
#include "tests/bench/web/vacancies.h"

namespace tabadul::bench {
namespace {

using google::protobuf::Message;
using google::protobuf::util::JsonStringToMessage;
using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::MessageToJsonString;
using transcode::Transcoder;

constexpr double kBar = 20;  // us beyond json_util
constexpr int kRounds = 21;
constexpr absl::Duration kTurn = absl::Milliseconds(20);
constexpr int kAtOnce = 8;  // calls between two looks at the clock, which is the kernel's
constexpr size_t kPushed = 50, kFound = 20;
constexpr char kHubId[] = "00112233445566778899aabbccddeeff";

// The services of vacancies and of what stands beside them in the paths, as tabadul-web knows them.
Transcoder MakeTranscoder() {
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const char* const name :
       {"JobsService", "VacancyExchangeService", "TrainingService", "TrainingOfferExchangeService"}) {
    services.push_back(google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
        std::string("tabadul.jobs.v1.") + name));
    if (services.back() == nullptr) Die(std::string("there is no ") + name);
  }
  auto transcoder = Transcoder::Make(std::move(services));
  Check(transcoder.status());
  return *std::move(transcoder);
}

std::string ByJsonUtil(const Message& message) {
  std::string json;
  if (!MessageToJsonString(message, &json).ok()) Die("json_util writes no " + message.GetTypeName());
  return json;
}

std::unique_ptr<Message> ByJsonUtil(const Message& prototype, const std::string& json) {
  std::unique_ptr<Message> message(prototype.New());
  if (!JsonStringToMessage(json, message.get()).ok()) Die("json_util reads no " + message->GetTypeName());
  return message;
}

void MustBeTheSame(const Message& ours, const Message& theirs) {
  if (!MessageDifferencer::Equals(ours, theirs)) Die("not what json_util makes of a " + ours.GetTypeName());
}

// Processor time of a call, over one turn.
double MicrosecondsOf(const std::function<void()>& call) {
  const absl::Duration begun = ThreadCpuTime();
  absl::Duration took;
  int calls = 0;
  while (took < kTurn) {
    for (int i = 0; i < kAtOnce; ++i) call();
    calls += kAtOnce;
    took = ThreadCpuTime() - begun;
  }
  return absl::ToDoubleMicroseconds(took) / calls;
}

// By turns, each of the two first as often as the other; the first round is thrown away.
void Compare(Report& report, const std::string& name, size_t bytes, const std::function<void()>& ours,
             const std::function<void()>& theirs) {
  std::vector<double> own, util;
  for (int round = 0; round <= kRounds; ++round) {
    if (round % 2 == 0) own.push_back(MicrosecondsOf(ours));
    util.push_back(MicrosecondsOf(theirs));
    if (round % 2 == 1) own.push_back(MicrosecondsOf(ours));
    if (round == 0) own.clear(), util.clear();
  }
  const double median = Quantile(std::move(own), 0.5), median_of_util = Quantile(std::move(util), 0.5);
  const std::string rounds = fmt::format("processor time, median of {} rounds, by turns", kRounds);
  const int size = static_cast<int>(bytes);
  report.Add({name, median, "us", {}, "in process", 1, size, rounds});
  report.Add({name + ", json_util", median_of_util, "us", {}, "in process", 1, size, rounds});
  report.Add({name + ", beyond json_util", median - median_of_util, "us", kBar, "in process", 1, size, "",
              Bound::kAtMost});
}

struct Request {
  const char* name;
  const char* http_method;
  std::string path, query, body;
};

std::unique_ptr<Message> ByTranscoder(const Transcoder& transcoder, const Request& request) {
  const auto meant = transcoder.Find(request.http_method, request.path);
  Check(meant.status());
  auto message = transcoder.ToMessage(*meant, request.query, request.body);
  Check(message.status());
  return *std::move(message);
}

// json_util reads the body, or the JSON of what path and query say.
void CompareRequest(Report& report, const Transcoder& transcoder, const Request& request) {
  const auto message = ByTranscoder(transcoder, request);
  const std::string json = request.body.empty() ? ByJsonUtil(*message) : request.body;
  MustBeTheSame(*message, *ByJsonUtil(*message, json));
  Compare(
      report, request.name, json.size(), [&] { ByTranscoder(transcoder, request); },
      [&] { ByJsonUtil(*message, json); });
}

// The transcoder begins with bytes, as they come from a service, json_util with the message.
void CompareAnswer(Report& report, const Transcoder& transcoder, const char* name, const std::string& path,
                   const Message& answer) {
  const auto meant = transcoder.Find("GET", path);
  Check(meant.status());
  const std::string bytes = answer.SerializeAsString();
  const auto ours = [&] {
    auto json = transcoder.ToJson(*meant, bytes);
    Check(json.status());
    return *std::move(json);
  };
  MustBeTheSame(*ByJsonUtil(answer, ours()), answer);
  Compare(
      report, name, ours().size(), [&] { ours(); }, [&] { ByJsonUtil(answer); });
}

std::string EightParameters() {
  return "query=" + Escaped("ممرضة طوارئ") +
         "&countries=MA&occupations=2221&workingTimes=WORKING_TIME_FULL_TIME&educationUpTo=6"
         "&openToForeigners=true&facets=VACANCY_FACET_COUNTRY&pageSize=20";
}

std::string Pushing(const std::vector<exchange::v1::PushItem>& items) {
  exchange::v1::BatchPushRequest request;
  request.mutable_options()->set_source(kEgypt);
  for (const auto& item : items) *request.add_items() = item;
  return ByJsonUtil(request);
}

void FillCard(const jobs::v1::Vacancy& vacancy, jobs::v1::VacancyCard& card) {
  card.set_hub_id(kHubId);
  card.set_source(kEgypt);
  *card.mutable_title() = vacancy.title();
  *card.mutable_employer() = vacancy.employer().name();
  *card.mutable_locations() = vacancy.locations();
  card.set_occupation(vacancy.occupation().code());
  *card.mutable_pay() = vacancy.pay();
  *card.mutable_published() = vacancy.published();
  *card.mutable_apply_by() = vacancy.apply_by();
  card.mutable_create_time()->set_seconds(1'790'000'000);
  card.mutable_update_time()->set_seconds(1'790'000'000);
}

jobs::v1::SearchVacanciesResponse Found(const std::vector<exchange::v1::PushItem>& items) {
  jobs::v1::SearchVacanciesResponse response;
  for (size_t i = 0; i < kFound; ++i) FillCard(items[i].upsert().vacancy(), *response.add_vacancies());
  response.set_total_size(1234);
  response.set_next_page_token(std::string(80, 'p'));
  response.set_token(std::string(30, 't'));
  return response;
}

jobs::v1::GetVacancyResponse Got(const exchange::v1::PushItem& item) {
  jobs::v1::GetVacancyResponse response;
  auto& view = *response.mutable_vacancy();
  view.set_hub_id(kHubId);
  view.set_source(kEgypt);
  *view.mutable_vacancy() = item.upsert().vacancy();
  view.set_lifecycle(exchange::v1::LIFECYCLE_OPEN);
  view.mutable_create_time()->set_seconds(1'790'000'000);
  view.mutable_update_time()->set_seconds(1'790'000'000);
  return response;
}

}  // namespace

void Transcoding(Report& report) {
  const Transcoder transcoder = MakeTranscoder();
  const auto items = MakeFullItems(kPushed);
  CompareRequest(
      report, transcoder,
      {"SearchVacancies, request of eight parameters", "GET", "/v1/vacancies:search", EightParameters(), ""});
  CompareRequest(
      report, transcoder,
      {"BatchPush, request of 50 vacancies", "POST", "/v1/vacancies:batchPush", "", Pushing(items)});
  CompareAnswer(report, transcoder, "SearchVacancies, answer of 20 results", "/v1/vacancies:search",
                Found(items));
  CompareAnswer(report, transcoder, "GetVacancy, answer", std::string("/v1/vacancies/") + kHubId,
                Got(items[0]));
}

}  // namespace tabadul::bench
