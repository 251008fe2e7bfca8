// Any bytes as what a client sends: whatever is taken for a request is one, and how the bytes are cut on the way changes
// nothing: what is taken of them byte by byte is taken at once, too, and a body that is taken piece by piece is the same.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lib/platform/http/request_reader.h"
#include "lib/platform/http/syntax.h"
#include "tests/fuzz/check.h"

namespace {

using namespace tabadul::http;
using tabadul::fuzz::Check;
using State = RequestReader::State;

constexpr size_t kHead = 2048, kBody = 512;

void CheckRequest(const Request& request) {
  Check(IsToken(request.method));
  Check(request.target.starts_with('/') && request.target.size() < kHead);
  Check(std::all_of(request.target.begin(), request.target.end(), [](char c) { return c > ' ' && c < 127; }));
  Check(request.fields.Count("host") <= 1);
  Check(request.fields.Count("content-length") + request.fields.Count("transfer-encoding") <= 1);
  for (const auto& [name, value] : request.fields) Check(IsToken(name) && IsFieldValue(value));
  Check(request.body.size() <= kBody);
}

struct Seen {
  std::vector<Request> requests;
  int refusal = 0;
};

Seen Read(std::string_view bytes, size_t part) {
  RequestReader reader(kHead, kBody);
  Seen seen;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(part, bytes.size()))) {
    for (reader.Put(bytes.substr(0, part)); reader.state() == State::kWhole; reader.Next())
      seen.requests.push_back(reader.Take());
  }
  seen.refusal = reader.refusal();
  Check((seen.refusal != 0) == (reader.state() == State::kRefused));
  return seen;
}

// The same, with bodies that stream.
Seen ReadStreaming(std::string_view bytes, size_t part) {
  RequestReader reader(kHead, kBody, [](const Request&) { return std::optional<size_t>(kBody); });
  Seen seen;
  Request request;
  bool taken = false;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(part, bytes.size()))) {
    reader.Put(bytes.substr(0, part));
    while (reader.streams()) {
      if (!std::exchange(taken, true)) request = reader.Take();
      request.body += reader.TakeBody();
      Check(reader.come() == request.body.size());
      if (reader.state() != State::kWhole) break;
      seen.requests.push_back(std::exchange(request, {}));
      taken = false;
      reader.Next();
    }
  }
  seen.refusal = reader.refusal();
  return seen;
}

bool Same(const Request& a, const Request& b) {
  return a.method == b.method && a.target == b.target && a.body == b.body &&
         std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = tabadul::fuzz::Text(data, size);
  const Seen whole = Read(bytes, size), slow = Read(bytes, 1);
  for (const Request& request : whole.requests) CheckRequest(request);
  // Bounds of what stands between chunks are felt sooner when they come slowly.
  Check(slow.requests.size() <= whole.requests.size());
  Check(std::equal(slow.requests.begin(), slow.requests.end(), whole.requests.begin(), Same));
  Check(whole.refusal == 0 || slow.refusal != 0);
  const Seen streamed = ReadStreaming(bytes, size);
  Check(streamed.refusal == whole.refusal);
  Check(std::equal(streamed.requests.begin(), streamed.requests.end(), whole.requests.begin(),
                   whole.requests.end(), Same));
  return 0;
}
