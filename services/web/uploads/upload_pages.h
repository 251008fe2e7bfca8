// The pages of uploads: the form that uploads a file, and one upload with what can be done about it. Pure.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/web/owner/kinds.h"
#include "services/web/owner/session.h"
#include "services/web/pages/page.h"
#include "services/web/uploads/upload_store.h"
#include "services/web/uploads/workshop.h"

namespace tabadul::web::uploads {

inline constexpr char kUploadPath[] = "/system/upload";
std::string PathOf(const Upload& upload);  // "/system/uploads/0f9c…"

// What is filled in.
struct FormValues {
  std::string kind, country;
  bool full = false;
};
pages::Page FormPage(const pages::Asked& asked, const owner::Session& session, const std::string& csrf,
                     const UploadStore::Limits& limits, const FormValues& values,
                     const std::vector<Upload>& uploads);
// Of what was sent and could not be taken, on that page: its sentence and its status.
void SetFormProblem(const absl::Status& status, const UploadStore::Limits& limits, const pages::Asked& asked,
                    pages::Page& page);
void SetNoFile(const pages::Asked& asked, pages::Page& page);

// One upload as it is.
struct Shown {
  Upload upload;
  std::shared_ptr<const Job> job;        // what is done for it
  std::optional<ingest::Sample> sample;  // if the mapping is by choices
  std::string yaml;                      // empty: there is no mapping yet
  std::vector<std::string> mistakes;     // of the mapping, or of what was typed; by line
  std::vector<std::string> problems;     // of what was asked for
  bool full = false;                     // as the mapping says
};
pages::Page UploadPage(const pages::Asked& asked, const Shown& shown, const std::string& csrf);
// 404: it is not there, any more.
pages::Page GonePage(const pages::Asked& asked);

}  // namespace tabadul::web::uploads
