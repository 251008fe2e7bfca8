// The kinds of record that a system may send, as its pages name and ask for them. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/web/owner/session.h"

namespace tabadul::web::owner {

struct Kind {
  std::string_view name;      // "vacancy": of scopes and grants
  std::string_view title;     // the text "vacancies.title"
  std::string_view exchange;  // "/tabadul.jobs.v1.VacancyExchangeService/"

  std::string Method(std::string_view rpc) const { return std::string(exchange) + std::string(rpc); }
  std::string Scope(std::string_view right) const { return std::string(name) + "." + std::string(right); }
};

inline constexpr Kind kKinds[] = {
    {"vacancy", "vacancies.title", "/tabadul.jobs.v1.VacancyExchangeService/"},
    {"training_offer", "trainings.title", "/tabadul.jobs.v1.TrainingOfferExchangeService/"}};

// Those that his system may write.
inline std::vector<const Kind*> KindsOf(const Session& session) {
  std::vector<const Kind*> kinds;
  for (const Kind& kind : kKinds) {
    if (session.May(kind.Scope("write"))) kinds.push_back(&kind);
  }
  return kinds;
}

}  // namespace tabadul::web::owner
