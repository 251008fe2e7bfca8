// The portal in Debian's Chromium, and what each of its pages is held to. The environment comes from browser_test.cc: TABADUL_SITE, the
// address; NODE_EXTRA_CA_CERTS, the authority of its certificate. TABADUL_SHOTS: where pictures of the pages go; without it
// none are taken.
//
//   const browser = await launch();
//   await visit(browser, { language: "ar", width: 320 }, async (visitor) => {
//     await visitor.go(() => visitor.page.goto(`${site}/ar/`));
//     await visitor.holds("home");
//   });
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:tls";
import { chromium } from "playwright-core";

export const site = process.env.TABADUL_SITE;
assert.ok(site, "TABADUL_SITE is not set: cluster_browser_test runs these scripts");
export const shots = process.env.TABADUL_SHOTS || "var/test-logs/browser";
const takesPictures = Boolean(process.env.TABADUL_SHOTS);
mkdirSync(shots, { recursive: true });

export const languages = ["ar", "en", "fr"];
export const widths = [320, 1280];
// Of browser_test.cc: a word of the titles of 25 vacancies and of 25 training offers, and of no others; 13 of each are in Morocco.
export const words = { ar: "نحال", en: "beekeeper", fr: "apiculteur" };

// Of browser_test.cc, for who needs them: systems, each with a link to sign in with (`link`) and a held export (`run`) that would close
// so many records (`closes`).
export const owners = JSON.parse(process.env.TABADUL_OWNERS || "[]");

export const executable = "/usr/bin/chromium";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// Of a page, or of one that a script puts in the place of this one.
const isPage = (request) => {
  const asked = request.redirectedFrom() ?? request;
  return asked.isNavigationRequest() || (asked.resourceType() === "fetch" && /^text\/html/.test(asked.headers().accept ?? ""));
};
const isIcon = (request) => request.url().endsWith("/favicon.svg");
// Null: none, and it was heard of as a failure.
async function answerOf(request) {
  const response = await request.response();
  if (response === null) return null;
  await response.finished();
  const { responseHeadersSize, responseBodySize } = await request.sizes();
  return { status: response.status(), bytes: responseHeadersSize + responseBodySize };
}
// Playwright waits for the end of an answer without an end of its own patience.
const patience = 20_000;
function withinPatience(promise) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, patience)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
const rules = {
  dark: { type: "rule", values: ["color-contrast", "link-in-text-block"] }, // what colours decide
  light: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
};

// Chromium's switch by which it trusts the key of the site, and no other's. Node has checked whose it is.
export async function trust() {
  const { hostname, port } = new URL(site);
  const socket = connect({ host: hostname, port: Number(port), servername: hostname });
  await once(socket, "secureConnect");
  const key = socket.getPeerX509Certificate().publicKey.export({ type: "spki", format: "der" });
  socket.destroy();
  return `--ignore-certificate-errors-spki-list=${createHash("sha256").update(key).digest("base64")}`;
}

// With a profile that goes with it. Without the sandbox, which root cannot have.
export const launch = async () =>
  chromium.launch({ executablePath: executable, chromiumSandbox: false, args: [await trust()] });

export class Visitor {
  faults = []; // of the pages so far
  #requests = []; // since the last step, as is what was heard
  #heard = [];

  static async open(browser, { language, width, scripts = true }) {
    const context = await browser.newContext({ viewport: { width, height: 720 }, locale: language, javaScriptEnabled: scripts });
    const page = await context.newPage();
    // Every page is a first visit.
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
    return new Visitor(page, language, width, scripts);
  }

  constructor(page, language, width, scripts) {
    Object.assign(this, { page, language, width, scripts });
    page.on("request", (request) => this.#requests.push(request));
    page.on("requestfailed", (request) => this.#hearFailure(request));
    page.on("console", (message) => this.#hearConsole(message));
    page.on("pageerror", (error) => this.#heard.push(`threw ${error.message}`));
  }

  // The icon is fetched when the browser likes, and let go when the page is left; a script lets go what it does not wait for any more.
  #hearFailure(request) {
    const { errorText } = request.failure();
    const letGo = isIcon(request) || request.resourceType() === "fetch";
    if (letGo && errorText === "net::ERR_ABORTED") return;
    this.#heard.push(`failed to load ${request.url()}: ${errorText}`);
  }

  // What the Content-Security-Policy forbids is told here, too. That the page itself is a 404 its status says already.
  #hearConsole(message) {
    const { url } = message.location();
    const ofPage = this.#requests.some((request) => isPage(request) && request.url() === url);
    if (message.type() !== "error" || (ofPage && message.text().startsWith("Failed to load resource"))) return;
    this.#heard.push(`console: ${message.text()} (${url})`);
  }

  // Does what leads to another page, and waits until that is there: loaded, or put in the place of this one by a script, which gives it
  // its address in the same step.
  async go(action) {
    this.#requests = [];
    this.#heard = [];
    await Promise.all([this.page.waitForEvent("framenavigated"), action()]);
    await this.page.waitForLoadState("load");
  }

  // The same by the first link or button there is of that kind.
  follow(selector) {
    return this.go(() => this.page.locator(selector).first().click());
  }

  // Where the visitor is on the site: path and query.
  get path() {
    return this.page.url().slice(site.length);
  }

  // Notes what is wrong with the page that is there, and takes pictures of it. Without scripts axe cannot look, and there are none.
  async holds(name, { status = 200, bytes = 100_000 } = {}) {
    const faults = [...(await this.#network(status, bytes)), ...this.#heard, ...(await this.#shape())];
    if (this.scripts) faults.push(...(await this.#look(name)));
    this.faults.push(...faults.map((fault) => `${name}, ${this.language}, ${this.width} px: ${fault}`));
  }

  async #network(status, most) {
    const faults = [];
    const shown = this.#requests.findLast(isPage);
    let bytes = 0;
    for (const request of this.#requests) {
      const url = request.url();
      if (new URL(url).origin !== site) faults.push(`asks another host: ${url}`);
      const answer = await withinPatience(answerOf(request));
      if (answer === null) continue; // heard as a failure
      // Of the icon the browser does not always tell the end, once it has it.
      if (answer === undefined && isIcon(request)) continue;
      if (answer === undefined) {
        faults.push(`no answer of ${url}`);
        continue;
      }
      const good = request === shown ? answer.status === status : answer.status < 400;
      if (!good) faults.push(`status ${answer.status} of ${url}`);
      bytes += answer.bytes;
    }
    if (bytes > most) faults.push(`${bytes} bytes were transferred, more than ${most}`);
    return faults;
  }

  async #shape() {
    const { lang, dir, beyond, out } = await this.page.evaluate(() => {
      const { documentElement: root, scrollingElement: whole } = document;
      const sticksOut = (element) => {
        const box = element.getBoundingClientRect();
        return box.left < -1 || box.right > whole.clientWidth + 1;
      };
      const out = [...document.body.querySelectorAll("*")].filter(sticksOut).slice(0, 3);
      return {
        lang: root.lang,
        dir: root.dir,
        beyond: whole.scrollWidth - whole.clientWidth,
        out: out.map((element) => element.outerHTML.slice(0, 100)),
      };
    });
    const faults = [];
    if (lang !== this.language) faults.push(`lang="${lang}"`);
    if (dir !== (this.language === "ar" ? "rtl" : "ltr")) faults.push(`dir="${dir}"`);
    if (beyond > 0) faults.push(`scrolls sideways by ${beyond} px: ${out.join(" … ")}`);
    return faults;
  }

  async #look(name) {
    const faults = [];
    await this.page.evaluate(axe);
    for (const [scheme, runOnly] of Object.entries(rules)) {
      await this.page.emulateMedia({ colorScheme: scheme });
      const broken = await this.page.evaluate(async (options) => {
        const { violations } = await window.axe.run(document, options);
        return violations.map(({ id, nodes }) => `${id}, ${nodes.length} times: ${nodes[0].html} ${nodes[0].failureSummary}`);
      }, { runOnly, resultTypes: ["violations"], preload: false });
      faults.push(...broken.map((rule) => `axe, ${scheme}: ${rule}`));
      await this.#picture(`${name}.${this.language}.${this.width}.${scheme}.png`);
    }
    return faults;
  }

  async #picture(file) {
    if (takesPictures) await this.page.screenshot({ path: `${shots}/${file}`, fullPage: true, timeout: 60_000 });
  }
}

// Walks through the site as this reader. What was wrong on the way is told, also if the way ends early.
export async function visit(browser, reader, walk) {
  const visitor = await Visitor.open(browser, reader);
  await walk(visitor).catch((error) => visitor.faults.push(error.stack));
  await visitor.page.context().close();
  assert.equal(visitor.faults.length, 0, visitor.faults.join("\n"));
}
