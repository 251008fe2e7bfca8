#include "lib/transcode/contracts.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "embed/contracts.h"
#include "google/protobuf/descriptor.pb.h"

namespace tabadul::transcode {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorSet;
using google::protobuf::SourceLocation;

// Contracts that cannot be read are a fault of the build, which a test finds.
[[noreturn]] void Unreadable(const std::string& what) {
  std::fprintf(stderr, "contracts: %s\n", what.c_str());
  std::abort();
}

std::vector<const FileDescriptor*> Read(DescriptorPool& pool) {
  FileDescriptorSet set;
  const std::string_view bytes = embed::contracts()[0].bytes;
  if (!set.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    Unreadable("not a FileDescriptorSet");
  std::vector<const FileDescriptor*> files;
  for (const auto& file : set.file()) {
    files.push_back(pool.BuildFile(file));
    if (files.back() == nullptr) Unreadable(file.name());
  }
  return files;
}

// "-- who calls -------": of the group that follows, not of the first in it.
bool IsHeading(absl::string_view line) {
  return absl::StartsWith(line, "-- ") && absl::EndsWith(line, "---");
}

bool IsListItem(absl::string_view line) {
  return absl::StartsWith(line, "- ") || absl::StartsWith(line, "* ");
}

// CommonMark takes "<p>" and "&amp;" for HTML; a contract means the characters.
std::string Escaped(std::string_view text) {
  std::string escaped;
  bool code = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '`') code = !code;
    const char next = i + 1 < text.size() ? text[i + 1] : ' ';
    const bool markup = text[i] == '<' || text[i] == '&';
    if (markup && !code && (absl::ascii_isalpha(next) || absl::StrContains("/!?#", next))) escaped += '\\';
    escaped += text[i];
  }
  return escaped;
}

std::string Paragraphs(const std::string& comment) {
  std::string text;
  bool within = false;  // a paragraph
  for (absl::string_view line : absl::StrSplit(comment, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (IsHeading(line)) continue;
    if (line.empty()) {
      within = false;
      continue;
    }
    const char* const between = within ? (IsListItem(line) ? "\n" : " ") : (text.empty() ? "" : "\n\n");
    absl::StrAppend(&text, between, line);
    within = true;
  }
  return Escaped(text);
}

}  // namespace

const std::vector<const FileDescriptor*>& Contracts() {
  static auto* const pool = new DescriptorPool;
  static const auto* const files = new std::vector<const FileDescriptor*>(Read(*pool));
  return *files;
}

std::string ToMarkdown(const SourceLocation& location) {
  const std::string before = Paragraphs(location.leading_comments);
  const std::string beside = Paragraphs(location.trailing_comments);
  return absl::StrCat(before, before.empty() || beside.empty() ? "" : "\n\n", beside);
}

std::string CommentOfFile(const FileDescriptor& file) {
  SourceLocation location;
  const std::vector<int> package = {google::protobuf::FileDescriptorProto::kPackageFieldNumber};
  return file.GetSourceLocation(package, &location) ? ToMarkdown(location) : "";
}

std::string FirstSentence(std::string_view comment) {
  const std::string_view paragraph = comment.substr(0, comment.find("\n\n"));
  for (size_t at = paragraph.find('.'); at != std::string_view::npos; at = paragraph.find('.', at + 1)) {
    if (at + 1 == paragraph.size() || absl::ascii_isspace(paragraph[at + 1]))
      return std::string(paragraph.substr(0, at + 1));
  }
  return std::string(paragraph);
}

bool BeginsRequired(std::string_view comment) {
  constexpr std::string_view kWord = "REQUIRED";
  if (!comment.starts_with(kWord)) return false;
  return comment.size() == kWord.size() || absl::StrContains(".:,", comment[kWord.size()]);
}

}  // namespace tabadul::transcode
