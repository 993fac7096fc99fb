// How a ripple travels: breadth first, hop by hop, with the way by which each was reached.

const MODES = {
  hit: { name: "Who is hit if it changes", done: "hit if it changes", way: "against dependency" },
  needs: { name: "What it depends on", done: "that it depends on", way: "along dependency" },
  sends: { name: "What it sends to", done: "reached by what it sends", way: "along the flow" },
  hears: { name: "Who sends to it", done: "that send to it", way: "against the flow" },
};

// Steps from a node: [edge, the node it leads to], for one mode.
function steps(sheet, id, mode) {
  if (mode === "sends") return sheet.out.get(id).map((edge) => [edge, edge.target]);
  if (mode === "hears") return sheet.into.get(id).map((edge) => [edge, edge.source]);
  if (mode === "hit") return sheet.dependsInto.get(id).map((edge) => [edge, edge.source]);
  return sheet.dependsOut.get(id).map((edge) => [edge, edge.target]);
}

function ripple(sheet, start, mode, limit, allowed) {
  const result = { start, mode, hops: new Map([[start, 0]]), from: new Map(), lines: new Map(), types: new Map() };
  if (mode === "sends" || mode === "hears") flow(sheet, result, limit, allowed);
  else spread(sheet, result, limit, allowed);
  return result;
}

function reach(result, id, edge, other, hop) {
  if (result.hops.has(other)) return false;
  result.hops.set(other, hop);
  result.from.set(other, { id, edge });
  return true;
}

// Along who depends on whom. An event type on the way lights the arrows that carry it.
function spread(sheet, result, limit, allowed) {
  let front = [result.start];
  const told = new Map();
  for (let hop = 1; front.length && hop <= limit; hop += 1) {
    const next = [];
    for (const id of front)
      for (const [edge, other] of steps(sheet, id, result.mode)) {
        if (!allowed(edge, other)) continue;
        for (const drawn of sheet.between(id, other))
          if (!drawn.off && !result.lines.has(drawn.at)) result.lines.set(drawn.at, hop);
        for (const type of edge.events) if (!told.has(type)) told.set(type, hop);
        if (reach(result, id, edge, other, hop)) next.push(other);
      }
    front = next;
  }
  for (const [id, hop] of result.hops) if (sheet.byId.get(id).kind === "event") told.set(id, hop);
  for (const edge of sheet.edges) {
    const hops = edge.events.filter((id) => told.has(id)).map((id) => told.get(id));
    if (!hops.length || edge.off || result.lines.has(edge.at) || !allowed(edge, edge.target)) continue;
    if (sheet.reading === "flow") result.lines.set(edge.at, Math.min(...hops));
  }
}

// Along the messages: what a filter stops goes no further, so it is kept what is carried.
// What is switched off carries nothing.
function flow(sheet, result, limit, allowed) {
  const { start, mode } = result;
  const atEvent = sheet.byId.get(start).kind === "event";
  let front = [[start, atEvent ? start : ""]];
  const met = new Set(front.map((state) => state.join("\n")));
  for (let hop = 1; front.length && hop <= limit; hop += 1) {
    const next = [];
    for (const [id, carried] of front) {
      const begins = id === start && atEvent;
      for (const [edge, other] of steps(sheet, id, mode)) {
        if (edge.off || !allowed(edge, other) || CONTRACT.includes(edge.relation) !== begins) continue;
        const passed = begins ? [carried] : carry(edge, carried);
        if (!passed.length) continue;
        if (!result.lines.has(edge.at)) result.lines.set(edge.at, hop);
        reach(result, id, edge, other, hop);
        const keeps = DATA.carriers.includes(sheet.byId.get(other).kind);
        for (const type of passed) {
          if (type && type !== start && !result.types.has(type)) result.types.set(type, hop);
          const state = [other, keeps ? type : ""];
          if (met.has(state.join("\n"))) continue;
          met.add(state.join("\n"));
          next.push(state);
        }
      }
    }
    front = next;
  }
}

// The event types with which a message goes on; none if a filter stops it.
function carry(edge, carried) {
  if (!edge.events.length) return [carried];
  if (!carried) return edge.events;
  return edge.events.includes(carried) ? [carried] : [];
}

// The way back from a node to where the ripple began.
function way(result, id) {
  const path = [id];
  while (result.from.has(path.at(-1)) && path.length < 500) path.push(result.from.get(path.at(-1)).id);
  return path;
}

function tally(result) {
  const perHop = [];
  for (const [id, hop] of result.hops) if (hop) (perHop[hop] ||= []).push(id);
  return perHop;
}
