// tabadul admin taxonomy: the code lists of the release, and packs of labels made from ESCO's files. Needs no hub.
#include <fmt/format.h>

#include "cli/commands.h"
#include "lib/ingest/esco.h"
#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/pack.h"
#include "lib/taxonomy/places.h"

namespace tabadul::cli {
namespace {

constexpr const char* kLanguages[] = {"ar", "en", "fr"};

struct BuildArguments {
  std::string out;
  std::string folder;
  ingest::EscoOptions options;
};

nlohmann::ordered_json LanguagesOf(const taxonomy::Pack& pack) {
  nlohmann::ordered_json languages = nlohmann::ordered_json::object();
  for (const auto& [language, coverage] : pack.coverage) languages[language] = coverage.named;
  return languages;
}

// A list or pack as a line or an element of the answer.
struct Entry {
  std::string scheme, edition;
  size_t codes = 0;
  nlohmann::ordered_json languages;  // to the number of codes with a name in it
  std::string digest;

  nlohmann::ordered_json Json() const {
    return {{"scheme", scheme},
            {"edition", edition},
            {"codes", codes},
            {"languages", languages},
            {"digest", digest}};
  }
  std::string Line() const {
    std::string names;
    for (const auto& [language, count] : languages.items())
      names += fmt::format("{}{} {}", names.empty() ? "" : ", ", language, count.dump());
    return fmt::format("{:<24} {:<16} {:>6}  {:<32} {}", scheme, edition, codes, names,
                       digest.empty() ? "-" : "sha256:" + digest);
  }
};

Entry EntryOf(const taxonomy::CodeList& list) {
  Entry entry{
      std::string(list.scheme()), std::string(list.edition()), list.codes().size(), {}, list.digest()};
  for (const char* language : kLanguages) entry.languages[language] = 0;
  for (const auto& code : list.codes()) {
    for (const auto& [language, name] : {std::pair("ar", &code.ar), {"en", &code.en}, {"fr", &code.fr}})
      entry.languages[language] = entry.languages[language].get<int>() + !name->empty();
  }
  return entry;
}

Entry EntryOfPlaces() {
  Entry entry{"GeoNames", "1", taxonomy::Places().size(), {}, taxonomy::PlacesDigest()};
  for (const char* language : kLanguages) entry.languages[language] = 0;
  for (const auto& place : taxonomy::Places()) {
    for (const auto& [language, name] : {std::pair("ar", &place.ar), {"en", &place.en}, {"fr", &place.fr}})
      entry.languages[language] = entry.languages[language].get<int>() + !name->empty();
  }
  return entry;
}

int FailPack(Session& session, const std::string& folder, const absl::Status& status) {
  return session.Fail(kUsage, "admin.taxonomy.wrong",
                      {{"file", folder}, {"cause", Plain(std::string(status.message()))}});
}

int Build(Session& session, const BuildArguments& arguments) {
  auto content = ingest::ReadEsco(arguments.folder, arguments.options);
  if (!content.ok()) return session.Fail(content.status());
  if (content->labels.empty())
    return session.Fail(kUsage, "admin.taxonomy.build.empty", {{"folder", arguments.folder}});
  const auto written = taxonomy::WritePack(*std::move(content), arguments.out);
  if (!written.ok()) return session.Fail(written.status());
  // Read again: what is named is what a service will read.
  const auto pack = taxonomy::LoadPack(arguments.out, "sha256:" + *written);
  if (!pack.ok()) return FailPack(session, arguments.out, pack.status());
  const std::string setting = fmt::format("{}@sha256:{}", arguments.out, *written);
  std::string languages;
  for (const auto& [language, coverage] : pack->coverage)
    languages += fmt::format("{}{} {}", languages.empty() ? "" : ", ", language, coverage.labels);
  if (session.json) {
    session.PrintJson({{"folder", arguments.out},
                       {"scheme", pack->scheme},
                       {"edition", pack->edition},
                       {"concepts", pack->concepts.size()},
                       {"labels", pack->labels.size()},
                       {"languages", LanguagesOf(*pack)},
                       {"digest", pack->digest},
                       {"setting", setting},
                       {"exitCode", kAllIn}});
  } else {
    session.Print(
        session.Text("admin.taxonomy.build.built", {{"concepts", std::to_string(pack->concepts.size())},
                                                    {"labels", std::to_string(pack->labels.size())},
                                                    {"languages", languages},
                                                    {"folder", arguments.out},
                                                    {"setting", setting}}));
  }
  return kAllIn;
}

int List(Session& session, const std::vector<std::string>& folders) {
  std::vector<Entry> entries;
  for (const taxonomy::CodeList* list : taxonomy::AllLists()) entries.push_back(EntryOf(*list));
  entries.push_back(EntryOfPlaces());
  for (const std::string& folder : folders) {
    const auto pack = taxonomy::LoadPack(folder, "");
    if (!pack.ok()) return FailPack(session, folder, pack.status());
    entries.push_back(
        {Plain(pack->scheme), Plain(pack->edition), pack->concepts.size(), LanguagesOf(*pack), pack->digest});
  }
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const Entry& entry : entries) {
    json.push_back(entry.Json());
    if (!session.json) session.Print(entry.Line());
  }
  if (session.json) session.PrintJson({{"lists", std::move(json)}, {"exitCode", kAllIn}});
  return kAllIn;
}

}  // namespace

void AddTaxonomy(CLI::App& admin, Session& session) {
  CLI::App* taxonomy =
      AddCommand(admin, session, "taxonomy", "admin.taxonomy", {"tabadul admin taxonomy list"});
  taxonomy->require_subcommand(1);
  CLI::App* build = AddCommand(*taxonomy, session, "build", "admin.taxonomy.build",
                               {"tabadul admin taxonomy build esco-csv --edition 1.2.0 --out esco-1.2.0"});
  auto arguments = std::make_shared<BuildArguments>();
  build->add_option("folder", arguments->folder, session.Text("admin.taxonomy.build.folder"))
      ->required()
      ->type_name("FOLDER");
  build->add_option("--edition", arguments->options.edition, session.Text("admin.taxonomy.build.edition"))
      ->required()
      ->type_name("EDITION");
  build->add_option("--out", arguments->out, session.Text("admin.taxonomy.build.out"))
      ->required()
      ->type_name("FOLDER");
  build->add_flag("--skills", arguments->options.skills, session.Text("admin.taxonomy.build.skills"));
  OnChosen(build, session, [&session, arguments] { return Build(session, *arguments); });

  CLI::App* list =
      AddCommand(*taxonomy, session, "list", "admin.taxonomy.list", {"tabadul admin taxonomy list --json"});
  auto folders = std::make_shared<std::vector<std::string>>();
  list->add_option("pack", *folders, session.Text("admin.taxonomy.list.pack"))->type_name("FOLDER");
  OnChosen(list, session, [&session, folders] { return List(session, *folders); });
}

}  // namespace tabadul::cli
