// tabadul admin certificate: issues the certificate of a system, with the profile that uses it; lists them.
#include <filesystem>
#include <fstream>

#include "cli/commands.h"
#include "cli/key_pair.h"
#include "cli/show.h"
#include "tabadul/identity/v1/admin_service.pb.h"

namespace tabadul::cli {
namespace {

namespace fs = std::filesystem;
using identity::v1::IssueCertificateRequest;
using identity::v1::IssueCertificateResponse;

struct IssueOptions {
  std::string source, request_file, folder, profile;
  int days = 0;
};

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"file", path}});
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

std::string DefaultFolder(std::string source) {
  for (char& c : source) {
    if (c == '/') c = '-';
  }
  return source;
}

struct Files {
  explicit Files(const IssueOptions& options)
      : folder(options.folder.empty() ? DefaultFolder(options.source) : options.folder),
        key(folder / "key.pem"),
        certificate(folder / "certificate.pem"),
        authority(folder / "authority.pem"),
        profile(options.profile.empty() ? folder / "profile.yaml" : fs::path(options.profile)) {}
  fs::path folder, key, certificate, authority, profile;
};

// Before anything is asked of the hub: nothing that exists is overwritten, least of all a key.
absl::Status CheckFree(const Files& files) {
  std::error_code failed;
  fs::create_directories(files.folder, failed);
  if (failed) {
    return Error(common::v1::ERROR_REASON_PRECONDITION,
                 {{"file", files.folder.string()}, {"cause", failed.message()}});
  }
  for (const fs::path& path : {files.key, files.certificate, files.authority, files.profile}) {
    if (fs::exists(path)) return Error(common::v1::ERROR_REASON_ALREADY_EXISTS, {{"file", path.string()}});
  }
  return absl::OkStatus();
}

absl::Status WriteAll(const Session& session, const Files& files, const KeyPair& pair,
                      const IssueCertificateResponse& issued) {
  if (!pair.key.empty()) RETURN_IF_ERROR(WriteNew(files.key.string(), pair.key, true));
  RETURN_IF_ERROR(WriteNew(files.certificate.string(), issued.certificate(), false));
  RETURN_IF_ERROR(WriteNew(files.authority.string(), issued.authority(), false));
  const bool beside =
      fs::absolute(files.profile).parent_path() == fs::absolute(files.certificate).parent_path();
  const auto name = [&](const fs::path& path) {
    return beside ? path.filename().string() : fs::absolute(path).lexically_normal().string();
  };
  client::Profile profile = session.profile;
  profile.certificate = name(files.certificate);
  profile.key = name(files.key);
  profile.authority = name(files.authority);
  return WriteNew(files.profile.string(), client::ToYaml(profile), false);
}

int Issue(Session& session, const IssueOptions& options) {
  const Files files(options);
  if (const absl::Status free = CheckFree(files); !free.ok()) return session.Fail(free);
  KeyPair pair;
  if (options.request_file.empty()) {
    auto made = MakeKeyPair(options.source);
    if (!made.ok()) return session.Fail(made.status());
    pair = *std::move(made);
  } else {
    auto read = ReadFile(options.request_file);
    if (!read.ok()) return session.Fail(read.status());
    pair.certificate_request = *std::move(read);
  }
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  IssueCertificateRequest request;
  request.set_source(options.source);
  request.set_certificate_request(pair.certificate_request);
  request.set_days(options.days);
  const auto issued =
      client::Ask<IssueCertificateResponse>(*connection, connection->Within(kCallTime),
                                            "/tabadul.identity.v1.AdminService/IssueCertificate", request);
  if (!issued.ok()) return session.Fail(issued.status());
  if (const absl::Status written = WriteAll(session, files, pair, *issued); !written.ok()) {
    return session.Fail(written);
  }
  if (session.json) {
    session.PrintJson(nlohmann::ordered_json{{"source", options.source},
                                             {"fingerprint", issued->details().fingerprint()},
                                             {"notAfter", Show(issued->details().not_after())},
                                             {"certificate", files.certificate.string()},
                                             {"key", pair.key.empty() ? "" : files.key.string()},
                                             {"authority", files.authority.string()},
                                             {"profile", files.profile.string()}});
    return kAllIn;
  }
  session.Print(session.Text("admin.certificate.issued", {{"source", options.source},
                                                          {"end", Show(issued->details().not_after())},
                                                          {"fingerprint", issued->details().fingerprint()}}));
  session.Print(session.Text("admin.certificate.try",
                             {{"command", "tabadul whoami --profile " + files.profile.string()}}));
  return kAllIn;
}

int List(Session& session, const std::string& source) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  identity::v1::ListCertificatesRequest request;
  identity::v1::ListCertificatesResponse all;
  request.set_source(source);
  do {
    const auto page = client::Ask<identity::v1::ListCertificatesResponse>(
        *connection, connection->Within(kCallTime), "/tabadul.identity.v1.AdminService/ListCertificates",
        request);
    if (!page.ok()) return session.Fail(page.status());
    request.set_page_token(page->next_page_token());
    all.MergeFrom(*page);
  } while (!request.page_token().empty());
  all.clear_next_page_token();
  if (session.json) return session.PrintJson(all), kAllIn;
  for (const auto& one : all.certificates()) {
    std::string line = one.fingerprint() + "  " + Plain(one.source()) + "  " +
                       session.Text("admin.certificate.until", {{"end", Show(one.not_after())}});
    if (one.has_revoke_time()) {
      line += "  " + session.Text("admin.revoked-at", {{"time", Show(one.revoke_time())}});
    }
    session.Print(line);
  }
  return kAllIn;
}

}  // namespace

void AddCertificate(CLI::App& admin, Session& session) {
  CLI::App* certificate = AddCommand(admin, session, "certificate", "admin.certificate",
                                     {"tabadul admin certificate issue SY/mosal/pes --out pes/"});
  certificate->require_subcommand(1);
  CLI::App* issue = AddCommand(*certificate, session, "issue", "admin.certificate.issue",
                               {"tabadul admin certificate issue SY/mosal/pes --out pes/",
                                "tabadul admin certificate issue SY/mosal/pes --csr request.pem --days 90"});
  auto options = std::make_shared<IssueOptions>();
  issue->add_option("source", options->source, session.Text("admin.system.source"))
      ->required()
      ->type_name("SOURCE");
  issue->add_option("--csr", options->request_file, session.Text("admin.certificate.csr"))->type_name("FILE");
  issue->add_option("--days", options->days, session.Text("admin.certificate.days"))
      ->option_text("N")
      ->check(CLI::Range(1, 825));
  issue->add_option("--out", options->folder, session.Text("admin.certificate.out"))->type_name("FOLDER");
  issue->add_option("--write-profile", options->profile, session.Text("admin.certificate.profile"))
      ->type_name("FILE");
  OnChosen(issue, session, [&session, options] { return Issue(session, *options); });

  CLI::App* list = AddCommand(*certificate, session, "list", "admin.certificate.list",
                              {"tabadul admin certificate list --source SY/mosal/pes"});
  auto source = std::make_shared<std::string>();
  list->add_option("--source", *source, session.Text("admin.system.source"))->type_name("SOURCE");
  OnChosen(list, session, [&session, source] { return List(session, *source); });
}

}  // namespace tabadul::cli
