#include "services/web/uploads/upload.h"

#include <algorithm>

#include "lib/platform/base/utf8.h"
#include "nlohmann/json.hpp"

namespace tabadul::web::uploads {
namespace {

using nlohmann::json;

constexpr size_t kLongestValue = 1024;  // of a cell in the sample
constexpr size_t kMostColumns = 300;    // of a page that has a field for each; a workbook may have 16,384

constexpr std::string_view kSteps[] = {"uploaded", "mapped", "checked", "pushed"};

// What is not UTF-8, of whatever a file may say, is not kept.
std::string Dump(const json& document) {
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

template <class Value>
Value Get(const json& object, const char* name, Value otherwise = {}) {
  const auto found = object.find(name);
  return found == object.end() ? otherwise : found->get<Value>();
}

json OfTrouble(const Trouble& trouble) {
  return {{"reason", std::string(ReasonName(trouble.reason))}, {"metadata", trouble.metadata}};
}
Trouble TroubleOf(const json& object) {
  return {ReasonFromName(Get<std::string>(object, "reason")), Get<Metadata>(object, "metadata")};
}

json OfRejection(const ingest::Rejection& rejection) {
  json object = OfTrouble({rejection.reason, rejection.metadata});
  object["field"] = rejection.field;
  object["column"] = rejection.column;
  return object;
}
ingest::Rejection RejectionOf(const json& object) {
  Trouble trouble = TroubleOf(object);
  return {Get<std::string>(object, "field"), trouble.reason, std::move(trouble.metadata),
          Get<std::string>(object, "column")};
}

// By their names in the summary, so that none is forgotten; "closed" there is two of them.
struct Counted {
  const char* name;
  int64_t push::Counts::*count;
};
constexpr Counted kCounts[] = {{"rows", &push::Counts::rows},
                               {"created", &push::Counts::created},
                               {"updated", &push::Counts::updated},
                               {"unchanged", &push::Counts::unchanged},
                               {"closed", &push::Counts::closed},
                               {"erased", &push::Counts::erased},
                               {"stale", &push::Counts::stale},
                               {"conflict", &push::Counts::conflict},
                               {"held", &push::Counts::held},
                               {"rejected", &push::Counts::rejected},
                               {"duplicates", &push::Counts::duplicates},
                               {"unanswered", &push::Counts::unanswered}};

json OfRow(const FirstRow& row) {
  json lines = json::array(), rejections = json::array();
  for (const FirstRow::Line& line : row.lines) lines.push_back({line.path, line.language, line.value});
  for (const ingest::Rejection& rejection : row.rejections) rejections.push_back(OfRejection(rejection));
  return {{"number", row.number}, {"id", row.record_id}, {"lines", lines}, {"rejections", rejections}};
}
FirstRow RowOf(const json& object) {
  FirstRow row;
  row.number = Get<int64_t>(object, "number");
  row.record_id = Get<std::string>(object, "id");
  for (const json& line : Get<json>(object, "lines", json::array())) {
    row.lines.push_back(
        {line.at(0).get<std::string>(), line.at(1).get<std::string>(), line.at(2).get<std::string>()});
  }
  for (const json& rejection : Get<json>(object, "rejections", json::array()))
    row.rejections.push_back(RejectionOf(rejection));
  return row;
}

json OfFate(const Fate& fate) {
  json counts, causes = json::array(), first = json::array();
  for (const Counted& one : kCounts) counts[one.name] = fate.counts.*one.count;
  for (const Cause& cause : fate.causes) {
    causes.push_back(
        {{"rows", cause.rows}, {"first", cause.first}, {"rejection", OfRejection(cause.rejection)}});
  }
  for (const FirstRow& row : fate.first) first.push_back(OfRow(row));
  json object = {{"counts", counts},
                 {"causes", causes},
                 {"first", first},
                 {"rejectedRows", fate.rejected_rows},
                 {"receipts", fate.receipts},
                 {"runId", fate.run_id},
                 {"runState", fate.run_state},
                 {"toClose", fate.to_close},
                 {"closed", fate.closed}};
  if (fate.trouble) object["trouble"] = OfTrouble(*fate.trouble);
  return object;
}
Fate FateOf(const json& object) {
  Fate fate;
  const json counts = Get<json>(object, "counts", json::object());
  for (const Counted& one : kCounts) fate.counts.*one.count = Get<int64_t>(counts, one.name);
  for (const json& cause : Get<json>(object, "causes", json::array())) {
    fate.causes.push_back({Get<int64_t>(cause, "rows"), Get<int64_t>(cause, "first"),
                           RejectionOf(Get<json>(cause, "rejection", json::object()))});
  }
  for (const json& row : Get<json>(object, "first", json::array())) fate.first.push_back(RowOf(row));
  fate.rejected_rows = Get<int64_t>(object, "rejectedRows");
  fate.receipts = Get<uint64_t>(object, "receipts");
  fate.run_id = Get<std::string>(object, "runId");
  fate.run_state = Get<std::string>(object, "runState");
  fate.to_close = Get<uint64_t>(object, "toClose");
  fate.closed = Get<uint64_t>(object, "closed");
  if (const auto trouble = object.find("trouble"); trouble != object.end())
    fate.trouble = TroubleOf(*trouble);
  return fate;
}

json OfChoices(const ingest::Choices& choices) {
  json columns = json::object(), dates = json::object(), codes = json::object();
  for (const auto& [subject, names] : choices.columns) columns[std::string(NameOf(subject))] = names;
  for (const auto& [subject, date] : choices.dates) {
    dates[std::string(NameOf(subject))] = {
        {"format", date.format}, {"hijri", date.hijri}, {"ambiguous", date.ambiguous}};
  }
  for (const auto& [subject, values] : choices.codes) codes[std::string(NameOf(subject))] = values;
  return {{"columns", columns},
          {"languages", choices.languages},
          {"dates", dates},
          {"countries", choices.countries},
          {"codes", codes},
          {"country", choices.country},
          {"currency", choices.currency},
          {"unit", choices.unit},
          {"full", choices.what == ingest::Export::kFull}};
}
ingest::Choices ChoicesOf(const json& object) {
  using Codes = std::map<std::string, std::string>;
  ingest::Choices choices;
  const json columns = Get<json>(object, "columns", json::object()),
             dates = Get<json>(object, "dates", json::object()),
             codes = Get<json>(object, "codes", json::object());
  for (const auto& [name, names] : columns.items()) {
    if (const auto subject = ingest::SubjectOf(name))
      choices.columns[*subject] = names.get<std::vector<std::string>>();
  }
  for (const auto& [name, date] : dates.items()) {
    if (const auto subject = ingest::SubjectOf(name)) {
      choices.dates[*subject] = {Get<std::string>(date, "format"), Get<bool>(date, "hijri"),
                                 Get<bool>(date, "ambiguous")};
    }
  }
  for (const auto& [name, values] : codes.items()) {
    if (const auto subject = ingest::SubjectOf(name)) choices.codes[*subject] = values.get<Codes>();
  }
  choices.languages = Get<std::vector<std::string>>(object, "languages");
  choices.countries = Get<Codes>(object, "countries");
  choices.country = Get<std::string>(object, "country");
  choices.currency = Get<std::string>(object, "currency");
  choices.unit = Get<std::string>(object, "unit");
  choices.what = Get<bool>(object, "full") ? ingest::Export::kFull : ingest::Export::kChanges;
  return choices;
}

Upload Read(const json& object) {
  Upload upload;
  upload.id = Get<std::string>(object, "id");
  upload.source = Get<std::string>(object, "source");
  upload.file_name = Get<std::string>(object, "fileName");
  upload.kind = Get<std::string>(object, "kind");
  upload.rejects = Get<bool>(object, "rejects");
  upload.bytes = Get<uint64_t>(object, "bytes");
  upload.create_time = absl::FromUnixMillis(Get<int64_t>(object, "createTime"));
  const std::string step = Get<std::string>(object, "step");
  upload.step = static_cast<Step>(std::find(std::begin(kSteps), std::end(kSteps), step) - std::begin(kSteps));
  if (upload.step > Step::kPushed) upload.step = Step::kUploaded;
  upload.by_choices = Get<bool>(object, "byChoices", true);
  upload.choices = ChoicesOf(Get<json>(object, "choices", json::object()));
  if (const auto check = object.find("check"); check != object.end()) upload.check = FateOf(*check);
  if (const auto push = object.find("push"); push != object.end()) upload.push = FateOf(*push);
  if (const auto trouble = object.find("unreadable"); trouble != object.end())
    upload.unreadable = TroubleOf(*trouble);
  upload.working = Get<std::string>(object, "working");
  return upload;
}

}  // namespace

std::string_view NameOf(Step step) { return kSteps[static_cast<size_t>(step)]; }

std::string ToJson(const Upload& upload) {
  json object = {{"id", upload.id},
                 {"source", upload.source},
                 {"fileName", upload.file_name},
                 {"kind", upload.kind},
                 {"rejects", upload.rejects},
                 {"bytes", upload.bytes},
                 {"createTime", absl::ToUnixMillis(upload.create_time)},
                 {"step", std::string(NameOf(upload.step))},
                 {"byChoices", upload.by_choices},
                 {"choices", OfChoices(upload.choices)},
                 {"working", upload.working}};
  if (upload.check) object["check"] = OfFate(*upload.check);
  if (upload.push) object["push"] = OfFate(*upload.push);
  if (upload.unreadable) object["unreadable"] = OfTrouble(*upload.unreadable);
  return Dump(object);
}

std::optional<Upload> UploadFromJson(std::string_view text) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  try {
    return Read(object);
  } catch (const json::exception&) {  // of another release
    return std::nullopt;
  }
}

ingest::Sample Shortened(ingest::Sample sample, size_t most_bytes) {
  if (sample.columns.size() > kMostColumns) sample.columns.resize(kMostColumns);
  size_t rows = 0;
  for (size_t bytes = 0; rows < sample.rows; ++rows) {
    for (ingest::Sample::Column& column : sample.columns) {
      std::string& value = column.values[rows];
      value.resize(Utf8Prefix(value, kLongestValue).size());
      bytes += value.size();
    }
    if (bytes > most_bytes) break;
  }
  sample.rows = rows;
  for (ingest::Sample::Column& column : sample.columns) column.values.resize(rows);
  return sample;
}

std::string ToJson(const ingest::Sample& sample) {
  json columns = json::array();
  for (const ingest::Sample::Column& column : sample.columns)
    columns.push_back({{"name", column.name}, {"values", column.values}});
  return Dump({{"format", static_cast<int>(sample.input.format)},
               {"delimiter", std::string(1, sample.input.delimiter)},
               {"rowsAt", sample.input.rows},
               {"encoding", std::string(NameOf(sample.encoding))},
               {"rows", sample.rows},
               {"columns", columns}});
}

std::optional<ingest::Sample> SampleFromJson(std::string_view text) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  try {
    ingest::Sample sample;
    sample.input.format = static_cast<ingest::Format>(Get<int>(object, "format"));
    sample.input.delimiter = Get<std::string>(object, "delimiter", ",").at(0);
    sample.input.rows = Get<std::string>(object, "rowsAt");
    sample.encoding = ingest::EncodingOf(Get<std::string>(object, "encoding")).value_or(sample.encoding);
    sample.rows = Get<size_t>(object, "rows");
    for (const json& column : Get<json>(object, "columns", json::array())) {
      sample.columns.push_back(
          {Get<std::string>(column, "name"), Get<std::vector<std::string>>(column, "values")});
      if (sample.columns.back().values.size() != sample.rows) return std::nullopt;
    }
    return sample;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace tabadul::web::uploads
