// The table of channels: sorted, searched and cut into pages by the server.
import { get } from "./api.js";
import { $, button, element, name, row, rows } from "./dom.js";
import { bytes, number } from "./format.js";

const LIMIT = 50;
const COLUMNS = [["name", "channel"], ["members", "members"], ["frameRate", "messages/s"], ["byteRate", "bytes/s"],
  ["frames", "messages"], ["historyBytes", "history"], ["logMemory", "memory"]];
const body = $("channels").tBodies[0];
const wanted = { sort: "frameRate", order: "desc", search: "", offset: 0, limit: LIMIT };
let asked = 0;

const headers = COLUMNS.map(([field, label]) => {
  const header = element("th", button(label, () => sort(field)));
  header.scope = "col";
  return [field, header];
});

function sort(field) {
  const other = { asc: "desc", desc: "asc" };
  const order = wanted.sort === field ? other[wanted.order] : field === "name" ? "asc" : "desc";
  turn({ sort: field, order, offset: 0 });
}

function turn(change) {
  Object.assign(wanted, change);
  mark();
  refresh().catch((e) => { $("place").textContent = e.message; });
}

function mark() {
  for (const [field, header] of headers) {
    header.ariaSort = wanted.sort === field ? (wanted.order === "asc" ? "ascending" : "descending") : null;
  }
}

function channelRow(channel) {
  const link = element("a", name(channel.name));
  link.href = `#channel=${encodeURIComponent(channel.name)}`;
  return row(link, number(channel.members), number(channel.frameRate), bytes(channel.byteRate), number(channel.frames),
    bytes(channel.historyBytes), bytes(channel.logMemory));
}

export async function refresh() {
  const mine = ++asked;
  const answer = await get("channels", wanted);
  if (mine !== asked) {
    return;
  }
  const end = wanted.offset + answer.channels.length;
  const still = !rows(body, answer.channels.map(channelRow));
  const place = answer.matches ? `${number(wanted.offset + 1)} to ${number(end)} of ${number(answer.matches)}` : "no channel";
  const text = still ? `${place}; rows stand still while one of them has the focus` : place;
  if ($("place").textContent !== text) {
    $("place").textContent = text;
  }
  $("previous").disabled = wanted.offset === 0;
  $("next").disabled = end >= answer.matches;
  $("next").onclick = () => turn({ offset: end });
}

export function start() {
  $("channels").tHead.rows[0].append(...headers.map(([, header]) => header));
  mark();
  $("previous").onclick = () => turn({ offset: Math.max(0, wanted.offset - LIMIT) });
  $("search").addEventListener("submit", (event) => event.preventDefault());
  $("wanted").addEventListener("input", () => turn({ search: $("wanted").value, offset: 0 }));
}
