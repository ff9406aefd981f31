// The text of PDFs as pdf.js reads it: `node pdfjs.mjs FILE...` prints one line of JSON a file, a list of the texts of its pages.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const home = createRequire(pathToFileURL(process.env.LEVELBOOK_PDFJS + "/"));
const { getDocument } = await import(pathToFileURL(home.resolve("pdfjs-dist/legacy/build/pdf.mjs")));

for (const file of process.argv.slice(2)) {
  try {
    const data = new Uint8Array(readFileSync(file));
    const pdf = await getDocument({ data, verbosity: 0, isEvalSupported: false, useSystemFonts: false }).promise;
    const pages = [];
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const content = await (await pdf.getPage(number)).getTextContent();
      pages.push(content.items.map((item) => item.str).join(" "));
    }
    console.log(JSON.stringify(pages));
  } catch (error) {
    console.log(JSON.stringify([`unread: ${error.name}`]));
  }
}
