#include "services/web/pages/facts.h"

#include <algorithm>

#include "services/web/pages/text.h"

namespace tabadul::web::pages {

void Facts::Begin(std::string_view heading) {
  heading_ = heading;
  table_ = nullptr;
}

View& Facts::AddRow(std::string_view fact) {
  if (table_ == nullptr) {
    table_ = &view_.Add("TABLE");
    table_->Set("TABLE_NAME", Text(format_.language(), "facts." + heading_));
  }
  View& row = table_->Add("ROW");
  row.Set("ROW_NAME", Text(format_.language(), "fact." + std::string(fact)));
  return row;
}

void Facts::Add(std::string_view fact, const std::string& value) {
  AddAll(fact, std::vector<std::string>{value});
}

void Facts::AddAll(std::string_view fact, const std::vector<std::string>& values) {
  std::vector<Chosen> texts;
  for (const std::string& value : values) texts.push_back({.text = value, .language = format_.language()});
  AddAll(fact, texts);
}

void Facts::Add(std::string_view fact, const common::v1::LocalizedText& text) {
  AddAll(fact, std::vector<Chosen>{Choose(text, format_.language())});
}

void Facts::AddAll(std::string_view fact, const std::vector<Chosen>& texts) {
  if (std::all_of(texts.begin(), texts.end(), [](const Chosen& text) { return text.text.empty(); })) return;
  View& row = AddRow(fact);
  for (const Chosen& text : texts) {
    if (!text.text.empty()) SetText(row.Add("VALUE"), "VALUE_TEXT", text);
  }
}

void Facts::AddLink(std::string_view fact, const std::string& address) { AddLink(fact, address, address); }

void Facts::AddLink(std::string_view fact, const std::string& address, const std::string& name) {
  if (address.empty()) return;
  View& link = AddRow(fact).Add("VALUE").Add("LINK");
  link.Set("LINK_NAME", WithoutTurns(name));
  link.Set("LINK_ADDRESS", address);
}

void Facts::AddCode(std::string_view fact, const std::string& code) {
  if (!code.empty()) AddRow(fact).Add("VALUE").Set("CODE", WithoutTurns(code));
}

void Facts::Add(std::string_view fact, common::v1::TriState stated) {
  if (stated == common::v1::TRI_STATE_UNSPECIFIED) return;
  Add(fact, Text(format_.language(), stated == common::v1::TRI_STATE_YES ? "yes" : "no"));
}

}  // namespace tabadul::web::pages
