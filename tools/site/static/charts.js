/* Draws the stored figures when they come near the screen. A figure with steps gets a slider that keys can move. */
"use strict";
(() => {
  const touch = matchMedia("(pointer: coarse)").matches;
  const config = {
    displaylogo: false,
    responsive: true,
    displayModeBar: touch ? false : "hover",
    modeBarButtonsToRemove: ["select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d"],
    toImageButtonOptions: { format: "svg" },
  };

  const NARROW = 800; // pixels, as in style.css: below, a chart is laid out for a phone
  const night = matchMedia("(prefers-color-scheme: dark)");
  let paper = false;

  /* A colour for the dark: its lightness turned round, its hue kept, as the package's theme does. */
  function dark(colour) {
    const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
    const shift = 1 - Math.max(...parts) - Math.min(...parts);
    return `#${parts.map((part) => Math.round(255 * (0.07 + 0.93 * (part + shift))).toString(16).padStart(2, "0")).join("")}`;
  }

  /* Puts in what is otherwise on a phone: keys of objects and places in lists that differ. */
  function changed(value, change) {
    if (change === null || typeof change !== "object" || Array.isArray(change)) return change;
    const next = Array.isArray(value) ? [...value] : { ...value };
    for (const [key, part] of Object.entries(change)) {
      if (part === null) delete next[key];
      else next[key] = changed(next[key], part);
    }
    return Array.isArray(next) ? next.filter(() => true) : next; // without the holes
  }

  /* The stored figure as this screen shows it. */
  function read(plot, narrow) {
    let text = plot.parentElement.querySelector("script[type='application/json']").textContent;
    if (night.matches && !paper) text = text.replace(/#[0-9a-f]{6}\b/gi, dark);
    const { phone, ...wide } = JSON.parse(text);
    const figure = narrow && phone ? changed(wide, phone) : wide;
    const slider = (figure.layout.sliders || [])[0];
    const layout = { ...figure.layout, sliders: [], updatemenus: [], autosize: true };
    delete layout.width;
    if (touch) layout.dragmode = false;
    return { data: figure.data, layout, frames: figure.frames || [], slider };
  }

  function controls(plot, canvas, slider, at) {
    const box = document.createElement("div");
    const range = Object.assign(document.createElement("input"), {
      type: "range", min: 0, max: slider.steps.length - 1, step: 1, value: at ?? slider.active ?? 0,
    });
    range.setAttribute("aria-label", "Day");
    const play = Object.assign(document.createElement("button"), { type: "button", className: "play" });
    const said = document.createElement("output");
    const days = slider.steps.map((step) => step.args[0][0]);
    let timer = 0;
    let noting = 0;

    function show() {
      const step = slider.steps[range.value];
      said.textContent = step.label;
      range.setAttribute("aria-valuetext", step.label);
      clearTimeout(noting);
      noting = setTimeout(() => note(plot, days[range.value]), 300); // not at every step of a hand on the slider
      return Plotly.animate(canvas, step.args[0], step.args[1]).then(() => named(canvas));
    }
    function stop() {
      clearInterval(timer);
      timer = 0;
      play.textContent = "▶";
      play.setAttribute("aria-label", "Play");
    }
    function next() {
      range.value = Number(range.value) + 1;
      show();
      if (range.value === range.max) stop();
    }
    play.addEventListener("click", () => {
      if (timer) return stop();
      if (range.value === range.max) { range.value = 0; show(); }
      play.textContent = "❚❚";
      play.setAttribute("aria-label", "Pause");
      timer = setInterval(next, 700);
    });
    range.addEventListener("input", () => { stop(); show(); });
    plot.turnTo = (day) => {
      range.value = Math.max(0, days.findLastIndex((one) => one <= day));
      stop();
      show();
    };
    stop();
    said.textContent = slider.steps[range.value].label;
    range.setAttribute("aria-valuetext", said.textContent);
    box.className = "controls";
    box.append(said, play, range);
    plot.append(box);
    if (at !== undefined) show();
  }

  /* The day that a chart stands at goes into the address and into what is copied for a frame: `#map=2023-12-31`. */
  function note(plot, day) {
    const hash = `#${plot.parentElement.id}=${day}`;
    history.replaceState(null, "", hash);
    const copied = plot.parentElement.querySelector(".frame textarea");
    if (copied) copied.value = copied.value.replace(/embed-(\w+)\.html[^"]*"/, `embed-$1.html#$1=${day}"`);
  }

  /* What the address asks for: a chart, and its day. */
  function asked() {
    const [, key, day] = location.hash.match(/^#([\w-]+)=([\d-]+)$/) || [];
    return { plot: key && document.getElementById(key)?.querySelector(".plot"), day };
  }

  function reveal() {
    const { plot, day } = asked();
    if (!plot) return;
    history.scrollRestoration = "manual"; // else a page loaded again goes back to where it stood
    plot.scrollIntoView({ block: "start" });
    plot.turnTo?.(day);
  }

  /* On paper the drawing takes the width of the page. */
  function scalable(plot, canvas) {
    for (const svg of canvas.querySelectorAll(".main-svg")) {
      svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
    }
    const { width, height, _size } = canvas._fullLayout;
    plot.style.setProperty("--aspect", width / height);
    plot.style.setProperty("--top", `${(100 * _size.t) / height}%`);
  }

  /* What is saved is called after the chart and, on a map, the day. */
  function named(canvas) {
    canvas._context.toImageButtonOptions = { ...config.toImageButtonOptions, filename: canvas.layout.meta?.name };
  }

  async function draw(plot) {
    const canvas = plot.querySelector(".canvas");
    let shown = "";
    async function show() {
      const narrow = plot.parentElement.clientWidth < NARROW;
      const look = `${narrow} ${night.matches && !paper}`;
      if (look === shown || !canvas.clientWidth) return;
      shown = look;
      const { data, layout, frames, slider } = read(plot, narrow);
      const at = plot.querySelector(".controls input")?.value;
      plot.querySelector(".controls")?.remove();
      if (canvas.classList.contains("js-plotly-plot")) Plotly.purge(canvas);
      canvas.replaceChildren();
      await Plotly.newPlot(canvas, { data, layout, frames, config });
      canvas.on("plotly_afterplot", () => scalable(plot, canvas));
      scalable(plot, canvas);
      named(canvas);
      canvas.setAttribute("role", "group"); // of a drawing and of buttons, which a picture has none of
      canvas.on("plotly_click", ({ points: [point] }) => {
        if (point.data.customdata && Array.isArray(point.data.marker.symbol) && layout.yaxis?.scaleanchor) {
          location.href = `town-${point.customdata}.html`;
        }
      });
      if (slider) controls(plot, canvas, slider, at);
    }
    await show();
    const { plot: wanted, day } = asked();
    if (plot === wanted) plot.turnTo?.(day);
    plot.classList.add("drawn");
    new ResizeObserver(() => matchMedia("print").matches || show()).observe(canvas);
    night.addEventListener("change", show);
    addEventListener("beforeprint", () => { paper = true; show(); });
    addEventListener("afterprint", () => { paper = false; show(); });
  }

  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watch.unobserve(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: "800px" });
  document.documentElement.classList.add("live");
  for (const plot of document.querySelectorAll(".plot")) watch.observe(plot);
  addEventListener("hashchange", reveal);
  reveal();
})();
