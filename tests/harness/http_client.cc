#include "tests/harness/http_client.h"

#include <curl/curl.h>

#include <memory>

#include "absl/strings/ascii.h"

namespace tabadul::harness {
namespace {

struct Transfer {
  const HttpRequest& request;
  HttpAnswer& answer;
};

size_t TakePiece(char* bytes, size_t, size_t size, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.request.on_piece) return transfer.request.on_piece({bytes, size}) ? size : 0;
  transfer.answer.body.append(bytes, size);
  return size;
}

// One line of the head.
size_t TakeField(char* bytes, size_t, size_t size, void* self) {
  const std::string_view line(bytes, size);
  auto& answer = static_cast<Transfer*>(self)->answer;
  if (line.starts_with("HTTP/")) {
    answer.version = line.substr(5, line.find(' ') - 5);
    answer.fields.clear();  // an earlier answer was "100 Continue"
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  const std::string name = absl::AsciiStrToLower(absl::string_view(bytes, colon));
  answer.fields[name] = std::string(absl::StripAsciiWhitespace({bytes + colon + 1, size - colon - 1}));
  return size;
}

void SetRequest(CURL* curl, const HttpRequest& request) {
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(request.timeout)));
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION,
                   request.http1 ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS);
  if (request.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  if (!request.body.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
  }
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (!request.authority.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, request.authority.c_str());
  if (!request.certificate.empty()) {
    curl_easy_setopt(curl, CURLOPT_SSLCERT, request.certificate.c_str());
    curl_easy_setopt(curl, CURLOPT_SSLKEY, request.key.c_str());
  }
}

}  // namespace

HttpAnswer Http(const HttpRequest& request) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  HttpAnswer answer;
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  if (ready != CURLE_OK || curl == nullptr) return answer.error = "no libcurl", answer;
  SetRequest(curl.get(), request);
  curl_slist* fields = nullptr;
  for (const auto& [name, value] : request.fields)
    fields = curl_slist_append(fields, (name + ": " + value).c_str());
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> owned(fields, curl_slist_free_all);
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, fields);
  Transfer transfer{request, answer};
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, TakePiece);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, TakeField);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &transfer);
  const CURLcode done = curl_easy_perform(curl.get());
  if (done != CURLE_OK) answer.error = curl_easy_strerror(done);
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace tabadul::harness
