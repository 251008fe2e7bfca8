// What a ministry's system owner does on the portal: signs in by the Centre's link, sees whether the data is in, decides a held export,
// signs out. In three languages, at two widths, with and without JavaScript; each page that is met is held to what site.mjs says, in
// light and dark. TABADUL_OWNERS, of browser_test.cc: a link, a held run and how many records it would close, for each way.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { languages, launch, owners, site, visit, widths } from "./site.mjs";

// As a reader of the language may type it.
const typed = (number, language) =>
  language === "ar" ? new Intl.NumberFormat("ar-u-nu-arab", { useGrouping: false }).format(number) : String(number);

// The code goes along, and no server is sent it on the way.
async function carryToOtherLanguages(visitor, code) {
  const { page, language } = visitor;
  const asked = [];
  const listen = (request) => asked.push(new URL(request.url()));
  page.on("request", listen);
  for (const other of [...languages.filter((each) => each !== language), language]) {
    await visitor.follow(`nav.languages a[hreflang="${other}"]`);
    assert.equal(visitor.path, `/${other}/sign-in?next=%2Fsystem%2Fruns`);
    assert.equal(await page.inputValue("#code"), code, other);
  }
  page.off("request", listen);
  assert.notEqual(asked.length, 0);
  assert.ok(!asked.some(({ pathname, search }) => (pathname + search).includes(code)), "the code was sent");
}

async function signIn(visitor, owner) {
  const { page, language, scripts } = visitor;
  await visitor.go(() => page.goto(`${site}/${language}/system/runs`));
  assert.equal(visitor.path, `/${language}/sign-in?next=%2Fsystem%2Fruns`);
  await visitor.holds("sign-in");
  const code = owner.link.slice(owner.link.indexOf("#") + 1);
  if (scripts) {
    await page.goto(`${page.url()}#${code}`);
    assert.equal(await page.inputValue("#code"), code);
    assert.ok(!page.url().includes(code), "the code stays in the address");
    await carryToOtherLanguages(visitor, code);
  } else {
    await page.fill("#code", owner.link);
  }
  await visitor.follow("form[data-sign-in] button");
  assert.equal(visitor.path, `/${language}/system/runs`);
  const [cookie, ...others] = await page.context().cookies();
  assert.deepEqual(others, []);
  const { name, httpOnly, secure, sameSite, expires } = cookie;
  assert.deepEqual(
    { name, httpOnly, secure, sameSite, expires },
    { name: "__Host-tabadul-session", httpOnly: true, secure: true, sameSite: "Strict", expires: -1 },
  );
  await visitor.holds("system-runs");
}

async function confirm(visitor, owner) {
  const { page, language, scripts } = visitor;
  await visitor.follow(".banner a");
  assert.equal(visitor.path, `/${language}/system/runs/${owner.run}`);
  await visitor.holds("system-run-held");
  await page.fill("#closes", typed(owner.closes + 1, language));
  await visitor.follow(".panel .line button");
  await visitor.holds("system-run-refused", { status: 400 });
  assert.ok(await page.locator(".problem").isVisible());
  await page.fill("#closes", typed(owner.closes, language));
  await visitor.follow(".panel .line button");
  assert.equal(visitor.path, `/${language}/system/runs/${owner.run}`);
  const done = page.locator("h1 .badge.DONE");
  if (scripts) {
    await done.waitFor();
  } else {
    for (let left = 100; left > 0 && (await done.count()) === 0; --left) await visitor.go(() => page.reload());
  }
  await visitor.holds("system-run-done");
  assert.equal(await page.locator("#closes").count(), 0);
}

async function signOut(visitor) {
  const { page, language } = visitor;
  await visitor.follow(".account form button");
  assert.equal(visitor.path, `/${language}/sign-in?why=out`);
  await visitor.holds("signed-out");
  assert.deepEqual(await page.context().cookies(), []);
  await visitor.go(() => page.goto(`${site}/${language}/system`));
  assert.equal(visitor.path, `/${language}/sign-in`);
}

async function everything(visitor, owner) {
  const { page, language } = visitor;
  await signIn(visitor, owner);
  await confirm(visitor, owner);
  await visitor.follow(".account nav li:first-child a");
  assert.equal(visitor.path, `/${language}/system`);
  assert.equal(await page.locator("h1").textContent(), owner.source);
  await visitor.holds("system");
  await visitor.follow('.account a[href$="/receivers"]');
  await visitor.holds("system-receivers");
  for (const other of [...languages.filter((each) => each !== language), language]) {
    await visitor.follow(`nav.languages a[hreflang="${other}"]`);
    assert.equal(visitor.path, `/${other}/system/receivers`);
  }
  await visitor.go(() => page.goto(`${site}/${language}/system/nothing`));
  await visitor.holds("system-unknown", { status: 404 });
  await signOut(visitor);
}

describe("A system owner", () => {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());
  for (const language of languages) {
    for (const width of widths) {
      for (const scripts of [true, false]) {
        test(`signs in, decides and signs out: ${language}, ${width} px${scripts ? "" : ", without JavaScript"}`, async () => {
          const owner = owners.pop();
          assert.ok(owner, "TABADUL_OWNERS has too few");
          await visit(browser, { language, width, scripts }, (visitor) => everything(visitor, owner));
        });
      }
    }
  }
});
