#include "tests/bench/statistics/visitor.h"

#include <curl/curl.h>

#include <algorithm>
#include <utility>

#include "tests/bench/exchange/stage.h"

namespace tabadul::bench {
namespace {

constexpr char kGzip[] = "\x1f\x8b";  // what RFC 1952 lets it begin with

struct Taken {
  const std::function<void(std::string_view)>& take;
  std::string begin;  // of the body: two bytes
};

size_t TakePiece(char* bytes, size_t, size_t size, void* to) {
  auto& taken = *static_cast<Taken*>(to);
  if (taken.begin.size() < 2) taken.begin.append(bytes, std::min(size, 2 - taken.begin.size()));
  taken.take({bytes, size});
  return size;
}

}  // namespace

struct Visitor::Impl {
  const std::string site, authority;
  const std::unique_ptr<CURL, void (*)(CURL*)> curl{curl_easy_init(), curl_easy_cleanup};
};

Visitor::Visitor(std::string site, std::string authority)
    : impl_(new Impl{std::move(site), std::move(authority)}) {
  CURL* const curl = impl_->curl.get();
  if (curl == nullptr) Die("no libcurl");
  curl_easy_setopt(curl, CURLOPT_CAINFO, impl_->authority.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 128L << 10);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, TakePiece);
}

Visitor::~Visitor() = default;

void Visitor::Get(const std::string& target, const std::string& accept, bool gzip,
                  const std::function<void(std::string_view)>& take) {
  CURL* const curl = impl_->curl.get();
  curl_slist* fields = curl_slist_append(nullptr, ("accept: " + accept).c_str());
  if (gzip) fields = curl_slist_append(fields, "accept-encoding: gzip");
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> owned(fields, curl_slist_free_all);
  Taken taken{take, ""};
  curl_easy_setopt(curl, CURLOPT_URL, (impl_->site + target).c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &taken);
  const CURLcode done = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (done != CURLE_OK) Die(target + ": " + curl_easy_strerror(done));
  if (status != 200) Die(target + " is answered " + std::to_string(status));
  if (gzip != (taken.begin == kGzip)) Die(target + (gzip ? " is not compressed" : " is compressed"));
}

}  // namespace tabadul::bench
