// The feed that `watch --state` keeps, as `reconcile --state` reads it.
#include "cli/held_copy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "lib/client/file_follower.h"
#include "lib/client/source_hashes.h"
#include "lib/evidence/digest.h"

namespace tabadul::cli {
namespace {

using exchange::v1::StoredRecord;
using testing::ElementsAre;

constexpr char kSyria[] = "SY/mosal/pes";
constexpr char kMorocco[] = "MA/anapec/pes";

StoredRecord* AddState(client::ChangeList& changes, const std::string& id, const std::string& source) {
  StoredRecord* state = changes.Add()->mutable_state();
  state->set_hub_id("hub-" + id);
  state->set_asserted(exchange::v1::ASSERTED_STATE_OPEN);
  state->mutable_record()->set_source(source);
  state->mutable_record()->set_record_id(id);
  return state;
}

StoredRecord* AddVacancy(client::ChangeList& changes, const std::string& id, const std::string& pay,
                         const std::string& source = kSyria) {
  StoredRecord* state = AddState(changes, id, source);
  state->mutable_record()->mutable_vacancy()->mutable_pay()->set_minimum(pay);
  return state;
}

class HeldFeed : public testing::Test {
 protected:
  HeldFeed() {
    std::string name = (std::filesystem::temp_directory_path() / "tabadul-held-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    path_ = folder_ + "/feed.jsonl";
  }
  ~HeldFeed() override { std::filesystem::remove_all(folder_); }

  void Keep(const client::ChangeList& changes, const std::string& cursor) const {
    const auto follower = client::FileFollower::Open(path_, nullptr);
    ASSERT_TRUE(follower.ok()) << follower.status();
    ASSERT_TRUE((*follower)->Apply(changes, cursor).ok());
  }
  std::unique_ptr<HeldCopy> Open(const std::string& kind = "vacancy") const {
    auto copy = HeldCopy::Open({Target::Form::kJsonLines, path_}, kind);
    EXPECT_TRUE(copy.ok()) << copy.status();
    return copy.ok() ? *std::move(copy) : nullptr;
  }
  // By id, with its digest.
  static std::map<std::string, std::string> Visited(HeldCopy& copy, const std::string& source) {
    std::map<std::string, std::string> visited;
    const auto visit = [&](std::string_view id, std::string_view digest) {
      visited[std::string(id)] = digest;
    };
    EXPECT_TRUE(copy.ForEach(source, visit).ok());
    return visited;
  }

  std::string folder_, path_;
};

TEST_F(HeldFeed, IsTheLastWordOnEachRecord) {
  client::ChangeList first, second;
  AddVacancy(first, "1", "900");
  AddVacancy(first, "2", "900");
  AddVacancy(first, "3", "900", kMorocco);
  AddVacancy(first, "4", "900");
  Keep(first, "c1");
  const StoredRecord newest = *AddVacancy(second, "1", "950");
  second.Add()->mutable_removal()->set_hub_id("hub-2");
  AddVacancy(second, "3", "900", kMorocco)->set_asserted(exchange::v1::ASSERTED_STATE_CLOSED);
  AddState(second, "4", kSyria)->set_asserted(exchange::v1::ASSERTED_STATE_ERASED);
  Keep(second, "c2");

  const auto copy = Open();
  ASSERT_NE(copy, nullptr);
  EXPECT_TRUE(copy->is_feed());
  const auto sources = copy->Sources();
  ASSERT_TRUE(sources.ok()) << sources.status();
  EXPECT_THAT(*sources, ElementsAre(kMorocco, kSyria));
  const std::string digest = evidence::Sha256(client::PayloadOf(newest.record()));
  EXPECT_THAT(Visited(*copy, kSyria), ElementsAre(std::pair("1", digest)));
  EXPECT_THAT(Visited(*copy, kSyria), ElementsAre(std::pair("1", digest))) << "it is read twice";
  EXPECT_THAT(Visited(*copy, kMorocco), ElementsAre()) << "closed";
}

TEST_F(HeldFeed, HoldsTheRecordsOfOneKind) {
  client::ChangeList changes;
  AddVacancy(changes, "1", "900");
  AddState(changes, "2", kMorocco)->mutable_record()->mutable_training_offer();
  Keep(changes, "c1");
  const auto vacancies = Open(), offers = Open("training_offer");
  ASSERT_NE(vacancies, nullptr);
  ASSERT_NE(offers, nullptr);
  EXPECT_THAT(*vacancies->Sources(), ElementsAre(kSyria));
  EXPECT_THAT(*offers->Sources(), ElementsAre(kMorocco));
}

}  // namespace
}  // namespace tabadul::cli
