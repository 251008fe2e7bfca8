#include "lib/taxonomy/pack.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "lib/evidence/digest.h"
#include "lib/platform/base/status.h"
#include "lib/platform/base/utf8.h"
#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/coder.h"
#include "lib/taxonomy/linker.h"
#include "nlohmann/json.hpp"

namespace tabadul::taxonomy {
namespace {

constexpr std::string_view kFormat = "tabadul-taxonomy-pack/1";
constexpr char kManifest[] = "manifest.json";
constexpr char kConcepts[] = "concepts.tsv";
constexpr char kLabels[] = "labels.tsv";
constexpr std::string_view kConceptsHeader = "id\tgroup\tcode";
constexpr std::string_view kLabelsHeader = "concept\tlanguage\tkind\tlabel";
constexpr std::array<std::string_view, 3> kKinds = {"preferred", "alternative", "hidden"};
constexpr std::array<std::string_view, 3> kLanguages = {"ar", "en", "fr"};
constexpr size_t kLongestLabel = 1000;
constexpr uintmax_t kLargestTable = 256 << 20;
constexpr std::string_view kSha256 = "sha256:";

absl::Status Wrong(const std::string& what) { return absl::InvalidArgumentError(Absl(what)); }

std::string_view NextPart(std::string_view& text, char separator) {
  const size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

bool IsOneLine(std::string_view text) {
  return text.find_first_of("\t\n\r") == std::string_view::npos && IsUtf8(text);
}

bool IsUnitGroup(std::string_view group) { return group.size() == 4 && List(kIsco08).Contains(group); }

// What is wrong with it; empty if nothing.
std::string ProblemOf(const PackConcept& one) {
  if (one.id.empty() || one.id.size() > 100 || !IsOneLine(one.id)) return "id";
  if (!one.group.empty() && !IsUnitGroup(one.group)) return "group";
  if (one.code.size() > 100 || !IsOneLine(one.code)) return "code";
  return "";
}
std::string ProblemOf(const PackLabel& label, size_t concepts) {
  if (label.of >= concepts) return "concept";
  if (std::find(kLanguages.begin(), kLanguages.end(), label.language) == kLanguages.end()) return "language";
  if (label.text.empty() || label.text.size() > kLongestLabel || !IsOneLine(label.text)) return "label";
  return "";
}

// Calls `line(number, columns)` for each line after the header; its answer is what is wrong with it, empty if nothing.
template <size_t columns, typename Line>
absl::Status EachLine(const char* table, std::string_view text, std::string_view header, const Line& line) {
  if (NextPart(text, '\n') != header) return Wrong(fmt::format("{}: the header is not “{}”", table, header));
  for (int64_t number = 2; !text.empty(); ++number) {
    std::string_view rest = NextPart(text, '\n');
    std::array<std::string_view, columns> fields;
    const auto tabs = static_cast<size_t>(std::count(rest.begin(), rest.end(), '\t'));
    if (tabs + 1 != columns)
      return Wrong(fmt::format("{} line {}: {} columns, not {}", table, number, tabs + 1, columns));
    for (std::string_view& field : fields) field = NextPart(rest, '\t');
    if (const std::string problem = line(fields); !problem.empty())
      return Wrong(fmt::format("{} line {}: {}", table, number, problem));
  }
  return absl::OkStatus();
}

// The same content is the same bytes.
void Sort(PackContent& content) {
  std::vector<uint32_t> order(content.concepts.size()), place(content.concepts.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](uint32_t a, uint32_t b) { return content.concepts[a].id < content.concepts[b].id; });
  std::vector<PackConcept> sorted;
  for (uint32_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    sorted.push_back(std::move(content.concepts[order[i]]));
  }
  content.concepts = std::move(sorted);
  for (PackLabel& label : content.labels) label.of = place[label.of];
  const auto key = [](const PackLabel& label) {
    return std::tie(label.of, label.language, label.kind, label.text);
  };
  std::sort(content.labels.begin(), content.labels.end(),
            [&](const PackLabel& a, const PackLabel& b) { return key(a) < key(b); });
  content.labels.erase(std::unique(content.labels.begin(), content.labels.end(),
                                   [&](const PackLabel& a, const PackLabel& b) { return key(a) == key(b); }),
                       content.labels.end());
}

std::map<std::string, PackCoverage> CoverageOf(const PackContent& content) {
  std::map<std::string, PackCoverage> coverage;
  std::map<std::string, uint32_t> last;  // labels come by concept
  for (const PackLabel& label : content.labels) {
    PackCoverage& of = coverage[label.language];
    ++of.labels;
    if (label.kind != LabelKind::kPreferred) continue;
    const auto [known, fresh] = last.emplace(label.language, label.of);
    of.named += fresh || known->second != label.of;
    known->second = label.of;
  }
  return coverage;
}

nlohmann::ordered_json CoverageJson(const PackContent& content) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const auto& [language, of] : CoverageOf(content))
    json[language] = {{"named", of.named}, {"labels", of.labels}};
  return json;
}

absl::Status CheckContent(const PackContent& content) {
  const auto malformed = [](const char* field, size_t at, const std::string& problem) {
    return Error(common::v1::ERROR_REASON_MALFORMED,
                 {{"field", fmt::format("{}[{}]", field, at)}, {"form", problem}});
  };
  absl::flat_hash_map<std::string_view, size_t> ids;
  for (size_t i = 0; i < content.concepts.size(); ++i) {
    std::string problem = ProblemOf(content.concepts[i]);
    if (problem.empty() && !ids.emplace(content.concepts[i].id, i).second) problem = "id";
    if (!problem.empty()) return malformed("concepts", i, problem);
  }
  for (size_t i = 0; i < content.labels.size(); ++i) {
    const std::string problem = ProblemOf(content.labels[i], content.concepts.size());
    if (!problem.empty()) return malformed("labels", i, problem);
  }
  return absl::OkStatus();
}

bool WriteFile(const std::filesystem::path& path, std::string_view bytes) {
  std::FILE* file = std::fopen(path.c_str(), "wxe");
  if (file == nullptr) return false;
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  return std::fclose(file) == 0 && written;
}

absl::StatusOr<std::string> ReadFile(const std::filesystem::path& path) {
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) return absl::NotFoundError(Absl(fmt::format("{} cannot be read", path.string())));
  if (size > kLargestTable) return Wrong(fmt::format("{} is larger than a table may be", path.string()));
  std::string bytes(size, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  if (file.gcount() != static_cast<std::streamsize>(size))
    return absl::NotFoundError(Absl(fmt::format("{} cannot be read", path.string())));
  return bytes;
}

std::string Digest(std::string_view bytes) { return evidence::Hex(evidence::Sha256(bytes)); }

std::string TextOf(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// A table whose bytes are those that the manifest states.
absl::StatusOr<std::string> ReadTable(const std::filesystem::path& folder, const nlohmann::json& manifest,
                                      const char* name) {
  ASSIGN_OR_RETURN(std::string bytes, ReadFile(folder / name));
  const auto files = manifest.find("files");
  const std::string stated =
      files != manifest.end() && files->is_object() ? TextOf(*files, name) : std::string();
  if (stated != Digest(bytes))
    return Wrong(fmt::format("{} is not the one of its manifest: sha256 {}, not {}", (folder / name).string(),
                             Digest(bytes), stated.empty() ? "stated" : stated));
  return bytes;
}

}  // namespace

absl::Status ParseTables(std::string_view concepts, std::string_view labels, PackContent* content) {
  absl::flat_hash_map<std::string, uint32_t> ids;
  absl::Status read =
      EachLine<3>(kConcepts, concepts, kConceptsHeader, [&](const auto& fields) -> std::string {
        PackConcept one{std::string(fields[0]), std::string(fields[1]), std::string(fields[2])};
        if (std::string problem = ProblemOf(one); !problem.empty()) return problem;
        if (!ids.emplace(one.id, content->concepts.size()).second) return "the id is another concept’s";
        content->concepts.push_back(std::move(one));
        return "";
      });
  RETURN_IF_ERROR(read);
  return EachLine<4>(kLabels, labels, kLabelsHeader, [&](const auto& fields) -> std::string {
    const auto of = ids.find(Absl(fields[0]));
    const auto kind = std::find(kKinds.begin(), kKinds.end(), fields[2]);
    if (of == ids.end()) return "concept";
    if (kind == kKinds.end()) return "kind";
    PackLabel label{of->second, std::string(fields[1]), static_cast<LabelKind>(kind - kKinds.begin()),
                    std::string(fields[3])};
    std::string problem = ProblemOf(label, content->concepts.size());
    if (problem.empty()) content->labels.push_back(std::move(label));
    return problem;
  });
}

absl::StatusOr<std::string> WritePack(PackContent content, const std::string& folder) {
  RETURN_IF_ERROR(CheckContent(content));
  Sort(content);
  std::string concepts(kConceptsHeader), labels(kLabelsHeader);
  concepts += '\n';
  labels += '\n';
  for (const PackConcept& one : content.concepts)
    concepts += fmt::format("{}\t{}\t{}\n", one.id, one.group, one.code);
  for (const PackLabel& label : content.labels) {
    labels += fmt::format("{}\t{}\t{}\t{}\n", content.concepts[label.of].id, label.language,
                          kKinds[static_cast<size_t>(label.kind)], label.text);
  }
  const nlohmann::ordered_json manifest = {
      {"format", kFormat},
      {"scheme", content.scheme},
      {"edition", content.edition},
      {"uri", content.uri},
      {"attribution", content.attribution},
      {"concepts", content.concepts.size()},
      {"languages", CoverageJson(content)},
      {"files", {{kConcepts, Digest(concepts)}, {kLabels, Digest(labels)}}}};
  std::string bytes;
  try {
    bytes = manifest.dump(2) + "\n";
  } catch (const nlohmann::json::exception&) {  // a text that is no UTF-8
    return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "manifest"}, {"form", "UTF-8"}});
  }
  std::error_code error;
  if (!std::filesystem::create_directory(folder, error)) {
    return Error(!error ? common::v1::ERROR_REASON_ALREADY_EXISTS : common::v1::ERROR_REASON_PRECONDITION,
                 {{"field", "file"}, {"file", folder}});
  }
  const std::filesystem::path path(folder);
  // The manifest last: a folder that was not finished is no pack.
  if (!WriteFile(path / kConcepts, concepts) || !WriteFile(path / kLabels, labels) ||
      !WriteFile(path / kManifest, bytes))
    return Error(common::v1::ERROR_REASON_PRECONDITION, {{"field", "file"}, {"file", folder}});
  return Digest(bytes);
}

absl::StatusOr<Pack> LoadPack(const std::string& folder, std::string_view digest) {
  const std::filesystem::path path(folder);
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path / kManifest));
  Pack pack;
  pack.digest = Digest(bytes);
  if (!digest.empty()) {
    if (!digest.starts_with(kSha256) || evidence::FromHex(digest.substr(kSha256.size())).size() != 32)
      return Wrong(fmt::format("“{}” is no digest: sha256: and 64 hex digits", digest));
    if (pack.digest != digest.substr(kSha256.size()))
      return Wrong(fmt::format("{} is another pack than the one that is named: sha256:{}, not {}", folder,
                               pack.digest, digest));
  }
  const nlohmann::json manifest = nlohmann::json::parse(bytes, nullptr, false);
  if (!manifest.is_object() || TextOf(manifest, "format") != kFormat)
    return Wrong(fmt::format("{} is no manifest of format {}", (path / kManifest).string(), kFormat));
  for (const auto& [key, field] : {std::pair("scheme", &pack.scheme),
                                   {"edition", &pack.edition},
                                   {"uri", &pack.uri},
                                   {"attribution", &pack.attribution}})
    *field = TextOf(manifest, key);
  if (pack.scheme.empty() || pack.edition.empty())
    return Wrong(fmt::format("{} states no scheme or no edition", (path / kManifest).string()));
  ASSIGN_OR_RETURN(const std::string concepts, ReadTable(path, manifest, kConcepts));
  ASSIGN_OR_RETURN(const std::string labels, ReadTable(path, manifest, kLabels));
  const absl::Status parsed = ParseTables(concepts, labels, &pack);
  if (!parsed.ok()) return Wrong(fmt::format("{}: {}", folder, Std(parsed.message())));
  pack.coverage = CoverageOf(pack);
  return pack;
}

absl::StatusOr<std::vector<Pack>> LoadPacks(std::string_view setting) {
  std::vector<Pack> packs;
  while (!setting.empty()) {
    const std::string_view one = NextPart(setting, ',');
    const size_t at = one.rfind('@');
    if (at == std::string_view::npos || at == 0)
      return Wrong(fmt::format("“{}” is not of the form FOLDER@sha256:DIGEST", one));
    ASSIGN_OR_RETURN(Pack pack, LoadPack(std::string(one.substr(0, at)), one.substr(at + 1)));
    packs.push_back(std::move(pack));
  }
  return packs;
}

void AddPackLabels(const Pack& pack, Linker& linker, bool by_group) {
  for (const PackLabel& label : pack.labels) {
    const PackConcept& of = pack.concepts[label.of];
    const bool name = label.kind == LabelKind::kPreferred;
    if (!by_group) {
      linker.Add({of.id, of.group, label.text, name}, label.language);
    } else if (!of.group.empty()) {
      linker.Add({of.group, std::string(List(kIsco08).Parent(of.group)), label.text, false}, label.language);
    }
  }
}

void AddPackLabels(const Pack& pack, Coder& coder, bool by_group) {
  for (const PackLabel& label : pack.labels) {
    const PackConcept& of = pack.concepts[label.of];
    if (!of.group.empty())
      coder.AddLabel(label.text, label.language, {by_group ? of.group : of.id, of.group});
  }
}

}  // namespace tabadul::taxonomy
