// A file that somebody has uploaded, and how far he is with it. Kept as JSON beside the file. Plain data; pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "lib/ingest/importer.h"
#include "lib/ingest/suggest.h"
#include "lib/push/file_push.h"

namespace tabadul::web::uploads {

enum class Step {
  kUploaded,  // nothing is known of it yet
  kMapped,    // there is a mapping that can be read
  kChecked,   // every row was tried by it
  kPushed,
};
std::string_view NameOf(Step step);  // "mapped"

// What went wrong, without the words for it: they are made in the language of who reads.
struct Trouble {
  ErrorReason reason = common::v1::ERROR_REASON_UNSPECIFIED;
  Metadata metadata;

  static Trouble Of(const absl::Status& status) { return {ReasonOf(status), MetadataOf(status)}; }
};

// Why rows were refused: of how many, and the first of them.
struct Cause {
  int64_t rows = 0, first = 0;
  ingest::Rejection rejection;
};

// A row as it would arrive.
struct FirstRow {
  struct Line {
    std::string path, language, value;  // as ingest::PreviewLine
  };
  int64_t number = 0;
  std::string record_id;
  std::vector<Line> lines;
  std::vector<ingest::Rejection> rejections;
};

// What became of the file's rows: when they were tried, or pushed.
struct Fate {
  push::Counts counts;
  std::vector<Cause> causes;    // the most frequent first
  std::vector<FirstRow> first;  // of a check
  int64_t rejected_rows = 0;    // in the file of rejects
  uint64_t receipts = 0;        // in the file of receipts
  std::string run_id;           // of a full export
  std::string
      run_state;  // "HELD", as RUN_STATE_HELD; "UNANSWERED": the hub has not said that it has ended it
  uint64_t to_close = 0, closed = 0;
  std::optional<Trouble> trouble;  // the file was not read, or not answered, to its end
};

struct Upload {
  std::string id;  // 32 hex digits
  std::string source;
  std::string file_name;  // as its owner calls it
  std::string kind;       // "vacancy": of the mapping, once there is one
  bool rejects = false;   // a file of rejects that was mended: it is read as such
  uint64_t bytes = 0;
  absl::Time create_time;
  Step step = Step::kUploaded;
  bool by_choices = true;   // the mapping is drafted from `choices`; else somebody has written it
  ingest::Choices choices;  // kind's
  std::optional<Fate> check, push;
  std::optional<Trouble> unreadable;  // of a file that is none
  // "check" or "push": at work; after a restart of the service: was at work when it ended.
  std::string working;
};

std::string ToJson(const Upload& upload);
// None: it is no such JSON.
std::optional<Upload> UploadFromJson(std::string_view json);

// The rows that a draft is made from, so many that all their values together have `most_bytes`, each cut to a part that says
// enough; of the first 300 columns.
ingest::Sample Shortened(ingest::Sample sample, size_t most_bytes = 4u << 20);
std::string ToJson(const ingest::Sample& sample);
std::optional<ingest::Sample> SampleFromJson(std::string_view json);

}  // namespace tabadul::web::uploads
