// Records as lists show them. Pure.
#pragma once

#include "services/web/pages/format.h"
#include "services/web/pages/view.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"
#include "tabadul/jobs/v1/training_service.pb.h"
#include "tabadul/statistics/v1/practice_service.pb.h"

namespace tabadul::web::pages {

// Adds CARD of cards.tpl for each. `matches`: where the words are, of each card; or none.
void AddCards(const google::protobuf::RepeatedPtrField<jobs::v1::VacancyCard>& cards,
              const google::protobuf::RepeatedPtrField<jobs::v1::VacancyMatch>& matches, const Format& format,
              View& list);
void AddCards(const google::protobuf::RepeatedPtrField<jobs::v1::TrainingOfferCard>& cards,
              const google::protobuf::RepeatedPtrField<jobs::v1::TrainingOfferMatch>& matches,
              const Format& format, View& list);
void AddCards(const google::protobuf::RepeatedPtrField<statistics::v1::GoodPracticeCard>& cards,
              const google::protobuf::RepeatedPtrField<statistics::v1::GoodPracticeMatch>& matches,
              const Format& format, View& list);

}  // namespace tabadul::web::pages
