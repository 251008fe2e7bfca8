// What site.mjs holds pages to: a page with every fault is found out. Checks that find nothing there would find nothing at all.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Visitor, launch, site } from "./site.mjs";

const broken = `<!doctype html>
<html lang="fr" dir="rtl">
<title>Broken</title>
<body bgcolor="#ffffff" text="#cccccc">
<p style="margin: 0">A style that the policy forbids.</p>
<table width="900"><tr><td>Too wide.</table>
<img src="/assets/nothing.png">
<img src="https://other.invalid/picture.png">
<script>throw new Error("thrown")</script>
`;

describe("A page is found out", () => {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());

  test("that has every fault", async () => {
    const visitor = await Visitor.open(browser, { language: "en", width: 320 });
    const headers = { "content-security-policy": "style-src 'self'" };
    await visitor.page.route(`${site}/en/broken`, (route) => route.fulfill({ contentType: "text/html", headers, body: broken }));
    await visitor.page.route("https://other.invalid/**", (route) => route.abort());
    await visitor.go(() => visitor.page.goto(`${site}/en/broken`));
    await visitor.holds("broken");
    for (const fault of [
      /asks another host: https:\/\/other\.invalid/,
      /failed to load https:\/\/other\.invalid/,
      /status 404 of .*nothing\.png/,
      /console: .*style/,
      /threw thrown/,
      /lang="fr"/,
      /dir="rtl"/,
      /scrolls sideways by \d+ px: <table/,
      /axe, light: image-alt/,
      /axe, light: color-contrast/,
      /axe, dark: color-contrast/,
    ])
      assert.ok(visitor.faults.some((each) => fault.test(each)), `${fault} is not among\n${visitor.faults.join("\n")}`);
  });

  test("that is too large, or has another status", async () => {
    const visitor = await Visitor.open(browser, { language: "en", width: 320, scripts: false });
    await visitor.go(() => visitor.page.goto(`${site}/en/about`));
    await visitor.holds("about", { status: 404, bytes: 100 });
    assert.match(visitor.faults[0], /status 200 of/);
    assert.match(visitor.faults[1], /bytes were transferred, more than 100/);
  });
});
