#include "services/web/pages/layout.h"

#include "services/web/pages/languages.h"
#include "services/web/pages/localized.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

constexpr std::string_view kSections[] = {"/vacancies",  "/trainings", "/practices",
                                          "/statistics", "/sources",   "/about"};

void AddSections(const Page& page, const Asked& asked, View& layout) {
  for (const std::string_view path : kSections) {
    View& section = layout.Add("SECTION");
    section.Set("SECTION_ADDRESS", Address(asked.language, path));
    section.Set("SECTION_NAME", Text(asked.language, "section." + std::string(path.substr(1))));
    if (page.section != path) continue;
    section.Set("SECTION_CURRENT", asked.path == path ? "page" : "true");
  }
}

// A page of results is the same in every language, its place in them too.
void AddLanguages(const Page& page, const Asked& asked, const std::string& origin, View& layout) {
  for (const std::string_view language : kLanguages) {
    const std::string address = Address(language, asked.path, page.query);
    View& link = layout.Add("LANGUAGE_LINK");
    link.Set("LINK_LANGUAGE", std::string(language));
    link.Set("LINK_DIRECTION", std::string(DirectionOf(language)));
    link.Set("LINK_NAME", Text(language, "layout.own-name"));
    link.Set("LINK_ADDRESS", address);
    if (language == asked.language) link.Add("LINK_CURRENT");
    if (page.status != 200) continue;
    View& alternate = layout.Add("ALTERNATE");
    alternate.Set("ALTERNATE_LANGUAGE", std::string(language));
    alternate.Set("ALTERNATE_ADDRESS", origin + address);
  }
  if (page.status != 200) return;
  View& any = layout.Add("ALTERNATE");
  any.Set("ALTERNATE_LANGUAGE", "x-default");
  any.Set("ALTERNATE_ADDRESS", origin + AnyLanguageAddress(asked.path, page.query));
}

// Of an Arabic page, whose numbers may be written with the other digits.
void AddDigits(const Page& page, const Asked& asked, View& layout) {
  if (asked.language != "ar" || page.for_everybody) return;
  const bool arabic = asked.digits == messages::Digits::kArabic;
  View& form = layout.Add("DIGITS");
  form.Set("DIGITS_ACTION", Address(asked.language, "/digits"));
  form.Set("DIGITS_BACK", Address(asked.language, asked.path, page.query));
  form.Set("DIGITS_VALUE", arabic ? "latn" : "arab");
  form.Set("DIGITS_NAME", Text(asked.language, arabic ? "layout.digits-latn" : "layout.digits-arab"));
}

void AddAccount(const Account& account, const Asked& asked, View& layout) {
  View& head = layout.Add("ACCOUNT");
  head.Set("ACCOUNT_SOURCE", account.source);
  head.Set("ACCOUNT_CSRF", account.csrf);
  head.Set("SIGN_OUT", Address(asked.language, "/sign-out"));
  for (const auto& [path, name] : account.entries) {
    View& entry = head.Add("ENTRY");
    entry.Set("ENTRY_ADDRESS", Address(asked.language, path)).Set("ENTRY_NAME", name);
    if (asked.path == path) entry.Set("ENTRY_CURRENT", "page");
  }
}

}  // namespace

View Layout(Page page, const Asked& asked, const Assets& assets, const std::string& origin,
            const Account* account) {
  View layout;
  const std::string name = Text(asked.language, "layout.name");
  layout.Set("LANGUAGE", asked.language);
  layout.Set("DIRECTION", std::string(DirectionOf(asked.language)));
  layout.Set("TITLE", page.title.empty() ? name : page.title + " – " + name);
  layout.Set("SUMMARY", page.description);
  if (!page.indexed) layout.Add("HIDDEN");
  if (page.status == 200) layout.Set("CANONICAL", origin + Address(asked.language, asked.path, page.query));
  layout.Set("STYLE", assets.AddressOf("portal.css"));
  layout.Set("SCRIPT", assets.AddressOf("portal.js"));
  layout.Set("LOGO", assets.AddressOf("logo.svg"));
  layout.Set("HOME", Address(asked.language, "/"));
  layout.Set("PRIVACY", Address(asked.language, "/privacy"));
  layout.Set("ABOUT", Address(asked.language, "/about"));
  layout.Set("DEVELOPERS", Address(asked.language, "/developers"));
  layout.Set("SYSTEM", Address(asked.language, "/system"));
  layout.Set("JSON_LD", page.json_ld);
  if (account != nullptr) AddAccount(*account, asked, layout);
  AddSections(page, asked, layout);
  AddLanguages(page, asked, origin, layout);
  AddDigits(page, asked, layout);
  layout.Include("BODY", page.body) = std::move(page.view);
  return layout;
}

}  // namespace tabadul::web::pages
