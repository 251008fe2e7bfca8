#include "services/web/pages/render.h"

#include <ctemplate/per_expand_data.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

#include <map>

#include "embed/portal_templates.h"
#include "services/web/pages/languages.h"
#include "services/web/pages/template_texts.h"

namespace tabadul::web::pages {
namespace {

constexpr ctemplate::Strip kStrip = ctemplate::STRIP_BLANK_LINES;
// Without it ctemplate escapes nothing.
constexpr std::string_view kEscapes = "{{%AUTOESCAPE context=\"HTML\"}}\n";

ctemplate::TemplateString Name(std::string_view text) { return {text.data(), text.size()}; }

void Fill(const View& view, ctemplate::TemplateDictionary& dictionary) {
  for (const auto& [name, value] : view.values()) {
    dictionary.SetValue(name, value);
    if (!value.empty()) dictionary.ShowSection(name);
  }
  for (const View::Part& part : view.parts()) {
    ctemplate::TemplateDictionary* inner = nullptr;
    if (part.included.empty()) {
      inner = dictionary.AddSectionDictionary(part.name);
    } else {
      inner = dictionary.AddIncludeDictionary(part.name);
      inner->SetFilename(part.included);
    }
    Fill(*part.view, *inner);
  }
}

absl::Status Compile(const embed::File& file, std::string_view language, ctemplate::TemplateCache& cache) {
  const std::string name(file.name);
  if (!file.bytes.starts_with(kEscapes)) return Internal(name + " does not begin with AUTOESCAPE");
  const auto filled = FillTexts(file.bytes, language);
  if (!filled.ok()) return Internal(name + ": " + std::string(filled.status().message()));
  if (!cache.StringToTemplateCache(name, *filled, kStrip)) return Internal(name + " does not parse");
  return absl::OkStatus();
}

}  // namespace

class Templates::Impl {
 public:
  absl::Status Compile() {
    for (const std::string_view language : kLanguages) {
      ctemplate::TemplateCache& cache = caches_[std::string(language)];
      for (const embed::File& file : embed::portal_templates())
        RETURN_IF_ERROR(pages::Compile(file, language, cache));
      cache.Freeze();
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Render(std::string_view language, std::string_view name,
                                     const View& view) const {
    const auto cache = caches_.find(language);
    if (cache == caches_.end()) return Internal("no templates in " + std::string(language));
    ctemplate::TemplateDictionary dictionary(Name(name));
    Fill(view, dictionary);
    ctemplate::PerExpandData data;
    std::string html;
    if (!cache->second.ExpandNoLoad(Name(name), kStrip, &dictionary, &data, &html))
      return Internal("the template " + std::string(name) + " does not expand");
    return html;
  }

 private:
  std::map<std::string, ctemplate::TemplateCache, std::less<>> caches_;  // by language
};

Templates::Templates(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Templates::Templates(Templates&&) noexcept = default;
Templates::~Templates() = default;

absl::StatusOr<Templates> Templates::Make() {
  auto impl = std::make_unique<Impl>();
  RETURN_IF_ERROR(impl->Compile());
  return Templates(std::move(impl));
}

absl::StatusOr<std::string> Templates::Render(std::string_view language, std::string_view name,
                                              const View& view) const {
  return impl_->Render(language, name, view);
}

}  // namespace tabadul::web::pages
