/**
 * A monotone formula: true as soon as all atoms of one of its clauses are. Equal formulas are the same number, so comparing
 * two costs nothing and "and" and "or" of the same pair are made once.
 */
export type Formula = number;

export const FALSE: Formula = 0;
export const TRUE: Formula = 1;

export interface Formulas {
  /** Something that is not decided yet. `slot`: what it is about, `null` for what is no slot. */
  atom(name: string, slot: string | null): Formula;
  and(a: Formula, b: Formula): Formula;
  or(a: Formula, b: Formula): Formula;
  /** True when at least `count` of `parts` are. */
  atLeast(count: number, parts: readonly Formula[]): Formula;
  /** Slots that the formula still waits for. */
  slotsOf(formula: Formula): readonly string[];
  /**
   * One text for what several layers of formulas, the strongest first, can still decide: which is the first layer with a
   * true one. A clause is left out when a clause of its own or of a stronger layer is true whenever it is.
   */
  layered(layers: readonly (readonly Formula[])[]): string;
}

type Clause = readonly number[];

/** Formulas live as long as this table does. */
export function createFormulas(): Formulas {
  const slotOfAtom: (string | null)[] = [];
  const atoms = new Map<string, Formula>();
  const clauseIds = new Map<string, number>();
  const clauses: Clause[] = [];
  const formulaIds = new Map<string, Formula>();
  const formulas: (readonly number[])[] = [];
  const ands = new Map<number, Formula>();
  const ors = new Map<number, Formula>();
  const slots = new Map<Formula, readonly string[]>();
  const texts = new Map<string, string>();

  const clauseOf = (id: number): Clause => clauses[id] ?? [];
  const clausesOf = (formula: Formula): readonly number[] => formulas[formula] ?? [];

  function clause(parts: Clause): number {
    const key = parts.join();
    let id = clauseIds.get(key);
    if (id === undefined) {
      id = clauses.length;
      clauseIds.set(key, id);
      clauses.push(parts);
    }
    return id;
  }

  function formula(ids: readonly number[]): Formula {
    const sorted = minimal(ids).sort((a, b) => a - b);
    const key = sorted.join();
    let id = formulaIds.get(key);
    if (id === undefined) {
      id = formulas.length;
      formulaIds.set(key, id);
      formulas.push(sorted);
    }
    return id;
  }

  /** Without the clauses that contain another. */
  function minimal(ids: readonly number[]): number[] {
    const kept: number[] = [];
    const byLength = [...new Set(ids)].sort((a, b) => clauseOf(a).length - clauseOf(b).length);
    for (const id of byLength) if (!kept.some((other) => isPart(clauseOf(other), clauseOf(id)))) kept.push(id);
    return kept;
  }

  formula([]);
  formula([clause([])]);

  function and(a: Formula, b: Formula): Formula {
    if (a === FALSE || b === FALSE) return FALSE;
    if (a === TRUE || a === b) return b;
    if (b === TRUE) return a;
    const key = pair(a, b);
    let id = ands.get(key);
    if (id === undefined) {
      const product = clausesOf(a).flatMap((one) =>
        clausesOf(b).map((other) => clause(union(clauseOf(one), clauseOf(other)))),
      );
      ands.set(key, (id = formula(product)));
    }
    return id;
  }

  function or(a: Formula, b: Formula): Formula {
    if (a === TRUE || b === TRUE) return TRUE;
    if (a === FALSE || a === b) return b;
    if (b === FALSE) return a;
    const key = pair(a, b);
    let id = ors.get(key);
    if (id === undefined) ors.set(key, (id = formula([...clausesOf(a), ...clausesOf(b)])));
    return id;
  }

  function atLeast(count: number, parts: readonly Formula[]): Formula {
    if (count <= 0) return TRUE;
    const [first, ...rest] = parts;
    if (first === undefined || parts.length < count) return FALSE;
    return or(and(first, atLeast(count - 1, rest)), atLeast(count, rest));
  }

  function layered(layers: readonly (readonly Formula[])[]): string {
    const key = layers.map((layer) => Uint32Array.from(new Set(layer)).sort().join()).join(';');
    let text = texts.get(key);
    if (text !== undefined) return text;
    let stronger: readonly number[] = [];
    const parts = layers.map((layer) => {
      const own = minimal([...stronger, ...layer.flatMap(clausesOf)]);
      const news = own.filter((id) => !stronger.includes(id)).sort((a, b) => a - b);
      stronger = own;
      return news.join();
    });
    texts.set(key, (text = parts.join(';')));
    return text;
  }

  return {
    atom(name, slot) {
      let id = atoms.get(name);
      if (id === undefined) {
        slotOfAtom.push(slot);
        atoms.set(name, (id = formula([clause([slotOfAtom.length - 1])])));
      }
      return id;
    },
    and,
    or,
    atLeast,
    slotsOf(id) {
      let found = slots.get(id);
      if (found === undefined) {
        const all = clausesOf(id).flatMap((each) => clauseOf(each).flatMap((atom) => slotOfAtom[atom] ?? []));
        slots.set(id, (found = [...new Set(all)]));
      }
      return found;
    },
    layered,
  };
}

/** Whether every atom of `small` is in `large`; both are sorted. */
function isPart(small: Clause, large: Clause): boolean {
  let at = 0;
  for (const atom of large) if (small[at] === atom) at += 1;
  return at === small.length;
}

function union(a: Clause, b: Clause): Clause {
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}

function pair(a: Formula, b: Formula): number {
  return Math.min(a, b) * 0x4000000 + Math.max(a, b);
}
