// Lighthouse on the pages that people come for: as on a telephone, with a processor four times slower and its simulated mobile network.
// Its reports are put beside the pictures of the pages.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { executable, languages, shots, site, trust, words } from "../site.mjs";

const least = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };
const latestPaint = 1500; // ms

// Search engines are told to pass over searches for words (there are too many): one audit would be against it.
const pages = {
  vacancies: { path: () => "vacancies" },
  search: { path: (language) => `vacancies?q=${encodeURIComponent(words[language])}`, skipAudits: ["is-crawlable"] },
  vacancy: { path: () => `vacancies/${vacancy}` },
};
let vacancy;

async function aVacancy() {
  const found = await fetch(`${site}/v1/vacancies:search?query=${words.en}&pageSize=1`);
  return (await found.json()).vacancies[0].hubId;
}

// Names of audits that cost something.
const missed = ({ categories, audits }) =>
  Object.values(categories)
    .flatMap(({ auditRefs }) => auditRefs)
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
    .map(({ id }) => `${id} ${audits[id].displayValue ?? ""}`.trim());

describe("Lighthouse", () => {
  let chrome;
  before(async () => {
    vacancy = await aVacancy();
    chrome = await launch({ chromePath: executable, chromeFlags: ["--headless=new", "--no-sandbox", await trust()] });
  });
  after(() => chrome?.kill());

  for (const language of languages) {
    for (const [name, { path, skipAudits }] of Object.entries(pages)) {
      test(`${name}, ${language}`, async () => {
        const { lhr, report } = await lighthouse(`${site}/${language}/${path(language)}`, {
          port: chrome.port,
          output: "html",
          logLevel: "error",
          onlyCategories: Object.keys(least),
          skipAudits,
        });
        writeFileSync(`${shots}/lighthouse.${name}.${language}.html`, report);
        assert.equal(lhr.runtimeError, undefined);
        assert.equal(lhr.configSettings.formFactor, "mobile");
        assert.equal(lhr.configSettings.throttling.cpuSlowdownMultiplier, 4);
        const scores = Object.keys(least).map((category) => Math.round(lhr.categories[category].score * 100));
        const paint = Math.round(lhr.audits["largest-contentful-paint"].numericValue);
        const said = `${scores.join(" / ")}, largest paint after ${paint} ms; ${missed(lhr).join(", ")}`;
        console.log(`${name}, ${language}: ${said}`);
        for (const [i, lowest] of Object.values(least).entries()) assert.ok(scores[i] >= lowest, said);
        assert.ok(paint <= latestPaint, said);
      });
    }
  }
});
