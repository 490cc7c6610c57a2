// Quantiles and chances interpolated as analysis.projection.predictive does it.
const ERFC = {
  p: [2.46196981473530512524e-10, 5.64189564831068821977e-1, 7.46321056442269912687, 4.86371970985681366614e1, 1.96520832956077098242e2, 5.26445194995477358631e2, 9.34528527171957607540e2, 1.02755188689515710272e3, 5.57535335369399327526e2],
  q: [1, 1.32281951154744992508e1, 8.67072140885989742329e1, 3.54937778887819891062e2, 9.75708501743205489753e2, 1.82390916687909736289e3, 2.24633760818710981792e3, 1.65666309194161350182e3, 5.57535340817727675546e2],
  r: [5.64189583547755073984e-1, 1.27536670759978104416, 5.01905042251180477414, 6.16021097993053585195, 7.40974269950448939160, 2.97886665372100240670],
  s: [1, 2.26052863220117276590, 9.39603524938001434673, 1.20489539808096656605e1, 1.70814450747565897222e1, 9.60896809063285878198, 3.36907645100081516050],
  t: [9.60497373987051638749, 9.00260197203842689217e1, 2.23200534594684319226e3, 7.00332514112805075473e3, 5.55923013010394962768e4],
  u: [1, 3.35617141647503099647e1, 5.21357949780152679795e2, 4.59432382970980127987e3, 2.26290000613890934246e4, 4.92673942608635921086e4],
};

function polynomial(x, coefficients) {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

/** Normal distribution function; rational approximations of Cephes (Moshier 1992). */
function ndtr(score) {
  const x = score * Math.SQRT1_2, size = Math.abs(x);
  if (size < 1) return 0.5 + 0.5 * x * polynomial(x * x, ERFC.t) / polynomial(x * x, ERFC.u);
  const [above, below] = size < 8 ? [ERFC.p, ERFC.q] : [ERFC.r, ERFC.s];
  const tail = 0.5 * Math.exp(-size * size) * polynomial(size, above) / polynomial(size, below);
  return x > 0 ? 1 - tail : tail;
}

/** Its inverse, by Halley's steps from a rough start. */
function ndtri(p) {
  if (p <= 0 || p >= 1) return p <= 0 ? -Infinity : Infinity;
  const t = Math.sqrt(-2 * Math.log(Math.min(p, 1 - p)));
  let x = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
  if (p < 0.5) x = -x;
  for (let step = 0; step < 4; step++) {
    const error = (ndtr(x) - p) * Math.sqrt(2 * Math.PI) * Math.exp(x * x / 2);
    x -= error / (1 + x * error / 2);
  }
  return x;
}

/** Last place whose knot does not exceed x, -1 if there is none. */
function placeOf(x, knots) {
  let low = -1, high = knots.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (knots[middle] <= x) low = middle; else high = middle - 1;
  }
  return low;
}

function interpolated(x, knots, values) {
  const at = placeOf(x, knots), last = knots.length - 1;
  if (at < 0) return values[0];
  if (at >= last) return values[last];
  return values[at] + (values[at + 1] - values[at]) / (knots[at + 1] - knots[at]) * (x - knots[at]);
}

/** Interpolate rows of numbers between knots; the ends are held. */
function between(x, knots, rows) {
  if (knots.length === 1) return rows[0];
  const inside = Math.min(Math.max(x, knots[0]), knots[knots.length - 1]);
  let upper = knots.findIndex((knot) => knot >= inside);
  upper = Math.min(Math.max(upper, 1), knots.length - 1);
  const share = (inside - knots[upper - 1]) / (knots[upper] - knots[upper - 1]);
  return rows[upper - 1].map((one, i) => (1 - share) * one + share * rows[upper][i]);
}

/** Quantiles of the error at the knots, some years ahead, for a swing. */
function errorsAt(cube, record, ahead, size) {
  const longest = cube.horizons[cube.horizons.length - 1];
  const widened = Math.sqrt(Math.max(ahead / longest, 1));
  const bySwing = cube.swings.map((_, swing) =>
    between(Math.min(ahead, longest), cube.horizons, cube.quantiles.map((rows) => rows[swing])).map((q) => q * widened));
  const at = between(Math.log(size), cube.swings.map(Math.log), bySwing);
  const [calmest, wildest] = [cube.swings[0], cube.swings[cube.swings.length - 1]];
  const least = record.history >= FAN.calm ? 0 : calmest;
  const power = size < calmest ? record.calm : FAN.power;
  const beyond = (Math.max(size, least) / Math.min(Math.max(size, calmest), wildest)) ** power;
  return at.map((q, k) => q * beyond * record.width * (record.linked ? 1 + FAN.outer[k] : 1));
}

/** The predictive distribution of one record by one method. */
class Forecast {
  constructor(record, method, median) {
    Object.assign(this, { origin: record.origin, last: record.value, logs: record.logs });
    const length = FAN.classes.filter((first) => first <= Math.max(record.history, FAN.classes[0])).pop();
    const cube = FAN.cubes[`${method}|${record.logs ? "log" : "level"}|${length}`];
    this.centre = median.median.map((m) => m * median.unit);
    this.spread = this.centre.map((_, h) => {
      const [up, down] = [median.up, median.down].map((size) => errorsAt(cube, record, h + 1, size));
      return FAN.scores.map((score, k) => {
        if (k === (FAN.scores.length - 1) / 2) return 0;
        const left = (score > 0 ? median.left_up : median.left_down)[h] || 0;
        return median.unit * (score > 0 ? up[k] + FAN.inner[k] * left : down[k] - FAN.inner[k] * left);
      });
    });
    this.shifts = record.bounds ? this.shiftsOf(record.bounds) : null;
    this.cached = new Map();
    this.grids = [];
  }

  shiftsOf([low, high]) {
    const [down, up] = this.logs
      ? [Math.log(low / this.last), Math.log(high / this.last)] : [low - this.last, high - this.last];
    return (share) => (1 - 2 * Math.min(share, 0.5)) * down + (2 * Math.max(share, 0.5) - 1) * up;
  }

  /** Shifts of the last value that stand for all, equally likely. */
  nodes() {
    return Array.from({ length: FAN.shifts }, (_, k) => this.shifts((k + 0.5) / FAN.shifts));
  }

  toUnit(number) {
    return this.logs ? Math.exp(number) : number;
  }

  errorAt(h, score) {
    let upper = FAN.scores.findIndex((knot) => knot >= score);
    if (upper < 0) upper = FAN.scores.length;
    upper = Math.min(Math.max(upper, 1), FAN.scores.length - 1);
    const [low, high] = [this.spread[h][upper - 1], this.spread[h][upper]];
    const [left, right] = [FAN.scores[upper - 1], FAN.scores[upper]];
    return low + (high - low) * (score - left) / (right - left);
  }

  scoreAt(h, error) {
    const knots = this.spread[h];
    let upper = 0;
    for (const knot of knots) upper += knot < error;
    upper = Math.min(Math.max(upper, 1), knots.length - 1);
    const [left, right] = [FAN.scores[upper - 1], FAN.scores[upper]];
    const width = Math.max(knots[upper] - knots[upper - 1], 2.2250738585072014e-308);
    return left + (right - left) * ((error - knots[upper - 1]) / width);
  }

  /** Quantile some years ahead (h counts from 0), in the unit of the record. */
  quantile(h, probability) {
    const key = `${h}|${probability}`;
    if (!this.cached.has(key)) {
      const score = ndtri(probability);
      const error = this.shifts ? this.crossed(h, probability, score) : this.errorAt(h, score);
      this.cached.set(key, this.toUnit(this.centre[h] + error));
    }
    return this.cached.get(key);
  }

  /** Errors at which the fan crossed with the doubt is worked out, in rising order. */
  gridOf(h) {
    const usual = FAN.grid.map((score) => this.errorAt(h, score) + this.shifts(ndtr(score)));
    const around = [0, 1].flatMap((share) => this.spread[h].map((error) => error + this.shifts(share)));
    return [...usual, ...around].sort((a, b) => a - b);
  }

  /** Error at a score of the fan crossed with the doubt about the last value. */
  crossed(h, probability, score) {
    const knots = [-FAN.beyond, ...FAN.scores, FAN.beyond];
    const atKnots = knots.map((knot) => this.errorAt(h, knot)), shifts = this.nodes();
    const grid = this.grids[h] ??= this.gridOf(h);
    const below = (i) => {
      let sum = 0;
      for (const shift of shifts) sum += ndtr(interpolated(grid[i] - shift, atKnots, knots));
      return sum / shifts.length;
    };
    let low = 0, high = grid.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (below(middle) <= probability) low = middle; else high = middle;
    }
    const [left, right] = [ndtri(below(low)), ndtri(below(high))];
    return grid[low] + (grid[high] - grid[low]) * (score - left) / (right - left);
  }

  /** Chance of having been at or above a level by each year. */
  reached(target) {
    const targets = !this.shifts ? [target]
      : this.nodes().map((shift) => (this.logs ? target * Math.exp(-shift) : target - shift));
    const sum = new Float64Array(this.centre.length);
    for (const one of targets) {
      const chances = this.last >= one ? null : crossedBy(this.needed(one));
      for (let h = 0; h < sum.length; h++) sum[h] += chances ? chances[h] : 1;
    }
    return sum.map((total) => total / targets.length);
  }

  needed(target) {
    const aim = this.logs ? Math.log(Math.max(target, 0)) : target;
    return this.centre.map((centre, h) => this.scoreAt(h, aim - centre));
  }
}

function above(barrier) {
  const chance = barrier <= -PASSAGE.reach ? 1 : ndtr(-barrier);
  return chance < PASSAGE.negligible ? 0 : chance;
}

/** Chance that a walk has been at or above its barrier by each year. */
function crossedBy(barriers) {
  const { reach, negligible } = PASSAGE;
  let walk = [0], mass = [1], most = 0;
  return barriers.map((barrier, year) => {
    const scale = Math.sqrt(year + 1), top = Math.min(Math.max(barrier, -reach), reach) * scale;
    const half = (top + reach * scale) / 2;
    const points = PASSAGE.points[year], weights = PASSAGE.weights[year], n = points.length;
    let below = 0;
    for (let j = 0; j < walk.length; j++) below += mass[j] * ndtr(top - walk[j]);
    const nodes = new Float64Array(n), next = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      nodes[i] = top + half * (points[i] - 1);
      let density = 0;
      for (let j = 0; j < walk.length; j++) {
        const step = nodes[i] - walk[j];
        density += Math.exp(step * step / -2) * mass[j];
      }
      next[i] = density / Math.sqrt(2 * Math.PI) * half * weights[i];
    }
    [walk, mass] = [nodes, next];
    let chance = Math.max(1 - below, above(barrier));
    if (chance < negligible) chance = 0;
    most = Math.max(most, Math.min(Math.max(chance, 0), 1));
    return most;
  });
}

/** Share of comparable pairs that grew as much; null where that was not counted. */
function baseShare(record, multiple, years) {
  const { sizes, swings, multiples, longest, shares } = BASE;
  const isCounted = multiple >= multiples[0] && multiple <= multiples[multiples.length - 1];
  if (!isCounted || years > longest || record.value < sizes[0]) return null;
  const within = (edges, number) => edges[Math.max(placeOf(number, edges), 0)];
  const key = `${within(sizes, record.value)}|${within(swings, record.swing)}|${years}`;
  return interpolated(Math.log(multiple), multiples.map(Math.log), shares[key]);
}
