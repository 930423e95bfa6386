import { createRequire } from 'node:module';

/** A detector of languages that others ship: text in, our label out; `und` when it names none of ours. */
export interface LanguageBaseline {
  readonly name: string;
  detect(text: string): string;
}

/** ISO 639-3 and 639-1 codes as the detectors give them. None of them has a code for Darija in Latin letters. */
const LABELS: Readonly<Record<string, string>> = {
  fra: 'fr',
  fr: 'fr',
  ary: 'ary',
  arb: 'ar',
  ar: 'ar',
  shi: 'ber',
  zgh: 'ber',
  tzm: 'ber',
  rif: 'ber',
  ber: 'ber',
  kab: 'kab',
  eng: 'en',
  en: 'en',
  spa: 'es',
  es: 'es',
};

/** franc-all and eld, where they are installed (they are for development only); the others are named as missing. */
export async function languageBaselines(): Promise<readonly LanguageBaseline[]> {
  const found: LanguageBaseline[] = [];
  const require = createRequire(import.meta.url);
  if (isThere(require, 'franc-all')) {
    const { franc } = await import('franc-all');
    found.push({ name: 'franc-all', detect: (text) => LABELS[franc(text, { minLength: 1 })] ?? 'und' });
  }
  if (isThere(require, 'eld')) {
    const { eld } = await import('eld/large');
    found.push({ name: 'eld', detect: (text) => LABELS[eld.detect(text).language] ?? 'und' });
  }
  return found;
}

function isThere(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch (error) {
    // A package without a CommonJS entry is there all the same.
    return error instanceof Error && 'code' in error && error.code !== 'MODULE_NOT_FOUND';
  }
}
