import { AppError } from '../../core/errors.js';
import type { Clock } from '../../core/time.js';
import { urgencyRank } from '../../core/triage.js';
import type {
  CaseLeads,
  CaseSummary,
  CaseView,
  Desk,
  DeskEvent,
  HolderResult,
  PackReview,
  PartReview,
  Staff,
  TranscriptEntry,
} from '../../console/desk.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type FakeCase = Mutable<CaseView>;

export interface FakeDesk extends Desk {
  readonly cases: Map<string, FakeCase>;
  /** Every act that reached the desk, as `name staff case`. */
  readonly acts: string[];
  readonly files: Map<string, { mediaType: string; bytes: Uint8Array }>;
  announce(event: DeskEvent): void;
  watchers(): number;
}

export const PASSWORD = 'correct horse battery';

/** A desk in memory with the rules of the real one that the console depends on: holders, leases, roles, seen messages. */
export function fakeDesk(clock: Clock, cases: readonly CaseView[] = []): FakeDesk {
  const people = new Map<string, Mutable<Staff> & { password: string }>();
  const listeners = new Set<(event: DeskEvent) => void>();
  const acts: string[] = [];
  const replies = new Set<string>();
  const kept = new Map(cases.map((entry): [string, FakeCase] => [entry.id, { ...entry }]));
  const files = new Map<string, { mediaType: string; bytes: Uint8Array }>();
  let added = 0;

  function put(id: string, name: string, role: Staff['role']): void {
    people.set(id, { id, email: `${id}@labas.local`, name, role, onDuty: true, disabled: false, password: PASSWORD });
  }
  put('nadia', 'Nadia', 'nurse');
  put('karim', 'Karim', 'nurse');
  put('admin', 'Salma', 'admin');

  const shown = ({ id, email, name, role, onDuty, disabled }: Staff): Staff => ({
    id,
    email,
    name,
    role,
    onDuty,
    disabled,
  });
  const announce = (event: DeskEvent): void => {
    for (const listener of listeners) listener(event);
  };
  function need(by: Staff, role: Staff['role'], act: string): void {
    acts.push(`${act} ${by.id}`);
    if (by.disabled || (role === 'admin' && by.role !== 'admin'))
      throw new AppError('DESK_FORBIDDEN', `this needs ${role}`);
  }
  function held(by: Staff, caseId: string, act: string, change: (entry: FakeCase) => void): HolderResult {
    need(by, 'nurse', `${act}:${caseId}`);
    const entry = kept.get(caseId);
    if (entry === undefined || entry.state === 'closed') return 'gone';
    const lost = entry.leaseUntil !== null && new Date(entry.leaseUntil) < clock.now();
    if (entry.claimedBy?.id !== by.id || lost) return 'not_holder';
    change(entry);
    announce({ kind: act === 'renew' || act === 'reply' ? 'case' : 'queue', caseId, level: entry.level });
    return 'done';
  }
  const lease = (): string => new Date(clock.now().getTime() + 120_000).toISOString();
  function blank(entry: FakeCase): Omit<TranscriptEntry, 'by'> {
    const nothing = { who: null, text: '', event: null, media: null, location: null, delivery: null, understood: null };
    return { number: entry.transcript.length, at: clock.now().toISOString(), ...nothing };
  }
  function event(entry: FakeCase, name: string, values: Readonly<Record<string, string>>): void {
    const line = { ...blank(entry), by: 'event', event: { name, values } } as const;
    entry.transcript = [...entry.transcript, line];
  }

  return {
    cases: kept,
    acts,
    files,
    announce,
    watchers: () => listeners.size,
    async login(email, password) {
      const found = [...people.values()].find((person) => person.email === email.toLowerCase());
      return found?.password === password && !found.disabled ? shown(found) : null;
    },
    async staff(id) {
      const found = people.get(id);
      return found === undefined ? null : shown(found);
    },
    async queue(by) {
      need(by, 'nurse', 'queue');
      return [...kept.values()]
        .filter((entry) => entry.state === 'waiting' || entry.state === 'claimed')
        .sort((a, b) => urgencyRank(b.level) - urgencyRank(a.level) || (a.since < b.since ? -1 : 1))
        .map((entry) => {
          const inCase = ['summary', 'leads', 'contactHint', 'transcript', 'outcome', 'trainingConsent'];
          return Object.fromEntries(
            Object.entries(entry).filter(([name]) => !inCase.includes(name)),
          ) as unknown as CaseSummary;
        });
    },
    async view(by, caseId) {
      need(by, 'nurse', `view:${caseId}`);
      const entry = kept.get(caseId);
      if (entry === undefined) return null;
      const view = { ...entry };
      if (entry.claimedBy?.id === by.id) Object.assign(entry, { unread: 0, alert: false });
      return view;
    },
    async claim(by, caseId) {
      need(by, 'nurse', `claim:${caseId}`);
      const entry = kept.get(caseId);
      if (entry === undefined || entry.state === 'closed') return 'gone';
      if (entry.state === 'claimed' && entry.claimedBy?.id !== by.id) return 'taken';
      Object.assign(entry, { state: 'claimed', claimedBy: { id: by.id, name: by.name }, leaseUntil: lease() });
      event(entry, 'handoff_claimed', { staff: by.name });
      announce({ kind: 'queue', caseId, level: entry.level });
      return 'claimed';
    },
    renew: async (by, caseId) => held(by, caseId, 'renew', (entry) => (entry.leaseUntil = lease())),
    reply: async (by, caseId, text, key) =>
      held(by, caseId, 'reply', (entry) => {
        if (replies.has(key)) return;
        replies.add(key);
        const line = { ...blank(entry), by: 'nurse', who: by.name, text, delivery: 'accepted' } as const;
        entry.transcript = [...entry.transcript, line];
      }),
    setLevel: async (by, caseId, level, reason) =>
      held(by, caseId, 'level', (entry) => {
        const name = urgencyRank(level) < urgencyRank(entry.level) ? 'level_lowered' : 'level_raised';
        event(entry, name, { from: entry.level, to: level, reason, staff: by.name });
        entry.level = level;
      }),
    close: async (by, caseId, outcome, note) =>
      held(by, caseId, 'close', (entry) => {
        event(entry, 'handoff_closed', { outcome, note, staff: by.name });
        Object.assign(entry, { state: 'closed', outcome });
      }),
    handBack: async (by, caseId) =>
      held(by, caseId, 'hand_back', (entry) => Object.assign(entry, { state: 'closed', outcome: 'handed_back' })),
    release: async (by, caseId) =>
      held(by, caseId, 'release', (entry) =>
        Object.assign(entry, { state: 'waiting', claimedBy: null, leaseUntil: null }),
      ),
    async findings(by) {
      need(by, 'nurse', 'findings');
      return [
        { slot: 'chest_pain', name: CHEST_PAIN },
        { slot: 'fever', name: { en: 'feels hot', fr: 'Fièvre', ar: 'حمى' } },
      ];
    },
    correct: async (by, caseId, { message, language, findings }) =>
      held(by, caseId, 'correct', (entry) => {
        const about = entry.transcript.find((line) => line.number === message && line.understood !== null);
        if (about === undefined) throw new AppError('INPUT_INVALID', 'no such message');
        const corrected = { by: by.name, at: clock.now().toISOString() };
        entry.transcript = entry.transcript.map((line) =>
          line === about ? { ...line, understood: { language, findings, corrected, correctable: true } } : line,
        );
        event(entry, 'corrected_understanding', { message: String(message), language, staff: by.name });
      }),
    setTrainingConsent: async (by, caseId, agreed) =>
      held(by, caseId, 'training_consent', (entry) => {
        entry.trainingConsent = { agreed, askedBy: by.name, at: clock.now().toISOString() };
      }),
    async reveal(by, caseId) {
      need(by, 'nurse', `reveal:${caseId}`);
      return kept.has(caseId) ? '+212 600-000042' : null;
    },
    async media(by, caseId, mediaId) {
      need(by, 'nurse', `media:${caseId}`);
      return kept.has(caseId) ? (files.get(mediaId) ?? null) : null;
    },
    async reviews(by) {
      need(by, 'nurse', 'reviews');
      return [COUGH];
    },
    async setDuty(by, onDuty) {
      const found = people.get(by.id);
      if (found !== undefined) found.onDuty = onDuty;
      announce({ kind: 'staff', caseId: null, level: null });
    },
    async addStaff(by, entry) {
      need(by, 'admin', 'add_staff');
      if ([...people.values()].some((person) => person.email === entry.email)) {
        throw new AppError('INPUT_INVALID', 'this email address is already in use');
      }
      const id = `s-${++added}`;
      people.set(id, { id, onDuty: true, disabled: false, ...entry });
      return shown({ id, onDuty: true, disabled: false, ...entry });
    },
    async listStaff(by) {
      need(by, 'admin', 'list_staff');
      return [...people.values()].map(shown);
    },
    async disableStaff(by, id) {
      need(by, 'admin', 'disable_staff');
      const found = people.get(id);
      if (found === undefined) return 'gone';
      found.disabled = true;
      return 'done';
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const CHEST_PAIN = { en: 'pain in the chest', fr: 'Douleur thoracique', ar: 'ألم في الصدر' };

/** Leads with something in every place. */
export const SAMPLE_LEADS: CaseLeads = {
  state: 'draft',
  list: [
    {
      cause: 'stroke',
      name: { en: 'Stroke', fr: 'AVC', ar: 'سكتة دماغية' },
      icpc2: 'K90',
      for: [{ slot: 'chest_pain', name: CHEST_PAIN, value: 'present', valueName: null }],
      against: [{ slot: 'chest_pain', name: CHEST_PAIN, value: 'absent', valueName: null }],
    },
  ],
  found: [{ slot: 'chest_pain', name: CHEST_PAIN, value: 'present', valueName: null }],
  toAsk: [{ slot: 'chest_pain', name: CHEST_PAIN, value: 'unknown', valueName: null }],
};

const UNSIGNED: PartReview = { state: 'unsigned', signatures: [] };
const COUGH: PackReview = {
  pack: 'cough',
  title: { en: 'cough', fr: 'La toux', ar: 'السعال' },
  clinical: { state: 'lost', signatures: [{ by: 'Dr Test', role: 'chest physician', on: '2026-12-01' }] },
  languages: { fr: UNSIGNED, 'ary-Arab': UNSIGNED, 'ary-Latn': UNSIGNED, 'shi-Latn': UNSIGNED, 'zgh-Tfng': UNSIGNED },
};

/** A case with defaults that a test does not care about. */
export function sampleCase(change: Partial<CaseView> = {}): CaseView {
  return {
    id: 'c-1',
    state: 'waiting',
    level: 'urgent',
    label: 'K7Q2',
    channel: 'whatsapp',
    language: 'ary-Latn',
    reason: 'red_flag',
    since: '2026-01-05T09:00:00.000Z',
    lastMessageAt: '2026-01-05T09:01:00.000Z',
    claimedBy: null,
    leaseUntil: null,
    alert: false,
    unread: 0,
    summary: {
      patient: 'self',
      ageText: '54 y',
      complaint: { en: 'chest pain', fr: 'Douleur à la poitrine', ar: 'ألم في الصدر' },
      because: ['sign:chest_pain:A:urgent'],
      findings: [{ slot: 'chest_pain', name: CHEST_PAIN, value: 'present', valueName: null }],
      corrected: false,
      disposition: null,
    },
    leads: null,
    names: { slots: { chest_pain: CHEST_PAIN }, values: {}, packs: {}, questions: {} },
    contactHint: '…42',
    transcript: [
      {
        number: 0,
        at: '2026-01-05T09:00:00.000Z',
        by: 'patient',
        who: null,
        text: 'kan7ess b chi 7aja f sadri',
        event: null,
        media: null,
        location: null,
        delivery: null,
        understood: {
          language: 'ary',
          findings: [{ slot: 'chest_pain', presence: 'present', subject: 'self' }],
          corrected: null,
          correctable: true,
        },
      },
    ],
    outcome: null,
    trainingConsent: null,
    ...change,
  };
}
