#include "services/web/pages/reference_page.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "lib/platform/base/status.h"
#include "services/web/pages/said.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSchemas = "#/components/schemas/";
constexpr char kReasons[] = "tabadul.common.v1.ErrorReason";
constexpr std::string_view kReasonPrefix = "ERROR_REASON_";

std::string TextOf(const Json& thing, const char* name) { return thing.value(name, std::string()); }
bool Is(const Json& thing, const char* name) { return thing.value(name, false); }
std::string SaidOf(const Json& thing) { return TextOf(thing, "description"); }

// The name of the schema that stands here; empty: it is none that has a name.
std::string RefOf(const Json& schema) {
  const std::string ref = TextOf(schema, "$ref");
  return ref.empty() ? "" : ref.substr(kSchemas.size());
}

// "Completion.Kind" of "tabadul.jobs.v1.Completion.Kind": packages are in lower case.
std::string ShortName(std::string_view name) {
  while (!name.empty() && absl::ascii_islower(static_cast<unsigned char>(name[0]))) {
    const size_t dot = name.find('.');
    if (dot == std::string_view::npos) break;
    name.remove_prefix(dot + 1);
  }
  return std::string(name);
}

// -- types ---------------------------------------------------------------------------------------------------

// "map<string, " + Translation + ">"
struct Type {
  std::string before, ref, after;  // ref: a schema's name; empty: `after` is all of it
};

// "string (date-time)"
std::string Scalar(const Json& schema) {
  std::string form = TextOf(schema, "format");
  if (form.empty()) form = TextOf(schema, "contentEncoding");
  if (form.empty() && schema.contains("examples")) form = schema.at("examples").at(0).dump();
  const std::string type = TextOf(schema, "type");
  return form.empty() ? type : type + " (" + form + ")";
}

Type TypeOf(const Json& schema) {
  if (std::string ref = RefOf(schema); !ref.empty()) return {"", std::move(ref), ""};
  if (schema.contains("items")) {
    Type type = TypeOf(schema.at("items"));
    type.after += "[]";
    return type;
  }
  if (schema.contains("additionalProperties")) {
    Type type = TypeOf(schema.at("additionalProperties"));
    type.before = "map<string, " + type.before;
    type.after += ">";
    return type;
  }
  return {"", "", Scalar(schema)};
}

void SetType(const Json& schema, View& field) {
  const Type type = TypeOf(schema);
  View& typed = field.Add("TYPED");
  typed.Set("TYPE_BEFORE", type.before).Set("TYPE_AFTER", type.after);
  if (!type.ref.empty()) typed.Set("TYPE_NAME", ShortName(type.ref)).Set("TYPE_ADDRESS", "#" + type.ref);
}

// -- fields --------------------------------------------------------------------------------------------------

// Parts FIELD of fields.tpl.
View& AddField(const std::string& name, const std::string& said, View& fields) {
  View& field = fields.Add("FIELD");
  field.Set("FIELD_NAME", name);
  AddSaid(field, "FIELD_SAID", said);
  return field;
}

bool Lists(const Json& schema, const char* list, const std::string& name) {
  const auto found = schema.find(list);
  return found != schema.end() && std::find(found->begin(), found->end(), Json(name)) != found->end();
}

// Of a message; {{>NAME}} of the view.
void AddProperties(const Json& schema, std::string_view name, View& view) {
  if (!schema.contains("properties")) return;
  View& fields = view.Include(name, "fields.tpl");
  for (const auto& [property, form] : schema.at("properties").items()) {
    View& field = AddField(property, SaidOf(form), fields);
    SetType(form, field);
    if (Lists(schema, "required", property)) field.Add("REQUIRED");
    if (Is(form, "deprecated")) field.Add("DEPRECATED");
  }
}

void AddParameters(const Json& parameters, View& view) {
  View& fields = view.Include("PARAMETER_FIELDS", "fields.tpl");
  for (const Json& parameter : parameters) {
    View& field = AddField(TextOf(parameter, "name"), SaidOf(parameter), fields);
    SetType(parameter.at("schema"), field);
    field.Add(TextOf(parameter, "in") == "path" ? "IN_PATH" : "IN_QUERY");
    if (Is(parameter, "required")) field.Add("REQUIRED");
    if (Is(parameter, "deprecated")) field.Add("DEPRECATED");
  }
}

// What is said of an enum, and of its values by their names, which the document has as a list at its end.
struct Enum {
  std::string said;
  std::map<std::string, std::string> values;
};

Enum ReadEnum(const Json& schema) {
  constexpr std::string_view kBegin = "- `", kBetween = "`: ";
  const std::string all = SaidOf(schema);
  const size_t end = all.rfind("\n\n");
  const size_t list = end == std::string::npos ? 0 : end + 2;
  if (!std::string_view(all).substr(list).starts_with(kBegin)) return {all, {}};
  Enum read{all.substr(0, end == std::string::npos ? 0 : end), {}};
  std::string* last = nullptr;
  for (const absl::string_view each : absl::StrSplit(Absl(all).substr(list), '\n')) {
    const std::string_view line = Std(each);
    const size_t between = line.starts_with(kBegin) ? line.find(kBetween) : std::string_view::npos;
    if (between != std::string_view::npos) {
      last = &read.values[std::string(line.substr(kBegin.size(), between - kBegin.size()))];
      *last = line.substr(between + kBetween.size());
    } else if (last != nullptr) {  // what is said of a value has lines of its own
      *last += "\n" + std::string(line);
    }
  }
  return read;
}

// -- the page ------------------------------------------------------------------------------------------------

class Reference {
 public:
  explicit Reference(const std::string& document)
      : document_(Json::parse(document)), schemas_(document_.at("components").at("schemas")) {
    for (const Json& value : schemas_.at(kReasons).at("enum")) {
      const std::string name = value.get<std::string>().substr(kReasonPrefix.size());
      if (name != "UNSPECIFIED") reasons_.push_back(name);
    }
  }

  void Fill(View& view) {
    view.Set("VERSION", TextOf(document_.at("info"), "version"));
    for (const Json& tag : document_.at("tags")) AddService(tag, view);
    AddReasons(view);
    AddTypes(view);
  }

 private:
  struct Operation {
    std::string path, http_method, name;
    const Json* of;
  };

  // Of one service, as the document has them.
  std::vector<Operation> OperationsOf(const std::string& service) const;
  void AddService(const Json& tag, View& view) const;
  void AddMethod(const Operation& operation, View& service) const;
  // What it is asked or answers; `kind`: of the part, and of the names in it.
  void AddMessage(const std::string& kind, const Json& content, View& method) const;
  // The reasons that are named in what is said of a method, of its parameters and of its body.
  void AddErrors(const Json& operation, View& method) const;
  void AddReasons(View& view) const;
  void AddTypes(View& view) const;
  std::set<std::string> TypesOfFields() const;

  const Json document_;
  const Json& schemas_;
  std::vector<std::string> reasons_;
};

std::vector<Reference::Operation> Reference::OperationsOf(const std::string& service) const {
  std::vector<Operation> found;
  for (const auto& [path, operations] : document_.at("paths").items()) {
    for (const auto& [http_method, operation] : operations.items()) {
      if (!Lists(operation, "tags", service)) continue;
      const std::string name = TextOf(operation, "operationId").substr(service.size() + 1);
      found.push_back({path, absl::AsciiStrToUpper(http_method), name, &operation});
    }
  }
  return found;
}

void Reference::AddService(const Json& tag, View& view) const {
  const std::string name = TextOf(tag, "name");
  View& entry = view.Add("ENTRY");
  entry.Set("ENTRY_NAME", name).Set("ENTRY_ADDRESS", "#" + name);
  View& service = view.Add("SERVICE");
  service.Set("SERVICE_NAME", name);
  AddSaid(service, "SERVICE_SAID", SaidOf(tag));
  for (const Operation& operation : OperationsOf(name)) {
    const std::string address = "#" + TextOf(*operation.of, "operationId");
    entry.Add("LINK").Set("LINK_NAME", operation.name).Set("LINK_ADDRESS", address);
    AddMethod(operation, service);
  }
}

void Reference::AddMethod(const Operation& operation, View& service) const {
  const Json& of = *operation.of;
  const Json& ways = of.at("security");
  const Json& content = of.at("responses").at("200").at("content");
  const std::string id = TextOf(of, "operationId");
  View& method = service.Add("METHOD");
  method.Set("METHOD_ID", id).Set("METHOD_ADDRESS", "#" + id).Set("METHOD_NAME", operation.name);
  method.Set("METHOD_CALL", operation.http_method + " " + operation.path);
  AddSaid(method, "METHOD_SAID", SaidOf(of));
  if (std::find(ways.begin(), ways.end(), Json::object()) != ways.end()) method.Add("OPEN");
  if (content.contains("text/event-stream")) method.Add("STREAM");
  if (Is(of, "deprecated")) method.Add("METHOD_DEPRECATED");
  if (of.contains("parameters")) AddParameters(of.at("parameters"), method.Add("PARAMETERS"));
  if (of.contains("requestBody")) AddMessage("BODY", of.at("requestBody").at("content"), method);
  AddMessage("ANSWER", content, method);
  AddErrors(of, method);
}

void Reference::AddMessage(const std::string& kind, const Json& content, View& method) const {
  const std::string name = RefOf(content.begin()->at("schema"));
  const Json& schema = schemas_.at(name);
  View& message = method.Add(kind);
  message.Set(kind + "_NAME", ShortName(name));
  AddSaid(message, kind + "_SAID", SaidOf(schema));
  AddProperties(schema, kind + "_FIELDS", message);
}

// Words in capitals, INVALID_UTF8 say.
void CollectNames(std::string_view text, std::set<std::string>& names) {
  const auto of_name = [](char letter) {
    const auto c = static_cast<unsigned char>(letter);
    return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '_';
  };
  while (!text.empty()) {
    const auto* const begin = std::find_if(text.begin(), text.end(), of_name);
    const auto* const end = std::find_if_not(begin, text.end(), of_name);
    names.emplace(begin, end);
    text.remove_prefix(static_cast<size_t>(end - text.begin()));
  }
}

void Reference::AddErrors(const Json& operation, View& method) const {
  std::set<std::string> names;
  CollectNames(SaidOf(operation), names);
  if (operation.contains("parameters")) {
    for (const Json& parameter : operation.at("parameters")) CollectNames(SaidOf(parameter), names);
  }
  if (operation.contains("requestBody")) {
    const Json& schema = schemas_.at(RefOf(operation.at("requestBody").at("content").begin()->at("schema")));
    CollectNames(SaidOf(schema), names);
    if (schema.contains("properties")) {
      for (const Json& property : schema.at("properties")) CollectNames(SaidOf(property), names);
    }
  }
  View* errors = nullptr;
  for (const std::string& reason : reasons_) {
    if (!names.contains(reason)) continue;
    if (errors == nullptr) errors = &method.Add("ERRORS");
    errors->Add("ERROR").Set("ERROR_NAME", reason).Set("ERROR_ADDRESS", "#" + reason);
  }
}

void Reference::AddReasons(View& view) const {
  const Enum said = ReadEnum(schemas_.at(kReasons));
  View& fields = view.Include("REASONS", "fields.tpl");
  for (const std::string& reason : reasons_) {
    const auto found = said.values.find(std::string(kReasonPrefix) + reason);
    View& field = AddField(reason, found == said.values.end() ? "" : found->second, fields);
    field.Set("FIELD_ID", reason);
  }
}

// What only methods are asked or answer stands with them.
std::set<std::string> Reference::TypesOfFields() const {
  std::set<std::string> types;
  const auto collect = [&](const Json& node, const auto& self) -> void {
    if (node.is_object()) {
      if (const std::string ref = RefOf(node); !ref.empty()) types.insert(ref);
    }
    for (const Json& child : node) {
      if (child.is_structured()) self(child, self);
    }
  };
  collect(schemas_, collect);
  for (const Json& operations : document_.at("paths")) {
    for (const Json& operation : operations) {
      if (operation.contains("parameters")) collect(operation.at("parameters"), collect);
    }
  }
  types.erase(kReasons);
  return types;
}

void Reference::AddTypes(View& view) const {
  for (const std::string& name : TypesOfFields()) {
    const Json& schema = schemas_.at(name);
    View& type = view.Add("TYPE");
    type.Set("TYPE_ID", name);
    if (!schema.contains("enum")) {
      AddSaid(type, "TYPE_SAID", SaidOf(schema));
      AddProperties(schema, "TYPE_FIELDS", type);
      continue;
    }
    const Enum said = ReadEnum(schema);
    AddSaid(type, "TYPE_SAID", said.said);
    View& fields = type.Include("TYPE_FIELDS", "fields.tpl");
    for (const Json& value : schema.at("enum")) {
      const auto found = said.values.find(value.get<std::string>());
      AddField(value.get<std::string>(), found == said.values.end() ? "" : found->second, fields);
    }
  }
}

}  // namespace

Page ReferencePage(const Asked& asked, const std::string& document) {
  Page page;
  page.title = Text(asked.language, "reference.title");
  page.description = Text(asked.language, "reference.description");
  page.section = asked.path;
  page.body = "reference.tpl";
  page.for_everybody = true;
  page.view.Set("DEVELOPERS", Address(asked.language, "/developers"));
  Reference(document).Fill(page.view);
  return page;
}

}  // namespace tabadul::web::pages
