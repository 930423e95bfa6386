import type { TurnContext } from '@microsoft/agents-hosting';
import type { LanguageTag, WrittenForm } from '../../core/language.js';
import type { Understanding } from '../../core/understanding.js';
import type { FlowEngine, Release } from '../../flows/index.js';
import type { Nlu } from '../../nlp/nlu.js';
import { keys } from '../session/repository.js';
import { draftOf, record, spokenText, type Draft } from './draft.js';

/** First in the set: what was said goes into the transcript, what it means into the draft. */
export function understand(tools: { readonly nlu: Nlu; readonly engine: FlowEngine; readonly release: Release }) {
  return async (context: TurnContext, next: () => Promise<void>): Promise<void> => {
    const draft = draftOf(context);
    if (draft.input.kind === 'message') {
      recordMessage(draft);
      const text = spokenText(draft.input);
      if (text !== null) {
        const expected = openSlots(tools, draft);
        draft.understanding = await tools.nlu.understand(
          { text, ...(expected.length === 0 ? {} : { expected }) },
          draft.session.language === null ? {} : { language: hintOf(draft.session.language) },
        );
        draft.heard = draft.understanding.entities;
        if (draft.session.language === null) {
          const form = writtenFormOf(draft.understanding);
          if (form !== null) draft.session = { ...draft.session, language: form };
        }
        recordUnderstanding(draft, draft.understanding);
      }
    }
    await next();
  };
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
  const { inbound, media } = draft.input;
  const { part } = inbound;
  const base = { by: 'patient' as const, messageId: inbound.externalId };
  switch (part.kind) {
    case 'text':
      draft.entries.push({ ...base, text: part.text.slice(0, 10_000) });
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
        text: part.caption,
        media: media === null ? null : { id: media.id, mediaType: media.mediaType },
        event: media === null ? { name: 'media_unavailable', values: { type: part.mediaType } } : null,
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

/** What was understood, in ids: the nurse sees why a question was skipped. */
function recordUnderstanding(draft: Draft, understanding: Understanding): void {
  const values: Record<string, string> = { language: understanding.language.label, by: understanding.by.join(' ') };
  const entities = understanding.entities
    .map((entity) => `${entity.slot}=${entity.presence === 'present' ? String(entity.value) : entity.presence}`)
    .join(' ');
  if (entities !== '') values['heard'] = entities;
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
