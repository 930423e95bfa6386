/** What goes wrong with one request to the stand-in. */
export type Fault =
  /** Refused with this status; nothing is stored. `code`: the provider's error code, default the status's usual one. */
  | { readonly kind: 'fail'; readonly status: number; readonly code?: number; readonly retryAfterSeconds?: number }
  /** The message is stored, then the connection is cut before the answer. */
  | { readonly kind: 'cut_after_storing' }
  /** The connection is cut before anything is stored. */
  | { readonly kind: 'cut_before_storing' };

/** Knobs for tests and benches: what the next sends meet. Reading (`GET`) has its own, so that lookups can fail too. */
export interface Faults {
  /** The next `count` sends, in the order told. */
  next(count: number, fault: Fault): void;
  /** The next `count` lookups. */
  nextReads(count: number, fault: Exclude<Fault, { kind: 'cut_after_storing' }>): void;
  /** Every answer waits this long, in milliseconds; 0: no waiting. The message is stored before the wait. */
  delay(milliseconds: number): void;
  /** Sends to this address are refused with 21610, as after STOP at a carrier; `false` lifts it. */
  optOut(address: string, isOut?: boolean): void;
  /** Forgets every fault. */
  clear(): void;
}

/** What the API asks before it answers. */
export interface FaultSource extends Faults {
  takeSend(): Fault | null;
  takeRead(): Fault | null;
  waitMilliseconds(): number;
  isOptedOut(address: string): boolean;
}

export function createFaults(): FaultSource {
  const sends: Fault[] = [];
  const reads: Fault[] = [];
  const out = new Set<string>();
  let wait = 0;
  const push = (list: Fault[]) => (count: number, fault: Fault) => {
    for (let each = 0; each < count; each += 1) list.push(fault);
  };
  return {
    next: push(sends),
    nextReads: push(reads),
    delay(milliseconds) {
      wait = milliseconds;
    },
    optOut(address, isOut = true) {
      if (isOut) out.add(address);
      else out.delete(address);
    },
    clear() {
      sends.length = 0;
      reads.length = 0;
      out.clear();
      wait = 0;
    },
    takeSend: () => sends.shift() ?? null,
    takeRead: () => reads.shift() ?? null,
    waitMilliseconds: () => wait,
    isOptedOut: (address) => out.has(address),
  };
}
