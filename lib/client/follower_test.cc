// Followers, and the proof that what they hold is what the hub holds.
#include "lib/client/follower.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "lib/client/file_follower.h"
#include "lib/client/held_store.h"
#include "lib/client/set_tracker.h"
#include "lib/evidence/canonical.h"
#include "lib/evidence/digest.h"
#include "lib/evidence/signer.h"
#include "lib/platform/base/status.h"
#include "tests/harness/file_limit.h"

namespace tabadul::client {
namespace {

using exchange::v1::Change;

Change State(const std::string& id, const std::string& title,
             exchange::v1::AssertedState asserted = exchange::v1::ASSERTED_STATE_OPEN,
             const std::string& source = "SY/mosal/pes") {
  Change change;
  auto* state = change.mutable_state();
  state->set_hub_id("hub-" + id);
  state->set_asserted(asserted);
  state->mutable_record()->set_source(source);
  if (asserted == exchange::v1::ASSERTED_STATE_ERASED) return change;
  state->mutable_record()->set_record_id(id);
  auto* text = state->mutable_record()->mutable_vacancy()->mutable_title()->add_translations();
  text->set_language("ar");
  text->set_text(title);
  state->set_digest(evidence::Sha256(evidence::CanonicalBytes(state->record().vacancy())));
  return change;
}

Change Removed(const std::string& id) {
  Change change;
  change.mutable_removal()->set_hub_id("hub-" + id);
  change.mutable_removal()->set_source("SY/mosal/pes");
  return change;
}

ChangeList List(std::initializer_list<Change> changes) { return {changes.begin(), changes.end()}; }

TEST(MemoryFollower, HoldsTheNewestStateOfEachRecord) {
  MemoryFollower follower;
  ASSERT_TRUE(follower.Apply(List({State("1", "ممرض"), State("2", "نجار"), State("3", "طاهٍ")}), "c1").ok());
  ASSERT_TRUE(follower
                  .Apply(List({State("1", "ممرضة"), Removed("2"),
                               State("3", "", exchange::v1::ASSERTED_STATE_ERASED), Removed("unknown")}),
                         "c2")
                  .ok());
  EXPECT_EQ(follower.size(), 1u);
  EXPECT_EQ(follower.Records().at("hub-1").record().vacancy().title().translations(0).text(), "ممرضة");
  EXPECT_EQ(follower.Applied(), "c2");
}

class FileFollowerTest : public testing::Test {
 protected:
  FileFollowerTest() {
    std::string name = (std::filesystem::temp_directory_path() / "tabadul-follower-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    path_ = folder_ + "/feed.jsonl";
  }
  ~FileFollowerTest() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<FileFollower> Open() {
    replayed_.clear();
    auto opened = FileFollower::Open(path_, [this](const Change& change) {
      replayed_.push_back(change);
      return absl::OkStatus();
    });
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? *std::move(opened) : nullptr;
  }

  std::string Bytes() const { return BytesOf(path_); }
  static std::string BytesOf(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  bool Holds(const char* text) const { return Bytes().find(text) != std::string::npos; }
  struct stat Info() const {
    struct stat info {};
    EXPECT_EQ(stat(path_.c_str(), &info), 0);
    return info;
  }
  // What was held of "hub-1" is erased, and another record is there.
  static absl::Status HoldAndErase(FileFollower& follower) {
    const absl::Status held = follower.Apply(List({State("1", "secret"), State("2", "kept")}), "c1");
    return held.ok() ? follower.Apply(List({State("1", "", exchange::v1::ASSERTED_STATE_ERASED)}), "c2")
                     : held;
  }

  std::string folder_, path_;
  std::vector<Change> replayed_;
};

TEST_F(FileFollowerTest, GoesOnWhereItStopped) {
  ASSERT_TRUE(Open()->Apply(List({State("1", "a"), Removed("2")}), "c1").ok());
  const auto again = Open();
  EXPECT_EQ(again->Applied(), "c1");
  ASSERT_EQ(replayed_.size(), 2u);
  EXPECT_EQ(replayed_[0].state().hub_id(), "hub-1");
  EXPECT_EQ(replayed_[1].removal().hub_id(), "hub-2");
}

TEST_F(FileFollowerTest, CutsOffWhatACrashLeftUnfinishedAtEveryByte) {
  {
    const auto follower = Open();
    ASSERT_TRUE(follower->Apply(List({State("1", "a")}), "c1").ok());
    ASSERT_TRUE(follower->Apply(List({State("2", "b"), State("3", "c")}), "c2").ok());
  }
  const auto whole = std::filesystem::file_size(path_);
  std::ifstream in(path_);
  std::string first;
  std::getline(in, first);
  for (auto length = whole - 1; length > first.size(); --length) {
    std::filesystem::resize_file(path_, length);
    ASSERT_EQ(Open()->Applied(), "c1") << length;
    ASSERT_EQ(replayed_.size(), 1u) << length;
    ASSERT_EQ(std::filesystem::file_size(path_), first.size() + 1);
  }
}

TEST_F(FileFollowerTest, ForgetsAWithdrawnSourceOnDiskAndKeepsTheRest) {
  {
    const auto follower = Open();
    ASSERT_TRUE(follower
                    ->Apply(List({State("1", "secret"),
                                  State("2", "kept", exchange::v1::ASSERTED_STATE_OPEN, "MA/anapec/pes")}),
                            "c1")
                    .ok());
    exchange::v1::Withdrawn withdrawn;
    withdrawn.set_source("SY/mosal/pes");
    ASSERT_TRUE(follower->Withdraw(withdrawn).ok());
    ASSERT_TRUE(follower->Apply(List({Removed("9")}), "c2").ok());
  }
  EXPECT_EQ(Bytes().find("secret"), std::string::npos);
  EXPECT_EQ(Open()->Applied(), "c2");
  EXPECT_EQ(replayed_.size(), 2u);
}

TEST_F(FileFollowerTest, IsHeldByOneProcessAtATime) {
  const auto first = Open();
  const auto second = FileFollower::Open(path_, nullptr);
  EXPECT_EQ(ReasonOf(second.status()), common::v1::ERROR_REASON_CONCURRENT);
}

TEST_F(FileFollowerTest, RefusesAFileThatIsNoFeedAndLeavesItAsItIs) {
  ASSERT_TRUE(Open()->Apply(List({State("1", "a")}), "c1").ok());
  const std::string feed = Bytes();
  for (const std::string& bytes :
       {std::string("title,description\n"), std::string("title,description"),
        std::string(R"({"precious": 1})"), std::string(R"({"changes": [{"hubId": "1"}]})"),
        std::string("{\n  \"changes\": []\n}"), std::string(R"({"changes":[{"date":"2026-01-01"}]})"),
        std::string("\0\0", 2), feed + "title", feed + feed.substr(1, 40)}) {
    std::ofstream(path_) << bytes;
    EXPECT_EQ(ReasonOf(FileFollower::Open(path_, nullptr).status()), common::v1::ERROR_REASON_MALFORMED)
        << bytes;
    EXPECT_EQ(Bytes(), bytes);
    EXPECT_EQ(ReasonOf(FileFollower::Read(path_, nullptr)), common::v1::ERROR_REASON_MALFORMED) << bytes;
    EXPECT_EQ(Bytes(), bytes);
  }
}

TEST_F(FileFollowerTest, CutsOffNullsBehindWhatHadReachedTheDisk) {
  ASSERT_TRUE(Open()->Apply(List({State("1", "a")}), "c1").ok());
  const std::string feed = Bytes();
  for (const std::string& begun : {std::string(), feed.substr(0, 30)}) {
    std::ofstream(path_) << feed << begun << std::string(4096, '\0');
    EXPECT_EQ(Open()->Applied(), "c1");
    EXPECT_EQ(Bytes(), feed);
  }
}

TEST_F(FileFollowerTest, ReadPassesOverAnUnfinishedLineAndLeavesItThere) {
  {
    const auto follower = Open();
    ASSERT_TRUE(follower->Apply(List({State("1", "a")}), "c1").ok());
    ASSERT_TRUE(follower->Apply(List({}), "c2").ok());
    ASSERT_TRUE(follower->Apply(List({State("2", "b")}), "c3").ok());
  }
  const std::string whole = Bytes();
  for (size_t length = 0; length <= whole.size(); ++length) {
    const std::string bytes = whole.substr(0, length);
    std::ofstream(path_) << bytes;
    size_t replayed = 0;
    const auto count = [&](const Change&) {
      ++replayed;
      return absl::OkStatus();
    };
    ASSERT_TRUE(FileFollower::Read(path_, count).ok()) << length;
    ASSERT_EQ(replayed, length == whole.size() ? 2u : length > whole.find('\n') ? 1u : 0u) << length;
    ASSERT_EQ(Bytes(), bytes);
  }
}

TEST_F(FileFollowerTest, ReadWaitsForNobodyWhoWritesAndMakesNothing) {
  EXPECT_EQ(ReasonOf(FileFollower::Read(path_, nullptr)), common::v1::ERROR_REASON_PRECONDITION);
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_EQ(ReasonOf(FileFollower::Read(folder_, nullptr)), common::v1::ERROR_REASON_PRECONDITION);
  {
    const auto writer = Open();
    EXPECT_EQ(ReasonOf(FileFollower::Read(path_, nullptr)), common::v1::ERROR_REASON_CONCURRENT);
  }
  EXPECT_TRUE(FileFollower::Read(path_, nullptr).ok());
}

TEST_F(FileFollowerTest, WithdrawsOverWhatAFailedWriteLeftUnfinished) {
  const auto follower = Open();
  ASSERT_TRUE(follower->Apply(List({State("1", "secret")}), "c1").ok());
  std::ofstream(path_, std::ios::app) << R"({"changes":[{"state":{"hubId":"hub-2)";
  exchange::v1::Withdrawn withdrawn;
  withdrawn.set_source("SY/mosal/pes");
  ASSERT_TRUE(follower->Withdraw(withdrawn).ok());
  EXPECT_EQ(Bytes(), "{\"cursor\":\"c1\"}\n");
}

TEST_F(FileFollowerTest, AWithdrawalThatCannotReadAllLeavesTheFileAsItIs) {
  const auto follower = Open();
  ASSERT_TRUE(follower->Apply(List({State("1", "secret")}), "c1").ok());
  std::ofstream(path_, std::ios::app) << "no feed\n";
  const std::string before = Bytes();
  exchange::v1::Withdrawn withdrawn;
  withdrawn.set_source("SY/mosal/pes");
  EXPECT_EQ(ReasonOf(follower->Withdraw(withdrawn)), common::v1::ERROR_REASON_MALFORMED);
  EXPECT_EQ(Bytes(), before);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(FileFollowerTest, WhatWasErasedIsGoneFromTheFileBeforeItsCursorMayBeConfirmed) {
  {
    const auto follower = Open();
    ASSERT_TRUE(HoldAndErase(*follower).ok());
    EXPECT_EQ(follower->Applied(), "c2");
    EXPECT_EQ(follower->Purged(), "c1");
    EXPECT_TRUE(Holds("secret"));
    ASSERT_TRUE(follower->Marked().ok());
    EXPECT_EQ(follower->Purged(), "c2");
    EXPECT_FALSE(Holds("secret"));
    ASSERT_TRUE(follower->Apply(List({State("3", "new")}), "c3").ok());
    EXPECT_EQ(follower->Purged(), "c3");
  }
  EXPECT_EQ(Open()->Applied(), "c3");
  ASSERT_EQ(replayed_.size(), 2u) << "of the erased record not even that it was";
  EXPECT_EQ(replayed_[0].state().hub_id(), "hub-2");
  EXPECT_EQ(replayed_[1].state().hub_id(), "hub-3");
}

TEST_F(FileFollowerTest, OneMarkIsOneNewFileHoweverManyRecordsHaveGone) {
  const auto follower = Open();
  ChangeList records;
  for (int id = 0; id < 50; ++id) *records.Add() = State(std::to_string(id), "secret");
  ASSERT_TRUE(follower->Apply(records, "c0").ok());
  const ino_t first = Info().st_ino;
  for (int id = 0; id < 50; ++id) {
    const std::string number = std::to_string(id);
    const Change gone =
        id % 2 == 0 ? Removed(number) : State(number, "", exchange::v1::ASSERTED_STATE_ERASED);
    ASSERT_TRUE(follower->Apply(List({gone}), "c" + number).ok());
  }
  EXPECT_EQ(Info().st_ino, first);
  ASSERT_TRUE(follower->Marked().ok());
  EXPECT_EQ(Bytes(), "{\"cursor\":\"c49\"}\n");
  const ino_t second = Info().st_ino;
  EXPECT_NE(second, first);
  // Of what was never held nothing is to go.
  ASSERT_TRUE(follower->Apply(List({Removed("99")}), "c50").ok());
  EXPECT_EQ(follower->Purged(), "c50");
  ASSERT_TRUE(follower->Purge().ok());
  EXPECT_EQ(Info().st_ino, second);
}

TEST_F(FileFollowerTest, ACrashWhileItIsMadeAnewLeavesTheOldFileOrTheNewOne) {
  ASSERT_TRUE(HoldAndErase(*Open()).ok());
  const std::string old = Bytes();
  ASSERT_TRUE(Open()->Purge().ok());
  const std::string anew = Bytes();
  ASSERT_EQ(anew.find("secret"), std::string::npos);
  for (size_t length = 0; length <= anew.size(); ++length) {
    std::ofstream(path_) << old;
    std::ofstream(path_ + ".new") << anew.substr(0, length);
    const auto follower = Open();
    ASSERT_EQ(follower->Applied(), "c2") << length;
    ASSERT_EQ(follower->Purged(), "") << "what an earlier process left is not purged yet";
    ASSERT_TRUE(follower->Purge().ok()) << length;
    ASSERT_EQ(follower->Purged(), "c2");
    ASSERT_EQ(Bytes(), anew) << length;
    ASSERT_FALSE(std::filesystem::exists(path_ + ".new")) << length;
  }
}

TEST_F(FileFollowerTest, ADiskThatTakesNoNewFileLeavesTheOldOneAndNothingToConfirm) {
  const auto follower = Open();
  ASSERT_TRUE(follower->Apply(List({State("1", "secret"), State("2", std::string(4'000, 'k'))}), "c1").ok());
  ASSERT_TRUE(follower->Apply(List({State("1", "", exchange::v1::ASSERTED_STATE_ERASED)}), "c2").ok());
  const std::string before = Bytes();
  {
    const harness::FileLimit limit(1'000);
    EXPECT_EQ(ReasonOf(follower->Marked()), common::v1::ERROR_REASON_PRECONDITION);
  }
  EXPECT_EQ(Bytes(), before);
  EXPECT_EQ(follower->Purged(), "c1");
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
  ASSERT_TRUE(follower->Marked().ok());
  EXPECT_FALSE(Holds("secret"));
  EXPECT_EQ(follower->Purged(), "c2");
}

TEST_F(FileFollowerTest, IsNeverLargerThanTwiceWhatIsHeldAndAMebibyte) {
  constexpr int kRecords = 5, kPages = 120;
  constexpr uintmax_t kLine = 41'000;  // of one record
  const auto title = [](int page) { return std::string(40'000, 't') + std::to_string(page); };
  {
    const auto follower = Open();
    for (int page = 0; page < kPages; ++page) {
      const Change change = State(std::to_string(page % kRecords), title(page));
      ASSERT_TRUE(follower->Apply(List({change}), "c" + std::to_string(page)).ok());
      ASSERT_LE(std::filesystem::file_size(path_), 2 * kRecords * kLine + (1 << 20) + kLine) << page;
    }
    EXPECT_EQ(follower->Purged(), "c" + std::to_string(kPages - 1));
  }
  Open();
  std::map<std::string, std::string> held;
  for (const Change& change : replayed_)
    held[change.state().hub_id()] = change.state().record().vacancy().title().translations(0).text();
  ASSERT_EQ(held.size(), static_cast<size_t>(kRecords));
  for (int record = 0; record < kRecords; ++record)
    EXPECT_EQ(held["hub-" + std::to_string(record)], title(kPages - kRecords + record));
}

TEST_F(FileFollowerTest, TheNewFileIsForWhomTheOldOneWas) {
  const auto follower = Open();
  EXPECT_EQ(Info().st_mode & 0777, 0600u);
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  ASSERT_TRUE(HoldAndErase(*follower).ok());
  ASSERT_TRUE(follower->Marked().ok());
  EXPECT_EQ(Info().st_mode & 0777, 0640u);
  EXPECT_EQ(ReasonOf(FileFollower::Open(path_, nullptr).status()), common::v1::ERROR_REASON_CONCURRENT)
      << "it is held as the old one was";
}

TEST_F(FileFollowerTest, BehindALinkTheFileItselfIsReplaced) {
  const std::string link = folder_ + "/link.jsonl";
  ASSERT_EQ(symlink(path_.c_str(), link.c_str()), 0);
  const auto follower = FileFollower::Open(link, nullptr);
  ASSERT_TRUE(follower.ok()) << follower.status();
  ASSERT_TRUE(HoldAndErase(**follower).ok());
  ASSERT_TRUE((*follower)->Marked().ok());
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_FALSE(Holds("secret"));
  EXPECT_TRUE(Holds("kept"));
}

TEST_F(FileFollowerTest, AFileBesideItThatSomebodyHoldsIsNotTouched) {
  const auto follower = Open();
  ASSERT_TRUE(HoldAndErase(*follower).ok());
  const auto other = FileFollower::Open(path_ + ".new", nullptr);
  ASSERT_TRUE(other.ok()) << other.status();
  ASSERT_TRUE((*other)->Apply(List({State("1", "another's")}), "c1").ok());
  const std::string bytes = BytesOf(path_ + ".new");
  EXPECT_EQ(ReasonOf(follower->Marked()), common::v1::ERROR_REASON_CONCURRENT);
  EXPECT_EQ(BytesOf(path_ + ".new"), bytes);
  EXPECT_EQ(follower->Purged(), "c1");
}

TEST_F(FileFollowerTest, AReplayThatFailsEndsTheReading) {
  ASSERT_TRUE(Open()->Apply(List({State("1", "a"), State("2", "b")}), "c1").ok());
  int replayed = 0;
  const auto fails = [&](const Change&) {
    ++replayed;
    return Error(common::v1::ERROR_REASON_CANCELLED);
  };
  EXPECT_EQ(ReasonOf(FileFollower::Open(path_, fails).status()), common::v1::ERROR_REASON_CANCELLED);
  EXPECT_EQ(ReasonOf(FileFollower::Read(path_, fails)), common::v1::ERROR_REASON_CANCELLED);
  EXPECT_EQ(replayed, 2);
  EXPECT_EQ(Open()->Applied(), "c1");
}

class SetTrackerTest : public testing::Test {
 protected:
  SetTrackerTest() : signer_(*evidence::Signer::FromSeed(std::string(32, 's'))) {
    key_.set_key_id(signer_.key_id());
    key_.set_service("jobs");
    key_.set_public_key(signer_.public_key());
    key_.mutable_not_before()->set_seconds(1'000);
    key_.mutable_not_after()->set_seconds(2'000);
  }

  // What the hub would sign for these records.
  exchange::v1::SignedMark Mark(const std::vector<Change>& records, int64_t seconds = 1'500) {
    evidence::SetHash hash;
    for (const Change& change : records) {
      hash.Add(evidence::SetHash::Item(change.state().record().record_id(), change.state().digest()));
    }
    exchange::v1::Mark mark;
    mark.set_kind("vacancy");
    mark.mutable_time()->set_seconds(seconds);
    auto* source = mark.add_sources();
    source->set_source("SY/mosal/pes");
    source->set_count(hash.count());
    source->set_set_hash(hash.Digest());
    exchange::v1::SignedMark out;
    out.set_mark(mark.SerializeAsString());
    out.set_key_id(signer_.key_id());
    out.set_signature(signer_.Sign(evidence::kMarkContext, out.mark()));
    return out;
  }

  evidence::Signer signer_;
  identity::v1::SigningKey key_;
  SetTracker tracker_;
};

TEST_F(SetTrackerTest, ProvesEqualityAfterUpdatesClosuresAndRemovals) {
  for (const Change& change :
       {State("1", "a"), State("2", "b"), State("3", "c"), State("4", "d"), State("1", "a2"),
        State("2", "b", exchange::v1::ASSERTED_STATE_CLOSED), Removed("3"),
        State("4", "", exchange::v1::ASSERTED_STATE_ERASED), State("5", "e")}) {
    ASSERT_TRUE(tracker_.Apply(change).ok());
  }
  const auto proof = tracker_.Check(Mark({State("1", "a2"), State("5", "e")}), {key_});
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_TRUE(proof->proven());
  EXPECT_EQ(proof->equal, std::vector<std::string>{"SY/mosal/pes"});
}

TEST_F(SetTrackerTest, SeesAMissingAnAdditionalAndAnOlderRecord) {
  ASSERT_TRUE(tracker_.Apply(State("1", "a")).ok());
  EXPECT_FALSE(tracker_.Check(Mark({State("1", "a"), State("2", "b")}), {key_})->proven());
  EXPECT_FALSE(tracker_.Check(Mark({}), {key_})->proven());
  EXPECT_FALSE(tracker_.Check(Mark({State("1", "newer")}), {key_})->proven());
  EXPECT_TRUE(tracker_.Check(Mark({State("1", "a")}), {key_})->proven());
}

TEST_F(SetTrackerTest, DoesNotTrustADigestThatIsNotOfThePayload) {
  Change forged = State("1", "what was sent");
  const Change stored = State("1", "what is stored");
  forged.mutable_state()->set_digest(stored.state().digest());
  ASSERT_TRUE(tracker_.Apply(forged).ok());
  EXPECT_FALSE(tracker_.Check(Mark({stored}), {key_})->proven());
}

TEST_F(SetTrackerTest, ForgetsAWithdrawnSourceAndAllOfAnotherHistory) {
  constexpr char kMorocco[] = "MA/anapec/pes";
  const auto moroccan = State("2", "b", exchange::v1::ASSERTED_STATE_OPEN, kMorocco);
  for (const Change& change : {State("1", "a"), moroccan}) ASSERT_TRUE(tracker_.Apply(change).ok());
  EXPECT_EQ(tracker_.count(), 2u);
  exchange::v1::Withdrawn withdrawn;
  withdrawn.set_source("SY/mosal/pes");
  ASSERT_TRUE(tracker_.Withdraw(withdrawn).ok());
  EXPECT_EQ(tracker_.count(), 1u);
  EXPECT_TRUE(tracker_.Check(Mark({}), {key_})->proven());
  ASSERT_TRUE(tracker_.Apply(State("1", "a2")).ok());
  EXPECT_TRUE(tracker_.Check(Mark({State("1", "a2")}), {key_})->proven());
  tracker_.Clear();
  EXPECT_EQ(tracker_.count(), 0u);
  ASSERT_TRUE(tracker_.Apply(State("3", "c")).ok());
  EXPECT_TRUE(tracker_.Check(Mark({State("3", "c")}), {key_})->proven());
}

// Twice what is ever in memory.
TEST_F(SetTrackerTest, ProvesAnyNumberOfRecords) {
  constexpr int kRecords = 20'000;
  std::vector<Change> held;
  for (int i = 0; i < kRecords; ++i) {
    const std::string id = std::to_string(i);
    ASSERT_TRUE(tracker_.Apply(State(id, "a")).ok());
    if (i % 3 != 0) held.push_back(State(id, i % 3 == 1 ? "a" : "b"));
  }
  for (int i = 0; i < kRecords; ++i) {
    const std::string id = std::to_string(i);
    if (i % 3 != 1) {
      ASSERT_TRUE(tracker_.Apply(i % 3 == 0 ? Removed(id) : State(id, "b")).ok());
    }
  }
  EXPECT_EQ(tracker_.count(), held.size());
  EXPECT_TRUE(tracker_.Check(Mark(held), {key_})->proven());
}

TEST_F(SetTrackerTest, ADiskThatTakesNoMoreIsTold) {
  SetTracker tracker("feed.jsonl");
  absl::Status told;
  {
    const harness::FileLimit limit(256 << 10);
    for (int id = 0; told.ok() && id < 200'000; ++id) told = tracker.Apply(State(std::to_string(id), "a"));
  }
  EXPECT_EQ(ReasonOf(told), common::v1::ERROR_REASON_PRECONDITION) << told;
  Metadata metadata = MetadataOf(told);
  EXPECT_EQ(metadata["file"], "feed.jsonl");
  EXPECT_EQ(metadata["cause"], std::strerror(EFBIG));
  EXPECT_NE(metadata["directory"], "");
}

TEST(HeldStore, TellsOfEachSourceWhatIsHeldOfIt) {
  const auto held = HeldStore::Open("feed.jsonl");
  ASSERT_TRUE(held.ok()) << held.status();
  const MirrorItem open{"SY/mosal/pes", "1", "digest", true}, closed{"MA/anapec/pes", "2", "", false};
  ASSERT_TRUE((*held)->Put("hub-1", open).ok());
  ASSERT_TRUE((*held)->Put("hub-2", {"SY/mosal/pes", "2", "older", true}).ok());
  ASSERT_TRUE((*held)->Put("hub-2", closed).ok());
  EXPECT_EQ(*(*held)->Sources(), (std::set<std::string>{"MA/anapec/pes", "SY/mosal/pes"}));
  std::vector<std::string> said;
  const auto say = [&](const MirrorItem& item) {
    said.push_back(item.record_id + " " + item.digest + (item.open ? " open" : " closed"));
  };
  ASSERT_TRUE((*held)->ForEach("SY/mosal/pes", say).ok());
  EXPECT_EQ(said, std::vector<std::string>{"1 digest open"});
  ASSERT_TRUE((*held)->ForEach("MA/anapec/pes", say).ok());
  EXPECT_EQ(said.back(), "2  closed");
  ASSERT_TRUE((*held)->Remove("hub-1").ok());
  ASSERT_TRUE((*held)->Remove("unknown").ok());
  EXPECT_FALSE((*held)->Find("hub-1")->has_value());
  ASSERT_TRUE((*held)->RemoveSource("MA/anapec/pes").ok());
  EXPECT_TRUE((*held)->Sources()->empty());
}

TEST_F(SetTrackerTest, AMarkOfAnotherFeedProvesNothing) {
  const SetTracker offers("", "training_offer");
  EXPECT_EQ(ReasonOf(offers.Check(Mark({}), {key_}).status()), common::v1::ERROR_REASON_MALFORMED);
  EXPECT_TRUE(tracker_.Check(Mark({}), {key_}).ok());
}

TEST_F(SetTrackerTest, AMarkWithoutAGoodSignatureProvesNothing) {
  auto changed = Mark({});
  changed.mutable_signature()->front() ^= 1;
  EXPECT_EQ(ReasonOf(tracker_.Check(changed, {key_}).status()), common::v1::ERROR_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(tracker_.Check(Mark({}), {}).status()), common::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(tracker_.Check(Mark({}, 2'500), {key_}).status()), common::v1::ERROR_REASON_NOT_FOUND);
}

}  // namespace
}  // namespace tabadul::client
