#include "cli/session.h"

#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <string>
#include <utility>

#include "absl/strings/strip.h"
#include "lib/platform/messages/messages.h"
#include "lib/platform/rpc/edge.h"

namespace tabadul::cli {
namespace {

constexpr absl::Duration kWarnBefore = absl::Hours(14 * 24);

std::string Day(absl::Time time) { return absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone()); }

}  // namespace

ExitCode ExitOf(const absl::Status& status) {
  if (client::IsUnreachable(status)) return kUnreachable;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kAllIn;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return kUsage;
    default:
      return kRefused;
  }
}

std::string Plain(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c1) ++i;
    out += byte < 0x20 || byte == 0x7F || c1 ? ' ' : text[i];
  }
  return out;
}

std::string Session::Text(std::string_view key, const Metadata& parameters) const {
  return messages::Text(language, "cli." + std::string(key), parameters);
}

bool Session::Print(std::string_view line) {
  absl::MutexLock lock(&mutex_);
  if (broken_) return false;
  out_ << line << '\n' << std::flush;
  if (out_.good()) return true;
  broken_ = true;
  err_ << Text("output-closed") << std::endl;
  return false;
}

bool Session::PrintJson(const google::protobuf::Message& message) {
  std::string document;
  if (!google::protobuf::util::MessageToJsonString(message, &document).ok()) return false;
  return Print(document);
}

bool Session::broken() const {
  absl::MutexLock lock(&mutex_);
  return broken_;
}

void Session::Say(std::string_view line, bool transient) {
  absl::MutexLock lock(&mutex_);
  if (transient_) err_ << "\r\x1b[K";
  transient_ = transient && terminal;
  err_ << line;
  if (!transient_) err_ << '\n';
  err_ << std::flush;
}

bool Session::Confirm(std::string_view question, std::string_view word) {
  if (answers == nullptr) return false;
  Say(question);
  std::string typed;
  std::getline(*answers, typed);
  return absl::StripAsciiWhitespace(typed) == Absl(word);
}

std::string Session::Sentence(const absl::Status& status) const {
  const ErrorReason reason = ReasonOf(status);
  const Metadata metadata = MetadataOf(status);
  if (metadata.contains("file")) {
    const std::string key = "file." + std::string(ReasonName(reason));
    if (messages::Has("en", "cli." + key)) return Text(key, metadata);
  }
  if (reason != common::v1::ERROR_REASON_UNSPECIFIED) return messages::ErrorText(language, reason, metadata);
  // This command may be too old to know the reason that the hub gives.
  if (const std::string said = rpc::LocalizedText(status); said != Std(status.message())) return said;
  if (ExitOf(status) == kUnreachable) {
    return Text("unreachable", {{"endpoint", profile.endpoint}, {"cause", Plain(Std(status.message()))}});
  }
  return Text("failed", {{"cause", Plain(Std(status.message()))}});
}

int Session::FailWith(int code, std::string_view reason, const std::string& sentence,
                      const absl::Status& status) {
  Say(reason.empty() ? sentence : std::string(reason) + ": " + sentence);
  nlohmann::ordered_json violations = nlohmann::ordered_json::array();
  for (const Violation& violation : ViolationsOf(status)) {
    Metadata metadata = violation.metadata;
    metadata["field"] = violation.field;
    const std::string text = messages::ErrorText(language, violation.reason, metadata);
    if (text != sentence) Say("  " + text);
    violations.push_back(
        {{"field", violation.field}, {"reason", ReasonName(violation.reason)}, {"message", text}});
  }
  if (!json) return code;
  nlohmann::ordered_json error = {{"reason", reason}, {"message", sentence}};
  if (const Metadata metadata = MetadataOf(status); !metadata.empty()) error["metadata"] = metadata;
  if (!violations.empty()) error["violations"] = violations;
  PrintJson(nlohmann::ordered_json{{"error", error}, {"exitCode", code}});
  return code;
}

int Session::Fail(const absl::Status& status) {
  return Fail(MetadataOf(status).contains("file") ? kUsage : ExitOf(status), status);
}

int Session::Fail(ExitCode code, const absl::Status& status) {
  const ErrorReason reason = ReasonOf(status);
  const std::string_view name = reason == common::v1::ERROR_REASON_UNSPECIFIED ? "" : ReasonName(reason);
  return FailWith(code, name, Sentence(status), status);
}

int Session::Fail(ExitCode code, std::string_view key, const Metadata& parameters) {
  return FailWith(code, "", Text(key, parameters), absl::OkStatus());
}

int Session::Connect(std::unique_ptr<client::Connection>* connection) {
  auto loaded = client::LoadProfile(profile_path);
  if (ReasonOf(loaded.status()) == common::v1::ERROR_REASON_NOT_FOUND) {
    return Fail(kUsage, "profile-missing", {{"file", profile_path}});
  }
  if (!loaded.ok()) return Fail(loaded.status());
  profile = *std::move(loaded);
  profile.language = language;
  for (const std::string* path : {&profile.authority, &profile.certificate}) {
    const auto end = client::CertificateEnd(*path);
    if (!end.ok()) return Fail(end.status());
    if (*end <= absl::Now())
      return Fail(kRefused, "certificate-ended", {{"file", *path}, {"day", Day(*end)}});
    if (*end <= absl::Now() + kWarnBefore)
      Say(Text("certificate-ends", {{"file", *path}, {"day", Day(*end)}}));
  }
  if (!std::ifstream(profile.key).good()) {
    return Fail(Error(common::v1::ERROR_REASON_NOT_FOUND, {{"file", profile.key}}));
  }
  client::ConnectionOptions options;
  options.cancelled = interrupted_;
  *connection = std::make_unique<client::Connection>(profile, options);
  return kAllIn;
}

}  // namespace tabadul::cli
