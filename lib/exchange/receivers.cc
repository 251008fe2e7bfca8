#include "lib/exchange/receivers.h"

#include <limits>
#include <map>

#include "lib/exchange/feed.h"
#include "lib/exchange/own.h"
#include "lib/platform/base/utc.h"

namespace tabadul::exchange {
namespace {

constexpr int kAll = std::numeric_limits<int>::max();

struct Sum {
  Access access = Access::None();
  v1::Receiver receiver;
  absl::Time watched = absl::InfinitePast();
};

v1::Receiving ReceivingOf(const Access& access) {
  if (access.whole()) return v1::RECEIVING_WHOLE;
  return access.any() ? v1::RECEIVING_PART : v1::RECEIVING_NOTHING;
}

v1::Receiver Described(Sum sum) {
  sum.receiver.set_receiving(ReceivingOf(sum.access));
  if (!sum.access.whole()) {
    sum.receiver.mutable_sections()->Add(sum.access.sections().begin(), sum.access.sections().end());
  }
  *sum.receiver.mutable_watch_time() = TimestampOf(sum.watched);
  return std::move(sum.receiver);
}

}  // namespace

Receivers::Receivers(const SharingBook& book, pg::Pool& pool, const std::string& kind)
    : book_(book), followers_(kind), pool_(pool) {}

absl::StatusOr<v1::ListReceiversResponse> Receivers::List(const rpc::Call& call,
                                                          const v1::ListReceiversRequest& request) {
  const std::string& source = request.source();
  RETURN_IF_ERROR(CheckOwn(call, source, 0, 0));
  std::vector<FollowerRow> followers;
  RETURN_IF_ERROR(pool_.Run(
      call.context(),
      [&](pg::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(followers, followers_.List(tx, "", {}, kAll));
        return absl::OkStatus();
      },
      pg::Isolation::kRepeatableReadOnly));
  const auto sharings = book_.Now();
  const internal::SharingState& state = sharings->Of(source);
  std::map<std::string, Sum> sums;
  for (const FollowerRow& row : followers) {
    if (row.source == source) continue;
    Sum& sum = sums[OrganisationOf(row.source)];
    sum.receiver.set_organisation(OrganisationOf(row.source));
    sum.receiver.set_copies(sum.receiver.copies() + 1);
    const bool knows = row.since >= state.changed_at() || row.confirmed >= state.changed_at();
    if (!knows) sum.receiver.set_unconfirmed_copies(sum.receiver.unconfirmed_copies() + 1);
    sum.access = sum.access.Or(
        AccessOf(state.rights(), sharings->defaults.by_default, source, Reader::OfSource(row.source)));
    sum.watched = std::max(sum.watched, row.watched);
  }
  v1::ListReceiversResponse response;
  for (auto& [organisation, sum] : sums) {
    if (sum.access.any() || sum.receiver.unconfirmed_copies() > 0)
      *response.add_receivers() = Described(std::move(sum));
  }
  return response;
}

}  // namespace tabadul::exchange
