// What people do on the portal: each way in three languages, at two widths, with and without JavaScript; each page that is met is held
// to what site.mjs says, in light and dark.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { languages, launch, site, visit, widths, words } from "./site.mjs";

const pageSize = 20;
const all = 25; // of words
const inMorocco = 13;

const textOf = (language, key) =>
  new RegExp(`^  ${key}: "(.*)"$`, "m").exec(readFileSync(`data/messages/${language}/portal.yaml`, "utf8"))[1];

const cards = (page) =>
  page.locator(".card h3 a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));

const open = (visitor, path) => visitor.go(() => visitor.page.goto(site + path));

async function search(visitor, word) {
  await visitor.page.fill("#q", word);
  await visitor.go(() => visitor.page.press("#q", "Enter"));
}

// A filter: by the button, or where there are scripts at once.
async function choose(visitor, selector) {
  if (visitor.scripts) return visitor.go(() => visitor.page.check(selector));
  await visitor.page.check(selector);
  await visitor.follow('.filters button[type="submit"]');
}

// The same page in the other languages, and back.
async function switchLanguage(visitor) {
  const { page, language } = visitor;
  const here = page.url();
  for (const other of [...languages.filter((each) => each !== language), language]) {
    await visitor.follow(`nav.languages a[hreflang="${other}"]`);
    assert.equal(page.url(), here.replace(`${site}/${language}/`, `${site}/${other}/`));
    assert.equal(await page.locator("html").getAttribute("lang"), other);
  }
}

async function findAndApply(visitor, section) {
  const { page, language } = visitor;
  await search(visitor, words[language]);
  await visitor.holds(`${section}-found`);
  assert.equal((await cards(page)).length, pageSize);
  await choose(visitor, '.filters input[name="country"][value="MA"]');
  await visitor.holds(`${section}-of-a-country`);
  assert.equal(new URL(page.url()).searchParams.get("country"), "MA");
  assert.equal((await cards(page)).length, inMorocco);
  await switchLanguage(visitor);
  await visitor.follow(".card h3 a");
  await visitor.holds(`${section}-record`);
  assert.match(page.url(), new RegExp(`/${language}/${section}/[0-9a-f]{32}$`));
  const links = await page.locator(".apply a").evaluateAll((all) => all.map(({ href, rel }) => ({ href, rel })));
  assert.ok(links.some(({ href }) => href.startsWith("https://pes.example/apply/")), JSON.stringify(links));
  for (const { href, rel } of links) assert.match(rel, /\bnoopener\b/, href);
  await switchLanguage(visitor);
}

const journeys = {
  "from the home to how to apply for a vacancy": async (visitor) => {
    await open(visitor, "/"); // leads to the reader's language
    assert.equal(visitor.page.url(), `${site}/${visitor.language}/`);
    await visitor.holds("home");
    await findAndApply(visitor, "vacancies");
  },

  "from the home to how to apply for a training": async (visitor) => {
    await open(visitor, `/${visitor.language}/`);
    await visitor.follow('nav.sections a[href$="/trainings"]');
    await visitor.holds("trainings");
    await findAndApply(visitor, "trainings");
  },

  "to the sources, and what one of them offers": async (visitor) => {
    await open(visitor, `/${visitor.language}/`);
    await visitor.follow('nav.sections a[href$="/sources"]');
    await visitor.holds("sources");
    await visitor.follow("table.sources tbody a");
    assert.ok(new URL(visitor.page.url()).searchParams.has("source"));
    assert.notEqual((await cards(visitor.page)).length, 0);
  },

  "to what the foot of each page leads to": async (visitor) => {
    await open(visitor, `/${visitor.language}/`);
    for (const name of ["about", "privacy", "developers"]) {
      await visitor.follow(`footer.site a[href$="/${name}"]`);
      await visitor.holds(name);
    }
    await visitor.follow('main a[href$="/developers/reference"]');
    await visitor.holds("reference");
  },

  "to no results": async (visitor) => {
    await open(visitor, `/${visitor.language}/vacancies`);
    await search(visitor, "qqqqzzzzqqqq");
    await visitor.holds("nothing-found");
    assert.ok(await visitor.page.locator(".empty").isVisible());
    assert.deepEqual(await cards(visitor.page), []);
  },

  "to pages that there are not": async (visitor) => {
    for (const path of [`/${visitor.language}/nowhere`, "/nowhere"]) {
      await open(visitor, path);
      await visitor.holds("unknown", { status: 404 });
      assert.equal(await visitor.page.locator("h1").textContent(), textOf(visitor.language, "not-found"));
    }
  },

  "through pages of results, forward and back": async (visitor) => {
    const { page, language } = visitor;
    await open(visitor, `/${language}/vacancies?q=${encodeURIComponent(words[language])}`);
    const first = await cards(page);
    await visitor.follow('.pages a[rel="next"]');
    await visitor.holds("second-page");
    const second = await cards(page);
    assert.equal(new Set([...first, ...second]).size, all);
    assert.equal(await page.locator('.pages a[rel="next"]').count(), 0);
    await switchLanguage(visitor);
    await visitor.follow(".pages a");
    assert.deepEqual(await cards(page), first);
    await visitor.go(() => page.goBack());
    assert.deepEqual(await cards(page), second);
    await visitor.go(() => page.goForward());
    assert.deepEqual(await cards(page), first);
  },
};

describe("The portal leads", () => {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
  });
  for (const language of languages) {
    for (const width of widths) {
      for (const scripts of [true, false]) {
        describe(`${language}, ${width} px${scripts ? "" : ", without JavaScript"}`, () => {
          for (const [way, walk] of Object.entries(journeys))
            test(way, () => visit(browser, { language, width, scripts }, walk));
        });
      }
    }
  }
});
