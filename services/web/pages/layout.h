// What stands around every page: its head, the site's head and foot. Pure.
#pragma once

#include <string>

#include "services/web/pages/account.h"
#include "services/web/pages/assets.h"
#include "services/web/pages/page.h"

namespace tabadul::web::pages {

// Of layout.tpl. `origin`: "https://jobs.example", before the addresses that search engines are told; may be empty.
// `account`: whose page it is; null: nobody's.
View Layout(Page page, const Asked& asked, const Assets& assets, const std::string& origin,
            const Account* account = nullptr);

}  // namespace tabadul::web::pages
