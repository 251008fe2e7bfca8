#include "tests/harness/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <sstream>
#include <thread>

#include "tests/harness/die.h"
#include "tests/harness/eventually.h"

namespace tabadul::harness {
namespace fs = std::filesystem;

void Die(std::string_view what) {
  std::fprintf(stderr, "harness: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

namespace {

// PR_SET_PDEATHSIG fires when the *thread* that started the child ends, so all children are started by one
// thread that lives as long as the process.
class Spawner {
 public:
  static Spawner& Get() {
    static Spawner& spawner = *new Spawner;
    return spawner;
  }
  pid_t Spawn(const std::function<pid_t()>& spawn) {
    std::lock_guard one_caller(callers_);
    std::unique_lock lock(mutex_);
    request_ = &spawn;
    changed_.notify_all();
    changed_.wait(lock, [&] { return request_ == nullptr; });
    return answer_;
  }

 private:
  Spawner() {
    std::thread([this] { Serve(); }).detach();
  }
  void Serve() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return request_ != nullptr; });
      answer_ = (*request_)();
      request_ = nullptr;
      changed_.notify_all();
    }
  }
  std::mutex callers_, mutex_;
  std::condition_variable changed_;
  const std::function<pid_t()>* request_ = nullptr;
  pid_t answer_ = -1;
};

std::vector<std::string> Environment(const std::map<std::string, std::string>& added) {
  std::map<std::string, std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string line = *entry;
    const size_t equals = line.find('=');
    if (equals != std::string::npos) all[line.substr(0, equals)] = line.substr(equals + 1);
  }
  for (const auto& [name, value] : added) all[name] = value;
  std::vector<std::string> lines;
  for (const auto& [name, value] : all) lines.push_back(name + "=" + value);
  return lines;
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& s : strings) pointers.push_back(s.data());
  pointers.push_back(nullptr);
  return pointers;
}

struct Redirect {
  std::string input = "/dev/null", output, errors;  // empty: inherited
};

pid_t Spawn(const ProcessOptions& options, const Redirect& redirect) {
  std::vector<std::string> argv = {"setpriv", "--pdeathsig", "KILL"};
  if (options.as_postgres && getuid() == 0) {
    argv.insert(argv.end(), {"--reuid=postgres", "--regid=postgres", "--clear-groups"});
  }
  argv.push_back("--");
  argv.insert(argv.end(), options.argv.begin(), options.argv.end());
  std::vector<std::string> env = Environment(options.env);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, redirect.input.c_str(), O_RDONLY, 0);
  constexpr int kAppend = O_WRONLY | O_CREAT | O_APPEND;
  if (!redirect.output.empty())
    posix_spawn_file_actions_addopen(&actions, 1, redirect.output.c_str(), kAppend, 0644);
  if (redirect.errors == redirect.output && !redirect.output.empty()) {
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
  } else if (!redirect.errors.empty()) {
    posix_spawn_file_actions_addopen(&actions, 2, redirect.errors.c_str(), kAppend, 0644);
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  sigset_t defaults;
  sigfillset(&defaults);
  sigdelset(&defaults, SIGKILL);
  sigdelset(&defaults, SIGSTOP);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t pid = -1;
  const int error =
      posix_spawnp(&pid, "setpriv", &actions, &attributes, Pointers(argv).data(), Pointers(env).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) Die(fmt::format("cannot start {}: {}", options.argv[0], std::strerror(error)));
  return pid;
}

// The parent of a process that lives; a zombie does not.
std::optional<pid_t> ParentOf(pid_t pid) {
  const std::string stat = ReadFile(fmt::format("/proc/{}/stat", pid));
  const size_t name_end = stat.rfind(')');
  char state = 0;
  pid_t parent = 0;
  if (name_end == std::string::npos) return std::nullopt;
  if (std::sscanf(stat.c_str() + name_end + 1, " %c %d", &state, &parent) != 2 || state == 'Z')
    return std::nullopt;
  return parent;
}

// A process and all that descend from it: PostgreSQL's children leave its group.
std::vector<pid_t> Tree(pid_t root) {
  std::multimap<pid_t, pid_t> children;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    const pid_t pid = std::atoi(entry.path().filename().c_str());
    if (pid <= 0) continue;
    if (const auto parent = ParentOf(pid)) children.emplace(*parent, pid);
  }
  std::vector<pid_t> tree = {root};
  for (size_t i = 0; i < tree.size(); ++i) {
    const auto [first, last] = children.equal_range(tree[i]);
    for (auto child = first; child != last; ++child) tree.push_back(child->second);
  }
  return tree;
}

}  // namespace

Process::Process(ProcessOptions options) : options_(std::move(options)) {
  if (options_.argv.empty()) Die("a process without argv");
  const Redirect redirect{.output = options_.log, .errors = options_.log};
  pid_ = Spawner::Get().Spawn([&] { return Spawn(options_, redirect); });
}

Process::~Process() { Kill(); }

bool Process::Running() { return !Wait(absl::ZeroDuration()).has_value(); }

void Process::Signal(int signal) const {
  if (!exit_) kill(pid_, signal);
}

void FreezeTree(pid_t root) {
  kill(root, SIGSTOP);  // first, so that it starts no more
  for (const pid_t pid : Tree(root)) kill(pid, SIGSTOP);
}

void ThawTree(pid_t root) {
  for (const pid_t pid : Tree(root)) kill(pid, SIGCONT);
}

void Process::Freeze() const {
  if (!exit_) FreezeTree(pid_);
}

void Process::Thaw() const {
  if (!exit_) ThawTree(pid_);
}

void Process::Kill() {
  if (exit_) return;
  kill(pid_, SIGSTOP);  // so that it cannot react to the end of its children
  const std::vector<pid_t> tree = Tree(pid_);
  for (const pid_t pid : tree) kill(pid, SIGKILL);
  Wait();
  for (const pid_t pid : tree) Eventually([&] { return !ParentOf(pid); }, absl::Seconds(10));
}

std::optional<int> Process::Wait(absl::Duration timeout) {
  if (exit_) return exit_;
  Eventually(
      [&] {
        int status = 0;
        const pid_t got = waitpid(pid_, &status, WNOHANG);
        if (got == 0) return false;
        if (got < 0 && errno == EINTR) return false;
        exit_ = got < 0 ? -1 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        kill(-pid_, SIGKILL);  // children that outlived their parent
        return true;
      },
      timeout, absl::Milliseconds(2));
  return exit_;
}

std::optional<int> Process::Terminate(absl::Duration timeout) {
  Signal(SIGTERM);
  const auto exit = Wait(timeout);
  if (!exit) Kill();
  return exit;
}

RunResult RunCommand(std::vector<std::string> argv, std::map<std::string, std::string> env,
                     absl::Duration timeout, std::string_view input) {
  const TemporaryDirectory directory("run");
  Redirect redirect{.output = directory.path() + "/out", .errors = directory.path() + "/err"};
  if (!input.empty()) {
    redirect.input = directory.path() + "/in";
    std::ofstream(redirect.input, std::ios::binary) << input;
  }
  const ProcessOptions options{.argv = std::move(argv), .env = std::move(env)};
  const pid_t pid = Spawner::Get().Spawn([&] { return Spawn(options, redirect); });
  RunResult result;
  int status = 0;
  const bool ended =
      Eventually([&] { return waitpid(pid, &status, WNOHANG) != 0; }, timeout, absl::Milliseconds(2));
  kill(-pid, SIGKILL);
  if (ended) {
    result.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  } else {
    waitpid(pid, &status, 0);
  }
  result.output = ReadFile(redirect.output);
  result.errors = ReadFile(redirect.errors);
  return result;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return std::move(bytes).str();
}

std::string Tail(const std::string& path, int lines) {
  const std::string text = ReadFile(path);
  size_t from = text.size();
  for (int i = 0; i <= lines && from != std::string::npos && from > 0; ++i) from = text.rfind('\n', from - 1);
  return from == std::string::npos ? text : text.substr(from);
}

namespace {

// "tabadul-<pid of its owner>-name-XXXXXX": removed if the owner is no more.
void RemoveOrphans(const std::string& base) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(base, ignored)) {
    const std::string name = entry.path().filename();
    int owner = 0;
    if (std::sscanf(name.c_str(), "tabadul-%d-", &owner) != 1 || owner <= 0) continue;
    if (kill(owner, 0) == 0 || errno != ESRCH) continue;
    fs::remove_all(entry.path(), ignored);
  }
}

}  // namespace

TemporaryDirectory::TemporaryDirectory(std::string_view name, bool in_memory) {
  const std::string base = in_memory && fs::is_directory("/dev/shm") ? "/dev/shm" : "/tmp";
  static const bool swept = [] {
    RemoveOrphans("/dev/shm");
    RemoveOrphans("/tmp");
    return true;
  }();
  static_cast<void>(swept);
  path_ = fmt::format("{}/tabadul-{}-{}-XXXXXX", base, getpid(), name);
  if (mkdtemp(path_.data()) == nullptr) Die("cannot make " + path_ + ": " + std::strerror(errno));
  chmod(path_.c_str(), 0755);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace tabadul::harness
