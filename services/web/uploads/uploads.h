// Uploads: whoever answers for a ministry's system sends the file of its present export from a browser, sees how it is read,
// corrects that, tries it, and pushes it. The pages stand below /system (services/web/owner), whose session they use. What is
// done with a file is what `tabadul map suggest`, `map check` and `push` do, by the same libraries. Thread-safe.
//
//   POST /system/upload                      the file, as it comes (receiver.h), onto the disk (upload_store.h)
//   GET, POST /system/uploads/{id}           one upload: mapping (choices_form.h), check and push (pushing.h, workshop.h)
//   GET …/mapping.yaml, check.csv, rejects.csv, receipts
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/web/owner/sessions.h"
#include "services/web/uploads/pushing.h"
#include "services/web/uploads/receiver.h"
#include "services/web/uploads/upload_pages.h"
#include "services/web/uploads/upload_store.h"
#include "services/web/uploads/workshop.h"

namespace tabadul::web::uploads {

class Uploads {
 public:
  // `directory`: of its own; made if it is not there. `sessions` outlives this. PRECONDITION {file, cause}.
  static absl::StatusOr<std::unique_ptr<Uploads>> Make(const std::string& directory,
                                                       UploadStore::Limits limits, Hub hub,
                                                       owner::Sessions& sessions);
  ~Uploads();

  // For owner::SystemPages; they refer to this.
  std::vector<owner::SystemPage> Pages();
  // http::ServerOptions::streams: of the one form whose body comes piece by piece, from somebody who has a session.
  std::optional<size_t> Streams(const http::Request& head) const;
  // No page is asked for any more: ends what is under way, and nobody is answered after it. At the latest the destructor does.
  void Stop();

  UploadStore& store() { return *store_; }

 private:
  Uploads(std::unique_ptr<UploadStore> store, Hub hub, owner::Sessions& sessions);

  absl::StatusOr<owner::Reply> ShowForm(const owner::Visit& visit);
  void Taken(const owner::Visit& visit, Received received, const owner::SystemPage::Answer& answer);
  absl::StatusOr<Upload> Keep(Received& received);
  pages::Page Form(const owner::Visit& visit, const FormValues& values);

  absl::StatusOr<owner::Reply> Show(const owner::Visit& visit);
  absl::StatusOr<owner::Reply> Act(const owner::Visit& visit);
  absl::StatusOr<owner::Reply> Change(const owner::Visit& visit, Shown shown, std::string_view act);
  absl::StatusOr<owner::Reply> ChangeText(const owner::Visit& visit, Shown shown);
  absl::StatusOr<owner::Reply> Work(const owner::Visit& visit, Shown shown, std::string_view act);
  absl::StatusOr<owner::Reply> Download(const owner::Visit& visit, const std::string& name, const char* type,
                                        const char* shown_as);

  Shown Look(Upload upload, const std::string& language) const;
  // By what was chosen, or what somebody has written: the mapping, and what follows from it.
  absl::Status SetMapping(Upload& upload, const std::string& yaml);
  // `language`: of the comments in it.
  absl::Status DraftBy(Upload& upload, const ingest::Sample& sample, const std::string& language);
  // On a thread of the workshop.
  void ReadFile(Upload upload, const std::string& language);
  void Run(const std::string& id, const Caller& caller, Order order, Job& job);
  Caller CallerOf(const owner::Visit& visit) const;
  bool BeginRead(const Upload& upload, const std::string& language, std::function<void()> done);
  void Sweep();

  const std::unique_ptr<UploadStore> store_;
  const Hub hub_;
  owner::Sessions& sessions_;
  Receiver receiver_;
  Workshop workshop_;
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread sweeper_;
};

}  // namespace tabadul::web::uploads
