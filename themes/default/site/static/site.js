// What a page does beyond showing text: the choice of colours, contents that fold, links into closed details, tables
// that keep their meaning when they are turned, and search. Text from the index goes onto the page as text nodes only.
(function () {
  "use strict";
  const root = document.body.dataset.root || "";
  const all = (selector, scope = document) => Array.from(scope.querySelectorAll(selector));

  // -- The choice of colours: as the system has it, light, dark.

  const button = document.querySelector(".scheme");
  const schemes = { auto: "as the system", light: "light", dark: "dark" };
  const scheme = () => document.documentElement.dataset.scheme || "auto";

  function label() {
    button.setAttribute("aria-label", `Colours: ${schemes[scheme()]}. Change`);
    button.title = `Colours: ${schemes[scheme()]}`;
  }

  if (button) {
    button.hidden = false;
    label();
    button.addEventListener("click", () => {
      const names = Object.keys(schemes);
      const next = names[(names.indexOf(scheme()) + 1) % names.length];
      if (next === "auto") delete document.documentElement.dataset.scheme;
      else document.documentElement.dataset.scheme = next;
      try {
        localStorage.setItem("levelbook-scheme", next);
      } catch {
        // The choice holds for this page then.
      }
      label();
    });
  }

  // -- Contents: open where they stand beside the text, closed on a phone.

  const menu = document.querySelector(".menu");
  const narrow = window.matchMedia("(max-width: 60rem)");
  const fold = () => {
    if (menu) menu.open = !narrow.matches;
  };
  fold();
  narrow.addEventListener("change", fold);
  const here = document.querySelector(".side [aria-current]");
  if (here && !narrow.matches) {
    const side = document.querySelector(".side");
    const below = here.getBoundingClientRect().top - side.getBoundingClientRect().top;
    if (below > side.clientHeight * 0.8) side.scrollTop = below - side.clientHeight / 2;
  }

  // -- What is on this page: the section that is read is marked.

  const links = all(".aside a[href^='#']");
  const parts = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  function spy() {
    let current = -1;
    parts.forEach((part, index) => {
      if (part && part.getBoundingClientRect().top < 140) current = index;
    });
    links.forEach((link, index) => {
      if (index === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }
  if (links.length) {
    let due = false;
    window.addEventListener("scroll", () => {
      if (due) return;
      due = true;
      requestAnimationFrame(() => {
        due = false;
        spy();
      });
    }, { passive: true });
    spy();
  }

  // -- Details: a link into closed ones opens them, and paper shows all of them.

  function reveal() {
    let id = location.hash.slice(1);
    try {
      id = decodeURIComponent(id);
    } catch {
      // Not encoded; taken as it is.
    }
    const target = id && document.getElementById(id);
    if (!target) return;
    let opened = false;
    for (let node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS" && !node.open) opened = node.open = true;
    }
    if (opened) target.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  reveal();

  for (const box of all(".unfold")) {
    const toggle = box.querySelector("button");
    box.hidden = false;
    toggle.addEventListener("click", () => {
      const targets = all(toggle.dataset.unfold);
      const open = targets.some((target) => !target.open);
      for (const target of targets) target.open = open;
      toggle.textContent = open ? "Close all" : "Open all";
    });
  }

  // -- Profiles: another way of reading a table opens at the level that is being read.

  for (const link of all(".layers a")) {
    link.addEventListener("click", () => {
      const levels = all("tr[id^='level-']").filter((level) => level.getBoundingClientRect().top < window.innerHeight / 2);
      const last = levels.pop();
      link.hash = last && window.scrollY > 0 ? last.id : "";
    });
  }

  // -- Targets side by side: columns to be shown, and rows that differ.

  for (const box of all(".columns:not(.filters)")) {
    const table = document.querySelector(".compare");
    box.hidden = false;
    const show = () => {
      for (const choice of all("[data-column]", box)) {
        for (const cell of all(`[data-column="${choice.dataset.column}"]`, table)) cell.hidden = !choice.checked;
      }
      const only = box.querySelector("[data-only]").checked;
      for (const row of all("tbody tr", table)) row.hidden = only && !row.classList.contains("differs");
    };
    box.addEventListener("change", show);
    show();
  }

  // -- Requirements: by coverage and by role. What a filter leaves without a link is not shown.

  for (const box of all(".filters")) {
    box.hidden = false;
    const choice = (name) => (box.querySelector(`[data-filter="${name}"]`) || { value: "" }).value;
    const show = () => {
      const [coverage, role] = [choice("coverage"), choice("role")];
      for (const link of all(".requirements li")) link.hidden = Boolean(role && link.dataset.role && link.dataset.role !== role);
      for (const row of all("tr[data-coverage]")) {
        const links = all("li", row);
        const none = links.length > 0 && links.every((link) => link.hidden);
        row.hidden = Boolean((coverage && row.dataset.coverage !== coverage) || none);
      }
    };
    box.addEventListener("change", show);
    show();
  }

  // -- The practice table is laid out as a grid or as blocks. Some browsers take that for "no table any more" unless
  //    they are told.

  for (const table of all("table.table")) {
    const roles = { thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell", "th[scope=col]": "columnheader", "th[scope=row]": "rowheader" };
    table.setAttribute("role", "table");
    for (const [selector, role] of Object.entries(roles)) {
      for (const part of all(selector, table)) part.setAttribute("role", role);
    }
  }

  // -- Search. The index is loaded when it is first needed, by a script since pages from disk can't fetch.

  const input = document.getElementById("_q");
  const page = document.getElementById("_results");
  if (!input) return;
  const MOST = { panel: 8, page: 60 };
  let entries = null;
  let loading = null;
  let panel = null;

  // Letters that people write otherwise when they search; marks over letters, and what only says where a line may end.
  const LETTERS = { ß: "ss", œ: "oe", æ: "ae", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", þ: "th" };
  const plain = (text) => text.toLowerCase().normalize("NFD")
    .replace(/[\u0300-\u036f\u00ad\u200b\u2060\ufeff]/g, "").replace(/[ßœæøđðłıþ]/g, (letter) => LETTERS[letter]).normalize("NFC");
  const tokens = (query) => plain(query).split(/[^\p{L}\p{N}\p{M}.]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  // Scripts without spaces between words: any place in a run of them may begin one.
  const RUNS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;
  const LETTER = /[\p{L}\p{N}]/u;
  // Whether a word may begin or end between two characters.
  const between = (one, other) => !one || !other || !LETTER.test(one) || !LETTER.test(other) || RUNS.test(one) || RUNS.test(other);

  // Places as `{title, words, full, url, where, rank, text}`; ranks are 0 for pages, 1 for sections, 2 for bullets. A
  // bullet's own id are its words; its full id is for those who ask for it with its dots.
  function unpack(index) {
    const out = [];
    const add = (title, words, url, where, rank, text, full = "") =>
      out.push({ title, words, full, url, where, rank, text, search: null });
    for (const [title, words, path, place, text, sections] of index.pages) {
      add(title, words, path, place, 0, text);
      for (const [name, anchor, body, prefix, bullets] of sections) {
        add(name, "", `${path}#${encodeURIComponent(anchor)}`, title, 1, body);
        for (const [aspect, id, bullet] of bullets || []) {
          const full = prefix + id;
          add(index.aspects[aspect], id, `${path}#${encodeURIComponent(full)}`, `${title} › ${name}`, 2, bullet, full);
        }
      }
    }
    return out;
  }

  function load() {
    loading = loading || new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = `${root}assets/search-index.js`;
      script.onload = () => {
        entries = unpack(window.levelbookIndex);
        done();
      };
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  }

  // How well a word of `text` begins with `token`: 2 for a whole word, 1 for its beginning, 0 not at all.
  function match(text, token) {
    let best = 0;
    for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1)) {
      if (!between(text[at - 1], token[0])) continue;
      if (between(token[token.length - 1], text[at + token.length])) return 2;
      best = 1;
    }
    return best;
  }

  // Every word must occur; where it occurs ranks: titles and ids, then headings, then text. A place whose title has all
  // the words comes before one that has them in its text, and a page before its sections before their bullets.
  function search(words) {
    const found = [];
    entries.forEach((entry, order) => {
      entry.search = entry.search || ["title", "words", "text", "where"].map((key) => plain(entry[key]));
      const [title, ids, text, where] = entry.search;
      let score = 0;
      let titled = 0;
      let own = false;
      for (const word of words) {
        const named = entry.rank < 2 ? match(title, word) * 40 : 0;
        const known = Math.max(match(ids, word), word.includes(".") ? match(entry.full, word) : 0) * 45;
        const said = match(text, word) * 4;
        const around = match(where, word);
        if (!named && !known && !said && !around) return;
        own = own || named > 0 || known > 0 || said > 0;
        if (named || known) titled += 1;
        score += Math.max(named, known, said, around);
      }
      // What only lies in something that has the words is not itself a place where they are.
      if (!own) return;
      if (titled === words.length) score += 1000 - entry.rank * 300;
      if (title === words.join(" ")) score += 500;
      found.push({ entry, score: score + (2 - entry.rank) * 3, order });
    });
    found.sort((a, b) => b.score - a.score || a.order - b.order);
    return found.map((hit) => hit.entry);
  }

  // Where the words begin and end in a text as it is written, in order.
  function places(text, words) {
    let folded = "";
    const from = [];
    let end = 0;
    for (const part of text.match(/\P{M}\p{M}*|\p{M}+/gu) || []) {
      const start = end;
      end += part.length;
      const short = plain(part);
      for (let at = 0; at < short.length; at += 1) from.push([start, end]);
      folded += short;
    }
    const found = [];
    for (let at = 0; at < folded.length; at += 1) {
      const fits = words.filter((word) => folded.startsWith(word, at) && between(folded[at - 1], word[0]));
      if (!fits.length) continue;
      const length = Math.max(...fits.map((word) => word.length));
      found.push([from[at][0], from[at + length - 1][1]]);
      at += length - 1;
    }
    return found;
  }

  // `text` with the words marked, as nodes.
  function marked(text, words) {
    const out = document.createDocumentFragment();
    let from = 0;
    for (const [start, end] of places(text, words)) {
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, end);
      out.append(text.slice(from, start), mark);
      from = end;
    }
    out.append(text.slice(from));
    return out;
  }

  // The part of a text around the first of the words, cut between words.
  function excerpt(text, words, length) {
    const at = places(text, words)[0];
    let start = Math.max(0, (at ? at[0] : 0) - 50);
    if (start > 0) start = Math.min(text.indexOf(" ", start) + 1 || start, at[0]);
    const end = start + length < text.length ? text.lastIndexOf(" ", start + length) : text.length;
    const until = end > start ? end : Math.min(text.length, start + length);
    return (start > 0 ? "… " : "") + text.slice(start, until) + (until < text.length ? " …" : "");
  }

  function line(name, content) {
    const span = document.createElement("span");
    span.className = name;
    span.append(content);
    return span;
  }

  function list(hits, words, most, length) {
    const out = document.createElement("ol");
    out.className = "hits";
    for (const entry of hits.slice(0, most)) {
      const link = document.createElement("a");
      link.href = root + entry.url;
      const where = entry.rank === 2 ? `${entry.where} › ${entry.words}` : entry.where;
      link.append(line("hit-title", marked(entry.title, words)), line("hit-where", marked(where, words)));
      if (entry.text) link.append(line("hit-text", marked(excerpt(entry.text, words, length), words)));
      const item = document.createElement("li");
      item.append(link);
      out.append(item);
    }
    return out;
  }

  const count = (number) => (number === 0 ? "Nothing found" : number === 1 ? "1 place" : `${number} places`);
  const status = document.createElement("p");
  status.className = "hidden";
  status.setAttribute("role", "status");
  input.form.append(status);

  function close() {
    if (panel) panel.remove();
    panel = null;
  }

  function paragraph(text) {
    const out = document.createElement("p");
    out.textContent = text;
    return out;
  }

  async function show() {
    const query = input.value.trim();
    const words = tokens(query);
    if (!words.length) {
      close();
      if (page) page.replaceChildren();
      status.textContent = "";
      return;
    }
    let hits;
    try {
      await load();
      if (query !== input.value.trim()) return;
      hits = search(words);
    } catch {
      (page || status).replaceChildren(paragraph("The search index could not be loaded."));
      return;
    }
    status.textContent = count(hits.length);
    if (page) {
      const shown = hits.length > MOST.page ? `, of which the first ${MOST.page} are shown` : "";
      page.replaceChildren(paragraph(`${count(hits.length)} for “${query}”${shown}.`), list(hits, words, MOST.page, 240));
      return;
    }
    close();
    panel = document.createElement("div");
    panel.className = "panel";
    if (hits.length) {
      const more = document.createElement("a");
      more.className = "more";
      more.href = `${root}search.html?q=${encodeURIComponent(query)}`;
      more.textContent = hits.length === 1 ? "To the page of results" : `All ${hits.length} places`;
      panel.append(list(hits, words, MOST.panel, 130), more);
    } else {
      panel.append(paragraph("Nothing found."));
    }
    input.form.append(panel);
  }

  // Moves from the field into the results and through them; false where there is nowhere to go.
  function step(by) {
    const targets = all("a", panel || page || input.form);
    const at = targets.indexOf(document.activeElement);
    if (!targets.length || (at < 0 && document.activeElement !== input)) return false;
    const next = at < 0 ? (by > 0 ? 0 : -1) : at + by;
    if (next < 0 || next >= targets.length) input.focus();
    else targets[next].focus();
    return true;
  }

  input.addEventListener("input", show);
  input.addEventListener("focus", () => {
    load().catch(() => {});
    if (input.value && !page && !panel) show();
  });
  input.form.addEventListener("focusout", (event) => {
    if (panel && event.relatedTarget && !input.form.contains(event.relatedTarget)) close();
  });
  document.addEventListener("click", (event) => {
    if (panel && !input.form.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    const typing = document.activeElement && document.activeElement.closest("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    } else if (event.key === "Escape" && panel) {
      input.focus();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (step(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
    }
  });
  if (page) {
    input.value = new URLSearchParams(location.search).get("q") || "";
    show();
    if (!input.value) input.focus();
    input.form.addEventListener("submit", (event) => {
      event.preventDefault();
      show();
    });
  }
})();
