#include "lib/evidence/payload.h"

namespace tabadul::evidence {

const google::protobuf::FieldDescriptor* PayloadField(const exchange::v1::Record& record) {
  static const auto* const kPayload = exchange::v1::Record::descriptor()->FindOneofByName("payload");
  return record.GetReflection()->GetOneofFieldDescriptor(record, kPayload);
}

}  // namespace tabadul::evidence
