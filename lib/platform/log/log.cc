#include "lib/platform/log/log.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "nlohmann/json.hpp"

namespace tabadul::log {
namespace {

// A line stays readable, and a hostile value cannot fill the disk.
constexpr size_t kMaxTextBytes = 4096;
constexpr std::string_view kMasked = "[masked]";

// Lower case.
constexpr std::array kSecrets = {
    std::string_view("access_token"),  std::string_view("authorization"), std::string_view("bearer"),
    std::string_view("cookie"),        std::string_view("credential"),    std::string_view("credentials"),
    std::string_view("hmac_key"),      std::string_view("id_token"),      std::string_view("key"),
    std::string_view("passphrase"),    std::string_view("password"),      std::string_view("private_key"),
    std::string_view("refresh_token"), std::string_view("secret"),        std::string_view("session"),
    std::string_view("set-cookie"),    std::string_view("signing_key"),   std::string_view("token"),
};

bool IsSecret(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; });
  return std::find(kSecrets.begin(), kSecrets.end(), lower) != kSecrets.end();
}

std::string_view NameOf(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarn:
      return "warn";
    case Level::kError:
      return "error";
  }
  return "error";
}

struct State {
  absl::Mutex mutex;
  Options options = {.service = "tabadul"};
};

State& TheState() {
  static State* const state = new State;  // never destroyed: threads may log while the process ends
  return *state;
}

void WriteToStderr(std::string_view line) {
  while (!line.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return;  // there is nowhere to say so
    line.remove_prefix(static_cast<size_t>(written));
  }
}

nlohmann::ordered_json Json(const Field& field) {
  if (IsSecret(field.name)) return kMasked;
  return std::visit(
      [](const auto& value) -> nlohmann::ordered_json {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string_view>) {
          return value.substr(0, kMaxTextBytes);
        } else {
          return value;
        }
      },
      field.value);
}

}  // namespace

void Init(Options options) {
  State& state = TheState();
  absl::MutexLock lock(&state.mutex);
  state.options = std::move(options);
}

void Write(Level level, std::string_view event, std::span<const Field> fields) {
  State& state = TheState();
  const std::string time = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  absl::MutexLock lock(&state.mutex);
  if (level < state.options.level) return;
  nlohmann::ordered_json line = {
      {"time", time}, {"level", NameOf(level)}, {"service", state.options.service}, {"event", event}};
  for (const Field& field : fields) line[std::string(field.name)] = Json(field);
  const std::string text = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  if (state.options.write) {
    state.options.write(text);
  } else {
    WriteToStderr(text);
  }
}

}  // namespace tabadul::log
