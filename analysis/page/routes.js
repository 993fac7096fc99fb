// The lines of a drawing: edges between the same two boxes and of one relation become one line.

function linesOf(sheet, layout, shut, isShown) {
  const lines = new Map();
  for (const edge of sheet.edges) {
    const source = sheet.seen(edge.source, shut);
    const target = sheet.seen(edge.target, shut);
    const inside = source === target && edge.source !== edge.target;
    if (inside || !isShown(source) || !isShown(target) || holds(sheet, source, target)) continue;
    const key = `${source}\n${target}\n${edge.relation}`;
    const line = lines.get(key) || { source, target, relation: edge.relation, edges: [] };
    line.edges.push(edge);
    lines.set(key, line);
  }
  const together = new Map();
  for (const line of lines.values()) {
    const pair = `${line.source}\n${line.target}`;
    if (!together.has(pair)) together.set(pair, []);
    together.get(pair).push(line);
  }
  for (const group of together.values())
    group.forEach((line, at) => { line.shift = (at - (group.length - 1) / 2) * 7; });
  return [...lines.values()];
}

// A box inside another needs no line to say so.
function holds(sheet, source, target) {
  for (const [inner, outer] of [[source, target], [target, source]])
    for (let each = inner, deep = 0; sheet.holder.has(each) && deep < 200; deep += 1) {
      each = sheet.holder.get(each);
      if (each === outer) return true;
    }
  return false;
}

function routeTable(sheet, layout) {
  const table = new Map();
  for (const [source, target, down, ...flat] of layout.routes) {
    const points = [];
    for (let at = 0; at < flat.length; at += 2) points.push([flat[at], flat[at + 1]]);
    table.set(`${sheet.nodes[source].id}\n${sheet.nodes[target].id}`, { down: down === 1, points });
  }
  return table;
}

// Straight from border to border, for boxes whose route was not laid out.
function direct(a, b) {
  const [ax, ay, bx, by] = [a[0] + a[2] / 2, a[1] + a[3] / 2, b[0] + b[2] / 2, b[1] + b[3] / 2];
  if (a === b) {
    const [x, y] = [a[0] + a[2], a[1]];
    return { down: false, points: [[x - 22, y], [x - 18, y - 18], [x + 14, y - 14], [x, y + 12]] };
  }
  const down = Math.abs(bx - ax) - (a[2] + b[2]) / 2 < Math.abs(by - ay) - (a[3] + b[3]) / 2;
  const [sx, sy] = [Math.sign(bx - ax) || 1, Math.sign(by - ay) || 1];
  return down
    ? { down, points: [[ax, ay + sy * a[3] / 2], [bx, by - sy * b[3] / 2]] }
    : { down, points: [[ax + sx * a[2] / 2, ay], [bx - sx * b[2] / 2, by]] };
}

function pathOf({ down, points }, shift) {
  const at = points.map(([x, y]) => down ? [x + shift, y] : [x, y + shift]);
  let path = `M${at[0][0]} ${at[0][1]}`;
  for (let each = 1; each < at.length; each += 1) {
    const [[px, py], [x, y]] = [at[each - 1], at[each]];
    if (down ? px === x : py === y) path += `L${x} ${y}`;
    else if (down) path += `C${px} ${(py + y) / 2} ${x} ${(py + y) / 2} ${x} ${y}`;
    else path += `C${(px + x) / 2} ${py} ${(px + x) / 2} ${y} ${x} ${y}`;
  }
  return path;
}

// The middle of the longest stretch: there a label has most room.
function middleOf({ down, points }, shift) {
  let best = [0, points[0]];
  for (let at = 1; at < points.length; at += 1) {
    const [[px, py], [x, y]] = [points[at - 1], points[at]];
    const length = Math.hypot(x - px, y - py);
    if (length > best[0]) best = [length, [(px + x) / 2, (py + y) / 2]];
  }
  const [x, y] = best[1];
  return down ? [x + shift, y] : [x, y + shift];
}
