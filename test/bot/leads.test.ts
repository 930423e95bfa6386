import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../bot/config.js';
import { openLeads } from '../../bot/open.js';
import { createMemoryStore } from '../../bot/store/index.js';
import type { CaseView, Staff } from '../../console/desk.js';
import { heldClock } from '../../core/time.js';
import type { LeadTable } from '../../flows/leads/index.js';
import { testBot, type TestBot } from '../support/bot.js';

const table = openLeads(path.join(packageRoot(), 'flows'));
/** A name that is found wherever it goes. */
const MARK = 'QZQZ';
const marked: LeadTable = {
  ...table,
  causes: table.causes.map((cause) => ({
    ...cause,
    id: `${MARK}${cause.id}`,
    names: { fr: MARK, ar: MARK, en: MARK },
  })),
  weights: new Map([...table.weights].map(([id, rows]) => [`${MARK}${id}`, rows])),
};
const CHEST = "j'ai une douleur qui serre dans la poitrine et je transpire";

async function nurseOf({ bot }: TestBot): Promise<Staff> {
  return bot.staff.add({ email: 'n@example.org', name: 'N', role: 'nurse', password: 'long-enough-1' });
}
async function onlyCase({ bot }: TestBot, nurse: Staff): Promise<CaseView> {
  const view = await bot.desk.view(nurse, (await bot.desk.queue(nurse))[0]?.id ?? '');
  if (view === null) throw new Error('there is no case');
  return view;
}

describe('the leads of a case', () => {
  it('stand in it for the nurse, named in her languages, with what to ask', async () => {
    const at = await testBot({ leads: table });
    const nurse = await nurseOf(at);
    await at.say(CHEST);
    const { leads } = await onlyCase(at, nurse);
    expect(leads?.state).toBe('draft');
    const first = leads?.list[0];
    expect(first?.cause).toBe('heart_attack');
    expect(first?.name).toMatchObject({ fr: 'Infarctus, syndrome coronarien aigu' });
    expect(first?.name.ar).toMatch(/\p{Script=Arabic}/u);
    expect(first?.for.map(({ slot }) => slot)).toEqual(expect.arrayContaining(['chest_pain', 'sweating']));
    for (const finding of [...(first?.for ?? []), ...(leads?.toAsk ?? [])]) {
      expect(finding.name.fr).not.toBe(finding.slot);
    }
    expect(leads?.toAsk.map(({ slot }) => slot)).toContain('breathless_at_rest');
  });

  it('are worked out when it is opened, and kept nowhere', async () => {
    const clock = heldClock(new Date('2026-01-05T09:00:00Z'));
    const store = createMemoryStore({ clock });
    const at = await testBot({ leads: marked, store, clock });
    const nurse = await nurseOf(at);
    await at.say(CHEST);
    expect((await onlyCase(at, nurse)).leads?.list[0]?.name.fr).toBe(MARK);
    // Another table on the same store: what the case shows is of this table, so nothing of the first was kept.
    const later = await testBot({ leads: table, store, clock });
    expect((await onlyCase(later, nurse)).leads?.list[0]?.cause).toBe('heart_attack');
    expect(store.snapshot()).not.toContain(MARK);
  });

  it('are none where the service has no table', async () => {
    const at = await testBot();
    const nurse = await nurseOf(at);
    await at.say(CHEST);
    expect((await onlyCase(at, nurse)).leads).toBeNull();
  });

  it('change nothing of what is said, decided or logged', async () => {
    const messages = [
      CHEST,
      '1',
      'ma fille de 6 ans a de la fièvre',
      '1',
      '2',
      '3',
      'je suis enceinte et je saigne',
      '9',
    ];
    const with_ = await testBot({ leads: marked });
    const without = await testBot();
    const nurses = [await nurseOf(with_), await nurseOf(without)] as const;
    for (const message of messages) {
      const said = await with_.say(message);
      // She looks at every step: what is worked out then must go nowhere.
      const view = await onlyCase(with_, nurses[0]);
      expect(JSON.stringify(view.leads)).toContain(MARK);
      expect(JSON.stringify(said)).not.toContain(MARK);
      const other = await without.say(message);
      expect(said.map(({ text, choices }) => [text, choices])).toEqual(
        other.map(({ text, choices }) => [text, choices]),
      );
      const { leads: _leads, ...rest } = view;
      const { leads: _none, ...same } = await onlyCase(without, nurses[1]);
      expect(rest.level).toBe(same.level);
      expect(rest.summary).toEqual(same.summary);
      expect(JSON.stringify(rest)).not.toContain(MARK);
    }
    expect(with_.log.join('\n')).not.toContain(MARK);
    expect(await with_.bot.metrics.registry.metrics()).not.toContain(MARK);
  });
});
