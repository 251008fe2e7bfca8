// The page of one record of any kind: who reads it, whether it is shown, and what the hub says of it beside its payload.
// Pure, thread-safe.
#pragma once

#include "lib/exchange/exchange.h"
#include "lib/finding/card.h"

namespace tabadul::finding {

// Another service asks for the visitors behind it, who see what the public sees.
inline exchange::Reader ReaderOf(const rpc::Caller& caller) {
  exchange::Reader visitor;
  visitor.use = exchange::Reader::Use::kSearch;
  return caller.kind == rpc::Caller::Kind::kService
             ? visitor
             : exchange::Reader::Of(caller, exchange::Reader::Use::kSearch);
}

inline bool IsOwn(const exchange::Entry& entry, const exchange::Reader& reader) {
  return !reader.source.empty() && reader.source == entry.source;
}

// Suspended records are shown to their source alone, erased ones to nobody.
inline bool HasPage(const exchange::Entry& entry, const exchange::Reader& reader) {
  return entry.lifecycle != exchange::v1::LIFECYCLE_ERASED &&
         (entry.lifecycle != exchange::v1::LIFECYCLE_SUSPENDED || IsOwn(entry, reader));
}

// All but the payload. The expiry by the clock does not wait for the database.
template <class View>
void FillView(const exchange::Entry& entry, absl::Time now, View& view) {
  view.set_hub_id(entry.hub_id);
  view.set_source(entry.source);
  const bool over = entry.lifecycle == exchange::v1::LIFECYCLE_OPEN && entry.expires <= now;
  view.set_lifecycle(over ? exchange::v1::LIFECYCLE_EXPIRED : entry.lifecycle);
  *view.mutable_create_time() = ToTimestamp(entry.created);
  *view.mutable_update_time() = ToTimestamp(entry.updated);
  if (entry.expires != absl::InfiniteFuture()) *view.mutable_expire_time() = ToTimestamp(entry.expires);
  view.mutable_annotations()->Assign(entry.annotations.begin(), entry.annotations.end());
}

}  // namespace tabadul::finding
