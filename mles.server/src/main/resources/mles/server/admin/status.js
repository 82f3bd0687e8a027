// Chooses what is shown, and asks for it as long as it is looked at.
import { get } from "./api.js";
import * as channel from "./channel.js";
import * as channels from "./channels.js";
import { $ } from "./dom.js";
import { head, overview } from "./overview.js";
import * as settings from "./settings.js";

const EVERY = 2000;
const PAGES = { overview: channels, channel, settings };
let page = "overview";
let timer = 0;

function choose() {
  const [, wanted, name] = /^#([a-z]*)(?:=(.*))?$/s.exec(location.hash) ?? [];
  page = Object.hasOwn(PAGES, wanted) ? wanted : "overview";
  for (const id of Object.keys(PAGES)) {
    $(id).hidden = id !== page;
  }
  for (const link of document.querySelectorAll("nav a")) {
    link.ariaCurrent = link.hash === `#${page}` ? "page" : null;
  }
  if (page === "channel") {
    channel.open(decoded(name ?? ""));
  }
  look();
}

function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

async function look() {
  clearTimeout(timer);
  const [status, part] = await Promise.allSettled([get("status"), PAGES[page].refresh()]);
  if (status.value) {
    head(status.value);
    overview(status.value);
  }
  const error = status.reason ?? part.reason;
  if (error) {
    $("state").textContent = error.message;
    $("state").className = "bad";
  }
  clearTimeout(timer);
  if (!document.hidden) {
    timer = setTimeout(look, EVERY);
  }
}

channels.start();
channel.start();
addEventListener("hashchange", choose);
document.addEventListener("visibilitychange", () => document.hidden || look());
choose();
