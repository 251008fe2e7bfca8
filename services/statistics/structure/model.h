// The SDMX information model, as far as the hub holds it: what a structure message of SDMX-ML 2.1 or 3.0 or of SDMX-JSON
// says, free of any format's syntax (SDMX 2.1 Section 2, SDMX 3.0 Section 2). Plain values: copy, compare, share as const.
//
// An artefact is *maintained*: it has an agency, an id and a version, and is named by the three ("SDMX:CL_FREQ(2.0)").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tabadul::statistics {

// Which artefacts the hub holds. Their names in each of the languages of SDMX (REST resource, XML element, URN class,
// JSON member) stand in artefact_types.h alone.
enum class ArtefactType : uint8_t {
  kAgencyScheme,
  kCategorisation,
  kCategoryScheme,
  kCodelist,
  kConceptScheme,
  kDataConstraint,  // 2.1: ContentConstraint
  kDataflow,
  kDataProviderScheme,
  kDataStructure,
  kProvisionAgreement,
};

struct Text {
  std::string language;  // BCP 47, as the message has it
  std::string text;
  bool operator==(const Text&) const = default;
};
using Texts = std::vector<Text>;  // sorted by language, each once

// The text in `language`, else in English, else the first; empty when there is none.
std::string_view InLanguage(const Texts& texts, std::string_view language);

// Names an artefact, or with `item` what stands in it: a code, a concept, a category ("A.B" for one below another), a
// provider, an agency.
struct Reference {
  ArtefactType type = ArtefactType::kDataflow;
  std::string agency, id;
  std::string version;  // "1.0", "1.0.0"; 3.0 allows "1.0+" here
  std::string item;
  bool operator==(const Reference&) const = default;
};

struct Annotation {
  std::string id, type, title, url;
  Texts text;
  bool operator==(const Annotation&) const = default;
};

// How a value is written. A code list, or text of a form.
struct Representation {
  std::optional<Reference> codelist;
  std::string
      text_type;  // "String", "ObservationalTimePeriod", "Double"…: SDMX's BasicComponentDataType; may be empty
  std::optional<uint32_t> min_length, max_length;
  std::optional<std::string> min_value, max_value, pattern;
  std::optional<uint32_t> decimals;
  bool multilingual = false;
  // How many values an attribute or measure may have at once (3.0); max 0: without bound.
  uint32_t min_occurs = 1, max_occurs = 1;
  bool operator==(const Representation&) const = default;
};

// An item of a scheme, or a code.
struct Item {
  std::string id;
  std::string
      parent;  // id of the one above in the same scheme; of categories the whole path "A.B". Empty at the top
  Texts names, descriptions;
  std::vector<Annotation> annotations;
  std::optional<Representation> representation;  // of a concept: its core representation
  bool operator==(const Item&) const = default;
};

// Codelist, ConceptScheme, CategoryScheme, AgencyScheme, DataProviderScheme.
struct ItemScheme {
  bool partial = false;     // some of the items only
  std::vector<Item> items;  // in the scheme's own order; a parent before those below it
  bool operator==(const ItemScheme&) const = default;
};

struct Component {
  std::string id;
  Reference concept_identity;                    // with item
  std::optional<Representation> representation;  // the component's own; absent: that of the concept
  std::vector<Annotation> annotations;
  bool operator==(const Component&) const = default;
};

// What an attribute describes.
struct Attachment {
  enum class Level : uint8_t { kDataSet, kGroup, kDimensions, kObservation };
  Level level = Level::kObservation;
  std::string group;                    // of kGroup
  std::vector<std::string> dimensions;  // of kDimensions: their ids, in the structure's order
  bool operator==(const Attachment&) const = default;
};

struct Attribute : Component {
  bool required = false;  // 2.1: Mandatory; 3.0: usage
  Attachment attachment;
  bool operator==(const Attribute&) const = default;
};

struct Measure : Component {
  bool required = false;
  bool operator==(const Measure&) const = default;
};

struct Group {
  std::string id;
  std::vector<std::string> dimensions;
  bool operator==(const Group&) const = default;
};

struct DataStructure {
  std::vector<Component> dimensions;  // by position, the time dimension left out
  std::optional<Component> time;      // always the last dimension of a key
  std::vector<Measure> measures;      // 2.1: the primary measure alone
  std::vector<Attribute> attributes;
  std::vector<Group> groups;
  bool operator==(const DataStructure&) const = default;
};

struct Dataflow {
  Reference structure;
  bool operator==(const Dataflow&) const = default;
};

// Values that a constraint lets in, or keeps out.
struct KeyValues {
  std::string component;
  bool include = true;
  std::vector<std::string> values;  // codes; with a time range none
  // Of the time component: from and to, as written; empty without bound.
  std::string start_period, end_period;
  bool attribute = false;  // of an attribute (3.0: or a measure), not of a dimension
  bool operator==(const KeyValues&) const = default;
};

struct CubeRegion {
  bool include = true;
  std::vector<KeyValues> keys;  // of dimensions and attributes; a component that is not named is free
  bool operator==(const CubeRegion&) const = default;
};

struct DataConstraint {
  bool actual = false;                 // what there is; else what is allowed
  std::vector<Reference> attached_to;  // dataflows, structures, provision agreements
  std::vector<CubeRegion> regions;
  bool operator==(const DataConstraint&) const = default;
};

struct ProvisionAgreement {
  Reference dataflow;
  Reference provider;  // with item
  bool operator==(const ProvisionAgreement&) const = default;
};

struct Categorisation {
  Reference source;    // what is categorised
  Reference category;  // with item
  bool operator==(const Categorisation&) const = default;
};

struct Artefact {
  ArtefactType type = ArtefactType::kCodelist;
  std::string agency, id, version;   // version "1.0" when the message has none
  bool final = false;                // 3.0: a version without suffix is final by itself
  bool external = false;             // a stub: names alone, the rest is elsewhere
  std::string valid_from, valid_to;  // as written; mostly empty
  Texts names, descriptions;
  std::vector<Annotation> annotations;
  // The body that `type` has; monostate of a stub.
  std::variant<std::monostate, ItemScheme, DataStructure, Dataflow, DataConstraint, ProvisionAgreement,
               Categorisation>
      body;
  bool operator==(const Artefact&) const = default;
};

// Of an artefact: the reference that names it.
Reference ReferenceTo(const Artefact& artefact);

}  // namespace tabadul::statistics
