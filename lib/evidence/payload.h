// The member of a record that is its payload, of whatever kind. Pure, thread-safe.
#pragma once

#include <google/protobuf/descriptor.h>

#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::evidence {

// Null if it has none.
const google::protobuf::FieldDescriptor* PayloadField(const exchange::v1::Record& record);

}  // namespace tabadul::evidence
