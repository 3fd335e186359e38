/* Searches, sorts and shows a table of any length. What stands on the page are its first rows; an index to search and
   the rows themselves come in parts, as scripts, for a page from disk may not fetch. The address keeps what was chosen. */
"use strict";
(() => {
  const PAGE = 50;
  const ALL = 1000; // rows that are shown at once, at most
  const form = document.querySelector(".finder");
  const table = document.querySelector("table.records");
  const body = table.tBodies[0];
  const found = document.querySelector(".found");
  const more = document.querySelector(".more");
  const take = document.querySelector(".take-these");
  const view = take.querySelector(".view");
  const menus = [...form.querySelectorAll("select")];
  const fields = [...form.elements].filter((field) => field.name);
  const noun = table.classList[1];
  const parts = JSON.parse(form.dataset.parts);
  const whole = parts.ends.at(-1) || 0;
  /* One form of every letter, as in the index: Burmese comes composed and decomposed, names with and without capitals. */
  const folded = (text) => text.normalize("NFC").toLowerCase();
  const count = (number) => number.toLocaleString("en");

  const rows = new Map([...body.rows].map((row, number) => [number, row]));
  const loading = new Map();
  const waiting = {};
  window.part = (name, content) => waiting[name](content);
  let index = null;
  let order = null; // row numbers, where the table is sorted otherwise than it came
  let only = null; // the key of the one row that the address asks for
  let shown = PAGE;
  let fitting = null; // row numbers; null for all as they came
  let turn = 0;

  function load(name) {
    if (!loading.has(name)) {
      loading.set(name, new Promise((done, failed) => {
        waiting[name] = done;
        const script = Object.assign(document.createElement("script"), { src: `rows/${name}.js`, onerror: failed });
        document.head.append(script);
      }));
    }
    return loading.get(name);
  }

  async function readIndex() {
    if (index) return;
    const names = Array.from({ length: parts.index }, (_, number) => `${noun}-index-${number}`);
    let done = 0;
    const read = await Promise.all(names.map((name) => load(name).then((content) => {
      done += 1;
      if (names.length > 4) found.textContent = `reading ${count(whole)} ${noun}: ${done} of ${names.length} parts`;
      return content;
    })));
    index = read.flat().map(([key, chosen, first, last, cells, text]) => ({ key, chosen, first, last, cells, text }));
  }

  /* The rows of these numbers, read where they have not been. */
  async function rowsOf(numbers) {
    const missing = new Set(numbers.filter((number) => !rows.has(number))
      .map((number) => parts.ends.findIndex((end) => number < end)));
    await Promise.all([...missing].map(async (part) => {
      const texts = await load(`${noun}-${part}`);
      const holder = document.createElement("template");
      holder.innerHTML = texts.join("");
      const first = part ? parts.ends[part - 1] : 0;
      [...holder.content.children].forEach((row, n) => rows.has(first + n) || rows.set(first + n, row));
    }));
    return numbers.map((number) => rows.get(number));
  }

  const upTo = (most) => (fitting || Array.from({ length: Math.min(whole, most) }, (_, number) => number)).slice(0, most);

  const busy = (yes) => table.setAttribute("aria-busy", yes);

  async function apply() {
    const mine = ++turn;
    busy(true);
    const words = folded(form.elements.words.value).split(/\s+/).filter(Boolean);
    const from = form.elements.from.value;
    const to = form.elements.to.value;
    const chosen = fields.filter((field) => field.value);
    if (chosen.length || order || only !== null) {
      await readIndex();
      if (mine !== turn) return;
      fitting = (order || index.map((_, number) => number)).filter((number) => {
        const entry = index[number];
        if (only !== null) return entry.key === only;
        return words.every((word) => entry.text.includes(word))
          && menus.every((menu, n) => !menu.value || entry.chosen[n] === menu.selectedIndex - 1)
          && (!from || entry.last >= from) && (!to || entry.first <= to);
      });
    } else fitting = null;
    const fits = fitting ? fitting.length : whole;
    const visible = await rowsOf(upTo(shown));
    if (mine !== turn) return;
    body.replaceChildren(...visible);
    found.textContent = (fits === whole ? `${count(whole)} ${noun}` : `${count(fits)} of ${count(whole)} ${noun}`)
      + (visible.length < fits ? `, the first ${count(visible.length)} shown` : "");
    more.hidden = visible.length >= fits;
    more.lastElementChild.hidden = fits > ALL;
    view.href = `#?${new URLSearchParams(chosen.map((field) => [field.name, field.value]))}`;
    view.hidden = !chosen.length;
    busy(false);
  }

  /* What the reader changes goes into the address, without a step in the history for every letter. */
  function choose() {
    shown = PAGE;
    only = null;
    apply().then(() => history.replaceState(null, "", view.hidden ? "#" : view.href));
  }

  async function sort(column, head) {
    busy(true);
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    await readIndex();
    const { compare } = new Intl.Collator("en");
    const numbers = order || index.map((_, number) => number);
    order = numbers.sort((a, b) => (down ? -1 : 1) * compare(index[a].cells[column], index[b].cells[column]));
    apply();
  }

  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => sort(column, head));
  });
  table.tHead.rows[0].cells[0].setAttribute("aria-sort", "descending");

  /* `?words=…` and `#?words=…` are a view, `#key` one row. */
  async function reveal() {
    busy(true);
    const asked = location.hash.startsWith("#?") ? location.hash.slice(2) : location.hash ? "" : location.search;
    const chosen = new URLSearchParams(asked);
    for (const field of fields) field.value = chosen.get(field.name) || "";
    only = /^#[^?]/.test(location.hash) ? decodeURIComponent(location.hash.slice(1)) : null;
    if (only !== null && (await readIndex(), !index.some((entry) => entry.key === only))) only = null;
    shown = PAGE;
    await apply();
    if (only === null) return;
    history.scrollRestoration = "manual"; // else a page loaded again goes back to where it stood
    body.querySelector("details").open = true;
    body.rows[0].scrollIntoView({ block: "start" });
  }

  /* A cell that no spreadsheet takes for a formula. */
  function quoted(text) {
    const safe = text.trim().replace(/(^|[;\t\n\r]) *(?=[=+\-@＝＋－＠])/g, "$&'");
    return `"${safe.replaceAll('"', '""')}"`;
  }

  async function saveCsv() {
    const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
    const lines = (await rowsOf(upTo(whole))).map((row) => [...row.cells].map((cell, n) => {
      if (n === row.cells.length - 1) return [...cell.querySelectorAll("a")].map((link) => link.href).join(" ");
      return [...cell.childNodes].map((piece) => piece.textContent.trim()).filter(Boolean).join("; ");
    }).concat(row.id));
    const text = [[...heads, "key"], ...lines].map((line) => line.map(quoted).join(",")).join("\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`\ufeff${text}\n`], { type: "text/csv" }));
    link.download = `${noun}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  form.addEventListener("input", choose);
  /* The fields are blank only after the event. */
  form.addEventListener("reset", () => {
    busy(true);
    setTimeout(choose);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  take.querySelector(".csv").addEventListener("click", saveCsv);
  const [some, all] = more.querySelectorAll("button");
  some.addEventListener("click", () => { shown += PAGE; apply(); });
  all.addEventListener("click", () => { shown = ALL; apply(); });
  /* On paper the pages of what is shown stand open. */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...body.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of opened) details.open = false; });
  addEventListener("hashchange", reveal);
  form.hidden = take.hidden = false;
  reveal().then(() => body.classList.add("ready"));
})();
