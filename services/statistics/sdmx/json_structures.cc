#include "services/statistics/sdmx/json_structures.h"

#include <algorithm>
#include <optional>

#include "fmt/format.h"
#include "lib/platform/base/utc.h"
#include "services/statistics/period.h"
#include "services/statistics/sdmx/json_structure_bodies.h"
#include "services/statistics/sdmx/structures.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics::sdmx {
namespace {

constexpr std::string_view kSchema1 =
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/1.0/"
    "sdmx-json-structure-schema.json";
constexpr std::string_view kSchema2 = "https://json.sdmx.org/2.0.0/sdmx-json-structure-schema.json";

class MessageWriter {
 public:
  MessageWriter(JsonVersion version, const MessageHead& head, std::string_view service, std::string* out)
      : json_(out), style_{version, head.language}, head_(head), service_(service) {}

  void Write(absl::Span<const Wanted> wanted) {
    json_.BeginObject();
    WriteMeta(json_, head_, style_.version == JsonVersion::k1 ? kSchema1 : kSchema2, LanguagesOf(wanted));
    json_.Key("data");
    json_.BeginObject();
    for (const ArtefactType type : ArtefactTypesInOrder()) OfType(type, wanted);
    json_.EndObject();
    json_.EndObject();
  }

 private:
  JsonLanguages LanguagesOf(absl::Span<const Wanted> wanted) const {
    JsonLanguages languages(head_.language);
    for (const Wanted& each : wanted) {
      languages.Add(each.artefact->names);
      const auto* scheme = each.stub ? nullptr : std::get_if<ItemScheme>(&each.artefact->body);
      if (scheme == nullptr) continue;
      for (const Item& item : scheme->items) languages.Add(item.names);
    }
    return languages;
  }

  void OfType(ArtefactType type, absl::Span<const Wanted> wanted) {
    const auto is = [&](const Wanted& each) { return each.artefact->type == type; };
    if (std::ranges::none_of(wanted, is)) return;
    json_.Key(NamesOf(type, style_.edition()).json);
    json_.BeginArray();
    for (const Wanted& each : wanted) {
      if (is(each)) One(*each.artefact, each.stub);
    }
    json_.EndArray();
  }

  void One(const Artefact& artefact, bool stub) {
    json_.BeginObject();
    json_.Member("id", artefact.id);
    json_.Member("agencyID", artefact.agency);
    json_.Member("version", artefact.version);
    json_.BoolMember("isExternalReference", stub || artefact.external);
    if (style_.version == JsonVersion::k1) json_.BoolMember("isFinal", artefact.final);
    Valid("validFrom", artefact.valid_from);
    Valid("validTo", artefact.valid_to);
    WriteNames(json_, artefact.names, style_.language, artefact.id);
    Links(artefact, stub);
    if (!stub) {
      WriteTexts(json_, "description", "descriptions", artefact.descriptions, style_.language, "");
      WriteAnnotations(json_, style_, artefact.annotations);
      WriteBody(json_, style_, artefact);
    }
    json_.EndObject();
  }

  // A date-time here; SDMX-ML allows days and periods too.
  void Valid(std::string_view key, const std::string& text) {
    if (const auto period = Period::Parse(text)) json_.Member(key, FormatUtc(period->start()));
  }

  void Links(const Artefact& artefact, bool stub) {
    json_.Key("links");
    json_.BeginArray();
    json_.BeginObject();
    if (stub && !service_.empty()) json_.Member("href", AddressOf(artefact, style_.edition(), service_));
    json_.Member("rel", "self");
    json_.Member("urn", UrnOf(ReferenceTo(artefact), style_.edition()));
    json_.EndObject();
    json_.EndArray();
  }

  JsonWriter json_;
  const JsonStructureStyle style_;
  const MessageHead& head_;
  const std::string_view service_;
};

JsonVersion VersionOf(StructureFormat format) {
  return format == StructureFormat::kJson1 ? JsonVersion::k1 : JsonVersion::k2;
}

}  // namespace

void WriteStructuresJson(StructureFormat format, const MessageHead& head, absl::Span<const Wanted> wanted,
                         std::string_view service, std::string* out) {
  MessageWriter(VersionOf(format), head, service, out).Write(wanted);
}

void WriteErrorJson(StructureFormat format, const MessageHead& head, const FooterMessage& error,
                    std::string* out) {
  JsonLanguages languages(head.language);
  languages.Add(error.text);
  JsonWriter json(out);
  json.BeginObject();
  WriteMeta(json, head, VersionOf(format) == JsonVersion::k1 ? kSchema1 : kSchema2, languages);
  WriteErrors(json, {&error, 1}, head.language);
  json.EndObject();
}

}  // namespace tabadul::statistics::sdmx
