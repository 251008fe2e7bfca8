// The portal for who is answerable for a ministry's system: sign-in, sign-out and the pages below /system, in Arabic, English and
// French, complete without JavaScript. It stands beside the public pages (services/web/pages), whose templates, texts and frame
// it uses, since it knows what they must not: cookies, forms that change something, calls in somebody's name. Nothing of it
// may be kept by a browser or on the way.
//
// It decides nothing about who may do what: services do, by a token of the session. A POST is heard only if it comes from a page
// of ours (origin.h). Whoever is not signed in is led to the sign-in page, and from there where he wanted to go.
// Thread-safe; nothing waits but on its own workers, so that visitors do not take those of owners.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/rpc/worker_pool.h"
#include "services/web/owner/session.h"
#include "services/web/owner/sessions.h"
#include "services/web/pages/account.h"
#include "services/web/pages/presenter.h"

namespace tabadul::web::owner {

// The pages of this room, with those of another after the overview.
std::vector<SystemPage> SystemPages(std::vector<SystemPage> others = {});

struct OwnerOptions {
  int workers = 8;
  int queue = 64;  // requests that wait for a worker; beyond: 503
};

class Owner {
 public:
  // The presenter and the sessions outlive it; so does whatever `pages` refer to.
  Owner(const pages::Presenter& presenter, pages::Transport transport, Sessions& sessions,
        std::vector<SystemPage> pages, OwnerOptions options = {});

  // "/fr/sign-in", "/fr/sign-out", "/fr/system" and all below it.
  static bool Owns(std::string_view path);
  // Of a path that it owns. Does not wait.
  void Handle(http::Request request, std::shared_ptr<http::Answer> answer);

 private:
  struct Turn;
  using Step = void (Owner::*)(const std::shared_ptr<Turn>&);

  void SignInPages(const std::shared_ptr<Turn>& turn);
  void SignOutPages(const std::shared_ptr<Turn>& turn);
  void OwnPages(const std::shared_ptr<Turn>& turn);
  void Queue(const std::shared_ptr<Turn>& turn, Step step);

  // On a worker.
  void ShowSignIn(const std::shared_ptr<Turn>& turn);
  void SignIn(const std::shared_ptr<Turn>& turn);
  void SignOut(const std::shared_ptr<Turn>& turn);
  void Serve(const std::shared_ptr<Turn>& turn);
  void Post(const std::shared_ptr<Turn>& turn);

  void Finish(const std::shared_ptr<Turn>& turn, absl::StatusOr<Reply> reply);
  http::Response Answered(const Turn& turn, Reply reply) const;
  http::Response Failed(const Turn& turn, const absl::Status& status) const;
  // To the sign-in page, with what was asked for. `why`: "over", "out" or nothing.
  void Lead(const std::shared_ptr<Turn>& turn, std::string_view why);
  void Send(const Turn& turn, http::Response response) const;

  const pages::Presenter& presenter_;
  const pages::Transport transport_;
  Sessions& sessions_;
  const std::vector<SystemPage> pages_;
  std::map<std::string, std::vector<pages::Account::Entry>, std::less<>> entries_;  // by language
  rpc::WorkerPool workers_;  // the last: its tasks use the others
};

}  // namespace tabadul::web::owner
