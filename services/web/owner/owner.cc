#include "services/web/owner/owner.h"

#include "absl/time/clock.h"
#include "services/web/owner/cookie.h"
#include "services/web/owner/origin.h"
#include "services/web/owner/overview_page.h"
#include "services/web/owner/parts.h"
#include "services/web/owner/receivers_page.h"
#include "services/web/owner/runs_page.h"
#include "services/web/owner/sign_in_page.h"
#include "services/web/owner/way_back.h"
#include "services/web/pages/digits.h"
#include "services/web/pages/languages.h"
#include "services/web/pages/text.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::web::owner {
namespace {

using namespace identity::v1;  // NOLINT: the messages

constexpr char kSignInRpc[] = "/tabadul.identity.v1.IdentityService/SignIn";
constexpr char kSignOutRpc[] = "/tabadul.identity.v1.IdentityService/SignOut";
constexpr std::string_view kSignIn = "/sign-in", kSignOut = "/sign-out";
constexpr std::string_view kId = "{id}";
constexpr size_t kIdDigits = 32;
constexpr Terms kPrivate = {.policy = kNothing, .caching = "no-store"};

struct Path {
  std::string_view language, rest;  // "fr", "/system/runs"
};

// Of a path that this room owns; else both are empty.
Path PathOf(std::string_view path) {
  const size_t slash = path.find('/', 1);
  if (slash == std::string_view::npos || !pages::IsLanguage(path.substr(1, slash - 1))) return {};
  const std::string_view rest = path.substr(slash);
  const bool below =
      rest.starts_with(kSystem) && (rest.size() == kSystem.size() || rest[kSystem.size()] == '/');
  if (!below && rest != kSignIn && rest != kSignOut) return {};
  return {path.substr(1, slash - 1), rest};
}

// Whether a path is that of the pattern; `id`: what stands in it for {id}.
bool Fits(std::string_view pattern, std::string_view path, std::string* id) {
  const size_t at = pattern.find(kId);
  if (at == std::string_view::npos) return path == pattern;
  if (!path.starts_with(pattern.substr(0, at)) || path.size() < at + kIdDigits) return false;
  const std::string_view digits = path.substr(at, kIdDigits);
  if (digits.find_first_not_of("0123456789abcdef") != std::string_view::npos) return false;
  if (path.substr(at + kIdDigits) != pattern.substr(at + kId.size())) return false;
  *id = digits;
  return true;
}

http::Response SeeOtherAt(const std::string& address, const RequestContext& context) {
  http::Response response = Head(303, "", context, kPrivate);
  response.fields.Add("location", address);
  return response;
}

absl::Status MethodNotAllowed(bool posts) {
  return Error(common::v1::ERROR_REASON_METHOD_NOT_ALLOWED,
               {{"allowed", posts ? "GET, HEAD, POST" : "GET, HEAD"}});
}

SystemPage Own(std::string name, std::string path, std::string entry,
               absl::StatusOr<Reply> (*get)(const Visit&)) {
  return {.name = std::move(name), .path = std::move(path), .entry = std::move(entry), .get = get};
}

}  // namespace

std::vector<SystemPage> SystemPages(std::vector<SystemPage> others) {
  std::vector<SystemPage> all = {Own("system", "/system", "system.overview", ShowOverview)};
  for (SystemPage& other : others) all.push_back(std::move(other));
  all.push_back(Own("system-runs", "/system/runs", "system.runs", ShowRuns));
  all.push_back(Own("system-run", "/system/runs/{id}", "", ShowRun));
  all.back().post = DecideRun;
  all.push_back(Own("system-receivers", "/system/receivers", "system.receivers", ShowReceivers));
  return all;
}

// A request on its way.
struct Owner::Turn {
  std::shared_ptr<Visit> visit = std::make_shared<Visit>();
  std::string name = "unknown";  // as metrics and the log call it
  const SystemPage* page = nullptr;
  std::optional<std::string> secret;      // of the cookie
  std::optional<pages::Account> account;  // of who is signed in
  std::optional<std::string> set_cookie;  // with the answer
  std::shared_ptr<http::Answer> answer;

  const http::Request& request() const { return visit->request; }
  pages::Frame frame() const { return {.account = account ? &*account : nullptr, .kept = false}; }
  // Of web itself.
  pages::Calls calls(const pages::Transport& transport) const {
    return {transport, InNameOf({}, visit->context), visit->asked.language, absl::Now() + kCallTime};
  }
};

Owner::Owner(const pages::Presenter& presenter, pages::Transport transport, Sessions& sessions,
             std::vector<SystemPage> pages, OwnerOptions options)
    : presenter_(presenter),
      transport_(std::move(transport)),
      sessions_(sessions),
      pages_(std::move(pages)),
      workers_(options.workers, options.queue) {
  for (const std::string_view language : pages::kLanguages) {
    auto& entries = entries_[std::string(language)];
    for (const SystemPage& page : pages_) {
      if (!page.entry.empty()) entries.push_back({page.path, pages::Text(language, page.entry)});
    }
  }
}

bool Owner::Owns(std::string_view path) { return !PathOf(path).language.empty(); }

void Owner::Handle(http::Request request, std::shared_ptr<http::Answer> answer) {
  const auto turn = std::make_shared<Turn>();
  turn->answer = std::move(answer);
  Visit& visit = *turn->visit;
  visit.request = std::move(request);
  visit.context = ReadContext(visit.request);
  visit.transport = &transport_;
  turn->secret = SessionIn(visit.request.fields);
  const Path path = PathOf(visit.request.path());
  visit.asked = {.language = std::string(path.language),
                 .path = std::string(path.rest),
                 .id = {},
                 .query = {},
                 .now = absl::Now(),
                 .digits = pages::DigitsOf(path.language, visit.request.fields)};
  if (visit.request.method == "POST" && !ComesFromHere(visit.request.fields))
    return Finish(turn, FormRefused(visit.asked));
  if (path.rest == kSignIn) return SignInPages(turn);
  if (path.rest == kSignOut) return SignOutPages(turn);
  OwnPages(turn);
}

void Owner::SignInPages(const std::shared_ptr<Turn>& turn) {
  turn->name = "sign-in";
  turn->visit->asked.query = SignInQuery(turn->request().query());
  if (turn->request().method == "POST") return Queue(turn, &Owner::SignIn);
  if (!turn->visit->context.reads) return Finish(turn, MethodNotAllowed(true));
  if (!turn->visit->context.certificate.empty()) return Queue(turn, &Owner::ShowSignIn);
  ShowSignIn(turn);
}

void Owner::SignOutPages(const std::shared_ptr<Turn>& turn) {
  turn->name = "sign-out";
  // Whoever opens the address wants to sign out, and is shown where.
  if (turn->request().method != "POST") return Finish(turn, SeeOther{std::string(kSystem)});
  turn->secret ? Queue(turn, &Owner::SignOut) : Lead(turn, "out");
}

void Owner::OwnPages(const std::shared_ptr<Turn>& turn) {
  pages::Asked& asked = turn->visit->asked;
  for (const SystemPage& page : pages_) {
    if (!Fits(page.path, asked.path, &asked.id)) continue;
    turn->page = &page;
    turn->name = page.name;
    asked.query = pages::Query::Parse(turn->request().query(), page.parameters);
    break;
  }
  if (!turn->secret) return Lead(turn, "");
  Queue(turn, &Owner::Serve);
}

void Owner::Queue(const std::shared_ptr<Turn>& turn, Step step) {
  const bool queued = workers_.Submit([this, turn, step] {
    if (!turn->answer->gone()) (this->*step)(turn);
  });
  if (!queued) Finish(turn, Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", "pages"}}));
}

void Owner::ShowSignIn(const std::shared_ptr<Turn>& turn) {
  const Visit& visit = *turn->visit;
  SignInPart part;
  part.from_elsewhere =
      turn->request().fields.Get("sec-fetch-site") == "cross-site" && visit.asked.query.Has(kNext);
  if (!visit.context.certificate.empty()) {
    const auto found =
        sessions_.SourceOf(visit.context.certificate, visit.context, visit.asked.language, visit.asked.now);
    part.certificate = found.status();
    if (found.ok()) part.source = *found;
    if (!found.ok() && !IsSignedOut(found.status())) return Finish(turn, found.status());
  }
  Finish(turn, SignInPage(visit.asked, part));
}

void Owner::SignIn(const std::shared_ptr<Turn>& turn) {
  Visit& visit = *turn->visit;
  const auto form = Form::Read(turn->request().fields.Get("content-type"), turn->request().body);
  if (!form.ok()) return Finish(turn, FormRefused(visit.asked));
  const std::string next = WayBack(form->Get(kNext));
  SignInRequest request;
  if (form->Get("with") == "certificate") {
    request.set_certificate(visit.context.certificate);
  } else {
    request.set_code(std::string(CodeIn(form->Get("code"))));
  }
  const auto signed_in = turn->calls(transport_).Ask<SignInResponse>(kSignInRpc, request);
  if (!signed_in.ok()) {
    if (!IsOfTheRequest(signed_in.status())) return Finish(turn, signed_in.status());
    visit.asked.query = pages::Query().With(kNext, next);
    SignInPart part;
    part.refused = signed_in.status();
    return Finish(turn, SignInPage(visit.asked, part));
  }
  if (!IsSession(signed_in->session())) return Finish(turn, Internal("identity gave no session"));
  turn->set_cookie = CookieOf(signed_in->session());
  Finish(turn, SeeOther{next});
}

void Owner::SignOut(const std::shared_ptr<Turn>& turn) {
  const Visit& visit = *turn->visit;
  const auto form = Form::Read(turn->request().fields.Get("content-type"), turn->request().body);
  if (!form.ok() || !IsSame(CsrfOf(*turn->secret), form->Get("csrf")))
    return Finish(turn, FormRefused(visit.asked));
  sessions_.Forget(FingerprintOf(*turn->secret));
  // Whatever becomes of the call: the next person at this browser is not he.
  turn->set_cookie = NoCookie();
  SignOutRequest request;
  request.set_session(*turn->secret);
  const auto ended = turn->calls(transport_).Ask<SignOutResponse>(kSignOutRpc, request);
  if (!ended.ok()) return Finish(turn, ended.status());
  Lead(turn, "out");
}

void Owner::Serve(const std::shared_ptr<Turn>& turn) {
  Visit& visit = *turn->visit;
  auto session =
      sessions_.Find(FingerprintOf(*turn->secret), visit.context, visit.asked.language, visit.asked.now);
  if (!session.ok()) return Finish(turn, session.status());
  visit.session = *std::move(session);
  visit.csrf = CsrfOf(*turn->secret);
  turn->account = {.source = visit.session.source,
                   .csrf = visit.csrf,
                   .entries = entries_.find(visit.asked.language)->second};
  if (turn->page == nullptr || !turn->page->get) {
    visit.asked.path = kSystem;  // nothing of an unknown address is repeated
    return Finish(turn, Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "path"}}));
  }
  if (turn->page->asks_nobody) {
    const absl::Status goes_on =
        sessions_.Confirm(visit.session, visit.context, visit.asked.language, visit.asked.now);
    if (!goes_on.ok()) return Finish(turn, goes_on);
  }
  if (visit.context.reads) return Finish(turn, turn->page->get(visit));
  const bool posts = turn->page->post != nullptr || turn->page->take != nullptr;
  if (!posts || turn->request().method != "POST") return Finish(turn, MethodNotAllowed(posts));
  Post(turn);
}

void Owner::Post(const std::shared_ptr<Turn>& turn) {
  Visit& visit = *turn->visit;
  if (turn->page->take)
    return turn->page->take(turn->visit,
                            [this, turn](absl::StatusOr<Reply> reply) { Finish(turn, std::move(reply)); });
  auto form = Form::Read(turn->request().fields.Get("content-type"), turn->request().body);
  if (!form.ok() || !visit.IsCsrf(form->Get("csrf"))) return Finish(turn, FormRefused(visit.asked));
  visit.form = *std::move(form);
  Finish(turn, turn->page->post(visit));
}

void Owner::Finish(const std::shared_ptr<Turn>& turn, absl::StatusOr<Reply> reply) {
  if (!reply.ok() && turn->secret && IsSignedOut(reply.status())) {
    sessions_.Forget(FingerprintOf(*turn->secret));
    turn->set_cookie = NoCookie();
    return Lead(turn, "over");
  }
  Send(*turn, reply.ok() ? Answered(*turn, *std::move(reply)) : Failed(*turn, reply.status()));
}

http::Response Owner::Answered(const Turn& turn, Reply reply) const {
  const Visit& visit = *turn.visit;
  if (const auto* other = std::get_if<SeeOther>(&reply))
    return SeeOtherAt(pages::Address(visit.asked.language, other->path), visit.context);
  if (auto* page = std::get_if<pages::Page>(&reply))
    return presenter_.Show(std::move(*page), visit.asked, visit.context, turn.frame());
  File& file = std::get<File>(reply);
  http::Response response = Head(200, file.type, visit.context, kPrivate);
  if (!file.name.empty())
    response.fields.Add("content-disposition", "attachment; filename=\"" + file.name + "\"");
  response.body = std::move(file.body);
  return response;
}

http::Response Owner::Failed(const Turn& turn, const absl::Status& status) const {
  return presenter_.Fail(status, turn.visit->asked, turn.visit->context, turn.frame());
}

void Owner::Lead(const std::shared_ptr<Turn>& turn, std::string_view why) {
  const Visit& visit = *turn->visit;
  pages::Query query;
  if (visit.asked.path.starts_with(kSystem)) {
    std::string next = visit.asked.path;
    if (const std::string sent = visit.asked.query.ToString(); !sent.empty()) next += "?" + sent;
    if (const std::string back = WayBack(next); back != kSystem) query = query.With(kNext, back);
  }
  if (!why.empty()) query = query.With("why", why);
  Send(*turn, SeeOtherAt(pages::Address(visit.asked.language, kSignIn, query), visit.context));
}

void Owner::Send(const Turn& turn, http::Response response) const {
  if (turn.set_cookie) response.fields.Add("set-cookie", *turn.set_cookie);
  pages::ReportPage(turn.name, response, turn.visit->context, turn.visit->asked.now);
  turn.answer->Send(std::move(response));
}

}  // namespace tabadul::web::owner
