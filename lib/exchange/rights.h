// Who may receive a source's records, and which parts of them: grants, LIVE or PILOT, the kind's default
// (docs/protocol.md#grants). Pure, thread-safe.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"
#include "lib/exchange/internal.pb.h"

namespace tabadul::exchange {

struct Reader;

// The part of a record that somebody may receive: nothing, all of it, or its plain fields and some sections.
class Access {
 public:
  static Access None() { return Access(false, false, {}); }
  static Access Whole() { return Access(true, true, {}); }
  // None named: the plain fields alone.
  static Access Of(std::set<std::string> sections) { return Access(true, false, std::move(sections)); }

  bool any() const { return any_; }
  bool whole() const { return whole_; }
  bool Has(const std::string& section) const { return whole_ || sections_.contains(section); }
  // What either gives, and what both give.
  Access Or(const Access& other) const;
  Access And(const Access& other) const;
  bool operator==(const Access&) const = default;
  const std::set<std::string>& sections() const { return sections_; }

 private:
  Access(bool any, bool whole, std::set<std::string> sections)
      : any_(any), whole_(whole), sections_(std::move(sections)) {}
  bool any_, whole_;
  std::set<std::string> sections_;  // unless whole
};

// What the kind's default gives to others than the owner.
enum class KindDefault { kEverybody, kNobody };

Access AccessOf(const internal::Rights& rights, KindDefault by_default, const std::string& source,
                const Reader& reader);

// Whether somebody, for some purpose, gains or loses by the change.
bool Widens(const internal::Rights& from, const internal::Rights& to, KindDefault by_default);
bool Narrows(const internal::Rights& from, const internal::Rights& to, KindDefault by_default);

// Rights that a follower who stands at `after` had since, and has lost: sections of the payload's type.
struct LostParts {
  bool all = false;
  std::set<std::string> sections;
  uint64_t at = 0;  // sequence of the last loss; 0 = none
};
LostParts LostSince(const internal::SharingState& state, KindDefault by_default, const std::string& source,
                    const google::protobuf::Descriptor* payload, const Reader& reader, uint64_t after);

// A layer over every record, wherever it stands.
inline constexpr uint64_t kEveryRecord = UINT64_MAX;

// What a reader may receive of a source's records: by where they stand in the feed. Who searches has no cursor: for him
// records need no new sequence.
class SourceAccess {
 public:
  SourceAccess(const internal::SharingState& state, KindDefault by_default, const std::string& source,
               const Reader& reader);
  const Access& now() const { return now_; }
  // Of a record with that sequence.
  Access At(uint64_t sequence) const;
  // Every record, wherever it stands.
  bool whole() const { return now_.whole() && layers_.empty(); }
  // A copy of it may lack what it is being given again.
  bool renewed() const { return renewed_; }

 private:
  struct Layer {
    uint64_t until;
    Access access;
  };
  Access now_;
  bool renewed_;
  std::vector<Layer> layers_;  // those that give less than now_
};

// As many layers lie over a source's records at most: each costs whoever reads them, and a row that every change writes.
inline constexpr int kMaxLayers = 16;
// Whether the change has to wait until the records have their new sequences: it would need one layer more.
bool HasToWait(const internal::Rights& rights, KindDefault by_default, const internal::SharingState& state);
// Goes over to `rights` at `sequence`, the head that this change makes: what was narrower is laid over the records that
// stand, what was wider is remembered for those who lose. One layer more at most.
void ChangeRights(const internal::Rights& rights, KindDefault by_default, uint64_t sequence,
                  internal::SharingState& state);
// The records up to here are to have new sequences; 0 = none are.
uint64_t ResequenceUntil(const internal::SharingState& state);
// They have.
void Resequenced(internal::SharingState& state);

// The names of the parts of a payload that can be granted: its fields that hold messages or texts.
std::vector<std::string> SectionsOf(const google::protobuf::Descriptor* payload);
// Leaves out what `access` does not give.
void KeepSections(const Access& access, google::protobuf::Message& payload);

}  // namespace tabadul::exchange
