import type { CallStep } from './wire.js';

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (Element | string)[];
}

/** What is wrong with a TwiML document, in the words of whoever wrote it. */
export class TwimlError extends Error {}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/giu, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const hex = name[1]?.toLowerCase() === 'x';
    const code = Number.parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

const TOKEN =
  /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<\/([\w:-]+)\s*>|<([\w:-]+)((?:\s+[\w:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/uy;

function parseXml(document: string): Element {
  const root: Element = { name: '', attributes: new Map(), children: [] };
  const open: Element[] = [root];
  let at = 0;
  while (at < document.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(document);
    const inside = open.at(-1);
    if (match === null || inside === undefined) throw new TwimlError(`no XML at character ${at}`);
    at = TOKEN.lastIndex;
    const [, closing, opening, attributes = '', isEmpty, text] = match;
    if (text !== undefined) inside.children.push(unescape(text));
    if (opening !== undefined) {
      const element: Element = { name: opening, attributes: parseAttributes(attributes), children: [] };
      inside.children.push(element);
      if (isEmpty !== '/') open.push(element);
    }
    if (closing !== undefined) {
      if (open.length < 2 || inside.name !== closing) throw new TwimlError(`</${closing}> closes nothing`);
      open.pop();
    }
  }
  if (open.length > 1) throw new TwimlError(`<${open.at(-1)?.name ?? ''}> is not closed`);
  return root;
}

function parseAttributes(text: string): ReadonlyMap<string, string> {
  const found = text.matchAll(/([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gu);
  return new Map([...found].map(([, name = '', double, single]) => [name, unescape(double ?? single ?? '')]));
}

function elements(parent: Element): readonly Element[] {
  return parent.children.filter((child) => typeof child !== 'string');
}

function textOf(element: Element): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : textOf(child)))
    .join('')
    .trim();
}

/**
 * Reads TwiML into steps, as a gateway would: the verbs that Twilio and Somleng share, defaults from Twilio's
 * documentation. Throws `TwimlError` on anything that Somleng would end the call for.
 */
export function parseTwiml(document: string): readonly CallStep[] {
  const [response, ...more] = elements(parseXml(document));
  if (response?.name !== 'Response' || more.length > 0) throw new TwimlError('a document is one <Response>');
  return elements(response).map(step);
}

function step(element: Element): CallStep {
  switch (element.name) {
    case 'Play':
    case 'Say':
      return spoken(element);
    case 'Gather':
      return {
        verb: 'gather',
        numDigits: number(element.attributes.get('numDigits')),
        finishOnKey: element.attributes.get('finishOnKey') ?? '#',
        timeoutSeconds: number(element.attributes.get('timeout')) ?? 5,
        actionOnEmptyResult: element.attributes.get('actionOnEmptyResult') === 'true',
        action: element.attributes.get('action') ?? '',
        prompts: elements(element).map(spoken),
      };
    case 'Pause':
      return { verb: 'pause', seconds: number(element.attributes.get('length')) ?? 1 };
    case 'Redirect':
      return { verb: 'redirect', url: textOf(element) };
    case 'Hangup':
      return { verb: 'hangup' };
    default:
      throw new TwimlError(`<${element.name}> is not spoken by every gateway`);
  }
}

function spoken(element: Element): Extract<CallStep, { verb: 'play' | 'say' }> {
  if (element.name === 'Play') return { verb: 'play', url: textOf(element), text: null };
  if (element.name === 'Say') {
    return { verb: 'say', text: textOf(element), language: element.attributes.get('language') ?? 'en-US' };
  }
  throw new TwimlError(`<${element.name}> cannot stand inside <Gather>`);
}

function number(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,4}$/u.test(text) ? Number(text) : null;
}
