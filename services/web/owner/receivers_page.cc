#include "services/web/owner/receivers_page.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "lib/platform/base/utc.h"
#include "services/web/owner/parts.h"
#include "services/web/pages/enum_values.h"
#include "services/web/pages/format.h"
#include "services/web/pages/names.h"
#include "services/web/pages/text.h"
#include "tabadul/identity/v1/grant_service.pb.h"

namespace tabadul::web::owner {
namespace {

using exchange::v1::ListReceiversRequest;
using exchange::v1::ListReceiversResponse;
using exchange::v1::Receiver;
using identity::v1::Grant;
using identity::v1::KindGrants;
using identity::v1::Sharing;
using pages::Format;
using pages::Text;
using pages::View;

constexpr char kGetSharing[] = "/tabadul.identity.v1.GrantService/GetSharing";

std::string ReceiverOf(const Grant& grant, const std::string& language) {
  if (grant.has_public_()) return Text(language, "system.everybody");
  if (grant.has_members()) return Text(language, "system.members");
  if (grant.has_country()) return pages::CountryName(grant.country(), language);
  return grant.organisation();
}

// Of a kind whose grants were never set there is its default.
void AddGrants(const Kind& kind, const Sharing& sharing, const Format& format, View& part) {
  const std::string& language = format.language();
  const auto set = std::find_if(sharing.kinds().begin(), sharing.kinds().end(),
                                [&](const KindGrants& grants) { return grants.kind() == kind.name; });
  if (set != sharing.kinds().end() && set->has_set_time()) {
    part.Set("GRANTS_SET",
             Text(language, "system.grants-set",
                  {{"time", format.Moment(TimeOf(set->set_time()))}, {"source", set->set_by()}}));
  }
  if (set == sharing.kinds().end() || set->by_default()) {
    part.Set("GRANTS_TEXT", Text(language, "system.by-default"));
    return;
  }
  if (set->grants_size() == 0) part.Set("GRANTS_TEXT", Text(language, "system.nobody"));
  View* list = nullptr;
  for (const Grant& grant : set->grants()) {
    if (list == nullptr) list = &part.Add("GRANTS");
    View& shown = list->Add("GRANT");
    shown.Set("GRANT_RECEIVER", ReceiverOf(grant, language));
    shown.Set("GRANT_PURPOSE", Text(language, "system.purpose." + pages::ShortName(grant.purpose())));
    shown.Set("GRANT_SECTIONS", absl::StrJoin(grant.sections(), ", "));
  }
}

void AddReceivers(const std::vector<Receiver>& receivers, const Format& format, View& part) {
  View& copies = part.Add("COPIES");
  if (receivers.empty()) {
    copies.Add("COPIES_NONE");
    return;
  }
  View& table = copies.Add("TABLE");
  for (const Receiver& receiver : receivers) {
    View& row = table.Add("RECEIVER");
    row.Set("RECEIVER_NAME", receiver.organisation());
    const std::string receiving = pages::ShortName(receiver.receiving());
    row.Set("RECEIVES", receiving.empty() ? "" : Text(format.language(), "system.receiving." + receiving));
    row.Set("RECEIVES_SECTIONS", absl::StrJoin(receiver.sections(), ", "));
    row.Set("RECEIVER_COPIES", format.Number(receiver.copies()));
    row.Set("RECEIVER_UNCONFIRMED", format.Number(receiver.unconfirmed_copies()));
    if (!receiver.has_watch_time()) continue;
    const absl::Time watched = TimeOf(receiver.watch_time());
    row.Set("WATCHED", format.Moment(watched)).Set("WATCHED_ISO", FormatUtc(watched));
  }
}

}  // namespace

absl::StatusOr<Reply> ShowReceivers(const Visit& visit) {
  identity::v1::GetSharingRequest which;
  which.set_source(visit.session.source);
  ASSIGN_OR_RETURN(const auto answer,
                   visit.Calls().Ask<identity::v1::GetSharingResponse>(kGetSharing, which));
  std::vector<KindReceivers> kinds;
  ListReceiversRequest request;
  request.set_source(visit.session.source);
  for (const Kind* const kind : KindsOf(visit.session)) {
    ASSIGN_OR_RETURN(const auto listed,
                     visit.Calls().Ask<ListReceiversResponse>(kind->Method("ListReceivers"), request));
    kinds.push_back({kind, {listed.receivers().begin(), listed.receivers().end()}});
  }
  return ReceiversPage(visit.asked, answer.sharing(), kinds);
}

pages::Page ReceiversPage(const pages::Asked& asked, const Sharing& sharing,
                          const std::vector<KindReceivers>& kinds) {
  const Format format(asked.language, asked.digits);
  pages::Page page = Unlisted(asked, Text(asked.language, "system.receivers"), "receivers.tpl");
  if (!sharing.live()) page.view.Add("PILOT");
  for (const KindReceivers& kind : kinds) {
    View& part = page.view.Add("KIND");
    part.Set("KIND_NAME", Text(asked.language, kind.kind->title));
    AddGrants(*kind.kind, sharing, format, part);
    AddReceivers(kind.receivers, format, part);
  }
  return page;
}

}  // namespace tabadul::web::owner
