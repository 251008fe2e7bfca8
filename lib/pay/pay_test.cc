#include <gtest/gtest.h>

#include "lib/pay/monthly.h"
#include "lib/pay/rates.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::pay {
namespace {

Rates Table() {
  return Rates::Parse("date\tcurrency\tusd\n2026-01-31\tUSD\t1\n2026-01-31\tSAR\t0.25\n").value();
}

std::string ErrorOf(const std::string& table) {
  const auto rates = Rates::Parse(table);
  return rates.ok() ? "" : std::string(rates.status().message());
}

TEST(Rates, AreOfOneDay) {
  EXPECT_EQ(Table().date(), absl::CivilDay(2026, 1, 31));
  EXPECT_EQ(Table().Usd("SAR"), 0.25);
  EXPECT_EQ(Table().Usd("MAD"), std::nullopt);
}

TEST(Rates, AnErrorNamesTheLineAndWhatIsWrong) {
  const std::string header = "date\tcurrency\tusd\n";
  EXPECT_EQ(ErrorOf("a\tb\n"), "line 1: the header must be date, currency, usd, by tabs");
  EXPECT_EQ(ErrorOf(header), "line 1: there are no rates");
  EXPECT_EQ(ErrorOf(header + "2026-01-31\tUSD\n"), "line 2: three columns are needed");
  EXPECT_EQ(ErrorOf(header + "31.1.2026\tUSD\t1\n"), "line 2: the date is not of the form 2026-01-31");
  EXPECT_EQ(ErrorOf(header + "2026-01-31\tXXQ\t1\n"), "line 2: XXQ is no currency of ISO 4217 in use");
  EXPECT_EQ(ErrorOf(header + "2026-01-31\tUSD\t0\n"), "line 2: usd must be a number above 0");
  EXPECT_EQ(ErrorOf(header + "2026-01-31\tUSD\t1\n2026-01-31\tUSD\t2\n"), "line 3: USD stands twice");
  EXPECT_EQ(ErrorOf(header + "2026-01-31\tUSD\t1\n2026-02-01\tSAR\t2\n"),
            "line 3: all rows must be of one date");
}

TEST(Rates, TheShippedTableHasTheCurrenciesOfTheMemberStates) {
  // Not SLE: the redenomination of July 2022 is younger than the table's source.
  for (const char* const currency :
       {"AED", "AFN", "ALL", "AZN", "BDT", "BHD", "BND", "DJF", "DZD", "EGP", "GMD", "GNF", "GYD",
        "IDR", "IQD", "IRR", "JOD", "KGS", "KMF", "KWD", "KZT", "LBP", "LYD", "MAD", "MRU", "MVR",
        "MYR", "MZN", "NGN", "OMR", "PKR", "QAR", "SAR", "SDG", "SOS", "SRD", "SYP", "TJS", "TMT",
        "TND", "TRY", "UGX", "USD", "UZS", "XAF", "XOF", "YER", "EUR", "GBP", "ILS"}) {
    EXPECT_TRUE(Rates::Shipped().Usd(currency)) << currency;
  }
}

TEST(Monthly, AnHourADayAWeekAndAYearBecomeAMonth) {
  using namespace jobs::v1;  // NOLINT: the units
  const auto of = [](PayUnit unit, int minutes) {
    return MonthlyMicroUsd("120", "SAR", unit, minutes, Table());
  };
  EXPECT_EQ(of(PAY_UNIT_HOUR, 0), 5'200'000'000);  // 120 × 40 × 52 / 12 × 0.25 dollars
  EXPECT_EQ(of(PAY_UNIT_HOUR, 30 * 60), 3'900'000'000);
  EXPECT_EQ(of(PAY_UNIT_DAY, 0), 650'000'000);
  EXPECT_EQ(of(PAY_UNIT_WEEK, 0), 130'000'000);
  EXPECT_EQ(of(PAY_UNIT_MONTH, 0), 30'000'000);
  EXPECT_EQ(of(PAY_UNIT_YEAR, 0), 2'500'000);
  EXPECT_EQ(of(PAY_UNIT_TASK, 0), std::nullopt);
}

TEST(Monthly, WhatAVacancyPaysAtLeastIsItsLowestAmountElseItsHighest) {
  jobs::v1::Vacancy vacancy;
  EXPECT_EQ(MonthlyMicroUsd(vacancy, Table()), std::nullopt);
  vacancy.mutable_pay()->set_maximum("800.5");
  vacancy.mutable_pay()->set_currency("USD");
  vacancy.mutable_pay()->set_unit(jobs::v1::PAY_UNIT_MONTH);
  EXPECT_EQ(MonthlyMicroUsd(vacancy, Table()), 800'500'000);
  vacancy.mutable_pay()->set_minimum("500");
  EXPECT_EQ(MonthlyMicroUsd(vacancy, Table()), 500'000'000);
  vacancy.mutable_pay()->set_currency("MAD");
  EXPECT_EQ(MonthlyMicroUsd(vacancy, Table()), std::nullopt) << "no rate, no comparison";
}

}  // namespace
}  // namespace tabadul::pay
