/* Search, choose and sort the rows of a table that is whole without it. */
"use strict";
(() => {
  const PAGE = 50;
  const form = document.querySelector(".finder");
  const table = document.querySelector("table.records");
  const body = table.tBodies[0];
  const found = document.querySelector(".found");
  const noun = found.textContent.replace(/^\S+\s*/, "");
  const more = document.querySelector(".more");
  const menus = [...form.querySelectorAll("select")];
  const rows = [...body.rows].map((row) => ({
    row,
    text: row.textContent.toLowerCase(),
    keys: JSON.parse(row.dataset.keys),
    cells: [...row.cells].map((cell) => cell.dataset.sort || cell.textContent.toLowerCase()),
  }));
  let shown = PAGE;

  function apply() {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let fit = 0;
    for (const entry of rows) {
      const ok = words.every((word) => entry.text.includes(word))
        && menus.every((menu, n) => !menu.value || entry.keys[n] === menu.value);
      fit += ok;
      entry.row.hidden = !ok || fit > shown;
    }
    const visible = Math.min(fit, shown);
    const [fits, whole] = [fit, rows.length].map((number) => number.toLocaleString("en"));
    found.textContent = (fit === rows.length ? `${whole} ${noun}` : `${fits} of ${whole} ${noun}`)
      + (visible < fit ? `, the first ${visible} shown` : "");
    more.hidden = visible >= fit;
  }

  function sort(column, button) {
    const head = button.parentElement;
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const order = new Intl.Collator("en").compare;
    rows.sort((a, b) => (down ? -1 : 1) * order(a.cells[column], b.cells[column]));
    body.append(...rows.map((entry) => entry.row));
    apply();
  }

  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => sort(column, button));
  });
  table.tHead.rows[0].cells[0].setAttribute("aria-sort", "ascending");

  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !body.contains(target)) return;
    for (const field of [form.elements.words, ...menus]) field.value = "";
    shown = rows.length;
    apply();
    target.querySelector("details").open = true;
    target.scrollIntoView({ block: "center" });
  }

  form.addEventListener("input", () => { shown = PAGE; apply(); });
  form.addEventListener("reset", () => setTimeout(() => { shown = PAGE; apply(); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  const [some, all] = more.querySelectorAll("button");
  some.addEventListener("click", () => { shown += PAGE; apply(); });
  all.addEventListener("click", () => { shown = rows.length; apply(); });
  /* On paper the pages of what is shown stand open. */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = rows.filter((entry) => !entry.row.hidden).map((entry) => entry.row.querySelector("details"));
    opened = opened.filter((details) => !details.open);
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of opened) details.open = false; });
  addEventListener("hashchange", reveal);
  form.hidden = false;
  apply();
  body.classList.add("ready");
  reveal();
})();
