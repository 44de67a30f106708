/* Makes the report answer to its reader: axes, filters, charts, time-lines. The tables are there without it. */
(function () {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const data = JSON.parse($("data").textContent);
  const dimensions = data.dimensions;
  const quantity = (name) => data.quantities.find((one) => one.name === name) || { name: name, label: name, unit: "" };
  const dimension = (name) => dimensions.findIndex((one) => one.name === name);
  const state = { filter: {}, rows: data.rows.map(dimension), columns: data.columns.map(dimension) };

  /* ---- elements ---------------------------------------------------------------------------------------------------- */

  function element(tag, attributes, children) {
    const made = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([name, value]) => {
      if (value !== "" && value !== undefined) made.setAttribute(name, value);
    });
    [].concat(children === undefined ? [] : children).forEach((child) => made.append(child));
    return made;
  }

  function fill(select, entries, chosen) {
    select.replaceChildren(...entries.map(([value, text]) => element("option", { value: value }, text)));
    select.value = chosen;
  }

  /* ---- numbers in words: as Quantity.java --------------------------------------------------------------------------- */

  const UNITS = [[1e12, "s"], [1e9, "ms"], [1e6, "us"], [1e3, "ns"], [1, "ps"]];

  function time(ps) {
    const whole = Math.round(ps);
    if (whole === 0) return "0s";
    const rounded = Number(whole.toPrecision(3));
    const [factor, unit] = UNITS.find(([size]) => rounded >= size);
    const value = rounded / factor;
    return value.toFixed(Math.max(0, 3 - String(Math.floor(value)).length)) + unit;
  }

  function digits(value) {
    const text = Math.abs(value) < 1000
      ? String(Number(value.toPrecision(3)))
      : String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
    return text.replace("-", "−");
  }

  function text(name, value) {
    if (name.endsWith("_ps")) return (value < 0 ? "−" : "") + time(Math.abs(value));
    if (name.endsWith("_millicycles")) return digits(value / 1000);
    return name.endsWith("_ppm") ? digits(value / 10000) + " %" : digits(value);
  }

  const signed = (name, value) => (value > 0 ? "+" : "") + text(name, value);
  
  function percent(share) {
    let places = 1;
    const at = (digits) => Number((share * 100).toFixed(digits));
    while (places < 4 && share > 0 && share < 1 && (at(places) === 0 || at(places) === 100)) places++;
    return (share === 0 || share === 1 ? String(share * 100) : (share * 100).toFixed(places)) + " %";
  }


  /* ---- groups of cells: as Group.java ------------------------------------------------------------------------------- */

  const Z95 = 1.959963984540054;

  /** Wilson's interval of a share. */
  function wilson(count, runs) {
    const p = count / runs;
    const center = (p + Z95 * Z95 / (2 * runs)) / (1 + Z95 * Z95 / runs);
    const half = Z95 / (1 + Z95 * Z95 / runs) * Math.sqrt(p * (1 - p) / runs + Z95 * Z95 / (4 * runs * runs));
    return [count === 0 ? 0 : Math.max(0, center - half), count === runs ? 1 : Math.min(1, center + half)];
  }

  function group(cells) {
    const made = { cells: cells, runs: 0, good: 0, partial: 0, captured: 0, never: 0, failed: 0, outcomes: {}, exact: true };
    cells.forEach((cell) => {
      made.runs += cell.runs;
      made.exact = made.exact && Boolean(cell.exact);
      made.failed += cell.error ? 1 : 0;
      Object.entries(cell.outcomes || {}).forEach(([name, count]) => {
        made.outcomes[name] = (made.outcomes[name] || 0) + count;
        made.good += data.words[name].isGood ? count : 0;
        made.partial += data.words[name].isPartial ? count : 0;
        made.captured += data.words[name].isCaptured ? count : 0;
        made.never += data.words[name].isOver ? 0 : count;
      });
    });
    return made;
  }

  /** Each cell that could be run, alone. */
  const singles = (made) => made.cells.filter((cell) => cell.runs > 0).map((cell) => group([cell]));

  /** Repetitions of a single cell, cells of several. */
  function counts(made) {
    if (made.cells.length === 1) return { all: made.runs, good: made.good, partial: made.partial };
    const list = singles(made);
    return { all: list.length, good: list.filter((one) => one.good === one.runs).length, partial: list.filter((one) => one.partial > 0).length };
  }

  /** Cells of which every repetition came to its end. */
  const over = (made) => group(singles(made).filter((one) => one.never === 0).map((one) => one.cells[0]));

  const eventual = (name) => Boolean(quantity(name).eventual);

  /** Smallest and largest mean of the cells; null of none. */
  function means(cells, name) {
    const found = cells.map((cell) => (cell.sums || {})[name]).filter((own) => own && own[0] > 0).map((own) => own[1] / own[0]);
    return found.length === 0 ? null : { low: Math.min(...found), high: Math.max(...found), cells: found.length };
  }

  function range(name, low, high, said) {
    const from = said(name, low), to = said(name, high);
    return from === to ? from : from + " … " + to;
  }

  /** Count, sum, smallest and largest of a quantity. */
  function sums(cells, name) {
    const made = [0, 0, Infinity, -Infinity];
    cells.forEach((cell) => {
      const own = (cell.sums || {})[name];
      if (own && own[0] > 0) {
        made[0] += own[0];
        made[1] += own[1];
        made[2] = Math.min(made[2], own[2]);
        made[3] = Math.max(made[3], own[3]);
      }
    });
    return made;
  }

  /** Values with their counts, sorted. */
  function values(cells, name) {
    const counts = new Map();
    cells.forEach((cell) => {
      const own = (cell.values || {})[name] || [];
      for (let i = 0; i < own.length; i += 2) counts.set(own[i], (counts.get(own[i]) || 0) + own[i + 1]);
    });
    return Array.from(counts).sort((one, other) => one[0] - other[0]);
  }

  function percentile(sorted, share) {
    const total = sorted.reduce((sum, [, count]) => sum + count, 0);
    let seen = 0;
    for (const [value, count] of sorted) {
      seen += count;
      if (seen >= Math.max(1, Math.round(share * total))) return value;
    }
    return 0;
  }

  /** Mean of the paired differences of each cell, and half its interval. */
  function differences(cells, name) {
    return cells.map((cell) => (cell.differences || {})[name]).filter((own) => own && own[0] > 0).map((own) => {
      const found = { pairs: own[0], mean: own[1] / own[0], half: own.length > 2 ? own[2] : Infinity };
      found.resolved = Math.abs(found.mean) > found.half;
      found.nothing = found.mean === 0 && found.half === 0;
      return found;
    });
  }

  /* ---- what a group says in a table: as CellWords.java -------------------------------------------------------------- */

  const failedCell = (made) => ({ text: "–", tone: "none", title: "cannot be run: " + made.cells[0].error });

  function title(made) {
    const parts = Object.keys(made.outcomes).sort().map((name) =>
      (made.runs === 1 ? "" : made.outcomes[name] + " of " + made.runs + ": ") + data.words[name].sentence);
    if (made.cells.length === 1 && made.cells[0].why) parts.push(made.cells[0].why);
    if (made.failed > 0) parts.push(made.failed + " cells cannot be run");
    return parts.join("; ");
  }

  /** What a run that takes no dump did instead. */
  function withoutDump(made) {
    const parts = [];
    if (made.good === 0 || made.captured > 0 || made.runs !== 1) return parts;
    [["cpus_stopped", "stopped"], ["cpus_started", "started"], ["cpus_not_started", "left waiting"]].forEach(([name, word]) => {
      const [count, sum] = sums(made.cells, name);
      if (count > 0 && sum > 0) parts.push(digits(sum / count) + " " + word);
    });
    if (parts.length === 0 && sums(made.cells, "cpus_started")[0] > 0) {
      parts.push(Object.keys(made.outcomes)[0].startsWith("STOPPED") ? "0 stopped" : "0 started");
    }
    return parts;
  }

  function tone(made) {
    const { all, good, partial } = counts(made);
    if (good < all) return "t" + Math.ceil(5 * (all - good) / all);
    if (withoutDump(made).some((part) => part === "0 started" || part.endsWith("left waiting"))) return "p3";
    return partial === 0 ? "t0" : "p" + Math.ceil(3 * partial / all);
  }

  function outcomeCell(made) {
    if (made.runs === 0) return failedCell(made);
    const said = { tone: tone(made), title: title(made) };
    const { all, good, partial } = counts(made);
    if (made.cells.length > 1) {
      const more = [];
      if (good < all) more.push("lowest " + percent(Math.min(...singles(made).map((one) => one.good / one.runs))));
      if (partial > 0) more.push("part in " + partial);
      return Object.assign(said, { text: good + " of " + all + " cells", sub: more.join(", ") });
    }
    if (made.runs === 1) {
      return Object.assign(said, { text: data.words[Object.keys(made.outcomes)[0]].word, sub: withoutDump(made).join(", ") });
    }
    const part = partial === 0 ? "" : "part " + percent(partial / made.runs);
    if (made.exact) return Object.assign(said, { text: good + " of " + all, sub: part });
    const [low, high] = wilson(made.good, made.runs);
    return Object.assign(said, { text: percent(made.good / made.runs),
      sub: percent(low).replace(" %", "") + "–" + percent(high) + (part ? ",\n" + part : "") });
  }

  function level(value, lowest, highest) {
    if (value <= lowest || lowest <= 0 || highest <= lowest) return 0;
    return Math.min(5, Math.floor((Math.log(value) - Math.log(lowest)) / (Math.log(highest) - Math.log(lowest)) * 6));
  }

  function metricCell(made, name, lowest, highest) {
    if (made.runs === 0) return failedCell(made);
    if (made.cells.length > 1) return metricCells(eventual(name) ? over(made) : made, made, name, lowest, highest);
    const never = eventual(name) ? made.never : 0;
    const [count, sum, smallest, largest] = sums(made.cells, name);
    if (count === 0) return { text: never > 0 ? "never" : "–", tone: "none", title: "no repetition has a value: " + title(made) };
    const mean = sum / count;
    const sorted = values(made.cells, name);
    const p99 = sorted.length ? text(name, Math.min(largest, percentile(sorted, 0.99))) : "";
    const missing = "never in " + never + " of " + made.runs;
    return {
      text: text(name, mean),
      sub: never > 0 ? missing : smallest !== largest && p99 ? "p99 " + p99 : "",
      tone: "h" + level(mean, lowest, highest),
      title: (never > 0 ? missing + "; of the others: " : "") + "mean " + text(name, mean)
        + (sorted.length ? ", median " + text(name, percentile(sorted, 0.5)) + ", p99 " + p99 : "")
        + ", largest " + text(name, largest) + "; " + count + (count === 1 ? " value" : " values"),
    };
  }

  const cellsOf = (count) => count + (count === 1 ? " cell" : " cells");

  function metricCells(ended, made, name, lowest, highest) {
    const all = singles(made).length;
    const never = all - singles(ended).length;
    const found = means(ended.cells, name);
    const none = made.never === made.runs;
    const missing = (none ? "" : "some ") + "never in " + never + " of " + all + " cells";
    if (!found) {
      return { text: never > 0 && none ? "never" : "–", sub: never === 0 ? "" : none ? cellsOf(all) : missing, tone: "none",
        title: "no cell in which every repetition has a value: " + title(made) };
    }
    return {
      text: range(name, found.low, found.high, text),
      sub: never > 0 ? missing : cellsOf(found.cells),
      tone: "h" + level(found.high, lowest, highest),
      title: "smallest and largest mean of " + cellsOf(found.cells)
        + (never > 0 ? "; not of those with a run that never gets there: " + title(made) : ""),
    };
  }

  /** How many more runs, or cells, are good here than under the reference. */
  function gained(made) {
    const one = made.cells.length === 1;
    const gain = singles(made).map(({ cells: [cell] }) => ((cell.pairs || [])[1] || 0) - ((cell.pairs || [])[2] || 0))
      .reduce((sum, own) => sum + (one ? own : Math.sign(own)), 0);
    const unit = one ? "" : Math.abs(gain) === 1 ? " cell" : " cells";
    return gain === 0 ? "" : (gain > 0 ? "+" + gain : "−" + -gain) + unit;
  }

  function differenceCell(made, name) {
    if (made.runs === 0) return failedCell(made);
    if (!made.cells.some((cell) => cell.reference)) {
      return { text: "ref", tone: "none", title: "the other cells are compared with this one" };
    }
    const pairs = [0, 1, 2, 3].map((i) => made.cells.reduce((sum, cell) => sum + ((cell.pairs || [])[i] || 0), 0));
    const dumps = "good only here: " + pairs[1] + ", good only under the reference: " + pairs[2] + ", good in both: "
      + pairs[0] + ", in neither: " + pairs[3];
    const saved = gained(made);
    const better = saved.startsWith("+") ? "better" : "worse";
    const found = differences(made.cells, name);
    if (found.length === 0) {
      return saved ? { text: saved, tone: better, title: dumps }
        : { text: "–", tone: "none", title: "no repetition is over in both; " + dumps };
    }
    const all = found.map((one) => one.mean);
    const value = found.every((one) => one.nothing) ? "=" : range(name, Math.min(...all), Math.max(...all), signed);
    const open = found.filter((one) => !one.nothing && !one.resolved).length;
    const half = (one) => one.half === 0 ? "" : (one.resolved ? "" : "not resolved, ")
      + (one.half === Infinity ? "one pair only" : "±" + text(name, one.half));
    const count = found.reduce((sum, one) => sum + one.pairs, 0);
    return {
      text: !saved ? value : value === "=" ? saved : saved + ", " + value,
      sub: made.cells.length === 1 ? half(found[0]) : cellsOf(found.length) + (open === 0 ? "" : ", " + open + " not resolved"),
      tone: saved ? better : found.some((one) => one.resolved && one.mean > 0) ? "worse"
        : found.some((one) => one.resolved && one.mean < 0) ? "better" : "unresolved",
      title: (found.length === 1 ? "mean over " : "smallest and largest mean of " + found.length + " cells; ") + count
        + (count === 1 ? " pair; " : " pairs; ") + dumps,
    };
  }

  /* ---- tables ------------------------------------------------------------------------------------------------------- */

  const matches = (cell) => Object.entries(state.filter).every(([at, value]) => cell.at[at] === value);
  let chosen = data.cells;

  function keys(axes) {
    const found = new Map();
    chosen.forEach((cell) => {
      const key = axes.map((at) => cell.at[at]);
      found.set(key.join(), key);
    });
    return Array.from(found.values()).sort((one, other) => {
      const at = one.findIndex((value, i) => value !== other[i]);
      return at < 0 ? 0 : one[at] - other[at];
    });
  }

  function span(list, at, depth) {
    const same = (other) => other && list[at].slice(0, depth + 1).join() === other.slice(0, depth + 1).join();
    if (same(list[at - 1])) return 0;
    let length = 1;
    while (same(list[at + length])) length++;
    return length;
  }

  const nameOf = (at, value) => (value < 0 ? "" : dimensions[at].values[value]) || "(none)";

  function pivot(figure) {
    const [kind, name] = figure.dataset.kind.split(":");
    const table = figure.querySelector("table");
    const rows = keys(state.rows);
    const columns = keys(state.columns);
    const cells = new Map();
    chosen.forEach((cell) => {
      const key = state.rows.map((at) => cell.at[at]).join() + "|" + state.columns.map((at) => cell.at[at]).join();
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(cell);
    });
    const means = kind !== "metric" ? [] : data.cells.map((cell) => (cell.sums || {})[name])
      .filter((own) => own && own[0] > 0).map((own) => own[1] / own[0]);
    const lowest = Math.min(...means.filter((mean) => mean > 0));
    const highest = Math.max(0, ...means);
    const words = (made) => kind === "outcome" ? outcomeCell(made)
      : kind === "metric" ? metricCell(made, name, lowest, highest) : differenceCell(made, name);
    table.className = "heat" + (state.columns.length > 1 ? " narrow" : "");
    const head = state.columns.map((at, depth) => {
      const row = element("tr");
      if (depth === 0) {
        state.rows.forEach((down) => row.append(element("th", { class: "corner", rowspan: state.columns.length }, dimensions[down].label)));
      }
      columns.forEach((key, i) => {
        const length = span(columns, i, depth);
        if (length > 0) {
          row.append(element("th", { scope: "col", colspan: length === 1 ? "" : length,
            class: depth === state.columns.length - 1 ? "leaf" : "" }, element("span", {}, nameOf(at, key[depth]))));
        }
      });
      return row;
    });
    const body = rows.map((key, i) => {
      const row = element("tr");
      state.rows.forEach((at, depth) => {
        const length = span(rows, i, depth);
        if (length > 0) row.append(element("th", { scope: "row", rowspan: length === 1 ? "" : length, class: depth > 0 ? "inner" : "" }, nameOf(at, key[depth])));
      });
      columns.forEach((column, j) => {
        const own = cells.get(key.join() + "|" + column.join());
        const said = own ? words(group(own)) : { text: "", tone: "none", title: "no such combination" };
        const first = state.columns.length > 1 && j > 0 && span(columns, j, 0) > 0 ? " first" : "";
        const cell = element("td", { class: said.tone + first, title: said.title }, said.text);
        if (said.sub) cell.append(" ", element("small", {}, said.sub));
        if (kind === "outcome" && own) {
          cell.tabIndex = 0;
          cell.addEventListener("click", () => detail(own, cell));
          cell.addEventListener("keydown", (event) => { if (event.key === "Enter") detail(own, cell); });
        }
        row.append(cell);
      });
      return row;
    });
    const parts = [element("tbody", {}, body)];
    if (head.length > 0) parts.unshift(element("thead", {}, head));
    table.replaceChildren(...parts);
  }

  /** Says of a group all that is known, and leads to its time-line. */
  function detail(cells, cell) {
    const panel = $("detail");
    const made = group(cells);
    all("#outcomes td[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    cell.setAttribute("aria-current", "true");
    const where = [...state.rows, ...state.columns].map((at) => dimensions[at].label + " " + nameOf(at, cells[0].at[at])).join(" · ");
    const lines = [element("h3", {}, where || "all cells"), element("p", {}, made.runs === 0 ? "cannot be run: " + cells[0].error : title(made))];
    const facts = data.quantities.map((one) => [one, means(cells, one.name)]).filter(([, own]) => own)
      .map(([one, own]) => one.label + " " + range(one.name, own.low, own.high, text));
    if (facts.length > 0) {
      lines.push(element("p", { class: "note" }, (cells.length > 1 ? "Smallest and largest mean of a cell: " : "Means: ") + facts.join("; ") + "."
        + (made.never > 0 ? " Runs that never come to their end are in none of the times." : "")));
    }
    const run = cells.map((one) => all("details.run").find((shown) => Number(shown.dataset.cell) === data.cells.indexOf(one))).find(Boolean);
    if (run) {
      const go = element("button", { type: "button" }, "Show its time-line");
      go.addEventListener("click", () => { showRun(run.id); $("timelines").scrollIntoView(); });
      lines.push(go);
    }
    panel.replaceChildren(...lines);
    panel.hidden = false;
  }

  /* ---- charts ------------------------------------------------------------------------------------------------------- */

  const SERIES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d31", "#7f7f7f"];
  const SYMBOLS = ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle", "emptyDiamond"];
  const MOST_SERIES = 16;
  const LIMIT = "limit";
  /** Size of a chart on a page, in pixels. */
  const PAPER = { width: 690, height: 270 };
  const charts = new Map();

  /** A colour as it is in force: light-dark() is not for drawings. */
  function inForce(name) {
    const probe = element("span", { style: "color: var(" + name + ")" });
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  function draw(id, option) {
    const canvas = $(id).querySelector(".canvas");
    const ink = inForce("--ink"), soft = inForce("--soft"), line = inForce("--line"), paper = inForce("--paper");
    let chart = charts.get(id);
    if (!chart) {
      chart = echarts.init(canvas, null, { renderer: "svg" });
      charts.set(id, chart);
    }
    const axis = (given) => Object.assign({
      nameLocation: "middle", nameGap: 30, nameTextStyle: { color: soft, fontSize: 12 },
      axisLine: { lineStyle: { color: line } }, axisTick: { lineStyle: { color: line } },
      axisLabel: Object.assign({ color: soft, fontSize: 11, hideOverlap: true }, given.labels), splitLine: { lineStyle: { color: line } },
    }, given.axis);
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
      color: SERIES,
      grid: { containLabel: true, left: option.y.axis.name ? 30 : 8, right: 22, top: option.series.length > 1 ? 18 + 18 * Math.ceil(option.series.length / (id === "spread" ? 10 : 4)) : 16, bottom: option.slanted ? 8 : 30 },
      legend: { show: option.series.length > 1, top: 0, left: 0, itemWidth: 18, itemHeight: 8, textStyle: { color: ink, fontSize: 12 } },
      tooltip: { renderMode: "richText", trigger: "item", confine: true, backgroundColor: ink, borderWidth: 0, textStyle: { color: paper, fontSize: 12 },
        formatter: (point) => point.seriesName + "\n" + option.said(point) },
      xAxis: axis(option.x), yAxis: axis(option.y), series: option.series,
    }, true);
  }

  /** The chosen cells by the value of a dimension; -1 takes all together. */
  function series(at) {
    if (at < 0) return [["all", chosen]];
    return dimensions[at].values.map((value, i) => [value || "(none)", chosen.filter((cell) => cell.at[at] === i)])
      .filter(([, cells]) => cells.length > 0).slice(0, MOST_SERIES);
  }

  /** An axis for values of a quantity; logarithmic where they are far apart and none is 0. */
  function scale(name, label, numbers) {
    const lowest = Math.min(...numbers), highest = Math.max(...numbers);
    const log = lowest > 0 && highest / lowest > 30;
    return {
      axis: { type: log ? "log" : "value", name: label + (log ? " (logarithmic)" : ""), scale: false },
      labels: { formatter: (value) => text(name, value) },
    };
  }

  /** Values with their shares, each cell weighing the same, and the share that never gets there. */
  function shares(cells, name) {
    const having = cells.filter((cell) => {
      const made = group([cell]);
      return ((cell.values || {})[name] || []).length > 0 || (eventual(name) && made.never > 0);
    });
    const counts = new Map();
    let never = 0;
    having.forEach((cell) => {
      const made = group([cell]);
      const own = (cell.values || {})[name] || [];
      const missing = eventual(name) ? made.never / made.runs : 0;
      const total = own.reduce((sum, value, i) => sum + (i % 2 ? value : 0), 0);
      never += total === 0 ? 1 : missing;
      for (let i = 0; i < own.length; i += 2) counts.set(own[i], (counts.get(own[i]) || 0) + own[i + 1] / total * (1 - missing) / having.length);
    });
    return [Array.from(counts).sort((one, other) => one[0] - other[0]), having.length === 0 ? 0 : never / having.length];
  }

  function spread() {
    const [name, by] = all("select", $("spread")).map((select) => select.value);
    const lines = series(Number(by)).map(([label, cells]) => [label, ...shares(cells, name)]).filter(([, sorted]) => sorted.length > 0);
    const made = lines.map(([label, sorted, never], i) => {
      let seen = 0;
      const points = sorted.map(([value, share]) => [value, Math.min(1, seen += share)]);
      points.unshift([sorted[0][0], 0]);
      // Where the curve ends below 100 % the rest never gets there.
      const mark = never > 0 ? { label: { show: true, position: "right", distance: 8, formatter: "never: " + percent(never), color: SERIES[i % 8], fontSize: 11 } } : {};
      points[points.length - 1] = Object.assign({ value: points[points.length - 1] }, mark);
      return { name: label, type: "line", step: "end", symbol: SYMBOLS[i % 8], symbolSize: sorted.length > 30 ? 3 : 6, data: points,
        showAllSymbol: true, lineStyle: { width: 2, type: i < 8 ? "solid" : "dashed" } };
    });
    const one = quantity(name);
    draw("spread", {
      series: made,
      x: scale(name, one.label, lines.flatMap(([, sorted]) => sorted.map(([value]) => value)).concat(made.length ? [] : [0])),
      y: { axis: { type: "value", min: 0, max: 1, name: "share not larger, cells alike", nameGap: 46 }, labels: { formatter: (value) => Math.round(value * 100) + " %" } },
      said: (point) => percent(point.value[1]) + " are at most " + text(name, point.value[0]),
    });
  }

  function curve(id) {
    const [name, over, by] = all("select", $(id)).map((select) => select.value);
    const at = Number(over);
    const numbers = over === LIMIT ? null : dimensions[at].numbers;
    const asNumbers = over === LIMIT || Boolean(numbers);
    const label = quantity(name).label;
    // The survivors of a cell that hangs are no measure of it: where one does there is no point.
    let never = 0;
    const ranges = new Map();
    const mean = (cells, key) => {
      if (eventual(name) && group(cells).never > 0) { never++; return null; }
      const found = means(cells, name);
      if (!found) return null;
      ranges.set(key, found);
      const all = cells.map((cell) => (cell.sums || {})[name]).filter((own) => own && own[0] > 0).map((own) => own[1] / own[0]);
      return all.reduce((sum, one) => sum + one, 0) / all.length;
    };
    const made = series(Number(by)).map(([seriesName, cells], i) => {
      const places = new Map();
      cells.forEach((cell) => {
        const place = over === LIMIT ? cell.limit : cell.at[at];
        if (place !== undefined && place !== null && place >= 0) places.set(place, (places.get(place) || []).concat(cell));
      });
      const points = Array.from(places).map(([place, own]) => [numbers ? numbers[place] : place, mean(own, seriesName + "|" + (asNumbers ? numbers ? numbers[place] : place : dimensions[at].values[place]))])
        .filter(([, value]) => value !== null).sort((one, other) => one[0] - other[0]);
      return asNumbers
        ? { name: seriesName, type: "line", symbol: SYMBOLS[i % 8], symbolSize: 6, data: points, lineStyle: { width: 2, type: i < 8 ? "solid" : "dashed" } }
        : { name: seriesName, type: "bar", barMaxWidth: 26, symbol: SYMBOLS[i % 8], symbolSize: 9, data: points.map(([place, value]) => [dimensions[at].values[place], value]) };
    }).filter((one) => one.data.length > 0);
    const ys = made.flatMap((one) => one.data.map(([, value]) => value));
    const xs = made.flatMap((one) => one.data.map(([value]) => value));
    const xName = over === LIMIT ? "limit_ps" : numbers && dimensions[at].isDuration ? "x_ps" : "x";
    const xLabel = over === LIMIT ? "longest wait before an NMI" : dimensions[at].label;
    const above = ys.filter((value) => value > 0);
    const y = scale(name, label, above.length ? above : [0]);
    const log = y.axis.type === "log";
    const zeros = log && above.length < ys.length;
    if (zeros) made.forEach((one) => { one.data = one.data.filter(([, value]) => value > 0); });
    // A bar needs a zero, which a logarithm does not have.
    if (!asNumbers && y.axis.type === "log") made.forEach((one) => { one.type = "scatter"; });
    y.axis.name = "";
    const remarks = [quantity(name).unit === "time" ? "" : quantity(name).unit, log ? "logarithmic" : "", zeros ? "0 is not drawn" : "", Array.from(ranges.values()).some((one) => one.cells > 1) ? "means of several cells" : "",
      never > 0 ? "no point where a run never gets there: " + never : ""];
    $(id).querySelector("h3").textContent = "Cost against " + xLabel
      + remarks.filter(Boolean).map((remark, i) => (i === 0 ? " (" : ", ") + remark).join("") + (remarks.some(Boolean) ? ")" : "");
    const x = scale(xName, xLabel, xs.length ? xs : [0]);
    x.axis.scale = true;
    draw(id, {
      series: made,
      x: asNumbers ? x
        : { axis: { type: "category", data: dimensions[at].values.filter((value) => xs.includes(value)) },
            labels: { interval: 0, hideOverlap: false, rotate: 32, width: 120, overflow: "truncate" } },
      slanted: !asNumbers,
      y: y,
      said: (point) => {
        const found = ranges.get(point.seriesName + "|" + point.value[0]);
        return (asNumbers ? text(xName, point.value[0]) : point.value[0]) + ": " + text(name, point.value[1])
          + (found && found.cells > 1 ? ", " + found.cells + " cells from " + text(name, found.low) + " to " + text(name, found.high) : "");
      },
    });
  }

  function setUpCharts() {
    if (!$("spread")) return;
    document.querySelector(".charts").hidden = false;
    const having = data.quantities.filter((one) => data.cells.some((cell) => ((cell.sums || {})[one.name] || [0])[0] > 0));
    const spreadable = having.filter((one) => data.cells.some((cell) => (cell.values || {})[one.name]));
    const byDimension = [["-1", "nothing"]].concat(dimensions.map((one, i) => [String(i), one.label]));
    const first = (...names) => (names.map(quantity).find((one) => having.includes(one)) || having[0] || { name: "" }).name;
    const compared = dimension(data.compared);
    const entries = (list) => list.map((one) => [one.name, one.label]);
    const lead = data.traffic ? first("request_latency_ps") : first("time_to_capture_ps", "stop_time_ps");
    const [of, each] = all("select", $("spread"));
    fill(of, entries(spreadable), lead);
    fill(each, byDimension, String(compared));
    const limits = new Set(data.cells.map((cell) => cell.limit).filter((limit) => limit > 0));
    const byLimit = limits.size > 2 && dimension("wait-policy") >= 0;
    const overs = (byLimit ? [[LIMIT, "limit of the wait"]] : []).concat(dimensions.map((one, i) => [String(i), one.label]));
    const numeric = dimensions.findIndex((one) => one.numbers);
    const others = (not) => [dimension("scenario"), dimension("solution"), dimension("subarch"), dimension("timing.profile"), -1]
      .find((at) => at === -1 || (at >= 0 && String(at) !== not && !(not === LIMIT && dimensions[at].name === "wait-policy")));
    const place = ["subarch", "case"].map(dimension).find((at) => at >= 0);
    const over = byLimit ? LIMIT : numeric >= 0 && !data.traffic ? String(numeric)
      : String(place !== undefined ? place : Math.max(0, others("")));
    const by = over === LIMIT || compared < 0 || String(compared) === over ? others(over) : compared;
    [["curve-1", data.traffic ? first("cost_per_ipi_cycles") : first("stop_time_ps")],
      ["curve-2", data.traffic ? first("wait_per_request_ps") : first("timeouts")]].forEach(([id, name]) => {
      const [what, along, split] = all("select", $(id));
      if (dimensions.length === 0) { $(id).hidden = true; return; }
      fill(what, entries(having), name);
      fill(along, overs, over);
      fill(split, byDimension, String(by));
      all("select", $(id)).forEach((select) => select.addEventListener("change", () => curve(id)));
    });
    all("select", $("spread")).forEach((select) => select.addEventListener("change", spread));
    new ResizeObserver(() => { if (!state.printing) charts.forEach((chart) => chart.resize()); }).observe(document.querySelector(".charts"));
  }

  function drawCharts() {
    if (!$("spread")) return;
    spread();
    if (dimensions.length > 0) ["curve-1", "curve-2"].forEach(curve);
  }

  /* ---- time-lines --------------------------------------------------------------------------------------------------- */

  const runs = all("details.run");

  function showRun(id) {
    runs.forEach((run) => { run.hidden = run.id !== id; run.open = run.id === id; });
    const pick = $("pick-run");
    if (pick && runs.length > 0) pick.querySelector("select").value = id;
    const run = $(id);
    if (run) all("rect.b, circle.m", run).forEach((mark) => { mark.setAttribute("tabindex", "0"); });
  }

  function pickRuns() {
    if (runs.length === 0) return;
    const pick = $("pick-run");
    pick.hidden = false;
    const list = runs.filter((run) => matches(data.cells[Number(run.dataset.cell)]));
    const select = pick.querySelector("select");
    const before = select.value;
    fill(select, list.map((run) => [run.id, run.querySelector("summary").textContent.trim().replace(/\s+/g, " ")]), "");
    const next = list.find((run) => run.id === before && !state.moved) || list.find((run) => run.dataset.good === "false") || list[0];
    showRun(next ? next.id : "");
  }

  /** What a mark says; it moves from its title, which would show a second time, into a label. */
  function said(mark) {
    const inner = mark.querySelector("title");
    if (inner) {
      mark.setAttribute("aria-label", inner.textContent);
      inner.remove();
    }
    return mark.getAttribute("aria-label");
  }

  function tip(mark) {
    const shown = $("tip");
    if (!mark) { shown.hidden = true; return; }
    shown.textContent = said(mark);
    shown.hidden = false;
    const box = mark.getBoundingClientRect();
    const own = shown.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left + Math.min(box.width, 40) / 2 - 20), window.innerWidth - own.width - 8);
    const above = box.top - own.height - 8;
    shown.style.left = left + "px";
    shown.style.top = (above > 4 ? above : box.bottom + 8) + "px";
  }

  /* ---- filters, axes, theme ----------------------------------------------------------------------------------------- */

  function update() {
    chosen = data.cells.filter(matches);
    all("figure.pivot:not([data-kind=fixed])").forEach(pivot);
    $("detail").hidden = true;
    drawCharts();
    pickRuns();
    all("table.list tbody tr").forEach((row) => { row.hidden = !matches(data.cells[Number(row.dataset.cell)]); });
    $("matching").textContent = chosen.length === data.cells.length
      ? data.cells.length + " cells" : chosen.length + " of " + data.cells.length + " cells";
  }

  function setUpFilters() {
    if (dimensions.length === 0) return;
    $("filters").hidden = false;
    const selects = all("select[data-filter]");
    const read = () => {
      state.filter = {};
      selects.forEach((select) => {
        if (select.value !== "") state.filter[dimension(select.dataset.filter)] = Number(select.value);
        select.classList.toggle("on", select.value !== "");
      });
      state.moved = true;
      update();
      state.moved = false;
    };
    selects.forEach((select) => { select.value = ""; select.addEventListener("change", read); });
    $("reset").addEventListener("click", () => { selects.forEach((select) => { select.value = ""; }); read(); });
  }

  function setUpAxes() {
    if (dimensions.length < 2) return;
    document.querySelector(".axes").hidden = false;
    const selects = all(".axes select");
    const entries = [["", "–"]].concat(dimensions.map((one, i) => [String(i), one.label]));
    const place = (axis, depth) => String(state[axis][depth] === undefined ? "" : state[axis][depth]);
    ["rows", "columns"].forEach((axis) => selects.filter((select) => select.dataset.axis === axis)
      .forEach((select, depth) => fill(select, entries, place(axis, depth))));
    selects.forEach((select) => select.addEventListener("change", () => {
      selects.forEach((other) => { if (other !== select && other.value === select.value) other.value = ""; });
      ["rows", "columns"].forEach((axis) => {
        state[axis] = selects.filter((one) => one.dataset.axis === axis && one.value !== "").map((one) => Number(one.value));
      });
      update();
    }));
  }

  function setUpTheme() {
    const button = $("theme");
    const root = document.documentElement;
    const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches);
    const say = () => { button.textContent = isDark() ? "Light" : "Dark"; };
    button.hidden = false;
    say();
    button.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; say(); drawCharts(); });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { say(); drawCharts(); });
    let before;
    const folded = all("details.more");
    window.addEventListener("beforeprint", () => { state.printing = true; before = root.dataset.theme; root.dataset.theme = "light"; folded.forEach((one) => { one.open = true; }); drawCharts();
      charts.forEach((chart) => {
        chart.resize(PAPER);
        // What is printed is what stands there now, not after the next frame.
        chart.getZr().flush();
      });
    });
    window.addEventListener("afterprint", () => {
      state.printing = false;
      folded.forEach((one) => { one.open = false; });
      if (before) root.dataset.theme = before; else delete root.dataset.theme;
      drawCharts();
      charts.forEach((chart) => chart.resize({ width: "auto", height: "auto" }));
    });
  }

  const marked = (event) => event.target.closest && event.target.closest("rect.b, circle.m");
  ["pointerover", "focusin"].forEach((name) => document.addEventListener(name, (event) => tip(marked(event) || marked({ target: document.activeElement }))));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") tip(null); });
  if (runs.length > 0) $("pick-run").querySelector("select").addEventListener("change", (event) => showRun(event.target.value));
  setUpTheme();
  setUpFilters();
  setUpAxes();
  setUpCharts();
  update();
})();
