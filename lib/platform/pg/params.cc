#include "lib/platform/pg/pg.h"
#include "lib/platform/pg/wire.h"

namespace tabadul::pg {
namespace {

template <class T>
std::string Int(T value) {
  std::string out;
  PutInt(out, value);
  return out;
}

void Put(std::string& out, int16_t value) { PutInt(out, value); }
void Put(std::string& out, int64_t value) { PutInt(out, value); }
void Put(std::string& out, const std::string& value) { out += value; }
void Put(std::string& out, Bytes value) { out += value.value; }
void Put(std::string& out, absl::Time value) { PutInt(out, EncodeTime(value)); }

template <class T>
struct Element {
  static const T* Get(const T& value) { return &value; }
};
template <class T>
struct Element<std::optional<T>> {
  static const T* Get(const std::optional<T>& value) { return value ? &*value : nullptr; }
};

// One dimension, counted from 1: dimensions, has-nulls flag, element type, size, lower bound, then each
// element with its length (-1: NULL). An empty array has no dimension.
template <class T>
std::string Array(uint32_t element, std::span<const T> values) {
  std::string out;
  bool nulls = false;
  for (const T& value : values) nulls = nulls || Element<T>::Get(value) == nullptr;
  PutInt<int32_t>(out, values.empty() ? 0 : 1);
  PutInt<int32_t>(out, nulls ? 1 : 0);
  PutInt(out, element);
  if (values.empty()) return out;
  PutInt(out, static_cast<int32_t>(values.size()));
  PutInt<int32_t>(out, 1);
  for (const T& value : values) {
    const auto* present = Element<T>::Get(value);
    const size_t at = out.size();
    PutInt<int32_t>(out, -1);
    if (present == nullptr) continue;
    Put(out, *present);
    const std::string length = Int(static_cast<int32_t>(out.size() - at - 4));
    out.replace(at, 4, length);
  }
  return out;
}

}  // namespace

Params& Params::Push(uint32_t oid, std::string bytes) {
  values_.push_back({oid, std::move(bytes), false});
  return *this;
}

Params& Params::Add(bool value) { return Push(kBoolOid, std::string(1, value ? '\1' : '\0')); }
Params& Params::Add(int16_t value) { return Push(kInt2Oid, Int(value)); }
Params& Params::Add(int32_t value) { return Push(kInt4Oid, Int(value)); }
Params& Params::Add(int64_t value) { return Push(kInt8Oid, Int(value)); }
Params& Params::Add(std::string_view value) { return Push(kTextOid, std::string(value)); }
Params& Params::Add(Bytes value) { return Push(kByteaOid, std::string(value.value)); }
Params& Params::Add(absl::Time value) { return Push(kTimestamptzOid, Int(EncodeTime(value))); }
Params& Params::Add(std::span<const int16_t> values) { return Push(kInt2ArrayOid, Array(kInt2Oid, values)); }
Params& Params::Add(std::span<const int64_t> values) { return Push(kInt8ArrayOid, Array(kInt8Oid, values)); }
Params& Params::Add(std::span<const std::optional<int64_t>> values) {
  return Push(kInt8ArrayOid, Array(kInt8Oid, values));
}
Params& Params::Add(std::span<const std::string> values) {
  return Push(kTextArrayOid, Array(kTextOid, values));
}
Params& Params::Add(std::span<const std::optional<std::string>> values) {
  return Push(kTextArrayOid, Array(kTextOid, values));
}
Params& Params::Add(std::span<const Bytes> values) { return Push(kByteaArrayOid, Array(kByteaOid, values)); }
Params& Params::Add(std::span<const std::optional<Bytes>> values) {
  return Push(kByteaArrayOid, Array(kByteaOid, values));
}
Params& Params::Add(std::span<const absl::Time> values) {
  return Push(kTimestamptzArrayOid, Array(kTimestamptzOid, values));
}
Params& Params::Add(std::span<const std::optional<absl::Time>> values) {
  return Push(kTimestamptzArrayOid, Array(kTimestamptzOid, values));
}

}  // namespace tabadul::pg
