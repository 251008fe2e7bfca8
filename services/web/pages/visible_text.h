// For tests: what a reader sees or hears of a page. Of HTML as the templates write it: what is opened is closed, attributes are quoted.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "lib/platform/base/status.h"

namespace tabadul::web::pages {

// Texts of elements, and of the attributes that are shown or read out. What is for machines is left out, code and what is marked
// as of another language than the page's too.
class VisibleTexts {
 public:
  VisibleTexts(std::string_view html, std::string_view language) : language_(language) {
    while (!html.empty()) {
      const size_t open = std::min(html.find('<'), html.size());
      Add(html.substr(0, open));
      html.remove_prefix(open);
      const size_t end = std::min(html.find('>'), html.size() - 1);
      if (!html.empty()) OnTag(html.substr(1, end - 1));
      html.remove_prefix(std::min(end + 1, html.size()));
    }
    EXPECT_TRUE(inside_.empty()) << "not closed: " << inside_.back().name;
  }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  struct Element {
    std::string name;
    bool left_out;
  };

  void OnTag(std::string_view tag) {
    if (tag.starts_with('!')) return;
    if (tag.starts_with('/')) {
      ASSERT_FALSE(inside_.empty()) << tag;
      EXPECT_EQ(inside_.back().name, tag.substr(1));
      return inside_.pop_back();
    }
    const std::string name(tag.substr(0, tag.find(' ')));
    const std::string language = AttributeOf(tag, "lang");
    const bool left_out = IsLeftOut() || IsOneOf(name, {"script", "style", "code", "pre"}) ||
                          (!language.empty() && language != language_);
    if (!IsOneOf(name, {"meta", "link", "img", "input", "br", "hr", "wbr"}))
      inside_.push_back({name, left_out});
    if (left_out) return;
    for (const char* const shown : {"alt", "title", "aria-label", "placeholder", "data-label"})
      Keep(AttributeOf(tag, shown));
    if (name == "meta" && AttributeOf(tag, "name") == "description") Keep(AttributeOf(tag, "content"));
  }
  void Add(std::string_view text) {
    if (!IsLeftOut()) Keep(std::string(text));
  }
  void Keep(const std::string& escaped) {
    std::string text = absl::StrReplaceAll(
        escaped, {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}});
    absl::StripAsciiWhitespace(&text);
    if (!text.empty()) texts_.push_back(std::move(text));
  }

  bool IsLeftOut() const { return !inside_.empty() && inside_.back().left_out; }
  static bool IsOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }
  static std::string AttributeOf(std::string_view tag, std::string_view name) {
    const std::string mark = " " + std::string(name) + "=\"";
    const size_t at = tag.find(mark);
    if (at == std::string_view::npos) return "";
    const std::string_view rest = tag.substr(at + mark.size());
    return std::string(rest.substr(0, rest.find('"')));
  }

  const std::string language_;
  std::vector<Element> inside_;
  std::vector<std::string> texts_;
};

}  // namespace tabadul::web::pages
