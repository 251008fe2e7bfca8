// google.api.http made real: which RPC an HTTP request means, its message from path, query and JSON body, and JSON of its
// answer (google/api/http.proto; AIP-127, AIP-193). Works from the descriptors that are linked in. Pure: it calls nobody.
// Thread-safe after it is made.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"
#include "lib/platform/base/status.h"

namespace tabadul::transcode {

struct Rule;

class Transcoder {
 public:
  // Every method of these services that has an HTTP annotation. INTERNAL: two mean the same requests, a path names no field,
  // a pattern is not understood. Methods whose requests are streams must have none.
  static absl::StatusOr<Transcoder> Make(std::vector<const google::protobuf::ServiceDescriptor*> services);
  Transcoder(Transcoder&&) noexcept;
  ~Transcoder();

  // What a request means. `path` and `query` as sent, without "?".
  struct Meant {
    const google::protobuf::MethodDescriptor* method = nullptr;
    const Rule* rule = nullptr;         // the transcoder's
    std::vector<std::string> captured;  // of the path's variables, unescaped
  };
  // HEAD means what GET does, unless that is a stream. NOT_FOUND {what: "path"}; METHOD_NOT_ALLOWED {allowed: "GET, HEAD"};
  // REQUEST_UNREADABLE {part: "path"} of a path that is not one.
  absl::StatusOr<Meant> Find(std::string_view http_method, std::string_view path) const;
  // Its request message; a body of no bytes sets nothing. Each mistake names its field as the contract does, all are told at
  // once: UNKNOWN_FIELD {by: "name"}, MALFORMED {form}, OUT_OF_RANGE, UNKNOWN_CODE, INVALID_UTF8, TOO_MANY (a field given
  // twice; more than 1,000 parameters), CONTRADICTION {other} (two of one oneof; a field of the path that the body has, too,
  // with another value). What is wrong with a body as such is told of "body". MESSAGE_TOO_LARGE: above 1 MiB.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> ToMessage(const Meant& meant,
                                                                       std::string_view query,
                                                                       std::string_view body) const;
  // JSON of its serialized answer: of the part that the annotation's response_body names, or of all. INTERNAL: it does not
  // parse, or cannot be written.
  absl::StatusOr<std::string> ToJson(const Meant& meant, std::string_view answer) const;

 private:
  class Impl;
  explicit Transcoder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// JSON of a message: lowerCamelCase, int64 as strings, defaults left out. INTERNAL: it cannot be written.
absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message);

// The status line's code for an error: of its reason, where HTTP has a word for that (405, 406, 408, 413, 415), else as
// google/rpc/code.proto says. And AIP-193's body; details of types that are not linked in stay base64.
int HttpStatus(const absl::Status& status);
std::string ErrorJson(const google::rpc::Status& status, int http_status);

}  // namespace tabadul::transcode
