// The checked-in vectors are what this code makes: a change of the bytes is a change of the contract, in every
// language at once. clients/python and clients/node hold to the same files.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>

#include "lib/evidence/canonical.h"
#include "lib/evidence/digest.h"
#include "lib/evidence/receipt.h"
#include "lib/evidence/record_tree.h"
#include "lib/evidence/set_hash.h"
#include "nlohmann/json.hpp"
#include "tests/contract/make_vectors.h"
#include "tests/harness/process.h"

namespace tabadul {
namespace {

std::string At(const std::string& name) { return "tests/contract/vectors/" + name; }

TEST(Vectors, StandAsTheyWereWritten) {
  for (const auto& [name, text] : MakeVectors()) {
    EXPECT_EQ(harness::ReadFile(At(name)), text)
        << At(name)
        << ": if the contract is meant to change, write them anew: bin/make-vectors tests/contract/vectors";
  }
}

// The way back: what a follower receives and digests.
TEST(Vectors, BytesThatAreReadAndWrittenAgainAreTheSame) {
  const auto vectors = nlohmann::json::parse(harness::ReadFile(At("canonical.json")));
  ASSERT_GE(vectors.size(), 15u);
  for (const auto& vector : vectors) {
    const auto* type =
        google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(vector["message"]);
    ASSERT_NE(type, nullptr) << vector["message"];
    const std::unique_ptr<google::protobuf::Message> message(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
    const std::string bytes = evidence::FromHex(vector["bytes"].get<std::string>());
    ASSERT_TRUE(message->ParseFromString(bytes)) << vector["name"];
    EXPECT_EQ(evidence::CanonicalBytes(*message), bytes) << vector["name"];
    EXPECT_EQ(evidence::Hex(evidence::Sha256(bytes)), vector["digest"]) << vector["name"];
  }
}

// From the records alone, as a follower does that has sorted the items by itself.
TEST(Vectors, TreesAreThoseOfTheirRecords) {
  const auto bytes = [](const nlohmann::json& hex) { return evidence::FromHex(hex.get<std::string>()); };
  const auto place = [](const std::string& prefix) { return static_cast<uint8_t>(prefix.back()); };
  const auto hash_of = [](const std::string& hashes, size_t index) { return hashes.substr(index * 32, 32); };
  const auto trees = nlohmann::json::parse(harness::ReadFile(At("reconcile.json")));
  for (const auto& vector : trees) {
    SCOPED_TRACE(vector["name"]);
    std::map<uint16_t, std::set<std::string>> buckets;
    for (const auto& record : vector["records"]) {
      const auto id = record["recordId"].get<std::string>();
      const std::string item = evidence::SetHash::Item(id, bytes(record["digest"]));
      EXPECT_EQ(evidence::Hex(item), record["item"]);
      const std::string prefix = evidence::Sha256(id).substr(0, 2);
      EXPECT_EQ(evidence::Hex(prefix), record["bucket"]);
      buckets[static_cast<uint16_t>(static_cast<uint8_t>(prefix[0]) << 8 | place(prefix))].insert(item);
    }
    evidence::TreeHashes tree;
    for (const auto& [bucket, items] : buckets) {
      std::string sorted;
      for (const std::string& item : items) sorted += item;
      tree.Set(bucket, sorted);
    }
    for (const auto& bucket : vector["buckets"]) {
      const std::string prefix = bytes(bucket["prefix"]);
      EXPECT_EQ(hash_of(tree.Buckets(static_cast<uint8_t>(prefix[0])), place(prefix)), bytes(bucket["hash"]));
    }
    for (const auto& child : vector["children"])
      EXPECT_EQ(hash_of(tree.Children(), place(bytes(child["prefix"]))), bytes(child["hash"]));
    EXPECT_EQ(evidence::Hex(evidence::Sha256(tree.Children())), vector["childrenDigest"]);
  }
  EXPECT_EQ(trees.size(), 3u);
}

// As who holds them checks them, without the code that made them.
TEST(Vectors, ReceiptsAreBelievedAndFollowOneAnother) {
  const auto vectors = nlohmann::json::parse(harness::ReadFile(At("receipt.json")));
  const auto bytes = [](const nlohmann::json& hex) { return evidence::FromHex(hex.get<std::string>()); };
  std::string previous;
  for (const auto& vector : vectors["receipts"]) {
    SCOPED_TRACE(vector["name"]);
    exchange::v1::Receipt receipt;
    receipt.set_body(bytes(vector["body"]));
    receipt.set_signature(bytes(vector["signature"]));
    receipt.set_nonce(bytes(vector["nonce"]));
    const auto body = evidence::OpenReceipt(receipt, std::string_view(bytes(vectors["publicKey"])));
    ASSERT_TRUE(body.ok()) << body.status();
    EXPECT_EQ(body->previous(), previous);
    EXPECT_EQ(body->items_root(), bytes(vector["itemsRoot"]));
    previous = bytes(vector["bodyHash"]);
    std::vector<exchange::v1::ReceiptItem> items;
    for (const auto& item : vector["items"])
      ASSERT_TRUE(items.emplace_back().ParseFromString(bytes(item["bytes"])));
    EXPECT_TRUE(evidence::CheckItems(receipt, *body, items).ok());
    items.back().set_version(items.back().version() + 1);
    EXPECT_FALSE(evidence::CheckItems(receipt, *body, items).ok());
  }
  EXPECT_EQ(vectors["receipts"].size(), 2u);
}

}  // namespace
}  // namespace tabadul
