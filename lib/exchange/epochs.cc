#include "lib/exchange/epochs.h"

#include <algorithm>
#include <utility>

namespace tabadul::exchange {

void Epochs::Set(std::vector<Epoch> epochs) {
  absl::MutexLock lock(&mutex_);
  epochs_ = std::move(epochs);
}

// Each epoch that was opened since may have cut off what came after its beginning.
bool Epochs::Share(uint64_t epoch, uint64_t sequence, uint64_t now) const {
  if (epoch == now) return true;
  absl::MutexLock lock(&mutex_);
  if (epoch > now || epochs_.empty() || epochs_.back().epoch != now) return false;
  return std::all_of(epochs_.begin(), epochs_.end(),
                     [&](const Epoch& later) { return later.epoch <= epoch || sequence <= later.common; });
}

}  // namespace tabadul::exchange
