// Search finds words as people write them: node words.mjs FOLDER, any site, whose index is exchanged in a copy. Inside of runs
// without spaces, with ß and œ folded, without soft hyphens; and what is found is marked where it stands.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "words-"));
fs.cpSync(path.resolve(process.argv[2] || "output"), folder, { recursive: true });
const TEXT = "鍵の管理の成熟度を評価する。ガイドの目的。 Die Straße ist größer. Une œuvre. Donau\u00addampf\u00adschiff. Ærø.";
const index = { aspects: [], pages: [["Words", "words", "words.html", "Guide", TEXT, []]] };
fs.writeFileSync(path.join(folder, "assets", "search-index.js"), `window.levelbookIndex = ${JSON.stringify(index)};\n`);
const QUERIES = {
  strasse: "Straße", STRASSE: "Straße", Straße: "Straße", grosser: "größer", oeuvre: "œuvre", œuvre: "œuvre",
  Donaudampfschiff: "Donau\u00addampf\u00adschiff", donau: "Donau", aero: "Ærø",
  成熟度: "成熟度", 成熟: "成熟", 鍵: "鍵", ガイド: "ガイド",
};
const NOTHING = ["trasse", "dampfschiff", "度成"];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
const page = await browser.newPage();
const wrong = [];
const marks = async (query) => {
  await page.goto(`${pathToFileURL(path.join(folder, "search.html")).href}?q=${encodeURIComponent(query)}`);
  await page.waitForFunction(() => document.querySelector("#_results").childNodes.length);
  return page.locator("#_results .hits mark").allTextContents();
};
for (const [query, written] of Object.entries(QUERIES)) {
  const found = await marks(query);
  if (!found.includes(written)) wrong.push(`“${query}” marks ${JSON.stringify(found)}, not “${written}”`);
}
for (const query of NOTHING) if ((await marks(query)).length) wrong.push(`“${query}” is found`);
await browser.close();
fs.rmSync(folder, { recursive: true });

console.log(wrong.length ? wrong.join("\n") : `${Object.keys(QUERIES).length} words are found as they are written`);
process.exitCode = wrong.length ? 1 : 0;
