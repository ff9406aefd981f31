// The portfolio: the filter, and rows in the order of any column. The page is whole without it. Filter and order stand in
// the address behind the #, so that what is seen can be sent to somebody.
(function () {
  "use strict";
  const form = document.querySelector(".pf-filter");
  const table = document.querySelector(".pf-matrix");
  if (!form || !table) return;
  const body = table.tBodies[0];
  const heads = Array.from(table.querySelectorAll("th[data-sort]"));
  const count = form.querySelector(".pf-count");
  const names = ["subject", "time", "verdict", "state", "method"];
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });

  // What is known of each row, read off the table once.
  const rows = Array.from(body.rows).map((element, order) => {
    const own = element.dataset;
    const id = element.id.slice("row-".length);
    const text = plain(`${element.cells[0].textContent} ${id}`);
    return { element, order, id, text, subject: own.subject, time: own.time, state: own.state, method: own.method,
      has: own.has.split(" "), values: null };
  });
  const lists = Array.from(document.querySelectorAll("tr[data-row]"));

  // What a row is put in order by, for each column; nothing comes last either way.
  function value(cell, name) {
    if (name.startsWith("p-")) {
      if (cell.dataset.size === undefined) return null;
      const off = /([▼▲])([\d.]+)/.exec(cell.textContent);
      // The gap, then the level or score.
      return (off ? (off[1] === "▼" ? 1 : -1) * Number(off[2]) : 0) * 1e6 - Number(cell.dataset.size);
    }
    if (name === "name" || name === "status") return cell.textContent;
    const time = cell.querySelector("time");
    if (name === "date" || name === "until") return time ? time.dateTime : null;
    const number = parseFloat(cell.dataset.value ?? cell.textContent.replace(/^\D+/, ""));
    return Number.isNaN(number) ? null : number;
  }

  function valuesOf(row) {
    row.values = row.values || heads.map((head) => value(row.element.cells[head.cellIndex], head.dataset.sort));
    return row.values;
  }

  let sorted = { name: "name", down: false };

  function sort(name, down) {
    const at = heads.findIndex((head) => head.dataset.sort === name);
    if (at < 0) return;
    sorted = { name, down };
    // The order of the page itself is by name, with the assessments of a subject by time.
    const compare = name === "name"
      ? (a, b) => (down ? b.order - a.order : a.order - b.order)
      : (a, b) => {
        const [one, other] = [valuesOf(a)[at], valuesOf(b)[at]];
        if (one === other) return a.order - b.order;
        if (one === null || other === null) return one === null ? 1 : -1;
        const less = typeof one === "number" ? one - other : collator.compare(one, other);
        return (down ? -less : less) || a.order - b.order;
      };
    body.append(...rows.slice().sort(compare).map((row) => row.element));
    heads.forEach((head, index) => {
      if (index === at) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }

  function filter() {
    const words = plain(form.elements.q.value).split(/\s+/).filter(Boolean);
    const wanted = names.map((name) => [name, form.elements[name].value]).filter(([, text]) => text);
    const shown = new Set();
    for (const row of rows) {
      const fits = words.every((word) => row.text.includes(word))
        && wanted.every(([name, text]) => (name === "verdict" ? row.has.includes(text) : row[name] === text));
      row.element.hidden = !fits;
      if (fits) shown.add(row.id);
    }
    for (const line of lists) line.hidden = !shown.has(line.dataset.row);
    count.textContent = shown.size === rows.length ? `All ${rows.length} assessments` : `${shown.size} of ${rows.length} assessments`;
  }

  // The address. What is as it is without JavaScript is left out.

  function write() {
    const parts = new URLSearchParams();
    for (const name of ["q", ...names]) {
      if (form.elements[name].value) parts.set(name, form.elements[name].value);
    }
    if (sorted.name !== "name" || sorted.down) parts.set("sort", (sorted.down ? "-" : "") + sorted.name);
    const hash = parts.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  }

  function read() {
    // A # without a = names a place of the page.
    if (location.hash && !location.hash.includes("=")) return;
    const parts = new URLSearchParams(location.hash.slice(1));
    for (const name of ["q", ...names]) form.elements[name].value = parts.get(name) || "";
    // What the page does not offer is not asked for.
    for (const name of names) if (form.elements[name].selectedIndex < 0) form.elements[name].value = "";
    const order = parts.get("sort") || "name";
    sort(order.replace(/^-/, ""), order.startsWith("-"));
    filter();
  }

  // -- Buttons in the heads of columns: numbers and days begin with the largest, words with the first.

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const name = head.dataset.sort;
      const words = ["name", "status", "until"].includes(name);
      sort(name, sorted.name === name ? !sorted.down : !words);
      write();
    });
  }
  table.classList.add("pf-live");

  // A cell's words are there for those who listen; who points at it sees them, too.
  body.addEventListener("mouseover", (event) => {
    const cell = event.target.closest("td");
    const words = cell && cell.querySelector("span");
    if (words && !cell.title && cell.className.startsWith("pf-")) {
      const head = heads.find((one) => one.cellIndex === cell.cellIndex);
      cell.title = `${head ? head.querySelector("abbr")?.title ?? "" : ""}: ${words.textContent}`;
    }
  });

  const change = () => {
    filter();
    write();
  };
  form.addEventListener("input", change);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    // The fields are emptied after this event.
    setTimeout(change);
  });
  window.addEventListener("hashchange", read);
  form.hidden = false;
  read();
  if (!count.textContent) filter();
})();
