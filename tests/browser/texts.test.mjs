// What other texts do to the pages: words that are 40 % longer push nothing out on a phone, and the numbers of Arabic pages are written with
// the digits that their reader has chosen in the foot, with JavaScript and without.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { languages, launch, site, visit, words } from "./site.mjs";

const width = 320;
const all = 25; // of words

const open = (visitor, path) => visitor.go(() => visitor.page.goto(site + path));
const found = (language) => `/${language}/vacancies?q=${encodeURIComponent(words[language])}`;

// In the page: every word with its own beginning behind it.
const lengthen = () => {
  const longer = (text) => text.replace(/\p{L}{2,}/gu, (word) => word + word.slice(0, Math.ceil(word.length * 0.4)));
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode())
    if (!text.parentElement.closest("code, pre, script")) text.data = longer(text.data);
  for (const cell of document.querySelectorAll("[data-label]")) cell.dataset.label = longer(cell.dataset.label);
};

const pages = {
  home: (language) => `/${language}/`,
  vacancies: found,
  trainings: (language) => `/${language}/trainings`,
  practices: (language) => `/${language}/practices`,
  sources: (language) => `/${language}/sources`,
  about: (language) => `/${language}/about`,
  privacy: (language) => `/${language}/privacy`,
  developers: (language) => `/${language}/developers`,
  nothing: (language) => `/${language}/nothing`,
};

describe("Longer texts push nothing out", () => {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());
  for (const language of languages) {
    for (const [name, pathOf] of Object.entries(pages)) {
      test(`of ${name}, ${language}`, () =>
        visit(browser, { language, width }, async (visitor) => {
          await open(visitor, pathOf(language));
          await visitor.page.evaluate(lengthen);
          await visitor.holds(`longer-${name}`, { status: name === "nothing" ? 404 : 200 });
        }));
    }
    test(`of a vacancy, ${language}`, () =>
      visit(browser, { language, width }, async (visitor) => {
        await open(visitor, found(language));
        await visitor.go(() => visitor.page.locator(".card h3 a").first().click());
        await visitor.page.evaluate(lengthen);
        await visitor.holds("longer-vacancy");
      }));
  }
});

describe("Numbers of Arabic pages have the digits that were chosen", () => {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());
  for (const scripts of [true, false]) {
    test(scripts ? "with JavaScript" : "without JavaScript", () =>
      visit(browser, { language: "ar", width, scripts }, async (visitor) => {
        const { page } = visitor;
        const choose = () => visitor.go(() => page.locator("form.digits button").click());
        const count = () => page.locator("#found").textContent();
        const cookies = async () => (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`);
        await open(visitor, found("ar"));
        const here = page.url();
        assert.match(await count(), new RegExp(`\\b${all}\\b`));
        assert.deepEqual(await cookies(), []);
        await choose();
        assert.equal(page.url(), here, "it leads back");
        assert.match(await count(), /٢٥/);
        assert.deepEqual(await cookies(), ["digits=arab"]);
        await visitor.holds("digits");
        await open(visitor, "/ar/");
        assert.match(await page.locator("h1").textContent(), /٥٧/);
        await open(visitor, "/en/");
        assert.match(await page.locator("h1").textContent(), /57/, "of Arabic pages alone");
        assert.equal(await page.locator("form.digits").count(), 0);
        await open(visitor, found("ar"));
        await choose();
        assert.equal(page.url(), here);
        assert.match(await count(), new RegExp(`\\b${all}\\b`));
        assert.deepEqual(await cookies(), []);
      }));
  }
});
