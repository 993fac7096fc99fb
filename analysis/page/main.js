// The page's start: sheets from the data, choices, the address.

function drawChoices(app) {
  const { state, sheets } = app;
  const names = (part) => [...new Set(sheets.map((sheet) => sheet[part]))];
  const choose = (id, part, extra = []) => {
    const options = names(part);
    byId(id).replaceChildren(...(options.length < 2 ? [] : [...options.map((name) =>
      button(visible(name, 60), () => app.set({ [part]: name, ...(part === "system" ? { beside: false } : {}) }), {
        "aria-pressed": String(state[part] === name && !(part === "system" && state.beside)),
        disabled: part !== "system" && !sheets.some((sheet) => sheet[part] === name
          && (state.beside || sheet.system === state.system)),
      })), ...extra]));
  };
  choose("systems", "system", [button("Side by side", () => app.set({ beside: !state.beside }),
    { "aria-pressed": String(state.beside), id: "beside" })]);
  choose("views", "view");
  choose("readings", "reading");
  byId("title").textContent = names("system").map((name) => visible(name, 60)).join(" · ");
}

const PARTS = [["kinds", "k"], ["relations", "l"], ["certainties", "c"], ["layers", "y"]];

function writeHash(state) {
  const parts = new URLSearchParams();
  const put = (name, value, usual) => { if (value !== usual) parts.set(name, value); };
  put("system", state.system, DATA.sheets[0].system);
  put("view", state.view, DATA.sheets[0].view);
  put("reading", state.reading, DATA.sheets[0].reading);
  put("beside", String(state.beside), "false");
  put("node", state.node, "");
  put("mode", state.mode, "hit");
  put("hops", String(state.hops), "Infinity");
  put("typed", String(state.typed), "false");
  put("weak", String(state.weak), "false");
  put("off", String(state.off), "true");
  for (const [part, name] of PARTS) if (state[part].size) parts.set(name, JSON.stringify([...state[part]]));
  try {
    history.replaceState(null, "", `#${parts}`);
  } catch {
    // An address that may not change is no reason to stop: the selection still works.
  }
}

function readHash() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const found = {};
  for (const name of ["system", "view", "reading", "node"])
    found[name] = parts.get(name) ?? (name === "node" ? "" : DATA.sheets[0][name]);
  found.mode = Object.hasOwn(MODES, parts.get("mode") ?? "") ? parts.get("mode") : "hit";
  found.hops = Math.max(1, Math.min(9, Number(parts.get("hops")))) || Infinity;
  if (!/^\d+$/.test(parts.get("hops") ?? "")) found.hops = Infinity;
  for (const name of ["beside", "typed", "weak"]) found[name] = parts.get(name) === "true";
  found.off = parts.get("off") !== "false";
  for (const [part, name] of PARTS) found[part] = readNames(parts.get(name));
  return found;
}

function readNames(text) {
  try {
    const names = JSON.parse(text ?? "[]");
    return new Set(Array.isArray(names) ? names.map(String) : []);
  } catch {
    return new Set();
  }
}

function save(app) {
  const { sheet } = app.pane;
  const text = `${JSON.stringify(sheet.graph, null, 1)}\n`;
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const name = sheet.system.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60) || "graph";
  const link = html("a", { href: address, download: `${name}.json` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function start() {
  document.body.append(tips());
  const app = new App(DATA.sheets.map((data) => new Sheet(data)));
  byId("closer").addEventListener("click", () => app.zoomAll(1.25));
  byId("farther").addEventListener("click", () => app.zoomAll(0.8));
  byId("fit").addEventListener("click", () => app.fit());
  byId("save").addEventListener("click", () => save(app));
  byId("help").addEventListener("click", showHelp);
  pageKeys(app);
  const follow = () => app.set(readHash(), { hash: false });
  follow();
  if (app.state.node) app.pane.view.reveal(app.state.node);
  window.addEventListener("hashchange", follow);
  let width = innerWidth;
  window.addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; app.fit(); } });
  window.addEventListener("beforeprint", () => app.frame(true));
  window.addEventListener("afterprint", () => app.frame(false));
}

start();
