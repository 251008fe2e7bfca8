// The portal without a pointer: everything is reached by the keyboard, and where the focus is can be seen.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { languages, launch, site, visit, widths, words } from "./site.mjs";

// In the page: the number of the focused element among all that Tab stops at, and whether it can be seen that it is.
const focused = () => {
  const able = 'a[href], button, input:not([type="hidden"]), select, summary, [tabindex="0"]';
  const stops = [...document.querySelectorAll(able)].filter((each) => each.checkVisibility());
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const inSight = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight;
  return {
    stop: stops.indexOf(element),
    stops: stops.length,
    visible: inSight && outlineStyle !== "none" && parseFloat(outlineWidth) > 0,
    html: element.outerHTML.slice(0, 100),
  };
};

async function tab(page) {
  await page.keyboard.press("Tab");
  const now = await page.evaluate(focused);
  assert.ok(now.visible, `the focus cannot be seen: ${now.html}`);
  return now;
}

async function tabTo(page, selector) {
  for (let left = (await page.evaluate(focused)).stops; left > 0; --left) {
    await tab(page);
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`Tab does not reach ${selector}`);
}

const ways = {
  "from the home to the first vacancy that is found": async (visitor) => {
    const { page, language } = visitor;
    await visitor.go(() => page.goto(`${site}/${language}/`));
    await tabTo(page, "#q");
    await page.keyboard.type(words[language]);
    await visitor.go(() => page.keyboard.press("Enter"));
    await tabTo(page, ".card h3 a");
    await visitor.go(() => page.keyboard.press("Enter"));
    assert.match(page.url(), new RegExp(`/${language}/vacancies/[0-9a-f]{32}$`));
  },

  "past the head of a page": async (visitor) => {
    const { page, language } = visitor;
    await visitor.go(() => page.goto(`${site}/${language}/vacancies`));
    await tab(page);
    assert.ok(await page.evaluate(() => document.activeElement.matches(".skip")));
    await page.keyboard.press("Enter");
    await page.waitForURL(/#content$/);
    assert.equal(await page.evaluate(() => document.activeElement.id), "content");
    await tab(page);
    assert.ok(await page.evaluate(() => document.activeElement.closest("#content") !== null));
  },

  "to everything on a page of results, in the order in which it stands": async (visitor) => {
    const { page, language } = visitor;
    await visitor.go(() => page.goto(`${site}/${language}/vacancies?country=MA`));
    const { stops } = await page.evaluate(focused);
    for (let stop = 0; stop < stops; ++stop) {
      const now = await tab(page);
      assert.equal(now.stop, stop, now.html);
    }
  },
};

describe("The keyboard leads", () => {
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

  test("nowhere unseen: a focus that is hidden fails", () =>
    visit(browser, { language: "en", width: 320 }, async (visitor) => {
      await visitor.page.route(`${site}/en/dim`, (route) =>
        route.fulfill({ contentType: "text/html", body: "<style>:focus { outline: none }</style><a href='/'>home</a>" }));
      await visitor.go(() => visitor.page.goto(`${site}/en/dim`));
      await assert.rejects(tabTo(visitor.page, "a"), /the focus cannot be seen/);
    }));
});
