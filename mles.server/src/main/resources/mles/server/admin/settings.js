// The settings in effect.
import { get } from "./api.js";
import { $, element, row } from "./dom.js";

const is = (set) => set ? "set" : "none";

function settingRow(setting) {
  const made = row(setting.name, setting.value || "(empty)", setting.set ? "set" : "default");
  if (setting.description) {
    made.cells[0].append(element("br"), element("small", setting.description));
  }
  return made;
}

export async function refresh() {
  const config = await get("config");
  const { key, keyRing, browserToken, adminToken, tls } = config.secrets;
  $("secrets").textContent = `Secrets are not shown. Shared or address key: ${is(key)}; keys in the ring: ${keyRing}; `
    + `token of browsers: ${is(browserToken)}; token of operators: ${is(adminToken)}; certificate: ${is(tls)}.`;
  $("setting-list").tBodies[0].replaceChildren(...config.settings.map(settingRow),
    ...config.channelSettings.map((each) => settingRow({ ...each, set: true })));
}
