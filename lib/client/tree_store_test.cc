// A tree whose items are on disk is the tree whose items are in memory.
#include "lib/client/tree_store.h"

#include <gtest/gtest.h>

#include "lib/evidence/digest.h"
#include "lib/evidence/set_hash.h"

namespace tabadul::client {
namespace {

TEST(TreeStore, HashesAsTheHubDoes) {
  constexpr int kRecords = 30'000;  // some buckets have several, many have none
  const auto store = TreeStore::Open();
  ASSERT_TRUE(store.ok()) << store.status();
  evidence::RecordTree tree;
  for (int i = 0; i < kRecords; ++i) {
    const std::string id = "id-" + std::to_string(i), digest = evidence::Sha256(id + "'s payload");
    tree.Add(id, digest, 0);
    ASSERT_TRUE((*store)->Add(evidence::RecordTree::BucketOf(id), evidence::SetHash::Item(id, digest)).ok());
  }
  tree.Seal();
  const auto hashes = (*store)->Hashes();
  ASSERT_TRUE(hashes.ok()) << hashes.status();
  EXPECT_EQ(hashes->Children(), tree.Children());
  for (size_t child = 0; child < evidence::TreeHashes::kFan; ++child) {
    const auto byte = static_cast<uint8_t>(child);
    EXPECT_EQ(hashes->Buckets(byte), tree.Buckets(byte)) << child;
  }
}

TEST(TreeStore, OfNothingHasTheHashesOfNothing) {
  const auto store = TreeStore::Open();
  ASSERT_TRUE(store.ok()) << store.status();
  const auto hashes = (*store)->Hashes();
  ASSERT_TRUE(hashes.ok()) << hashes.status();
  evidence::RecordTree tree;
  tree.Seal();
  EXPECT_EQ(hashes->Children(), tree.Children());
}

}  // namespace
}  // namespace tabadul::client
