/* Search, choose and sort the rows of a table that is whole without it. The address keeps what was chosen. */
"use strict";
(() => {
  const PAGE = 50;
  const form = document.querySelector(".finder");
  const table = document.querySelector("table.records");
  const body = table.tBodies[0];
  const found = document.querySelector(".found");
  const noun = found.textContent.replace(/^\S+\s*/, "");
  const more = document.querySelector(".more");
  const take = document.querySelector(".take-these");
  const view = take.querySelector(".view");
  const menus = [...form.querySelectorAll("select")];
  const fields = [...form.elements].filter((field) => field.name);
  /* One form of every letter: Burmese comes composed and decomposed, names with and without capitals. */
  const folded = (text) => text.normalize("NFC").toLowerCase();
  const rows = [...body.rows].map((row) => ({
    row,
    text: folded(`${row.textContent} ${row.dataset.find}`),
    keys: JSON.parse(row.dataset.keys),
    days: row.dataset.days.split(" "),
    cells: [...row.cells].map((cell) => cell.dataset.sort || cell.textContent.toLowerCase()),
  }));
  let shown = PAGE;
  let fitting = rows;

  function apply() {
    const words = folded(form.elements.words.value).split(/\s+/).filter(Boolean);
    const from = form.elements.from.value;
    const to = form.elements.to.value;
    fitting = rows.filter((entry) => words.every((word) => entry.text.includes(word))
      && menus.every((menu, n) => !menu.value || entry.keys[n] === menu.value)
      && (!from || entry.days[1] >= from) && (!to || entry.days[0] <= to));
    const visible = new Set(fitting.slice(0, shown));
    for (const entry of rows) entry.row.hidden = !visible.has(entry);
    const [fits, whole] = [fitting.length, rows.length].map((number) => number.toLocaleString("en"));
    found.textContent = (fitting.length === rows.length ? `${whole} ${noun}` : `${fits} of ${whole} ${noun}`)
      + (visible.size < fitting.length ? `, the first ${visible.size} shown` : "");
    more.hidden = visible.size >= fitting.length;
    const chosen = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    view.href = `#?${chosen}`;
    view.hidden = !chosen.size;
  }

  /* What the reader changes goes into the address, without a step in the history for every letter. */
  function choose() {
    shown = PAGE;
    apply();
    history.replaceState(null, "", view.hidden ? "#" : view.href);
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
  table.tHead.rows[0].cells[0].setAttribute("aria-sort", "descending");

  /* `#?words=…` is a view, `#key` one row. */
  function reveal() {
    if (location.hash.startsWith("#?")) {
      const chosen = new URLSearchParams(location.hash.slice(2));
      for (const field of fields) field.value = chosen.get(field.name) || "";
      shown = PAGE;
      apply();
      return;
    }
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !body.contains(target)) return;
    for (const field of fields) field.value = "";
    shown = rows.length;
    apply();
    target.querySelector("details").open = true;
    target.scrollIntoView({ block: "center" });
  }

  /* A cell that no spreadsheet takes for a formula. */
  function quoted(text) {
    const safe = text.trim().replace(/(^|[;\t\n\r]) *(?=[=+\-@＝＋－＠])/g, "$&'");
    return `"${safe.replaceAll('"', '""')}"`;
  }

  function saveCsv() {
    const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
    const lines = fitting.map(({ row }) => [...row.cells].map((cell, n) => {
      if (n === row.cells.length - 1) return [...cell.querySelectorAll("a")].map((link) => link.href).join(" ");
      const copy = cell.cloneNode(true);
      copy.querySelector(".address")?.parentElement.remove();
      return [...copy.childNodes].map((part) => part.textContent.trim()).filter(Boolean).join("; ");
    }).concat(row.id));
    const text = [[...heads, "key"], ...lines].map((line) => line.map(quoted).join(",")).join("\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`\ufeff${text}\n`], { type: "text/csv" }));
    link.download = `${noun}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  form.addEventListener("input", choose);
  form.addEventListener("reset", () => setTimeout(choose));
  form.addEventListener("submit", (event) => event.preventDefault());
  take.querySelector(".csv").addEventListener("click", saveCsv);
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
  form.hidden = take.hidden = false;
  apply();
  body.classList.add("ready");
  reveal();
})();
