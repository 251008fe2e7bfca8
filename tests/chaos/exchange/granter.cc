#include "tests/chaos/exchange/granter.h"

#include "lib/client/connection.h"
#include "tabadul/identity/v1/grant_service.pb.h"

namespace tabadul::chaos {
namespace {

using namespace identity::v1;  // NOLINT: the messages of grants

constexpr absl::Duration kEach = absl::Seconds(4);

// Everybody, one country, a part of the records, nobody, in turn.
KindGrants Decision(int number) {
  KindGrants grants;
  grants.set_kind("vacancy");
  grants.set_by_default(number % 4 == 0);
  if (grants.by_default() || number % 4 == 3) return grants;
  Grant& grant = *grants.add_grants();
  grant.set_country("SY");
  grant.set_purpose(PURPOSE_EXCHANGE);
  if (number % 4 == 2) grant.add_sections("title");
  return grants;
}

}  // namespace

void Regrant(World& world, int number) {
  client::Connection connection(world.exporter().profile);
  GetSharingRequest ask;
  ask.set_source(World::kExporter);
  const auto known = client::Ask<GetSharingResponse>(connection, Context::WithTimeout(kEach),
                                                     "/tabadul.identity.v1.GrantService/GetSharing", ask);
  if (!known.ok()) return;
  SetGrantsRequest set;
  set.set_source(World::kExporter);
  *set.mutable_grants() = Decision(number);
  for (const KindGrants& kind : known->sharing().kinds()) {
    if (kind.kind() == "vacancy") set.mutable_grants()->set_revision(kind.revision());
  }
  static_cast<void>(client::Ask<SetGrantsResponse>(connection, Context::WithTimeout(kEach),
                                                   "/tabadul.identity.v1.GrantService/SetGrants", set));
}

}  // namespace tabadul::chaos
