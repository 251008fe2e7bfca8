#include "lib/exchange/cursor.h"

#include <algorithm>

#include "lib/evidence/digest.h"
#include "lib/exchange/internal.pb.h"
#include "lib/platform/base/status.h"

namespace tabadul::exchange {
namespace {

constexpr size_t kChecksum = 4;

uint64_t Number(std::string_view bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < 8; ++i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

template <class List>
void Append(const List& list, std::string& out) {
  std::vector<std::string> sorted(list.begin(), list.end());
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  for (const auto& value : sorted) out.append(value).push_back('\n');
  out.push_back('\0');
}

}  // namespace

uint64_t FilterFingerprint(const v1::Filter& filter) {
  if (filter.sources().empty() && filter.countries().empty() && filter.occupations().empty()) return 0;
  std::string text;
  Append(filter.sources(), text);
  Append(filter.countries(), text);
  Append(filter.occupations(), text);
  return Number(evidence::Sha256(text)) | 1;  // never 0
}

std::string Encode(const Cursor& cursor) {
  internal::CursorState state;
  state.set_epoch(cursor.position.epoch);
  for (uint64_t sequence : cursor.position.sequences) state.add_sequences(sequence);
  state.set_filter(cursor.filter);
  state.set_head(cursor.head);
  state.set_settled(cursor.settled);
  const std::string bytes = state.SerializeAsString();
  return evidence::Base64Url(evidence::Sha256(bytes).substr(0, kChecksum) + bytes);
}

absl::StatusOr<Cursor> DecodeCursor(std::string_view text) {
  if (text.empty()) return Cursor{};
  std::string bytes;
  internal::CursorState state;
  if (text.size() > 1000 || !evidence::FromBase64Url(text, &bytes) || bytes.size() <= kChecksum ||
      evidence::Sha256(bytes.substr(kChecksum)).substr(0, kChecksum) != bytes.substr(0, kChecksum) ||
      !state.ParseFromString(bytes.substr(kChecksum)) || state.epoch() == 0 || state.sequences_size() != 1) {
    return Error(common::v1::ERROR_REASON_TOKEN_UNREADABLE, {{"field", "cursor"}});
  }
  Cursor cursor;
  cursor.position.epoch = state.epoch();
  cursor.position.sequences.assign(state.sequences().begin(), state.sequences().end());
  cursor.filter = state.filter();
  cursor.head = state.head();
  cursor.settled = state.settled();
  return cursor;
}

}  // namespace tabadul::exchange
