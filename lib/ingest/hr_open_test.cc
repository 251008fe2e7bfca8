// HR-XML 3 and HR Open 4 positions by the mappings that ship, on the samples beside them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lib/ingest/importer.h"
#include "lib/ingest/rejects.h"

namespace tabadul::ingest {
namespace {

using testing::HasSubstr;

std::vector<Item> ItemsOf(const std::string& mapping, const std::string& file) {
  const auto loaded = Mapping::FromFile("data/mappings/" + mapping);
  for (const auto& problem : loaded.problems) ADD_FAILURE() << Describe(problem, "en");
  auto importer = Importer::Open("data/mappings/samples/" + file, loaded.mapping, {.source = "XX/test/hr"});
  EXPECT_TRUE(importer.ok()) << importer.status();
  std::vector<Item> items;
  for (Item item; importer.ok();) {
    const auto more = (*importer)->Next(item);
    EXPECT_TRUE(more.ok()) << more.status();
    if (!more.ok() || !*more) break;
    items.push_back(item);
  }
  return items;
}

// "ar=…, fr=…".
std::string Texts(const common::v1::LocalizedText& text) {
  std::string all;
  for (const auto& one : text.translations())
    all += (all.empty() ? "" : ", ") + one.language() + "=" + one.text();
  return all;
}

TEST(HrXml, AnOpeningOfTwoProfilesIsOneVacancyInTwoLanguages) {
  const auto items = ItemsOf("hr-xml-positionopening.yaml", "hr-xml-positionopening.xml");
  ASSERT_EQ(items.size(), 3U);
  ASSERT_EQ(items[0].kind, Item::Kind::kRecord);
  EXPECT_EQ(items[0].record_id, "SY-2026-0042");
  const jobs::v1::Vacancy& vacancy = items[0].record.vacancy();
  EXPECT_EQ(Texts(vacancy.title()), "ar=ممرضة أطفال مناوبة, fr=Infirmière de nuit en pédiatrie");
  EXPECT_EQ(Texts(vacancy.description()),
            "ar=رعاية الأطفال في القسم\n\n• إعطاء الأدوية, fr=Soins aux enfants du service");
  ASSERT_EQ(vacancy.locations_size(), 2);
  EXPECT_EQ(vacancy.locations(0).country(), "SY");
  EXPECT_EQ(vacancy.locations(0).subdivision(), "SY-HI");
  EXPECT_EQ(Texts(vacancy.locations(0).city()), "ar=حمص, fr=Homs");
  EXPECT_EQ(Texts(vacancy.locations(1).city()), "ar=حماة");
  EXPECT_EQ(Texts(vacancy.employer().name()), "ar=مشفى الأمل");
  EXPECT_EQ(vacancy.employer().legal_id(), "11223");
  EXPECT_EQ(vacancy.employer().legal_id_scheme(), "SY-CR");
  EXPECT_EQ(vacancy.positions(), 3);
  EXPECT_EQ(vacancy.occupation().scheme(), "ISCO-08");
  EXPECT_EQ(vacancy.occupation().code(), "2221");
  EXPECT_EQ(vacancy.offering_type(), jobs::v1::OFFERING_TYPE_DIRECT_HIRE);
  EXPECT_EQ(vacancy.schedule().working_time(), jobs::v1::WORKING_TIME_FULL_TIME);
  EXPECT_EQ(vacancy.education().isced_level(), "6");
  EXPECT_EQ(vacancy.experience().minimum_months(), 24);
  ASSERT_EQ(vacancy.languages_size(), 2);
  EXPECT_EQ(vacancy.languages(0).language(), "ar");
  EXPECT_EQ(vacancy.pay().minimum(), "900000");
  EXPECT_EQ(vacancy.pay().maximum(), "1200000.5");
  EXPECT_EQ(vacancy.pay().currency(), "SYP");
  EXPECT_EQ(vacancy.pay().unit(), jobs::v1::PAY_UNIT_MONTH);
  EXPECT_FALSE(vacancy.immediate_start());
  EXPECT_EQ(vacancy.apply_by().date().day(), 15);
}

TEST(HrXml, WhatIsNotSaidIsNotInvented) {
  const auto items = ItemsOf("hr-xml-positionopening.yaml", "hr-xml-positionopening.xml");
  ASSERT_EQ(items.size(), 3U);
  const jobs::v1::Vacancy& vacancy = items[1].record.vacancy();
  EXPECT_EQ(Texts(vacancy.title()), "en=Pipe welder for the new plant") << "the language is found out";
  EXPECT_EQ(vacancy.experience().minimum_months(), 18) << "stated in months";
  EXPECT_EQ(vacancy.offering_type(), jobs::v1::OFFERING_TYPE_UNSPECIFIED) << "a type that does not exist";
  EXPECT_FALSE(vacancy.has_pay()) << "an amount for no time";
  EXPECT_FALSE(vacancy.has_occupation());
  EXPECT_EQ(items[2].kind, Item::Kind::kRejected) << "closed";
}

TEST(HrOpen, AnOpeningInJsonIsAVacancy) {
  const auto items = ItemsOf("hr-open-positionopening.yaml", "hr-open-positionopening.json");
  ASSERT_EQ(items.size(), 3U);
  const jobs::v1::Vacancy& vacancy = items[0].record.vacancy();
  EXPECT_EQ(items[0].record_id, "JO-77");
  EXPECT_EQ(Texts(vacancy.title()), "en=Welder of pressure pipes");
  EXPECT_EQ(Texts(vacancy.description()), "en=You weld pipes.\n\nHelmet and gloves are given.");
  ASSERT_EQ(vacancy.locations_size(), 2);
  EXPECT_EQ(vacancy.locations(0).country(), "JO");
  EXPECT_EQ(Texts(vacancy.locations(1).city()), "en=Irbid");
  EXPECT_EQ(vacancy.positions(), 4);
  EXPECT_EQ(vacancy.occupation().code(), "7212");
  EXPECT_EQ(vacancy.offering_type(), jobs::v1::OFFERING_TYPE_DIRECT_HIRE);
  EXPECT_EQ(vacancy.schedule().working_time(), jobs::v1::WORKING_TIME_FULL_TIME);
  EXPECT_EQ(vacancy.pay().minimum() + " " + vacancy.pay().maximum() + " " + vacancy.pay().currency(),
            "450 600.5 JOD");
  EXPECT_EQ(vacancy.apply_by().date().month(), 2);
  EXPECT_THAT(vacancy.application().url(), HasSubstr("https://"));
}

TEST(HrOpen, ACategoryThatIsNotIscoIsNoCode) {
  const auto items = ItemsOf("hr-open-positionopening.yaml", "hr-open-positionopening.json");
  ASSERT_EQ(items.size(), 3U);
  const jobs::v1::Vacancy& vacancy = items[1].record.vacancy();
  EXPECT_EQ(Texts(vacancy.title()), "ar=سائق حافلة مدرسية");
  EXPECT_FALSE(vacancy.has_occupation());
  EXPECT_EQ(vacancy.pay().minimum() + " " + vacancy.pay().maximum(), "300 350");
  EXPECT_EQ(items[2].kind, Item::Kind::kRejected) << "closed";
}

}  // namespace
}  // namespace tabadul::ingest
