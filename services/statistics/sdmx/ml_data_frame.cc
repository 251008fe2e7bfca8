#include "services/statistics/sdmx/ml_data_frame.h"

#include "fmt/format.h"
#include "lib/platform/base/utc.h"
#include "services/statistics/sdmx/action_names.h"
#include "services/statistics/sdmx/ml_names.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics::sdmx {
namespace {

// What the data sets of a message call its one structure.
constexpr std::string_view kStructureId = "STR1";
constexpr std::string_view kInstance = "http://www.w3.org/2001/XMLSchema-instance";

std::string_view RootOf(DataFormat format) {
  switch (format) {
    case DataFormat::kGeneric21:
      return "mes:GenericData";
    case DataFormat::kGenericTimeSeries21:
      return "mes:GenericTimeSeriesData";
    case DataFormat::kStructureSpecificTimeSeries21:
      return "mes:StructureSpecificTimeSeriesData";
    default:
      return "mes:StructureSpecificData";
  }
}

bool IsGeneric(DataFormat format) {
  return format == DataFormat::kGeneric21 || format == DataFormat::kGenericTimeSeries21;
}

// How the header calls what it refers to.
std::string_view UsageOf(ArtefactType type) {
  if (type == ArtefactType::kDataflow) return "com:StructureUsage";
  if (type == ArtefactType::kProvisionAgreement) return "com:ProvisionAgreement";
  return "com:Structure";
}

std::string_view ScopeOf(ArtefactType type) {
  if (type == ArtefactType::kDataflow) return "Dataflow";
  if (type == ArtefactType::kProvisionAgreement) return "ProvisionAgreement";
  return "DataStructure";
}

// Of "AGENCY:SCHEME.ITEM"; nullopt of a plain id, which SDMX-ML cannot say.
std::optional<Reference> ProviderOf(std::string_view name) {
  const size_t colon = name.find(':');
  const size_t dot = colon == name.npos ? colon : name.find('.', colon);
  if (dot == name.npos) return std::nullopt;
  return Reference{.type = ArtefactType::kDataProviderScheme,
                   .agency = std::string(name.substr(0, colon)),
                   .id = std::string(name.substr(colon + 1, dot - colon - 1)),
                   .version = "1.0",
                   .item = std::string(name.substr(dot + 1))};
}

}  // namespace

MlFrame::MlFrame(DataFormat format, const MessageHead& head, std::string* out)
    : edition_(format == DataFormat::kStructureSpecific30 ? Edition::k30 : Edition::k21),
      generic_(IsGeneric(format)),
      root_(RootOf(format)),
      head_(head),
      out_(out) {}

void MlFrame::Begin(const DataSetHead* first) {
  xml_.emplace(out_);
  parts_.emplace(edition_, *xml_);
  xml_->Start(root_);
  Namespaces(first);
  Header(first);
}

void MlFrame::Namespaces(const DataSetHead* first) {
  const MlNamespaces& namespaces = NamespacesOf(edition_);
  xml_->Attribute("xmlns:mes", namespaces.message);
  xml_->Attribute("xmlns:com", namespaces.common);
  if (generic_) {
    xml_->Attribute("xmlns:gen", namespaces.generic);
    return;
  }
  xml_->Attribute("xmlns:ss", namespaces.structure_specific);
  xml_->Attribute("xmlns:xsi", kInstance);
  if (first != nullptr) xml_->Attribute("xmlns:ns1", SchemaNamespace(*first));
}

// Clients of 2.1 (sdmx1 of Python, rsdmx of R) look for com:Structure, which names the data structure.
Reference MlFrame::Named(const DataSetHead& head) const {
  if (edition_ == Edition::k30 || head.layout->structure == nullptr) return head.structure;
  return ReferenceTo(*head.layout->structure);
}

// Of the schema that the structure and the dimension at the observation give (SDMXDataStructureSpecific.xsd,
// DataSetType).
std::string MlFrame::SchemaNamespace(const DataSetHead& head) const {
  return fmt::format("{}:ObsLevelDim:{}", UrnOf(Named(head), edition_), head.dimension_at_observation);
}

void MlFrame::Header(const DataSetHead* first) {
  xml_->Start("mes:Header");
  xml_->Element("mes:ID", head_.id);
  xml_->Element("mes:Test", head_.test ? "true" : "false");
  xml_->Element("mes:Prepared", FormatUtc(head_.prepared));
  xml_->Start("mes:Sender");
  xml_->Attribute("id", head_.sender.id);
  parts_->Texts("com:Name", head_.sender.names);
  xml_->End();
  if (first != nullptr) {
    Structure(*first);
    xml_->Element("mes:DataSetAction", NameOf(first->action));
  }
  xml_->End();
}

void MlFrame::Structure(const DataSetHead& head) {
  xml_->Start("mes:Structure");
  xml_->Attribute("structureID", kStructureId);
  if (!generic_) xml_->Attribute("namespace", SchemaNamespace(head));
  xml_->Attribute("dimensionAtObservation", head.dimension_at_observation);
  const Reference named = Named(head);
  parts_->Reference(UsageOf(named.type), named);
  xml_->End();
}

void MlFrame::StartDataSet(const DataSetHead& head) {
  const auto attribute = [this](std::string_view name, std::string_view value) {
    out_->append(generic_ ? " " : " ss:");
    out_->append(name);
    out_->append("=\"");
    AppendXmlAttribute(value, out_);
    out_->push_back('"');
  };
  out_->append("<mes:DataSet");
  attribute("structureRef", kStructureId);
  if (!generic_) {
    out_->append(" xsi:type=\"ns1:DataSetType\"");
    attribute("dataScope", ScopeOf(Named(head).type));
  }
  attribute("action", NameOf(head.action));
  if (!head.id.empty()) attribute("setID", head.id);
  if (head.valid_from) attribute("validFromDate", FormatUtcExact(*head.valid_from));
  if (head.valid_to) attribute("validToDate", FormatUtcExact(*head.valid_to));
}

void MlFrame::Provider(const DataSetHead& head) {
  const auto provider = ProviderOf(head.provider);
  if (provider) parts_->Reference(generic_ ? "gen:DataProvider" : "DataProvider", *provider);
}

void MlFrame::EndDataSet() { out_->append("</mes:DataSet>"); }

void MlFrame::End(absl::Span<const FooterMessage> footer) {
  if (!footer.empty()) {
    xml_->Start("footer:Footer");
    xml_->Attribute("xmlns:footer", NamespacesOf(edition_).footer);
    for (const FooterMessage& message : footer) {
      xml_->Start("footer:Message");
      xml_->Attribute("code", std::to_string(message.code));
      xml_->AttributeIfAny("severity", message.severity);
      parts_->Texts("com:Text", message.text);
      xml_->End();
    }
    xml_->End();
  }
  xml_->EndAll();
}

}  // namespace tabadul::statistics::sdmx
