// Looks at a built site in Chromium: node check.mjs FOLDER. See README.md.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const folder = path.resolve(process.argv[2] || "output");
const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const at = (page) => pathToFileURL(path.join(folder, page)).href;
const first = (sub) => fs.readdirSync(path.join(folder, sub)).sort().find((name) => name.endsWith(".html"));
const wrong = [];
const hold = (fact, words) => {
  if (!fact) wrong.push(words);
};

const pages = ["index.html", "map.html", "search.html?q=a", "sitemap.html", "404.html"];
pages.push(...["whats-new.html", "impact.html"].filter((page) => fs.existsSync(path.join(folder, page))));
for (const sub of ["areas", "practices", "guide"]) {
  if (fs.existsSync(path.join(folder, sub)) && first(sub)) pages.push(`${sub}/${first(sub)}`);
}
if (fs.existsSync(path.join(folder, "assessments"))) {
  pages.push("assessments/index.html");
  const all = fs.readdirSync(path.join(folder, "assessments"), { withFileTypes: true });
  pages.push(...all.filter((entry) => entry.isDirectory()).map((entry) => `assessments/${entry.name}/index.html`));
}
for (const sub of ["profiles", "targets", "mappings"]) {
  if (!fs.existsSync(path.join(folder, sub))) continue;
  const inside = fs.readdirSync(path.join(folder, sub), { recursive: true }).sort();
  const html = inside.filter((name) => name.endsWith(".html"));
  // The list, and one page of each kind below it.
  const kinds = [/^index\.html$/, /^[^/]+\.html$/, /^_all\/.*\.html$/, /^[^_][^/]*\/index\.html$/];
  const found = kinds.map((kind) => html.find((name) => kind.test(name) && (name !== "index.html" || kind.test("index.html"))));
  pages.push(...new Set(found.filter(Boolean).map((name) => `${sub}/${name}`)));
}
for (const name of fs.existsSync(path.join(folder, "assessments")) ? fs.readdirSync(path.join(folder, "assessments")) : []) {
  const beside = ["targets.html", "mapping-iec-62443-4-1.html"].map((page) => `assessments/${name}/${page}`);
  pages.push(...beside.filter((page) => fs.existsSync(path.join(folder, page))));
}
const url = (page) => {
  const [name, query] = page.split("?");
  return at(name) + (query ? `?${query}` : "");
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});

function watch(page) {
  page.on("request", (request) => hold(request.url().startsWith("file:"), `${page.url()} asks for ${request.url()}`));
  page.on("pageerror", (error) => wrong.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => hold(message.type() !== "error", `${page.url()}: ${message.text()}`));
}

for (const width of [1440, 390]) {
  for (const colorScheme of ["light", "dark"]) {
    // The checker itself is code in the page, which the policy of the site would rightly stop.
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    watch(page);
    for (const name of pages) {
      await page.goto(url(name));
      await page.waitForTimeout(100);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      hold(wide <= 0, `${name} at ${width}: ${wide} px wider than the screen`);
      await page.evaluate(() => document.querySelectorAll(".result:nth-of-type(-n + 3)").forEach((part) => (part.open = true)));
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document, { preload: false }));
      for (const { id, nodes } of violations) wrong.push(`${name} at ${width}, ${colorScheme}: ${id} at ${nodes[0].target}`);
    }
    await context.close();
  }
}

// The keyboard, on a page of a practice with the policy in force.
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();
watch(page);
const practice = `practices/${first("practices")}`;
await page.goto(at(practice));
const focused = (selector) => page.evaluate((name) => document.activeElement.matches(name), selector);
await page.keyboard.press("Tab");
hold(await focused(".skip"), "the first Tab reaches the skip link");
await page.keyboard.press("Enter");
hold(await focused("main"), "the skip link leads to the text");
await page.keyboard.press("/");
hold(await focused("[type=search]"), "/ reaches the search field");
const id = await page.evaluate(() => document.querySelector(".table li[id]")?.id ?? document.querySelector("h1").textContent);
await page.keyboard.type(id);
await page.waitForSelector(".panel .hits a");
await page.keyboard.press("ArrowDown");
hold(await focused(".panel .hits a"), "the arrow key reaches the results");
await page.keyboard.press("Escape");
hold((await focused("[type=search]")) && !(await page.$(".panel")), "Esc closes the results");
await page.keyboard.press("Enter");
await page.waitForSelector("#_results .hits a");
await page.click("#_results .hits a");
hold(page.url().includes(practice), `searching for ${id} leads to its place`);
await page.click(".scheme");
await page.goto(at("index.html"));
hold((await page.getAttribute("html", "data-scheme")) === "light", "the choice of colours is kept");

// A mapping: what a filter leaves are the rows that it names.
const mapping = pages.find((name) => /^mappings\/(?!index)/.test(name));
if (mapping) {
  await page.goto(at(mapping));
  const rows = (kind) => page.locator(`tr[data-coverage="${kind}"]:visible`).count();
  const [full, partial] = [await rows("full"), await rows("partial")];
  await page.focus('[data-filter="coverage"]');
  await page.keyboard.type("in f");
  hold((await rows("full")) === full && full > 0 && (await rows("partial")) === 0, "the filter leaves what is covered in full");
  await page.selectOption('[data-filter="coverage"]', "");
  hold((await rows("partial")) === partial, "without the filter all are there again");
}

// Targets side by side: a column that is not wanted goes, and so do rows in which nothing differs.
if (fs.existsSync(path.join(folder, "targets/index.html"))) {
  await page.goto(at("targets/index.html"));
  const columns = () => page.locator(".compare thead th:visible").count();
  const before = await columns();
  await page.uncheck('[data-column="set-1"] >> nth=0');
  hold((await columns()) === before - 1, "a column goes");
  await page.check("[data-only]");
  const same = await page.locator(".compare tbody tr:visible:not(.differs)").count();
  hold(same === 0, "only rows that differ are left");
}

// Profiles are a switch of links: it works where nothing runs.
const plain = await browser.newContext({ viewport: { width: 1440, height: 900 }, javaScriptEnabled: false });
const still = await plain.newPage();
await still.goto(at(practice));
const ways = await still.locator(".layers a").count();
if (ways) {
  hold((await still.locator(".table .added").count()) === 0, "the base shows no bullet of a profile");
  const adds = await still.locator(".layers a").nth(1).locator("small").textContent();
  await still.locator(".layers a").nth(1).click();
  const added = await still.locator(".table .added").count();
  hold(`+${added}` === adds && added > 0, `the profile adds ${adds} bullets, and ${added} are shown`);
  await still.locator(".layers a").first().click();
  hold(still.url().includes(practice), "the way back leads to the base");
}
await browser.close();

console.log(wrong.length ? wrong.join("\n") : `${pages.length} pages, nothing wrong`);
process.exitCode = wrong.length ? 1 : 0;
