// What scripts add to the portal (portal/scripts): suggestions, results without another page, a failed network that loses nothing, the
// code of a sign-in link, progress. And that nothing is missing where they do not run.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { languages, launch, site, visit, widths, words } from "./site.mjs";

const beginnings = { ar: "صيدل", en: "pharm", fr: "pharm" }; // of titles and an occupation of the demonstration data
const pageSize = 20;
const inMorocco = 13; // of 25 with these words
const morocco = '.filters input[name="country"][value="MA"]';
const completions = /\/v1\/vacancies:complete\?/;

const textOf = (language, key) =>
  new RegExp(`^script:\n(?:  .*\n)*?  ${key}: "(.*)"$`, "m").exec(readFileSync(`data/messages/${language}/portal.yaml`, "utf8"))[1];

const open = (visitor, path) => visitor.go(() => visitor.page.goto(`${site}/${visitor.language}${path}`));
const openFound = (visitor) => open(visitor, `/vacancies?q=${encodeURIComponent(words[visitor.language])}`);
const parameter = (page, name) => new URL(page.url()).searchParams.get(name);
const said = (page) => page.locator('body > [role="status"]').textContent();
const cardsOf = (page) => page.locator(".card").count();
const isFocused = (page, selector) => page.evaluate((wanted) => document.activeElement.matches(wanted), selector);

// A page that is left takes the mark with it.
const mark = (page) => page.evaluate(() => void (window.marked = true));
const isMarked = (page) => page.evaluate(() => window.marked === true);

const list = (page) => page.locator("#q-suggestions");
const options = (page) => list(page).locator('[role="option"]');

async function type(page, text) {
  await page.locator("#q").pressSequentially(text);
  await list(page).waitFor();
}

// The text of the option that Enter would take.
const active = (page) =>
  page.evaluate(() => {
    const id = document.querySelector("#q").getAttribute("aria-activedescendant");
    const chosen = [...document.querySelectorAll('[role="option"][aria-selected="true"]')];
    return chosen.length === 1 && chosen[0].id === id ? chosen[0].textContent : null;
  });

// In every language, at every width.
const ways = {
  "to a suggestion by the keyboard": async (visitor) => {
    const { page, language } = visitor;
    await open(visitor, "/");
    await type(page, beginnings[language]);
    const texts = await options(page).allTextContents();
    assert.equal(await said(page), `${textOf(language, "suggestions")} ${texts.length}`);
    assert.equal(await page.getAttribute("#q", "aria-expanded"), "true");
    assert.equal(await active(page), null);
    await visitor.holds("suggestions");
    await page.keyboard.press("ArrowDown");
    assert.equal(await active(page), texts[0]);
    await page.keyboard.press("ArrowUp");
    assert.equal(await active(page), texts.at(-1), "before the first is the last");
    await page.keyboard.press("Home");
    assert.equal(await active(page), null, "it is the words that are edited again");
    await page.keyboard.press("Escape");
    assert.ok(await list(page).isHidden());
    assert.equal(await page.getAttribute("#q", "aria-expanded"), "false");
    assert.equal(await page.inputValue("#q"), beginnings[language]);
    await page.keyboard.press("ArrowDown");
    assert.equal(await active(page), texts[0]);
    await visitor.go(() => page.keyboard.press("Enter"));
    assert.equal(parameter(page, "q"), texts[0]);
    assert.notEqual(await cardsOf(page), 0);
    await visitor.holds("suggested");
  },

  "to a suggestion by a pointer, without another page": async (visitor) => {
    const { page, language } = visitor;
    await open(visitor, "/vacancies");
    await mark(page);
    await type(page, beginnings[language]);
    const text = await options(page).last().textContent();
    await visitor.go(() => options(page).last().click());
    assert.equal(parameter(page, "q"), text);
    assert.equal(await page.inputValue("#q"), text);
    assert.ok(await list(page).isHidden());
    assert.ok(await isFocused(page, "#q"));
    assert.ok(await isMarked(page));
  },

  "past suggestions": async (visitor) => {
    const { page, language } = visitor;
    await open(visitor, "/");
    await type(page, beginnings[language]);
    await page.keyboard.press("Tab");
    assert.ok(await list(page).isHidden());
    assert.ok(await isFocused(page, 'form.search button[type="submit"]'));
    await visitor.go(() => page.keyboard.press("Enter"));
    assert.equal(parameter(page, "q"), beginnings[language], "the words are those that were typed");
  },

  "to a filter without another page, and back": async (visitor) => {
    const { page, language } = visitor;
    await openFound(visitor);
    await mark(page);
    const first = { address: page.url(), title: await page.title() };
    await visitor.go(() => page.check(morocco));
    await visitor.holds("filtered");
    assert.equal(parameter(page, "country"), "MA");
    assert.equal(await cardsOf(page), inMorocco);
    assert.ok(await isFocused(page, morocco));
    assert.equal(await said(page), await page.locator("#found").textContent());
    assert.notEqual(await page.title(), first.title);
    for (const other of languages) {
      const href = await page.getAttribute(`nav.languages a[hreflang="${other}"]`, "href");
      assert.equal(`${site}${href}`, page.url().replace(`/${language}/`, `/${other}/`));
    }
    const second = { address: page.url(), title: await page.title() };
    await visitor.go(() => page.goBack());
    assert.deepEqual({ address: page.url(), title: await page.title() }, first);
    assert.equal(await cardsOf(page), pageSize);
    assert.ok(!(await page.isChecked(morocco)));
    await visitor.go(() => page.goForward());
    assert.deepEqual({ address: page.url(), title: await page.title() }, second);
    assert.equal(await cardsOf(page), inMorocco);
    assert.ok(await page.isChecked(morocco));
    assert.ok(await isMarked(page));
    // What a script has put together is what the server sends whole.
    const shown = () => page.locator("main, header.site").evaluateAll((parts) => parts.map((part) => part.innerText).join("\n"));
    const together = await shown();
    await visitor.go(() => page.reload());
    assert.equal(await shown(), together);
  },
};

// Where what is seen is the same. Of a telephone that reads from the right, and of a wide screen that reads from the left.
const readers = [{ language: "ar", width: 320 }, { language: "fr", width: 1280 }];
const otherWays = {
  "to an order, and without the filter again": async (visitor) => {
    const { page } = visitor;
    await openFound(visitor);
    await mark(page);
    await visitor.go(() => page.check(morocco));
    const order = '.orders a[href*="order=DATE"]';
    await visitor.go(() => page.locator(order).click());
    assert.equal(parameter(page, "order"), "DATE");
    assert.ok(await isFocused(page, `${order}[aria-current]`));
    await visitor.go(() => page.locator('.chips a[aria-label]:not([href*="country"])').first().click());
    assert.equal(parameter(page, "country"), null);
    assert.equal(await cardsOf(page), pageSize);
    assert.ok(await isFocused(page, ".chips a, #found"), "the chip has gone");
    assert.ok(await isMarked(page));
  },

  "to what was found, by the button": async (visitor) => {
    const { page } = visitor;
    await openFound(visitor);
    await mark(page);
    await page.fill("#f-pay", "1");
    await page.selectOption("#f-currency", "USD");
    assert.equal(parameter(page, "pay"), null, "what belongs together waits for the button");
    await visitor.go(() => page.locator('.filters button[type="submit"]').click());
    assert.equal(parameter(page, "pay"), "1");
    assert.ok(await isFocused(page, "#found, main"));
    assert.ok(await isMarked(page));
  },

  "on, with nothing lost, when the connection comes back": async (visitor) => {
    const { page, language } = visitor;
    const context = page.context(), notice = page.locator(".notice");
    await openFound(visitor);
    await mark(page);
    const address = page.url(), found = await page.locator("#found").textContent();
    await context.setOffline(true);
    await page.fill("#f-pay", "1");
    await page.locator(morocco).click();
    await notice.waitFor();
    assert.equal(await notice.getAttribute("role"), "alert");
    assert.equal(await notice.locator("p").textContent(), textOf(language, "unreachable"));
    const again = page.waitForEvent("requestfailed");
    await notice.locator("button").click();
    await again;
    await notice.waitFor();
    assert.equal(page.url(), address);
    assert.equal(await page.locator("#found").textContent(), found);
    assert.equal(await page.inputValue("#q"), words[language]);
    assert.equal(await page.inputValue("#f-pay"), "1");
    assert.ok(await page.isChecked(morocco));
    await context.setOffline(false);
    await visitor.go(() => notice.locator("button").click());
    await visitor.holds("recovered");
    assert.equal(await notice.count(), 0);
    assert.equal(parameter(page, "country"), "MA");
    assert.equal(parameter(page, "pay"), "1");
    assert.ok(await isFocused(page, morocco));
    assert.ok(await isMarked(page));
  },

  "on, when the service is busy": async (visitor) => {
    const { page } = visitor;
    await openFound(visitor);
    await page.route(/country=MA/, (route) => route.fulfill({ status: 503, contentType: "text/html", body: "busy" }));
    await page.check(morocco);
    await page.locator(".notice").waitFor();
    await visitor.holds("unreachable", { status: 503 });
    await page.unroute(/country=MA/);
    await visitor.go(() => page.locator(".notice button").click());
    assert.equal(await cardsOf(page), inMorocco);
  },

  "to sign in, with the code of a link": async (visitor) => {
    const { page } = visitor;
    const code = "AbCdEfGhIjKlMnOpQrSt-_", other = code.toLowerCase();
    const gone = () => page.waitForFunction(() => location.hash === "");
    await open(visitor, `/sign-in#${code}`);
    await gone();
    assert.equal(await page.inputValue('input[name="code"]'), code);
    await page.evaluate((brought) => void (location.hash = brought), other); // a second link, opened in the same tab
    await gone();
    assert.equal(await page.inputValue('input[name="code"]'), other);
    await page.evaluate(() => void (location.hash = "content"));
    assert.equal(await page.inputValue('input[name="code"]'), other, "the link past the head brings no code");
    const links = await page.locator("nav.languages a").evaluateAll((all) => all.map(({ hash, search }) => ({ hash, search })));
    assert.deepEqual(links, languages.map(() => ({ hash: `#${other}`, search: "" })), "the code goes along to other languages, in no query");
    await visitor.holds("sign-in");
  },

  "as far as something has come": async (visitor) => {
    const { page, language } = visitor;
    const [script] = /<script type="module"[^>]*><\/script>/.exec(await (await fetch(`${site}/${language}/about`)).text());
    const answers = [1, 2, 503, 3, "done"];
    const address = `${site}/${language}/system/uploads/1`;
    await page.route(address, (route) => {
      const answer = answers.shift();
      if (answer === 503) return route.fulfill({ status: 503, contentType: "text/html", body: "busy" });
      const part = answer === "done" ? "<p>receipt</p>" : `<section data-refresh><p>${answer} of 3</p></section>`;
      // Where scripts run it must take no effect.
      const plain = `<noscript><meta http-equiv="refresh" content="0; url=/${language}/about"></noscript>`;
      const body = `<!doctype html><html lang="${language}"><head><title>${answer}</title>${script}</head><body>
        <main id="content" tabindex="-1"><h1>Upload</h1>${part}${plain}</main></body></html>`;
      return route.fulfill({ contentType: "text/html; charset=utf-8", body });
    });
    await page.clock.install();
    await visitor.go(() => page.goto(address));
    await mark(page);
    for (const shown of ["2 of 3", null, "3 of 3", "receipt"]) {
      await page.clock.runFor(5_000);
      await (shown ? page.getByText(shown) : page.locator(".notice")).waitFor();
      assert.equal(await page.locator(".notice").count(), shown ? 0 : 1);
    }
    assert.equal(await page.title(), "done");
    assert.equal(await said(page), "Upload");
    await page.clock.runFor(60_000);
    assert.equal(page.url(), address);
    assert.ok(await isMarked(page));
  },
};

describe("Scripts lead", () => {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());

  for (const language of languages) {
    for (const width of widths) {
      describe(`${language}, ${width} px`, () => {
        for (const [way, walk] of Object.entries(ways))
          test(way, () => visit(browser, { language, width }, walk));
      });
    }
  }

  for (const reader of readers) {
    describe(`${reader.language}, ${reader.width} px, further`, () => {
      for (const [way, walk] of Object.entries(otherWays))
        test(way, () => visit(browser, reader, walk));
    });
  }

  const alone = (walk) => () => visit(browser, { language: "en", width: 1280 }, walk);

  test("to suggestions for the words that stand there, whatever comes late", alone(async (visitor) => {
    const { page } = visitor;
    const held = [];
    await page.route(completions, (route) => {
      const query = new URL(route.request().url()).searchParams.get("query");
      if (query === "nu") return held.push(route);
      return route.fulfill({ json: { completions: [{ text: `${query}, of now`, language: "en" }] } });
    });
    await open(visitor, "/");
    await Promise.all([page.waitForRequest(completions), page.locator("#q").pressSequentially("nu")]);
    await Promise.all([page.waitForEvent("requestfailed"), type(page, "rse")]); // the older one is let go
    await held[0].fulfill({ json: { completions: [{ text: "of before" }] } }).catch(() => {});
    assert.deepEqual(await options(page).allTextContents(), ["nurse, of now"]);
  }));

  test("on, where suggestions fail", alone(async (visitor) => {
    const { page } = visitor;
    await page.route(completions, (route) => route.fulfill({ status: 503, json: { error: { code: 503 } } }));
    await open(visitor, "/");
    await Promise.all([page.waitForResponse(completions), page.locator("#q").pressSequentially("nurse")]);
    assert.ok(await list(page).isHidden());
    await visitor.go(() => page.keyboard.press("Enter"));
    assert.equal(parameter(page, "q"), "nurse");
  }));

  test("to suggestions of vacancies where vacancies are searched for", alone(async (visitor) => {
    await open(visitor, "/trainings");
    assert.equal(await visitor.page.getAttribute("#q", "role"), null);
  }));

  test("on, when nothing comes for too long; what was typed meanwhile stays", alone(async (visitor) => {
    const { page } = visitor;
    await page.clock.install();
    await openFound(visitor);
    const held = [];
    await page.route(/country=MA/, (route) => held.push(route));
    await Promise.all([page.waitForRequest(/country=MA/), page.check(morocco)]);
    assert.equal(await page.getAttribute(".found", "aria-busy"), "true");
    await page.clock.runFor(16_000);
    await page.locator(".notice").waitFor();
    await Promise.all([page.waitForRequest(/country=MA/), page.locator(".notice button").click()]);
    await page.fill("#q", `${words.en} at once`);
    await page.fill("#f-pay", "7");
    await visitor.go(() => held[1].continue());
    assert.equal(await cardsOf(page), inMorocco);
    assert.equal(await page.inputValue("#q"), `${words.en} at once`);
    assert.equal(await page.inputValue("#f-pay"), "7");
    assert.ok(await isFocused(page, "#f-pay"));
  }));

  test("to another tab, where that is what is asked for", alone(async (visitor) => {
    const { page } = visitor;
    await openFound(visitor);
    const address = page.url();
    const another = page.context().waitForEvent("page");
    await page.locator('.orders a[href*="order="]').first().click({ modifiers: ["ControlOrMeta"] });
    await (await another).waitForURL(/order=/);
    assert.equal(page.url(), address);
  }));
});

describe("Without scripts", () => {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());

  const unchanged = async (visitor) => {
    const { page } = visitor;
    await openFound(visitor);
    const address = page.url();
    assert.equal(await page.getAttribute("#q", "role"), null);
    await page.check(morocco);
    assert.equal(page.url(), address, "it is the button that sends");
    await visitor.go(() => page.locator('.filters button[type="submit"]').click());
    assert.equal(parameter(page, "country"), "MA");
    assert.equal(await cardsOf(page), inMorocco);
    await page.fill("#q", "qqqqzzzzqqqq");
    await visitor.go(() => page.press("#q", "Enter"));
    assert.ok(await page.locator(".empty").isVisible());
  };

  test("nothing is missing", () => visit(browser, { language: "ar", width: 320, scripts: false }, unchanged));

  test("nothing is missing if ours does not come", () =>
    visit(browser, { language: "fr", width: 320 }, async (visitor) => {
      await visitor.page.route("**/assets/portal.*.js", (route) => route.abort());
      await unchanged(visitor);
    }));
});
