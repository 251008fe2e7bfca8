// tabadul reconcile: which records differ between the hub and a full export, or a copy of the feed.
#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/held_copy.h"
#include "cli/map.h"
#include "lib/client/kind.h"
#include "lib/client/reconcile.h"
#include "lib/client/source_hashes.h"
#include "lib/evidence/digest.h"
#include "lib/ingest/importer.h"

namespace tabadul::cli {
namespace {

constexpr size_t kShown = 20;
constexpr absl::Duration kTreeTime = absl::Minutes(2);  // the hub reads all of a source

struct ReconcileArguments {
  std::string input, state, mapping, source, kind = "vacancy";
};

// "missing at the hub", "missing here", "other".
const char* KindOf(const client::Difference& one) {
  if (one.there.empty()) return "here";
  return one.here.empty() ? "hub" : "other";
}

class Reconciling {
 public:
  Reconciling(Session& session, ReconcileArguments arguments)
      : session_(session), arguments_(std::move(arguments)) {}

  // The worst of all sources. Of a copy's own sources those that the hub does not give whole have nothing to be compared with.
  int Run() {
    if (const int code = Prepare(); code != kAllIn) return code;
    int worst = kAllIn;
    bool any = false;
    for (const std::string& source : sources_) {
      const auto code = Compare(source);
      if (every_source_ && ReasonOf(code.status()) == common::v1::ERROR_REASON_NOT_FOUND) {
        SayIncomparable(source);
        continue;
      }
      if (!code.ok()) return session_.Fail(code.status());
      worst = std::max(worst, *code);
      any = true;
    }
    return any ? worst : kRefused;
  }

 private:
  int Prepare() {
    if (arguments_.input.empty() && arguments_.state.empty())
      return session_.Fail(kUsage, "usage.required", {{"argument", "file | --state"}});
    const bool copy = !arguments_.state.empty();
    texts_ = copy ? "reconcile.copy." : "reconcile.";
    if (const int code = copy ? ChooseCopy() : ChooseInput(); code != kAllIn) return code;
    if (const int code = session_.Connect(&connection_); code != kAllIn) return code;
    const auto method = client::MethodOf(arguments_.kind, "Reconcile");
    if (!method.ok()) return session_.Fail(method.status());
    method_ = *method;
    return copy ? OpenCopy() : ChooseSource();
  }

  int ChooseCopy() {
    target_ = ParseTarget(arguments_.state);
    return target_ ? kAllIn : session_.Fail(kUsage, "reconcile.copy.wrong", {{"target", arguments_.state}});
  }

  int OpenCopy() {
    auto copy = HeldCopy::Open(*target_, arguments_.kind);
    if (!copy.ok()) return session_.Fail(copy.status());
    copy_ = *std::move(copy);
    records_ = [this](const std::string& source, const client::VisitRecord& visit) {
      return copy_->ForEach(source, visit);
    };
    if (!arguments_.source.empty()) return sources_ = {arguments_.source}, kAllIn;
    const auto held = copy_->Sources();
    if (!held.ok()) return session_.Fail(held.status());
    if (held->empty())
      return session_.Fail(kUsage, "reconcile.copy.empty",
                           {{"target", arguments_.state}, {"command", Refresh()}});
    sources_.assign(held->begin(), held->end());
    every_source_ = true;
    return kAllIn;
  }

  int ChooseSource() {
    const auto source = SourceOf(arguments_.source, *connection_);
    if (!source.ok()) return session_.Fail(source.status());
    sources_ = {*source};
    return kAllIn;
  }

  // Every record that the file would push; rows that make none are not open anywhere.
  int ChooseInput() {
    ingest::Mapping mapping = ingest::Mapping::ForContract(ingest::Export::kFull);
    if (!arguments_.mapping.empty()) {
      if (const int code = LoadMapping(session_, arguments_.mapping, "verify.mapping-wrong", &mapping);
          code != kAllIn)
        return code;
      arguments_.kind = mapping.kind();
    }
    records_ = [this, mapping](const std::string& source, const client::VisitRecord& visit) -> absl::Status {
      ASSIGN_OR_RETURN(const auto importer,
                       ingest::Importer::Open(arguments_.input, mapping, {.source = source}));
      ingest::Item item;
      while (true) {
        ASSIGN_OR_RETURN(const bool more, importer->Next(item));
        if (!more) return absl::OkStatus();
        if (item.kind == ingest::Item::Kind::kRecord)
          visit(item.record.record_id(), evidence::Sha256(client::PayloadOf(item.record)));
      }
    };
    return kAllIn;
  }

  absl::StatusOr<int> Compare(const std::string& source) {
    ASSIGN_OR_RETURN(const client::Comparison compared,
                     client::Reconcile(
                         source, [&](const client::VisitRecord& visit) { return records_(source, visit); },
                         [this](const auto& request) {
                           return client::Ask<exchange::v1::ReconcileResponse>(
                               *connection_, connection_->Within(kTreeTime), method_, request);
                         }));
    bool proven = false;
    if (compared.equal()) {
      ASSIGN_OR_RETURN(proven, Prove(compared));
    }
    const int code = compared.equal() ? kAllIn : kSomeRejected;
    session_.json ? PrintJson(source, compared, proven, code) : Print(source, compared, proven);
    return code;
  }

  // What brings the copy up to date.
  std::string Refresh() const {
    return (copy_->is_feed() ? "tabadul watch --until-mark --state " : "tabadul pull --to ") +
           arguments_.state;
  }

  absl::StatusOr<bool> Prove(const client::Comparison& compared) {
    ASSIGN_OR_RETURN(const std::string method, client::MethodOf(arguments_.kind, "ProveEqual"));
    exchange::v1::ProveEqualRequest request;
    *request.mutable_whole() = compared.here;
    ASSIGN_OR_RETURN(const auto proof, client::Ask<exchange::v1::ProveEqualResponse>(
                                           *connection_, connection_->Within(kCallTime), method, request));
    return proof.equal();
  }

  std::string Text(const char* key, const Metadata& parameters) const {
    return session_.Text(texts_ + key, parameters);
  }

  void Print(const std::string& source, const client::Comparison& compared, bool proven) {
    const std::string count = std::to_string(compared.there.count());
    if (compared.equal()) {
      session_.Print(
          Text(proven ? "equal" : "equal-then",
               {{"source", source}, {"count", count}, {"sequence", std::to_string(compared.sequence)}}));
      return;
    }
    session_.Print(Text("differ", {{"source", source},
                                   {"count", std::to_string(compared.differences.size())},
                                   {"here", std::to_string(compared.here.count())},
                                   {"there", count}}));
    for (size_t i = 0; i < std::min(kShown, compared.differences.size()); ++i) {
      const client::Difference& one = compared.differences[i];
      session_.Print(fmt::format("  {}  {}", Plain(one.record_id), Text("what", {{"what", KindOf(one)}})));
    }
    if (compared.differences.size() > kShown) session_.Print(session_.Text("reconcile.more"));
    if (copy_ != nullptr)
      session_.Say(Text("remedy", {{"copy", copy_->is_feed() ? "feed" : "mirror"},
                                   {"target", arguments_.state},
                                   {"command", Refresh()}}));
    if (!compared.settled) session_.Say(session_.Text("reconcile.unsettled"));
  }

  void PrintJson(const std::string& source, const client::Comparison& compared, bool proven, int code) {
    nlohmann::ordered_json differences = nlohmann::ordered_json::array();
    for (const client::Difference& one : compared.differences) {
      differences.push_back({{"recordId", one.record_id},
                             {"only", KindOf(one)},
                             {"digestHere", evidence::Hex(one.here)},
                             {"digestAtHub", evidence::Hex(one.there)}});
    }
    session_.PrintJson(nlohmann::ordered_json{{"source", source},
                                              {"equal", compared.equal()},
                                              {"proven", proven},
                                              {"settled", compared.settled},
                                              {"epoch", compared.epoch},
                                              {"sequence", compared.sequence},
                                              {"recordsHere", compared.here.count()},
                                              {"recordsAtHub", compared.there.count()},
                                              {"differences", differences},
                                              {"exitCode", code}});
  }

  void SayIncomparable(const std::string& source) {
    session_.Say(Text("incomparable", {{"source", source}}));
    if (session_.json) session_.PrintJson(nlohmann::ordered_json{{"source", source}, {"comparable", false}});
  }

  Session& session_;
  ReconcileArguments arguments_;
  std::unique_ptr<client::Connection> connection_;
  std::string method_, texts_;
  std::optional<Target> target_;    // of a copy
  std::unique_ptr<HeldCopy> copy_;  // null: it is a full export
  std::vector<std::string> sources_;
  bool every_source_ = false;  // that the copy holds, whatever they are
  std::function<absl::Status(const std::string& source, const client::VisitRecord&)> records_;
};

}  // namespace

void AddReconcile(CLI::App& parent, Session& session) {
  CLI::App* app =
      AddCommand(parent, session, "reconcile", "reconcile",
                 {"tabadul reconcile jadarat.csv --mapping sa-jadarat.yaml",
                  "tabadul reconcile vacancies.jsonl --json", "tabadul reconcile --state sqlite:vacancies.db",
                  "tabadul reconcile --state vacancies.csv --source SA/mhrsd/jadarat"});
  auto arguments = std::make_shared<ReconcileArguments>();
  auto* input = app->add_option("file", arguments->input, session.Text("reconcile.input"))->type_name("FILE");
  auto* mapping =
      app->add_option("--mapping", arguments->mapping, session.Text("push.mapping"))->type_name("FILE");
  app->add_option("--state", arguments->state, session.Text("reconcile.state"))
      ->type_name("TARGET")
      ->excludes(input)
      ->excludes(mapping);
  app->add_option("--source", arguments->source, session.Text("reconcile.source"))->type_name("SOURCE");
  AddKind(app, session, arguments->kind);
  OnChosen(app, session, [&session, arguments] { return Reconciling(session, *arguments).Run(); });
}

}  // namespace tabadul::cli
