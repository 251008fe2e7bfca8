// HTTP is gRPC in other words: every public RPC, asked in both ways, answers with the same message or the same error.
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "fmt/format.h"
#include "google/api/annotations.pb.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/rpc/status.pb.h"
#include "lib/transcode/transcoder.h"
#include "services/web/backends.h"
#include "tests/cluster/web_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using harness::Eventually;
using harness::Http;

std::unique_ptr<Message> NewMessage(const Descriptor* type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

std::unique_ptr<Message> FromJson(const Descriptor* type, const std::string& json) {
  auto message = NewMessage(type);
  const auto parsed = google::protobuf::util::JsonStringToMessage(json, message.get());
  EXPECT_TRUE(parsed.ok()) << type->full_name() << ": " << parsed.ToString() << json;
  return message;
}

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const bool plain = absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
    escaped += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return escaped;
}

// Query parameters of a JSON object: "near.point.latitude=1&countries=EG&countries=SA".
void AddQuery(const nlohmann::json& value, const std::string& name, std::string& query) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items())
      AddQuery(inner, name.empty() ? key : name + "." + key, query);
  } else if (value.is_array()) {
    for (const auto& inner : value) AddQuery(inner, name, query);
  } else {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    query += (query.empty() ? "?" : "&") + Escaped(name) + "=" + Escaped(text);
  }
}

// The request as HTTP has it.
struct Spelled {
  std::string method, target, body;
};
Spelled Spell(const MethodDescriptor& method, const std::string& json) {
  const auto& rule = method.options().GetExtension(google::api::http);
  const bool reads = !rule.get().empty();
  Spelled spelled{reads ? "GET" : "POST", reads ? rule.get() : rule.post(), ""};
  auto fields = nlohmann::json::parse(json);
  for (size_t open = 0; (open = spelled.target.find('{')) != std::string::npos;) {
    const size_t close = spelled.target.find('}', open);
    std::string name = spelled.target.substr(open + 1, close - open - 1);
    name = name.substr(0, name.find('='));
    const std::string value = fields.value(name, "");
    fields.erase(name);
    spelled.target.replace(open, close - open + 1, absl::StrReplaceAll(Escaped(value), {{"%2F", "/"}}));
  }
  if (reads) {
    std::string query;
    AddQuery(fields, "", query);
    spelled.target += query;
  } else {
    spelled.body = fields.dump();
  }
  return spelled;
}

class WebEquality : public Web {
 protected:
  static const client::Profile& Centre() {
    static const client::Profile profile = Load(cluster_->operator_profile());
    return profile;
  }
  // What makes the same answer differ each time it is given.
  static void Blank(Message& message) {
    const auto* const type = message.GetDescriptor();
    for (const char* const name : {"access_token", "token", "time"}) {
      if (const auto* const field = type->FindFieldByName(name); field != nullptr && !field->is_repeated())
        message.GetReflection()->ClearField(&message, field);
    }
  }
  // How the two answers differ; empty: they do not.
  static std::string Difference(const MethodDescriptor& method, const std::string& json,
                                const client::Profile& profile, const std::string& language) {
    const auto request = FromJson(method.input_type(), json);
    auto by_grpc = NewMessage(method.output_type());
    const absl::Status status = Known(profile, language)
                                    ->Unary(Soon(), "/" + method.service()->full_name() + "/" + method.name(),
                                            *request, by_grpc.get());
    const Spelled spelled = Spell(method, json);
    HttpRequest asked = WithToken(profile, spelled.target, {{"accept-language", language}});
    asked.method = spelled.method;
    if (!spelled.body.empty()) asked = Post(std::move(asked), spelled.body);
    const HttpAnswer answer = Http(asked);
    if (!status.ok()) return DifferentError(status, language, answer);
    if (answer.status != 200)
      return absl::StrCat(spelled.target, ": ", answer.status, answer.error, answer.body);
    auto by_http = FromJson(method.output_type(), answer.body);
    Blank(*by_grpc);
    Blank(*by_http);
    std::string differences;
    google::protobuf::util::MessageDifferencer differencer;
    differencer.ReportDifferencesToString(&differences);
    differencer.Compare(*by_grpc, *by_http);
    return differences;
  }
  static std::string DifferentError(const absl::Status& status, const std::string& language,
                                    const HttpAnswer& answer) {
    const google::rpc::Status proto = rpc::ToProto(status, language);
    const std::string expected = transcode::ErrorJson(proto, answer.status);
    // The keys of metadata have no order.
    if (answer.status == transcode::HttpStatus(status) &&
        nlohmann::json::parse(answer.body, nullptr, false) == nlohmann::json::parse(expected))
      return "";
    return absl::StrCat(answer.status, " ", answer.body, "\n instead of ", expected);
  }
};

// Requests of each RPC: one that it likes, and one that it does not. {id} is a vacancy's, {offer} a training offer's.
using Requests = std::vector<std::string>;
const std::map<std::string, Requests>& OfServices() {
  static const std::map<std::string, Requests> requests = {
      {"IdentityService/IssueToken", {"{}", R"({"scopes": ["admin.everything"]})"}},
      {"IdentityService/WhoAmI", {"{}"}},
      {"IdentityService/GetJwks", {"{}"}},
      {"IdentityService/ListSigningKeys", {"{}"}},
      {"GrantService/GetSharing", {"{}", R"({"source": "no/source"})"}},
      {"GrantService/SetGrants", {"{}", R"({"source": "EG/momp/pes"})"}},
      {"AdminService/CreateOrganisation", {"{}", R"({"organisation": {"id": "XX/none"}})"}},
      {"AdminService/ListOrganisations", {"{}", R"({"page_size": -1})"}},
      {"AdminService/CreateSystem", {"{}", R"({"system": {"source": "XX/none/none"}})"}},
      {"AdminService/ListSystems", {"{}", R"({"page_token": "none"})"}},
      {"AdminService/SetLive", {R"({"source": "SY/mosal/pes", "live": true})", R"({"source": "XX"})"}},
      {"AdminService/IssueCertificate",
       {"{}", R"({"source": "SY/mosal/pes", "certificate_request": "none"})"}},
      {"AdminService/ListCertificates", {R"({"source": "SY/mosal/pes"})", R"({"page_size": -3})"}},
      {"AdminService/Revoke", {"{}", R"({"certificate": "a", "source": "b"})"}},
      {"AdminService/RegisterSigningKey",
       {"{}", R"({"key": {"key_id": "0123456789abcdef", "service": "jobs"}})"}},
      {"AdminService/EndSigningKey", {R"({"key_id": "none"})", R"({"key_id": "0123456789abcdef"})"}},
      {"AdminService/CreateSignInLink",
       {R"({"source": "XX/none/none"})", R"({"source": "x", "valid_for": "9999999s"})"}},
      {"AdminService/ListSessions",
       {R"({"source": "SY/mosal/pes", "ended": true})", R"({"source": "x"})", R"({"page_size": -1})"}},
      {"AdminService/EndSessions", {R"({"source": "SY/mosal/pes"})", R"({"source": "XX/none/none"})"}},
      {"JobsService/SearchVacancies",
       {R"({"query": "equal welder", "countries": ["EG", "SA"], "facets": ["VACANCY_FACET_COUNTRY", "VACANCY_FACET_SOURCE"],
           "page_size": 3, "highlights": true, "published_since": "2020-01-01T00:00:00Z"})",
        R"({"query": "عامل لحام", "near": {"city": "القاهرة", "within_km": 50}, "order": "VACANCY_ORDER_DISTANCE"})",
        R"({"countries": ["XX"], "page_size": -1, "order": "VACANCY_ORDER_DISTANCE"})",
        R"({"page_token": "none"})"}},
      {"JobsService/CompleteQuery", {R"({"query": "equ", "limit": 3})", "{}"}},
      {"JobsService/GetVacancy",
       {R"({"hub_id": "{id}"})", R"({"hub_id": "none"})",
        R"({"hub_id": "00000000000000000000000000000000"})"}},
      {"JobsService/ExplainVacancy",
       {R"({"hub_id": "{id}", "search": {"query": "baker", "countries": ["SA"]}})", R"({"hub_id": "none"})"}},
      {"JobsService/BatchGetVacancies",
       {R"({"hub_ids": ["{id}", "00000000000000000000000000000000"]})", R"({"hub_ids": ["{id}", "none"]})"}},
      {"JobsService/SuggestCodes",
       {R"({"title": "ممرضة", "language": "ar", "limit": 2})", R"({"limit": -1})"}},
      {"TrainingService/SearchTrainingOffers",
       {R"({"query": "equal", "page_size": 2})", R"({"page_size": -1})"}},
      {"TrainingService/GetTrainingOffer", {R"({"hub_id": "{offer}"})", R"({"hub_id": "none"})"}},
      {"PracticeService/SearchGoodPractices",
       {R"({"query": "تشغيل الشباب", "topics": ["PRACTICE_TOPIC_YOUTH"], "from_year": 2015, "page_size": 2,
           "facets": ["PRACTICE_FACET_COUNTRY", "PRACTICE_FACET_TYPE"], "highlights": true})",
        R"({"countries": ["XX"], "from_year": 2020, "until_year": 2010, "page_size": -1})"}},
      {"PracticeService/GetGoodPractice", {R"({"hub_id": "{id}"})", R"({"hub_id": "none"})"}},
      {"StatisticsService/ListDataflows", {"{}", R"({"query": "البطالة rate"})"}},
      {"StatisticsService/GetDataflow",
       {R"({"dataflow": "DF_UNEMPLOYMENT", "codes": ["SEX=SEX_F", "AGE=*"]})",
        R"({"dataflow": "DF_UNEMPLOYMENT", "codes": ["SEX"]})", R"flow({"dataflow": "NO:SUCH(1.0)"})flow",
        "{}"}},
      {"StatisticsService/GetTable",
       {R"flow({"dataflow": "TABADUL:DF_UNEMPLOYMENT(1.0)", "codes": ["REF_AREA=MAR"], "start_period": "2020",
           "last_observations": 2, "max_series": 5})flow",
        R"({"dataflow": "DF_UNEMPLOYMENT", "codes": ["SEX=?"], "start_period": "2020", "end_period": "2019",
           "max_series": -1})"}},
      {"StatisticsService/GetLatest",
       {R"({"dataflow": "DF_UNEMPLOYMENT", "codes": ["INDICATOR=UNE_DEAP_RT"]})",
        R"({"dataflow": "DF_UNEMPLOYMENT", "codes": ["SEX=*"]})"}},
      {"StatisticsService/CompareCountries",
       {R"({"dataflow": "DF_UNEMPLOYMENT", "countries": ["MA", "SY"]})",
        R"({"dataflow": "DF_UNEMPLOYMENT", "countries": ["XX"]})"}},
      {"StructureService/SubmitStructures", {"{}", R"({"message": "PGE+", "validate_only": true})"}},
      {"StructureService/DeleteStructure",
       {R"({"urn": "none"})",
        R"urn({"urn": "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=TABADUL:CL_SEX(1.0)"})urn"}},
      {"SubmissionService/SubmitDataMessage",
       {R"({"options": {"source": "SY/mosal/pes", "validate_only": true}, "data": "YSxiCjEsMgo="})",
        R"({"options": {"source": "EG/momp/pes"}, "data": "YSxiCjEsMgo="})", "{}"}},
      {"SubmissionService/GetSubmission",
       {R"({"id": "00000000000000000000000000000000"})", R"({"id": "none"})"}},
      {"SubmissionService/ListSubmissions",
       {R"({"source": "SY/mosal/pes"})", R"({"source": "EG/momp/pes", "page_size": -1})"}},
      {"SubmissionService/CancelSubmission", {R"({"id": "00000000000000000000000000000000"})"}},
      {"SubmissionService/MoveRelease", {R"({"id": "none"})"}},
      {"SubmissionService/ListReleases",
       {"{}", R"({"dataflow": "none", "page_token": "none"})",
        R"flow({"dataflow": "TABADUL:DF_UNEMPLOYMENT(1.0)", "start_time": "2020-01-01T00:00:00Z"})flow"}},
  };
  return requests;
}
// The same of every kind of record. {source} is Syria's.
const std::map<std::string, Requests>& OfExchanges() {
  static const std::map<std::string, Requests> requests = {
      {"BatchPush",
       {R"({"options": {"source": "SY/mosal/pes", "validate_only": true}, "items": [{"item": "1", "close": {"key": {"record_id": "none"}}}]})",
        R"({"options": {"source": "EG/momp/pes"}, "items": [{"item": "1", "close": {"key": {"record_id": "none"}}}]})"}},
      {"Get", {R"({"hub_id": "{id}"})", R"({"hub_id": "none"})"}},
      {"BeginRun", {"{}", R"({"source": "EG/momp/pes"})"}},
      {"EndRun", {R"({"run_id": "none"})"}},
      {"ConfirmRun", {R"({"run_id": "none", "to_close": "3"})"}},
      {"AbandonRun", {R"({"run_id": "none"})"}},
      {"GetRun", {R"({"run_id": "none"})"}},
      {"ListRuns", {R"({"source": "SY/mosal/pes"})", R"({"source": "EG/momp/pes"})"}},
      {"ListReceipts", {R"({"source": "SY/mosal/pes", "page_size": 5})", R"({"source": "EG/momp/pes"})"}},
      {"Reconcile",
       {R"({"source": "SY/mosal/pes", "prefixes": ["AA==", "AQ=="]})",
        R"({"source": "x", "prefixes": ["AAAA"]})"}},
      {"ProveEqual", {R"({"whole": {"source": "SY/mosal/pes", "count": "1", "set_hash": "AAAA"}})"}},
      {"GetSource", {R"({"source": "SY/mosal/pes"})", R"({"source": "XX/none/none"})"}},
      {"ListSources", {"{}", R"({"page_token": "none"})"}},
      {"SetPromise",
       {R"({"source": "SY/mosal/pes", "promised_interval": "1s"})", R"({"source": "EG/momp/pes"})"}},
      {"ConfirmCursor", {R"({"follower": "none", "cursor": "none"})", "{}"}},
      {"ListFollowers", {"{}", R"({"source": "EG/momp/pes"})"}},
      {"ForgetFollower", {R"({"follower": "none"})"}},
      {"ListErasures", {R"({"source": "SY/mosal/pes"})", R"({"source": "EG/momp/pes"})"}},
      {"ListReceivers", {R"({"source": "SY/mosal/pes"})", R"({"source": "EG/momp/pes"})"}},
  };
  return requests;
}

const Requests* RequestsOf(const MethodDescriptor& method) {
  const std::string& service = method.service()->name();
  const bool exchange = service.ends_with("ExchangeService");
  const auto& table = exchange ? OfExchanges() : OfServices();
  const auto found = table.find(exchange ? method.name() : service + "/" + method.name());
  return found == table.end() ? nullptr : &found->second;
}

TEST_F(WebEquality, EveryPublicRpcAnswersTheSameInBothWays) {
  const std::string id = Pushed("equal", "Equal welder");
  int asked = 0;
  for (const auto* const service : web::Backends::Services()) {
    for (int m = 0; m < service->method_count(); ++m) {
      const MethodDescriptor& method = *service->method(m);
      if (!method.options().HasExtension(google::api::http) || method.server_streaming()) continue;
      const Requests* const requests = RequestsOf(method);
      ASSERT_NE(requests, nullptr) << method.full_name() << " has no request here";
      const std::string& name = method.service()->name();
      const bool admin = name == "AdminService" || name == "StructureService";
      for (const std::string& one : *requests) {
        const std::string json = absl::StrReplaceAll(one, {{"{id}", id}, {"{offer}", id}});
        for (const char* const language : {"en", "ar", "fr"}) {
          std::string difference;
          EXPECT_TRUE(Eventually([&] {
            difference = Difference(method, json, admin ? Centre() : Syria(), language);
            return difference.empty();
          })) << method.full_name()
              << " " << json << " " << language << ":\n"
              << difference;
          ++asked;
        }
      }
    }
  }
  EXPECT_GT(asked, 250);
}

}  // namespace
}  // namespace tabadul
