// The invented catalogue of docs/samples by the mapping that ships: every row becomes a training offer that the hub takes.
#include <gtest/gtest.h>

#include <map>

#include "lib/ingest/importer.h"
#include "services/jobs/training_offer.h"

namespace tabadul::ingest {
namespace {

using jobs::v1::TrainingOffer;

class TrainingSample : public testing::Test {
 protected:
  void SetUp() override {
    const auto loaded = Mapping::FromFile("data/mappings/jo-trainings.yaml");
    for (const MappingProblem& problem : loaded.problems) ADD_FAILURE() << Describe(problem, "en");
    ASSERT_TRUE(loaded.ok());
    EXPECT_EQ(loaded.mapping.kind(), "training_offer");
    const auto importer =
        Importer::Open("docs/samples/trainings.csv", loaded.mapping, {.source = "JO/vtc/catalogue"});
    ASSERT_TRUE(importer.ok()) << importer.status();
    for (Item item; *(*importer)->Next(item);) {
      for (const Rejection& rejection : item.rejections)
        ADD_FAILURE() << item.record_id << " " << rejection.field << " " << ReasonName(rejection.reason);
      ASSERT_TRUE(item.record.has_training_offer());
      Violations violations;
      jobs::ValidateTrainingOffer(item.record.training_offer(), violations);
      for (const Violation& violation : violations.list())
        ADD_FAILURE() << item.record_id << " " << violation.field << " " << ReasonName(violation.reason);
      offers_[item.record_id] = item.record.training_offer();
    }
  }
  std::map<std::string, TrainingOffer> offers_;
};

TEST_F(TrainingSample, EveryRowIsAnOfferThatTheHubTakes) { EXPECT_EQ(offers_.size(), 5U); }

TEST_F(TrainingSample, ItsColumnsBecomeCodesAndDates) {
  const TrainingOffer& welding = offers_.at("TC-301");
  EXPECT_EQ(welding.title().translations(0).language(), "ar");
  EXPECT_EQ(welding.mode(), jobs::v1::TRAINING_MODE_ON_SITE);
  EXPECT_EQ(welding.isced_level(), "3");
  EXPECT_EQ(welding.isced_field(), "0715");
  EXPECT_EQ(welding.hours(), 320);
  EXPECT_EQ(welding.seats(), 20);
  EXPECT_EQ(welding.price().free(), common::v1::TRI_STATE_YES);
  EXPECT_EQ(welding.price().amount(), "");
  EXPECT_EQ(welding.skills_size(), 2);
  EXPECT_EQ(welding.start_date().month(), 9);
  EXPECT_EQ(welding.apply_by().time_zone(), "Asia/Amman");
  EXPECT_EQ(welding.eligibility().open_to_foreigners(), common::v1::TRI_STATE_NO);
  const TrainingOffer& nursing = offers_.at("TC-302");
  EXPECT_EQ(nursing.target_occupations_size(), 2);
  EXPECT_EQ(nursing.languages_size(), 2);
  EXPECT_EQ(nursing.price().amount(), "1250");
  EXPECT_EQ(nursing.price().free(), common::v1::TRI_STATE_UNSPECIFIED);
}

TEST_F(TrainingSample, WhatIsOnlineIsNowhereAndMayBeginOnAnyDay) {
  const TrainingOffer& books = offers_.at("TC-303");
  EXPECT_EQ(books.mode(), jobs::v1::TRAINING_MODE_ONLINE);
  EXPECT_EQ(books.locations_size(), 0);
  EXPECT_TRUE(books.flexible_start());
  EXPECT_FALSE(books.has_start_date());
  EXPECT_EQ(books.title().translations(0).language(), "fr");
  EXPECT_EQ(offers_.at("TC-304").hours(), 72) << "twelve days of six hours";
  EXPECT_EQ(offers_.at("TC-305").hours(), 0) << "weeks say nothing of hours";
}

}  // namespace
}  // namespace tabadul::ingest
