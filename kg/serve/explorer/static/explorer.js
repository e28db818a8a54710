// Small things the pages need before and beside their parts: the choice of light or dark, and tables that sort.
(() => {
  const kept = () => { try { return localStorage.getItem("kg-theme"); } catch { return null; } };
  const apply = (theme) => {
    if (!window.Quasar || !document.body.classList.length) return setTimeout(() => apply(theme), 20);
    Quasar.Dark.set(theme === "dark" ? true : theme === "light" ? false : "auto");
    setTimeout(() => window.dispatchEvent(new Event("resize")), 60);
  };
  window.kgTheme = () => {
    const theme = document.body.classList.contains("body--dark") ? "light" : "dark";
    try { localStorage.setItem("kg-theme", theme); } catch { /* a browser without storage forgets it */ }
    apply(theme);
    if (window.emitEvent) emitEvent("theme", theme === "dark");
  };
  if (kept()) addEventListener("DOMContentLoaded", () => apply(kept()));

  window.kgSort = (button) => {
    const head = button.closest("th");
    const table = head.closest("table");
    const column = [...head.parentNode.children].indexOf(head);
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const body = table.tBodies[0];
    const value = (row) => row.cells[column].dataset.v ?? row.cells[column].textContent.trim();
    const order = (a, b) => {
      const x = value(a), y = value(b);
      if (!x || !y) return x ? -1 : y ? 1 : 0;
      const n = x - y;
      return (Number.isNaN(n) ? x.localeCompare(y) : n) * (up ? 1 : -1);
    };
    body.append(...[...body.rows].sort(order));
  };

  // The editor is made late; those who cannot see it must hear what it is.
  window.kgEditor = (label, tries = 100) => {
    const editor = document.querySelector(".cm-content");
    if (editor) editor.setAttribute("aria-label", label);
    else if (tries) setTimeout(() => window.kgEditor(label, tries - 1), 50);
    if (window.emitEvent && editor) emitEvent("theme", document.body.classList.contains("body--dark"));
  };

  // On a phone the filters are folded; on a wide screen they always stand open.
  window.kgFilters = () => {
    const filters = document.querySelector("details.filters");
    if (!filters) return;
    const wide = matchMedia("(min-width: 761px)");
    const fit = () => { filters.open = wide.matches; };
    fit();
    wide.addEventListener("change", fit);
  };
})();
