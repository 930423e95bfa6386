import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { review, sign } from '../../bot/commands/review.js';
import { readConfig, type Config } from '../../bot/config.js';
import { unreviewedPacks } from '../../bot/content/unreviewed.js';
import { openRelease } from '../../bot/open.js';
import { startService } from '../../bot/service.js';
import { AppError } from '../../core/errors.js';
import { WRITTEN_FORMS } from '../../core/language.js';
import { contentFolder } from '../flows/pack/folder.js';
import { testBot } from '../support/bot.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
/** A small content folder: two packs, `common` and `cough`. */
function content(): string {
  const { directory } = contentFolder(null);
  folders.push(directory);
  return directory;
}
const TODAY = '2026-12-05';
const BY = ['--by', 'Dr Test', '--role', 'chest physician'];
const signAll = (directory: string): void => {
  for (const pack of openRelease(directory).packs.keys())
    for (const part of ['clinical', ...WRITTEN_FORMS]) sign(directory, [pack, part, ...BY], TODAY);
};
const recordOf = (directory: string, pack = 'cough'): string => path.join(directory, 'packs', pack, 'REVIEW.md');

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'done';
}

describe('labas flows sign', () => {
  it('writes who signed what on which day, keeps the prose, and prints it', () => {
    const directory = content();
    const prose = '# Review record: cough\r\n\n**Draft.**  \n---\nMore, without an end of line';
    writeFileSync(recordOf(directory), prose);
    const hash = openRelease(directory).reviews.get('cough')?.clinical.sha256 ?? '';
    const printed = sign(directory, ['cough', 'clinical', ...BY, '--on', '2026-12-01'], TODAY);
    for (const part of ['cough clinical', 'Dr Test, chest physician', '2026-12-01', hash, 'REVIEW.md'])
      expect(printed).toContain(part);
    sign(directory, ['cough', 'shi-Latn', '--by', ' Fatima ', '--role', 'reads Tachelhit'], TODAY);
    const text = readFileSync(recordOf(directory), 'utf8');
    expect(text.endsWith(`\n---\n${prose}`)).toBe(true);
    expect(text).toContain(`clinical:\n  - { by: Dr Test, role: chest physician, on: 2026-12-01, sha256: ${hash} }\n`);
    const { clinical, languages } = openRelease(directory).reviews.get('cough') ?? {};
    expect([clinical?.state, languages?.['shi-Latn'].state, languages?.fr.state]).toEqual([
      'signed',
      'signed',
      'unsigned',
    ]);
    expect(languages?.['shi-Latn'].signatures).toMatchObject([{ by: 'Fatima', on: TODAY }]);
  });

  it('makes the file where there is none, and signs again what was lost', () => {
    const directory = content();
    sign(directory, ['cough', 'fr', ...BY], TODAY);
    const text = path.join(directory, 'packs/cough/text/fr.yaml');
    writeFileSync(text, readFileSync(text, 'utf8').replace('Restez calme', 'Restez assis'));
    expect(review(directory, ['cough'])).toMatch(
      /^fr +lost +[0-9a-f]{64}\n +2026-12-05 Dr Test, chest physician +what/m,
    );
    sign(directory, ['cough', 'fr', ...BY], TODAY);
    expect(openRelease(directory).reviews.get('cough')?.languages.fr).toMatchObject({
      state: 'signed',
      signatures: [{ by: 'Dr Test' }],
    });
    expect(readFileSync(recordOf(directory), 'utf8').match(/Dr Test/g)).toHaveLength(2);
  });

  it.each<readonly [string, ...string[]]>([
    ['nothing'],
    ['no part', 'cough'],
    ['an unknown pack', 'colds', 'clinical', ...BY],
    ['a path for a pack', '../cough', 'clinical', ...BY],
    ['an unknown form', 'cough', 'darija', ...BY],
    ['two parts', 'cough', 'fr', 'clinical', ...BY],
    ['no name', 'cough', 'fr', '--role', 'reader'],
    ['an empty name', 'cough', 'fr', '--by', '  ', '--role', 'reader'],
    ['no role', 'cough', 'fr', '--by', 'Dr Test'],
    ['an empty role', 'cough', 'fr', '--by', 'Dr Test', '--role', ''],
    ['a role of two lines', 'cough', 'fr', '--by', 'Dr Test', '--role', 'a\nb'],
    ['no day', 'cough', 'fr', ...BY, '--on', 'today'],
    ['a day that does not exist', 'cough', 'fr', ...BY, '--on', '2026-02-30'],
    ['a day to come', 'cough', 'fr', ...BY, '--on', '2026-12-06'],
    ['an option that means nothing', 'cough', 'fr', ...BY, '--force'],
  ])('refuses %s and writes nothing', (_what, ...args) => {
    const directory = content();
    expect(codeOf(() => sign(directory, args, TODAY))).toBe('INPUT_INVALID');
    expect(existsSync(recordOf(directory))).toBe(false);
  });

  it('refuses to sign twice what the same person signed, and a record with a fault', () => {
    const directory = content();
    sign(directory, ['cough', 'fr', ...BY], TODAY);
    const once = readFileSync(recordOf(directory), 'utf8');
    expect(codeOf(() => sign(directory, ['cough', 'fr', ...BY], TODAY))).toBe('INPUT_INVALID');
    expect(readFileSync(recordOf(directory), 'utf8')).toBe(once);
    writeFileSync(recordOf(directory), once.replace('pack: cough', 'pack: fever'));
    expect(codeOf(() => sign(directory, ['cough', 'clinical', ...BY], TODAY))).toBe('CONTENT_INVALID');
  });
});

describe('labas flows review', () => {
  it('prints every pack with every part, the state and the beginning of its hash', () => {
    const directory = content();
    sign(directory, ['cough', 'zgh-Tfng', ...BY], TODAY);
    const lines = review(directory, []).split('\n');
    expect(lines[0]).toMatch(/^pack +clinical +fr +ary-Arab +ary-Latn +shi-Latn +zgh-Tfng$/);
    expect(lines[1]).toMatch(/^common( +unsigned [0-9a-f]{8}){6}$/);
    expect(lines[2]).toMatch(/^cough( +unsigned [0-9a-f]{8}){5} +signed [0-9a-f]{8}$/);
    expect(lines.at(-1)).toBe('1 parts signed, 0 lost, 11 unsigned, in 2 packs');
    expect(review(directory, ['cough'])).toContain(`${TODAY} Dr Test, chest physician`);
    expect(codeOf(() => review(directory, ['colds']))).toBe('INPUT_INVALID');
  });
});

describe('the desk', () => {
  it('shows every pack to every member of staff, what was lost first, with its title and who signed', async () => {
    const directory = content();
    signAll(directory);
    const text = path.join(directory, 'packs/cough/text/shi-Latn.yaml');
    const change = (file: string, from: string, to: string): void =>
      writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
    change(text, 'calm: ', 'calm: a ');
    // Never signed is less pressing than lost, and more than signed.
    change(recordOf(directory, 'common'), readFileSync(recordOf(directory, 'common'), 'utf8'), '');
    const { bot } = await testBot({ release: openRelease(directory) });
    const add = (role: 'nurse' | 'admin') =>
      bot.staff.add({ email: `${role}@example.org`, name: role, role, password: 'long-enough-1' });
    const [nurse, admin] = [await add('nurse'), await add('admin')];
    const [first, second, ...more] = await bot.desk.reviews(nurse);
    expect(await bot.desk.reviews(admin)).toHaveLength(2);
    expect(more).toEqual([]);
    const signatures = [{ by: 'Dr Test', role: 'chest physician', on: TODAY }];
    expect(first).toMatchObject({
      pack: 'cough',
      title: { fr: 'La toux' },
      clinical: { state: 'signed', signatures },
      languages: { fr: { state: 'signed' }, 'shi-Latn': { state: 'lost', signatures } },
    });
    expect(second).toMatchObject({ pack: 'common', title: null, clinical: { state: 'unsigned', signatures: [] } });
    await bot.staff.change(nurse.id, { disabled: true });
    expect(() => bot.desk.reviews({ ...nurse, disabled: true })).toThrow(AppError);
    await bot.stop();
  });
});

describe('production', () => {
  function production(packsDirectory: string, env: Readonly<Record<string, string>> = {}): Config {
    const LABAS_DATA_DIR = mkdtempSync(path.join(tmpdir(), 'labas-review-data-'));
    folders.push(LABAS_DATA_DIR);
    const config = readConfig({
      LABAS_PROFILE: 'production',
      LABAS_DATA_DIR,
      PUBLIC_BASE_URL: 'https://labas.test',
      LABAS_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
      LABAS_ADMIN_EMAIL: 'admin@labas.test',
      LABAS_ADMIN_PASSWORD: 'a long password',
      TWILIO_ACCOUNT_SID: `AC${'5'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'token',
      LOG_LEVEL: 'error',
      ...env,
    });
    return { ...config, packsDirectory };
  }
  /** How the start is refused. What is signed here is not proved, so the next gate always holds. */
  async function refusal(config: Config): Promise<AppError> {
    const error: unknown = await startService(config).catch((caught: unknown) => caught);
    if (error instanceof AppError) return error;
    throw new Error('the service started', { cause: error });
  }

  it('refuses content that nobody signed, and names every pack', async () => {
    const error = await refusal(production(content()));
    expect(error.code).toBe('CONTENT_UNREVIEWED');
    const parts = ['clinical', ...WRITTEN_FORMS].join(', ');
    expect(error.message.split('\n').slice(1)).toEqual([`common: unsigned ${parts}`, `cough: unsigned ${parts}`]);
  });

  it('gets past this gate when everything is signed, and refuses what was lost or never signed, each named', async () => {
    const directory = content();
    signAll(directory);
    expect(unreviewedPacks(openRelease(directory))).toEqual([]);
    expect((await refusal(production(directory))).code).toBe('CONTENT_UNPROVED');
    const flow = path.join(directory, 'packs/cough/flow.yaml');
    writeFileSync(flow, readFileSync(flow, 'utf8').replace('max: 400', 'max: 300'));
    const record = recordOf(directory);
    writeFileSync(record, readFileSync(record, 'utf8').replace(/ {2}zgh-Tfng:\n.*\n/, '  zgh-Tfng: []\n'));
    const error = await refusal(production(directory));
    expect(error.code).toBe('CONTENT_UNREVIEWED');
    expect(error.message.split('\n').slice(1)).toEqual(['cough: lost clinical; unsigned zgh-Tfng']);
  });

  it('runs drafts only where the operator says so', async () => {
    const config = production(content(), { LABAS_ALLOW_DRAFT_CONTENT: '1' });
    expect((await refusal(config)).code).toBe('CONTENT_UNPROVED');
  });
});
