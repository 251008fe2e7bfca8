#include "lib/transcode/openapi.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.pb.h"
#include "lib/platform/base/status.h"
#include "lib/transcode/binding.h"
#include "lib/transcode/contracts.h"
#include "lib/transcode/rule.h"
#include "nlohmann/json.hpp"
#include "tabadul/common/v1/kind.pb.h"
#include "tabadul/common/v1/policy.pb.h"

namespace tabadul::transcode {
namespace {

using common::v1::Policy;
using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using Json = nlohmann::ordered_json;

constexpr char kAbout[] =
    "What members of Tabadul and visitors of portals may ask the hub for, as JSON over HTTP; "
    "docs/api.md has the rules that all share. In an answer a field is left out that holds its default: "
    "0, false, an empty text or list, the first value of an enum. Values of an enum may be added, and "
    "so may fields of answers.";
constexpr char kStream[] =
    "A stream of messages; `goodbye` is in the last one. As `application/x-ndjson` each is a line; as "
    "`text/event-stream` each is the `data` of an event, whose `id` is the message's cursor, if it has "
    "one.";
constexpr char kBearer[] =
    "The token of IdentityService.IssueToken, bound to the certificate that it was issued to (RFC "
    "8705).";
constexpr char kMutualTls[] = "The certificate that the Centre has issued to the member's system.";
constexpr char kError[] =
    "Anything but success (AIP-193), with the HTTP status that google/rpc/code.proto gives its code.";
constexpr char kReason[] =
    "Why. A client decides by it, and treats one that it does not know by `error.status`. Known by now: "
    "those listed here, each explained at tabadul.common.v1.ErrorReason, where it has the prefix "
    "ERROR_REASON_.";
constexpr char kPresence[] = "Optional: a default is written too; absent is something else.";

constexpr int kMessagesDeep = 3;  // in a query: a message may contain itself

std::string Paragraphs(std::initializer_list<std::string> all) {
  std::vector<std::string> said;
  for (const std::string& paragraph : all) {
    if (!paragraph.empty()) said.push_back(paragraph);
  }
  return absl::StrJoin(said, "\n\n");
}

void Describe(Json& thing, const std::string& description) {
  if (!description.empty()) thing["description"] = description;
}

std::string Quoted(const std::vector<std::string>& names, const char* between) {
  return absl::StrCat("`", absl::StrJoin(names, absl::StrCat("`", between, "`")), "`");
}

Json RefTo(const std::string& schema) {
  return Json::object({{"$ref", absl::StrCat("#/components/schemas/", schema)}});
}

// The messages that are no objects in JSON.
std::optional<Json> WellKnown(const Descriptor& message) {
  switch (message.well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_TIMESTAMP:
      return Json::object({{"type", "string"}, {"format", "date-time"}});
    case Descriptor::WELLKNOWNTYPE_DURATION:
      return Json::object({{"type", "string"},
                           {"pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$"},
                           {"examples", Json::array({"86400s", "0.25s"})}});
    default:
      return std::nullopt;
  }
}

// Messages and enums, by name, as far as they are referred to.
class Schemas {
 public:
  template <typename Type>
  Json Ref(const Type& type) {
    const std::string& name = type.full_name();
    if (made_.try_emplace(name).second) made_[name] = Made(type);
    return RefTo(name);
  }
  // Without what is said of the field, and with it.
  Json Form(const FieldDescriptor& field);
  Json Property(const FieldDescriptor& field);
  const std::map<std::string, Json>& made() const { return made_; }

 private:
  Json One(const FieldDescriptor& field);
  Json Made(const Descriptor& message);
  Json Made(const EnumDescriptor& enumeration);

  std::map<std::string, Json> made_;
};

Json Schemas::One(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return Json::object({{"type", "boolean"}});
    case FieldDescriptor::CPPTYPE_INT32:
      return Json::object({{"type", "integer"}, {"format", "int32"}});
    case FieldDescriptor::CPPTYPE_UINT32:
      return Json::object({{"type", "integer"}, {"format", "uint32"}, {"minimum", 0}});
    case FieldDescriptor::CPPTYPE_INT64:
      return Json::object({{"type", "string"}, {"format", "int64"}});
    case FieldDescriptor::CPPTYPE_UINT64:
      return Json::object({{"type", "string"}, {"format", "uint64"}});
    case FieldDescriptor::CPPTYPE_FLOAT:
      return Json::object({{"type", "number"}, {"format", "float"}});
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Json::object({{"type", "number"}, {"format", "double"}});
    case FieldDescriptor::CPPTYPE_ENUM:
      return Ref(*field.enum_type());
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      auto known = WellKnown(*field.message_type());
      return known ? *std::move(known) : Ref(*field.message_type());
    }
    case FieldDescriptor::CPPTYPE_STRING:
      break;
  }
  if (field.type() == FieldDescriptor::TYPE_BYTES)
    return Json::object({{"type", "string"}, {"contentEncoding", "base64"}});
  return Json::object({{"type", "string"}});
}

Json Schemas::Form(const FieldDescriptor& field) {
  if (field.is_map()) {
    return Json::object(
        {{"type", "object"}, {"additionalProperties", One(*field.message_type()->map_value())}});
  }
  if (field.is_repeated()) return Json::object({{"type", "array"}, {"items", One(field)}});
  return One(field);
}

Json Schemas::Property(const FieldDescriptor& field) {
  Json property = Form(field);
  const bool tells_default = field.has_optional_keyword() && field.message_type() == nullptr;
  Describe(property, Paragraphs({CommentOf(field), tells_default ? kPresence : ""}));
  if (field.options().deprecated()) property["deprecated"] = true;
  return property;
}

std::string Oneofs(const Descriptor& message) {
  std::vector<std::string> all;
  for (int i = 0; i < message.real_oneof_decl_count(); ++i) {
    const auto& oneof = *message.oneof_decl(i);
    std::vector<std::string> names;
    for (int f = 0; f < oneof.field_count(); ++f) names.push_back(oneof.field(f)->json_name());
    all.push_back(Paragraphs({absl::StrCat("At most one of ", Quoted(names, ", "), "."), CommentOf(oneof)}));
  }
  return absl::StrJoin(all, "\n\n");
}

// A kind's payload is what its file is about.
std::string CommentOfMessage(const Descriptor& message) {
  const std::string own = CommentOf(message);
  const bool is_kind = message.options().HasExtension(common::v1::kind);
  return own.empty() && is_kind ? CommentOfFile(*message.file()) : own;
}

Json Schemas::Made(const Descriptor& message) {
  Json schema = Json::object({{"type", "object"}});
  Describe(schema, Paragraphs({CommentOfMessage(message), Oneofs(message)}));
  if (message.well_known_type() == Descriptor::WELLKNOWNTYPE_ANY) {
    schema["description"] = "A message of the type that `@type` names, with its fields.";
    schema["properties"]["@type"] = Json::object({{"type", "string"}});
    schema["required"] = Json::array({"@type"});
    return schema;
  }
  Json required = Json::array();
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    schema["properties"][field.json_name()] = Property(field);
    if (BeginsRequired(CommentOf(field))) required.push_back(field.json_name());
  }
  if (!required.empty()) schema["required"] = std::move(required);
  if (message.options().deprecated()) schema["deprecated"] = true;
  return schema;
}

std::string CommentOfValue(const EnumValueDescriptor& value) {
  const std::string comment = absl::StrReplaceAll(CommentOf(value), {{"\n\n", " "}});
  return absl::StrCat(value.options().deprecated() ? "Deprecated. " : "", comment);
}

Json Schemas::Made(const EnumDescriptor& enumeration) {
  Json names = Json::array();
  std::vector<std::string> said;
  for (int i = 0; i < enumeration.value_count(); ++i) {
    const EnumValueDescriptor& value = *enumeration.value(i);
    names.push_back(value.name());
    const std::string comment = CommentOfValue(value);
    if (!comment.empty()) said.push_back(absl::StrCat("- `", value.name(), "`: ", comment));
  }
  Json schema = Json::object({{"type", "string"}});
  Describe(schema, Paragraphs({CommentOf(enumeration), absl::StrJoin(said, "\n")}));
  schema["enum"] = std::move(names);
  if (enumeration.options().deprecated()) schema["deprecated"] = true;
  return schema;
}

// -- errors --------------------------------------------------------------------------------------------------

// A message of `error.details`.
Json Detail(const char* type, Json schema) {
  schema["required"] = Json::array({"@type"});
  schema["properties"]["@type"] = Json::object({{"const", absl::StrCat("type.googleapis.com/", type)}});
  return schema;
}

Json ErrorInfo() {
  Json reasons = Json::array();
  const EnumDescriptor& all = *common::v1::ErrorReason_descriptor();
  for (int i = 0; i < all.value_count(); ++i) {
    const auto reason = static_cast<ErrorReason>(all.value(i)->number());
    if (reason != common::v1::ERROR_REASON_UNSPECIFIED) reasons.push_back(std::string(ReasonName(reason)));
  }
  Json schema = Json::object({{"type", "object"}, {"description", "There is exactly one."}});
  schema["properties"]["reason"] =
      Json::object({{"type", "string"}, {"description", kReason}, {"x-extensible-enum", std::move(reasons)}});
  schema["properties"]["domain"] = Json::object({{"const", "tabadul"}});
  schema["properties"]["metadata"] =
      Json::object({{"type", "object"},
                    {"description", "The dynamic parts of the reason, by name."},
                    {"additionalProperties", Json::object({{"type", "string"}})}});
  return Detail("google.rpc.ErrorInfo", std::move(schema));
}

Json Details(Schemas& schemas) {
  Json kinds = Json::array({ErrorInfo()});
  for (const char* const type : {"google.rpc.LocalizedMessage", "google.rpc.RetryInfo",
                                 "google.rpc.BadRequest", "tabadul.common.v1.FieldViolations"}) {
    const Descriptor& message = *Contracts().front()->pool()->FindMessageTypeByName(type);
    const Json named = Detail(type, Json::object({{"type", "object"}}));
    kinds.push_back(Json::object({{"allOf", Json::array({schemas.Ref(message), named})}}));
  }
  return Json::object({{"type", "array"}, {"items", Json::object({{"anyOf", std::move(kinds)}})}});
}

Json ErrorSchema(Schemas& schemas) {
  Json error =
      Json::object({{"type", "object"}, {"required", Json::array({"code", "status", "message", "details"})}});
  error["properties"]["code"] =
      Json::object({{"type", "integer"}, {"format", "int32"}, {"description", "The HTTP status."}});
  error["properties"]["status"] = Json::object({{"type", "string"},
                                                {"description", "The name of a google.rpc.Code."},
                                                {"examples", Json::array({"NOT_FOUND"})}});
  error["properties"]["message"] = Json::object(
      {{"type", "string"},
       {"description", "In English. The caller's language has LocalizedMessage, in `details`."}});
  error["properties"]["details"] = Details(schemas);
  Json schema =
      Json::object({{"type", "object"}, {"description", kError}, {"required", Json::array({"error"})}});
  schema["properties"]["error"] = std::move(error);
  return schema;
}

// -- paths ---------------------------------------------------------------------------------------------------

// A template of google.api.http as OpenAPI has it.
struct TemplatedPath {
  std::string text;              // "/v1/vacancies/{hubId}:explain"
  std::set<std::string> fields;  // that its variables fill, as the contract names them
  std::string note;              // on a variable that became several
  Json parameters = Json::array();
};

Json PathParameter(const std::string& name, Json schema, const std::string& description) {
  Json parameter = Json::object({{"name", name}, {"in", "path"}, {"required", true}});
  Describe(parameter, description);
  parameter["schema"] = std::move(schema);
  return parameter;
}

// The first words in backquotes that are as many, parted by "/".
std::vector<std::string> NamesOfParts(const std::string& variable, const std::string& comment, size_t count) {
  const std::vector<std::string> pieces = absl::StrSplit(comment, '`');
  for (size_t i = 1; i < pieces.size(); i += 2) {
    std::vector<std::string> names = absl::StrSplit(pieces[i], '/');
    if (names.size() == count && pieces[i].find_first_of(" {}") == std::string::npos) return names;
  }
  std::vector<std::string> names;
  for (size_t i = 1; i <= count; ++i) names.push_back(absl::StrCat(variable, "_", i));
  return names;
}

class PathReader {
 public:
  PathReader(const Rule& rule, Schemas& schemas) : rule_(rule), schemas_(schemas) {}

  TemplatedPath Read() {
    size_t variable = 0;
    const auto& variables = rule_.path.variables;
    for (size_t at = 0; at < rule_.path.segments.size();) {
      path_.text += '/';
      if (variable < variables.size() && variables[variable].begin == at) {
        AddVariable(variables[variable], rule_.variables[variable]);
        at = variables[variable++].end;
      } else {
        path_.text += rule_.path.segments[at++].literal;
      }
    }
    if (!rule_.path.verb.empty()) absl::StrAppend(&path_.text, ":", rule_.path.verb);
    return std::move(path_);
  }

 private:
  void AddVariable(const PathTemplate::Variable& variable, const FieldPath& fields) {
    path_.fields.insert(NameOf(fields));
    std::vector<std::string> names;
    for (const FieldDescriptor* const field : fields) names.push_back(field->json_name());
    const std::string name = absl::StrJoin(names, ".");
    const std::string comment = CommentOf(*fields.back());
    if (variable.end - variable.begin > 1) return AddParts(variable, name, comment);
    absl::StrAppend(&path_.text, "{", name, "}");
    path_.parameters.push_back(PathParameter(name, schemas_.Form(*fields.back()), comment));
  }

  void AddParts(const PathTemplate::Variable& variable, const std::string& name, const std::string& comment) {
    const size_t count = variable.end - variable.begin;
    const std::vector<std::string> parts = NamesOfParts(name, comment, count);
    for (size_t i = 0; i < count; ++i) {
      if (i > 0) path_.text += '/';
      const PathTemplate::Segment& segment = rule_.path.segments[variable.begin + i];
      const bool literal = segment.kind == PathTemplate::Kind::kLiteral;
      absl::StrAppend(&path_.text, literal ? segment.literal : absl::StrCat("{", parts[i], "}"));
      if (literal) continue;
      const std::string place = absl::StrCat("Part ", i + 1, " of ", count, " of `", name, "`.");
      path_.parameters.push_back(
          PathParameter(parts[i], Json::object({{"type", "string"}}), Paragraphs({place, comment})));
    }
    path_.note = absl::StrCat("In the path `", name, "` is ", Quoted(parts, " / "), ".");
  }

  const Rule& rule_;
  Schemas& schemas_;
  TemplatedPath path_;
};

// -- queries -------------------------------------------------------------------------------------------------

class QueryReader {
 public:
  // `taken`: fields that path and body have, as the contract names them.
  QueryReader(const std::set<std::string>& taken, Schemas& schemas, Json& parameters)
      : taken_(taken), schemas_(schemas), parameters_(parameters) {}

  void Add(const Descriptor& message) { AddFields(message, {}); }

 private:
  // The message around a field.
  struct Around {
    int depth = 0;
    std::string path, name;  // with "." at their ends; as the contract and as JSON names it
    std::string about;       // what is said of it
  };

  void AddFields(const Descriptor& message, const Around& around) {
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      if (taken_.contains(around.path + field.name())) continue;
      if (TakesText(field)) {
        AddParameter(field, around);
      } else if (!field.is_repeated() && around.depth < kMessagesDeep) {
        AddFields(*field.message_type(), Inside(field, around));
      }
    }
  }

  static Around Inside(const FieldDescriptor& field, const Around& around) {
    const std::string name = around.name + field.json_name();
    const std::string own = CommentOf(field);
    const std::string said = own.empty() ? CommentOf(*field.message_type()) : own;
    const std::string about = said.empty() ? "" : absl::StrCat("`", name, "`: ", said);
    return {around.depth + 1, absl::StrCat(around.path, field.name(), "."), name + ".",
            Paragraphs({about, around.about})};
  }

  void AddParameter(const FieldDescriptor& field, const Around& around) {
    const std::string own = CommentOf(field);
    Json parameter = Json::object({{"name", around.name + field.json_name()}, {"in", "query"}});
    Describe(parameter, Paragraphs({own, around.about}));
    if (around.depth == 0 && BeginsRequired(own)) parameter["required"] = true;
    if (field.options().deprecated()) parameter["deprecated"] = true;
    if (field.is_repeated()) parameter["explode"] = true;
    parameter["schema"] = schemas_.Form(field);
    parameters_.push_back(std::move(parameter));
  }

  const std::set<std::string>& taken_;
  Schemas& schemas_;
  Json& parameters_;
};

// -- operations ----------------------------------------------------------------------------------------------

std::vector<std::string> ScopesOf(const Policy& policy) {
  return {policy.scopes().begin(), policy.scopes().end()};
}

// Each way suffices.
Json Security(const Policy& policy) {
  Json ways = Json::array();
  if (policy.anonymous()) ways.push_back(Json::object());
  if (policy.scopes_size() > 0)
    ways.push_back(Json::object({{"bearer", Json::array()}, {"mutualTLS", Json::array()}}));
  if (policy.certificate()) ways.push_back(Json::object({{"mutualTLS", Json::array()}}));
  return ways;
}

std::string WhoMay(const Policy& policy) {
  const std::vector<std::string> scopes = ScopesOf(policy);
  const bool any_token = std::find(scopes.begin(), scopes.end(), "self") != scopes.end();
  std::vector<std::string> ways;
  if (policy.anonymous()) ways.push_back("anybody, without a token");
  if (any_token) {
    ways.push_back("whoever has a token");
  } else if (!scopes.empty()) {
    ways.push_back(absl::StrCat("whoever has a token with the scope ", Quoted(scopes, " or ")));
  }
  if (policy.certificate()) ways.push_back("whoever has a member's certificate");
  return absl::StrCat("Who may: ", absl::StrJoin(ways, "; "), ".");
}

Json Content(const char* media, const Json& schema) {
  return Json::object({{media, Json::object({{"schema", schema}})}});
}

Json Answer(const Rule& rule, Schemas& schemas) {
  const Descriptor& type =
      rule.response_body ? *rule.response_body->message_type() : *rule.method->output_type();
  const Json schema = schemas.Ref(type);
  if (!rule.method->server_streaming()) {
    const std::string comment = CommentOf(type);
    return Json::object({{"description", comment.empty() ? "Success." : comment},
                         {"content", Content("application/json", schema)}});
  }
  Json content = Content("application/x-ndjson", schema);
  content.update(Content("text/event-stream", schema));
  return Json::object({{"description", kStream}, {"content", std::move(content)}});
}

Json Body(const Rule& rule, Schemas& schemas) {
  const Descriptor& type = rule.whole_body ? *rule.method->input_type() : *rule.body->message_type();
  return Json::object({{"required", true}, {"content", Content("application/json", schemas.Ref(type))}});
}

class Document {
 public:
  void AddService(const ServiceDescriptor& service);
  Json Finish(const OpenApiOptions& options);

 private:
  void AddOperation(const Rule& rule, const std::string& id);
  Json Components();

  Schemas schemas_;
  Json paths_;                 // by path and HTTP method
  Json tags_ = Json::array();  // services, with what is said of them
};

void Document::AddService(const ServiceDescriptor& service) {
  bool any = false;
  for (int i = 0; i < service.method_count(); ++i) {
    const MethodDescriptor& method = *service.method(i);
    const std::vector<Rule> rules = RulesOf(method).value();
    any = any || !rules.empty();
    for (size_t number = 1; number <= rules.size(); ++number) {
      const std::string suffix = number == 1 ? "" : absl::StrCat("_", number);
      AddOperation(rules[number - 1], absl::StrCat(service.name(), "_", method.name(), suffix));
    }
  }
  if (!any) return;
  const std::string about = CommentOf(service);
  tags_.push_back(Json::object(
      {{"name", service.name()}, {"description", about.empty() ? CommentOfFile(*service.file()) : about}}));
}

void Document::AddOperation(const Rule& rule, const std::string& id) {
  const MethodDescriptor& method = *rule.method;
  const Policy& policy = method.options().GetExtension(common::v1::policy);
  TemplatedPath path = PathReader(rule, schemas_).Read();
  if (rule.body != nullptr) path.fields.insert(rule.body->name());
  if (!rule.whole_body) QueryReader(path.fields, schemas_, path.parameters).Add(*method.input_type());
  const std::string comment = CommentOf(method);
  Json operation = Json::object({{"operationId", id},
                                 {"tags", Json::array({method.service()->name()})},
                                 {"summary", FirstSentence(comment)},
                                 {"description", Paragraphs({comment, path.note, WhoMay(policy)})}});
  if (method.options().deprecated()) operation["deprecated"] = true;
  if (!path.parameters.empty()) operation["parameters"] = std::move(path.parameters);
  if (rule.whole_body || rule.body != nullptr) operation["requestBody"] = Body(rule, schemas_);
  operation["responses"]["200"] = Answer(rule, schemas_);
  operation["responses"]["default"] = Json::object({{"$ref", "#/components/responses/Error"}});
  operation["security"] = Security(policy);
  if (policy.scopes_size() > 0) operation["x-tabadul-scopes"] = ScopesOf(policy);
  paths_[path.text][absl::AsciiStrToLower(rule.http_method)] = std::move(operation);
}

Json Document::Components() {
  Json components;
  components["securitySchemes"]["bearer"] = Json::object(
      {{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}, {"description", kBearer}});
  components["securitySchemes"]["mutualTLS"] =
      Json::object({{"type", "mutualTLS"}, {"description", kMutualTls}});
  components["responses"]["Error"] =
      Json::object({{"description", kError}, {"content", Content("application/json", RefTo("Error"))}});
  components["schemas"]["Error"] = ErrorSchema(schemas_);
  for (const auto& [name, schema] : schemas_.made()) components["schemas"][name] = schema;
  return components;
}

Json Document::Finish(const OpenApiOptions& options) {
  Json document = Json::object({{"openapi", "3.1.0"}});
  document["info"] =
      Json::object({{"title", "Tabadul"}, {"version", TABADUL_VERSION}, {"description", kAbout}});
  for (const std::string& server : options.servers)
    document["servers"].push_back(Json::object({{"url", server}}));
  document["tags"] = std::move(tags_);
  document["paths"] = std::move(paths_);
  document["components"] = Components();
  return document;
}

}  // namespace

std::string OpenApi(const OpenApiOptions& options) {
  Document document;
  for (const auto* const file : Contracts()) {
    for (int i = 0; i < file->service_count(); ++i) document.AddService(*file->service(i));
  }
  return document.Finish(options).dump();
}

}  // namespace tabadul::transcode
