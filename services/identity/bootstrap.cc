#include "services/identity/bootstrap.h"

#include <openssl/x509v3.h>

#include "fmt/format.h"
#include "lib/exchange/validate.h"
#include "lib/platform/base/utc.h"
#include "services/identity/files.h"
#include "services/identity/organisation.h"
#include "services/identity/token_keys.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr absl::Duration kGoodFor = absl::Hours(24 * 30);

absl::StatusOr<Authority> EnsureAuthority(const InitOptions& options, absl::Time now, const Say& say) {
  const std::string path = options.directory + "/ca.crt";
  if (Exists(path)) return LoadAuthority(options.directory);
  for (const std::string& domain : options.domains) {
    if (!IsServerName(domain)) {
      return Error(ERROR_REASON_MALFORMED, {{"field", "--domain"}, {"form", "DNS name or IP address"}});
    }
  }
  ASSIGN_OR_RETURN(Authority authority, Authority::Create(options.domains, now));
  ASSIGN_OR_RETURN(const std::string key, authority.KeyPem());
  // The key first: a certificate without its key would look like a CA that is there.
  RETURN_IF_ERROR(WriteFile(options.directory + "/ca.key", key, Secrecy::kSecret));
  RETURN_IF_ERROR(WriteFile(path, authority.pem(), Secrecy::kPublic));
  say("made the members' CA: " + path);
  return authority;
}

LocalizedText CentreName() {
  LocalizedText name;
  for (const auto& [language, text] :
       {std::pair{"ar", "مركز العمل لمنظمة التعاون الإسلامي"}, std::pair{"en", "OIC Labour Centre"},
        std::pair{"fr", "Centre du travail de l'OCI"}}) {
    auto& translation = *name.add_translations();
    translation.set_language(language);
    translation.set_text(text);
  }
  return name;
}

bool IsNew(const absl::Status& status) { return ReasonOf(status) != ERROR_REASON_ALREADY_EXISTS; }

absl::Status EnsureOperator(const std::string& source, Store& store, const Context& context, absl::Time now) {
  v1::Organisation centre;
  centre.set_id(kCentre);
  centre.set_type(v1::ORGANISATION_TYPE_OPERATOR);
  *centre.mutable_name() = CentreName();
  *centre.mutable_create_time() = TimestampOf(now);
  if (const absl::Status added = store.AddOrganisation(context, centre); !added.ok() && IsNew(added))
    return added;
  v1::System system;
  system.set_source(source);
  system.add_scopes(kAdminScope);
  *system.mutable_create_time() = TimestampOf(now);
  if (const absl::Status added = store.AddSystem(context, system); !added.ok() && IsNew(added)) return added;
  ASSIGN_OR_RETURN(const v1::System stored, store.System(context, source));
  if (!stored.has_revoke_time()) return absl::OkStatus();
  return Error(ERROR_REASON_PRECONDITION, {{"source", source}, {"state", "revoked"}});
}

// Whether the operator's files are a certificate that the hub will accept for some time.
bool IsGood(const std::string& base, const Authority& authority, Store& store, const Context& context,
            absl::Time now) {
  const auto pem = ReadFile(base + ".crt");
  if (!pem.ok() || !Exists(base + ".key")) return false;
  const auto certificate = CertificateFromPem(*pem);
  if (!certificate.ok() || !authority.Verify(**certificate, now + kGoodFor).ok()) return false;
  const auto fingerprint = Fingerprint(**certificate);
  if (!fingerprint.ok()) return false;
  const auto holder = store.HolderOf(context, *fingerprint);
  return holder.ok() && !holder->revoked;
}

absl::Status EnsureOperatorCertificate(const InitOptions& options, const std::string& source,
                                       const Authority& authority, Store& store, const Context& context,
                                       absl::Time now, const Say& say) {
  RETURN_IF_ERROR(MakeDirectory(options.directory + "/operators"));
  const std::string base = options.directory + "/operators/" + options.operator_name;
  if (IsGood(base, authority, store, context, now)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Key key, NewP256Key());
  ASSIGN_OR_RETURN(const std::string key_pem, ToPem(*key));
  ASSIGN_OR_RETURN(const Issued issued, authority.IssueClient(*key, source, kDefaultDays, now));
  RETURN_IF_ERROR(store.AddCertificate(context, source, issued));
  RETURN_IF_ERROR(WriteFile(base + ".key", key_pem, Secrecy::kSecret));
  RETURN_IF_ERROR(WriteFile(base + ".crt", issued.pem, Secrecy::kPublic));
  say(fmt::format("made the certificate of operator {}: {}.crt", source, base));
  return absl::OkStatus();
}

// Those of `asked` that the certificate is for.
std::vector<std::string> CoveredNames(X509& certificate, const std::vector<std::string>& asked) {
  std::vector<std::string> found;
  for (const std::string& name : asked) {
    if (X509_check_host(&certificate, name.data(), name.size(), X509_CHECK_FLAG_NEVER_CHECK_SUBJECT,
                        nullptr) == 1 ||
        X509_check_ip_asc(&certificate, name.c_str(), 0) == 1) {
      found.push_back(name);
    }
  }
  return found;
}

}  // namespace

absl::StatusOr<Authority> LoadAuthority(const std::string& directory) {
  ASSIGN_OR_RETURN(const std::string certificate, ReadFile(directory + "/ca.crt"));
  ASSIGN_OR_RETURN(const std::string key, ReadFile(directory + "/ca.key"));
  return Authority::FromPem(certificate, key);
}

std::string TokenKeyDirectory(const std::string& directory) { return directory + "/token-keys"; }

absl::Status Initialise(const InitOptions& options, Store& store, const Context& context, absl::Time now,
                        const Say& say) {
  const std::string source = fmt::format("{}/{}", kCentre, options.operator_name);
  if (!exchange::IsSource(source)) {
    return Error(ERROR_REASON_MALFORMED, {{"field", "--operator"}, {"form", "a-z, 0-9 and -, at most 40"}});
  }
  RETURN_IF_ERROR(MakeDirectory(options.directory));
  ASSIGN_OR_RETURN(const Authority authority, EnsureAuthority(options, now, say));
  const std::string directory = TokenKeyDirectory(options.directory);
  RETURN_IF_ERROR(MakeDirectory(directory));
  TokenKeys keys(directory);
  RETURN_IF_ERROR(keys.Reload());
  ASSIGN_OR_RETURN(const bool made, keys.Renew(now));
  if (made) say("made a token key under " + directory);
  RETURN_IF_ERROR(EnsureOperator(source, store, context, now));
  return EnsureOperatorCertificate(options, source, authority, store, context, now, say);
}

absl::Status IssueServerCertificate(const ServerCertificateOptions& options, absl::Time now, const Say& say) {
  ASSIGN_OR_RETURN(const Authority authority, LoadAuthority(options.directory));
  RETURN_IF_ERROR(MakeDirectory(options.out));
  const std::string base = options.out + "/server";
  if (const auto pem = ReadFile(base + ".crt"); pem.ok() && Exists(base + ".pem") && Exists(base + ".key")) {
    const auto old = CertificateFromPem(*pem);
    if (old.ok() && authority.Verify(**old, now + kGoodFor).ok() &&
        CoveredNames(**old, options.names) == options.names) {
      return absl::OkStatus();
    }
  }
  ASSIGN_OR_RETURN(const Key key, NewP256Key());
  ASSIGN_OR_RETURN(const std::string key_pem, ToPem(*key));
  ASSIGN_OR_RETURN(const Issued issued, authority.IssueServer(*key, options.names, kDefaultDays, now));
  RETURN_IF_ERROR(WriteFile(base + ".key", key_pem, Secrecy::kSecret));
  RETURN_IF_ERROR(WriteFile(base + ".crt", issued.pem, Secrecy::kPublic));
  RETURN_IF_ERROR(WriteFile(options.out + "/ca.crt", authority.pem(), Secrecy::kPublic));
  RETURN_IF_ERROR(WriteFile(base + ".pem", issued.pem + key_pem, Secrecy::kSecret));
  say(fmt::format("made the server certificate {}.crt", base));
  return absl::OkStatus();
}

}  // namespace tabadul::identity
