#include "data/demo/generator/generator.h"

#include <algorithm>
#include <cmath>

#include "data/demo/generator/phrases.h"
#include "data/demo/generator/random.h"
#include "fmt/format.h"

namespace tabadul::demo {
namespace {

using common::v1::LocalizedText;
using exchange::v1::Record;
using jobs::v1::Vacancy;

class Maker {
 public:
  Maker(const Vocabulary& vocabulary, const Options& options)
      : vocabulary_(vocabulary), options_(options), random_(options.seed) {}

  Record Make(const Country& country, int number) {
    Decide(country);
    Record record;
    record.set_source(fmt::format("DEMO/{}/pes", country.code));
    record.set_record_id(fmt::format("demo-{}-{:05}", country.code, number));
    Vacancy& vacancy = *record.mutable_vacancy();
    Words(vacancy);
    Place(vacancy);
    Codes(vacancy);
    Requirements(vacancy);
    Conditions(vacancy);
    Pay(vacancy);
    Dates(vacancy);
    return record;
  }

 private:
  void Decide(const Country& country) {
    decided_ = {};
    decided_.country = &country;
    decided_.city = &random_.Weighted(country.cities, [](const City& c) { return c.weight; });
    decided_.occupation =
        &random_.Weighted(vocabulary_.occupations, [](const Occupation& o) { return o.weight; });
    const Occupation& occupation = *decided_.occupation;
    decided_.sector = &vocabulary_.sectors.at(occupation.sectors[random_.Below(occupation.sectors.size())]);
    decided_.title = random_.Below(occupation.titles.at("en").size());
    decided_.employer_name = random_.Below(100);
    decided_.stem = random_.Below(country.stems.size());
    decided_.intro = random_.Below(100);
    decided_.years = random_.Between(occupation.years_least, occupation.years_most);
    for (const std::string& benefit : country.benefits) {
      if (random_.Chance(0.45)) decided_.benefits.push_back(benefit);
    }
    languages_ = {random_.Weighted(country.languages, [](const auto& l) { return l.second; }).first};
    if (country.languages.size() > 1 && random_.Chance(0.2)) {
      for (const auto& [language, weight] : country.languages) {
        if (language != languages_[0]) languages_.push_back(language);
      }
    }
    std::sort(languages_.begin(), languages_.end());
    part_time_ = occupation.shifts && random_.Chance(0.1);
  }

  template <typename F>
  void Fill(LocalizedText* text, F words) const {
    for (const std::string& language : languages_) {
      auto* translation = text->add_translations();
      translation->set_language(language);
      translation->set_text(words(language));
    }
  }

  void Words(Vacancy& vacancy) const {
    Fill(vacancy.mutable_title(), [&](const std::string& language) { return Title(decided_, language); });
    Fill(vacancy.mutable_description(), [&](const std::string& language) {
      return Description(decided_, vocabulary_.phrases.at(language), language);
    });
    Fill(vacancy.mutable_employer()->mutable_name(),
         [&](const std::string& language) { return EmployerName(decided_, language); });
  }

  void Place(Vacancy& vacancy) {
    auto& location = *vacancy.add_locations();
    location.set_country(decided_.country->code);
    location.set_subdivision(decided_.city->subdivision);
    Fill(location.mutable_city(),
         [&](const std::string& language) { return decided_.city->name.at(language); });
    // Somewhere in the city, not all at its middle.
    location.mutable_coordinates()->set_latitude_e6(
        static_cast<int32_t>(std::lround(decided_.city->latitude * 1e6)) + random_.Between(-30'000, 30'000));
    location.mutable_coordinates()->set_longitude_e6(
        static_cast<int32_t>(std::lround(decided_.city->longitude * 1e6)) + random_.Between(-30'000, 30'000));
    if (decided_.occupation->remote && random_.Chance(0.35)) {
      vacancy.set_remote(random_.Chance(0.5) ? jobs::v1::REMOTE_WORK_HYBRID : jobs::v1::REMOTE_WORK_FULL);
    }
  }

  void Codes(Vacancy& vacancy) {
    vacancy.mutable_occupation()->set_scheme("ISCO-08");
    vacancy.mutable_occupation()->set_code(decided_.occupation->isco);
    vacancy.mutable_industry()->set_scheme("ISIC-4");
    vacancy.mutable_industry()->set_code(decided_.sector->isic);
    const bool many = decided_.occupation->pay < 1.3 && random_.Chance(0.4);
    vacancy.set_positions(many ? random_.Between(2, 15) : random_.Between(1, 2));
  }

  void Requirements(Vacancy& vacancy) {
    const Occupation& occupation = *decided_.occupation;
    vacancy.mutable_education()->set_isced_level(occupation.isced);
    vacancy.mutable_experience()->set_minimum_months(decided_.years * 12);
    for (size_t i = 0; i < occupation.skills.at("en").size(); ++i) {
      auto& skill = *vacancy.add_skills();
      Fill(skill.mutable_name(),
           [&](const std::string& language) { return occupation.skills.at(language)[i]; });
      skill.set_necessity(i == 0 ? jobs::v1::NECESSITY_ESSENTIAL : jobs::v1::NECESSITY_OPTIONAL);
    }
    if (!occupation.licence.empty()) {
      Fill(vacancy.add_licences(),
           [&](const std::string& language) { return occupation.licence.at(language); });
    }
    // The language of work first; English where the occupation needs it.
    const std::string& first = languages_[0];
    AddLanguage(vacancy, first, occupation.pay >= 1.5 ? "C1" : "B1", jobs::v1::NECESSITY_ESSENTIAL);
    if (!occupation.english.empty() && first != "en") {
      AddLanguage(vacancy, "en", occupation.english, jobs::v1::NECESSITY_OPTIONAL);
    }
  }
  static void AddLanguage(Vacancy& vacancy, const std::string& language, const std::string& cefr,
                          jobs::v1::Necessity necessity) {
    auto& wanted = *vacancy.add_languages();
    wanted.set_language(language);
    wanted.set_cefr(cefr);
    wanted.set_necessity(necessity);
  }

  void Conditions(Vacancy& vacancy) {
    const bool permanent = random_.Chance(0.65);
    vacancy.set_offering_type(permanent ? jobs::v1::OFFERING_TYPE_DIRECT_HIRE
                                        : jobs::v1::OFFERING_TYPE_CONTRACT);
    vacancy.mutable_contract()->set_permanent(permanent);
    if (!permanent) vacancy.mutable_contract()->set_months(12 * random_.Between(1, 2));
    vacancy.mutable_contract()->set_probation_days(random_.Chance(0.8) ? 90 : 30);
    auto& schedule = *vacancy.mutable_schedule();
    schedule.set_working_time(part_time_ ? jobs::v1::WORKING_TIME_PART_TIME
                                         : jobs::v1::WORKING_TIME_FULL_TIME);
    schedule.set_minutes_per_week(decided_.country->hours * 60 / (part_time_ ? 2 : 1));
    schedule.set_shifts(decided_.occupation->shifts);
    for (const std::string& name : decided_.benefits) {
      jobs::v1::Benefit benefit;
      if (jobs::v1::Benefit_Parse("BENEFIT_" + name, &benefit)) vacancy.add_benefits(benefit);
    }
    const bool foreigners = random_.Chance(decided_.country->open_to_foreigners);
    if (foreigners) {
      auto& eligibility = *vacancy.mutable_eligibility();
      eligibility.set_open_to_foreigners(common::v1::TRI_STATE_YES);
      eligibility.set_visa_sponsorship(random_.Chance(0.6) ? common::v1::TRI_STATE_YES
                                                           : common::v1::TRI_STATE_NO);
      eligibility.set_work_permit_paid(eligibility.visa_sponsorship());
    } else if (random_.Chance(0.4)) {
      vacancy.mutable_eligibility()->set_open_to_foreigners(common::v1::TRI_STATE_NO);
    }
    if (foreigners || random_.Chance(0.5)) {
      vacancy.mutable_fair_recruitment()->set_no_fee_declaration(common::v1::TRI_STATE_YES);
    }
    vacancy.mutable_application()->set_through_hub(true);
    vacancy.mutable_application()->set_status_update_days(random_.Chance(0.3) ? 14 : 0);
  }

  void Pay(Vacancy& vacancy) {
    const Country& country = *decided_.country;
    const double noise = 0.94 + static_cast<double>(random_.Below(13)) / 100;
    const double width = 1.1 + static_cast<double>(random_.Below(16)) / 100;
    if (!random_.Chance(0.85)) return;  // many advertisements do not name their pay
    const double full = country.pay_floor * std::pow(decided_.occupation->pay, country.pay_spread) *
                        (1 + 0.03 * decided_.years) * noise;
    const double least = std::max(full, country.pay_floor) * (part_time_ ? 0.5 : 1);
    const auto rounded = [&](double amount) {
      return std::to_string(std::lround(amount / country.pay_step) * country.pay_step);
    };
    auto& pay = *vacancy.mutable_pay();
    pay.set_minimum(rounded(least));
    pay.set_maximum(rounded(least * width));
    pay.set_currency(country.currency);
    pay.set_unit(jobs::v1::PAY_UNIT_MONTH);
    pay.set_basis(jobs::v1::PAY_BASIS_GROSS);
  }

  void Dates(Vacancy& vacancy) {
    *vacancy.mutable_published() = ToDate(options_.today - random_.Between(0, 30));
    *vacancy.mutable_apply_by()->mutable_date() = ToDate(options_.today + random_.Between(10, 75));
    vacancy.mutable_apply_by()->set_time_zone(decided_.country->time_zone);
  }

  const Vocabulary& vocabulary_;
  const Options options_;
  Random random_;
  Decided decided_;
  std::vector<std::string> languages_;
  bool part_time_ = false;
};

}  // namespace

common::v1::Date ToDate(absl::CivilDay day) {
  common::v1::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

std::map<std::string, std::vector<Record>> Generate(const Vocabulary& vocabulary, const Options& options) {
  Maker maker(vocabulary, options);
  Random countries(options.seed ^ 0xc0);
  std::map<std::string, std::vector<Record>> sources;
  for (int i = 0; i < options.count; ++i) {
    const size_t first = static_cast<size_t>(i);
    const Country& country =
        first < vocabulary.countries.size()
            ? vocabulary.countries[first]
            : countries.Weighted(vocabulary.countries, [](const Country& c) { return c.weight; });
    auto& records = sources[fmt::format("DEMO/{}/pes", country.code)];
    records.push_back(maker.Make(country, static_cast<int>(records.size()) + 1));
  }
  return sources;
}

}  // namespace tabadul::demo
