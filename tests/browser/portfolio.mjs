// The portfolio in Chromium: node portfolio.mjs FOLDER, with the output of `levelbook build` of a book of several
// assessments. Filter and order by keyboard, what the address keeps, axe, and the page without JavaScript.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const folder = path.resolve(process.argv[2] || "output");
if (!fs.existsSync(path.join(folder, "portfolio.html"))) {
  console.log("skipped: there is no portfolio");
  process.exit(0);
}
const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const at = (page) => pathToFileURL(path.join(folder, page)).href;
const wrong = [];
const hold = (fact, words) => {
  if (!fact) wrong.push(words);
};
const watch = (page) => {
  page.on("request", (request) => hold(request.url().startsWith("file:"), `${page.url()} asks for ${request.url()}`));
  page.on("pageerror", (error) => wrong.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => hold(message.type() !== "error", `${page.url()}: ${message.text()}`));
};
const pages = ["portfolio.html"];
if (fs.existsSync(path.join(folder, "portfolio"))) {
  pages.push(...fs.readdirSync(path.join(folder, "portfolio")).sort().slice(0, 1).map((name) => `portfolio/${name}`));
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});

for (const width of [1440, 390]) {
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    watch(page);
    for (const name of pages) {
      await page.goto(at(name));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      hold(wide <= 0, `${name} at ${width}: ${wide} px wider than the screen`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document, { preload: false }));
      for (const { id, nodes } of violations) wrong.push(`${name} at ${width}, ${colorScheme}: ${id} at ${nodes[0].target}`);
    }
    await context.close();
  }
}

// With the policy in force, by keyboard alone.
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();
watch(page);
await page.goto(at("portfolio.html"));
const rows = () => page.$$eval(".pf-matrix tbody tr", (all) => all.filter((row) => !row.hidden).map((row) => row.id));
const column = (name) => page.$$eval(".pf-matrix tbody tr", (all, at) => {
  const head = document.querySelector(`th[data-sort="${at}"]`);
  return all.map((row) => row.cells[head.cellIndex].textContent.trim());
}, name);
const sorted = (list, compare) => JSON.stringify(list) === JSON.stringify(list.slice().sort(compare));
const order = (name) => page.getAttribute(`th[data-sort="${name}"]`, "aria-sort");
const whole = await rows();
hold(whole.length > 1, "the portfolio has rows");
hold((await order("name")) === "ascending", "the page begins in order of name, and says so");

const press = async (name, key) => {
  await page.focus(`th[data-sort="${name}"] button`);
  await page.keyboard.press(key);
};
for (const name of ["below", "gap", "done"]) {
  await press(name, "Enter");
  const down = (await column(name)).map(parseFloat);
  hold((await order(name)) === "descending" && sorted(down, (a, b) => b - a), `Enter puts ${name} in order, the largest first`);
  await press(name, "Space");
  const up = (await column(name)).map(parseFloat);
  hold((await order(name)) === "ascending" && sorted(up, (a, b) => a - b), `Space turns the order of ${name}`);
}
hold((await page.$$("th[aria-sort]")).length === 1, "one column at a time is in order");
await press("date", "Enter");
hold(sorted(await column("date"), (a, b) => (a < b ? 1 : a > b ? -1 : 0)), "days are in order, the newest first");
hold(page.url().endsWith("#sort=-date"), `the address keeps the order: ${page.url()}`);
const practice = await page.getAttribute("th.pf-practice", "data-sort");
await press(practice, "Enter");
hold((await order(practice)) === "descending", "a practice is a column like any other");

// Words, then a choice; the lists below follow.
const ids = whole.map((row) => row.slice("row-".length));
// A word that names one row only: ids may be parts of others.
const id = ids.find((one) => ids.filter((other) => other.includes(one)).length === 1);
await page.focus(".pf-filter [name=q]");
await page.keyboard.type(id);
hold(JSON.stringify(await rows()) === JSON.stringify([`row-${id}`]), `the word ${id} leaves its row`);
hold((await page.textContent(".pf-count")).startsWith("1 of "), "the count is told");
const others = await page.$$eval("tr[data-row]", (all, own) => all.some((row) => !row.hidden && row.dataset.row !== own), id);
hold(!others, "lists show what the table shows");
const kept = page.url();
const again = await context.newPage();
watch(again);
await again.goto(kept);
hold((await again.inputValue(".pf-filter [name=q]")) === id, "the address keeps the words");
const shown = await again.$$eval(".pf-matrix tbody tr", (all) => all.filter((row) => !row.hidden).length);
hold(shown === 1 && (await again.getAttribute(`th[data-sort="${practice}"]`, "aria-sort")) === "descending", "a kept address shows the same");
await again.close();
await page.focus(".pf-filter button[type=reset]");
await page.keyboard.press("Enter");
await page.waitForFunction(() => document.querySelector(".pf-count").textContent.startsWith("All "));
hold((await rows()).length === whole.length, "everything is shown again");
await page.focus(".pf-filter [name=time]");
await page.selectOption(".pf-filter [name=time]", "latest");
const latest = await page.$$eval(".pf-matrix tbody tr", (all) => all.every((row) => row.hidden === (row.dataset.time !== "latest")));
hold(latest, "the latest assessments alone are shown");
await press("name", "Enter");
await page.selectOption(".pf-filter [name=time]", "");
hold(JSON.stringify(await rows()) === JSON.stringify(whole), "the order of the page comes back");
hold(!page.url().includes("#"), `nothing is kept of a page as it came: ${page.url()}`);
await page.goto(`${at("portfolio.html")}#verdict=nonsense&sort=nothing`);
await page.reload();
hold((await rows()).length === whole.length, "an address that asks for nothing known shows everything");
await page.goto(`${at("portfolio.html")}#gaps`);
await page.reload();
hold(page.url().endsWith("#gaps"), "a place of the page stays in the address");

// Without JavaScript the table is whole, and there is no filter that does nothing.
const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
await plain.goto(at("portfolio.html"));
hold((await plain.locator(".pf-matrix tbody tr:visible").count()) === whole.length, "the table is whole without JavaScript");
hold(!(await plain.locator(".pf-filter").isVisible()), "no filter without JavaScript");
await browser.close();

console.log(wrong.length ? wrong.join("\n") : `${pages.length} pages of the portfolio, ${whole.length} rows, nothing wrong`);
process.exitCode = wrong.length ? 1 : 0;
