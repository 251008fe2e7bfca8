// What followers are served from memory against a table that is served from a database: whatever is answered must
// be what the table says.
#include "lib/exchange/recent.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "gtest/gtest.h"

namespace tabadul::exchange {
namespace {

constexpr uint64_t kEpoch = 3;

Row MakeRow(const std::string& hub_id, uint64_t sequence, v1::AssertedState asserted) {
  Row row;
  row.hub_id = hub_id;
  row.source = "SY/mosal/pes";
  row.sequence = sequence;
  row.asserted = asserted;
  return row;
}

// The truth, and one process that writes it beside others.
class World {
 public:
  explicit World(size_t bytes, bool closings = true) : recent(bytes), closings_(closings) {}

  HeadRow head() const { return {kEpoch, sequence_}; }

  // One transaction that changes some records; `ours` if by this process.
  void Commit(bool ours, int records) {
    exchange::Commit commit{.before = head(), .after = {}, .changes = {}, .sources = {}};
    std::map<std::string, Store::Read> changed;
    std::set<std::string> sent;
    for (int i = 0; i < records; ++i) {
      const std::string hub_id = "record" + std::to_string(random_() % 50);
      const auto kind = random_() % 10;
      const auto old = table_.find(hub_id);
      Store::Read read{
          MakeRow(hub_id, ++sequence_, v1::ASSERTED_STATE_OPEN),
          std::make_shared<const std::string>(std::to_string(sequence_) + std::string(300, 'x'))};
      if (kind == 0) {
        read.row.asserted = v1::ASSERTED_STATE_ERASED;
        read.payload = nullptr;
      } else if (closings_ && kind <= 2 && old != table_.end() && old->second.payload) {
        read.row.asserted = v1::ASSERTED_STATE_CLOSED;
        read.payload = old->second.payload;
      } else {
        sent.insert(hub_id);
      }
      table_[hub_id] = changed[hub_id] = read;
    }
    ++count_;
    for (auto& [hub_id, read] : changed) {
      // A closing alone brings no payload.
      commit.changes.push_back({read.row, sent.contains(hub_id) ? read.payload : nullptr});
    }
    std::sort(commit.changes.begin(), commit.changes.end(),
              [](const auto& a, const auto& b) { return a.row.sequence < b.row.sequence; });
    commit.after = head();
    commit.sources = Sources();
    if (ours) recent.Append(std::move(commit));
  }

  std::vector<SourceState> Sources() const { return {{"SY/mosal/pes", count_, 0, std::to_string(count_)}}; }
  const std::map<std::string, Store::Read>& table() const { return table_; }

  Recent recent;

 private:
  const bool closings_;
  std::mt19937_64 random_{7};
  std::map<std::string, Store::Read> table_;
  uint64_t sequence_ = 0, count_ = 0;
};

// A copy that asks the memory first, and reads the table where that has no answer.
struct Follower {
  std::map<std::string, Store::Read> held;
  uint64_t at = 0;
  int from_memory = 0, from_table = 0;

  void Read(World& world, size_t rows) {
    const auto slice = world.recent.After(world.head(), at, rows, 2000);
    slice ? ++from_memory : ++from_table;
    if (!slice) {
      held = world.table();
      at = world.head().sequence;
      world.recent.Learn(world.head(), world.Sources());
      return;
    }
    EXPECT_LE(slice->changes.size(), rows);
    uint64_t last = at;
    for (const Recent::Change& change : slice->changes) {
      EXPECT_GT(change->row.sequence, last);
      last = change->row.sequence;
      held[change->row.hub_id] = *change;
    }
    EXPECT_GE(slice->last, last);
    at = slice->last;
    if (at < slice->head.sequence) return;
    ASSERT_EQ(slice->sources.size(), 1u);
    EXPECT_EQ(slice->sources[0].set_hash, world.Sources()[0].set_hash) << "a mark of another state";
  }

  void ExpectEqual(const World& world) const {
    ASSERT_EQ(held.size(), world.table().size());
    for (const auto& [hub_id, read] : world.table()) {
      const Store::Read& mine = held.at(hub_id);
      EXPECT_EQ(mine.row.sequence, read.row.sequence) << hub_id;
      EXPECT_EQ(mine.row.asserted, read.row.asserted) << hub_id;
      ASSERT_EQ(mine.payload == nullptr, read.payload == nullptr) << hub_id;
      if (read.payload) {
        EXPECT_EQ(*mine.payload, *read.payload) << hub_id;
      }
    }
  }
};

TEST(Recent, FollowersHoldWhatTheTableHoldsWhoeverWrites) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  World world(20'000);
  std::vector<Follower> followers(5);
  for (int turn = 0; turn < 2000; ++turn) {
    world.Commit(random() % 20 != 0, static_cast<int>(1 + random() % 5));
    Follower& follower = followers[random() % followers.size()];
    follower.Read(world, 1 + random() % 10);
  }
  for (Follower& follower : followers) {
    for (int i = 0; i < 1000 && follower.at < world.head().sequence; ++i) follower.Read(world, 10);
    EXPECT_EQ(follower.at, world.head().sequence);
    follower.ExpectEqual(world);
    EXPECT_GT(follower.from_memory, 0);
  }
}

TEST(Recent, WhoIsNearTheHeadNeedsNoTable) {
  World world(1 << 20);
  world.Commit(true, 3);
  Follower follower;
  follower.Read(world, 10);  // learns the sources
  for (int turn = 0; turn < 100; ++turn) {
    world.Commit(true, 3);
    follower.Read(world, 10);
  }
  EXPECT_EQ(follower.from_table, 1);
  follower.ExpectEqual(world);
}

TEST(Recent, AHeadOfAnotherProcessIsNotPassedOver) {
  World world(1 << 20);
  world.Commit(true, 3);
  world.recent.Learn(world.head(), world.Sources());
  const uint64_t before = world.head().sequence;
  EXPECT_TRUE(world.recent.After(world.head(), before, 10, 1000).has_value());
  world.Commit(false, 1);
  EXPECT_FALSE(world.recent.After(world.head(), before, 10, 1000).has_value());
  world.Commit(true, 1);
  EXPECT_FALSE(world.recent.After(world.head(), before, 10, 1000).has_value()) << "one change is missing";
}

TEST(Recent, MemoryIsBounded) {
  World world(20'000, /*closings=*/false);
  for (int turn = 0; turn < 500; ++turn) world.Commit(true, 3);
  world.recent.Learn(world.head(), world.Sources());
  EXPECT_FALSE(world.recent.After(world.head(), 0, 10, 1000).has_value());
  EXPECT_TRUE(world.recent.After(world.head(), world.head().sequence - 1, 10, 1000).has_value());
}

}  // namespace
}  // namespace tabadul::exchange
