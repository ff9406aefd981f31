// Sets the colour scheme that the reader chose, before anything is drawn.
(function () {
  "use strict";
  try {
    const scheme = localStorage.getItem("levelbook-scheme");
    if (scheme === "light" || scheme === "dark") document.documentElement.dataset.scheme = scheme;
  } catch {
    // Storage may be closed to pages from disk; the system's scheme is used then.
  }
})();
