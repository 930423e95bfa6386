import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Key } from '../../bot/store/index.js';
import { openStore } from '../../bot/store/index.js';
import { heldClock } from '../../core/time.js';

const run = promisify(execFile);
const ROOT = new URL('../../', import.meta.url).pathname;
const KEY: Key = ['session', 'p', 'c1'];

describe('opening a store', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'labas-open-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('encrypts what the embedded driver keeps and refuses another master key', async () => {
    const options = {
      driver: 'libsql',
      clock: heldClock(new Date('2026-01-05T09:00:00Z')),
      file: join(folder, 'labas.db'),
      masterKey: randomBytes(32),
    } as const;
    const store = await openStore(options);
    expect(store.name).toBe('libsql, encrypted');
    await store.commit([{ op: 'put', key: KEY, value: 'rassi kaydreni' }]);
    await store.close();
    const bytes = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
    expect(bytes.includes('session')).toBe(true);
    expect(bytes.includes('kaydreni')).toBe(false);
    const wrong = openStore({ ...options, masterKey: randomBytes(32) });
    await expect(wrong).rejects.toMatchObject({ code: 'STORE_KEY_MISMATCH' });
    const again = await openStore(options);
    expect((await again.get(KEY))?.value).toBe('rassi kaydreni');
    await again.close();
  });

  it('keeps memory plain unless a master key is given', async () => {
    const clock = heldClock(new Date('2026-01-05T09:00:00Z'));
    expect((await openStore({ driver: 'memory', clock })).name).toBe('memory');
    const masterKey = randomBytes(32);
    expect((await openStore({ driver: 'memory', clock, masterKey })).name).toBe('memory, encrypted');
  });

  it('says that a Redis address is wrong without repeating it', async () => {
    const clock = heldClock(new Date('2026-01-05T09:00:00Z'));
    const masterKey = randomBytes(32);
    const notAnAddress = openStore({ driver: 'redis', clock, masterKey, url: 'labas:s3cret' });
    const error: unknown = await notAnAddress.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(JSON.stringify(error) + String(error)).not.toContain('s3cret');
  });

  it('works from the compiled files, where the writing thread is JavaScript, and loads no other driver', async () => {
    const dist = join(folder, 'dist');
    for (const room of ['core', 'bot/store']) {
      mkdirSync(join(dist, room), { recursive: true });
      for (const name of readdirSync(join(ROOT, room)).filter((each) => each.endsWith('.ts'))) {
        const source = readFileSync(join(ROOT, room, name), 'utf8');
        const compilerOptions = {
          module: ts.ModuleKind.ESNext,
          target: ts.ScriptTarget.ES2023,
          verbatimModuleSyntax: true,
        };
        const { outputText } = ts.transpileModule(source, { compilerOptions });
        writeFileSync(join(dist, room, `${basename(name, '.ts')}.js`), outputText);
      }
    }
    writeFileSync(join(dist, 'package.json'), '{"type":"module"}');
    symlinkSync(join(ROOT, 'node_modules'), join(dist, 'node_modules'));
    writeFileSync(
      join(dist, 'main.js'),
      `import { createRequire } from 'node:module';
       import { openStore } from './bot/store/index.js';
       const clock = { now: () => new Date() };
       const store = await openStore({ driver: 'libsql', clock, file: './compiled.db', masterKey: Buffer.alloc(32, 1) });
       await store.commit([{ op: 'put', key: ['session', 'p', 'c1'], value: 'compiled' }]);
       const { value } = await store.get(['session', 'p', 'c1']);
       await store.close();
       const loaded = Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('@redis'));
       console.log(value, loaded);`,
    );
    const { stdout } = await run(process.execPath, ['main.js'], { cwd: dist });
    expect(stdout).toBe('compiled false\n');
  });
});
