#include "services/jobs/why.h"

#include "lib/platform/messages/messages.h"
#include "lib/search/explain.h"

namespace tabadul::jobs {
namespace {

using tabadul::exchange::v1::LIFECYCLE_EXPIRED;
using tabadul::exchange::v1::LIFECYCLE_OPEN;

// The field of SearchVacanciesRequest that fills a column.
std::string FieldOf(Column column, const std::string& value) {
  switch (column) {
    case Column::kCountry:
      return "countries";
    case Column::kOccupation:
      return "occupations";
    case Column::kIndustry:
      return "industries";
    case Column::kSource:
      return "sources";
    case Column::kOffering:
      return "offering_types";
    case Column::kWorkingTime:
      return "working_times";
    case Column::kRemote:
      return "remote";
    case Column::kLanguage:
      return "languages";
    case Column::kEducation:
      return "education_up_to";
    case Column::kTerm:
      return value;  // the promise is the field's name
    case Column::kCity:
      return "cities";
    case Column::kAudience:
      break;
  }
  return "";
}

std::string FieldOf(Number column) {
  if (column == Number::kPay) return "pay";
  return column == Number::kPublished ? "published_since" : "education_up_to";
}

class Teller {
 public:
  explicit Teller(const std::string& language) : language_(language) {}

  void Tell(v1::Obstacle::Kind kind, const std::string& field, const std::string& what) {
    v1::Obstacle& obstacle = obstacles_.emplace_back();
    obstacle.set_kind(kind);
    obstacle.set_field(field);
    if (kind == v1::Obstacle::KIND_WORD) obstacle.set_word(what);
    const std::string name = v1::Obstacle::Kind_Name(kind).substr(sizeof("KIND_") - 1);
    obstacle.mutable_message()->set_locale(language_);
    obstacle.mutable_message()->set_message(
        messages::Text(language_, "labels.obstacle." + name, {{"field", field}, {"what", what}}));
  }
  std::vector<v1::Obstacle> Take() { return std::move(obstacles_); }

 private:
  const std::string& language_;
  std::vector<v1::Obstacle> obstacles_;
};

}  // namespace

std::vector<v1::Obstacle> ObstaclesOf(const exchange::Entry& entry, const v1::Vacancy& vacancy,
                                      const Wanted& wanted, const exchange::Reader& reader, absl::Time now,
                                      const language::Analyzer& analyzer, const pay::Rates& rates,
                                      const std::string& language) {
  Teller teller(language);
  search::Query query = ToQuery(wanted);
  finding::Restrict(query, Visibility(), reader, {}, now);
  const search::Document document = ToDocument(entry, vacancy, MakeCard(entry, vacancy), rates);
  const search::Obstacles found = search::Explain(query, document, analyzer);
  if (entry.lifecycle == LIFECYCLE_EXPIRED || (entry.lifecycle == LIFECYCLE_OPEN && entry.expires <= now)) {
    teller.Tell(v1::Obstacle::KIND_EXPIRED, "", "");
  } else if (entry.lifecycle != LIFECYCLE_OPEN) {
    teller.Tell(v1::Obstacle::KIND_NOT_OPEN, "", "");
  }
  for (const std::string& word : found.words) teller.Tell(v1::Obstacle::KIND_WORD, "query", word);
  for (const size_t place : found.any_of) {
    const search::Query::AnyOf& any_of = query.any_of[place];
    const std::string field = FieldOf(static_cast<Column>(any_of.column), any_of.values.front());
    teller.Tell(field.empty() ? v1::Obstacle::KIND_AUDIENCE : v1::Obstacle::KIND_FILTER, field, "");
  }
  for (const size_t place : found.ranges) {
    const auto column = static_cast<Number>(query.ranges[place].column);
    if (column == Number::kExpires) continue;  // told above
    teller.Tell(v1::Obstacle::KIND_FILTER, FieldOf(column), "");
  }
  if (found.too_far) teller.Tell(v1::Obstacle::KIND_FILTER, "near", "");
  return teller.Take();
}

}  // namespace tabadul::jobs
