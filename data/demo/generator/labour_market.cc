#include "data/demo/generator/labour_market.h"

#include <algorithm>
#include <utility>

namespace tabadul::demo {
namespace {

constexpr int kQuarters = 4 * (kYears + 1);
constexpr int64_t kWhole = 10'000;

// Of 10,000, by quarter and by month: unemployment falls in the harvest, registration rises after the school year.
constexpr std::array<int64_t, 4> kSeason = {35, -20, 15, -30};
constexpr std::array<int64_t, 12> kRegistrationSeason = {10'350, 10'200, 9'980,  9'850,  9'700, 9'760,
                                                         9'980,  10'260, 10'480, 10'120, 9'780, 9'540};
constexpr std::array<int64_t, 12> kVacancySeason = {9'600, 9'900, 10'500, 10'700, 10'300, 9'900,
                                                    9'300, 9'200, 10'600, 10'800, 10'100, 9'100};
// Young people who are in neither employment, education nor training, of those without work who do not look for it.
constexpr BySex<int64_t> kIdle = {1'900, 3'700};

int64_t Share(int64_t whole, int64_t share) { return (whole * share + kWhole / 2) / kWhole; }

// What a crisis adds to unemployment.
int64_t Shock(int year, int quarter) {
  if (year == 2009) return std::array<int64_t, 4>{60, 110, 90, 60}[static_cast<size_t>(quarter)];
  if (year == 2020) return std::array<int64_t, 4>{40, 380, 290, 220}[static_cast<size_t>(quarter)];
  if (year == 2021) return std::array<int64_t, 4>{170, 120, 80, 50}[static_cast<size_t>(quarter)];
  return 0;
}

class Maker {
 public:
  Maker(const LabourProfile& profile, int64_t pay, int first_year, Random& random)
      : profile_(profile), pay_(pay), random_(random) {
    market_.first_year = first_year;
  }

  LabourMarket Make() {
    for (int q = 0; q < kQuarters; ++q) market_.quarters.push_back(Quarter(q));
    for (int y = 0; y < kYears; ++y) market_.years.push_back(Year(y));
    Pay();
    for (int m = 0; m < 3 * kQuarters; ++m) market_.months.push_back(Month(m));
    return std::move(market_);
  }

 private:
  int64_t ShockOf(int q) const { return Shock(market_.first_year + q / 4, q % 4) * profile_.shock / 10; }

  Groups Quarter(int q) {
    const int64_t people =
        people_ == 0 ? profile_.people * 10 : people_ + people_ * profile_.growth / (4 * kWhole);
    people_ = people;
    cycle_ = cycle_ * 7 / 8 + random_.Between(-25, 25);
    const int64_t young = std::max<int64_t>(1'200, profile_.young - 6 * q);  // societies grow older
    Groups groups;
    for (size_t sex = 0; sex < 2; ++sex) {
      const int64_t of_sex = Share(people, sex == 0 ? profile_.men : kWhole - profile_.men);
      for (size_t age = 0; age < 2; ++age) {
        groups[sex][age].people = Share(of_sex, age == 0 ? young : kWhole - young);
        Split(groups[sex][age], sex, age, q);
      }
    }
    return groups;
  }

  // Into employed, unemployed and the others.
  void Split(Labour& labour, size_t sex, size_t age, int q) {
    int64_t active = profile_.active[sex] + profile_.trend[sex] * q / 4 - ShockOf(q) / 2;
    if (sex == 1 && profile_.new_survey != 0 && market_.first_year + q / 4 >= profile_.new_survey)
      active += 130;
    active = active * (age == 0 ? 62 : 110) / 100 + random_.Between(-18, 18);
    int64_t unemployed = profile_.unemployed[sex] * (age == 0 ? 23 : 8) / 10;
    unemployed += (cycle_ + kSeason[static_cast<size_t>(q % 4)] + ShockOf(q)) * (age == 0 ? 15 : 9) / 10;
    unemployed += random_.Between(-14, 14);
    const int64_t force = Share(labour.people, std::clamp<int64_t>(active, 400, 9'700));
    labour.unemployed = Share(force, std::clamp<int64_t>(unemployed, 60, 5'500));
    labour.employed = force - labour.unemployed;
  }

  LabourMarket::Year Year(int y) {
    LabourMarket::Year year;
    for (size_t sex = 0; sex < 2; ++sex) {
      for (size_t age = 0; age < 2; ++age) year.groups[sex][age] = MeanOf(y, sex, age);
      const Labour& young = year.groups[sex][0];
      year.idle[sex] =
          Share(young.unemployed, 8'000) + Share(young.people - young.active(), kIdle[sex] - 15 * y);
      year.workers[sex] = WorkersOf(young.employed + year.groups[sex][1].employed, sex, y);
    }
    return year;
  }

  Labour MeanOf(int y, size_t sex, size_t age) const {
    Labour sum;
    for (int q = 4 * y; q < 4 * y + 4; ++q) sum += market_.quarters[static_cast<size_t>(q)][sex][age];
    return {(sum.people + 2) / 4, (sum.employed + 2) / 4, (sum.unemployed + 2) / 4};
  }

  Workers WorkersOf(int64_t employed, size_t sex, int y) {
    Workers workers;
    workers.employed = employed;
    const auto share = [&](int64_t of, int64_t least) {
      return Share(employed, std::clamp<int64_t>(of + random_.Between(-20, 20), least, 9'800));
    };
    const int64_t gone = profile_.agriculture * y / 55;  // agriculture shrinks by a third in twenty years
    workers.agriculture = share((profile_.agriculture - gone) * (sex == 0 ? 10 : 11) / 10, 100);
    workers.industry =
        std::min(share(profile_.industry * (sex == 0 ? 11 : 7) / 10, 300), employed - workers.agriculture);
    workers.employees = share(profile_.employees + 30 * y - (sex == 0 ? 0 : 300), 500);
    workers.informal = share(profile_.informal - 35 * y, 200);
    workers.underemployed = share(330 + (sex == 0 ? 0 : 140), 50);
    workers.hours = (sex == 0 ? 461 : 402) - y / 2 + random_.Between(-4, 4);
    return workers;
  }

  // Backwards from the last year; women earn less, and a little less so each year.
  void Pay() {
    int64_t men = pay_;
    for (size_t y = market_.years.size(); y-- > 0; men = men * kWhole / (kWhole + profile_.inflation)) {
      market_.years[y].workers[0].pay = men;
      market_.years[y].workers[1].pay = Share(men, 7'900 + 30 * static_cast<int64_t>(y));
    }
  }

  LabourMarket::Month Month(int m) {
    const Groups& quarter = market_.quarters[static_cast<size_t>(m / 3)];
    const auto of_year = static_cast<size_t>(m % 12);
    LabourMarket::Month month;
    int64_t employed = 0;
    for (size_t sex = 0; sex < 2; ++sex) {
      Labour all = quarter[sex][0];
      all += quarter[sex][1];
      employed += all.employed;
      Registered& registered = month.registered[sex];
      registered.standing = Share(Share(all.unemployed * 100, 4'600), kRegistrationSeason[of_year]);
      registered.fresh = Share(registered.standing, 1'350 + random_.Between(-90, 90));
      registered.placed = Share(registered.standing, 620 - ShockOf(m / 3) + random_.Between(-60, 60));
    }
    const int64_t open =
        std::max<int64_t>(20, 140 - cycle_ / 8 - ShockOf(m / 3) / 4 + random_.Between(-6, 6));
    month.vacancies = Share(Share(employed * 100, open), kVacancySeason[of_year]);
    month.fresh_vacancies = Share(month.vacancies, 5'200 + random_.Between(-300, 300));
    return month;
  }

  const LabourProfile& profile_;
  const int64_t pay_;
  Random& random_;
  LabourMarket market_;
  int64_t people_ = 0, cycle_ = 0;
};

int64_t Mean(int64_t a, int64_t weight_a, int64_t b, int64_t weight_b) {
  const int64_t weight = weight_a + weight_b;
  return weight == 0 ? 0 : (a * weight_a + b * weight_b + weight / 2) / weight;
}

}  // namespace

Labour& Labour::operator+=(const Labour& other) {
  people += other.people;
  employed += other.employed;
  unemployed += other.unemployed;
  return *this;
}

Workers& Workers::operator+=(const Workers& other) {
  hours = Mean(hours, employed, other.hours, other.employed);
  pay = Mean(pay, employees, other.pay, other.employees);
  employed += other.employed;
  employees += other.employees;
  agriculture += other.agriculture;
  industry += other.industry;
  informal += other.informal;
  underemployed += other.underemployed;
  return *this;
}

Registered& Registered::operator+=(const Registered& other) {
  standing += other.standing;
  fresh += other.fresh;
  placed += other.placed;
  return *this;
}

LabourMarket MakeLabourMarket(const LabourProfile& profile, int64_t pay, int first_year, Random& random) {
  return Maker(profile, pay, first_year, random).Make();
}

}  // namespace tabadul::demo
