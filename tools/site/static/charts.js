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
    box.style.top = `${canvas._fullLayout._size.t}px`;
    plot.append(box);
  }

  /* On paper the drawing takes the width of the page. */
  function scalable(plot, canvas) {
    for (const svg of canvas.querySelectorAll(".main-svg")) {
      svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
    }
    const { width, height } = canvas._fullLayout;
    plot.style.setProperty("--ratio", `${width} / ${height}`);
  }

  async function draw(plot) {
    const canvas = plot.querySelector(".canvas");
    const figure = JSON.parse(plot.parentElement.querySelector("script[type='application/json']").textContent);
    const slider = (figure.layout.sliders || [])[0];
    const layout = { ...figure.layout, sliders: [], updatemenus: [], autosize: true };
    delete layout.width;
    if (touch) layout.dragmode = false;
    canvas.replaceChildren();
    await Plotly.newPlot(canvas, { data: figure.data, layout, frames: figure.frames || [], config });
    canvas.on("plotly_afterplot", () => scalable(plot, canvas));
    scalable(plot, canvas);
    if (slider) controls(plot, canvas, slider);
    plot.classList.add("drawn");
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
