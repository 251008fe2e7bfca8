#include "tests/chaos/exchange/operations.h"

#include <fmt/format.h>

#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "lib/evidence/canonical.h"
#include "lib/evidence/digest.h"

namespace tabadul::chaos {
namespace {

// The places, occupations and audiences between which records move, so that they leave filters and come back.
const std::vector<std::vector<std::string>> kPlaces = {{"EG"}, {"SY"}, {"MA"}, {"EG", "TN"}};
const std::vector<std::string> kOccupations = {"2512", "", "7212"};
const std::vector<std::vector<std::string>> kAudiences = {{}, {}, {"MA"}, {"EG", "TN"}};

void SetText(common::v1::LocalizedText& text, const std::string& words) {
  auto& translation = *text.add_translations();
  translation.set_language("en");
  translation.set_text(words);
}

// Of the last day on which it may be applied for: tomorrow, so that a clock that jumps ahead makes it expire.
void SetApplyBy(jobs::v1::Vacancy& vacancy) {
  const absl::CivilDay tomorrow = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 1;
  auto& date = *vacancy.mutable_apply_by()->mutable_date();
  date.set_year(static_cast<int>(tomorrow.year()));
  date.set_month(tomorrow.month());
  date.set_day(tomorrow.day());
  vacancy.mutable_apply_by()->set_time_zone("UTC");
}

void Fill(const Name& name, int variant, jobs::v1::Vacancy& vacancy) {
  const size_t v = static_cast<size_t>(variant);
  SetText(*vacancy.mutable_title(), fmt::format("Welder {}", WordOf(name)));
  SetText(*vacancy.mutable_description(), fmt::format("Welds pipes in shipyard number {}.", variant));
  for (const std::string& country : kPlaces[v % kPlaces.size()])
    vacancy.add_locations()->set_country(country);
  if (const std::string& code = kOccupations[v % kOccupations.size()]; !code.empty()) {
    vacancy.mutable_occupation()->set_scheme("ISCO-08");
    vacancy.mutable_occupation()->set_code(code);
  }
  if (MayExpire(variant)) SetApplyBy(vacancy);
}

std::optional<uint64_t> NextVersion(Random& random, bool versioned, Memory& memory) {
  if (!versioned) return std::nullopt;
  // Mostly newer; sometimes the same or an older one.
  const uint64_t dice = Below(random, 10);
  if (dice < 7 || memory.version == 0) return memory.version += 1 + (dice == 0 ? 3 : 0);
  return dice < 9 ? memory.version : std::max<uint64_t>(1, memory.version - 1);
}

v1::RecordKey Key(const Name& name) {
  v1::RecordKey key;
  key.set_source(name.source);
  key.set_record_id(name.record_id);
  return key;
}

Planned New(Random& random, const Name& name, bool versioned, Memory& memory) {
  memory.variant = static_cast<int>(Below(random, kVariants));
  return Upsert(name, memory.variant, NextVersion(random, versioned, memory));
}

Planned Again(Random& random, const Name& name, bool versioned, Memory& memory) {
  if (memory.variant < 0) return New(random, name, versioned, memory);
  return Upsert(name, memory.variant,
                versioned ? std::optional(std::max<uint64_t>(1, memory.version)) : std::nullopt);
}

Planned Bad(Random& random, const Name& name, bool versioned, Memory& memory) {
  Planned planned = Upsert(name, static_cast<int>(Below(random, kVariants)),
                           versioned ? std::optional(memory.version + 1) : std::nullopt);
  planned.item.mutable_upsert()->mutable_vacancy()->clear_locations();
  planned.attempt.bad = true;
  return planned;
}

Planned Close(Random& random, const Name& name, bool versioned, Memory& memory) {
  Planned planned;
  *planned.item.mutable_close()->mutable_key() = Key(name);
  planned.attempt.name = name;
  planned.attempt.op = Op::kClose;
  planned.attempt.version = NextVersion(random, versioned && Chance(random, 0.8), memory);
  if (planned.attempt.version) planned.item.mutable_close()->set_version(*planned.attempt.version);
  planned.item.mutable_close()->set_reason(v1::CLOSURE_REASON_FILLED);
  return planned;
}

Planned Erase(Random&, const Name& name, bool, Memory&) {
  Planned planned;
  *planned.item.mutable_erase()->mutable_key() = Key(name);
  planned.attempt.name = name;
  planned.attempt.op = Op::kErase;
  return planned;
}

struct Operation {
  const char* name;
  int weight;
  Planned (*plan)(Random& random, const Name& name, bool versioned, Memory& memory);
};
constexpr Operation kOperations[] = {
    {"an UPSERT of new content", 50, New},
    {"the same again", 15, Again},
    {"a bad record", 3, Bad},
    {"a closure", 10, Close},
    {"an erasure", 2, Erase},
};

}  // namespace

bool MayExpire(int variant) { return variant % 5 == 4; }

std::string WordOf(const Name& name) {
  return fmt::format("zq{}",
                     evidence::Hex(evidence::Sha256(name.source + "/" + name.record_id)).substr(0, 10));
}

Planned Upsert(const Name& name, int variant, std::optional<uint64_t> version) {
  Planned planned;
  auto& record = *planned.item.mutable_upsert();
  record.set_source(name.source);
  record.set_record_id(name.record_id);
  if (version) record.set_version(*version);
  Fill(name, variant, *record.mutable_vacancy());
  Attempt& attempt = planned.attempt;
  attempt.name = name;
  attempt.version = version;
  attempt.content.audience = kAudiences[static_cast<size_t>(variant) % kAudiences.size()];
  for (const std::string& country : attempt.content.audience)
    record.mutable_audience()->add_countries(country);
  for (const auto& location : record.vacancy().locations())
    attempt.content.countries.push_back(location.country());
  attempt.content.occupation = record.vacancy().occupation().code();
  attempt.content.digest = evidence::Sha256(evidence::CanonicalBytes(record.vacancy()));
  return planned;
}

Planned Plan(Random& random, const Name& name, bool versioned, Memory& memory) {
  int weights = 0;
  for (const Operation& operation : kOperations) weights += operation.weight;
  int dice = static_cast<int>(Below(random, static_cast<uint64_t>(weights)));
  for (const Operation& operation : kOperations) {
    dice -= operation.weight;
    if (dice < 0) return operation.plan(random, name, versioned, memory);
  }
  return New(random, name, versioned, memory);
}

}  // namespace tabadul::chaos
