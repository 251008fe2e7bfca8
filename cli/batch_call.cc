#include "cli/batch_call.h"

#include <utility>

#include "lib/evidence/receipt.h"

namespace tabadul::cli {
namespace {

constexpr size_t kFrame = 8;  // around an item

client::ConnectionOptions WithoutRepeats(client::ConnectionOptions options) {
  options.budget = 0;
  return options;
}

}  // namespace

BatchCall::BatchCall(const client::Profile& profile, client::ConnectionOptions options,
                     client::PushSettings settings)
    : settings_(std::move(settings)), connection_(profile, WithoutRepeats(std::move(options))) {
  *request_.mutable_options() = settings_.options;
}

absl::Status BatchCall::Add(exchange::v1::PushItem item) {
  item.set_item(static_cast<uint64_t>(request_.items_size()) + 1);
  const size_t bytes = item.ByteSizeLong();
  if (bytes > settings_.message_bytes) {
    return Error(common::v1::ERROR_REASON_RECORD_TOO_LARGE,
                 {{"limit_bytes", std::to_string(settings_.message_bytes)}});
  }
  bytes_ += bytes + kFrame;
  is_over_ = is_over_ || request_.items_size() == kMostItems || bytes_ > kMostBytes;
  if (is_over_) {
    return Error(common::v1::ERROR_REASON_TOO_MANY,
                 {{"field", "items"}, {"limit", std::to_string(kMostItems)}});
  }
  *request_.add_items() = std::move(item);
  return absl::OkStatus();
}

absl::Status BatchCall::Send(const client::Pusher::OnOutcome& on_outcome) {
  if (request_.items().empty()) return absl::OkStatus();
  sent_ = true;
  ASSIGN_OR_RETURN(const auto response, client::Ask<exchange::v1::BatchPushResponse>(
                                            connection_, connection_.Within(settings_.answer_timeout),
                                            settings_.method, request_));
  if (response.outcomes_size() != request_.items_size())
    return Internal("the hub answered other items than were sent");
  if (settings_.on_receipt) RETURN_IF_ERROR(KeepReceipt(response));
  for (const auto& outcome : response.outcomes()) on_outcome(outcome);
  token_ = response.token();
  return absl::OkStatus();
}

absl::Status BatchCall::KeepReceipt(const exchange::v1::BatchPushResponse& response) const {
  exchange::v1::ReceiptedItems receipted;
  *receipted.mutable_receipt() = response.receipt();
  for (int i = 0; i < request_.items_size(); ++i)
    *receipted.add_items() = evidence::ReceiptItemOf(request_.items(i), response.outcomes(i));
  RETURN_IF_ERROR(evidence::CheckItems(receipted));
  return settings_.on_receipt(receipted);
}

}  // namespace tabadul::cli
