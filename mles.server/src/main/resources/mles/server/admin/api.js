// Requests to this server.
const url = (path, parameters) => `api/${path}?${new URLSearchParams(parameters)}`;

async function answer(response) {
  if (!response.ok) {
    throw new Error((await response.text()).trim() || `status ${response.status}`);
  }
  return response.json();
}

export const get = async (path, parameters = {}) => answer(await fetch(url(path, parameters)));

let actions = null;

// Tells whether actions are on; the token for them is never in a URL.
export async function mayAct() {
  actions ??= get("actions");
  return (await actions).allowed;
}

export async function act(path, parameters) {
  const { token } = await actions;
  return answer(await fetch(url(path, parameters), { method: "POST", headers: { "X-Mles-Action": token } }));
}
