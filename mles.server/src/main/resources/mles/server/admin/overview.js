// Cards and tables of counts.
import { $, card, element, row } from "./dom.js";
import { bytes, duration, number, sum } from "./format.js";
import { Series } from "./spark.js";

const series = new Map();
const recent = new Map();
let before = null;

const perSecond = (now, value) => before
  ? (value(now) - value(before)) / (now.timeMillis - before.timeMillis) * 1000 : NaN;

const delay = (now) => {
  const count = now.loopDelay.count - (before?.loopDelay.count ?? 0);
  return count ? (now.loopDelay.seconds - (before?.loopDelay.seconds ?? 0)) / count * 1000 : 0;
};

const cards = [
  ["messages in/s", (now) => perSecond(now, (at) => at.receivedFrames), number],
  ["messages out/s", (now) => perSecond(now, (at) => at.deliveredFrames), number],
  ["bytes in/s", (now) => perSecond(now, (at) => at.receivedBytes), bytes],
  ["bytes out/s", (now) => perSecond(now, (at) => at.deliveredBytes), bytes],
  ["members", (now) => sum(now.members), number],
  ["joins/s", (now) => perSecond(now, (at) => sum(at.joins)), number],
  ["channels", (now) => now.channels, number],
  ["loop delay, ms", delay, number],
  ["memory for messages", (now) => now.memory.messages, bytes, (now) => now.memory.messagesLimit],
  ["heap of channels and members", (now) => now.memory.channels, bytes, (now) => now.memory.channelsLimit],
  ["Java heap", (now) => now.memory.heap, bytes, (now) => now.memory.heapLimit],
  ["memory of logs", (now) => now.memory.logs, bytes],
];

function line(name, value) {
  if (!series.has(name)) {
    series.set(name, new Series());
  }
  series.get(name).add(value);
  return series.get(name);
}

function shown([label, value, form, limit]) {
  const now = value(this);
  const most = limit ? [" ", element("small", `of ${form(limit(this))}`)] : [];
  const made = card(label, form(now), ...most);
  made.append(line(label, now).svg(`${label} over time, now ${form(now)}`));
  return made;
}

// Joins and closes of the last minutes are those since the page was opened.
function closes(now) {
  return Object.entries(now.closes).filter(([, count]) => count > 0).map(([reason, count]) => {
    const rate = perSecond(now, (at) => at.closes[reason]);
    if (!recent.has(reason)) {
      recent.set(reason, before ? before.closes[reason] : count);
    }
    return row(reason, number(count), number(count - recent.get(reason)),
      line(`close ${reason}`, rate).svg(`closes as ${reason} over time`));
  });
}

function links(now) {
  const made = [
    row("store: not stored yet", bytes(now.store.lagBytes)),
    row("store: failures", number(now.store.failures)),
    row("store: frames lost", number(now.store.lostFrames)),
    row("certificate ends", now.certificateEnds ?? "none"),
  ];
  for (const [state, count] of Object.entries(now.peer)) {
    made.push(row(`peer links: ${state}`, number(count)));
  }
  if (now.cluster) {
    made.push(row("cluster", now.cluster.up ? "up" : "down"), row("cluster: without a place", bytes(now.cluster.lagBytes)),
      row("cluster: gaps", number(now.cluster.gaps)), row("cluster: frames dropped", number(now.cluster.droppedFrames)));
  }
  return made;
}

export function head(now) {
  $("version").textContent = now.version;
  $("uptime").textContent = `up ${duration(now.uptimeSeconds)}`;
  $("state").textContent = now.state;
  $("state").className = now.state === "ready" ? "" : "bad";
  const warnings = $("warnings");
  const texts = now.warnings.map((warning) => `${warning.word}: ${warning.text}`);
  if (texts.join("\n") !== [...warnings.children].map((each) => each.textContent).join("\n")) {
    warnings.replaceChildren(...texts.map((text) => element("li", text)));
  }
  warnings.hidden = !texts.length;
}

export function overview(now) {
  $("cards").replaceChildren(...cards.map(shown, now));
  $("kinds").tBodies[0].replaceChildren(...Object.keys(now.connections).map((kind) =>
    row(kind, number(now.connections[kind]), number(now.members[kind]), number(now.joins[kind]))));
  $("closes").tBodies[0].replaceChildren(...closes(now));
  $("links").tBodies[0].replaceChildren(...links(now));
  before = now;
}
