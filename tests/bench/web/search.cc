// Searches by JSON over HTTP, beside the same by gRPC, both through the gateway and without a token.
#include <array>
#include <atomic>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"
#include "tests/bench/corpus.h"
#include "tests/bench/web/load.h"
#include "tests/bench/web/parts.h"
#include "tests/bench/web/site.h"

namespace tabadul::bench {
namespace {

using jobs::v1::SearchVacanciesRequest;
using jobs::v1::SearchVacanciesResponse;

constexpr char kProgram[] = "accept: application/json\r\naccept-language: en\r\n";
constexpr uint64_t kLanguages = 3, kWords = 1900;
constexpr std::array<const char*, 7> kCountries = {"", "SA", "EG", "MA", "JO", "TN", "PK"};
constexpr std::array<const char*, 7> kOccupations = {"", "2", "3", "5", "7", "8", "9"};
constexpr uint64_t kSearches = kLanguages * kWords * kCountries.size() * kOccupations.size();
// From one search to the next, so that what comes early is no easier than what comes late.
constexpr uint64_t kStep = 7919;
static_assert(std::gcd(kStep, kSearches) == 1);

// For a word, with or without a country and a group of occupations; the first kSearches are different ones.
SearchVacanciesRequest Nth(uint64_t number) {
  uint64_t rest = number * kStep % kSearches;
  const auto take = [&rest](uint64_t size) {
    const uint64_t taken = rest % size;
    rest /= size;
    return taken;
  };
  SearchVacanciesRequest request;
  const auto language = static_cast<int>(take(kLanguages));
  request.set_query(Word(language, take(kWords)));
  const std::string country = kCountries[take(kCountries.size())];
  const std::string occupation = kOccupations[take(kOccupations.size())];
  if (!country.empty()) request.add_countries(country);
  if (!occupation.empty()) request.add_occupations(occupation);
  return request;
}

std::string TargetOf(const SearchVacanciesRequest& request) {
  std::string target = "/v1/vacancies:search?query=" + Escaped(request.query());
  for (const std::string& country : request.countries()) absl::StrAppend(&target, "&countries=", country);
  for (const std::string& group : request.occupations()) absl::StrAppend(&target, "&occupations=", group);
  return target;
}

absl::StatusOr<SearchVacanciesResponse> ByGrpc(client::Connection& visitor,
                                               const SearchVacanciesRequest& request) {
  return client::Ask<SearchVacanciesResponse>(visitor, Context::WithTimeout(absl::Seconds(10)), kSearch,
                                              request);
}

// What is compared must be the same.
void MustFindTheSame(HttpsClient& http, client::Connection& grpc, const SearchVacanciesRequest& request) {
  const auto json = http.Get(TargetOf(request), kProgram);
  Check(json.status());
  const auto expected = ByGrpc(grpc, request);
  Check(expected.status());
  SearchVacanciesResponse got;
  const bool read = google::protobuf::util::JsonStringToMessage(json->body, &got).ok();
  bool same = read && got.total_size() == expected->total_size() &&
              got.vacancies_size() == expected->vacancies_size();
  for (int i = 0; same && i < got.vacancies_size(); ++i)
    same = got.vacancies(i).hub_id() == expected->vacancies(i).hub_id();
  if (!same) Die("HTTP does not find what gRPC finds: " + TargetOf(request));
}

}  // namespace

void JsonSearch(Report& report) {
  Stage stage(report);
  const Site site(stage, Records());
  std::vector<std::unique_ptr<HttpsClient>> by_http;
  std::vector<std::unique_ptr<client::Connection>> by_grpc;
  for (size_t i = 0; i < Load::kClients; ++i) {
    by_http.push_back(site.Visitor());
    by_grpc.push_back(site.GrpcVisitor());
  }
  std::atomic<uint64_t> number = 0;
  while (number < 20) MustFindTheSame(*by_http[0], *by_grpc[0], Nth(number++));

  Load json(stage, "search by JSON, none repeated", kHttps, [&](size_t client) -> absl::StatusOr<size_t> {
    ASSIGN_OR_RETURN(const auto answer, by_http[client]->Get(TargetOf(Nth(number++)), kProgram));
    return answer.body.size();
  });
  Load grpc(stage, "search by gRPC, none repeated", kGateway, [&](size_t client) -> absl::StatusOr<size_t> {
    ASSIGN_OR_RETURN(const auto found, ByGrpc(*by_grpc[client], Nth(number++)));
    return found.ByteSizeLong();
  });
  ByTurns({&json, &grpc});
  if (number > kSearches) Die("searches were repeated: there are " + std::to_string(kSearches));

  json.AddRows("searches", {}, "not compressed");
  grpc.AddRows("searches", {}, "");
  stage.Add({"JSON / gRPC",
             100 * json.rate() / grpc.rate(),
             "%",
             {},
             "",
             static_cast<int>(Load::kClients),
             json.bytes(),
             ""});
  json.AddCosts("a search by JSON");
  grpc.AddCosts("a search by gRPC");
}

}  // namespace tabadul::bench
