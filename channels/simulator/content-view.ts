import { z } from 'zod';
import type { ContentSids } from '../twilio/options.js';

/** A template with its variables filled in: what the phone shows under the words. */
export interface ContentView {
  readonly form: 'buttons' | 'list';
  readonly body: string;
  /** Label of the button that opens the list; empty for buttons. */
  readonly menuLabel: string;
  readonly options: readonly { readonly id: string; readonly title: string }[];
}

const Variables = z.record(z.string().regex(/^\d{1,2}$/u), z.string().min(1));

/** Twilio's words for what is wrong with a template message. */
export type ContentFault = 'unknown_sid' | 'bad_variables';

/** The one approved template of the stand-in's account: neutral, bilingual, without variables (`docs/running.md`). */
export const SIMULATOR_FOLLOW_UP_SID = `HX${'f0'.repeat(16)}`;
const FOLLOW_UP: ContentView = {
  form: 'buttons',
  body: 'Labas : pouvez-vous lire maintenant ? واش تقدر تقرا دابا؟',
  menuLabel: '',
  options: [
    { id: 'yes', title: 'Oui / آه' },
    { id: 'no', title: 'Non / لا' },
  ],
};

/**
 * Fills a template as the account of the stand-in has them (`channels/twilio/content.ts`): `{{1}}` the body, for lists `{{2}}`
 * the opening button, then title and id in turn. Limits are WhatsApp's: a title of 20 (buttons) or 24 (rows), no two alike.
 */
export function contentView(contentSids: ContentSids, sid: string, variables: string): ContentView | ContentFault {
  if (sid === SIMULATOR_FOLLOW_UP_SID) return FOLLOW_UP;
  const name = Object.entries(contentSids).find(([, known]) => known === sid)?.[0];
  const shape = /^(qr|list)(\d{1,2})$/u.exec(name ?? '');
  if (shape === null) return 'unknown_sid';
  const form = shape[1] === 'qr' ? 'buttons' : 'list';
  const values = read(variables);
  if (values === null) return 'bad_variables';
  const start = form === 'buttons' ? 2 : 3;
  const options = Array.from({ length: Number(shape[2]) }, (_, index) => ({
    title: values.get(start + index * 2) ?? '',
    id: values.get(start + index * 2 + 1) ?? '',
  }));
  const longest = form === 'buttons' ? 20 : 24;
  const body = values.get(1) ?? '';
  const isWhole =
    body !== '' &&
    options.every(({ id, title }) => id !== '' && id.length <= 200 && title !== '' && title.length <= longest) &&
    new Set(options.map(({ title }) => title)).size === options.length;
  if (!isWhole) return 'bad_variables';
  return { form, body, menuLabel: form === 'list' ? (values.get(2) ?? '') : '', options };
}

function read(variables: string): ReadonlyMap<number, string> | null {
  try {
    const parsed = Variables.safeParse(JSON.parse(variables));
    return parsed.success ? new Map(Object.entries(parsed.data).map(([key, value]) => [Number(key), value])) : null;
  } catch {
    return null;
  }
}
