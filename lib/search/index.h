// Full-text search in memory over documents of any kind: words in weighted fields, filters by keywords and
// numbers, by relevance (BM25F) or by a number. Knows nothing of what a document means; gives back ids and
// scores only.
//
//   search::Index index({.fields = {{"title", 4}, {"text", 1}}, .keywords = {"country"}, .numbers =
//   {"published"}},
//                       analyzer);
//   index.Upsert({.id = "a1", .texts = {{kTitle, "ar", "مهندس مدني"}}, .keywords = {{kCountry, "SA"}},
//                 .numbers = {{kPublished, 1700000000}}});
//   auto hits = index.Search({.text = "المهندس", .any_of = {{kCountry, {"SA", "MA"}}}});
//
// Fields, keyword columns and number columns are named by their place in the schema (an enum of the
// caller's). Thread-safe: searches run side by side; a write is visible to every search that begins after it
// returned, whole or not at all. Answers depend on the documents alone, never on the order in which they
// came.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/language/analyzer.h"

namespace tabadul::search {

struct Schema {
  struct Field {
    std::string name;
    double weight = 1;  // how much a word here counts against one elsewhere
    double b = 0.75;    // how much a long text is held against it, 0 to 1
  };
  std::vector<Field> fields;          // 1 to 16
  std::vector<std::string> keywords;  // columns of any number of values a document: "country", "occupation"
  std::vector<std::string> numbers;   // columns of at most one int64 a document: "published"
};

struct Document {
  struct Text {
    int field = 0;
    std::string language;  // BCP 47; empty = found out
    std::string text;
  };
  struct Keyword {
    int column = 0;
    std::string value;  // for a tree, give every prefix as a value of its own: "2", "22", "221"
  };
  struct Number {
    int column = 0;
    int64_t value = 0;  // the lowest int64 is taken as no number
  };
  std::string id;
  std::vector<Text> texts;            // a field may come several times (translations)
  std::vector<std::string> concepts;  // what it is about, in no language: for Query::alternative
  std::vector<Keyword> keywords;
  std::vector<Number> numbers;
};

struct Query {
  struct AnyOf {
    int column = 0;
    std::vector<std::string> values;  // none: matches nothing
  };
  struct Range {
    int column = 0;
    int64_t min = std::numeric_limits<int64_t>::min();  // both inclusive
    int64_t max = std::numeric_limits<int64_t>::max();
    bool or_missing = false;  // whether a document without a number matches: "expires after now, or never"
  };
  // How many matching documents have each value of a keyword column. The column's own filter does not count: a reader
  // who chose one country still sees what the others would bring.
  struct Facet {
    int column = 0;
    size_t limit = 100;  // the most frequent values; equal ones by value
  };
  // Documents about this concept match without the words, too. By relevance they stand after those that have the
  // words, the newest by this number column first.
  struct Alternative {
    std::string concept_id;
    int newest_by = 0;
  };
  // A point on the globe; documents have theirs in two number columns, in millionths of a degree.
  struct Near {
    int latitude = 0, longitude = 0;  // columns
    int64_t at_latitude = 0, at_longitude = 0;
    std::optional<int64_t>
        within;  // metres, great circle: farther documents, and those without a place, do not match
    bool nearest_first = false;  // instead of relevance and newest_by; those without a place last
  };
  std::string text;  // each word of AnalyzeQuery must match; without any, all match
  std::optional<Alternative> alternative;
  std::vector<AnyOf> any_of;   // each must hold
  std::vector<AnyOf> none_of;  // none may hold; no facet counts what one holds for
  std::vector<Range> ranges;   // each must hold
  std::optional<Near> near;
  std::vector<Facet> facets;  // on any page; they count all that match
  int newest_by = -1;         // -1: by relevance; else highest number of this column first, missing ones last
  int page_size = 20;         // 1 to 1,000
  std::string continuation;   // Hits::continuation of the page before; empty: the first page
};

struct Hit {
  std::string id;
  double score = 0;               // 0 if the query has no words
  std::optional<int64_t> metres;  // from Query::near
};

struct Hits {
  struct Count {
    std::string value;
    int64_t documents = 0;
  };
  std::vector<Hit> hits;                   // best first; equal ones by id
  std::vector<std::vector<Count>> facets;  // by Query::facets, exactly; most frequent first
  int64_t total = 0;                       // all that match, exactly
  std::string continuation;                // bytes; empty if nothing follows
};

struct Figures {
  int64_t documents = 0;
  int64_t tombstones = 0;  // removed or replaced, not yet cleaned out of memory; never found
  int64_t segments = 0;
  int64_t terms = 0;
  int64_t values = 0;  // distinct ones of keyword columns
};

class Index {
 public:
  // The analyzer outlives the index. `segment_documents`: tests take few, so that much happens soon.
  Index(Schema schema, const language::Analyzer& analyzer, uint32_t segment_documents = 16384);
  ~Index();

  // Adds it, or replaces the one of the same id: cheaply, if that has the same texts.
  void Upsert(const Document& document);
  // False if it is not there.
  bool Remove(std::string_view id);

  // A continuation holds the place and the statistics of the first page's scores, so following pages neither
  // repeat nor lose a document that stays unchanged, whatever else is written, in any process with the same
  // documents. TOKEN_UNREADABLE if the continuation is damaged; TOKEN_MISMATCH if it is of another text,
  // order or any_of. (Bounds of ranges may move between pages: they follow the clock; none_of may, too.)
  absl::StatusOr<Hits> Search(const Query& query) const;

  // Whether a document has one of the word's terms.
  bool Knows(const language::QueryWord& word) const;

  Figures figures() const;

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace tabadul::search
