#include "lib/platform/rpc/worker_pool.h"

#include <utility>

#include "lib/platform/base/thread_name.h"

namespace tabadul::rpc {

WorkerPool::WorkerPool(int threads, int queue) : limit_(static_cast<size_t>(queue)) {
  threads_.reserve(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) {
    threads_.push_back(NamedThread("worker", [this] { Run(); }));
  }
}

WorkerPool::~WorkerPool() { Stop(); }

bool WorkerPool::Submit(std::function<void()> task) {
  absl::MutexLock lock(&mutex_);
  if (stopping_ || new_.size() >= limit_) return false;
  new_.push_back(std::move(task));
  return true;
}

bool WorkerPool::Post(std::function<void()> task) {
  absl::MutexLock lock(&mutex_);
  if (stopping_) return false;
  steps_.push_back(std::move(task));
  return true;
}

void WorkerPool::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

size_t WorkerPool::waiting() const {
  absl::MutexLock lock(&mutex_);
  return new_.size() + steps_.size();
}

int WorkerPool::busy() const {
  absl::MutexLock lock(&mutex_);
  return busy_;
}

std::function<void()> WorkerPool::Next() {
  if (new_.empty() && steps_.empty()) return nullptr;
  Queue& queue = new_.empty() || (step_is_next_ && !steps_.empty()) ? steps_ : new_;
  step_is_next_ = &queue == &new_;
  std::function<void()> task = std::move(queue.front());
  queue.pop_front();
  return task;
}

void WorkerPool::Run() {
  absl::MutexLock lock(&mutex_);
  while (true) {
    mutex_.Await(absl::Condition(this, &WorkerPool::HasReason));
    std::function<void()> task = Next();
    if (task == nullptr) return;
    ++busy_;
    mutex_.Unlock();
    task();
    task = nullptr;  // what it holds is let go without the lock
    mutex_.Lock();
    --busy_;
  }
}

}  // namespace tabadul::rpc
