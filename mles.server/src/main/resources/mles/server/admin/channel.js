// One channel.
import { act, get, mayAct } from "./api.js";
import { confirmed } from "./confirm.js";
import { $, button, card, element, name, row, rows } from "./dom.js";
import { bytes, number } from "./format.js";

const LIMIT = 50;
const TITLE = 4000;
const body = $("members").tBodies[0];
let channel = "";
let offset = 0;
let before = null;

const frame = (at) => at ? element("span", `no. ${number(at.number)}, ${bytes(at.bytes)}, by `, name(at.uid ?? "(unreadable)", 60))
  : "none";

function figures(now, at) {
  const rate = (field) => before ? (now[field] - before.now[field]) / (at - before.at) * 1000 : NaN;
  return [
    card("members", number(now.members)),
    card("messages/s", number(rate("frames"))),
    card("bytes/s", bytes(rate("bytes"))),
    card("messages", number(now.frames)),
    card("history", `${number(now.historyFrames)} messages, ${bytes(now.historyBytes)}`),
    card("oldest in history", frame(now.oldest)),
    card("newest in history", frame(now.newest)),
    card("memory", bytes(now.logMemory)),
  ];
}

function memberRow(member, allowed) {
  const made = row(name(member.uid), member.address, member.kind, bytes(member.lag), member.parked ? "parked" : "");
  if (allowed) {
    const evict = button("Evict…", () => run("evict", { channel, cid: member.cid },
      element("span", "Close the connection of ", name(member.uid), "? It may return."), "Evict"));
    made.append(element("td", evict));
  }
  return made;
}

async function run(path, parameters, question, label) {
  if (await confirmed(question, label)) {
    $("title").focus();
    try {
      const { done } = await act(path, parameters);
      $("done").textContent = `${label}: ${done ? "done" : "there was nothing to do"}`;
      await refresh();
    } catch (e) {
      $("done").textContent = e.message;
    }
  }
}

async function messages() {
  const asked = channel;
  $("messages").replaceChildren();
  try {
    const answer = await get("messages", { channel: asked });
    if (asked === channel) {
      $("message-note").textContent = `${answer.messages.length} messages`;
      $("messages").replaceChildren(...answer.messages.map((each) => element("li", element("p",
        `no. ${number(each.number)}, ${bytes(each.bytes)}, by `, name(each.uid ?? "(unreadable)", 60)),
      element("pre", (each.text ?? each.base64 ?? "(too large to show)") + (each.cut ? "…" : "")))));
    }
  } catch (e) {
    $("message-note").textContent = e.message;
  }
}

export async function refresh() {
  const asked = channel;
  const [now, allowed] = await Promise.all([get("channel", { channel: asked, offset, limit: LIMIT }), mayAct()]);
  if (asked !== channel) {
    return;
  }
  const at = performance.now();
  $("figures").replaceChildren(...figures(now, at));
  before = { now, at };
  $("tools").hidden = !allowed;
  document.querySelector("#members .tool").hidden = !allowed;
  rows(body, now.memberList.map((member) => memberRow(member, allowed)));
  const end = offset + now.memberList.length;
  $("member-place").textContent = end ? `${number(offset + 1)} to ${number(end)} of ${number(now.members)}, most lag first` : "none";
  $("previous-members").disabled = offset === 0;
  $("next-members").disabled = end >= now.members;
}

function turn(by) {
  offset = Math.max(0, offset + by);
  refresh().catch((e) => { $("member-place").textContent = e.message; });
}

export function open(text) {
  channel = text;
  offset = 0;
  before = null;
  $("title").replaceChildren("Channel ", name(text, TITLE));
  $("figures").replaceChildren();
  body.replaceChildren();
  $("messages").replaceChildren();
  $("message-note").textContent = "";
  $("done").textContent = "";
  $("title").focus();
}

export function start() {
  $("previous-members").onclick = () => turn(-LIMIT);
  $("next-members").onclick = () => turn(LIMIT);
  $("show-messages").onclick = messages;
  $("purge").onclick = () => run("purge", { channel },
    element("span", "Forget the history of ", name(channel), ", stored messages included?"), "Purge");
}
