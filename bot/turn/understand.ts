import type { TurnContext } from '@microsoft/agents-hosting';
import { isWrittenForm, type LanguageTag, type WrittenForm } from '../../core/language.js';
import type { Understanding } from '../../core/understanding.js';
import type { FlowEngine, Release } from '../../flows/index.js';
import type { Nlu } from '../../nlp/nlu.js';
import { keys } from '../session/repository.js';
import { draftOf, record, spokenText, type Draft, type Overheard } from './draft.js';
import { asWritten, isBareAnswer, onlyRaising, settle } from './overhear.js';

/** First in the set: what was said goes into the transcript, what it means into the draft. */
export function understand(tools: { readonly nlu: Nlu; readonly engine: FlowEngine; readonly release: Release }) {
  return async (context: TurnContext, next: () => Promise<void>): Promise<void> => {
    const draft = draftOf(context);
    if (draft.input.kind === 'message') {
      recordMessage(draft);
      if (draft.input.overheard !== null) await overhear(draft, draft.input.overheard);
      const text = spokenText(draft.input);
      if (text !== null) await read(draft, text);
      if (draft.input.overheard === null) await settle(draft, (heard) => read(draft, heard));
    }
    await next();
  };

  async function read(draft: Draft, text: string): Promise<void> {
    take(draft, await understood(draft, text));
  }

  function understood(draft: Draft, text: string): Promise<Understanding> {
    const expected = openSlots(tools, draft);
    return tools.nlu.understand(
      { text, ...(expected.length === 0 ? {} : { expected }) },
      draft.session.language === null ? {} : { language: hintOf(draft.session.language) },
    );
  }

  /** Words that wait for a yes. A second voice note goes on where the first one stopped, unless it says "no" to it. */
  async function overhear(draft: Draft, overheard: Overheard): Promise<void> {
    const { unconfirmed, waiting } = draft.session;
    let understanding = await understood(draft, overheard.text);
    if (waiting === 'heard' && unconfirmed !== null) {
      if (isBareAnswer(understanding, overheard)) {
        draft.input = asWritten(draft.input, overheard.text);
        return;
      }
      if (understanding.intents[0]?.label !== 'no') {
        const text = `${unconfirmed.text}\n${overheard.text}`;
        understanding = await understood(draft, text);
        if (draft.input.kind === 'message') draft.input = { ...draft.input, overheard: { ...overheard, text } };
      }
    }
    take(draft, onlyRaising(understanding));
  }
}

function take(draft: Draft, understanding: Understanding): void {
  draft.understanding = understanding;
  draft.heard = understanding.entities;
  if (draft.session.language === null) {
    const form = writtenFormOf(understanding);
    if (form !== null) draft.session = { ...draft.session, language: form };
  }
  recordUnderstanding(draft, understanding);
}

function openSlots(tools: { readonly engine: FlowEngine; readonly release: Release }, draft: Draft): readonly string[] {
  const { interview, waiting } = draft.session;
  if (interview === null || interview.at === null || waiting !== null) return [];
  const asked = tools.engine.ask(tools.release, interview).events.find((event) => event.type === 'asked');
  return asked?.type === 'asked' ? asked.prompt.slots : [];
}

/** The patient's own words: into the transcript, and nowhere else. */
function recordMessage(draft: Draft): void {
  if (draft.input.kind !== 'message') return;
  const { inbound, media, overheard } = draft.input;
  const { part } = inbound;
  const base = { by: 'patient' as const, messageId: inbound.externalId };
  switch (part.kind) {
    case 'text':
      draft.entries.push({
        ...base,
        text: part.text.slice(0, 10_000),
        event: part.confidence === undefined ? null : heardBy({ language: null, confidence: part.confidence }),
      });
      break;
    case 'choice':
      draft.entries.push({ ...base, text: part.title || part.choiceId });
      break;
    case 'keys':
      draft.entries.push({ ...base, text: part.keys });
      break;
    case 'media':
      draft.entries.push({
        ...base,
        text: [part.caption, overheard?.text ?? ''].filter((words) => words !== '').join('\n'),
        media: media === null ? null : { id: media.id, mediaType: media.mediaType },
        event:
          media === null
            ? { name: 'media_unavailable', values: { type: part.mediaType } }
            : overheard === null
              ? null
              : heardBy(overheard),
      });
      if (media !== null) {
        const key = keys.media(draft.session.person, media.id);
        draft.writes.push({ op: 'put', key, value: media, ttlSeconds: 30 * 86_400 });
      }
      break;
    case 'location':
      draft.entries.push({
        ...base,
        text: part.label,
        location: { latitude: part.latitude, longitude: part.longitude },
      });
      break;
    case 'call':
      draft.entries.push({ ...base, text: '', event: { name: `call_${part.event}`, values: {} } });
      break;
    case 'opt_out':
      draft.entries.push({ ...base, text: '', event: { name: 'opted_out', values: {} } });
      break;
    case 'unsupported':
      draft.entries.push({ ...base, text: '', event: { name: 'unsupported', values: { type: part.mediaType } } });
  }
}

/** Marks words in the transcript that no person wrote: the nurse listens herself before she trusts them. */
function heardBy(heard: Pick<Overheard, 'language' | 'confidence'>): {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
} {
  return {
    name: 'heard_by_machine',
    values: {
      ...(heard.language === null ? {} : { language: heard.language }),
      ...(heard.confidence === null ? {} : { confidence: heard.confidence.toFixed(2) }),
    },
  };
}

/** What was understood, in ids: the nurse sees why a question was skipped. */
function recordUnderstanding(draft: Draft, understanding: Understanding): void {
  const values: Record<string, string> = { language: understanding.language.label, by: understanding.by.join(' ') };
  const entities = understanding.entities
    .map(
      (entity) =>
        `${entity.slot}=${entity.presence === 'present' ? String(entity.value) : entity.presence}/${entity.subject}`,
    )
    .join(' ');
  if (entities !== '') values['heard'] = entities;
  const intents = understanding.intents.map((intent) => intent.label).join(' ');
  if (intents !== '') values['intents'] = intents;
  if (understanding.redFlag) values['alarm'] = 'yes';
  record(draft, 'understood', values);
}

function hintOf(form: WrittenForm): LanguageTag {
  return (form === 'fr' ? 'fr' : form.startsWith('ary') ? 'ary' : 'ber') as LanguageTag;
}

/**
 * The written form to answer in: the language and the script of the message. Amazigh in Arabic letters is answered in
 * Darija, with the choice offered. `null`: not sure, so the person is asked.
 */
export function writtenFormOf(understanding: Understanding): WrittenForm | null {
  const { language, script } = understanding;
  const amazigh = ['ber', 'shi', 'tzm', 'rif', 'zgh'].includes(language.label);
  if (language.label === 'fr') return 'fr';
  if (language.label === 'ary' || (language.label === 'ar' && script === 'Arab')) {
    return script === 'Arab' ? 'ary-Arab' : 'ary-Latn';
  }
  if (amazigh) return script === 'Tfng' ? 'zgh-Tfng' : script === 'Arab' ? 'ary-Arab' : 'shi-Latn';
  return null;
}

/** The written form that "change language" asked for by name; `null`: none was named. */
export function wantedForm({ understanding }: Draft): WrittenForm | null {
  const wanted = understanding?.wantsLanguage ?? null;
  if (understanding === null || wanted === null) return null;
  return isWrittenForm(wanted) ? wanted : writtenFormOf({ ...understanding, language: { label: wanted, score: 1 } });
}
