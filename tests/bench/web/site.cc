#include "tests/bench/web/site.h"

#include <algorithm>
#include <utility>

#include "tabadul/jobs/v1/jobs_service.pb.h"
#include "tests/bench/web/vacancies.h"

namespace tabadul::bench {

Site::Site(Stage& stage, uint64_t vacancies)
    : port_(stage.cluster().Port("HTTPS_PORT")),
      authority_(stage.cluster().directory() + "/identity/ca.crt"),
      member_(stage.Member()) {
  auto items = MakeFullItems(vacancies);
  mean_bytes_ = MeanBytes(items);
  AwaitIndex(member_, Push(member_, kEgypt, std::move(items)).token);
}

std::unique_ptr<HttpsClient> Site::Visitor() const {
  return std::make_unique<HttpsClient>(port_, authority_);
}

std::unique_ptr<client::Connection> Site::GrpcVisitor() const {
  client::ConnectionOptions options;
  options.token = false;
  return std::make_unique<client::Connection>(member_, options);
}

std::vector<std::string> Site::HubIds(size_t count) const {
  const auto connection = GrpcVisitor();
  jobs::v1::SearchVacanciesRequest request;
  request.set_page_size(100);
  std::vector<std::string> ids;
  do {
    const auto found = client::Ask<jobs::v1::SearchVacanciesResponse>(
        *connection, Context::WithTimeout(absl::Seconds(30)), kSearch, request);
    Check(found.status());
    for (const auto& card : found->vacancies()) ids.push_back(card.hub_id());
    request.set_page_token(found->next_page_token());
  } while (ids.size() < count && !request.page_token().empty());
  if (ids.empty()) Die("nothing is found");
  ids.resize(std::min(count, ids.size()));
  return ids;
}

}  // namespace tabadul::bench
