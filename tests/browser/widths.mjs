// Nothing makes a page wider than the screen: node widths.mjs FOLDER [FONTS]. Every page of a built site, with the fonts
// that the check brings along (decision 36), as it is and with a word of 600 letters in every kind of place. See README.md.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const folder = path.resolve(process.argv[2] || "output");
const here = path.dirname(fileURLToPath(import.meta.url));
const fonts = path.resolve(process.argv[3] || path.join(here, "../../themes/default/report/fonts"));
const only = process.env.ONLY ? new RegExp(process.env.ONLY) : /./;

// The fonts of the check, by name: a file and by how much its glyphs are widened. No font of the machine has a say in it.
const FACES = {
  plex: ["IBMPlexSans-Regular.ttf", 100],
  mono: ["IBMPlexMono-Bold.ttf", 100],
  wide: ["IBMPlexSans-Bold.ttf", 150],
  narrow: ["IBMPlexSans-Regular.ttf", 70],
};
const faces = Object.entries(FACES).map(([name, [file, adjust]]) => {
  const bytes = fs.readFileSync(path.join(fonts, file)).toString("base64");
  return `@font-face { font-family: "check ${name}"; src: url(data:font/ttf;base64,${bytes}); size-adjust: ${adjust}%; }
[data-check-font="${name}"] { --sans: "check ${name}"; --serif: "check ${name}"; --mono: "check ${name}"; }
[data-check-font="${name}"], [data-check-font="${name}"] * { font-family: "check ${name}" !important; }`;
});
const sheet = faces.join("\n");

const PHONES = [320, 390];
const OTHERS = [768, 1440];
// So many letters may a word have that no column of ours may tear.
const WORD = 14;

// What runs in the page.
function helpers() {
  const name = (element) => {
    const classes = [...element.classList].map((one) => `.${one}`).join("");
    return element.localName + classes;
  };
  // The kind of place of an element: what it is, inside what.
  const place = (element) => {
    const parts = [];
    for (let at = element; at && at !== document.body; at = at.parentElement) parts.unshift(name(at));
    return parts.join(" > ");
  };
  // For those who listen, or before it has the focus.
  const unseen = (element) => {
    if (element.closest(".skip")) return true;
    for (let at = element; at; at = at.parentElement) if (getComputedStyle(at).clipPath !== "none") return true;
    return false;
  };
  // What an element that scrolls by itself, or one that no eye sees, holds, widens no page.
  const own = (element, wide) => {
    if (unseen(element)) return true;
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (/auto|scroll/.test(style.overflowX)) {
        const box = at.getBoundingClientRect();
        return box.left >= -0.5 && box.right <= wide + 0.5;
      }
      // Cut with an ellipsis on purpose.
      if (style.textOverflow === "ellipsis" && style.overflowX !== "visible") return true;
    }
    return false;
  };
  const texts = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const all = [];
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && !parent.closest("script, style, noscript, option")) all.push(walker.currentNode);
    }
    return all;
  };
  window.check = {
    // Everything that opens is open.
    open() {
      document.querySelectorAll("details").forEach((part) => (part.open = true));
      document.querySelectorAll("[hidden]").forEach((part) => part.removeAttribute("hidden"));
    },
    // A word of 600 letters into up to two texts of each kind of place; the long ones of the page are in the first.
    lengthen() {
      const word = "Wallamaz".repeat(75);
      const seen = new Map();
      const into = (key) => {
        const count = seen.get(key) ?? 0;
        seen.set(key, count + 1);
        return count < 2;
      };
      for (const text of texts()) if (into(place(text.parentElement))) text.data = `${text.data.trimEnd()} ${word} `;
      for (const option of document.querySelectorAll("option")) if (into(place(option))) option.textContent += word;
      for (const field of document.querySelectorAll("input")) if (field.placeholder) field.placeholder += word;
      for (const image of document.querySelectorAll("img")) {
        image.alt += ` ${word}`;
        image.removeAttribute("src");
      }
      return seen.size;
    },
    // What is wider than the screen, in words. `closely` names what is out of sight in a page that does not scroll, too.
    wide(closely) {
      const root = document.documentElement;
      const wide = root.clientWidth;
      const found = [];
      if (root.scrollWidth > wide) found.push(`${root.scrollWidth - wide} px wider than the screen`);
      else if (!closely) return found;
      const range = document.createRange();
      const kinds = new Set();
      for (const text of texts()) {
        range.selectNodeContents(text);
        const out = [...range.getClientRects()].find((box) => box.width > 0 && (box.right > wide + 0.5 || box.left < -0.5));
        if (out && !text.parentElement.closest("svg") && !own(text.parentElement, wide)) kinds.add(place(text.parentElement));
      }
      for (const element of document.body.querySelectorAll("input, select, button, img, svg, table, pre, progress, fieldset")) {
        const box = element.getBoundingClientRect();
        const out = box.width > 0 && (box.right > wide + 0.5 || box.left < -0.5);
        if (out && !element.parentElement.closest("svg") && !own(element.parentElement, wide)) kinds.add(place(element));
      }
      return [...found, ...[...kinds].map((kind) => `out of sight: ${kind}`)];
    },
    // Words that a reader would call torn: of up to `letters` letters, and not on one line. Not of addresses and the like, in which a line may end.
    torn(letters) {
      const range = document.createRange();
      const found = new Map();
      for (const text of texts()) {
        const parent = text.parentElement;
        if (parent.closest("code, pre, svg, .id, .digest")) continue;
        for (const match of text.data.matchAll(/(?<=^|[\s(“])[\p{L}\p{N}]+(?=$|[\s,.;:)”])/gu)) {
          if (match[0].length < 2 || match[0].length > letters) continue;
          range.setStart(text, match.index);
          range.setEnd(text, match.index + match[0].length);
          const lines = new Set([...range.getClientRects()].filter((box) => box.width > 0).map((box) => Math.round(box.top)));
          if (lines.size > 1 && !unseen(parent)) found.set(place(parent), match[0]);
        }
      }
      return [...found].map(([kind, word]) => `“${word}” is torn in ${kind}`);
    },
  };
}

const pages = fs
  .readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith(".html") && only.test(name) && !name.split(path.sep).includes("latest"))
  .sort();
const versions = path.join(folder, "versions.json");
const editions = fs.existsSync(versions) ? JSON.parse(fs.readFileSync(versions, "utf8")) : [];
const released = new Set(editions.map((edition) => edition.version).filter((version) => version !== "next"));
const wrong = [];
const tell = (page, width, how, list) => wrong.push(...list.map((what) => `${page} at ${width}, ${how}: ${what}`));

async function look(page, name) {
  // The words of a hostile book begin with other letters than those of a usual one.
  const queries = name.endsWith("search.html") ? ["?q=a", "?q=h"] : [""];
  const fresh = async () => {
    for (const query of queries) {
      await page.goto(pathToFileURL(path.join(folder, name)).href + query);
      if (query) await page.waitForFunction(() => document.querySelector("#_results").childNodes.length);
      if (await page.locator("#_results .hits a").count()) break;
      if (query && query === queries.at(-1)) throw new Error(`${name} finds nothing`);
    }
    await page.evaluate(helpers);
    await page.addStyleTag({ content: sheet });
  };
  const set = (font) =>
    page.evaluate(async (font) => {
      document.documentElement.dataset.checkFont = font;
      await document.fonts.load(`1rem "check ${font}"`);
      if (!document.fonts.check(`1rem "check ${font}"`)) throw new Error(`the font ${font} is not there`);
    }, font);
  const measure = async (width, how, closely) => {
    if (page.viewportSize()?.width !== width) await page.setViewportSize({ width, height: 300 });
    tell(name, width, how, await page.evaluate((closely) => window.check.wide(closely), closely));
  };
  const words = async (width, how) => tell(name, width, how, await page.evaluate((letters) => window.check.torn(letters), WORD));

  await fresh();
  // Pages of released editions come from the same templates, with fewer kinds of pages: the hardest measures are enough.
  if (released.has(name.split(path.sep)[0])) {
    await set("wide");
    await measure(320, "wide", true);
    await page.evaluate(() => window.check.open());
    await page.evaluate(() => window.check.lengthen());
    await measure(320, "long words", true);
    return;
  }
  for (const font of Object.keys(FACES)) {
    await set(font);
    const plain = font === "plex";
    for (const width of plain ? [...PHONES, ...OTHERS] : font === "wide" ? PHONES : [320]) {
      await measure(width, font, plain);
      if (plain) await words(width, font);
    }
  }
  await page.evaluate(() => window.check.open());
  for (const font of ["plex", "wide"]) {
    await set(font);
    for (const width of PHONES) {
      await measure(width, `${font}, all opened`, font === "plex");
      if (font === "plex") await words(width, `${font}, all opened`);
    }
  }
  await page.evaluate(() => window.check.lengthen());
  for (const width of [...PHONES, ...OTHERS]) await measure(width, "long words", true);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
const queue = pages.slice();
await Promise.all(
  [1, 2].map(async () => {
    // The fonts of the check come as data, which the policy of the site would rightly stop.
    const context = await browser.newContext({ bypassCSP: true, reducedMotion: "reduce" });
    const page = await context.newPage();
    for (let name = queue.shift(); name; name = queue.shift()) await look(page, name);
  }),
);
await browser.close();

console.log(wrong.length ? wrong.join("\n") : `${pages.length} pages, none wider than the screen`);
process.exitCode = wrong.length || !pages.length ? 1 : 0;
