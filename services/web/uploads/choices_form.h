// The assistant: what stands in each column of a file and what it is taken for, with the languages, days, countries and codes
// that were found, in a form that corrects them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/ingest/suggest.h"
#include "services/web/owner/form.h"
#include "services/web/pages/page.h"
#include "services/web/pages/view.h"

namespace tabadul::web::uploads {

// So many capital letters, however they were typed; nothing was typed: empty. None: something else.
std::optional<std::string> CapitalsIn(std::string_view typed, size_t letters);

// null: there is no such kind.
const ingest::ImportKind* KindNamed(std::string_view name);

// STATE for each state, of the list that a field for a country offers.
void AddStates(std::string_view language, pages::View& view);
// Parts of upload_choices.tpl.
void AddChoices(const ingest::Sample& sample, const ingest::ImportKind& kind, const ingest::Choices& choices,
                const pages::Asked& asked, pages::View& view);

// What the form says. `before`: what it was filled with: where a column has got another meaning, what follows from it is guessed
// anew. Sentences for its reader go to `problems`: what they name is as it was.
ingest::Choices ChoicesIn(const owner::Form& form, const ingest::Sample& sample,
                          const ingest::ImportKind& kind, const ingest::Choices& before,
                          const pages::Asked& asked, std::vector<std::string>& problems);

}  // namespace tabadul::web::uploads
