// A pack: concepts and labels of a classification that this repository does not carry (ESCO), as a folder that
// `tabadul admin taxonomy build` makes once and nobody changes: manifest.json, concepts.tsv, labels.tsv. The manifest
// states the digests of the tables; the digest of the manifest names the pack, so a setting that has it
// (`path@sha256:…`) gets these labels or none. A Pack is immutable: thread-safe.
//
//   ASSIGN_OR_RETURN(const Pack pack, LoadPack("/srv/packs/esco-1.2.0", "sha256:9f2c…"));
//   AddPackLabels(pack, linker);
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace tabadul::taxonomy {

class Coder;
class Linker;

enum class LabelKind : uint8_t { kPreferred, kAlternative, kHidden };

struct PackConcept {
  std::string id;     // unique in the pack: the last part of its URI
  std::string group;  // ISCO-08 unit group; empty for what is no occupation
  std::string code;   // the classification's own ("2221.1"); may be empty
};

struct PackLabel {
  uint32_t of = 0;       // index of the concept
  std::string language;  // "ar", "en", "fr"
  LabelKind kind = LabelKind::kAlternative;
  std::string text;  // one line
};

// What a pack says, before it is written.
struct PackContent {
  std::string scheme, edition;  // "ESCO", "1.2.0"
  std::string uri;              // what stands before an id: "http://data.europa.eu/esco/occupation/"
  std::string attribution;      // whose it is, and under which terms
  std::vector<PackConcept> concepts;
  std::vector<PackLabel> labels;
};

struct PackCoverage {
  size_t named = 0;   // concepts with a preferred label in the language
  size_t labels = 0;  // of all kinds
};

struct Pack : PackContent {
  std::string digest;                            // hex, of the manifest
  std::map<std::string, PackCoverage> coverage;  // by language
};

// Writes a new folder; the same content always gives the same bytes. The digest. ALREADY_EXISTS if there is something
// of that name, MALFORMED {field, detail} for content that would not load.
absl::StatusOr<std::string> WritePack(PackContent content, const std::string& folder);

// `digest`: "sha256:" and 64 hex digits, or empty to take what is there. An error says in a line for the administrator
// what is wrong: no such folder, another digest, a table that is not the manifest's, a line that cannot be read.
absl::StatusOr<Pack> LoadPack(const std::string& folder, std::string_view digest);
// The setting TABADUL_JOBS_TAXONOMY_PACKS: "folder@sha256:…" by commas. Empty: no packs.
absl::StatusOr<std::vector<Pack>> LoadPacks(std::string_view setting);
// The two tables from their bytes.
absl::Status ParseTables(std::string_view concepts, std::string_view labels, PackContent* content);

// Linker: as labels of the concepts' ISCO-08 unit groups if `by_group` (concepts without one are left out), else of the
// pack's own concepts. Call Settle after the last.
void AddPackLabels(const Pack& pack, Linker& linker, bool by_group = true);
void AddPackLabels(const Pack& pack, Coder& coder, bool by_group = true);

}  // namespace tabadul::taxonomy
