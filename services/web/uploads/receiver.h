// Takes the form that uploads a file, as it comes: its fields, perhaps a mapping, and the file, which goes to the disk. Whoever
// has done something wrong is told when all of it has come, since browsers read no answer before: what comes until then is
// thrown away. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "lib/platform/rpc/worker_pool.h"
#include "services/web/owner/session.h"
#include "services/web/places.h"
#include "services/web/uploads/upload_store.h"

namespace tabadul::web::uploads {

// What came. Without a file: `status` or `refused` says why, or none was chosen.
struct Received {
  // MESSAGE_TOO_LARGE, TOO_MANY, OVERLOADED, IDLE, MALFORMED …
  absl::Status status;
  bool refused = false;  // the form is not one of ours
  std::string kind, country;
  bool full = false;
  std::string mapping;  // the bytes of a mapping file; empty: there is none
  std::string file_name;
  std::unique_ptr<UploadStore::Incoming> file;
};

class Receiver {
 public:
  static constexpr size_t kMostMapping = 1u << 20;
  static constexpr int kAtOnce = 8;  // forms, half of them of one source

  explicit Receiver(UploadStore& store) : store_(store) {}

  // How many bytes such a form may have.
  static size_t MostBytes(const UploadStore::Limits& limits) {
    return limits.file_bytes + kMostMapping + (1u << 20);
  }
  // `done` comes once, on any thread; not at all, if whoever sends has gone. Does not wait.
  void Take(std::shared_ptr<const owner::Visit> visit, std::function<void(Received)> done);
  // Nobody is told any more.
  void Stop() { pool_.Stop(); }

 private:
  class Form;

  UploadStore& store_;
  const std::shared_ptr<Places> places_ = std::make_shared<Places>(kAtOnce);
  rpc::WorkerPool pool_{2, 0};  // for the disk; the last
};

}  // namespace tabadul::web::uploads
