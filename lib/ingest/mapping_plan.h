// The compiled form of a mapping: names resolved, patterns compiled, constants checked. Built by
// mapping_parser, run by converter. Immutable and safe to share.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/ingest/conditions.h"
#include "lib/ingest/dates.h"
#include "lib/ingest/field_path.h"
#include "lib/ingest/mapping.h"
#include "lib/ingest/transforms.h"

namespace tabadul::ingest {

// A kind of record that can be imported.
struct ImportKind {
  std::string name;                                  // "vacancy"
  const google::protobuf::FieldDescriptor* payload;  // its member in Record
  std::vector<std::string> required;                 // paths of the payload
};
const std::vector<ImportKind>& ImportKinds();
// Whether its payload has this field ("pay.minimum").
bool HasField(const ImportKind& kind, std::string_view field);

// What happens to a value that cannot be read or is not in its map.
enum class Otherwise { kReject, kAbsent, kKeep };

struct ValuePlan {
  enum class Source { kColumn, kConstant, kJoin, kFirst, kElement };
  Source source = Source::kElement;
  size_t column = 0;             // kColumn: index in MappingPlan.columns
  std::string constant;          // kConstant
  std::vector<ValuePlan> parts;  // kJoin: all that are there; kFirst: the first that is
  std::string separator;         // kJoin
  bool once = false;             // kJoin: a part that says the same as an earlier one is left out

  std::vector<Condition> when;  // unless all hold the value is absent

  std::vector<std::string> absent;  // beside "", nan, null: what stands for nothing
  std::vector<Transform> as;
  std::optional<std::map<std::string, std::string>> map;  // to "" = absent
  Otherwise otherwise = Otherwise::kReject;
  std::optional<std::string> fallback;  // `default`
  std::optional<DateFormat> date;
  std::string before, after;
  std::string language;  // of a text; empty = the mapping's
};

struct FieldPlan {
  FieldPath path;
  std::vector<ValuePlan> values;     // several only for a text (one per language)
  std::vector<FieldPath> only_with;  // one of them must be there; empty = no such rule

  // `each`: one entry of the list per value, its fields made from the value.
  struct Member {
    FieldPath path;  // from the entry
    ValuePlan value;
  };
  std::vector<Member> each;
  std::vector<FieldPath> needs;  // an entry without one of these is left out
};

class MappingPlan {
 public:
  const ImportKind* kind = nullptr;
  Export what = Export::kChanges;
  bool contract = false;  // the file is contract JSON Lines; nothing below is used
  InputFormat input;
  std::vector<std::string> columns;  // all that the mapping names, each once
  std::map<std::string, int> column_lines;

  enum class Id { kColumn, kHash, kHmac };
  Id id = Id::kColumn;
  ValuePlan id_value;              // kColumn
  std::vector<size_t> id_columns;  // all that the id is made of
  std::string id_prefix, id_key;   // id_key: kHmac
  // What may differ where an id stands again: rows that say the same but for these columns are one record, and
  // the first counts.
  std::vector<size_t> varying;

  std::vector<std::string> absent;
  std::string language;             // of texts that name none
  std::vector<std::string> detect;  // languages that the row's own text decides between; empty = never
  std::vector<FieldPlan> fields;    // those with only_with last
};

}  // namespace tabadul::ingest
