import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../bot/commands/diff.js';
import { folderAt } from '../../bot/content/git.js';
import { contentFolder } from '../flows/pack/folder.js';

const folder = mkdtempSync(path.join(tmpdir(), 'labas-diff-'));
const old = contentFolder(null);
const now = contentFolder(null);
const cases = path.join(folder, 'cases');

beforeAll(() => {
  mkdirSync(cases);
  mkdirSync(path.join(folder, 'flows', 'packs'), { recursive: true });
  writeFileSync(path.join(folder, 'flows', 'slots.yaml'), 'first: é\n');
  writeFileSync(path.join(folder, 'flows', 'packs', 'a.tsv'), 'one\ttwo\n');
  writeFileSync(path.join(folder, 'flows', 'code.ts'), 'export {};\n');
  const git = (...args: string[]): void => {
    const author = ['-c', 'user.name=test', '-c', 'user.email=test@labas.local'];
    execFileSync('git', [...author, ...args], { cwd: folder, stdio: 'ignore' });
  };
  git('init');
  git('add', '.');
  git('commit', '-m', 'first');
  git('tag', 'first');
  writeFileSync(path.join(folder, 'flows', 'slots.yaml'), 'second: é\n');
  git('commit', '-am', 'second');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  old.remove();
  now.remove();
});

async function printed(...args: string[]): Promise<{ readonly code: number; readonly output: string }> {
  const lines: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    return { code: await run(args), output: lines.join('') };
  } finally {
    write.mockRestore();
  }
}

describe('labas flows diff', () => {
  it('is content with content that is the same', async () => {
    const { code, output } = await printed(old.directory, now.directory, '--cases', cases);
    expect(code).toBe(0);
    expect(output).toContain('the same content');
  });

  it('stops a change that makes anything less urgent, and says it to machines as well', async () => {
    const table = path.join(now.directory, 'packs', 'common', 'signs.tsv');
    const rows = readFileSync(table, 'utf8');
    writeFileSync(table, rows.replace('\temergency\t', '\turgent\t'));
    const { code, output } = await printed(old.directory, now.directory, '--cases', cases, '--json');
    writeFileSync(table, rows);
    expect(code).toBe(1);
    const diff = JSON.parse(output) as { down: number; changes: { direction: string; change: string }[] };
    expect(diff.down).toBeGreaterThan(0);
    expect(diff.changes).toContainEqual(expect.objectContaining({ direction: 'down', change: 'emergency → urgent' }));
  });

  it('wants two folders, or one and a revision', () => {
    expect(() => run([])).toThrow('usage');
    expect(() => run(['a', 'b', 'c'])).toThrow('usage');
    expect(() => run([path.join(folder, 'nowhere'), now.directory])).toThrow('missing');
  });
});

describe('the content at a revision', () => {
  it('is what was committed there, without the code beside it', () => {
    const first = folderAt('first', folder, 'flows');
    expect(readFileSync(path.join(first, 'slots.yaml'), 'utf8')).toBe('first: é\n');
    expect(readFileSync(path.join(first, 'packs', 'a.tsv'), 'utf8')).toBe('one\ttwo\n');
    expect(() => readFileSync(path.join(first, 'code.ts'))).toThrow();
    rmSync(first, { recursive: true });
    const second = folderAt('HEAD', folder, 'flows');
    expect(readFileSync(path.join(second, 'slots.yaml'), 'utf8')).toBe('second: é\n');
    rmSync(second, { recursive: true });
  });

  it.each([
    ['a revision that is not there', 'nowhere', 'flows', 'git: fatal'],
    ['what is no revision', '--output=x', 'flows', 'is no revision'],
    ['a revision without the folder', 'HEAD', 'content', 'there is no content/ at HEAD'],
  ])('is refused for %s', (_what, revision, name, why) => {
    expect(() => folderAt(revision, folder, name)).toThrow(why);
  });

  it('says so where there is no git, and where there is no repository', () => {
    const { PATH } = process.env;
    process.env['PATH'] = folder;
    try {
      expect(() => folderAt('HEAD', folder, 'flows')).toThrow('git is not installed here');
    } finally {
      process.env['PATH'] = PATH;
    }
    const bare = mkdtempSync(path.join(tmpdir(), 'labas-bare-'));
    expect(() => folderAt('HEAD', bare, 'flows')).toThrow('not a git repository');
    rmSync(bare, { recursive: true });
  });
});
