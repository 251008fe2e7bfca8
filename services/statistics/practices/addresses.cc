#include "services/statistics/practices/addresses.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "lib/exchange/validate.h"

namespace tabadul::statistics {
namespace {

using common::v1::ERROR_REASON_MALFORMED;

constexpr size_t kMaxMediaTypeBytes = 100;
constexpr size_t kMaxMailboxBytes = 254;
constexpr size_t kMaxLabelBytes = 63;  // RFC 1035 §2.3.4
constexpr std::string_view kAtomSigns = "!#$%&'*+-/=?^_`{|}~";
constexpr std::string_view kNameSigns = "!#$&-^_.+";

bool AllOf(std::string_view text, std::string_view signs) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || signs.find(c) != std::string_view::npos;
  });
}

bool IsDotAtom(std::string_view text) {
  for (const absl::string_view atom : absl::StrSplit(Absl(text), '.')) {
    if (atom.empty() || !AllOf(Std(atom), kAtomSigns)) return false;
  }
  return true;
}

bool IsHost(std::string_view text) {
  const std::vector<absl::string_view> labels = absl::StrSplit(Absl(text), '.');
  return labels.size() >= 2 && std::all_of(labels.begin(), labels.end(), [](absl::string_view label) {
           return !label.empty() && label.size() <= kMaxLabelBytes && AllOf(Std(label), "-") &&
                  label.front() != '-' && label.back() != '-';
         });
}

bool IsRestrictedName(std::string_view name) {
  return !name.empty() && absl::ascii_isalnum(static_cast<unsigned char>(name.front())) &&
         AllOf(name, kNameSigns) && std::none_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_isupper(static_cast<unsigned char>(c));
         });
}

}  // namespace

void CheckSha256(Violations& v, std::string_view field, std::string_view digest) {
  if (digest.empty()) return;
  const bool hex = std::all_of(digest.begin(), digest.end(),
                               [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (!hex || digest.size() != 64) v.Add(field, ERROR_REASON_MALFORMED, {{"form", "SHA-256, 64 × 0-9 a-f"}});
}

void CheckMediaType(Violations& v, std::string_view field, std::string_view media_type) {
  if (media_type.empty()) return;
  exchange::CheckLine(v, field, media_type, kMaxMediaTypeBytes);
  const size_t slash = media_type.find('/');
  if (slash == std::string_view::npos || !IsRestrictedName(media_type.substr(0, slash)) ||
      !IsRestrictedName(media_type.substr(slash + 1))) {
    v.Add(field, ERROR_REASON_MALFORMED, {{"form", "application/pdf"}});
  }
}

void CheckMailbox(Violations& v, std::string_view field, std::string_view mailbox) {
  if (mailbox.empty()) return;
  exchange::CheckLine(v, field, mailbox, kMaxMailboxBytes);
  const size_t at = mailbox.rfind('@');
  if (at == std::string_view::npos || !IsDotAtom(mailbox.substr(0, at)) || !IsHost(mailbox.substr(at + 1))) {
    v.Add(field, ERROR_REASON_MALFORMED, {{"form", "policy@labour.example"}});
  }
}

}  // namespace tabadul::statistics
