#include "services/web/uploads/workshop.h"

#include <utility>
#include <vector>

namespace tabadul::web::uploads {

void Job::OnStop(std::function<void()> call) {
  absl::MutexLock lock(&mutex_);
  on_stop_ = std::move(call);
  if (*stopping_ && on_stop_) on_stop_();
}

void Job::Stop() {
  absl::MutexLock lock(&mutex_);
  *stopping_ = true;
  if (on_stop_) on_stop_();
}

Workshop::Workshop(int threads, int waiting) : pool_(threads, waiting) {}

Workshop::~Workshop() { Stop(); }

void Workshop::Stop() {
  std::vector<std::shared_ptr<Job>> jobs;
  {
    absl::MutexLock lock(&mutex_);
    for (const auto& [id, job] : jobs_) jobs.push_back(job);
  }
  for (const auto& job : jobs) job->Stop();
  pool_.Stop();
}

bool Workshop::Take(const std::string& id, std::shared_ptr<Job> job) {
  absl::MutexLock lock(&mutex_);
  return jobs_.emplace(id, std::move(job)).second;
}

void Workshop::Leave(const std::string& id) {
  absl::MutexLock lock(&mutex_);
  jobs_.erase(id);
}

bool Workshop::Begin(const std::string& id, std::string what, std::function<void(Job& job)> run,
                     std::function<void()> after) {
  const auto job = std::make_shared<Job>(std::move(what));
  if (!Take(id, job)) return false;
  const bool begun = pool_.Submit([this, id, job, run = std::move(run), after = std::move(after)] {
    if (!job->stopping()) run(*job);
    Leave(id);
    if (after) after();
  });
  if (!begun) Leave(id);
  return begun;
}

std::shared_ptr<void> Workshop::Hold(const std::string& id) {
  if (!Take(id, std::make_shared<Job>(""))) return nullptr;
  return std::shared_ptr<void>(this, [this, id](void*) { Leave(id); });
}

std::shared_ptr<const Job> Workshop::Of(std::string_view id) const {
  absl::MutexLock lock(&mutex_);
  const auto found = jobs_.find(id);
  const bool held = found != jobs_.end() && found->second->what().empty();
  return found == jobs_.end() || held ? nullptr : found->second;
}

}  // namespace tabadul::web::uploads
