#include "lib/exchange/validate.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/parts.h"
#include "services/jobs/training_parts.h"

namespace tabadul::jobs {
namespace {

void ValidatePrice(const v1::TrainingPrice& price, Violations& v) {
  const auto in = v.In("price");
  CheckTriState(v, "free", price.free());
  const auto amount = CheckAmount(v, "amount", price.amount());
  if (price.free() == common::v1::TRI_STATE_YES && amount.value_or(0) > 0)
    exchange::Contradicts(v, "amount", "free");
  if (!price.amount().empty()) exchange::Require(v, "currency", !price.currency().empty());
  exchange::CheckCode(v, "currency", taxonomy::kCurrencies, price.currency());
  CheckTriState(v, "grant", price.grant());
  exchange::CheckText(v, "text", price.text(), 1'000);
}

void ValidateEntry(const v1::EntryRequirements& entry, Violations& v) {
  const auto in = v.In("entry");
  exchange::CheckCode(v, "isced_level", taxonomy::kIsced2011, entry.isced_level());
  exchange::CheckRange(v, "experience_months", entry.experience_months(), 0, 720);
  exchange::CheckText(v, "text", entry.text(), 2'000);
}

void ValidateAward(const v1::Award& award, Violations& v) {
  const auto in = v.In("award");
  exchange::CheckText(v, "name", award.name(), 300);
  exchange::CheckText(v, "authority", award.authority(), 300);
  exchange::CheckRange(v, "eqf_level", award.eqf_level(), 0, 8);
  if (award.has_national_level()) exchange::CheckAnyCodedValue(v, "national_level", award.national_level());
}

void ValidateLearners(const v1::LearnerEligibility& eligibility, Violations& v) {
  const auto in = v.In("eligibility");
  CheckTriState(v, "open_to_foreigners", eligibility.open_to_foreigners());
  exchange::CheckCountries(v, "countries", eligibility.countries());
  CheckTriState(v, "visa_support", eligibility.visa_support());
}

}  // namespace

void ValidateTerms(const v1::TrainingOffer& offer, Violations& v) {
  if (offer.has_price()) ValidatePrice(offer.price(), v);
  if (offer.has_entry()) ValidateEntry(offer.entry(), v);
  if (offer.has_award()) ValidateAward(offer.award(), v);
  if (offer.has_eligibility()) ValidateLearners(offer.eligibility(), v);
  if (offer.has_application()) ValidateApplication(offer.application(), v);
}

}  // namespace tabadul::jobs
