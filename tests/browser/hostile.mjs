// Sites of books whose every string is hostile, in Chromium: node hostile.mjs FOLDER, with the sites that
// `LEVELBOOK_HOSTILE=FOLDER cargo test --test hostile` leaves. Nothing runs, nothing is asked for. See README.md.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const folder = path.resolve(process.argv[2]);
const pages = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html")).sort();
const wrong = [];
const hold = (fact, words) => {
  if (!fact) wrong.push(words);
};
// What somebody may send in an address.
const SENT = `<img src=x onerror="window.__pwned='sent'"><script>window.__pwned='sent'</script>`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});

function watch(page, name) {
  page.on("dialog", (dialog) => {
    wrong.push(`${name()} opens a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => hold(request.url().startsWith(pathToFileURL(folder).href), `${name()} asks for ${request.url()}`));
  page.on("pageerror", (error) => wrong.push(`${name()}: ${error.message}`));
  page.on("console", (message) => hold(message.type() !== "error", `${name()}: ${message.text()}`));
}

// What runs in the page: every event that a handler in the text could wait for, and then whatever is there of one.
function look() {
  const found = [];
  document.querySelectorAll("details").forEach((part) => (part.open = true));
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || name === "style" || name === "srcdoc") found.push(`<${element.localName} ${name}="${value}">`);
      if (/^\s*(javascript|data|vbscript):/i.test(value) && /^(href|src|action|formaction|data|xlink:href)$/.test(name)) {
        found.push(`<${element.localName} ${name}="${value}">`);
      }
    }
    if (/^(iframe|object|embed|base|foreignobject|animate|set)$/i.test(element.localName)) found.push(`<${element.localName}>`);
    if (element.localName === "script" && (element.textContent || !element.src.startsWith("file:"))) found.push("<script> of its own");
    if (element.localName === "meta" && element.httpEquiv && element.httpEquiv !== "Content-Security-Policy") found.push("<meta http-equiv>");
    if (element.localName === "a" && element.href) {
      const kind = new URL(element.href, location.href).protocol;
      if (!["file:", "https:", "http:", "mailto:"].includes(kind)) found.push(`a link to ${element.href}`);
    }
    // A script of the site that is told it was loaded, while it is not, would miss what it brings.
    const events = ["mouseover", "mouseenter", "focus", "toggle", ...(element.localName === "script" ? [] : ["load", "error"])];
    for (const event of events) element.dispatchEvent(new Event(event));
  }
  if (window.__pwned !== undefined) found.push(`the text of place ${window.__pwned} has run`);
  return found;
}

const queue = pages.slice();
await Promise.all(
  [1, 2].map(async () => {
    // Without the policy of the site: it is the second wall, and the first shall hold by itself.
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true });
    const page = await context.newPage();
    let name = "";
    watch(page, () => name);
    const visit = async (address, told) => {
      name = told;
      await page.goto(address);
      for (const what of await page.evaluate(look)) wrong.push(`${told}: ${what}`);
    };
    for (let at = queue.shift(); at; at = queue.shift()) {
      const address = pathToFileURL(path.join(folder, at)).href;
      await visit(address, at);
      if (at.endsWith("search.html")) {
        for (const words of ["H", "script", "evil", SENT]) {
          await visit(`${address}?q=${encodeURIComponent(words)}`, `${at} for ${words}`);
          await page.waitForFunction(() => document.querySelector("#_results").childNodes.length);
          for (const what of await page.evaluate(look)) wrong.push(`${at} for ${words}: ${what}`);
        }
      }
      if (at.endsWith("portfolio.html")) {
        const sent = encodeURIComponent(SENT);
        await visit(`${address}#q=${sent}&subject=${sent}&sort=${sent}`, `${at} with a filter`);
      }
    }
  }),
);
await browser.close();

console.log(wrong.length ? wrong.join("\n") : `${pages.length} hostile pages, nothing ran`);
process.exitCode = wrong.length || !pages.length ? 1 : 0;
