// What the pages of records of every kind share: head, texts, how to apply, where it comes from. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "services/web/pages/facts.h"
#include "services/web/pages/format.h"
#include "services/web/pages/page.h"
#include "tabadul/exchange/v1/record.pb.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::web::pages {

// A page of record.tpl with what every kind has, but for who offers it (AddBy). `name`: of the description, as AddPassage has
// it.
Page RecordPage(const Asked& asked, std::string_view section, const common::v1::LocalizedText& title,
                const common::v1::LocalizedText& description, std::string_view name = "description");
// A text of the record, under the heading "record.<name>", with what its reader must know of its language; nothing if it is
// empty.
void AddPassage(std::string_view name, const common::v1::LocalizedText& text, std::string_view language,
                View& view);
// A line of the head: the text "fact.<fact>", and its value; nothing if that is empty.
void AddHead(std::string_view fact, const std::string& value, std::string_view language, View& view);

// Says it if the record is not open any more, and keeps search engines from it then. `kind`: of the text "<kind>.state".
void AddState(exchange::v1::Lifecycle lifecycle, std::string_view kind, std::string_view language,
              Page& page);

// Where and until when to apply, and what to beware of (the text "<kind>.warning"). `url`: the record's page at its source.
void AddApplication(const jobs::v1::Application& application, const common::v1::Date& until,
                    const std::string& url, std::string_view kind, const Format& format, View& view);

struct Origin {
  std::string source, hub_id;
  common::v1::Date published;
  absl::Time received, updated;
};
void AddOrigin(const Origin& origin, const std::string& url, const Format& format, Facts& facts);

// What a code of the list is called; empty without one.
std::string CodedText(const common::v1::CodedValue& value, std::string_view scheme,
                      std::string_view language);
std::vector<std::string> CountryNames(const google::protobuf::RepeatedPtrField<std::string>& countries,
                                      std::string_view language);

}  // namespace tabadul::web::pages
