#include "lib/exchange/visible.h"

#include <memory>

#include "lib/evidence/canonical.h"
#include "lib/exchange/keys.h"
#include "lib/platform/base/mutant.h"

namespace tabadul::exchange {

void Strip(const RecordKind& kind, const Access& access, Entry& entry) {
  if (access.whole() || MUTANT("hand_out_sections")) return;
  entry.partial = true;
  entry.digest.clear();
  entry.annotations.clear();
  entry.countries.clear();
  entry.occupation.clear();
  if (entry.payload.empty()) return;
  v1::Record record;
  Message& payload = *record.GetReflection()->MutableMessage(&record, kind.payload);
  // What was stored can be parsed.
  if (payload.ParseFromString(entry.payload)) KeepSections(access, payload);
  entry.payload = evidence::CanonicalBytes(payload);
}

std::optional<Entry> ShownTo(ReaderView& view, const RecordKind& kind, Entry entry) {
  const Access access = view.Of(entry.source).At(entry.sequence);
  if (!access.any()) return std::nullopt;
  Keys keys;
  keys.audience_countries = entry.audience_countries;
  keys.audience_public = entry.audience_public;
  if (!Matches(keys, entry.source, v1::Filter(), view.reader())) return std::nullopt;
  Strip(kind, access, entry);
  return entry;
}

bool ReceivesWhole(ReaderView& view, const SourceState& source) {
  const Reader& reader = view.reader();
  const SourceAccess& access = view.Of(source.source);
  if (!access.whole() || access.renewed()) return false;
  return reader.all || source.restricted == 0 || reader.source == source.source;
}

}  // namespace tabadul::exchange
