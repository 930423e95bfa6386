import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SPOKEN_FORMS, SPOKEN_OF, isWrittenForm, type SpokenForm } from '../../core/language.js';
import { publicUrl } from '../signature.js';
import type { PromptLibrary } from './prompts.js';
import { hasVoice } from './twiml.js';

export interface PromptFile {
  readonly contentType: 'audio/wav' | 'audio/mpeg';
  readonly bytes: Uint8Array;
  /** Strong `ETag` of the bytes, quotes included. */
  readonly etag: string;
}

export interface PromptFiles extends PromptLibrary {
  /** Answers `GET /media/prompts/:id`, id `<spoken form>-<line id>.wav`. `null`: no such recording. */
  read(id: string): Promise<PromptFile | null>;
  /**
   * Whether a call can be held in a language (a written or a spoken form): a provider's voice exists, or a person put a file
   * `COMPLETE` beside the recordings after checking that none is missing. Some recordings are not enough: the rest of
   * the call would be in a foreign voice.
   */
  speaks(language: string): boolean;
  /** How many lines are recorded in a spoken form. */
  count(form: SpokenForm): number;
  /** Looks at the folders again, after recordings were added. */
  refresh(): void;
}

const FILE = /^([A-Za-z0-9][A-Za-z0-9._@~+-]*)\.(wav|mp3)$/u;

/**
 * Recordings from folders with `<spoken form>/<line id>.wav` or `.mp3`, best folder first: recordings before placeholders.
 * Names are looked up in a list made from what is there, never joined into a path, so that no name can lead outside.
 * Twilio wants 8 kHz mono µ-law WAV, or MP3, with an audio content type (its error 13420 otherwise).
 */
export function createPromptFiles(directories: readonly string[], publicBaseUrl: string): PromptFiles {
  let files = index(directories);

  return {
    url(form, id) {
      const found = files.get(`${form}/${id}`);
      if (found === undefined) return null;
      // Recorded again, the same words get another address: providers keep what they fetched.
      const path = `/media/prompts/${form}-${encodeURIComponent(id)}.${found.extension}?v=${found.version}`;
      return publicUrl(publicBaseUrl, path);
    },
    async read(id) {
      const [, form, line, extension] = /^([a-z]+)-(.+)\.(wav|mp3)$/u.exec(id) ?? [];
      const found = files.get(`${form ?? ''}/${line ?? ''}`);
      if (found === undefined || found.extension !== extension) return null;
      const bytes = await readFile(found.path).catch(() => null);
      if (bytes === null) return null;
      const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
      return { contentType: extension === 'mp3' ? 'audio/mpeg' : 'audio/wav', bytes, etag };
    },
    speaks(language) {
      const spoken = isWrittenForm(language) ? SPOKEN_OF[language] : language;
      const form = SPOKEN_FORMS.find((each) => each === spoken);
      if (form === undefined) return false;
      return hasVoice(form) || directories.some((directory) => existsSync(join(directory, form, 'COMPLETE')));
    },
    count: (form) => [...files.keys()].filter((key) => key.startsWith(`${form}/`)).length,
    refresh() {
      files = index(directories);
    },
  };
}

interface Found {
  readonly path: string;
  readonly extension: string;
  readonly version: string;
}

function index(directories: readonly string[]): ReadonlyMap<string, Found> {
  const files = new Map<string, Found>();
  for (const directory of directories) {
    for (const form of SPOKEN_FORMS) {
      for (const name of names(join(directory, form))) {
        const [, id, extension] = FILE.exec(name) ?? [];
        if (id === undefined || extension === undefined || files.has(`${form}/${id}`)) continue;
        const path = join(directory, form, name);
        const stat = statSync(path, { throwIfNoEntry: false });
        if (stat === undefined) continue;
        const version = `${Math.trunc(stat.mtimeMs).toString(36)}${stat.size.toString(36)}`;
        files.set(`${form}/${id}`, { path, extension, version });
      }
    }
  }
  return files;
}

/** Sorted, so that of two files for one line the same one is always taken. A folder that is not there has no recordings. */
function names(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort((a, b) => (a > b ? -1 : 1)); // .wav before .mp3
  } catch {
    return [];
  }
}
