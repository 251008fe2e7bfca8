// The keys by which followers filter and by which receiving is allowed, and how a change of keys becomes a
// removal for those whose filter the record left. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lib/exchange/internal.pb.h"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::exchange {

struct Reader;

// The keys a record has now. Countries and audience are sorted, each once.
struct Keys {
  std::vector<std::string> countries;
  std::string occupation;
  std::vector<std::string> audience_countries;
  bool audience_public = true;
  bool operator==(const Keys&) const = default;
  // Not everybody may receive it.
  bool restricted() const { return !audience_public; }
};

// The audience as stored: an empty one is the kind's default, everybody.
void SetAudience(const v1::Audience& audience, Keys& keys);

// Whether a filter asks for records of that source.
bool SourceMatches(const std::string& source, const v1::Filter& filter);

bool Matches(const Keys& keys, const std::string& source, const v1::Filter& filter, const Reader& reader);

// Notes that the record leaves `old` at `sequence`. Keeps 8, then forgets into the wildcard.
void Leave(const Keys& old, uint64_t sequence, internal::Former& former);
// After erasure: keys are gone, every filter may have matched.
void LeaveForGood(uint64_t sequence, internal::Former& former);
// Whether a follower may hold a record that it does not match any more. `settled`: Cursor.settled.
bool MayHold(const internal::Former& former, const std::string& source, uint64_t settled,
             const v1::Filter& filter, const Reader& reader);

}  // namespace tabadul::exchange
