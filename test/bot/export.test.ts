import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../bot/config.js';
import { listAll } from '../../bot/session/repository.js';
import { openStore } from '../../bot/store/index.js';
import { systemClock } from '../../core/time.js';
import { testBot } from '../support/bot.js';

/** The command as an operator runs it, on the embedded store. */
const folder = mkdtempSync(path.join(tmpdir(), 'labas-export-'));
const masterKey = Buffer.alloc(32, 5);
const open = () => openStore({ driver: 'libsql', file: path.join(folder, 'labas.db'), clock: systemClock, masterKey });

function labas(...args: readonly string[]) {
  return spawnSync(process.execPath, ['scripts/labas.mjs', ...args], {
    cwd: packageRoot(),
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      LABAS_DATA_DIR: folder,
      LABAS_MASTER_KEY: masterKey.toString('base64'),
    },
  });
}

async function audits() {
  const store = await open();
  const entries = (await listAll(store, ['audit', 'staff'])).map(
    ({ value }) => value as { act: string; about: string },
  );
  await store.close();
  return entries.filter(({ act }) => act === 'export_dataset').map(({ about }) => about);
}

const out = path.join(folder, 'corrected.jsonl');

describe('labas export', () => {
  beforeAll(async () => (await open()).close());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says so when there is nothing to export, prints nothing and ends well', async () => {
    const empty = labas('export', 'dataset', '--out', out);
    expect([empty.status, empty.stdout]).toEqual([0, '']);
    expect(empty.stderr).toContain('no message has both');
    expect(() => statSync(out)).toThrow();
    expect(await audits()).toEqual(['0']);
  });

  it('knows no other kind yet', () => {
    const other = labas('export', 'fhir');
    expect([other.status, other.stdout]).toEqual([1, '']);
    expect(other.stderr).toContain('usage: labas export dataset');
  });

  it('prints one line for each message, or keeps them in a file of its owner, never over another', async () => {
    const store = await open();
    const { bot, say } = await testBot({ store, clock: systemClock });
    const nurse = await bot.staff.add({ email: 'n@example.org', name: 'N', role: 'nurse', password: 'long-enough-1' });
    const words = 'smiyti Hassan, 3andi l7ri9 f sadri w kan3re9 bzaf';
    await say(words);
    const caseId = (await bot.desk.queue(nurse))[0]?.id ?? '';
    await bot.desk.claim(nurse, caseId);
    const view = await bot.desk.view(nurse, caseId);
    const message = view?.transcript.find((entry) => entry.text === words)?.number ?? -1;
    const findings = [{ slot: 'chest_pain', presence: 'present', subject: 'self' }] as const;
    expect(await bot.desk.correct(nurse, caseId, { message, language: 'ary', findings })).toBe('done');
    expect(await bot.desk.setTrainingConsent(nurse, caseId, true)).toBe('done');
    await bot.stop();
    await store.close();

    const printed = labas('export', 'dataset');
    expect([printed.status, printed.stderr]).toEqual([0, '']);
    expect(printed.stdout.split('\n')).toHaveLength(2);
    expect(JSON.parse(printed.stdout)).toMatchObject({
      text: 'smiyti <name>, 3andi l7ri9 f sadri w kan3re9 bzaf',
      form: 'ary-Latn',
      language: 'ary',
      findings,
    });

    expect(labas('export', 'dataset', '--out', out).status).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(printed.stdout);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    writeFileSync(out, 'mine');
    const again = labas('export', 'dataset', '--out', out);
    expect([again.status, readFileSync(out, 'utf8')]).toEqual([1, 'mine']);
    expect(again.stderr).toContain('INPUT_INVALID');
    expect(await audits()).toEqual(['0', '1', '1', '1']);
  });
});
