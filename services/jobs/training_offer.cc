#include "services/jobs/training_offer.h"

#include "absl/time/civil_time.h"
#include "lib/exchange/validate.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/parts.h"
#include "services/jobs/training_parts.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::jobs {
namespace {

void ValidateIdentity(const v1::TrainingOffer& offer, Violations& v) {
  exchange::Require(v, "title", offer.title().translations_size() > 0);
  exchange::CheckText(v, "title", offer.title(), 300);
  exchange::CheckText(v, "description", offer.description(), 40'000);
  exchange::CheckRange(v, "hours", offer.hours(), 0, 20'000);
  exchange::CheckRange(v, "seats", offer.seats(), 0, 100'000);
  exchange::CheckUrl(v, "url", offer.url());
}

void ValidateProvider(const v1::TrainingProvider& provider, Violations& v) {
  const auto in = v.In("provider");
  exchange::Require(v, "name", provider.name().translations_size() > 0);
  exchange::CheckText(v, "name", provider.name(), 300);
  CheckLegalId(v, provider.legal_id(), provider.legal_id_scheme());
  exchange::CheckUrl(v, "url", provider.url());
}

void ValidateTaughtLanguages(const v1::TrainingOffer& offer, Violations& v) {
  exchange::CheckEntries(v, "languages", offer.languages_size());
  std::vector<std::string> codes;
  for (int i = 0; i < offer.languages_size(); ++i) {
    const auto in = v.In("languages", static_cast<size_t>(i));
    CheckLanguage(v, offer.languages(i).language(), offer.languages(i).cefr());
    codes.push_back(offer.languages(i).language());
  }
  CheckOnce(v, "languages", codes, ".language");
}

void ValidateLevelAndField(const v1::TrainingOffer& offer, Violations& v) {
  exchange::CheckCode(v, "isced_level", taxonomy::kIsced2011, offer.isced_level());
  exchange::CheckCode(v, "isced_field", taxonomy::kIscedF2013, offer.isced_field());
  if (offer.has_national_field()) exchange::CheckAnyCodedValue(v, "national_field", offer.national_field());
}

// What it prepares for, and what is learned.
void ValidateTargets(const v1::TrainingOffer& offer, Violations& v) {
  exchange::CheckEntries(v, "target_occupations", offer.target_occupations_size());
  std::vector<std::string> codes;
  for (int i = 0; i < offer.target_occupations_size(); ++i) {
    const auto in = v.In("target_occupations", static_cast<size_t>(i));
    exchange::CheckCodedValue(v, "", offer.target_occupations(i), taxonomy::kIsco08);
    codes.push_back(offer.target_occupations(i).code());
  }
  CheckOnce(v, "target_occupations", codes, ".code");
  exchange::CheckEntries(v, "esco_occupations", offer.esco_occupations_size());
  for (int i = 0; i < offer.esco_occupations_size(); ++i) {
    const auto in = v.In("esco_occupations", static_cast<size_t>(i));
    CheckEscoOccupation(v, "", offer.esco_occupations(i));
  }
  exchange::CheckEntries(v, "skills", offer.skills_size(), 200);
  for (int i = 0; i < offer.skills_size(); ++i) {
    const auto in = v.In("skills", static_cast<size_t>(i));
    CheckSkill(v, offer.skills(i).esco_uri(), offer.skills(i).name(), offer.skills(i).level());
  }
}

absl::CivilDay ToDay(const common::v1::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

void ValidateTimes(const v1::TrainingOffer& offer, Violations& v) {
  if (offer.has_start_date()) exchange::CheckDate(v, "start_date", offer.start_date());
  if (offer.has_end_date()) exchange::CheckDate(v, "end_date", offer.end_date());
  if (offer.has_start_date() && offer.has_end_date() && exchange::DateExists(offer.start_date()) &&
      exchange::DateExists(offer.end_date()) && ToDay(offer.end_date()) < ToDay(offer.start_date())) {
    exchange::Contradicts(v, "end_date", "start_date");
  }
  if (offer.flexible_start() && offer.has_start_date())
    exchange::Contradicts(v, "start_date", "flexible_start");
  if (offer.has_published()) exchange::CheckDate(v, "published", offer.published());
  if (offer.has_apply_by()) ValidateApplyBy(offer.apply_by(), v);
}

}  // namespace

void ValidateTrainingOffer(const v1::TrainingOffer& offer, Violations& v) {
  ValidateIdentity(offer, v);
  ValidateProvider(offer.provider(), v);
  ValidateLocations(offer.locations(), offer.mode() != v1::TRAINING_MODE_ONLINE, v);
  exchange::CheckEnum(v, "mode", offer.mode(), v1::TrainingMode_descriptor());
  ValidateTaughtLanguages(offer, v);
  ValidateLevelAndField(offer, v);
  ValidateTargets(offer, v);
  ValidateTimes(offer, v);
  ValidateTerms(offer, v);
}

exchange::Columns ColumnsOf(const v1::TrainingOffer& offer) {
  exchange::Columns columns;
  columns.countries = CountriesOf(offer.locations());
  if (!offer.target_occupations().empty()) columns.occupation = offer.target_occupations(0).code();
  if (offer.has_apply_by()) columns.expires = EndOf(offer.apply_by());
  return columns;
}

exchange::RecordKind TrainingOfferKind() {
  exchange::RecordKind kind;
  kind.name = "training_offer";
  kind.payload = tabadul::exchange::v1::Record::descriptor()->FindFieldByName(kind.name);
  kind.validate = [](const exchange::Message& message, Violations& violations) {
    ValidateTrainingOffer(static_cast<const v1::TrainingOffer&>(message), violations);
  };
  kind.columns = [](const exchange::Message& message) {
    return ColumnsOf(static_cast<const v1::TrainingOffer&>(message));
  };
  return kind;
}

}  // namespace tabadul::jobs
