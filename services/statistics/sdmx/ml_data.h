// Data in SDMX-ML: generic and structure-specific 2.1 with the time series variants of both, structure-specific 3.0
// (SDMXMessage.xsd; SDMXDataGeneric.xsd and SDMXDataStructureSpecific.xsd with what they include).
//
// One reader for all five: a message says itself which it is, by its root element and the namespaces. Neither metadata
// messages nor messages of SDMX 2.0 are read (MALFORMED). Annotations and footers are passed over.
#pragma once

#include <memory>
#include <string>

#include "services/statistics/sdmx/data.h"
#include "services/statistics/sdmx/formats.h"

namespace tabadul::statistics::sdmx {

// Both arguments outlive the reader. These end the reading: the errors of xml_events.h; MALFORMED {field: "file", form:
// "SDMX-ML", line, detail} of a message that is none; TOO_MANY and TOO_LONG over the bounds of ml_data_rows.h and
// ml_data_header.h; what Layouts::Find says of a data set's structure. What is wrong with a row is a Mistake: REQUIRED
// of a dimension, UNKNOWN_FIELD {by} of a component, CONTRADICTION {other}, TOO_MANY {limit} of a measure,
// TEXT_NOT_PLAIN.
std::unique_ptr<DataReader> NewMlDataReader(const Layouts& layouts, DataReceiver& receiver);

// `format`: one of SDMX-ML's. All data sets of a message have the structure and the dimension at the observation of its
// first, which the header names before any of them; with the time series variants the latter is TIME_PERIOD.
// The formats of 2.1 name the data structure of the layout, by com:Structure, as their clients look for nothing else: who
// reads it again must know the dataflow. 3.0 names DataSetHead::structure as it is: a dataflow by com:StructureUsage, a
// provision agreement as such. What the 2.1 formats have no room for is left out: measures but the first; of several
// values of an attribute all but that in the language of the message, else in English, else the first.
std::unique_ptr<DataWriter> NewMlDataWriter(DataFormat format, const MessageHead& head, std::string* out);

}  // namespace tabadul::statistics::sdmx
