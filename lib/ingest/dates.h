// Calendar days as exports write them. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tabadul/common/v1/text.pb.h"

namespace tabadul::ingest {

enum class Calendar { kGregorian, kUmmAlQura };

// A format of yyyy, mm, dd (two digits), m, d (one or two), other characters as they are, and * for whatever
// follows: "dd/mm/yyyy", "yyyy-mm-dd*", "yyyy". A month or day that the format lacks is 1.
class DateFormat {
 public:
  // Nothing if it has no year, one part twice, or a day without a month.
  static std::optional<DateFormat> Parse(std::string_view format, Calendar calendar);

  // Digits of any script. Nothing if the text is not of this form or the day does not exist. Umm al-qura days
  // are converted to the Gregorian calendar.
  std::optional<common::v1::Date> Read(std::string_view text) const;
  // The day in this form, as Read takes it; empty if it cannot be said (a year of umm al-qura).
  std::string Write(const common::v1::Date& date) const;
  const std::string& format() const { return format_; }

 private:
  struct Part {
    char what;  // 'y', 'm', 'd', '*' or 0 for a literal
    bool padded = false;
    char literal = 0;
  };
  std::string format_;
  Calendar calendar_ = Calendar::kGregorian;
  std::vector<Part> parts_;
};

}  // namespace tabadul::ingest
