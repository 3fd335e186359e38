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

  /* The package breaks a chart's texts for a phone. Where there is more room they get longer lines, and the drawing
     moves up by what that saves: 23 pixels a line of the title, 17 of the reading line, 15 of the footer. */
  function fitted(layout, width) {
    const next = structuredClone(layout);
    const { t, b } = layout.margin;
    const footer = next.annotations?.findLast((note) => note.xref === "paper" && note.y === 0 && note.yanchor === "top");
    const title = rewrap(next.title, Math.min(width / 10, 80));
    const reading = rewrap(next.title?.subtitle, Math.min(width / 6.67, 112));
    const notes = footer ? rewrap(footer, width / 5.76) : 0;
    const above = 23 * title + 17 * reading;
    next.margin = { ...layout.margin, t: t - above, b: b - 15 * notes };
    next.height = layout.height - above - 15 * notes;
    if (next.title?.y !== undefined) next.title.y = 1 - ((1 - layout.title.y) * layout.height) / next.height;
    if (next.legend?.y < 0) next.legend.y += (15 * notes) / (layout.height - t - b);
    return next;
  }

  /* Breaks a text anew; returns how many lines that saves. */
  function rewrap(holder, room) {
    if (!holder?.text) return 0;
    const old = holder.text.split("<br>");
    const lines = [""];
    for (const word of old.join(" ").split(" ")) {
      const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
      if (lines.at(-1) && longer.replace(/<[^>]*>/g, "").length > room) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    if (lines.length >= old.length) return 0;
    holder.text = lines.join("<br>");
    return old.length - lines.length;
  }

  function controls(plot, canvas, slider) {
    const box = document.createElement("div");
    const range = Object.assign(document.createElement("input"), {
      type: "range", min: 0, max: slider.steps.length - 1, step: 1, value: slider.active || 0,
    });
    range.setAttribute("aria-label", "Day");
    const play = Object.assign(document.createElement("button"), { type: "button", className: "play" });
    const said = document.createElement("output");
    let timer = 0;

    function show() {
      const step = slider.steps[range.value];
      said.textContent = step.label;
      range.setAttribute("aria-valuetext", step.label);
      return Plotly.animate(canvas, step.args[0], step.args[1]);
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
    stop();
    said.textContent = slider.steps[range.value].label;
    range.setAttribute("aria-valuetext", said.textContent);
    box.className = "controls";
    box.append(said, play, range);
    plot.append(box);
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

  async function draw(plot) {
    const canvas = plot.querySelector(".canvas");
    const figure = JSON.parse(plot.parentElement.querySelector("script[type='application/json']").textContent);
    const slider = (figure.layout.sliders || [])[0];
    const layout = { ...figure.layout, sliders: [], updatemenus: [], autosize: true };
    delete layout.width;
    if (touch) layout.dragmode = false;
    if (layout.yaxis?.scaleanchor) plot.classList.add("map");
    canvas.replaceChildren();
    let width = canvas.clientWidth;
    await Plotly.newPlot(canvas, { data: figure.data, layout: fitted(layout, width), frames: figure.frames || [], config });
    canvas.on("plotly_afterplot", () => scalable(plot, canvas));
    scalable(plot, canvas);
    if (slider) controls(plot, canvas, slider);
    plot.style.minHeight = "";
    plot.classList.add("drawn");
    new ResizeObserver(() => {
      if (canvas.clientWidth === width || !canvas.clientWidth || matchMedia("print").matches) return;
      width = canvas.clientWidth;
      const { title, margin, height, legend, annotations } = fitted(layout, width);
      Plotly.relayout(canvas, { title, margin, height, legend, annotations });
    }).observe(canvas);
  }

  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watch.unobserve(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: "800px" });
  for (const plot of document.querySelectorAll(".plot")) {
    plot.style.minHeight = `${plot.dataset.height}px`;
    watch.observe(plot);
  }
})();
