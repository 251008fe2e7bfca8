// tabadul verify: what a file of receipts proves, without the hub.
#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "cli/commands.h"
#include "cli/enum_names.h"
#include "cli/map.h"
#include "lib/client/receipt_check.h"
#include "lib/client/receipt_file.h"
#include "lib/client/source_hashes.h"
#include "lib/evidence/digest.h"
#include "lib/ingest/importer.h"
#include "lib/platform/base/utc.h"

namespace tabadul::cli {
namespace {

constexpr size_t kShown = 20;  // of rows and problems, for people

struct VerifyArguments {
  std::string receipts, input, mapping, keys;
  bool chain = false;
};

// What of an export the receipts prove.
struct Coverage {
  int64_t rows = 0, proven = 0;
  std::vector<std::string> missing;  // record ids, at most kShown; of rows without one "row 17"
};

// "3, 7–9, …".
std::string Show(const std::vector<client::ReceiptChain::Range>& gaps) {
  std::string text;
  for (size_t i = 0; i < std::min(kShown, gaps.size()); ++i) {
    const auto& [first, last] = gaps[i];
    text += text.empty() ? "" : ", ";
    text += first == last ? fmt::format("{}", first) : fmt::format("{}–{}", first, last);
  }
  return gaps.size() > kShown ? text + ", …" : text;
}

// What is wrong with a receipt: "signature", "items", "number", "chain", "key"; "body" if it cannot be read.
std::string PartOf(const absl::Status& what) {
  const Metadata metadata = MetadataOf(what);
  if (metadata.contains("part")) return metadata.at("part");
  return ReasonOf(what) == common::v1::ERROR_REASON_NOT_FOUND ? "key" : "body";
}

// As `tabadul keys --json` prints them.
absl::StatusOr<std::vector<identity::v1::SigningKey>> ReadKeys(const std::string& path) {
  std::vector<identity::v1::SigningKey> keys;
  if (path.empty()) return keys;
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"file", path}});
  const std::string json{std::istreambuf_iterator<char>(in), {}};
  identity::v1::ListSigningKeysResponse parsed;
  if (!google::protobuf::util::JsonStringToMessage(json, &parsed).ok() || parsed.keys().empty())
    return Error(common::v1::ERROR_REASON_MALFORMED, {{"file", path}, {"form", "ListSigningKeysResponse"}});
  keys.assign(parsed.keys().begin(), parsed.keys().end());
  return keys;
}

class Verify {
 public:
  Verify(Session& session, VerifyArguments arguments) : session_(session), arguments_(std::move(arguments)) {}

  int Run() {
    auto keys = ReadKeys(arguments_.keys);
    if (!keys.ok()) return session_.Fail(keys.status());
    client::ReceiptCheck check(*std::move(keys));
    const auto read =
        client::ReadReceipts(arguments_.receipts, [&](const auto& entry) { return check.Take(entry); });
    if (!read.ok()) return session_.Fail(read.status());
    Coverage coverage;
    if (const int code = Cover(check, coverage); code != kAllIn) return code;
    const client::ReceiptCheck::Findings findings = check.Find();
    int code = coverage.proven == coverage.rows ? kAllIn : kSomeRejected;
    if (arguments_.chain && !AllWhole(findings)) code = kSomeRejected;
    if (std::ranges::any_of(findings.chains, &client::ReceiptCheck::Chain::owed)) code = kSomeRejected;
    if (!findings.problems.empty()) code = kRefused;
    if (!session_.json) Print(findings, coverage);
    if (arguments_.keys.empty()) session_.Say(session_.Text("verify.own-keys"));
    if (session_.json) PrintJson(findings, coverage, code);
    return code;
  }

 private:
  static bool AllWhole(const client::ReceiptCheck::Findings& findings) {
    return !findings.chains.empty() &&
           std::ranges::all_of(findings.chains, [](const auto& chain) { return chain.summary.Whole(); });
  }

  int Cover(const client::ReceiptCheck& check, Coverage& coverage) {
    if (arguments_.input.empty()) return kAllIn;
    ingest::Mapping mapping = ingest::Mapping::ForContract(ingest::Export::kChanges);
    if (!arguments_.mapping.empty()) {
      if (const int code = LoadMapping(session_, arguments_.mapping, "verify.mapping-wrong", &mapping);
          code != kAllIn)
        return code;
    }
    auto importer = ingest::Importer::Open(arguments_.input, mapping, {.source = ""});
    if (!importer.ok()) return session_.Fail(importer.status());
    ingest::Item item;
    while (true) {
      const auto more = (*importer)->Next(item);
      if (!more.ok()) return session_.Fail(more.status());
      if (!*more) return kAllIn;
      if (item.kind == ingest::Item::Kind::kDuplicate) continue;
      ++coverage.rows;
      const bool record = item.kind == ingest::Item::Kind::kRecord;
      if (record && check.Proves(item.record.record_id(), evidence::Sha256(client::PayloadOf(item.record)))) {
        ++coverage.proven;
      } else if (coverage.missing.size() < kShown) {
        coverage.missing.push_back(item.record_id.empty() ? fmt::format("#{}", coverage.rows)
                                                          : item.record_id);
      }
    }
  }

  void Print(const client::ReceiptCheck::Findings& findings, const Coverage& coverage) {
    for (const auto& chain : findings.chains) PrintChain(chain);
    if (findings.chains.empty() && findings.problems.empty()) session_.Print(session_.Text("verify.none"));
    for (size_t i = 0; i < std::min(kShown, findings.problems.size()); ++i) {
      const auto& problem = findings.problems[i];
      session_.Print(session_.Text("verify.problem", {{"number", std::to_string(problem.number)},
                                                      {"place", std::to_string(problem.place)},
                                                      {"part", PartOf(problem.what)}}));
    }
    if (!findings.problems.empty())
      session_.Say(
          session_.Text("verify.not-believed", {{"count", std::to_string(findings.problems.size())}}));
    if (arguments_.input.empty()) return;
    session_.Print(session_.Text("verify.covered", {{"file", arguments_.input},
                                                    {"proven", std::to_string(coverage.proven)},
                                                    {"rows", std::to_string(coverage.rows)}}));
    uint64_t without_items = 0;
    for (const auto& chain : findings.chains) without_items += chain.without_items;
    if (without_items > 0)
      session_.Print(session_.Text("verify.without-items", {{"count", std::to_string(without_items)}}));
    for (const std::string& id : coverage.missing)
      session_.Print("  " + session_.Text("verify.missing", {{"id", Plain(id)}}));
  }

  void PrintChain(const client::ReceiptCheck::Chain& chain) {
    const client::ReceiptChain::Summary& summary = chain.summary;
    session_.Print(session_.Text("verify.source", {{"source", chain.source},
                                                   {"receipts", std::to_string(summary.receipts)},
                                                   {"first", std::to_string(summary.first)},
                                                   {"last", std::to_string(summary.last)},
                                                   {"absent", std::to_string(summary.absent)},
                                                   {"from", FormatUtc(summary.from)},
                                                   {"to", FormatUtc(summary.to)}}));
    for (const auto& [outcome, items] : summary.items)
      session_.Print(fmt::format("{:>12}  {}", items,
                                 session_.Text("verify.outcome", {{"outcome", ShortName(outcome)}})));
    if (summary.Whole())
      session_.Print("  " + session_.Text("verify.whole", {{"first", std::to_string(summary.first)},
                                                           {"last", std::to_string(summary.last)}}));
    if (summary.absent > 0)
      session_.Print("  " + session_.Text("verify.absent",
                                          {{"numbers", Show(summary.gaps)}, {"file", arguments_.receipts}}));
    for (const auto& [epoch, numbers] : summary.lost)
      session_.Print("  " + session_.Text("verify.lost",
                                          {{"epoch", std::to_string(epoch)}, {"numbers", Show(numbers)}}));
    if (!summary.lost.empty())
      session_.Print("  " + session_.Text(chain.owed ? "verify.lost-remedy" : "verify.lost-again"));
  }

  static nlohmann::ordered_json ToJson(const client::ReceiptCheck::Chain& chain) {
    const client::ReceiptChain::Summary& summary = chain.summary;
    nlohmann::ordered_json items = nlohmann::ordered_json::object();
    for (const auto& [outcome, count] : summary.items) items[ShortName(outcome)] = count;
    nlohmann::ordered_json gaps = nlohmann::ordered_json::array();
    for (const auto& [first, last] : summary.gaps) gaps.push_back({{"first", first}, {"last", last}});
    nlohmann::ordered_json lost = nlohmann::ordered_json::array();
    for (const auto& [epoch, numbers] : summary.lost) {
      for (const auto& [first, last] : numbers)
        lost.push_back({{"epoch", epoch}, {"first", first}, {"last", last}});
    }
    return {{"kind", chain.kind},
            {"source", chain.source},
            {"receipts", summary.receipts},
            {"first", summary.first},
            {"last", summary.last},
            {"absent", summary.absent},
            {"gaps", gaps},
            {"whole", summary.Whole()},
            {"lost", lost},
            {"toPushAgain", chain.owed},
            {"withoutItems", chain.without_items},
            {"from", absl::FormatTime(absl::RFC3339_full, summary.from, absl::UTCTimeZone())},
            {"to", absl::FormatTime(absl::RFC3339_full, summary.to, absl::UTCTimeZone())},
            {"items", items}};
  }

  void PrintJson(const client::ReceiptCheck::Findings& findings, const Coverage& coverage, int code) {
    nlohmann::ordered_json sources = nlohmann::ordered_json::array(),
                           problems = nlohmann::ordered_json::array();
    for (const auto& chain : findings.chains) sources.push_back(ToJson(chain));
    for (const auto& problem : findings.problems) {
      problems.push_back({{"source", problem.source},
                          {"number", problem.number},
                          {"place", problem.place},
                          {"part", PartOf(problem.what)}});
    }
    nlohmann::ordered_json document = {{"file", arguments_.receipts},
                                       {"keysFrom", arguments_.keys.empty() ? "file" : "given"},
                                       {"keysTrusted", !arguments_.keys.empty()},
                                       {"sources", sources},
                                       {"notBelieved", findings.problems.size()},
                                       {"problems", problems}};
    if (!arguments_.input.empty()) {
      document["input"] = {{"file", arguments_.input},
                           {"rows", coverage.rows},
                           {"proven", coverage.proven},
                           {"missing", coverage.missing}};
    }
    document["exitCode"] = code;
    session_.PrintJson(document);
  }

  Session& session_;
  const VerifyArguments arguments_;
};

}  // namespace

void AddVerify(CLI::App& parent, Session& session) {
  CLI::App* app =
      AddCommand(parent, session, "verify", "verify",
                 {"tabadul verify vacancies.csv.receipts",
                  "tabadul verify vacancies.csv.receipts --input vacancies.csv --mapping mapping.yaml",
                  "tabadul verify vacancies.csv.receipts --chain --keys keys.json --json"});
  auto arguments = std::make_shared<VerifyArguments>();
  app->add_option("receipts", arguments->receipts, session.Text("verify.receipts"))
      ->required()
      ->type_name("FILE");
  app->add_option("--input", arguments->input, session.Text("verify.input"))->type_name("FILE");
  app->add_option("--mapping", arguments->mapping, session.Text("push.mapping"))->type_name("FILE");
  app->add_option("--keys", arguments->keys, session.Text("verify.keys"))->type_name("FILE");
  app->add_flag("--chain", arguments->chain, session.Text("verify.chain"));
  OnChosen(app, session, [&session, arguments] { return Verify(session, *arguments).Run(); });
}

}  // namespace tabadul::cli
