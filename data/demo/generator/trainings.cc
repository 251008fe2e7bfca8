#include <algorithm>
#include <cmath>

#include "absl/strings/str_replace.h"
#include "data/demo/generator/generator.h"
#include "data/demo/generator/random.h"
#include "fmt/format.h"

namespace tabadul::demo {
namespace {

using common::v1::LocalizedText;
using exchange::v1::Record;
using jobs::v1::TrainingOffer;

class Maker {
 public:
  Maker(const Vocabulary& vocabulary, const Options& options)
      : vocabulary_(vocabulary), options_(options), random_(options.seed ^ 0x7ea1) {}

  Record Make(const Country& country, int number) {
    Decide(country);
    Record record;
    record.set_source(fmt::format("DEMO/{}/training", country.code));
    record.set_record_id(fmt::format("demo-training-{}-{:05}", country.code, number));
    TrainingOffer& offer = *record.mutable_training_offer();
    Words(offer);
    Place(offer);
    Learning(offer);
    Times(offer);
    Terms(offer);
    return record;
  }

 private:
  void Decide(const Country& country) {
    country_ = &country;
    city_ = &random_.Weighted(country.cities, [](const City& c) { return c.weight; });
    occupation_ =
        &random_.Weighted(vocabulary_.occupations, [](const demo::Occupation& o) { return o.weight; });
    title_ = random_.Below(occupation_->titles.at("en").size());
    pattern_ = random_.Below(100);
    provider_ = random_.Below(100);
    stem_ = random_.Below(country.stems.size());
    const size_t mode = random_.Below(10);
    mode_ = mode < 5   ? jobs::v1::TRAINING_MODE_ON_SITE
            : mode < 8 ? jobs::v1::TRAINING_MODE_ONLINE
                       : jobs::v1::TRAINING_MODE_BLENDED;
    languages_ = {random_.Weighted(country.languages, [](const auto& l) { return l.second; }).first};
    if (country.languages.size() > 1 && random_.Chance(0.25)) {
      for (const auto& [language, weight] : country.languages) {
        if (language != languages_[0]) languages_.push_back(language);
      }
    }
    std::sort(languages_.begin(), languages_.end());
  }

  template <typename F>
  void Fill(LocalizedText* text, F words) const {
    for (const std::string& language : languages_) {
      auto* translation = text->add_translations();
      translation->set_language(language);
      translation->set_text(words(language));
    }
  }
  const TrainingPhrases& Phrases(const std::string& language) const {
    return vocabulary_.trainings.at(language);
  }
  std::string Occupation(const std::string& language) const {
    return occupation_->titles.at(language).at(title_);
  }
  std::string Provider(const std::string& language) const {
    const auto& [arabic, latin] = country_->stems.at(stem_);
    const auto& names = Phrases(language).providers;
    return absl::StrReplaceAll(names.at(provider_ % names.size()),
                               {{"{stem}", language == "ar" ? arabic : latin}});
  }
  std::string Description(const std::string& language) const {
    const TrainingPhrases& phrases = Phrases(language);
    std::string text =
        absl::StrReplaceAll(phrases.intros.at(pattern_ % phrases.intros.size()),
                            {{"{provider}", Provider(language)}, {"{title}", Occupation(language)}});
    if (mode_ == jobs::v1::TRAINING_MODE_ONLINE) text += " " + phrases.online;
    text += "\n\n" + phrases.learn;
    for (const std::string& task : occupation_->tasks.at(language)) text += "\n• " + task;
    return text + "\n\n" + phrases.mark;
  }

  void Words(TrainingOffer& offer) const {
    Fill(offer.mutable_title(), [&](const std::string& language) {
      const auto& titles = Phrases(language).titles;
      return absl::StrReplaceAll(titles.at(pattern_ % titles.size()), {{"{title}", Occupation(language)}});
    });
    Fill(offer.mutable_description(), [&](const std::string& language) { return Description(language); });
    Fill(offer.mutable_provider()->mutable_name(),
         [&](const std::string& language) { return Provider(language); });
  }

  void Place(TrainingOffer& offer) const {
    offer.set_mode(mode_);
    if (mode_ == jobs::v1::TRAINING_MODE_ONLINE) return;
    auto& location = *offer.add_locations();
    location.set_country(country_->code);
    location.set_subdivision(city_->subdivision);
    Fill(location.mutable_city(), [&](const std::string& language) { return city_->name.at(language); });
  }

  // By the longest beginning of the code that the vocabulary has.
  std::string FieldOf(std::string isco) const {
    for (; !isco.empty(); isco.pop_back()) {
      const auto found = vocabulary_.training_fields.find(isco);
      if (found != vocabulary_.training_fields.end()) return found->second;
    }
    return "";
  }

  void Learning(TrainingOffer& offer) {
    for (const std::string& language : languages_) {
      auto& taught = *offer.add_languages();
      taught.set_language(language);
      if (random_.Chance(0.5)) taught.set_cefr("B1");
    }
    offer.set_isced_field(FieldOf(occupation_->isco));
    // A refresher leads to no level.
    const bool qualifies = pattern_ % 3 != 2;
    if (qualifies) offer.set_isced_level(occupation_->isced);
    auto& target = *offer.add_target_occupations();
    target.set_scheme("ISCO-08");
    target.set_code(occupation_->isco);
    for (size_t i = 0; i < occupation_->skills.at("en").size(); ++i) {
      Fill(offer.add_skills()->mutable_name(),
           [&](const std::string& language) { return occupation_->skills.at(language)[i]; });
    }
    offer.set_hours(qualifies ? 40 * random_.Between(4, 30) : 8 * random_.Between(1, 10));
    if (!qualifies) return;
    Fill(offer.mutable_award()->mutable_name(),
         [&](const std::string& language) { return Phrases(language).award; });
    Fill(offer.mutable_award()->mutable_authority(),
         [&](const std::string& language) { return Phrases(language).authority; });
  }

  void Times(TrainingOffer& offer) {
    const int start = random_.Between(20, 180);
    if (mode_ == jobs::v1::TRAINING_MODE_ONLINE && random_.Chance(0.5)) {
      offer.set_flexible_start(true);
    } else {
      *offer.mutable_start_date() = ToDate(options_.today + start);
      *offer.mutable_end_date() = ToDate(options_.today + start + std::max(1, offer.hours() / 6));
    }
    *offer.mutable_apply_by()->mutable_date() = ToDate(options_.today + random_.Between(10, start));
    offer.mutable_apply_by()->set_time_zone(country_->time_zone);
    *offer.mutable_published() = ToDate(options_.today - random_.Between(0, 30));
    if (random_.Chance(0.8)) offer.set_seats(5 * random_.Between(2, 8));
  }

  void Terms(TrainingOffer& offer) {
    auto& price = *offer.mutable_price();
    if (random_.Chance(0.45)) {
      price.set_free(common::v1::TRI_STATE_YES);
    } else {
      price.set_free(common::v1::TRI_STATE_NO);
      const double full = country_->pay_floor * offer.hours() / 400.0;
      price.set_amount(
          std::to_string(std::max(1L, std::lround(full / country_->pay_step)) * country_->pay_step));
      price.set_currency(country_->currency);
      price.set_grant(random_.Chance(0.4) ? common::v1::TRI_STATE_YES : common::v1::TRI_STATE_UNSPECIFIED);
    }
    if (!offer.isced_level().empty()) {
      const std::string entry = occupation_->isced == "1" ? "1" : occupation_->isced >= "5" ? "3" : "2";
      offer.mutable_entry()->set_isced_level(entry);
      Fill(offer.mutable_entry()->mutable_text(), [&](const std::string& language) {
        return absl::StrReplaceAll(Phrases(language).entry,
                                   {{"{education}", vocabulary_.phrases.at(language).education.at(entry)}});
      });
    }
    if (random_.Chance(0.5)) {
      offer.mutable_eligibility()->set_open_to_foreigners(
          random_.Chance(mode_ == jobs::v1::TRAINING_MODE_ONLINE ? 0.8 : 0.4) ? common::v1::TRI_STATE_YES
                                                                              : common::v1::TRI_STATE_NO);
    }
    offer.mutable_application()->set_through_hub(true);
  }

  const Vocabulary& vocabulary_;
  const Options options_;
  Random random_;
  const Country* country_ = nullptr;
  const City* city_ = nullptr;
  const demo::Occupation* occupation_ = nullptr;
  jobs::v1::TrainingMode mode_ = jobs::v1::TRAINING_MODE_ON_SITE;
  size_t title_ = 0, pattern_ = 0, provider_ = 0, stem_ = 0;
  std::vector<std::string> languages_;
};

}  // namespace

std::map<std::string, std::vector<Record>> GenerateTrainings(const Vocabulary& vocabulary,
                                                             const Options& options) {
  Maker maker(vocabulary, options);
  std::map<std::string, std::vector<Record>> sources;
  for (int i = 0; i < options.count; ++i) {
    // In turn: a country with few courses would show nothing.
    const Country& country = vocabulary.countries[static_cast<size_t>(i) % vocabulary.countries.size()];
    auto& records = sources[fmt::format("DEMO/{}/training", country.code)];
    records.push_back(maker.Make(country, static_cast<int>(records.size()) + 1));
  }
  return sources;
}

}  // namespace tabadul::demo
