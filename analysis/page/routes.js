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
  for (const [source, target, ...flat] of layout.routes)
    table.set(`${sheet.nodes[source].id}\n${sheet.nodes[target].id}`, paired(flat));
  return table;
}

function paired(flat) {
  const points = [];
  for (let at = 0; at < flat.length; at += 2) points.push([flat[at], flat[at + 1]]);
  return points;
}

// From border to border, for boxes whose route was not laid out: a start, two handles, an end.
function direct(a, b) {
  const [ax, ay, bx, by] = [a[0] + a[2] / 2, a[1] + a[3] / 2, b[0] + b[2] / 2, b[1] + b[3] / 2];
  const [right, top] = [a[0] + a[2], a[1]];
  if (a === b) return [[right - 24, top], [right - 20, top - 34], [right + 34, top - 12], [right, top + 14]];
  const down = Math.abs(bx - ax) - (a[2] + b[2]) / 2 < Math.abs(by - ay) - (a[3] + b[3]) / 2;
  const [sx, sy] = [Math.sign(bx - ax) || 1, Math.sign(by - ay) || 1];
  const [from, to] = down
    ? [[ax, ay + sy * a[3] / 2], [bx, by - sy * b[3] / 2]]
    : [[ax + sx * a[2] / 2, ay], [bx - sx * b[2] / 2, by]];
  const [mx, my] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  return down ? [from, [from[0], my], [to[0], my], to] : [from, [mx, from[1]], [mx, to[1]], to];
}

// Lines between the same boxes run beside each other.
function shifted(points, shift) {
  const down = points[0][0] === points[1][0];
  return shift && points.length ? points.map(([x, y]) => down ? [x + shift, y] : [x, y + shift]) : points;
}

function pathOf(points) {
  let path = `M${points[0]}`;
  for (let at = 1; at + 2 < points.length; at += 3)
    path += `C${points[at]} ${points[at + 1]} ${points[at + 2]}`;
  return path;
}

// The place at a share of the way along a chain of curves.
function along(points, share) {
  const parts = (points.length - 1) / 3;
  const part = Math.min(Math.floor(share * parts), parts - 1);
  const [a, b, c, d] = points.slice(part * 3, part * 3 + 4);
  const t = share * parts - part;
  const u = 1 - t;
  return [0, 1].map((axis) => u * u * u * a[axis] + 3 * u * u * t * b[axis]
    + 3 * u * t * t * c[axis] + t * t * t * d[axis]);
}

const SHARES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.25, 0.75, 0.15, 0.85];
const HEAD = 11; // around the end of a line
const NEAR = 64; // the side of a cell in which places are looked up
const CROSSED = 30; // so much of a box covered is as bad as one place of another line
const CROWDED = 600; // labels; with more of them, each just takes the middle

// Where a label covers the fewest boxes, arrowheads, other lines and earlier labels.
class Places {
  constructor(boxes) {
    this.boxes = [...boxes];
    this.passing = new Map();
    this.labels = 0;
  }

  // A line that is drawn: its head counts as a box, and the places that it passes are kept.
  pass(points) {
    const [x, y] = points.at(-1);
    this.boxes.push([x - HEAD, y - HEAD, 2 * HEAD, 2 * HEAD]);
    const steps = points.length * 6;
    for (let at = 0; at < steps; at += 1) {
      const place = along(points, (at + 0.5) / steps);
      const key = place.map((each) => Math.floor(each / NEAR)).join();
      if (!this.passing.has(key)) this.passing.set(key, []);
      this.passing.get(key).push([...place, points]);
    }
  }

  // How often lines other than its own pass behind a label.
  crossed(own, left, top, width, height) {
    let found = 0;
    for (let column = Math.floor(left / NEAR); column <= (left + width) / NEAR; column += 1)
      for (let row = Math.floor(top / NEAR); row <= (top + height) / NEAR; row += 1)
        for (const [x, y, points] of this.passing.get(`${column},${row}`) || [])
          if (points !== own && x > left && x < left + width && y > top && y < top + height) found += 1;
    return found;
  }

  take(points, width, height) {
    this.labels += 1;
    if (this.labels > CROWDED) return along(points, 0.5);
    let best = [Infinity];
    for (const share of SHARES) {
      const [x, y] = along(points, share);
      const [left, top] = [x - width / 2, y - height / 2];
      let cost = Math.abs(share - 0.5) + CROSSED * this.crossed(points, left, top, width, height);
      for (const [bx, by, bw, bh] of this.boxes) {
        const wide = Math.min(left + width, bx + bw) - Math.max(left, bx);
        const high = Math.min(top + height, by + bh) - Math.max(top, by);
        if (wide > 0 && high > 0) cost += wide * high;
      }
      if (cost < best[0]) best = [cost, x, y, [left, top, width, height]];
    }
    this.boxes.push(best[3]);
    return [best[1], best[2]];
  }
}
