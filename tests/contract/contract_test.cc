// What every contract under proto/ must keep, checked by the descriptors that protoc makes of the files.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/api/annotations.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "tabadul/common/v1/kind.pb.h"
#include "tabadul/common/v1/policy.pb.h"
#include "tests/harness/process.h"

namespace tabadul {
namespace {

namespace fs = std::filesystem;
using common::v1::Policy;
using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::MethodOptions;
using google::protobuf::SourceLocation;

class Contract : public ::testing::Test {
 protected:
  void SetUp() override {
    const harness::TemporaryDirectory directory("contract");
    const std::string set_file = directory.path() + "/set";
    std::vector<std::string> command = {"protoc",
                                        "-Iproto",
                                        "-I/usr/share/gocode/src/github.com/gogo/googleapis",
                                        "-I/usr/include",
                                        "--include_imports",
                                        "--include_source_info",
                                        "--descriptor_set_out=" + set_file};
    std::set<std::string> ours;
    for (const auto& entry : fs::recursive_directory_iterator("proto")) {
      if (entry.path().extension() == ".proto") ours.insert(entry.path().lexically_relative("proto"));
    }
    ASSERT_FALSE(ours.empty()) << "run from the root of the tree";
    command.insert(command.end(), ours.begin(), ours.end());
    const harness::RunResult result = harness::RunCommand(command);
    ASSERT_EQ(result.exit, 0) << result.errors;
    google::protobuf::FileDescriptorSet set;
    ASSERT_TRUE(set.ParseFromString(harness::ReadFile(set_file)));
    for (const auto& file : set.file()) {
      const FileDescriptor* built = pool_.BuildFile(file);
      ASSERT_NE(built, nullptr) << file.name();
      if (ours.contains(file.name())) files_.push_back(built);
    }
  }

  void ForEachMethod(const std::function<void(const MethodDescriptor&, const MethodOptions&)>& visit) const {
    for (const FileDescriptor* file : files_) {
      for (int s = 0; s < file->service_count(); ++s) {
        for (int m = 0; m < file->service(s)->method_count(); ++m) {
          const MethodDescriptor& method = *file->service(s)->method(m);
          // Once more through bytes: the pool's extensions are not the compiled ones.
          MethodOptions options;
          ASSERT_TRUE(options.ParseFromString(method.options().SerializeAsString()));
          visit(method, options);
        }
      }
    }
  }

  void ForEachMessage(const std::function<void(const Descriptor&)>& visit) const {
    const std::function<void(const Descriptor&)> deep = [&](const Descriptor& message) {
      visit(message);
      for (int i = 0; i < message.nested_type_count(); ++i) deep(*message.nested_type(i));
    };
    for (const FileDescriptor* file : files_) {
      for (int i = 0; i < file->message_type_count(); ++i) deep(*file->message_type(i));
    }
  }

  void ForEachEnum(const std::function<void(const EnumDescriptor&)>& visit) const {
    for (const FileDescriptor* file : files_) {
      for (int i = 0; i < file->enum_type_count(); ++i) visit(*file->enum_type(i));
    }
    ForEachMessage([&](const Descriptor& message) {
      for (int i = 0; i < message.enum_type_count(); ++i) visit(*message.enum_type(i));
    });
  }

  const FileDescriptor* Find(const std::string& name) const {
    const auto found =
        std::find_if(files_.begin(), files_.end(), [&](const auto* f) { return f->name() == name; });
    return found == files_.end() ? nullptr : *found;
  }

  google::protobuf::DescriptorPool pool_;
  std::vector<const FileDescriptor*> files_;
};

bool IsStream(const MethodDescriptor& method) {
  return method.client_streaming() || method.server_streaming();
}

bool OpenToMembers(const Policy& policy) {
  return policy.anonymous() || policy.certificate() || policy.scopes_size() > 0;
}

TEST_F(Contract, EveryRpcSaysWhoMayCallIt) {
  ForEachMethod([](const MethodDescriptor& method, const MethodOptions& options) {
    ASSERT_TRUE(options.HasExtension(common::v1::policy)) << method.full_name();
    const Policy& policy = options.GetExtension(common::v1::policy);
    EXPECT_TRUE(OpenToMembers(policy) || policy.services_size() > 0)
        << method.full_name() << " admits nobody";
  });
}

// "anybody certificate scope:admin service:jobs", in that order.
std::string WhoMay(const Policy& policy) {
  std::string who;
  if (policy.anonymous()) who += " anybody";
  if (policy.certificate()) who += " certificate";
  for (const std::string& scope : policy.scopes()) who += " scope:" + scope;
  for (const std::string& service : policy.services()) who += " service:" + service;
  return who.empty() ? who : who.substr(1);
}

// Whom the contracts let in, said a second time: who adds an RPC, or opens one wider, says it here too.
TEST_F(Contract, EachRpcLetsInWhomThisTableSays) {
  const std::string inside = "service:identity service:jobs service:matching service:statistics service:web";
  const std::string visitors = "anybody scope:vacancy.read";
  const std::string readers = "scope:vacancy.read service:matching service:statistics";
  const std::string learners = "anybody scope:training_offer.read";
  const std::map<std::string, std::string> table = {
      {"identity.v1.AdminService.CreateOrganisation", "scope:admin"},
      {"identity.v1.AdminService.ListOrganisations", "scope:admin"},
      {"identity.v1.AdminService.CreateSystem", "scope:admin"},
      {"identity.v1.AdminService.ListSystems", "scope:admin"},
      {"identity.v1.AdminService.SetLive", "scope:admin"},
      {"identity.v1.AdminService.IssueCertificate", "scope:admin"},
      {"identity.v1.AdminService.ListCertificates", "scope:admin"},
      {"identity.v1.AdminService.Revoke", "scope:admin"},
      {"identity.v1.AdminService.RegisterSigningKey",
       "scope:admin service:jobs service:matching service:statistics"},
      {"identity.v1.AdminService.EndSigningKey", "scope:admin"},
      {"identity.v1.AdminService.CreateSignInLink", "scope:admin"},
      {"identity.v1.AdminService.ListSessions", "scope:admin"},
      {"identity.v1.AdminService.EndSessions", "scope:admin"},
      {"identity.v1.GrantService.GetSharing", "scope:self scope:admin"},
      {"identity.v1.GrantService.SetGrants", "scope:grant.write"},
      {"identity.v1.GrantService.WatchSharing", "service:jobs service:matching service:statistics"},
      {"identity.v1.IdentityService.IssueToken", "certificate"},
      {"identity.v1.IdentityService.WhoAmI", "scope:self"},
      {"identity.v1.IdentityService.GetJwks", "anybody certificate " + inside},
      {"identity.v1.IdentityService.ListSigningKeys", "anybody certificate " + inside},
      {"identity.v1.IdentityService.WatchRevocations", inside},
      {"identity.v1.IdentityService.SignIn", "service:web"},
      {"identity.v1.IdentityService.SignOut", "service:web"},
      {"jobs.v1.JobsService.SearchVacancies", visitors},
      {"jobs.v1.JobsService.CompleteQuery", visitors},
      {"jobs.v1.JobsService.GetVacancy", visitors},
      {"jobs.v1.JobsService.ExplainVacancy", visitors},
      {"jobs.v1.JobsService.BatchGetVacancies", visitors},
      {"jobs.v1.JobsService.SuggestCodes", visitors},
      {"jobs.v1.TrainingService.SearchTrainingOffers", learners},
      {"jobs.v1.TrainingService.GetTrainingOffer", learners},
      {"jobs.v1.VacancyExchangeService.Push", "scope:vacancy.write"},
      {"jobs.v1.VacancyExchangeService.BatchPush", "scope:vacancy.write"},
      {"jobs.v1.VacancyExchangeService.Watch", readers},
      {"jobs.v1.VacancyExchangeService.Get", readers},
      {"jobs.v1.VacancyExchangeService.BeginRun", "scope:vacancy.write"},
      {"jobs.v1.VacancyExchangeService.EndRun", "scope:vacancy.write"},
      {"jobs.v1.VacancyExchangeService.ConfirmRun", "scope:vacancy.confirm scope:admin"},
      {"jobs.v1.VacancyExchangeService.AbandonRun", "scope:vacancy.write scope:admin"},
      {"jobs.v1.VacancyExchangeService.GetRun", "scope:vacancy.write scope:admin"},
      {"jobs.v1.VacancyExchangeService.ListRuns", "scope:vacancy.write scope:admin"},
      {"jobs.v1.VacancyExchangeService.ListReceipts", "scope:vacancy.write scope:admin"},
      {"jobs.v1.VacancyExchangeService.Reconcile", "scope:vacancy.read scope:vacancy.write"},
      {"jobs.v1.VacancyExchangeService.ProveEqual", "scope:vacancy.read scope:vacancy.write"},
      {"jobs.v1.VacancyExchangeService.GetSource", visitors},
      {"jobs.v1.VacancyExchangeService.ListSources", visitors},
      {"jobs.v1.VacancyExchangeService.SetPromise", "scope:vacancy.write scope:admin"},
      {"jobs.v1.VacancyExchangeService.ConfirmCursor", readers},
      {"jobs.v1.VacancyExchangeService.ListFollowers", "scope:vacancy.read scope:admin"},
      {"jobs.v1.VacancyExchangeService.ForgetFollower",
       "scope:vacancy.read scope:admin service:matching service:statistics"},
      {"jobs.v1.VacancyExchangeService.ListErasures", "scope:vacancy.write scope:admin"},
      {"jobs.v1.VacancyExchangeService.ListReceivers", "scope:vacancy.write scope:admin"},
      {"statistics.v1.PracticeService.GetGoodPractice", "anybody scope:good_practice.read"},
      {"statistics.v1.PracticeService.SearchGoodPractices", "anybody scope:good_practice.read"},
      {"statistics.v1.SdmxService.GetSdmx", "anybody scope:series.read"},
      {"statistics.v1.StatisticsService.CompareCountries", "anybody scope:series.read"},
      {"statistics.v1.StatisticsService.GetDataflow", "anybody scope:series.read"},
      {"statistics.v1.StatisticsService.GetLatest", "anybody scope:series.read"},
      {"statistics.v1.StatisticsService.GetTable", "anybody scope:series.read"},
      {"statistics.v1.StatisticsService.ListDataflows", "anybody scope:series.read"},
      {"statistics.v1.StructureService.DeleteStructure", "scope:structure.write scope:admin"},
      {"statistics.v1.StructureService.SubmitStructures", "scope:structure.write scope:admin"},
      {"statistics.v1.SubmissionService.CancelSubmission", "scope:series.write scope:admin"},
      {"statistics.v1.SubmissionService.GetSubmission", "scope:series.write scope:admin"},
      {"statistics.v1.SubmissionService.ListReleases", "anybody scope:series.read"},
      {"statistics.v1.SubmissionService.ListSubmissions", "scope:series.write scope:admin"},
      {"statistics.v1.SubmissionService.MoveRelease", "scope:series.write scope:admin"},
      {"statistics.v1.SubmissionService.SubmitData", "scope:series.write"},
      {"statistics.v1.SubmissionService.SubmitDataMessage", "scope:series.write"},
  };
  std::map<std::string, std::string> found;
  ForEachMethod([&](const MethodDescriptor& method, const MethodOptions& options) {
    const std::string& service = method.service()->name();
    if (service.ends_with("ExchangeService") && service != "VacancyExchangeService")
      return;  // held against that of vacancies below
    found[method.full_name().substr(std::string("tabadul.").size())] =
        WhoMay(options.GetExtension(common::v1::policy));
  });
  EXPECT_EQ(found, table);
}

// The exchange of one kind is that of every kind: with its own scopes and paths, and nothing else but whether the service
// statistics keeps a copy (of series it has the records themselves).
TEST_F(Contract, TheExchangeServicesOfAllKindsAreTheSame) {
  const google::protobuf::ServiceDescriptor* model =
      pool_.FindServiceByName("tabadul.jobs.v1.VacancyExchangeService");
  const auto* kinds = pool_.FindMessageTypeByName("tabadul.exchange.v1.Record")->FindOneofByName("payload");
  const auto said = [](const google::protobuf::ServiceDescriptor& service, const std::string& kind,
                       const std::string& collection) {
    google::protobuf::ServiceDescriptorProto proto;
    service.CopyTo(&proto);
    proto.set_name("ExchangeService");
    std::string text = proto.DebugString();
    absl::StrReplaceAll({{"\"" + kind + ".", "\"KIND."}, {"/v1/" + collection, "/v1/KINDS"}}, &text);
    std::vector<std::string> lines = absl::StrSplit(text, '\n');
    std::erase_if(lines, [](const std::string& line) { return line.ends_with("services: \"statistics\""); });
    text = absl::StrJoin(lines, "\n");
    return text;
  };
  const auto collection = [](const Descriptor& payload) {
    return payload.options().GetExtension(common::v1::kind).collection();
  };
  for (int i = 0; i < kinds->field_count(); ++i) {
    const std::string& kind = kinds->field(i)->name();
    const std::string name = kinds->field(i)->message_type()->full_name() + "ExchangeService";
    const google::protobuf::ServiceDescriptor* service = pool_.FindServiceByName(name);
    ASSERT_NE(service, nullptr) << name;
    EXPECT_EQ(said(*service, kind, collection(*kinds->field(i)->message_type())),
              said(*model, "vacancy", "vacancies"));
  }
}

TEST_F(Contract, EveryUnaryRpcOpenToMembersHasAnHttpForm) {
  std::set<std::string> seen;
  ForEachMethod([&](const MethodDescriptor& method, const MethodOptions& options) {
    const bool open = OpenToMembers(options.GetExtension(common::v1::policy));
    const bool has = options.HasExtension(google::api::http);
    EXPECT_TRUE(has || !open || IsStream(method)) << method.full_name();
    if (!has) return;
    // What the server streams is a sequence of JSON lines; what a client streams has no form in HTTP.
    EXPECT_TRUE(open && !method.client_streaming()) << method.full_name();
    const auto& rule = options.GetExtension(google::api::http);
    const std::string path = rule.get() + rule.put() + rule.post() + rule.delete_() + rule.patch();
    EXPECT_TRUE(path.starts_with("/v1/")) << method.full_name() << " " << path;
    EXPECT_TRUE(seen.insert(std::to_string(rule.pattern_case()) + path).second) << path << " stands twice";
  });
}

// A stream must end in-band: HAProxy loses the status of one that the server finishes first.
TEST_F(Contract, EveryStreamCanSayGoodbye) {
  ForEachMethod([](const MethodDescriptor& method, const MethodOptions&) {
    if (!method.server_streaming()) return;
    const FieldDescriptor* goodbye = method.output_type()->FindFieldByName("goodbye");
    ASSERT_NE(goodbye, nullptr) << method.output_type()->full_name();
    EXPECT_EQ(goodbye->message_type()->full_name(), "tabadul.common.v1.Goodbye");
  });
}

TEST_F(Contract, EveryRpcIsDocumented) {
  ForEachMethod([](const MethodDescriptor& method, const MethodOptions&) {
    SourceLocation location;
    EXPECT_TRUE(method.GetSourceLocation(&location) && !location.leading_comments.empty())
        << method.full_name();
  });
}

TEST_F(Contract, EveryEnumBeginsUnspecified) {
  ForEachEnum([](const EnumDescriptor& enumeration) {
    EXPECT_EQ(enumeration.value(0)->number(), 0) << enumeration.full_name();
    EXPECT_TRUE(enumeration.value(0)->name().ends_with("_UNSPECIFIED")) << enumeration.full_name();
  });
}

TEST_F(Contract, ThePackageIsThePath) {
  for (const FileDescriptor* file : files_) {
    std::string path = file->package();
    std::replace(path.begin(), path.end(), '.', '/');
    EXPECT_EQ(fs::path(file->name()).parent_path(), path);
  }
}

// Canonical bytes: what has more than one encoding, or no exact one, has no place in a payload.
void CheckPayload(const Descriptor& message, std::set<const Descriptor*>& seen) {
  if (!seen.insert(&message).second) return;
  EXPECT_NE(message.full_name(), "google.protobuf.Any");
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    EXPECT_FALSE(field.is_map()) << field.full_name();
    EXPECT_EQ(field.real_containing_oneof(), nullptr) << field.full_name();
    EXPECT_NE(field.cpp_type(), FieldDescriptor::CPPTYPE_FLOAT) << field.full_name();
    EXPECT_NE(field.cpp_type(), FieldDescriptor::CPPTYPE_DOUBLE) << field.full_name();
    if (field.message_type() != nullptr) CheckPayload(*field.message_type(), seen);
  }
}

TEST_F(Contract, PayloadsHaveOneEncoding) {
  const FileDescriptor* file = Find("tabadul/exchange/v1/record.proto");
  ASSERT_NE(file, nullptr);
  const auto* payload = file->FindMessageTypeByName("Record")->FindOneofByName("payload");
  ASSERT_GT(payload->field_count(), 0);
  std::set<const Descriptor*> seen;
  for (int i = 0; i < payload->field_count(); ++i) CheckPayload(*payload->field(i)->message_type(), seen);
  EXPECT_GT(seen.size(), 3u);
}

TEST_F(Contract, TheGatewayRoutesEveryPackageThatMembersCall) {
  std::ifstream file("deploy/gateway/haproxy.cfg.template");
  std::stringstream text;
  text << file.rdbuf();
  const std::string config = text.str();
  ForEachMethod([&](const MethodDescriptor& method, const MethodOptions& options) {
    if (!OpenToMembers(options.GetExtension(common::v1::policy))) return;
    const std::string package = method.file()->package();
    EXPECT_NE(config.find("{ path_beg /" + package + ". }"), std::string::npos)
        << method.full_name() << " is not reachable through the gateway";
  });
}

}  // namespace
}  // namespace tabadul
