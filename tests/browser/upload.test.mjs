// How a ministry's system owner uploads the file of the present export: it is read, corrected, tried and pushed, what is refused is said.
// With and without JavaScript; each page that is met is held to what site.mjs says, in light and dark. TABADUL_OWNERS, of
// browser_test.cc: a link for each way.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, owners, site, visit } from "./site.mjs";

const columns = {
  ar: ["الرقم المرجعي", "المسمى الوظيفي", "جهة العمل", "المدينة", "الوصف الوظيفي", "الدوام"],
  en: ["Reference", "Job title", "Company", "City", "Job description", "Working time"],
};
const row = {
  ar: (number) => [number, number === 3 ? "" : "خياط", "مشغل النور", "الرباط", "خياطة الملابس الجاهزة في المشغل مع فريق العمل", "دوام كامل"],
  en: (number) => [number, number === 3 ? "" : "Tailor", "Atlas Workshop", "Rabat", "Sewing of ready-made clothes in the workshop", "Full time"],
};
const csv = (language) =>
  [columns[language], ...[1, 2, 3, 4, 5].map(row[language])].map((cells) => cells.join(",")).join("\r\n");

async function signIn(visitor, owner) {
  const { page, language } = visitor;
  await visitor.go(() => page.goto(`${site}/${language}/system/upload`));
  await page.fill("#code", owner.link);
  await visitor.follow("form[data-sign-in] button");
  assert.equal(visitor.path, `/${language}/system/upload`);
  await visitor.holds("upload");
}

// Until nothing is done any more. A script shows it by itself, and the page does, if there is none.
async function rests(visitor) {
  const { page, scripts } = visitor;
  const working = page.locator("main [data-refresh]");
  if (scripts) return working.waitFor({ state: "detached" });
  for (let left = 200; left > 0 && (await working.count()) > 0; --left) await visitor.go(() => page.reload());
}

async function upload(visitor) {
  const { page, language } = visitor;
  await page.setInputFiles("#file", { name: language === "ar" ? "وظائف.csv" : "jobs.csv", mimeType: "text/csv", buffer: Buffer.from(csv(language)) });
  await visitor.follow('main form button[type="submit"]');
  assert.match(visitor.path, new RegExp(`^/${language}/system/uploads/[0-9a-f]{32}$`));
  await rests(visitor);
  await visitor.holds("upload-mapping");
  assert.equal(await page.inputValue("#c1"), "title", "the mapping is suggested");
  assert.equal(await page.inputValue("#c4"), "description");
}

async function correct(visitor) {
  const { page } = visitor;
  await page.selectOption("#c3", "");
  await visitor.follow(".assistant > button");
  assert.equal(await page.inputValue("#c3"), "", "what was chosen stays");
  await page.selectOption("#c2", "title");
  await visitor.follow(".assistant > button");
  await visitor.holds("upload-twice", { status: 400 });
  assert.ok(await page.locator(".problem").first().isVisible());
  await page.selectOption("#c2", "employer");
  await page.selectOption("#c3", "city");
  await visitor.follow(".assistant > button");
  const yaml = page.locator("#yaml");
  if (!(await yaml.isVisible())) await page.locator("details.panel > summary").click();
  const written = await yaml.inputValue();
  await yaml.fill(written.replace("title:", "titel:"));
  await visitor.follow("details.panel form button");
  await visitor.holds("upload-mistakes", { status: 400 });
  assert.match(await page.locator("details.panel .problem").textContent(), /titel/);
  await yaml.fill(written);
  await visitor.follow("details.panel form button");
}

const act = (name) => `main form:has(input[name="act"][value="${name}"]) button`;

async function tryAndPush(visitor) {
  const { page } = visitor;
  await visitor.follow(act("check"));
  await rests(visitor);
  await visitor.holds("upload-checked");
  assert.equal(await page.locator('main a[href$="/check.csv"]').count(), 1, "a row without a title is refused");
  await visitor.follow(act("push"));
  await rests(visitor);
  await visitor.holds("upload-pushed");
  for (const file of ["rejects.csv", "receipts"]) {
    const download = page.waitForEvent("download");
    await page.locator(`main a[href$="/${file}"]`).click();
    assert.equal(await (await download).failure(), null);
  }
}

async function everything(visitor, owner) {
  const { page, language } = visitor;
  await signIn(visitor, owner);
  await upload(visitor);
  await correct(visitor);
  await tryAndPush(visitor);
  await visitor.follow('.account a[href$="/system/upload"]');
  assert.equal(await page.locator(".cards .card").count(), 1, "it is found again");
  await visitor.follow(".cards .card a");
  await visitor.follow(act("remove"));
  assert.equal(visitor.path, `/${language}/system/upload`);
  assert.equal(await page.locator(".cards .card").count(), 0);
  await visitor.go(() => page.goto(`${site}/${language}/system/uploads/${"0".repeat(32)}`));
  await visitor.holds("upload-gone", { status: 404 });
}

describe("A system owner", () => {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());
  for (const reader of [
    { language: "ar", width: 320, scripts: true },
    { language: "ar", width: 320, scripts: false },
    { language: "en", width: 1280, scripts: true },
  ]) {
    test(`uploads a file: ${reader.language}, ${reader.width} px${reader.scripts ? "" : ", without JavaScript"}`, async () => {
      const owner = owners.pop();
      assert.ok(owner, "TABADUL_OWNERS has too few");
      await visit(browser, reader, (visitor) => everything(visitor, owner));
    });
  }
});
