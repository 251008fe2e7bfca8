#include "tests/contract/make_vectors.h"

#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <cstdlib>
#include <set>
#include <utility>
#include <vector>

#include "lib/evidence/canonical.h"
#include "lib/evidence/digest.h"
#include "lib/evidence/receipt.h"
#include "lib/evidence/record_tree.h"
#include "lib/evidence/set_hash.h"
#include "lib/evidence/signer.h"
#include "nlohmann/json.hpp"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tabadul/exchange/v1/receipt.pb.h"
#include "tabadul/jobs/v1/training_offer.pb.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul {
namespace {

using nlohmann::ordered_json;

struct Payload {
  const char* name;
  const char* json;
};

// What a library could get wrong, one thing each.
constexpr Payload kVacancies[] = {
    {"empty", R"({})"},
    {"one text", R"({"title": {"translations": [{"language": "en", "text": "Nurse"}]}})"},
    {"arabic text, with tatweel, tashkeel and a supplementary character",
     R"({"title": {"translations": [{"language": "ar", "text": "مُمَرِّضـــة 𞤀 — دوام كامل"}]}})"},
    {"members in another order than their numbers",
     R"({"url": "https://x.example/1", "positions": 3, "employer": {"url": "https://e.example", "name": {"translations":
        [{"method": "TRANSLATION_METHOD_HUMAN", "text": "Clinic", "language": "en"}]}}, "title": {"translations":
        [{"text": "Nurse", "language": "en"}]}})"},
    {"defaults that are written out are left out",
     R"({"title": {"translations": []}, "positions": 0, "immediateStart": false, "remote": "REMOTE_WORK_UNSPECIFIED",
        "url": "", "skills": []})"},
    {"a message that is there and empty is not one that is absent",
     R"({"employer": {}, "schedule": {}, "locations": [{}]})"},
    {"optional zero is there", R"({"experience": {"minimumMonths": 0}})"},
    {"optional not zero", R"({"experience": {"minimumMonths": 24, "maximumMonths": 36}})"},
    {"empty strings in a list stay", R"({"remoteCountries": ["", "MA", ""]})"},
    {"numbers of a list are packed",
     R"({"benefits": ["BENEFIT_HOUSING", "BENEFIT_TRANSPORT", "BENEFIT_MEALS", "BENEFIT_CHILDCARE"]})"},
    {"nested defaults",
     R"({"locations": [{"country": "MA", "city": {"translations": [{"language": "fr", "text": "Fès", "method":
        "TRANSLATION_METHOD_UNSPECIFIED"}]}, "coordinates": {"latitudeE6": 0, "longitudeE6": 0}, "geonamesId": "0"}]})"},
    {"negative and zigzag numbers",
     R"({"locations": [{"coordinates": {"latitudeE6": -33924870, "longitudeE6": 18424055}}], "positions": -1})"},
    {"numbers beyond 2^53", R"({"locations": [{"geonamesId": "9007199254740993"}, {"geonamesId":
        "9223372036854775807"}, {"geonamesId": "-9223372036854775808"}]})"},
    {"two lengths of a varint",
     R"({"schedule": {"minutesPerWeek": 127}, "contract": {"months": 128, "probationDays":
        16384}})"},
    {"several languages, lines and a date",
     R"({"title": {"translations": [{"language": "ar", "text": "لحّام"}, {"language": "en", "text": "Welder"},
        {"language": "fr", "text": "Soudeur"}]}, "description": {"translations": [{"language": "ar", "text":
        "لحام الأنابيب\nفي المصنع"}]}, "published": {"year": 2026, "month": 1, "day": 31}, "applyBy": {"date": {"year":
        2026, "month": 2, "day": 28}, "timeZone": "Africa/Casablanca"}, "pay": {"minimum": "900000.500", "currency":
        "SYP", "unit": "PAY_UNIT_MONTH"}, "eligibility": {"openToForeigners": "TRI_STATE_NO"}})"},
};
constexpr Payload kTrainingOffers[] = {
    {"empty", R"({})"},
    {"repeated messages and an optional zero",
     R"({"title": {"translations": [{"language": "fr", "text": "Soudage"}]}, "targetOccupations": [{"scheme": "ISCO-08",
        "code": "7212"}, {"scheme": "ISCO-08", "code": "72"}], "entry": {"experienceMonths": 0}, "price": {"free":
        "TRI_STATE_YES"}})"},
};

template <class Message>
void AddPayloads(const char* kind, std::span<const Payload> payloads, ordered_json* out) {
  for (const Payload& payload : payloads) {
    Message message;
    if (!google::protobuf::util::JsonStringToMessage(payload.json, &message).ok()) {
      std::fprintf(stderr, "no such payload: %s\n", payload.name);
      std::abort();
    }
    const std::string bytes = evidence::CanonicalBytes(message);
    out->push_back({{"name", payload.name},
                    {"kind", kind},
                    {"message", Message::descriptor()->full_name()},
                    {"payload", ordered_json::parse(payload.json)},
                    {"bytes", evidence::Hex(bytes)},
                    {"digest", evidence::Hex(evidence::Sha256(bytes))}});
  }
}

std::string Canonical() {
  ordered_json out = ordered_json::array();
  AddPayloads<jobs::v1::Vacancy>("vacancy", kVacancies, &out);
  AddPayloads<jobs::v1::TrainingOffer>("training_offer", kTrainingOffers, &out);
  return out.dump(1) + "\n";
}

struct Step {
  const char* name;
  std::vector<std::pair<const char*, const char*>> add,
      remove;  // record_id, what its digest is the SHA-256 of
};

// One set that changes, step by step.
std::string SetHashes() {
  const std::vector<Step> steps = {
      {"nothing", {}, {}},
      {"one record", {{"1", "a"}}, {}},
      {"a second, with an id in Arabic", {{"شاغر-٢", "b"}}, {}},
      {"the first changes", {{"1", "a2"}}, {{"1", "a"}}},
      {"many", {{"3", "c"}, {"4", "d"}, {"5", "e"}, {"6", "f"}, {"7", "g"}}, {}},
      {"ids that join to the same text are not the same", {{"12", "3"}, {"1", "23"}}, {}},
      {"some go, in another order", {}, {{"7", "g"}, {"3", "c"}, {"شاغر-٢", "b"}}},
  };
  evidence::SetHash hash;
  ordered_json out = ordered_json::array();
  for (const Step& step : steps) {
    ordered_json row = {
        {"name", step.name}, {"add", ordered_json::array()}, {"remove", ordered_json::array()}};
    const auto item = [&](const std::pair<const char*, const char*>& record, const char* list) {
      const std::string digest = evidence::Sha256(record.second);
      const std::string made = evidence::SetHash::Item(record.first, digest);
      row[list].push_back(
          {{"recordId", record.first}, {"digest", evidence::Hex(digest)}, {"item", evidence::Hex(made)}});
      return made;
    };
    for (const auto& record : step.remove) hash.Remove(item(record, "remove"));
    for (const auto& record : step.add) hash.Add(item(record, "add"));
    row["count"] = hash.count();
    row["setHash"] = evidence::Hex(hash.Digest());
    out.push_back(std::move(row));
  }
  return out.dump(1) + "\n";
}

// Of each tree the records, the hashes of the buckets and children that have some, and of the first of them all, which
// have none.
std::string Trees() {
  using evidence::Hex, evidence::RecordTree;
  struct Tree {
    const char* name;
    std::vector<std::pair<const char*, const char*>> records;  // as a step's
  };
  const std::vector<Tree> trees = {
      {"nothing", {}},
      {"one record", {{"17", "a"}}},
      // The order of the items is that of unsigned bytes, and not that of the ids.
      {"two records of one bucket, two buckets of one child, ids that are not ASCII",
       {{"17", "a"}, {"184", "a"}, {"411", "b"}, {"شاغر-٢", "c"}, {"88", "d"}, {"𞤀-1", "e"}}},
  };
  const auto hash_of = [](const std::string& hashes, size_t index) {
    return Hex(hashes.substr(index * RecordTree::kHashBytes, RecordTree::kHashBytes));
  };
  const auto bytes_of = [](uint16_t bucket) {
    return std::string{static_cast<char>(bucket >> 8), static_cast<char>(bucket & 0xff)};
  };
  ordered_json out = ordered_json::array();
  for (const Tree& tree : trees) {
    ordered_json row = {{"name", tree.name},
                        {"records", ordered_json::array()},
                        {"buckets", ordered_json::array()},
                        {"children", ordered_json::array()}};
    RecordTree made;
    std::set<uint16_t> buckets = {0};
    for (const auto& [record_id, content] : tree.records) {
      const std::string digest = evidence::Sha256(content);
      const uint16_t bucket = RecordTree::BucketOf(record_id);
      made.Add(record_id, digest, /*handle=*/0);
      buckets.insert(bucket);
      row["records"].push_back({{"recordId", record_id},
                                {"digest", Hex(digest)},
                                {"bucket", Hex(bytes_of(bucket))},
                                {"item", Hex(evidence::SetHash::Item(record_id, digest))}});
    }
    made.Seal();
    std::set<uint8_t> children;
    for (const uint16_t bucket : buckets) {
      const auto child = static_cast<uint8_t>(bucket >> 8);
      children.insert(child);
      row["buckets"].push_back(
          {{"prefix", Hex(bytes_of(bucket))}, {"hash", hash_of(made.Buckets(child), bucket & 0xff)}});
    }
    for (const uint8_t child : children) {
      row["children"].push_back({{"prefix", Hex(std::string(1, static_cast<char>(child)))},
                                 {"hash", hash_of(made.Children(), child)}});
    }
    row["childrenDigest"] = Hex(evidence::Sha256(made.Children()));
    out.push_back(std::move(row));
  }
  return out.dump(1) + "\n";
}

// `count` bytes that rise from `first`.
std::string Rising(char first, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(first + i);
  return bytes;
}

// What everything here is signed with: the seed 00 01 02 … 1f, which is no secret.
evidence::Signer TheSigner() { return *evidence::Signer::FromSeed(Rising(0x00, 32)); }

std::string Marks() {
  const evidence::Signer signer = TheSigner();
  exchange::v1::Mark mark;
  mark.set_kind("vacancy");
  mark.set_epoch(7);
  mark.set_head(123456789);
  mark.mutable_time()->set_seconds(1767225600);
  mark.mutable_time()->set_nanos(500);
  auto* source = mark.add_sources();
  source->set_source("SY/mosal/pes");
  source->set_count(2);
  source->set_set_hash(evidence::Sha256("any"));
  const std::string bytes = mark.SerializeAsString();
  const std::string signature = signer.Sign(evidence::kMarkContext, bytes);
  std::string forged = bytes, other = signature;
  forged.back() = static_cast<char>(forged.back() ^ 1);
  other.front() = static_cast<char>(other.front() ^ 1);
  const auto row = [&](const char* name, const std::string& of, const std::string& with, const char* context,
                       bool good) {
    return ordered_json{{"name", name},
                        {"context", context},
                        {"message", evidence::Hex(of)},
                        {"signature", evidence::Hex(with)},
                        {"good", good}};
  };
  const ordered_json out = {{"publicKey", evidence::Hex(signer.public_key())},
                            {"keyId", signer.key_id()},
                            {"signatures",
                             {row("a mark", bytes, signature, evidence::kMarkContext, true),
                              row("another mark", forged, signature, evidence::kMarkContext, false),
                              row("another signature", bytes, other, evidence::kMarkContext, false),
                              row("signed for another use", bytes, signer.Sign("tabadul-other-v1", bytes),
                                  evidence::kMarkContext, false)}}};
  return out.dump(1) + "\n";
}

exchange::v1::ReceiptItem ItemOf(uint64_t number, exchange::v1::Outcome outcome) {
  exchange::v1::ReceiptItem item;
  item.set_item(number);
  item.set_outcome(outcome);
  return item;
}

exchange::v1::ReceiptItem ItemOf(uint64_t number, exchange::v1::Outcome outcome, const char* record_id,
                                 const std::string& digest, char hub_id, uint64_t sequence,
                                 uint64_t version) {
  exchange::v1::ReceiptItem item = ItemOf(number, outcome);
  item.set_record_id(record_id);
  item.set_digest(digest);
  item.set_hub_id(evidence::Hex(Rising(hub_id, 16)));
  item.set_sequence(sequence);
  item.set_version(version);
  return item;
}

// A chain of two; the items of the first make a tree with an odd one out.
std::string Receipts() {
  using exchange::v1::ReceiptItem;
  jobs::v1::Vacancy nurse;
  auto& title = *nurse.mutable_title()->add_translations();
  title.set_language("en");
  title.set_text("Nurse");
  const std::string digest = evidence::Sha256(evidence::CanonicalBytes(nurse));
  struct Answer {
    const char* name;
    char nonce;
    std::vector<ReceiptItem> items;
  };
  const std::vector<Answer> answers = {
      {"a record, a refusal and a closure",
       0x20,
       {ItemOf(1, exchange::v1::OUTCOME_CREATED, "17", digest, 0x00, 1001, 1),
        ItemOf(2, exchange::v1::OUTCOME_REJECTED),
        ItemOf(3, exchange::v1::OUTCOME_CLOSED, "شاغر-٢", "", 0x10, 1002, 7)}},
      {"the next one: nothing has changed",
       0x40,
       {ItemOf(4, exchange::v1::OUTCOME_UNCHANGED, "17", digest, 0x00, 1001, 1)}},
  };
  const evidence::Signer signer = TheSigner();
  ordered_json out = {{"publicKey", evidence::Hex(signer.public_key())},
                      {"keyId", signer.key_id()},
                      {"receipts", ordered_json::array()}};
  exchange::v1::ReceiptBody body;
  body.set_kind("vacancy");
  body.set_source("SY/mosal/pes");
  body.set_epoch(7);
  body.mutable_time()->set_seconds(1767225599);
  body.mutable_time()->set_nanos(500);
  for (const Answer& answer : answers) {
    const std::string nonce = Rising(answer.nonce, evidence::kReceiptNonceBytes);
    body.set_number(body.number() + 1);
    body.mutable_time()->set_seconds(body.time().seconds() + 1);
    evidence::CountItems(answer.items, nonce, body);
    const exchange::v1::Receipt receipt = evidence::SignReceipt(signer, body, nonce);
    ordered_json items = ordered_json::array();
    for (const ReceiptItem& item : answer.items) {
      const std::string number = std::string(3, '\0') + static_cast<char>(items.size());
      const std::string bytes = evidence::CanonicalBytes(item);
      const std::string leaf = std::string(1, '\0') + evidence::Sha256(nonce + number) + bytes;
      items.push_back({{"bytes", evidence::Hex(bytes)}, {"leaf", evidence::Hex(evidence::Sha256(leaf))}});
    }
    out["receipts"].push_back({{"name", answer.name},
                               {"nonce", evidence::Hex(nonce)},
                               {"items", std::move(items)},
                               {"itemsRoot", evidence::Hex(body.items_root())},
                               {"body", evidence::Hex(receipt.body())},
                               {"bodyHash", evidence::Hex(evidence::Sha256(receipt.body()))},
                               {"signature", evidence::Hex(receipt.signature())}});
    body.set_previous(evidence::Sha256(receipt.body()));
  }
  return out.dump(1) + "\n";
}

}  // namespace

std::map<std::string, std::string> MakeVectors() {
  return {{"canonical.json", Canonical()},
          {"set-hash.json", SetHashes()},
          {"reconcile.json", Trees()},
          {"mark.json", Marks()},
          {"receipt.json", Receipts()}};
}

}  // namespace tabadul
