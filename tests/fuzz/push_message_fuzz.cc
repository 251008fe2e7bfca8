// Any bytes as a message of Push, as a BatchPush and as one item: taken apart within their own size, and whatever is
// taken as an item is either refused with a reason or has canonical bytes that say the same again.
#include <cstdint>
#include <string>

#include "lib/evidence/digest.h"
#include "lib/exchange/item.h"
#include "lib/exchange/wire.h"
#include "lib/platform/rpc/wire.h"
#include "services/jobs/training_offer.h"
#include "services/jobs/vacancy.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"
#include "tests/fuzz/check.h"

namespace {

using tabadul::fuzz::Check;

void CheckParts(const absl::StatusOr<tabadul::exchange::PushParts>& parts, size_t size) {
  if (!parts.ok()) return Check(tabadul::ReasonOf(parts.status()) != 0);
  size_t bytes = 0;
  for (const std::string& item : parts->items) bytes += item.size();
  Check(bytes <= size && parts->items.size() <= tabadul::exchange::kMaxItemsPerMessage);
}

void CheckItem(const tabadul::exchange::RecordKind& kind, const std::string& bytes) {
  using namespace tabadul::exchange;
  const Item item = PrepareItem(kind, "a pepper of thirty-two bytes, or more", "SY/mosal/pes", bytes);
  Check(item.violations.size() <= 100);
  if (!item.violations.empty() || item.operation != Operation::kUpsert) return;
  Check(item.payload && item.digest == tabadul::evidence::Sha256(*item.payload));
  v1::PushItem again;
  v1::Record& record = *again.mutable_upsert();
  Check(record.GetReflection()->MutableMessage(&record, kind.payload)->ParseFromString(*item.payload));
  again.mutable_upsert()->set_record_id(item.record_id);
  const Item same =
      PrepareItem(kind, "a pepper of thirty-two bytes, or more", "SY/mosal/pes", again.SerializeAsString());
  Check(same.violations.empty() && same.digest == item.digest && same.record_key == item.record_key);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool silent = (tabadul::rpc::SilenceProtobuf(), true);
  Check(silent);
  static const tabadul::rpc::WireCheck search(tabadul::jobs::v1::SearchVacanciesRequest::descriptor());
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  CheckParts(tabadul::exchange::SplitPush(bytes), size);
  CheckParts(tabadul::exchange::SplitBatchPush(bytes), size);
  static const tabadul::exchange::RecordKind vacancy = tabadul::jobs::VacancyKind();
  static const tabadul::exchange::RecordKind offer = tabadul::jobs::TrainingOfferKind();
  CheckItem(vacancy, bytes);
  CheckItem(offer, bytes);
  tabadul::jobs::v1::SearchVacanciesRequest request;
  const absl::Status parsed = search.Parse(bytes, &request);
  // Nothing is let through that a caller could have meant otherwise.
  if (parsed.ok()) Check(request.GetReflection()->GetUnknownFields(request).empty());
  return 0;
}
