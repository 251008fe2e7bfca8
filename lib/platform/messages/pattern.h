// One text of a catalogue: a MessageFormat pattern with optional parts in brackets (see messages.h). ICU
// stays out of this header. Thread-safe after Make.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "lib/platform/base/status.h"
#include "lib/platform/messages/messages.h"

namespace tabadul::messages {

class Pattern {
 public:
  // INTERNAL with ICU's word for it if the text is no pattern.
  static absl::StatusOr<Pattern> Make(std::string_view language, std::string_view text);
  Pattern(Pattern&&) noexcept;
  ~Pattern();

  // A missing parameter leaves out the optional part that prints it; elsewhere "…" stands for it.
  std::string Format(const Metadata& parameters, Digits digits = Digits::kLatin) const;
  // The parameters it uses, and those of them that it prints outside of every optional part.
  const std::set<std::string>& parameters() const { return parameters_; }
  const std::set<std::string>& needed() const { return needed_; }

 private:
  class Part;
  Pattern();
  bool isolate_ =
      false;  // right-to-left: values are isolated, so that "vacancy.title" does not turn the sentence
  std::vector<std::unique_ptr<Part>> parts_;
  std::set<std::string> parameters_, needed_;
};

}  // namespace tabadul::messages
