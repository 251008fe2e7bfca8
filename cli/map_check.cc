#include <fmt/format.h>

#include "cli/map.h"
#include "google/protobuf/util/json_util.h"
#include "lib/evidence/payload.h"
#include "lib/ingest/mapping.h"
#include "lib/ingest/preview.h"
#include "lib/ingest/rejects.h"
#include "lib/platform/base/utf8.h"

namespace tabadul::cli {
namespace {

using ingest::Item;

constexpr size_t kMaxShown = 240;  // bytes of a long text

const char* NameOf(Item::Kind kind) {
  switch (kind) {
    case Item::Kind::kRecord:
      return "record";
    case Item::Kind::kDuplicate:
      return "duplicate";
    case Item::Kind::kRejected:
      return "rejected";
  }
  return "";
}

const google::protobuf::Message* PayloadOf(const exchange::v1::Record& record) {
  const auto* field = evidence::PayloadField(record);
  return field == nullptr ? nullptr : &record.GetReflection()->GetMessage(record, field);
}

}  // namespace

int LoadMapping(Session& session, const std::string& path, const std::string& key, ingest::Mapping* mapping) {
  ingest::Mapping::Loaded loaded = ingest::Mapping::FromFile(path);
  if (!loaded.ok()) {
    for (const auto& problem : loaded.problems) session.Say(ingest::Describe(problem, session.language));
    return session.Fail(kUsage, key, {{"file", path}, {"count", std::to_string(loaded.problems.size())}});
  }
  *mapping = std::move(loaded.mapping);
  return kAllIn;
}

int MapCheck::Run() {
  if (const int code = Prepare(); code != kAllIn || !importer_) return code;
  if (const int code = Read(); code != kAllIn) return code;
  return Report();
}

// Without rows to read (a mapping alone) there is no importer afterwards.
int MapCheck::Prepare() {
  ingest::Mapping mapping = ingest::Mapping::ForContract(ingest::Export::kChanges);
  const bool alone = arguments_.mapping.empty() && arguments_.file.ends_with(".yaml");
  const std::string& path = alone ? arguments_.file : arguments_.mapping;
  if (!path.empty()) {
    if (const int code = LoadMapping(session_, path, "map.wrong", &mapping); code != kAllIn) return code;
  }
  if (alone) {
    if (session_.json) {
      session_.PrintJson({{"file", path}, {"mapping", "good"}, {"exitCode", kAllIn}});
    } else {
      session_.Print(session_.Text("map.good", {{"file", path}}));
    }
    return kAllIn;
  }
  auto importer = ingest::Importer::Open(arguments_.file, mapping, {});
  if (!importer.ok()) return session_.Fail(importer.status());
  importer_ = *std::move(importer);
  return kAllIn;
}

int MapCheck::Read() {
  for (Item item; !arguments_.only || importer_->totals().rows < arguments_.show;) {
    const auto more = importer_->Next(item);
    if (!more.ok()) return session_.Fail(more.status());
    if (!*more) break;
    for (const ingest::Rejection& rejection : item.rejections) {
      Cause& cause =
          causes_[fmt::format("{} {} {}", ReasonName(rejection.reason), rejection.field, rejection.column)];
      if (cause.rows++ == 0) {
        cause.first = item.row.number;
        cause.sentence = ingest::Explain(rejection, session_.language);
      }
    }
    if (importer_->totals().rows <= arguments_.show) Show(item);
    if (session_.broken()) break;
  }
  return kAllIn;
}

void MapCheck::Show(const Item& item) {
  if (session_.json) {
    ShowJson(item);
  } else {
    ShowText(item);
  }
}

void MapCheck::ShowJson(const Item& item) {
  nlohmann::ordered_json row = {
      {"row", item.row.number}, {"recordId", item.record_id}, {"fate", NameOf(item.kind)}};
  if (item.kind == Item::Kind::kRecord) {
    std::string text;
    if (google::protobuf::util::MessageToJsonString(item.record, &text).ok())
      row["record"] = nlohmann::ordered_json::parse(text, nullptr, false);
  }
  for (const ingest::Rejection& rejection : item.rejections) {
    row["rejections"].push_back({{"field", rejection.field},
                                 {"reason", ReasonName(rejection.reason)},
                                 {"column", rejection.column},
                                 {"message", ingest::Explain(rejection, session_.language)}});
  }
  shown_.push_back(std::move(row));
}

void MapCheck::ShowText(const Item& item) {
  session_.Print(session_.Text("map.row", {{"row", std::to_string(item.row.number)},
                                           {"id", Plain(item.record_id)},
                                           {"fate", NameOf(item.kind)}}));
  if (const auto* payload = PayloadOf(item.record); payload && item.kind == Item::Kind::kRecord) {
    for (const ingest::PreviewLine& line : ingest::Preview(*payload)) {
      const std::string path = line.language.empty() ? line.path : line.path + " [" + line.language + "]";
      session_.Print(fmt::format("  {:<30} {}", path, Plain(Truncated(line.value, kMaxShown))));
    }
  }
  for (const ingest::Rejection& rejection : item.rejections)
    session_.Print("  ! " + Plain(ingest::Explain(rejection, session_.language)));
}

int MapCheck::Report() {
  const ingest::Totals& totals = importer_->totals();
  const int code = totals.rejected > 0 ? kSomeRejected : kAllIn;
  if (session_.json) {
    nlohmann::ordered_json causes = nlohmann::ordered_json::array();
    for (const auto& [name, cause] : causes_)
      causes.push_back(
          {{"cause", name}, {"rows", cause.rows}, {"firstRow", cause.first}, {"message", cause.sentence}});
    session_.PrintJson({{"file", arguments_.file},
                        {"rows", totals.rows},
                        {"records", totals.records},
                        {"duplicates", totals.duplicates},
                        {"rejected", totals.rejected},
                        {"causes", std::move(causes)},
                        {"first", std::move(shown_)},
                        {"exitCode", code}});
    return code;
  }
  session_.Print(session_.Text("map.totals", {{"rows", std::to_string(totals.rows)},
                                              {"records", std::to_string(totals.records)},
                                              {"duplicates", std::to_string(totals.duplicates)},
                                              {"rejected", std::to_string(totals.rejected)}}));
  for (const auto& [name, cause] : causes_) {
    session_.Print(session_.Text("map.cause", {{"rows", std::to_string(cause.rows)},
                                               {"row", std::to_string(cause.first)},
                                               {"text", Plain(cause.sentence)}}));
  }
  return code;
}

}  // namespace tabadul::cli
