#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "lib/evidence/canonical.h"
#include "lib/evidence/digest.h"
#include "lib/evidence/merkle.h"
#include "lib/evidence/payload.h"
#include "lib/evidence/seal.h"
#include "lib/evidence/set_hash.h"
#include "lib/evidence/signer.h"
#include "lib/evidence/signing_keys.h"
#include "lib/platform/base/status.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::evidence {
namespace {

TEST(Digest, KnownAnswers) {
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(HmacSha256("Jefe", "what do ya want for nothing?")),  // RFC 4231, case 2
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(
      Hex(HmacSha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");  // case 6
  EXPECT_EQ(FromHex("00ff"), std::string("\0\xff", 2));
  EXPECT_TRUE(FromHex("0").empty());
  EXPECT_TRUE(FromHex("zz").empty());
}

TEST(Digest, Base64UrlRoundTripsAndRefusesOtherAlphabets) {
  std::string back;
  EXPECT_EQ(Base64Url("\xfb\xff"), "-_8");
  EXPECT_TRUE(FromBase64Url("-_8", &back));
  EXPECT_EQ(back, "\xfb\xff");
  EXPECT_FALSE(FromBase64Url("+/8", &back));
  EXPECT_FALSE(FromBase64Url("-_8=", &back));
}

// The leaves and roots that implementations of Certificate Transparency are tested with (RFC 6962).
TEST(Merkle, KnownAnswers) {
  const std::vector<std::string> all = {"",         std::string(1, '\0'), "\x10", " !", "01", "@ABC",
                                        "PQRSTUVW", "`abcdefghijklmno"};
  const std::vector<std::pair<size_t, const char*>> roots = {
      {0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
      {7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
      {8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
  for (const auto& [size, root] : roots) {
    EXPECT_EQ(Hex(MerkleRoot({all.begin(), all.begin() + static_cast<int>(size)})), root) << size;
  }
}

TEST(SetHash, DoesNotDependOnTheOrderOfChanges) {
  std::vector<std::string> items;
  for (int i = 0; i < 50; ++i) items.push_back(SetHash::Item("id" + std::to_string(i), Sha256("x")));
  SetHash one, other;
  for (const auto& item : items) one.Add(item);
  other.Add("gone");
  std::shuffle(items.begin(), items.end(), std::mt19937(7));
  for (const auto& item : items) other.Add(item);
  EXPECT_NE(one.Digest(), other.Digest());
  other.Remove("gone");
  EXPECT_EQ(one.Digest(), other.Digest());
  EXPECT_EQ(one.count(), 50u);
}

TEST(SetHash, CountsAnItemTwiceUnlikeXor) {
  SetHash once, thrice;
  once.Add("a");
  for (int i = 0; i < 3; ++i) thrice.Add("a");
  EXPECT_NE(once.Digest(), thrice.Digest());
}

TEST(SetHash, ItemSeparatesIdFromDigest) { EXPECT_NE(SetHash::Item("ab", "c"), SetHash::Item("a", "bc")); }

TEST(SetHash, SavesAndLoads) {
  SetHash set, back;
  set.Add("a");
  ASSERT_TRUE(back.Load(set.Save(), set.count()));
  EXPECT_EQ(back.Digest(), set.Digest());
  EXPECT_FALSE(back.Load("short", 1));
}

TEST(Signer, ASignatureVerifiesForItsUseOnly) {
  const auto signer = Signer::FromSeed(std::string(32, 's'));
  ASSERT_TRUE(signer.ok());
  const std::string signature = signer->Sign(kMarkContext, "message");
  EXPECT_TRUE(Verify(signer->public_key(), kMarkContext, "message", signature));
  EXPECT_FALSE(Verify(signer->public_key(), "other-use", "message", signature));
  EXPECT_FALSE(Verify(signer->public_key(), kMarkContext, "massage", signature));
  EXPECT_FALSE(Verify(signer->public_key(), kMarkContext, "message", "short"));
}

TEST(Signer, NothingIsToBeSignedThatIsOfTheEndOfItsKeyOrLater) {
  Signer signer = *Signer::FromSeed(std::string(32, 's'));
  const Signer copy = signer;
  const absl::Time end = absl::FromUnixSeconds(1'780'000'000);
  EXPECT_TRUE(signer.MaySign(end).ok()) << "no end is known";
  signer.EndAt(end);
  EXPECT_TRUE(signer.MaySign(end - absl::Nanoseconds(1)).ok());
  EXPECT_EQ(ReasonOf(signer.MaySign(end)), common::v1::ERROR_REASON_UNAVAILABLE);
  EXPECT_FALSE(copy.MaySign(end).ok()) << "it is the same key";
  signer.EndAt(end + absl::Hours(1));
  EXPECT_TRUE(copy.MaySign(end).ok());
}

TEST(SigningKeys, AKeyIsValidFromItsBeginningToJustBeforeItsEnd) {
  identity::v1::SigningKey key;
  key.set_key_id("k");
  key.set_service(kSigningService);
  key.set_public_key("public");
  key.mutable_not_before()->set_seconds(1'000);
  key.mutable_not_before()->set_nanos(5);
  key.mutable_not_after()->set_seconds(2'000);
  const absl::Time begins = absl::FromUnixSeconds(1'000) + absl::Nanoseconds(5);
  const absl::Time ends = absl::FromUnixSeconds(2'000);
  EXPECT_FALSE(IsValidAt(key, begins - absl::Nanoseconds(1)));
  EXPECT_TRUE(IsValidAt(key, begins));
  EXPECT_TRUE(IsValidAt(key, ends - absl::Nanoseconds(1)));
  EXPECT_FALSE(IsValidAt(key, ends));
  EXPECT_EQ(*PublicKeyAt({key}, "k", begins), "public");
  EXPECT_EQ(ReasonOf(PublicKeyAt({key}, "k", ends).status()), common::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(PublicKeyAt({key}, "other", begins).status()), common::v1::ERROR_REASON_NOT_FOUND);
  identity::v1::SigningKey of_another_service = key;
  of_another_service.set_service("statistics");
  EXPECT_EQ(ReasonOf(PublicKeyAt({of_another_service}, "k", begins).status()),
            common::v1::ERROR_REASON_NOT_FOUND);
  key.clear_not_after();
  EXPECT_TRUE(IsValidAt(key, absl::FromUnixSeconds(253'402'300'799))) << "no end";
}

TEST(Canonical, TheSameFieldsInAnyOrderOnTheWireGiveTheSameBytes) {
  jobs::v1::Vacancy vacancy;
  vacancy.set_positions(3);
  auto* title = vacancy.mutable_title()->add_translations();
  title->set_language("ar");
  title->set_text("ممرضة");
  const std::string canonical = CanonicalBytes(vacancy);
  // The same two fields, written the other way round: 5: varint first, then 1: length-delimited.
  jobs::v1::Vacancy only_title, only_positions;
  *only_title.mutable_title() = vacancy.title();
  only_positions.set_positions(3);
  jobs::v1::Vacancy parsed;
  ASSERT_TRUE(parsed.ParseFromString(only_positions.SerializeAsString() + only_title.SerializeAsString()));
  EXPECT_EQ(CanonicalBytes(parsed), canonical);
}

TEST(Canonical, TheBytesAreAllAndNoMore) {
  EXPECT_EQ(CanonicalBytes(jobs::v1::Vacancy()), "");
  jobs::v1::Vacancy vacancy;
  for (size_t length = 1; length < 300; ++length) {
    vacancy.add_locations()->set_country(std::string(length, 'x'));
    EXPECT_EQ(CanonicalBytes(vacancy), vacancy.SerializeAsString()) << length;
  }
}

TEST(Canonical, UnknownFieldsAreFoundWhereverTheyAre) {
  jobs::v1::Vacancy vacancy;
  vacancy.add_locations()->set_country("MA");
  auto* place = vacancy.add_locations();
  place->GetReflection()->MutableUnknownFields(place)->AddVarint(9001, 1);
  vacancy.GetReflection()->MutableUnknownFields(&vacancy)->AddVarint(9002, 1);
  const auto found = FindUnknownFields(vacancy);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].path, "");
  EXPECT_EQ(found[1].path, "locations[1]");
  EXPECT_EQ(found[1].numbers, std::vector<int>{9001});
}

TEST(Canonical, OneUnknownFieldIsFoundInAnyPart) {
  const auto paths = [](const jobs::v1::Vacancy& vacancy) {
    std::vector<std::string> all;
    for (const UnknownFields& found : FindUnknownFields(vacancy)) all.push_back(found.path);
    return all;
  };
  const auto spoil = [](google::protobuf::Message* part) {
    part->GetReflection()->MutableUnknownFields(part)->AddVarint(9001, 1);
  };
  jobs::v1::Vacancy good;
  good.mutable_title()->add_translations()->set_text("a");
  good.mutable_employer()->mutable_name()->add_translations()->set_text("b");
  good.add_locations()->mutable_city()->add_translations()->set_text("c");
  good.add_locations()->mutable_coordinates();
  EXPECT_EQ(paths(good), std::vector<std::string>());
  jobs::v1::Vacancy bad = good;
  spoil(&bad);
  EXPECT_EQ(paths(bad), std::vector<std::string>{""});
  bad = good;
  spoil(bad.mutable_employer()->mutable_name()->mutable_translations(0));
  EXPECT_EQ(paths(bad), std::vector<std::string>{"employer.name.translations[0]"});
  bad = good;
  spoil(bad.mutable_locations(1)->mutable_coordinates());
  EXPECT_EQ(paths(bad), std::vector<std::string>{"locations[1].coordinates"});
}

TEST(Payload, IsTheMemberThatIsThere) {
  exchange::v1::Record record;
  EXPECT_EQ(PayloadField(record), nullptr);
  record.mutable_vacancy();
  ASSERT_NE(PayloadField(record), nullptr);
  EXPECT_EQ(PayloadField(record)->name(), "vacancy");
  record.mutable_training_offer();
  EXPECT_EQ(PayloadField(record)->name(), "training_offer");
}

TEST(Seal, IsOpenedByItsKeyAlone) {
  const std::string key(kSealKeyBytes, 'k'), other(kSealKeyBytes, 'l');
  const std::string sealed = Seal(key, "how many");
  EXPECT_EQ(Unseal(key, sealed), "how many");
  EXPECT_EQ(Unseal(other, sealed), std::nullopt);
  EXPECT_NE(Seal(key, "how many"), sealed);
  EXPECT_EQ(Unseal(key, Seal(key, "")), "");
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] ^= 1;
    EXPECT_EQ(Unseal(key, changed), std::nullopt) << i;
    EXPECT_EQ(Unseal(key, sealed.substr(0, i)), std::nullopt) << i;
  }
}

}  // namespace
}  // namespace tabadul::evidence
