// Small structures for tests: agency "AG", version "1.0" unless said.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "services/statistics/structure/registry.h"

namespace tabadul::statistics::testing {

inline Reference To(ArtefactType type, std::string id, std::string item = "", std::string version = "1.0") {
  return {.type = type,
          .agency = "AG",
          .id = std::move(id),
          .version = std::move(version),
          .item = std::move(item)};
}

inline Artefact Make(ArtefactType type, std::string id, decltype(Artefact::body) body,
                     std::string version = "1.0") {
  Artefact artefact{.type = type, .agency = "AG", .id = std::move(id), .version = std::move(version)};
  artefact.names = {{"en", artefact.id}};
  artefact.body = std::move(body);
  return artefact;
}

inline Item MakeItem(std::string id, std::string parent = "") {
  Item item{.id = std::move(id), .parent = std::move(parent)};
  item.names = {{"ar", "اسم " + item.id}, {"en", "Name of " + item.id}};
  return item;
}

inline ItemScheme Scheme(const std::vector<std::string>& ids) {
  ItemScheme scheme;
  for (const std::string& id : ids) scheme.items.push_back(MakeItem(id));
  return scheme;
}

inline Artefact Codelist(std::string id, const std::vector<std::string>& codes, std::string version = "1.0") {
  return Make(ArtefactType::kCodelist, std::move(id), Scheme(codes), std::move(version));
}

inline Representation Coded(std::string codelist, std::string version = "1.0") {
  Representation representation;
  representation.codelist = To(ArtefactType::kCodelist, std::move(codelist), "", std::move(version));
  return representation;
}

inline Representation Plain(std::string text_type) {
  Representation representation;
  representation.text_type = std::move(text_type);
  return representation;
}

template <class Kind = Component>
Kind MakeComponent(std::string id) {
  Kind component;
  component.concept_identity = To(ArtefactType::kConceptScheme, "CS", id);
  component.id = std::move(id);
  return component;
}

// Concepts FREQ (of CL_FREQ), AREA (of CL_AREA), TIME_PERIOD, OBS_VALUE, STATUS (of CL_STATUS), UNIT and TITLE (text).
inline Artefact Concepts() {
  ItemScheme scheme = Scheme({"FREQ", "AREA", "TIME_PERIOD", "OBS_VALUE", "STATUS", "UNIT", "TITLE"});
  const std::vector<Representation> forms = {
      Coded("CL_FREQ"), Coded("CL_AREA"),   Plain("ObservationalTimePeriod"),
      Plain("Double"),  Coded("CL_STATUS"), Plain("String"),
      Plain("String")};
  for (size_t i = 0; i < forms.size(); ++i) scheme.items[i].representation = forms[i];
  return Make(ArtefactType::kConceptScheme, "CS", std::move(scheme));
}

// FREQ.AREA over TIME_PERIOD; STATUS hangs on observations, UNIT on FREQ and AREA, TITLE on the group ALL_FREQ (AREA).
inline DataStructure SmallStructure() {
  DataStructure structure;
  structure.dimensions = {MakeComponent("FREQ"), MakeComponent("AREA")};
  structure.time = MakeComponent("TIME_PERIOD");
  structure.measures = {MakeComponent<Measure>("OBS_VALUE")};
  structure.groups = {{.id = "ALL_FREQ", .dimensions = {"AREA"}}};
  auto status = MakeComponent<Attribute>("STATUS"), unit = MakeComponent<Attribute>("UNIT"),
       title = MakeComponent<Attribute>("TITLE");
  unit.required = true;
  unit.attachment = {.level = Attachment::Level::kDimensions, .dimensions = {"FREQ", "AREA"}};
  title.attachment = {.level = Attachment::Level::kGroup, .group = "ALL_FREQ"};
  structure.attributes = {status, unit, title};
  return structure;
}

inline Artefact Flow(std::string id, std::string structure_version = "1.0") {
  return Make(
      ArtefactType::kDataflow, std::move(id),
      Dataflow{.structure = To(ArtefactType::kDataStructure, "DSD", "", std::move(structure_version))});
}

// All of the above: CL_FREQ (A, M), CL_AREA (SYR, MAR), CL_STATUS (A), CS, DSD, the dataflow DF, the provider scheme with
// MIN, its agreement PA for DF, the categories TOPICS (WORK), the categorisation CAT of DF, the constraint CC of DF, and
// the agencies.
inline std::vector<Artefact> SmallSet() {
  Artefact agencies = Make(ArtefactType::kAgencyScheme, "AGENCIES", Scheme({"AG"}));
  agencies.agency = "SDMX";
  DataConstraint constraint{.attached_to = {To(ArtefactType::kDataflow, "DF")}};
  constraint.regions = {{.keys = {{.component = "AREA", .values = {"SYR"}}}}};
  return {
      std::move(agencies),
      Codelist("CL_FREQ", {"A", "M"}),
      Codelist("CL_AREA", {"SYR", "MAR"}),
      Codelist("CL_STATUS", {"A"}),
      Concepts(),
      Make(ArtefactType::kDataStructure, "DSD", SmallStructure()),
      Flow("DF"),
      Make(ArtefactType::kDataProviderScheme, "DATA_PROVIDERS", Scheme({"MIN"})),
      Make(ArtefactType::kProvisionAgreement, "PA",
           ProvisionAgreement{.dataflow = To(ArtefactType::kDataflow, "DF"),
                              .provider = To(ArtefactType::kDataProviderScheme, "DATA_PROVIDERS", "MIN")}),
      Make(ArtefactType::kCategoryScheme, "TOPICS", Scheme({"WORK"})),
      Make(ArtefactType::kCategorisation, "CAT",
           Categorisation{.source = To(ArtefactType::kDataflow, "DF"),
                          .category = To(ArtefactType::kCategoryScheme, "TOPICS", "WORK")}),
      Make(ArtefactType::kDataConstraint, "CC", std::move(constraint))};
}

inline std::shared_ptr<const Structures> Build(std::vector<Artefact> artefacts) {
  Structures::Builder builder;
  for (Artefact& artefact : artefacts) builder.Add(std::move(artefact));
  return builder.Build();
}

}  // namespace tabadul::statistics::testing
