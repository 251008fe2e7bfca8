#include "lib/search/continuation.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "lib/platform/base/status.h"

namespace tabadul::search {
namespace {

constexpr uint64_t kFormat = 1;
constexpr uint64_t kMaxEntries = 256;  // of a list; far above any query's

class Hash {  // FNV-1a: finds damage, keeps no secret
 public:
  Hash& Add(std::string_view bytes) {
    for (const char c : bytes) value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return *this;
  }
  Hash& Add(uint64_t number) {
    for (int i = 0; i < 8; ++i, number >>= 8) value_ = (value_ ^ (number & 0xFF)) * 0x100000001b3;
    return *this;
  }
  // With its length, so that neighbours cannot be shifted into one another.
  Hash& AddText(std::string_view text) { return Add(text.size()).Add(text); }
  uint64_t value() const { return value_; }

 private:
  uint64_t value_ = 0xcbf29ce484222325;
};

// Numbers of 8 bytes, little-endian; lists and texts after their length.
class Writer {
 public:
  void Number(uint64_t number) {
    for (int i = 0; i < 8; ++i, number >>= 8) bytes_.push_back(static_cast<char>(number & 0xFF));
  }
  void List(const std::vector<uint64_t>& list) {
    Number(list.size());
    for (const uint64_t number : list) Number(number);
  }
  void Text(std::string_view text) {
    Number(text.size());
    bytes_ += text;
  }
  std::string Finish() && {
    Number(Hash().Add(bytes_).value());
    return std::move(bytes_);
  }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {
    const std::string_view body = rest_.substr(0, rest_.size() - std::min<size_t>(rest_.size(), 8));
    rest_.remove_prefix(body.size());
    const bool whole = Number() == Hash().Add(body).value();
    if (ok_ && whole) {
      rest_ = body;
    } else {
      Fail();
    }
  }
  uint64_t Number() {
    if (rest_.size() < 8) return Fail(), 0;
    uint64_t number = 0;
    for (int i = 7; i >= 0; --i) number = number << 8 | static_cast<unsigned char>(rest_[i]);
    rest_.remove_prefix(8);
    return number;
  }
  std::vector<uint64_t> List() {
    const uint64_t size = Number();
    if (size > kMaxEntries) return Fail(), std::vector<uint64_t>();
    std::vector<uint64_t> list(size);
    for (uint64_t& number : list) number = Number();
    return list;
  }
  std::string Text() {
    const uint64_t size = Number();
    if (size > rest_.size()) return Fail(), std::string();
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }
  bool Finished() const { return ok_ && rest_.empty(); }

 private:
  void Fail() {
    ok_ = false;
    rest_ = {};
  }
  std::string_view rest_;
  bool ok_ = true;
};

bool IsSane(const Continuation& c) {
  if (!std::isfinite(c.score)) return false;
  constexpr uint64_t kMax = uint64_t{1} << 48;
  for (const uint64_t length : c.statistics.field_lengths) {
    if (length > kMax) return false;
  }
  for (const uint64_t frequency : c.statistics.frequencies) {
    if (frequency > c.statistics.documents) return false;
  }
  return c.statistics.documents <= kMax;
}

}  // namespace

uint64_t Fingerprint(const Query& query) {
  Hash hash;
  if (query.alternative)
    hash.AddText(query.alternative->concept_id).Add(static_cast<uint64_t>(query.alternative->newest_by));
  hash.AddText(query.text).Add(static_cast<uint64_t>(query.newest_by)).Add(query.any_of.size());
  for (const Query::AnyOf& any_of : query.any_of) {
    hash.Add(static_cast<uint64_t>(any_of.column)).Add(any_of.values.size());
    for (const std::string& value : any_of.values) hash.AddText(value);
  }
  if (query.near) {
    const Query::Near& near = *query.near;
    for (const int64_t part : {near.at_latitude, near.at_longitude, near.within.value_or(-1)})
      hash.Add(static_cast<uint64_t>(part));
    hash.Add(static_cast<uint64_t>(near.nearest_first));
  }
  return hash.value();
}

std::string Encode(const Continuation& continuation) {
  Writer writer;
  writer.Number(kFormat);
  writer.Number(continuation.fingerprint);
  writer.Number(continuation.statistics.documents);
  writer.List(continuation.statistics.field_lengths);
  writer.List(continuation.statistics.frequencies);
  writer.Number(std::bit_cast<uint64_t>(continuation.score));
  writer.Number(static_cast<uint64_t>(continuation.number));
  writer.Text(continuation.id);
  return std::move(writer).Finish();
}

absl::StatusOr<Continuation> DecodeContinuation(std::string_view bytes) {
  Reader reader(bytes);
  const bool known = reader.Number() == kFormat;
  Continuation continuation;
  continuation.fingerprint = reader.Number();
  continuation.statistics.documents = reader.Number();
  continuation.statistics.field_lengths = reader.List();
  continuation.statistics.frequencies = reader.List();
  continuation.score = std::bit_cast<double>(reader.Number());
  continuation.number = static_cast<int64_t>(reader.Number());
  continuation.id = reader.Text();
  if (!known || !reader.Finished() || !IsSane(continuation)) {
    return Error(common::v1::ERROR_REASON_TOKEN_UNREADABLE);
  }
  return continuation;
}

}  // namespace tabadul::search
