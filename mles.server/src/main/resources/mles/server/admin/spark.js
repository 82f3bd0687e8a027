// Sparklines: a line and the area below it, made without markup.
const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 20;
const MOST = 150;

export class Series {
  values = [];

  add(value) {
    this.values.push(Number.isFinite(value) ? value : 0);
    this.values.splice(0, this.values.length - MOST);
  }

  svg(label) {
    const svg = document.createElementNS(SVG, "svg");
    const highest = Math.max(...this.values, 0) || 1;
    svg.setAttribute("viewBox", `0 0 ${MOST - 1} ${HEIGHT + 2}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
    const first = MOST - this.values.length;
    const line = this.values.map((value, i) => `${first + i},${(HEIGHT + 1 - value / highest * HEIGHT).toFixed(1)}`);
    const floor = HEIGHT + 2;
    svg.append(shape("polygon", [`${first},${floor}`, ...line, `${MOST - 1},${floor}`]), shape("polyline", line));
    return svg;
  }
}

function shape(kind, points) {
  const made = document.createElementNS(SVG, kind);
  made.setAttribute("points", points.join(" "));
  return made;
}
