// What stands around the data of an SDMX-ML data message: the root element, the header, the footer; and what a data set
// says of itself (SDMXMessage.xsd, SDMXCommon.xsd of 2.1 and 3.0). Not thread-safe.
//
// Elements have the prefixes mes (message), com (common), gen (generic data), ss (structure-specific data: attributes
// of a data set that are not components) and ns1 (the schema of the structure). No default namespace is declared, as
// much of SDMX-ML stands in none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "services/statistics/sdmx/data.h"
#include "services/statistics/sdmx/formats.h"
#include "services/statistics/sdmx/structure_writer_parts.h"
#include "services/statistics/sdmx/xml_writer.h"
#include "services/statistics/structure/artefact_types.h"

namespace tabadul::statistics::sdmx {

class MlFrame {
 public:
  // `format`: one of SDMX-ML's.
  MlFrame(DataFormat format, const MessageHead& head, std::string* out);

  Edition edition() const { return edition_; }
  const MessageHead& head() const { return head_; }
  bool begun() const { return xml_.has_value(); }

  // The root element and the header. `first`: null of a message without data.
  void Begin(const DataSetHead* first);
  // The tag of a data set, left open, as structure-specific data goes on in it.
  void StartDataSet(const DataSetHead& head);
  // Its provider, if it has one: the first in it.
  void Provider(const DataSetHead& head);
  void EndDataSet();
  void End(absl::Span<const FooterMessage> footer);

 private:
  void Namespaces(const DataSetHead* first);
  void Header(const DataSetHead* first);
  void Structure(const DataSetHead& head);
  Reference Named(const DataSetHead& head) const;
  std::string SchemaNamespace(const DataSetHead& head) const;

  const Edition edition_;
  const bool generic_;
  const std::string_view root_;
  const MessageHead head_;
  std::string* const out_;
  std::optional<XmlWriter> xml_;
  std::optional<MlPartsWriter> parts_;  // writes by xml_
};

}  // namespace tabadul::statistics::sdmx
