import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPromptFiles } from '../../channels/index.js';

let folder = '';
const put = (path: string, words: string) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), words);
};
const library = () =>
  createPromptFiles([join(folder, 'recorded'), join(folder, 'placeholder')], 'https://labas.example/');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'labas-prompts-'));
  put('recorded/shi/common.yes.mp3', 'mp3 bytes');
  put('recorded/fr/common.no.wav', 'a person');
  put('placeholder/fr/common.no.wav', 'a machine');
  put('placeholder/fr/common.yes.wav', 'a machine');
  put('secret.wav', 'outside');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('recorded prompts', () => {
  it('give an address for what is recorded, and serve it there', async () => {
    const prompts = library();
    expect(prompts.url('shi', 'common.yes')).toMatch(
      /^https:\/\/labas\.example\/media\/prompts\/shi-common\.yes\.mp3\?v=\w+$/u,
    );
    expect(prompts.url('tzm', 'common.yes')).toBeNull();
    const file = await prompts.read('shi-common.yes.mp3');
    expect(file).toMatchObject({ contentType: 'audio/mpeg' });
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe('mp3 bytes');
    expect(file?.etag).toMatch(/^"[\w-]{22}"$/u);
  });

  it('prefer a person to a machine, line by line', async () => {
    const prompts = library();
    expect(Buffer.from((await prompts.read('fr-common.no.wav'))?.bytes ?? []).toString()).toBe('a person');
    expect((await prompts.read('fr-common.yes.wav'))?.contentType).toBe('audio/wav');
    expect(prompts.count('fr')).toBe(2);
  });

  it('lead nowhere else', async () => {
    symlinkSync(join(folder, 'secret.wav'), join(folder, 'recorded/fr/link.wav'));
    const prompts = library();
    for (const id of [
      'fr-../../secret.wav',
      'fr-..%2f..%2fsecret.wav',
      '../secret.wav',
      'secret.wav',
      'fr-link.wav',
      'fr-common.no.mp3',
      '',
      'fr-',
      '__proto__',
    ]) {
      expect(await prompts.read(id), id).toBeNull();
    }
    expect(prompts.url('fr', '../../secret')).toBeNull();
  });

  it('carry a call in Amazigh only when a person says that they are complete', () => {
    const prompts = library();
    expect(['fr', 'ary-Arab', 'ary-Latn', 'ary'].map(prompts.speaks)).toEqual([true, true, true, true]);
    expect(['shi-Latn', 'zgh-Tfng', 'tzm', 'en', ''].map(prompts.speaks)).toEqual([false, false, false, false, false]);
    put('recorded/shi/COMPLETE', 'checked');
    expect(['shi-Latn', 'zgh-Tfng', 'tzm'].map(prompts.speaks)).toEqual([true, true, false]);
  });

  it('give a line that was recorded again another address', () => {
    const before = library().url('fr', 'common.no');
    put('recorded/fr/common.no.wav', 'the same person, more clearly');
    expect(library().url('fr', 'common.no')).not.toBe(before);
  });

  it('see new recordings when told to look again, and miss none that vanished', async () => {
    const prompts = library();
    put('recorded/ary/common.yes.wav', 'new');
    expect(prompts.url('ary', 'common.yes')).toBeNull();
    prompts.refresh();
    expect(prompts.url('ary', 'common.yes')).not.toBeNull();
    rmSync(join(folder, 'recorded/ary/common.yes.wav'));
    expect(await prompts.read('ary-common.yes.wav')).toBeNull();
    expect(createPromptFiles(['/nowhere'], 'https://x').url('fr', 'a')).toBeNull();
  });
});
