// What a page does beyond showing text: the choice of colours, search, and opening what a link leads into.
// Text from the index goes onto the page as text nodes only.
(function () {
  "use strict";
  var root = document.body.dataset.root || "";

  // Colour scheme: as the system has it, light, dark.
  var button = document.querySelector(".scheme");
  var schemes = ["auto", "light", "dark"];
  function current() {
    return document.documentElement.dataset.scheme || "auto";
  }
  function label() {
    button.textContent = { auto: "◐", light: "☀", dark: "☾" }[current()] + "\ufe0e";
    var names = { auto: "as the system", light: "light", dark: "dark" };
    button.setAttribute("aria-label", "Colours: " + names[current()] + ". Change");
    button.title = "Colours: " + names[current()];
  }
  if (button) {
    button.hidden = false;
    label();
    button.addEventListener("click", function () {
      var next = schemes[(schemes.indexOf(current()) + 1) % schemes.length];
      if (next === "auto") delete document.documentElement.dataset.scheme;
      else document.documentElement.dataset.scheme = next;
      try {
        localStorage.setItem("levelbook-scheme", next);
      } catch (error) {
        // The choice holds for this page then.
      }
      label();
    });
  }

  // The contents are open where there is room beside the text, and closed on a phone.
  var menu = document.querySelector(".menu");
  var narrow = window.matchMedia("(max-width: 60rem)");
  function fold() {
    if (menu) menu.open = !narrow.matches;
  }
  fold();
  narrow.addEventListener("change", fold);
  var here = document.querySelector(".side [aria-current]");
  if (here && !narrow.matches) {
    var side = document.querySelector(".side");
    side.scrollTop = Math.max(0, here.offsetTop - side.clientHeight / 2);
  }

  // A link into closed details opens them.
  function reveal() {
    var id = decodeURIComponent(location.hash.slice(1));
    var target = id && document.getElementById(id);
    if (!target) return;
    var closed = false;
    for (var node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS" && !node.open) {
        node.open = true;
        closed = true;
      }
    }
    if (closed) target.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  reveal();

  // Search.
  var input = document.getElementById("q");
  var page = document.getElementById("search-results");
  var panel = null;
  var chosen = -1;
  var waiting = null;

  function index(then) {
    if (window.levelbookIndex) return then(window.levelbookIndex);
    if (waiting) {
      waiting.push(then);
      return;
    }
    waiting = [then];
    var script = document.createElement("script");
    script.src = root + "assets/search-index.js";
    script.onload = function () {
      window.levelbookIndex.forEach(function (entry) {
        entry.words = [fold_case(entry.t), fold_case(entry.c), fold_case(entry.x)];
      });
      waiting.forEach(function (call) {
        call(window.levelbookIndex);
      });
      waiting = null;
    };
    document.head.append(script);
  }

  function fold_case(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  }

  function tokens(query) {
    return fold_case(query).split(/[^\p{L}\p{N}.]+/u).filter(Boolean);
  }

  // The best place at which a word of `text` begins with `token`: 2 for a whole word, 1 for a beginning, 0 for none.
  function match(text, token) {
    var best = 0;
    for (var at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1)) {
      if (at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1])) continue;
      var end = text[at + token.length];
      if (!end || !/[\p{L}\p{N}]/u.test(end)) return 2;
      best = 1;
    }
    return best;
  }

  function search(entries, query) {
    var words = tokens(query);
    if (!words.length) return [];
    var found = [];
    entries.forEach(function (entry, order) {
      var score = 0;
      var titled = 0;
      for (var i = 0; i < words.length; i++) {
        var title = match(entry.words[0], words[i]);
        var code = match(entry.words[1], words[i]);
        var text = match(entry.words[2], words[i]);
        if (!title && !code && !text) return;
        if (title || code) titled++;
        score += Math.max(title * 40, code * 45, text * 4);
      }
      // What has all words in its title comes before what has them in its text, whatever else.
      if (titled === words.length) score += 1000 - entry.r * 100;
      score += (2 - entry.r) * 3;
      found.push({ entry: entry, score: score, order: order });
    });
    found.sort(function (a, b) {
      return b.score - a.score || a.order - b.order;
    });
    return found.map(function (hit) {
      return hit.entry;
    });
  }

  // `text` with the words marked, as nodes.
  function marked(text, words) {
    var out = document.createDocumentFragment();
    var rest = text;
    var pattern = new RegExp("(^|[^\\p{L}\\p{N}])(" + words.map(function (word) {
      return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    }).join("|") + ")", "iu");
    for (var hit = pattern.exec(rest); hit; hit = pattern.exec(rest)) {
      var start = hit.index + hit[1].length;
      out.append(rest.slice(0, start));
      var mark = document.createElement("mark");
      mark.textContent = rest.slice(start, start + hit[2].length);
      out.append(mark);
      rest = rest.slice(start + hit[2].length);
    }
    out.append(rest);
    return out;
  }

  function excerpt(entry, words, length) {
    var at = words.map(function (word) {
      return entry.words[2].search(new RegExp("(^|[^\\p{L}\\p{N}])" + word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "u"));
    }).filter(function (place) {
      return place >= 0;
    });
    var start = at.length ? Math.max(0, Math.min.apply(null, at) - 40) : 0;
    var text = entry.x.slice(start, start + length);
    return (start > 0 ? "… " : "") + text + (start + length < entry.x.length ? " …" : "");
  }

  function hit(entry, words, length) {
    var item = document.createElement("li");
    var link = document.createElement("a");
    link.href = root + entry.u;
    var title = document.createElement("span");
    title.className = "hit-title";
    title.append(marked(entry.t, words));
    var where = document.createElement("span");
    where.className = "hit-where";
    where.append(marked(entry.w + (entry.r === 2 && entry.c ? " › " + entry.c : ""), words));
    var text = document.createElement("span");
    text.className = "hit-text";
    text.append(marked(excerpt(entry, words, length), words));
    link.append(title, where, text);
    item.append(link);
    return item;
  }

  function list(hits, query, most, length) {
    var all = document.createElement("ol");
    all.className = "hits";
    hits.slice(0, most).forEach(function (entry) {
      all.append(hit(entry, tokens(query), length));
    });
    return all;
  }

  function close() {
    if (panel) panel.remove();
    panel = null;
    chosen = -1;
  }

  function show() {
    var query = input.value.trim();
    if (page) {
      index(function (entries) {
        var hits = search(entries, query);
        page.replaceChildren();
        if (!query) return;
        var count = document.createElement("p");
        count.textContent = hits.length === 0 ? "Nothing found for “" + query + "”." : hits.length === 1 ? "1 place" : hits.length + " places" + (hits.length > 60 ? ", the first 60 are shown" : "");
        page.append(count, list(hits, query, 60, 220));
      });
      return;
    }
    if (tokens(query).length === 0) return close();
    index(function (entries) {
      var hits = search(entries, query);
      close();
      panel = document.createElement("div");
      panel.className = "panel";
      if (hits.length) {
        panel.append(list(hits, query, 8, 120));
        var more = document.createElement("a");
        more.className = "more";
        more.href = root + "search.html?q=" + encodeURIComponent(query);
        more.textContent = hits.length === 1 ? "1 place" : "All " + hits.length + " places";
        panel.append(more);
      } else {
        var none = document.createElement("p");
        none.textContent = "Nothing found.";
        panel.append(none);
      }
      input.form.append(panel);
    });
  }

  function choose(step) {
    var scope = panel || page;
    var links = scope ? Array.prototype.slice.call(scope.querySelectorAll("a")) : [];
    if (!links.length) return false;
    chosen = document.activeElement === input ? (step > 0 ? 0 : links.length - 1) : links.indexOf(document.activeElement) + step;
    if (chosen < 0 || chosen >= links.length) input.focus();
    else links[chosen].focus();
    return true;
  }

  if (input) {
    input.addEventListener("input", show);
    input.addEventListener("focus", function () {
      index(function () {});
      if (input.value && !page) show();
    });
    document.addEventListener("keydown", function (event) {
      var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
        input.select();
      } else if (event.key === "Escape" && panel) {
        input.focus();
        close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        var inside = document.activeElement === input || (panel && panel.contains(document.activeElement)) || (page && page.contains(document.activeElement));
        if (inside && choose(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
      }
    });
    document.addEventListener("click", function (event) {
      if (panel && !input.form.contains(event.target)) close();
    });
    if (page) {
      input.value = new URLSearchParams(location.search).get("q") || "";
      show();
      input.form.addEventListener("submit", function (event) {
        event.preventDefault();
        show();
      });
    }
  }
})();
