#include "cli/copy.h"

#include <google/protobuf/util/json_util.h>

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "cli/commands.h"
#include "cli/enum_names.h"
#include "cli/interrupts.h"
#include "cli/map.h"
#include "cli/progress.h"
#include "cli/show.h"
#include "fmt/format.h"
#include "lib/client/kind.h"
#include "lib/client/postgres/store.h"
#include "lib/client/sqlite/store.h"
#include "lib/evidence/digest.h"

namespace tabadul::cli {
namespace {

using exchange::v1::StoredRecord;

constexpr absl::Duration kTableEvery = absl::Seconds(5);  // while following, at least
constexpr int kTableShare = 10;                           // …and so many times as long as writing it takes
constexpr absl::Duration kSayEvery = absl::Seconds(5), kRedrawEvery = absl::Milliseconds(200);

// What a table has before the columns of its kind, where no mapping is given. record_id is one of those.
constexpr const char* kEnvelope[] = {"hub_id",      "source",      "lifecycle",   "version",
                                     "create_time", "update_time", "expire_time", "closure_reason"};

std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Whether the page lets a record go.
bool LetsGo(const client::ChangeList& changes) {
  return std::any_of(changes.begin(), changes.end(), [](const exchange::v1::Change& change) {
    return change.has_removal() || change.state().asserted() == exchange::v1::ASSERTED_STATE_ERASED;
  });
}

std::string FollowerAt(const std::string& place) {
  return "copy-" + evidence::Hex(evidence::Sha256(place)).substr(0, 12);
}

}  // namespace

std::string FollowerOfFile(const std::string& path) {
  char machine[HOST_NAME_MAX + 1] = "";
  gethostname(machine, HOST_NAME_MAX);
  return FollowerAt(std::string(machine) + ':' + std::filesystem::absolute(path).lexically_normal().string());
}

std::optional<Target> ParseTarget(const std::string& to) {
  const auto after = [&](const std::string& prefix) -> std::optional<std::string> {
    if (!to.starts_with(prefix) || to.size() == prefix.size()) return std::nullopt;
    return to.substr(prefix.size());
  };
  if (const auto file = after("sqlite:")) return Target{Target::Form::kSqlite, *file};
  if (after("postgres://") || after("postgresql://")) return Target{Target::Form::kPostgres, to};
  if (const auto conninfo = after("postgres:")) return Target{Target::Form::kPostgres, *conninfo};
  if (to.ends_with(".csv") && to.size() > 4) return Target{Target::Form::kCsv, to};
  if (to.ends_with(".jsonl") && to.size() > 6) return Target{Target::Form::kJsonLines, to};
  return std::nullopt;
}

class Copy::Counting final : public client::Follower {
 public:
  explicit Counting(Copy& copy) : copy_(copy) {}
  absl::Status Apply(const client::ChangeList& changes, const std::string& cursor) override {
    if (LetsGo(changes)) RETURN_IF_ERROR(copy_.OweTable());
    RETURN_IF_ERROR(copy_.mirror_->Apply(changes, cursor));
    copy_.changes_ += static_cast<uint64_t>(changes.size());
    copy_.dirty_ = copy_.dirty_ || !changes.empty();
    copy_.Progress(/*last=*/false);
    return absl::OkStatus();
  }
  absl::Status Withdraw(const exchange::v1::Withdrawn& withdrawn) override {
    RETURN_IF_ERROR(copy_.OweTable());
    RETURN_IF_ERROR(copy_.mirror_->Withdraw(withdrawn));
    copy_.table_due_ = absl::InfinitePast();
    copy_.session_.Say(copy_.session_.Text("watch.withdrawn", {{"source", withdrawn.source()}}));
    return absl::OkStatus();
  }
  absl::Status Restart() override {
    copy_.session_.Say(copy_.session_.Text("watch.restarted"));
    copy_.dirty_ = true;
    return copy_.mirror_->Restart();
  }
  absl::Status Marked() override {
    if (copy_.mirror_->settling()) RETURN_IF_ERROR(copy_.OweTable());
    return copy_.mirror_->Marked();
  }
  std::string Applied() const override { return copy_.mirror_->Applied(); }
  absl::Status Purge() override { return copy_.owes_table_ ? copy_.WriteTable() : absl::OkStatus(); }
  std::string Purged() const override { return copy_.owes_table_ ? copy_.purged_ : Applied(); }

 private:
  Copy& copy_;
};

int Copy::Run() {
  const Interrupts interrupts(session_, [this] { stop_.request_stop(); });
  if (const int code = Prepare(); code != kAllIn) return code;
  Counting counting(*this);
  absl::Status ended = client::Follow(*connection_, Settings(), counting, stop_.get_token());
  if (stop_.stop_requested()) ended = absl::OkStatus();
  // What came since the last table was written; of a copy that is not complete yet there is none.
  if (ended.ok() && dirty_ && complete_) ended = WriteTable();
  return Report(ended);
}

int Copy::Prepare() {
  target_ = ParseTarget(arguments_.to);
  if (!target_) return session_.Fail(kUsage, "pull.target-wrong", {{"target", arguments_.to}});
  const auto method = client::MethodOf(arguments_.kind, "Watch");
  if (!method.ok()) return session_.Fail(kUsage, "pull.kind-wrong", {{"kind", arguments_.kind}});
  method_ = *method;
  if (const int code = ChooseColumns(); code != kAllIn) return code;
  if (const int code = session_.Connect(&connection_); code != kAllIn) return code;
  if (session_.terminal) session_.Say(session_.Text("pull.opening"), /*transient=*/true);
  absl::Status opened = OpenMirror();
  if (opened.ok()) opened = LookForTable();
  return opened.ok() ? kAllIn : session_.Fail(opened);
}

// A table that was begun and not finished: what went then may still be in the one that is there, and it is written anew before
// the hub is told of the mirror's place. Of a copy that has no table yet, nothing stays of it.
absl::Status Copy::LookForTable() {
  if (!target_->table() || !TableFile::IsBegun(target_->place)) return absl::OkStatus();
  owes_table_ = std::filesystem::exists(target_->place);
  return owes_table_ ? absl::OkStatus() : TableFile::Discard(target_->place);
}

absl::Status Copy::OweTable() {
  dirty_ = true;
  if (owes_table_ || !target_->table() || !std::filesystem::exists(target_->place)) return absl::OkStatus();
  RETURN_IF_ERROR(TableFile::Begin(target_->place));
  owes_table_ = true;
  purged_ = mirror_->Applied();
  return absl::OkStatus();
}

int Copy::ChooseColumns() {
  if (arguments_.mapping.empty()) {
    auto columns = ingest::Reverse::Default(arguments_.kind);
    if (columns.ok()) columns_ = *std::move(columns);
    return kAllIn;  // else a table has the envelope only
  }
  ingest::Mapping mapping;
  if (const int code = LoadMapping(session_, arguments_.mapping, "pull.mapping-wrong", &mapping);
      code != kAllIn)
    return code;
  if (mapping.kind() != arguments_.kind)
    return session_.Fail(kUsage, "pull.kind-of-mapping",
                         {{"kind", mapping.kind()}, {"file", arguments_.mapping}});
  columns_.emplace(mapping);
  mapping_form_ = ReadAll(arguments_.mapping);
  return kAllIn;
}

// Of a database the columns stand in its table; of a file they are made when it is written.
client::MirrorColumns Copy::MirrorColumns() {
  client::MirrorColumns columns;
  if (target_->table() || !columns_) return columns;
  columns.names = columns_->columns();
  columns.form = mapping_form_;
  columns.values = [this](const StoredRecord& stored) {
    std::vector<std::optional<std::string>> values;
    for (std::string& cell : CellsOf(stored)) {
      values.push_back(cell.empty() ? std::nullopt : std::optional(std::move(cell)));
    }
    return values;
  };
  return columns;
}

absl::Status Copy::OpenMirror() {
  client::MirrorColumns columns = MirrorColumns();
  auto store = target_->form == Target::Form::kPostgres
                   ? client::OpenPostgresStore(target_->place, arguments_.kind, columns)
                   : client::OpenSqliteStore(target_->place + (target_->table() ? kMirrorEnding : ""),
                                             arguments_.kind, columns);
  if (!store.ok()) return store.status();
  ASSIGN_OR_RETURN(mirror_, client::Mirror::Open(*std::move(store), {.columns = std::move(columns),
                                                                     .kind = arguments_.kind,
                                                                     .anew = arguments_.anew}));
  return absl::OkStatus();
}

client::FollowSettings Copy::Settings() {
  client::FollowSettings settings;
  settings.method = method_;
  settings.filter.mutable_sources()->Add(arguments_.sources.begin(), arguments_.sources.end());
  settings.filter.mutable_countries()->Add(arguments_.countries.begin(), arguments_.countries.end());
  settings.filter.mutable_occupations()->Add(arguments_.occupations.begin(), arguments_.occupations.end());
  settings.until_mark = arguments_.until_mark;
  settings.follower = arguments_.follower;
  // A database is one, whatever machine writes to it.
  if (settings.follower.empty())
    settings.follower = target_->form == Target::Form::kPostgres ? FollowerAt(target_->place)
                                                                 : FollowerOfFile(target_->place);
  if (arguments_.until_mark) settings.patience = absl::Minutes(10);
  settings.on_mark = [this](const exchange::v1::SignedMark& mark) { return OnMark(mark); };
  settings.on_interruption = [this](const absl::Status& why, absl::Duration) {
    if (ReasonOf(why) == common::v1::ERROR_REASON_STREAM_EXPIRED) return;
    if (absl::Now() - interrupted_ < kSayEvery) return;
    interrupted_ = absl::Now();
    session_.Say(session_.Text("watch.interrupted"));
  };
  return settings;
}

absl::Status Copy::OnMark(const exchange::v1::SignedMark& mark) {
  Progress(/*last=*/true);
  complete_ = true;
  proof_ = prover_.Check(*connection_, [&](const Prover::Keys& keys) { return mirror_->Check(mark, keys); });
  if (proof_ && !arguments_.until_mark) prover_.Say(*proof_, mirror_->open_records(), mirror_->Applied());
  if (!dirty_ || absl::Now() < table_due_) return absl::OkStatus();
  return WriteTable();
}

std::vector<std::string> Copy::TableColumns() const {
  std::vector<std::string> columns;
  if (arguments_.mapping.empty()) columns.assign(std::begin(kEnvelope), std::end(kEnvelope));
  if (columns_) columns.insert(columns.end(), columns_->columns().begin(), columns_->columns().end());
  return columns;
}

absl::Status Copy::WriteTable() {
  dirty_ = false;
  if (!target_->table()) return absl::OkStatus();
  const absl::Time begun = absl::Now();
  ingest::InputFormat input;
  if (columns_) input = columns_->input();
  TableFile file(target_->place, target_->form == Target::Form::kCsv, input, TableColumns());
  RETURN_IF_ERROR(file.Open());
  RETURN_IF_ERROR(WriteRows(&file));
  RETURN_IF_ERROR(file.Close());
  owes_table_ = false;
  rows_ = file.rows();
  unwritable_ = file.unwritable();
  table_due_ = absl::Now() + std::max(kTableEvery, kTableShare * (absl::Now() - begun));
  return absl::OkStatus();
}

absl::Status Copy::WriteRows(TableFile* file) {
  lost_.clear();
  // Without a mapping a line of JSON is the record itself, whole.
  const bool whole = target_->form == Target::Form::kJsonLines && arguments_.mapping.empty();
  std::vector<std::string> cells;
  std::string line;
  return mirror_->ForEach([&](const StoredRecord& stored) -> absl::Status {
    if (!arguments_.all && stored.lifecycle() != exchange::v1::LIFECYCLE_OPEN) return absl::OkStatus();
    if (whole) {
      line.clear();
      if (!google::protobuf::util::MessageToJsonString(stored, &line).ok())
        return Internal("a record cannot be written as JSON");
      return file->AddLine(line);
    }
    cells.clear();
    AddCells(stored, &cells);
    return file->Add(cells);
  });
}

void Copy::AddCells(const StoredRecord& stored, std::vector<std::string>* cells) {
  if (arguments_.mapping.empty()) {
    *cells = {stored.hub_id(),
              stored.record().source(),
              ShortName(stored.lifecycle()),
              std::to_string(stored.version()),
              Show(stored.create_time()),
              Show(stored.update_time()),
              Show(stored.expire_time()),
              stored.closure_reason() == exchange::v1::CLOSURE_REASON_UNSPECIFIED
                  ? ""
                  : ShortName(stored.closure_reason())};
  }
  if (!columns_) return;
  std::vector<std::string> own = CellsOf(stored);
  cells->insert(cells->end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
}

std::vector<std::string> Copy::CellsOf(const StoredRecord& stored) {
  ingest::Reverse::Written written = columns_->Write(stored.record());
  for (const std::string& member : written.lost) ++lost_[member];
  return std::move(written.cells);
}

void Copy::Progress(bool last) {
  const absl::Time now = absl::Now();
  if (changes_ == shown_ || (!last && now - said_ < (session_.terminal ? kRedrawEvery : kSayEvery))) return;
  if (last && !session_.terminal && now - begun_ < kSayEvery) return;  // it was quick: the end says all
  said_ = now;
  shown_ = changes_;
  const double seconds = std::max(0.001, absl::ToDoubleSeconds(now - begun_));
  session_.Say(session_.Text("pull.progress",
                             {{"changes", std::to_string(changes_)},
                              {"rate", fmt::format("{:.0f}", static_cast<double>(changes_) / seconds)},
                              {"time", Clockwise(now - begun_)}}),
               /*transient=*/true);
}

int Copy::Report(const absl::Status& ended) {
  if (ReasonOf(ended) == common::v1::ERROR_REASON_TOKEN_MISMATCH)
    return session_.Fail(kUsage, "pull.other-selection", {{"target", arguments_.to}});
  if (!ended.ok()) return session_.Fail(ended);
  const bool proven = proof_ && proof_->proven();
  int code = complete_ && !proven ? kSomeRejected : kAllIn;
  if (!complete_ && arguments_.until_mark) code = kUnreachable;
  if (session_.json) {
    nlohmann::ordered_json document = {{"to", arguments_.to},
                                       {"kind", arguments_.kind},
                                       {"complete", complete_},
                                       {"changes", changes_},
                                       {"open", mirror_->open_records()}};
    if (complete_ && !proof_) document["unproven"] = prover_.doubt();
    if (proof_) {
      document["epoch"] = proof_->mark.epoch();
      document["head"] = proof_->mark.head();
      document["equal"] = proof_->equal;
      document["unequal"] = proof_->unequal;
    }
    if (target_->table()) {
      document["rows"] = rows_;
      document["unwritable"] = unwritable_;
    }
    document["notCarried"] = lost_;
    document["exitCode"] = code;
    session_.PrintJson(document);
    return code;
  }
  if (proof_ && arguments_.until_mark) prover_.Say(*proof_, mirror_->open_records(), mirror_->Applied());
  const char* const state = !complete_ ? "pull.stopped" : proof_ ? "pull.done" : "pull.unproven";
  session_.Print(session_.Text(state, {{"target", arguments_.to}, {"changes", std::to_string(changes_)}}));
  if (complete_ && target_->table())
    session_.Print(session_.Text("pull.rows", {{"rows", std::to_string(rows_)}}));
  for (const auto& [member, records] : lost_) {
    session_.Say(session_.Text("pull.lost", {{"member", member}, {"records", std::to_string(records)}}));
  }
  if (unwritable_ > 0)
    session_.Say(session_.Text("pull.unwritable", {{"rows", std::to_string(unwritable_)}}));
  return code;
}

}  // namespace tabadul::cli
