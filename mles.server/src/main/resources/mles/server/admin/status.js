// Shows what /metrics and /channels tell, with rates from one look to the next.
const EVERY = 2000;
const KIB = 1024;
const $ = (id) => document.getElementById(id);
let before = null;

const figures = [
  ["connections", (now) => sum(now, "mles_connections")],
  ["members", (now) => sum(now, "mles_members")],
  ["channels", (now) => sum(now, "mles_channels")],
  ["frames in/s", (now) => rate(now, "mles_received_frames_total")],
  ["frames out/s", (now) => rate(now, "mles_delivered_frames_total")],
  ["KiB in/s", (now) => rate(now, "mles_received_bytes_total") / KIB],
  ["KiB out/s", (now) => rate(now, "mles_delivered_bytes_total") / KIB],
  ["dropped/s", (now) => rate(now, "mles_dropped_frames_total")],
  ["parked members", (now) => sum(now, "mles_parked_members")],
  ["memory, MiB", (now) => sum(now, "mles_memory_used_bytes") / KIB / KIB],
  ["of memory, MiB", (now) => sum(now, "mles_memory_limit_bytes") / KIB / KIB],
];

function parse(text) {
  const values = new Map();
  for (const line of text.split("\n")) {
    const match = /^([a-z_]+)(\{.*\})? (\S+)$/.exec(line);
    if (match && !match[1].startsWith("mles_channel_")) {
      values.set(match[1], (values.get(match[1]) ?? 0) + Number(match[3]));
    }
  }
  return values;
}

const sum = (now, name) => now.values.get(name) ?? 0;

const perSecond = (now, later, earlier) => (later - earlier) / (now.at - before.at) * 1000;

const rate = (now, name) => before ? perSecond(now, sum(now, name), sum(before, name)) : NaN;

const shown = (value) => Number.isFinite(value) ? Math.round(value).toLocaleString("en") : "…";

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function show(now) {
  $("figures").replaceChildren(...figures.map(([name, value]) => {
    const box = document.createElement("div");
    box.append(element("dt", name), element("dd", shown(value(now))));
    return box;
  }));
  $("channels").replaceChildren(...now.channels.map((channel) => {
    const was = before?.channels.find((each) => each.name === channel.name);
    const row = document.createElement("tr");
    row.append(element("td", channel.name), ...[
      channel.members,
      was ? perSecond(now, channel.frames, was.frames) : NaN,
      was ? perSecond(now, channel.bytes, was.bytes) / KIB : NaN,
      channel.historyBytes / KIB,
    ].map((value) => element("td", shown(value))));
    return row;
  }));
}

function state(text, bad) {
  $("state").textContent = text;
  $("state").className = bad ? "bad" : "";
}

async function look() {
  try {
    const [metrics, channels, ready] = await Promise.all([fetch("metrics"), fetch("channels?limit=20"), fetch("readyz")]);
    if (!metrics.ok || !channels.ok) {
      throw new Error(`${metrics.status} ${channels.status}`);
    }
    const text = await metrics.text();
    const now = { at: performance.now(), values: parse(text), channels: (await channels.json()).channels };
    $("version").textContent = /mles_build_info\{version="([^"]*)"/.exec(text)?.[1] ?? "";
    show(now);
    before = now;
    state(ready.ok ? "ready" : (await ready.text()).trim(), !ready.ok);
  } catch (e) {
    state(`no answer: ${e.message}`, true);
  }
  setTimeout(look, EVERY);
}

look();
