#include "services/identity/grants.h"

#include <set>

#include "lib/exchange/validate.h"
#include "lib/taxonomy/code_list.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons
using google::protobuf::FieldDescriptor;

const FieldDescriptor* PayloadOf(const std::string& kind) {
  const auto* field = exchange::v1::Record::descriptor()->FindFieldByName(kind);
  return field != nullptr && field->real_containing_oneof() != nullptr ? field : nullptr;
}

void ValidateReceiver(const v1::Grant& grant, Violations& violations) {
  switch (grant.receiver_case()) {
    case v1::Grant::kCountry:
      exchange::CheckCode(violations, "country", taxonomy::kCountries, grant.country());
      return;
    case v1::Grant::kOrganisation:
      if (!exchange::IsOrganisation(grant.organisation()))
        violations.Add("organisation", ERROR_REASON_MALFORMED, {{"form", "CC/organisation"}});
      return;
    case v1::Grant::kMembers:
      if (!grant.members()) violations.Add("members", ERROR_REASON_REQUIRED);
      return;
    case v1::Grant::kPublic:
      if (!grant.public_()) violations.Add("public", ERROR_REASON_REQUIRED);
      return;
    case v1::Grant::RECEIVER_NOT_SET:
      violations.Add("receiver", ERROR_REASON_REQUIRED);
  }
}

void ValidateSections(const v1::Grant& grant, const google::protobuf::Descriptor& payload,
                      Violations& violations) {
  exchange::CheckEntries(violations, "sections", grant.sections_size(), kMaxSections);
  if (grant.purpose() == v1::PURPOSE_SEARCH && !grant.sections().empty())
    violations.Add("sections", ERROR_REASON_CONTRADICTION, {{"other", "purpose"}});
  std::set<std::string> seen;
  for (int i = 0; i < grant.sections_size(); ++i) {
    const auto in = violations.In("sections", static_cast<size_t>(i));
    const FieldDescriptor* const field = payload.FindFieldByName(grant.sections(i));
    if (field == nullptr || !exchange::IsSection(*field)) {
      violations.Add("", ERROR_REASON_UNKNOWN_CODE,
                     {{"scheme", payload.full_name()}, {"code", grant.sections(i).substr(0, 64)}});
    } else if (!seen.insert(grant.sections(i)).second) {
      violations.Add("", ERROR_REASON_CONTRADICTION, {{"other", "sections"}});
    }
  }
}

}  // namespace

void ValidateGrants(const v1::KindGrants& grants, Violations& violations) {
  const auto in = violations.In("grants");
  const FieldDescriptor* const payload = PayloadOf(grants.kind());
  if (payload == nullptr) {
    violations.Add("kind", ERROR_REASON_UNKNOWN_CODE,
                   {{"scheme", "kind"}, {"code", grants.kind().substr(0, 64)}});
  }
  if (grants.by_default() && !grants.grants().empty())
    violations.Add("grants", ERROR_REASON_CONTRADICTION, {{"other", "by_default"}});
  exchange::CheckEntries(violations, "grants", grants.grants_size(), kMaxGrants);
  for (int i = 0; i < grants.grants_size(); ++i) {
    const v1::Grant& grant = grants.grants(i);
    const auto one = violations.In("grants", static_cast<size_t>(i));
    ValidateReceiver(grant, violations);
    exchange::CheckEnum(violations, "purpose", grant.purpose(), v1::Purpose_descriptor());
    if (grant.purpose() == v1::PURPOSE_UNSPECIFIED) violations.Add("purpose", ERROR_REASON_REQUIRED);
    if (payload != nullptr) ValidateSections(grant, *payload->message_type(), violations);
  }
}

}  // namespace tabadul::identity
