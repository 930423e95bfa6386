import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { assemble, type Bot } from '../../bot/assemble.js';
import { packageRoot } from '../../bot/config.js';
import { openNlu, openRelease } from '../../bot/open.js';
import { keys, loadSession } from '../../bot/session/repository.js';
import { createMemoryStore, pseudonym } from '../../bot/store/index.js';
import { channelId, contactId } from '../../channels/channel.js';
import { createLocalChannel } from '../../channels/simulator/index.js';
import { countedIds } from '../../core/ids.js';
import { WRITTEN_FORMS, type WrittenForm } from '../../core/language.js';
import type { Logger } from '../../core/log.js';
import { heldClock } from '../../core/time.js';
import {
  answering,
  createEngine,
  patientOf,
  playVignette,
  readVignettes,
  type Answer,
  type Prompt,
  type Vignette,
} from '../../flows/index.js';

const release = openRelease(path.join(packageRoot(), 'flows'));
const engine = createEngine();
const read = readVignettes(path.join(packageRoot(), 'vignettes'), release);
if ('problems' in read) throw new Error('the vignettes do not load');
const vignettes = read.vignettes;
const nlu = await openNlu({ model: false });
const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const KEY = Buffer.alloc(32, 3);
const HELLO: Readonly<Record<WrittenForm, string>> = {
  fr: 'bonjour',
  'ary-Arab': 'سلام',
  'ary-Latn': 'salam',
  'shi-Latn': 'azul',
  'zgh-Tfng': 'ⴰⵣⵓⵍ',
};
/** More turns than any interview has. */
const TOO_MANY = 60;

/** Writes the numbers that the patient answers with, in one language on one channel, to the whole bot; how it ended. */
async function written(
  vignette: Vignette,
  form: WrittenForm,
  kind: 'whatsapp' | 'sms',
  phone: string,
): Promise<string> {
  const clock = heldClock(new Date('2026-01-05T09:00:00Z'));
  const store = createMemoryStore({ clock });
  const bot: Bot = await assemble({
    store,
    channels: [createLocalChannel({ kind, onSend: () => undefined })],
    nlu,
    release,
    clock,
    ids: countedIds(),
    log: silent,
    pseudonymKey: KEY,
    retentionDays: 1,
    nurseMinutes: 10,
    speaks: () => true,
    burstMilliseconds: 0,
  });
  const person = pseudonym(KEY, phone);
  const load = async () => (await loadSession(store, person, { label: 'TEST', channel: channelId(kind) })).session;
  const session = await load();
  await store.commit([
    {
      op: 'put',
      key: keys.session(person),
      value: { ...session, language: form, languageChosen: true, consent: 'given' as const },
    },
  ]);
  const answer = answering(engine, release, patientOf(vignette));
  let text = HELLO[form];
  let last = '';
  for (let turn = 0; turn < TOO_MANY; turn++) {
    await bot.accept([
      {
        channelId: channelId(kind),
        externalId: `m-${turn}`,
        from: contactId(kind === 'whatsapp' ? `whatsapp:${phone}` : phone),
        phone,
        part: { kind: 'text', text },
        sentAt: clock.now(),
        answers: null,
      },
    ]);
    await bot.idle();
    const { interview } = await load();
    if (interview === null) throw new Error(`${vignette.id} ${form}: no interview after "${text}"`);
    if (interview.at === null) {
      await bot.stop();
      return interview.disposition ?? '';
    }
    const prompt = promptOf(engine.ask(release, interview).events);
    const said = answer(interview, prompt);
    text = typed(said, prompt);
    last = `${prompt.id} "${text}" ${JSON.stringify(said)}`;
  }
  return `does not end: ${last}`;
}

function promptOf(events: ReturnType<typeof engine.ask>['events']): Prompt {
  for (const event of events) if (event.type === 'asked') return event.prompt;
  throw new Error('no question is open');
}

/** Numbers of the choices, as a person types them; ages in days are typed with their unit in the question's own way. */
function typed(answer: Answer, prompt: Prompt): string {
  const place = (id: string): number => prompt.choices.findIndex((choice) => choice.id === id) + 1;
  if (answer.kind === 'choices') return answer.ids.map(place).join(' ');
  if (answer.kind === 'unsure') {
    // Where an answer of the question itself says that it is not known ("not measured"), that one is picked.
    const open = prompt.choices.findIndex(({ set }) => {
      const values = Object.values(set);
      return values.length > 0 && values.every((value) => value === 'unknown');
    });
    return String(place('unsure') > 0 ? place('unsure') : open + 1);
  }
  if (answer.kind !== 'number') throw new Error(`nobody types ${answer.kind}`);
  return prompt.node === 'common.age' ? `${answer.value} jours` : String(answer.value);
}

describe('the same vignette through the whole bot', () => {
  it.each(WRITTEN_FORMS)('ends alike in %s, on WhatsApp and by SMS', { timeout: 300_000 }, async (form) => {
    const different: string[] = [];
    for (const [index, vignette] of vignettes.entries()) {
      const kind = (index + WRITTEN_FORMS.indexOf(form)) % 2 === 0 ? 'whatsapp' : 'sms';
      const expected = playVignette(engine, release, vignette, 'list').simulation.disposition;
      const phone = `+2126${String(10_000_000 + index)}`;
      const ended = await written(vignette, form, kind, phone);
      if (ended !== expected) different.push(`${vignette.id} ${kind}: ${ended}, not ${expected}`);
    }
    expect(different).toEqual([]);
  });
});
