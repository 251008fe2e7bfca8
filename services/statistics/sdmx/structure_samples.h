// One of each artefact, small but whole, with everything that both SDMX-ML 2.1 and 3.0 can say; for tests. Not for services.
#pragma once

#include <utility>
#include <vector>

#include "services/statistics/sdmx/structures.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics::sdmx::samples {

inline Artefact Of(ArtefactType type, std::string id, Texts names, decltype(Artefact::body) body) {
  return {.type = type,
          .agency = "TEST",
          .id = std::move(id),
          .version = "1.0",
          .names = std::move(names),
          .body = std::move(body)};
}

inline Reference To(ArtefactType type, std::string id, std::string item = "") {
  return {.type = type, .agency = "TEST", .id = std::move(id), .version = "1.0", .item = std::move(item)};
}

inline Artefact Agencies() {
  return Of(ArtefactType::kAgencyScheme, "AGENCIES", {{"en", "Agencies"}},
            ItemScheme{.items = {{.id = "SUB", .names = {{"en", "A part"}}}}});
}

inline Artefact Providers() {
  return Of(ArtefactType::kDataProviderScheme, "DATA_PROVIDERS", {{"en", "Providers"}},
            ItemScheme{.items = {{.id = "MIN", .names = {{"ar", "وزارة"}, {"en", "Ministry"}}}}});
}

inline Artefact Sexes() {
  ItemScheme body{.partial = true,
                  .items = {{.id = "T",
                             .names = {{"ar", "المجموع"}, {"en", "Total"}},
                             .descriptions = {{"en", "Both & all"}},
                             .annotations = {{.id = "N1",
                                              .type = "NOTE",
                                              .title = "A title",
                                              .url = "https://example.org/a?b=1&c=2",
                                              .text = {{"en", "A note"}, {"fr", "Une note"}}}}},
                            {.id = "M", .parent = "T", .names = {{"en", "Male"}}},
                            {.id = "F", .parent = "T", .names = {{"en", "Female"}}}}};
  Artefact artefact = Of(ArtefactType::kCodelist, "CL_SEX", {{"ar", "الجنس"}, {"en", "Sex"}, {"fr", "Sexe"}},
                         std::move(body));
  artefact.descriptions = {{"en", "Sex of <persons>"}};
  artefact.annotations = {{.type = "ORDER", .title = "7"}};
  artefact.valid_from = "2020-01-01T00:00:00Z";
  artefact.valid_to = "2030-01-01T00:00:00Z";
  return artefact;
}

inline Artefact Concepts() {
  const Representation coded{
      .codelist = To(ArtefactType::kCodelist, "CL_SEX"), .text_type = "String", .max_length = 1};
  const Representation number{.text_type = "Decimal", .min_value = "0", .max_value = "100.5", .decimals = 2};
  const Representation text{
      .text_type = "String", .min_length = 2, .pattern = "[a-z]+", .multilingual = true};
  return Of(ArtefactType::kConceptScheme, "CS", {{"en", "Concepts"}},
            ItemScheme{.items = {{.id = "SEX", .names = {{"en", "Sex"}}, .representation = coded},
                                 {.id = "AREA", .parent = "SEX", .names = {{"en", "Area"}}},
                                 {.id = "TIME_PERIOD", .names = {{"en", "Time"}}},
                                 {.id = "OBS_VALUE", .names = {{"en", "Value"}}, .representation = number},
                                 {.id = "NOTE", .names = {{"en", "Note"}}, .representation = text}}});
}

inline Component Part(std::string id, std::string item) {
  return {.id = std::move(id), .concept_identity = To(ArtefactType::kConceptScheme, "CS", std::move(item))};
}

inline Attribute NoteOn(std::string id, Attachment attachment, bool required = false) {
  return {Part(std::move(id), "NOTE"), required, std::move(attachment)};
}

inline Artefact Structure() {
  using Level = Attachment::Level;
  DataStructure body;
  body.dimensions = {Part("SEX", "SEX"), Part("REF_AREA", "AREA")};
  body.dimensions[0].representation = Representation{.codelist = To(ArtefactType::kCodelist, "CL_SEX")};
  body.dimensions[1].annotations = {{.type = "HINT"}};
  body.dimensions[1].representation = Representation{.text_type = "Alpha", .min_length = 3, .max_length = 3};
  body.time = Part("TIME_PERIOD", "TIME_PERIOD");
  body.time->representation = Representation{.text_type = "GregorianTimePeriod"};
  body.groups = {{.id = "Sibling", .dimensions = {"REF_AREA"}}};
  body.attributes = {NoteOn("SOURCE", {.level = Level::kDataSet}, true),
                     NoteOn("UNIT", {.level = Level::kGroup, .group = "Sibling"}),
                     NoteOn("TITLE", {.level = Level::kDimensions, .dimensions = {"SEX", "REF_AREA"}}),
                     NoteOn("STATUS", {.level = Level::kObservation})};
  body.attributes[3].representation = Representation{.text_type = "String", .max_length = 20};
  body.measures = {{Part("OBS_VALUE", "OBS_VALUE")}};
  return Of(ArtefactType::kDataStructure, "DSD", {{"en", "A structure"}}, std::move(body));
}

inline Artefact Flow() {
  return Of(ArtefactType::kDataflow, "DF", {{"en", "A flow"}, {"fr", "Un flux"}},
            Dataflow{.structure = To(ArtefactType::kDataStructure, "DSD")});
}

inline Artefact Categories() {
  return Of(ArtefactType::kCategoryScheme, "CATS", {{"en", "Subjects"}},
            ItemScheme{.items = {{.id = "A", .names = {{"en", "First"}}},
                                 {.id = "B", .parent = "A", .names = {{"en", "In it"}}},
                                 {.id = "C", .parent = "A.B", .names = {{"en", "In that"}}},
                                 {.id = "B", .names = {{"en", "Second"}}}}});
}

inline Artefact FlowInCategory() {
  return Of(ArtefactType::kCategorisation, "CAT", {{"en", "Flow in subject"}},
            Categorisation{.source = To(ArtefactType::kDataflow, "DF"),
                           .category = To(ArtefactType::kCategoryScheme, "CATS", "A.B")});
}

inline Artefact Agreement() {
  return Of(ArtefactType::kProvisionAgreement, "PA", {{"en", "An agreement"}},
            ProvisionAgreement{.dataflow = To(ArtefactType::kDataflow, "DF"),
                               .provider = To(ArtefactType::kDataProviderScheme, "DATA_PROVIDERS", "MIN")});
}

inline Artefact Constraint() {
  CubeRegion region{.keys = {{.component = "SEX", .values = {"M", "F"}},
                             {.component = "REF_AREA", .include = false, .values = {"XXX"}},
                             {.component = "TIME_PERIOD", .start_period = "2000", .end_period = "2020-12"},
                             {.component = "STATUS", .values = {"A & B"}, .attribute = true}}};
  CubeRegion excluded{.include = false, .keys = {{.component = "TIME_PERIOD", .end_period = "1999"}}};
  return Of(ArtefactType::kDataConstraint, "CON", {{"en", "What is allowed"}},
            DataConstraint{.attached_to = {To(ArtefactType::kDataflow, "DF")},
                           .regions = {std::move(region), std::move(excluded)}});
}

// In the order of a message of 2.1.
inline std::vector<Artefact> All() {
  return {Agencies(), Providers(), Flow(),      Categories(), FlowInCategory(),
          Sexes(),    Concepts(),  Structure(), Constraint(), Agreement()};
}

inline std::vector<Wanted> Whole(const std::vector<Artefact>& artefacts) {
  std::vector<Wanted> wanted;
  for (const Artefact& artefact : artefacts) wanted.push_back({.artefact = &artefact});
  return wanted;
}

inline MessageHead Head() {
  return {.id = "MSG1",
          .test = true,
          .prepared = absl::FromUnixSeconds(1'700'000'000),
          .sender = {.id = "TEST", .names = {{"en", "A sender"}}}};
}

}  // namespace tabadul::statistics::sdmx::samples
