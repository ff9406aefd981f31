// Editions side by side in Chromium: node editions.mjs FOLDER, with the output of `levelbook build --editions`.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const folder = path.resolve(process.argv[2] || "output");
const versions = JSON.parse(fs.readFileSync(path.join(folder, "versions.json"), "utf8"));
const newest = versions.find((entry) => entry.aliases.includes("latest"))?.version;
if (!newest) {
  console.log("skipped: no released edition is there, as in a shallow clone");
  process.exit(0);
}
const wrong = [];
const hold = (fact, words) => {
  if (!fact) wrong.push(words);
};
const pagesOf = (edition) =>
  fs.readdirSync(path.join(folder, edition), { recursive: true }).filter((name) => name.endsWith(".html")).sort();
const here = (page) => path.relative(folder, decodeURI(new URL(page.url()).pathname));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.on("pageerror", (error) => wrong.push(`${page.url()}: ${error.message}`));
page.on("request", (request) => hold(request.url().startsWith("file:"), `${page.url()} asks for ${request.url()}`));
let followed = 0;

for (const { version } of versions.filter((entry) => entry.version !== newest && entry.version !== "next")) {
  const there = new Set(pagesOf(newest));
  for (const name of pagesOf(version)) {
    await page.goto(pathToFileURL(path.join(folder, version, name)).href);
    const title = await page.title();
    const banner = page.locator(".edition-banner a");
    hold((await banner.count()) === 1, `${version}/${name} has no banner`);
    if ((await banner.count()) !== 1) continue;
    await banner.click();
    const target = there.has(name) ? name : null;
    if (target) {
      hold(here(page) === path.join(newest, target), `the banner of ${version}/${name} leads to ${here(page)}`);
      // What's new names its edition; all else bears the same title.
      hold(name === "whats-new.html" || (await page.title()) === title, `${here(page)} is not the page that ${version}/${name} is`);
    } else {
      hold(fs.existsSync(path.join(folder, here(page))), `the banner of ${version}/${name} leads nowhere`);
    }
    hold((await page.locator(".edition-banner").count()) === 0, `${here(page)} is the newest, and has a banner`);
    followed += 1;
  }
}

// The switch stays on the practice, by keyboard alone.
const practice = pagesOf(newest).find((name) => name.startsWith("practices"));
await page.goto(pathToFileURL(path.join(folder, "latest", practice)).href);
await page.locator(".switch summary").focus();
await page.keyboard.press("Enter");
const oldest = versions.at(-1).version;
const link = page.locator(".switch a", { hasText: oldest }).first();
hold(await link.isVisible(), "the switch does not open with the Enter key");
await link.focus();
await page.keyboard.press("Enter");
await page.waitForURL((url) => url.href.includes(`/${oldest}/`));
hold(here(page) === path.join(oldest, practice), `the switch leads from ${practice} to ${here(page)}`);

// The page over all editions leads to each of them.
await page.goto(pathToFileURL(path.join(folder, "index.html")).href);
for (const { version } of versions) {
  hold((await page.locator(`a[href="${version}/index.html"]`).count()) > 0, `the first page does not lead to ${version}`);
}

await browser.close();
wrong.forEach((line) => console.log(line));
console.log(`${followed} banners followed, ${wrong.length} wrong`);
process.exit(wrong.length ? 1 : 0);
