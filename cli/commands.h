// The commands. Each Add… puts its options, texts and examples below `parent` and, when chosen, sets
// session.command.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "cli/session.h"

namespace tabadul::cli {

// A command below `parent`: description from "cli.<key>.about", the examples below its help.
CLI::App* AddCommand(CLI::App& parent, const Session& session, const std::string& name,
                     const std::string& key, const std::vector<std::string>& examples);
// What runs when `app` is the command given.
void OnChosen(CLI::App* app, Session& session, std::function<int()> run);

void AddAdmin(CLI::App& parent, Session& session);
void AddCertificate(CLI::App& admin, Session& session);
void AddSignIn(CLI::App& admin, Session& session);
void AddTaxonomy(CLI::App& admin, Session& session);
void AddWhoAmI(CLI::App& parent, Session& session);
void AddMap(CLI::App& parent, Session& session);
void AddPull(CLI::App& parent, Session& session);
void AddPush(CLI::App& parent, Session& session);
void AddGet(CLI::App& parent, Session& session);
void AddSearch(CLI::App& parent, Session& session);
void AddTrainings(CLI::App& parent, Session& session);
void AddPractices(CLI::App& parent, Session& session);
void AddStatistics(CLI::App& parent, Session& session);
void AddWhy(CLI::App& parent, Session& session);
void AddClose(CLI::App& parent, Session& session);
void AddErase(CLI::App& parent, Session& session);
void AddComplete(CLI::App& parent, Session& session);
void AddSuggestCodes(CLI::App& parent, Session& session);
void AddWatch(CLI::App& parent, Session& session);
void AddRun(CLI::App& parent, Session& session);
void AddSource(CLI::App& parent, Session& session);
void AddFollower(CLI::App& parent, Session& session);
void AddReconcile(CLI::App& parent, Session& session);
void AddReceipts(CLI::App& parent, Session& session);
void AddVerify(CLI::App& parent, Session& session);
void AddKeys(CLI::App& parent, Session& session);
void AddGrants(CLI::App& parent, Session& session);

// `tabadul keys`: those that marks and receipts are signed with. Returns the exit code.
int ListSigningKeys(Session& session);

// The source that was given, else that of the certificate.
absl::StatusOr<std::string> SourceOf(const std::string& given, client::Connection& connection);

// --kind: one of the kinds of record that the contract has.
CLI::Option* AddKind(CLI::App* app, Session& session, std::string& kind);

using client::kCallTime;

}  // namespace tabadul::cli
