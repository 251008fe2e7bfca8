#include "lib/exchange/rights.h"

#include <algorithm>

#include "lib/exchange/exchange.h"
#include "lib/exchange/validate.h"
#include "lib/platform/base/mutant.h"

namespace tabadul::exchange {
namespace {

using identity::v1::Grant;
using internal::Rights;
using internal::SharingState;

constexpr int kMaxFormer = 16;

identity::v1::Purpose PurposeOf(const Reader& reader) {
  return reader.use == Reader::Use::kSearch ? identity::v1::PURPOSE_SEARCH : identity::v1::PURPOSE_EXCHANGE;
}

bool Names(const Grant& grant, const Reader& reader) {
  switch (grant.receiver_case()) {
    case Grant::kCountry:
      return !reader.country.empty() && reader.country == grant.country();
    case Grant::kOrganisation:
      return !reader.organisation.empty() && reader.organisation == grant.organisation();
    case Grant::kMembers:
      return grant.members() && !reader.source.empty();
    case Grant::kPublic:
      return grant.public_();
    case Grant::RECEIVER_NOT_SET:
      return false;
  }
  return false;
}

// One reader of each sort that rights can tell apart. What none of them gains, nobody gains.
std::vector<Reader> SortsOfReaders(const Rights& a, const Rights& b) {
  const std::string stranger =
      "-/-/-";  // is no source: a member of no country and organisation that is named
  std::vector<Reader> readers(2);
  readers[1].source = stranger;
  for (const Rights* rights : {&a, &b}) {
    for (const Grant& grant : rights->grants()) {
      if (grant.has_country()) {
        readers.push_back({.source = stranger, .country = grant.country()});
      } else if (grant.has_organisation()) {
        // "EG/mom" is of Egypt; "DEMO/EG", "HUB/centre" are of no country.
        const std::string& organisation = grant.organisation();
        const bool of_country = organisation.find('/') == 2;
        readers.push_back({.source = stranger,
                           .country = of_country ? organisation.substr(0, 2) : "",
                           .organisation = organisation});
      }
    }
  }
  const size_t sorts = readers.size();
  for (size_t i = 0; i < sorts; ++i) {
    readers.push_back(readers[i]);
    readers.back().use = Reader::Use::kSearch;
  }
  return readers;
}

// Whether somebody loses sections and keeps the rest: a follower may delete all that he holds, so it is to come again.
bool NarrowsInPart(const Rights& from, const Rights& to, KindDefault by_default) {
  const auto readers = SortsOfReaders(from, to);
  return std::any_of(readers.begin(), readers.end(), [&](const Reader& reader) {
    const Access before = AccessOf(from, by_default, "", reader);
    const Access after = AccessOf(to, by_default, "", reader);
    return after.any() && !(before.And(after) == before);
  });
}

void AddLayer(const Rights& rights, uint64_t sequence, SharingState& state) {
  auto& layer = *state.add_layers();
  *layer.mutable_rights() = rights;
  layer.set_until(sequence);
}

std::set<std::string> AllSections(const google::protobuf::Descriptor* payload) {
  const auto names = SectionsOf(payload);
  return {names.begin(), names.end()};
}

void AddLoss(const Access& before, const Access& after, uint64_t at,
             const google::protobuf::Descriptor* payload, LostParts& loss) {
  if (before.And(after) == before) return;
  loss.at = std::max(loss.at, at);
  if (!after.any()) {
    loss.all = true;
    return;
  }
  for (const std::string& section : before.whole() ? AllSections(payload) : before.sections()) {
    if (!after.Has(section)) loss.sections.insert(section);
  }
}

}  // namespace

Access Access::Or(const Access& other) const {
  if (whole_ || other.whole_) return Whole();
  std::set<std::string> both = sections_;
  both.insert(other.sections_.begin(), other.sections_.end());
  return Access(any_ || other.any_, false, std::move(both));
}

Access Access::And(const Access& other) const {
  if (!any_ || !other.any_) return None();
  if (whole_) return other;
  if (other.whole_) return *this;
  std::set<std::string> common;
  std::set_intersection(sections_.begin(), sections_.end(), other.sections_.begin(), other.sections_.end(),
                        std::inserter(common, common.end()));
  return Of(std::move(common));
}

Access AccessOf(const Rights& rights, KindDefault by_default, const std::string& source,
                const Reader& reader) {
  if (reader.all || (!reader.source.empty() && reader.source == source)) return Access::Whole();
  if (!rights.live() && !MUTANT("pilot_is_live")) return Access::None();
  if (rights.by_default()) {
    return by_default == KindDefault::kEverybody ? Access::Whole() : Access::None();
  }
  Access access = Access::None();
  for (const Grant& grant : rights.grants()) {
    if (grant.purpose() != PurposeOf(reader) || !Names(grant, reader)) continue;
    access =
        access.Or(grant.sections().empty() ? Access::Whole()
                                           : Access::Of({grant.sections().begin(), grant.sections().end()}));
  }
  return access;
}

bool Widens(const Rights& from, const Rights& to, KindDefault by_default) {
  const auto readers = SortsOfReaders(from, to);
  return std::any_of(readers.begin(), readers.end(), [&](const Reader& reader) {
    const Access after = AccessOf(to, by_default, "", reader);
    return !(after.And(AccessOf(from, by_default, "", reader)) == after);
  });
}

bool Narrows(const Rights& from, const Rights& to, KindDefault by_default) {
  return Widens(to, from, by_default);
}

LostParts LostSince(const SharingState& state, KindDefault by_default, const std::string& source,
                    const google::protobuf::Descriptor* payload, const Reader& reader, uint64_t after) {
  LostParts loss;
  if (state.forgotten_until() > after) {
    loss.all = true;
    loss.at = state.forgotten_until();
  }
  for (const SharingState::Former& former : state.former()) {
    if (former.left_at() <= after) continue;
    AddLoss(AccessOf(former.rights(), by_default, source, reader),
            AccessOf(former.next(), by_default, source, reader), former.left_at(), payload, loss);
  }
  return loss;
}

SourceAccess::SourceAccess(const SharingState& state, KindDefault by_default, const std::string& source,
                           const Reader& reader)
    : now_(AccessOf(state.rights(), by_default, source, reader)),
      renewed_(reader.use == Reader::Use::kExchange && state.forgotten_until() > 0 &&
               !state.layers().empty()) {
  for (const auto& layer : state.layers()) {
    if (reader.use == Reader::Use::kSearch && layer.until() != kEveryRecord) continue;
    const Access access = now_.And(AccessOf(layer.rights(), by_default, source, reader));
    if (!(access == now_)) layers_.push_back({layer.until(), access});
  }
}

Access SourceAccess::At(uint64_t sequence) const {
  Access access = now_;
  for (const Layer& layer : layers_) {
    if (sequence <= layer.until && !MUTANT("widen_at_once")) access = access.And(layer.access);
  }
  return access;
}

bool HasToWait(const Rights& rights, KindDefault by_default, const SharingState& state) {
  if (state.layers_size() < kMaxLayers || MUTANT("layers_without_bound")) return false;
  const Rights& now = state.rights();
  return Widens(now, rights, by_default) || NarrowsInPart(now, rights, by_default) ||
         (Narrows(now, rights, by_default) && state.former_size() >= kMaxFormer);
}

void ChangeRights(const Rights& rights, KindDefault by_default, uint64_t sequence, SharingState& state) {
  bool laid = true;
  if (Widens(state.rights(), rights, by_default)) {
    AddLayer(state.rights(), sequence, state);
  } else if (NarrowsInPart(state.rights(), rights, by_default)) {
    AddLayer(rights, sequence, state);  // hides nothing
  } else {
    laid = false;
  }
  if (Narrows(state.rights(), rights, by_default)) {
    auto& former = *state.add_former();
    *former.mutable_rights() = state.rights();
    *former.mutable_next() = rights;
    former.set_left_at(sequence);
  }
  if (state.former_size() > kMaxFormer) {
    // Who stands below loses all and gets it again: so all has to have a new sequence. Nobody's copy is said to be whole
    // until it has.
    state.set_forgotten_until(state.former(0).left_at());
    state.mutable_former()->DeleteSubrange(0, 1);
    if (!laid) AddLayer(rights, sequence, state);  // hides nothing
  }
  *state.mutable_rights() = rights;
  state.set_changed_at(sequence);
}

uint64_t ResequenceUntil(const SharingState& state) {
  return state.layers().empty() ? 0 : state.layers().rbegin()->until();
}

void Resequenced(SharingState& state) { state.clear_layers(); }

std::vector<std::string> SectionsOf(const google::protobuf::Descriptor* payload) {
  std::vector<std::string> names;
  for (int i = 0; i < payload->field_count(); ++i) {
    if (IsSection(*payload->field(i))) names.push_back(payload->field(i)->name());
  }
  return names;
}

void KeepSections(const Access& access, google::protobuf::Message& payload) {
  if (access.whole()) return;
  for (const std::string& section : SectionsOf(payload.GetDescriptor())) {
    if (access.any() && access.Has(section)) continue;
    payload.GetReflection()->ClearField(&payload, payload.GetDescriptor()->FindFieldByName(section));
  }
}

}  // namespace tabadul::exchange
