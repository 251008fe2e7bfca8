// The checked-in vectors are what this code makes: a change of the bytes is a change of the contract, in every
// language at once. clients/python and clients/node hold to the same files.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <memory>

#include "lib/evidence/canonical.h"
#include "lib/evidence/digest.h"
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

}  // namespace
}  // namespace tabadul
