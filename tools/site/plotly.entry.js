/* What the site's plotly.js holds: the types of traces that the charts draw. To make static/plotly.min.js anew, where
   npm has installed esbuild and plotly.js in the version that plotly.py carries:
   npx esbuild plotly.entry.js --bundle --minify --format=iife --global-name=Plotly --define:global=window \
     --define:define.amd=false --target=es2020 --legal-comments=none --banner:js="$(head -6 static/plotly.min.js)" \
     --outfile=static/plotly.min.js */
"use strict";
const Plotly = require("plotly.js/lib/core");

Plotly.register([require("plotly.js/lib/bar"), require("plotly.js/lib/heatmap")]);
module.exports = Plotly;
