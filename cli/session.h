// What every command of `tabadul` is given: the language, the form of the output, the profile; and the one
// way to print results and failures. With --json stdout holds JSON and nothing else; sentences for people go
// to stderr. Output is thread-safe; the rest is set before any thread starts.
#pragma once

#include <atomic>
#include <functional>
#include <istream>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/synchronization/mutex.h"
#include "google/protobuf/message.h"
#include "lib/client/connection.h"
#include "lib/platform/base/status.h"
#include "nlohmann/json.hpp"

namespace tabadul::cli {

enum ExitCode { kAllIn = 0, kSomeRejected = 1, kUsage = 2, kRefused = 3, kUnreachable = 4, kHeld = 5 };

class Session {
 public:
  Session(std::ostream& out, std::ostream& err, bool terminal) : terminal(terminal), out_(out), err_(err) {}

  std::string language = "en";
  std::string profile_path;
  bool json = false;
  bool terminal;                    // stderr is one: progress may be redrawn
  std::istream* answers = nullptr;  // what somebody types; null: nobody does, stdin is no terminal
  std::function<int()> command;     // chosen by the command line

  // "cli.<key>" in the user's language.
  std::string Text(std::string_view key, const Metadata& parameters = {}) const;

  // Results, on stdout: a line of text, a JSON document or line. False if nobody reads them any more; this
  // was then said once, on stderr.
  bool Print(std::string_view line);
  bool PrintJson(const google::protobuf::Message& message);
  bool PrintJson(const nlohmann::ordered_json& document) { return Print(document.dump()); }
  bool broken() const;
  // For people, on stderr. `transient` lines are overwritten by the next (terminals only).
  void Say(std::string_view line, bool transient = false);
  // Asks what cannot be undone. Only `word` typed in full is a yes; nobody there is a no.
  bool Confirm(std::string_view question, std::string_view word);

  // Prints what went wrong and what to do; with --json as a document {"error": …} too. Returns the exit code.
  int Fail(const absl::Status& status);
  int Fail(ExitCode code, const absl::Status& status);
  int Fail(ExitCode code, std::string_view key, const Metadata& parameters = {});

  // What went wrong and what to do, in the user's language.
  std::string Sentence(const absl::Status& status) const;

  // Reads the profile and checks what can be checked offline. Returns kAllIn, or the code of what it has
  // reported.
  int Connect(std::unique_ptr<client::Connection>* connection);
  client::Profile profile;  // after Connect

  // By Ctrl-C, where that is an event (interrupts.h): ends the calls of Connection::Within too.
  bool interrupted() const { return *interrupted_; }
  void Interrupt() { *interrupted_ = true; }

 private:
  int FailWith(int code, std::string_view reason, const std::string& sentence, const absl::Status& status);

  const std::shared_ptr<std::atomic<bool>> interrupted_ = std::make_shared<std::atomic<bool>>(false);
  mutable absl::Mutex mutex_;
  std::ostream& out_ ABSL_GUARDED_BY(mutex_);
  std::ostream& err_ ABSL_GUARDED_BY(mutex_);
  bool transient_ ABSL_GUARDED_BY(mutex_) = false;  // the last line on stderr is to be overwritten
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
};

// The exit code that a failure of the hub has.
ExitCode ExitOf(const absl::Status& status);
// Text of a record for a terminal: on one line, without control characters.
std::string Plain(std::string_view text);

}  // namespace tabadul::cli
