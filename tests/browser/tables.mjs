// Practice tables read well at every width: node tables.mjs FOLDER [FONTS]. Of every practice page below the folder: no
// two cells print over each other, and nothing in a cell is cut or without a place, from 320 to 1920 px. See README.md.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const folder = path.resolve(process.argv[2] || "output");
const here = path.dirname(fileURLToPath(import.meta.url));
const fonts = path.resolve(process.argv[3] || path.join(here, "../../themes/default/report/fonts"));
const WIDTHS = [320, 390, 600, 768, 1000, 1119, 1120, 1199, 1280, 1440, 1600, 1920];

const face = (name, file) => {
  const bytes = fs.readFileSync(path.join(fonts, file)).toString("base64");
  return `@font-face { font-family: "check"; font-weight: ${name}; src: url(data:font/ttf;base64,${bytes}); }`;
};
const sheet = `${face("400", "IBMPlexSans-Regular.ttf")} ${face("700", "IBMPlexSans-Bold.ttf")}
:root { --sans: "check"; --serif: "check"; } * { font-family: "check" !important; }`;

// What is wrong with the tables of the page, in words.
function measure() {
  const found = [];
  const range = document.createRange();
  const unseen = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.clipPath === "inset(50%)" || style.visibility === "hidden") return true;
    }
    return false;
  };
  for (const table of document.querySelectorAll("table.table")) {
    const cells = [];
    for (const cell of table.querySelectorAll("th, td")) {
      if (cell.classList.contains("empty") || unseen(cell)) continue;
      const name = cell.textContent.trim().slice(0, 30);
      const boxes = [];
      const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode;
        const parent = text.parentElement;
        if (!text.data.trim() || unseen(parent) || parent.closest(".hidden, .permalink")) continue;
        if (getComputedStyle(parent.closest(".cell-name") ?? parent).display === "none") continue;
        range.selectNodeContents(text);
        const rects = [...range.getClientRects()].filter((box) => box.width > 0.5 && box.height > 0.5);
        if (!rects.length) found.push(`“${text.data.trim().slice(0, 30)}” has no place`);
        // The box that holds it, and every box that cuts.
        const holder = (cell.querySelector(".head") ?? cell).getBoundingClientRect();
        for (const box of rects) {
          const out = (by) => box.left < by.left - 1 || box.right > by.right + 1 || box.bottom > by.bottom + 1 || box.top < by.top - 1;
          if (out(holder)) found.push(`“${text.data.trim().slice(0, 30)}” stands out of its cell`);
          for (let at = parent; at && at !== document.body; at = at.parentElement) {
            if (getComputedStyle(at).overflowX !== "visible" && out(at.getBoundingClientRect())) found.push(`“${name}” is cut`);
          }
          boxes.push(box);
        }
      }
      cells.push({ name, boxes });
    }
    const flat = cells.flatMap((cell, at) => cell.boxes.map((box) => ({ at, box }))).sort((a, b) => a.box.top - b.box.top);
    flat.forEach((one, index) => {
      for (let next = index + 1; next < flat.length && flat[next].box.top < one.box.bottom - 2; next += 1) {
        const other = flat[next];
        if (other.at === one.at) continue;
        const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        if (wide > 1) found.push(`“${cells[one.at].name}” and “${cells[other.at].name}” print over each other`);
      }
    });
  }
  return [...new Set(found)];
}

const pages = fs
  .readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith(".html") && path.basename(path.dirname(name)) === "practices" && !name.split(path.sep).includes("latest"))
  .sort();
const wrong = [];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
const context = await browser.newContext({ bypassCSP: true, reducedMotion: "reduce" });
const page = await context.newPage();
let tables = 0;
for (const name of pages) {
  await page.goto(pathToFileURL(path.join(folder, name)).href);
  await page.addStyleTag({ content: sheet });
  await page.evaluate(() => document.fonts.load(`1rem "check"`));
  tables += await page.locator("table.table").count();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 300 });
    const found = await page.evaluate(measure);
    wrong.push(...found.slice(0, 5).map((what) => `${name} at ${width}: ${what}`));
  }
}
await browser.close();

console.log(wrong.length ? wrong.join("\n") : `${tables} practice tables, none of which prints over itself or is cut`);
process.exitCode = wrong.length || !tables ? 1 : 0;
