import { describe, expect, it } from 'vitest';
import { exportDataset } from '../../bot/commands/export.js';
import { keys, listAll, PARTITIONS } from '../../bot/session/repository.js';
import { createMemoryStore, pseudonym, type Store } from '../../bot/store/index.js';
import { heardLanguage, understoodMessages } from '../../bot/transcript/correction.js';
import type { Entry } from '../../bot/transcript/transcript.js';
import type { Correction, Staff, TranscriptEntry } from '../../console/desk.js';
import { countedIds } from '../../core/ids.js';
import { heldClock } from '../../core/time.js';
import { testBot, type TestBot } from '../support/bot.js';

const DAY = 86_400_000;
const WORDS = "j'ai une douleur qui serre dans la poitrine et je transpire, je m'appelle Karim, 0612345678";
const FINDINGS: Correction['findings'] = [
  { slot: 'chest_pain', presence: 'present', subject: 'self' },
  { slot: 'fever', presence: 'absent', subject: 'child' },
];

interface Scene extends TestBot {
  readonly store: Store;
  readonly nurse: Staff;
  readonly other: Staff;
  /** A red flag from `phone`, claimed by the nurse; its case and the number of its message. */
  claimed(words?: string, phone?: string): Promise<{ caseId: string; message: number }>;
  lines(caseId: string): Promise<readonly TranscriptEntry[]>;
  audits(): Promise<readonly { staff: string; act: string; about: string }[]>;
  exported(retentionDays?: number): Promise<readonly Record<string, unknown>[]>;
}

async function scene(): Promise<Scene> {
  const clock = heldClock(new Date('2026-01-05T09:00:00Z'));
  const store = createMemoryStore({ clock });
  const at = await testBot({ clock, store });
  const ids = countedIds(10_000);
  const add = (name: string): Promise<Staff> =>
    at.bot.staff.add({ email: `${name}@example.org`, name, role: 'nurse', password: 'long-enough-1' });
  const [nurse, other] = [await add('Nadia'), await add('Karima')];
  const lines = async (caseId: string) => (await at.bot.desk.view(nurse, caseId))?.transcript ?? [];
  return {
    ...at,
    clock,
    store,
    nurse,
    other,
    lines,
    async claimed(words = WORDS, phone = '+212600000001') {
      const before = new Set((await at.bot.desk.queue(nurse)).map((entry) => entry.id));
      await at.say(words, phone);
      const caseId = (await at.bot.desk.queue(nurse)).find((entry) => !before.has(entry.id))?.id ?? '';
      expect(await at.bot.desk.claim(nurse, caseId)).toBe('claimed');
      await at.bot.idle();
      const message = (await lines(caseId)).find((entry) => entry.text === words)?.number ?? -1;
      return { caseId, message };
    },
    async audits() {
      const pages = await Promise.all(
        ['staff', ...PARTITIONS].map((partition) => listAll(store, ['audit', partition])),
      );
      return pages.flat().map((entry) => entry.value as { staff: string; act: string; about: string });
    },
    async exported(retentionDays = 30) {
      const key = Buffer.alloc(32, 9);
      const text = await exportDataset({ store, key, retentionDays, clock, ids });
      return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
    },
  };
}

const correction = (message: number): Correction => ({ message, language: 'fr', findings: FINDINGS });

describe('a correction', () => {
  it('stands beside the message, with who and when, and changes nothing else', async () => {
    const { bot, nurse, claimed, lines, sent, store, audits } = await scene();
    const { caseId, message } = await claimed();
    const before = await bot.desk.view(nurse, caseId);
    const person = pseudonym(Buffer.alloc(32, 3), '+212600000001');
    const session = await store.get(keys.session(person));
    sent.length = 0;
    expect(await bot.desk.correct(nurse, caseId, correction(message))).toBe('done');
    await bot.idle();
    const after = await bot.desk.view(nurse, caseId);

    expect(sent).toEqual([]);
    expect([after?.level, after?.state, after?.summary]).toEqual([before?.level, before?.state, before?.summary]);
    const interview = (stored: typeof session) => (stored?.value as { interview: unknown }).interview;
    expect(interview(await store.get(keys.session(person)))).toEqual(interview(session));

    const corrected = (await lines(caseId)).find((entry) => entry.number === message)?.understood;
    expect(corrected).toEqual({
      language: 'fr',
      findings: FINDINGS,
      corrected: { by: 'Nadia', at: '2026-01-05T09:00:00.000Z' },
      correctable: true,
    });
    const event = after?.transcript.at(-1);
    expect(event).toMatchObject({ by: 'event', who: 'Nadia', event: { name: 'corrected_understanding' } });
    expect(after?.names.slots['fever']?.fr).toBe('Fièvre');
    expect(await audits()).toContainEqual(
      expect.objectContaining({ staff: nurse.id, act: 'correct', about: `${caseId}/${message}` }),
    );
  });

  it('begins with what was understood, about the patient of the case', async () => {
    const { claimed, lines } = await scene();
    const { caseId, message } = await claimed();
    const understood = (await lines(caseId)).find((entry) => entry.number === message)?.understood;
    expect(understood?.language).toBe('fr');
    expect(understood?.findings).toContainEqual({ slot: 'chest_pain', presence: 'present', subject: 'self' });
    expect(understood).toMatchObject({ corrected: null, correctable: true });
    const others = (await lines(caseId)).filter((entry) => entry.by !== 'patient');
    expect(others.every((entry) => entry.understood === null)).toBe(true);
  });

  it('can be corrected again: the last one counts', async () => {
    const { bot, nurse, claimed, lines } = await scene();
    const { caseId, message } = await claimed();
    await bot.desk.correct(nurse, caseId, correction(message));
    await bot.desk.correct(nurse, caseId, { message, language: 'other', findings: [] });
    const understood = (await lines(caseId)).find((entry) => entry.number === message)?.understood;
    expect(understood).toMatchObject({ language: 'other', findings: [] });
  });

  it('is for the holder alone, and for a case that is open', async () => {
    const { bot, nurse, other, claimed } = await scene();
    const { caseId, message } = await claimed();
    expect(await bot.desk.correct(other, caseId, correction(message))).toBe('not_holder');
    expect(await bot.desk.setTrainingConsent(other, caseId, true)).toBe('not_holder');
    expect(await bot.desk.correct(nurse, 'c-none', correction(message))).toBe('gone');
    await expect(bot.desk.correct({ ...nurse, disabled: true }, caseId, correction(message))).rejects.toMatchObject({
      code: 'DESK_FORBIDDEN',
    });
    await expect(bot.desk.findings({ ...nurse, disabled: true })).rejects.toMatchObject({ code: 'DESK_FORBIDDEN' });
    await bot.desk.release(nurse, caseId);
    expect(await bot.desk.correct(nurse, caseId, correction(message))).toBe('not_holder');
    await bot.desk.claim(nurse, caseId);
    await bot.desk.close(nurse, caseId, 'advice_given', '');
    expect(await bot.desk.correct(nurse, caseId, correction(message))).toBe('gone');
    const closed = await bot.desk.view(nurse, caseId);
    expect(closed?.transcript.some((entry) => entry.understood?.correctable === true)).toBe(false);
  });

  it('names findings of the dictionary, each once for a person, and a message of this case in words', async () => {
    const { bot, nurse, claimed, lines } = await scene();
    const { caseId, message } = await claimed();
    const refused = { code: 'INPUT_INVALID' };
    const fever = { slot: 'fever', presence: 'present', subject: 'self' } as const;
    const correct = (change: Partial<Correction>) =>
      bot.desk.correct(nurse, caseId, { ...correction(message), ...change });
    await expect(correct({ findings: [{ ...fever, slot: 'no_such_thing' }] })).rejects.toMatchObject(refused);
    await expect(correct({ findings: [{ ...fever, slot: 'age_days' }] })).rejects.toMatchObject(refused);
    await expect(correct({ findings: [fever, { ...fever, presence: 'absent' }] })).rejects.toMatchObject(refused);
    await expect(correct({ message: message + 1 })).rejects.toMatchObject(refused);
    await expect(correct({ message: 9999 })).rejects.toMatchObject(refused);
    expect(await correct({ findings: [fever, { ...fever, subject: 'child' }] })).toBe('done');
    expect((await lines(caseId)).filter((entry) => entry.event?.name === 'corrected_understanding')).toHaveLength(1);
  });

  it('does not reach back into the case before', async () => {
    const { bot, nurse, claimed, exported } = await scene();
    const first = await claimed();
    await bot.desk.close(nurse, first.caseId, 'advice_given', '');
    const second = await claimed('je veux parler à une infirmière');
    await expect(bot.desk.correct(nurse, second.caseId, correction(first.message))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect(await bot.desk.correct(nurse, second.caseId, correction(second.message))).toBe('done');
    await bot.desk.setTrainingConsent(nurse, second.caseId, true);
    expect((await exported()).map((row) => row['text'])).toEqual(['je veux parler à une infirmière']);
  });

  it('goes with the wipe word', async () => {
    const { bot, nurse, claimed, say, exported, store } = await scene();
    const { caseId, message } = await claimed();
    await bot.desk.correct(nurse, caseId, correction(message));
    await bot.desk.setTrainingConsent(nurse, caseId, true);
    expect(await exported()).toHaveLength(1);
    const recorded = async () =>
      JSON.stringify(await Promise.all(PARTITIONS.map((partition) => listAll(store, ['transcript', partition]))));
    expect(await recorded()).toContain('chest_pain=present/self');
    await bot.desk.handBack(nurse, caseId);
    await bot.idle();
    await say('effacer');
    await say('1');
    expect(await recorded()).not.toContain('chest_pain=present/self');
    expect(await exported()).toEqual([]);
  });
});

describe('what was understood', () => {
  const entry = (number: number, by: Entry['by'], change: Partial<Entry> = {}): Entry => ({
    ...{ number, by, at: '2026-01-05T09:00:00.000Z', who: null, text: '', event: null, media: null },
    ...{ location: null, messageId: null, channel: 'whatsapp' },
    ...change,
  });
  const event = (number: number, name: string, values = {}) => entry(number, 'event', { event: { name, values } });

  it('belongs to the message before it, and after a pressed "yes" to none', () => {
    const found = understoodMessages(
      [
        entry(0, 'patient', { text: 'kan7ess b l7rara' }),
        event(1, 'understood', { language: 'ary', heard: 'fever=true cough=absent age_days=400', by: 'a@1 b@2' }),
        entry(2, 'patient', { text: 'Oui' }),
        event(3, 'heard_confirmed'),
        event(4, 'understood', { language: 'fr', heard: 'fever=true' }),
        entry(5, 'patient', { text: '?' }),
        event(6, 'understood', { language: 'und', by: 'a@1' }),
      ],
      'child',
    );
    expect([...found.keys()]).toEqual([0, 5]);
    expect(found.get(0)).toMatchObject({
      language: 'ary',
      findings: [
        { slot: 'fever', presence: 'present', subject: 'child' },
        { slot: 'cough', presence: 'absent', subject: 'child' },
      ],
      model: ['a@1', 'b@2'],
    });
    expect(found.get(5)).toMatchObject({ language: null, findings: [], corrected: null });
  });

  it.each([
    ['fr', 'fr'],
    ['ary', 'ary'],
    ['shi', 'ber'],
    ['rif', 'ber'],
    ['ar', 'other'],
    ['und', null],
  ])('%s is called %s', (label, language) => expect(heardLanguage(label)).toBe(language));
});

describe('the yes to learning from the phrases of a case', () => {
  it('is no by default, says who asked and when, and can be taken back', async () => {
    const { bot, nurse, claimed, audits } = await scene();
    const { caseId } = await claimed();
    const consent = async () => (await bot.desk.view(nurse, caseId))?.trainingConsent;
    expect(await consent()).toBeNull();
    expect(await bot.desk.setTrainingConsent(nurse, caseId, true)).toBe('done');
    expect(await consent()).toEqual({ agreed: true, askedBy: 'Nadia', at: '2026-01-05T09:00:00.000Z' });
    expect(await bot.desk.setTrainingConsent(nurse, caseId, false)).toBe('done');
    expect((await consent())?.agreed).toBe(false);
    const acts = (await audits()).map((entry) => entry.act);
    expect(acts.filter((act) => act.startsWith('training_'))).toEqual(['training_agreed', 'training_refused']);
  });

  it('can be taken back after the case, and not given', async () => {
    const { bot, nurse, other, claimed } = await scene();
    const { caseId } = await claimed();
    await bot.desk.setTrainingConsent(nurse, caseId, true);
    await bot.desk.close(nurse, caseId, 'advice_given', '');
    expect(await bot.desk.setTrainingConsent(other, caseId, true)).toBe('gone');
    expect(await bot.desk.setTrainingConsent(other, caseId, false)).toBe('done');
    expect((await bot.desk.view(nurse, caseId))?.trainingConsent).toMatchObject({ agreed: false, askedBy: 'Karima' });
    expect(await bot.desk.setTrainingConsent(other, caseId, false)).toBe('gone');
  });
});

describe('the exported data set', () => {
  it('has what a nurse corrected of whom agreed, without who it was', async () => {
    const { bot, nurse, claimed, exported, audits } = await scene();
    const { caseId, message } = await claimed();
    await bot.desk.correct(nurse, caseId, correction(message));
    await bot.desk.setTrainingConsent(nurse, caseId, true);
    const [row, ...more] = await exported();
    expect(more).toEqual([]);
    expect(row).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      text: "j'ai une douleur qui serre dans la poitrine et je transpire, je m'appelle <name>, <phone>",
      form: 'fr',
      language: 'fr',
      findings: FINDINGS,
      intents: expect.any(Array),
      correctedAt: '2026-01',
      model: expect.arrayContaining([expect.stringContaining('@')]),
    });
    const person = pseudonym(Buffer.alloc(32, 3), '+212600000001');
    expect(JSON.stringify(row)).not.toMatch(new RegExp(`${person}|${caseId}|Nadia|${nurse.id}|2026-01-05`));
    expect(await audits()).toContainEqual({
      at: '2026-01-05T09:00:00.000Z',
      staff: 'command line',
      act: 'export_dataset',
      about: '1',
    });
  });

  it('is empty without a yes, after a yes taken back, and without a correction', async () => {
    const { bot, nurse, claimed, exported, audits } = await scene();
    const one = await claimed(WORDS, '+212600000001');
    const two = await claimed(WORDS, '+212600000002');
    await bot.desk.correct(nurse, one.caseId, correction(one.message));
    await bot.desk.setTrainingConsent(nurse, two.caseId, true);
    expect(await exported()).toEqual([]);
    await bot.desk.setTrainingConsent(nurse, one.caseId, true);
    expect(await exported()).toHaveLength(1);
    await bot.desk.setTrainingConsent(nurse, one.caseId, false);
    expect(await exported()).toEqual([]);
    const counts = (await audits()).filter((entry) => entry.act === 'export_dataset').map((entry) => entry.about);
    expect(counts.sort()).toEqual(['0', '0', '1']);
  });

  it('ends with the retention, whichever is shorter: of then or of now', async () => {
    const { bot, nurse, claimed, say, exported, clock } = await scene();
    await say('bonjour');
    const { caseId, message } = await claimed();
    await bot.desk.correct(nurse, caseId, correction(message));
    await bot.desk.setTrainingConsent(nurse, caseId, true);
    clock.advance(2 * DAY);
    expect(await exported(30)).toHaveLength(1);
    // Nobody consented to keep it longer: three days, whatever was configured.
    clock.advance(1.1 * DAY);
    expect(await exported(30)).toEqual([]);
  });

  it('leaves out people who refused, and what is older than today’s retention', async () => {
    const { bot, nurse, claimed, exported, store, clock } = await scene();
    const person = pseudonym(Buffer.alloc(32, 3), '+212600000001');
    const { caseId, message } = await claimed();
    await bot.desk.correct(nurse, caseId, correction(message));
    await bot.desk.setTrainingConsent(nurse, caseId, true);
    const become = async (consent: string) => {
      const stored = await store.get(keys.session(person));
      await store.commit([{ op: 'put', key: keys.session(person), value: { ...(stored?.value as object), consent } }]);
    };
    await become('refused');
    expect(await exported()).toEqual([]);
    await become('given');
    clock.advance(1.5 * DAY);
    expect(await exported(2)).toHaveLength(1);
    expect(await exported(1)).toEqual([]);
  });

  it('leaves out words that a machine heard: nobody wrote them', async () => {
    const { bot, nurse, claimed, say, lines, exported } = await scene();
    const { caseId } = await claimed();
    const heard = 'j’ai aussi de la fièvre';
    await say({ kind: 'text', text: heard, confidence: 0.9 });
    const message = (await lines(caseId)).find((entry) => entry.text === heard)?.number ?? -1;
    expect(await bot.desk.correct(nurse, caseId, correction(message))).toBe('done');
    await bot.desk.setTrainingConsent(nurse, caseId, true);
    expect(await exported()).toEqual([]);
  });

  it('leaves out what is too short to learn from', async () => {
    const { bot, nurse, claimed, say, lines, exported } = await scene();
    const { caseId } = await claimed();
    await say('ok');
    await say('0612345678');
    await say('oui');
    const said = (await lines(caseId)).filter((entry) => ['ok', '0612345678', 'oui'].includes(entry.text));
    expect(said).toHaveLength(3);
    for (const { number } of said)
      expect(await bot.desk.correct(nurse, caseId, { message: number, language: 'fr', findings: [] })).toBe('done');
    await bot.desk.setTrainingConsent(nurse, caseId, true);
    expect((await exported()).map((row) => row['text'])).toEqual(['oui']);
  });

  it('is in the order of its ids, which say nothing of who came first, and the same each time', async () => {
    const { bot, nurse, claimed, exported } = await scene();
    for (let index = 1; index <= 6; index++) {
      const { caseId, message } = await claimed(`${WORDS} ${'la la '.repeat(index)}`, `+21260000010${index}`);
      await bot.desk.correct(nurse, caseId, correction(message));
      await bot.desk.setTrainingConsent(nurse, caseId, true);
    }
    const rows = await exported();
    const ids = rows.map((row) => String(row['id']));
    expect(new Set(ids).size).toBe(6);
    expect(ids).toEqual([...ids].sort());
    expect(rows.map((row) => String(row['text']).length)).not.toEqual(
      rows.map((row) => String(row['text']).length).sort((a, b) => a - b),
    );
    expect(await exported()).toEqual(rows);
  });
});
