import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../bot/config.js';
import { buildPages } from '../../scripts/pages.mjs';
import { freePort, until } from '../support/service.js';

/** `labas flows preview` as a clinician has it: the command, a copy of the content, a real browser. */
const folder = mkdtempSync(path.join(tmpdir(), 'labas-preview-'));
const flows = path.join(folder, 'flows');
const words = path.join(flows, 'packs', 'sore_throat', 'text', 'fr.yaml');
let shipped: string;
let command: ChildProcess;
let output = '';
let url: string;
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  await buildPages({ onlyIfOld: true });
  cpSync(path.join(packageRoot(), 'flows'), flows, { recursive: true });
  shipped = readFileSync(words, 'utf8');
  const port = await freePort();
  command = spawn(
    process.execPath,
    ['scripts/labas.mjs', 'flows', 'preview', 'sore_throat', '--port', String(port), '--flows', flows],
    { cwd: packageRoot(), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const keep = (chunk: Buffer): void => void (output += chunk.toString());
  command.stdout?.on('data', keep);
  command.stderr?.on('data', keep);
  url = `http://127.0.0.1:${port}/preview`;
  await until('the preview to be up', 60, () => {
    if (command.exitCode !== null) throw new Error(`the preview ended: ${output}`);
    return output.includes(url) ? true : null;
  });
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
}, 120_000);

afterAll(async () => {
  await browser.close();
  const ended = new Promise<void>((resolve) => command.once('exit', () => resolve()));
  command.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

afterEach(async () => {
  writeFileSync(words, shipped);
  await page.context().close();
  expect(faults).toEqual([]);
});

async function open(language: string, width = 1400, height = 1000): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height } });
  page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
  await page.goto(`${url}?lang=${language}`);
  await page.locator('.chooser').waitFor();
}

/** A machine that runs all suites at once takes longer than the second that a poll waits by itself. */
const PATIENT = { timeout: 20_000 };

function phone(id: 'whatsapp' | 'sms' | 'call'): Locator {
  return page.locator('section.station', { has: page.locator(`#${id}-title`) });
}

function save(from: string, to: string): void {
  const text = readFileSync(words, 'utf8');
  expect(text).toContain(from);
  writeFileSync(words, text.replace(from, to));
}

/** The first question of the pack, as it was shipped: the first text after the title. */
const first = (): string => /^ {2}title: .*\n {2}\w+: "?(.*?)"?$/m.exec(shipped)?.[1] ?? '-';

describe('the preview of a pack', () => {
  it(
    'shows its first question on three phones, and the new words a second after they were saved',
    { timeout: 90_000 },
    async () => {
      await open('fr');
      await phone('whatsapp').getByText(first()).waitFor();
      await phone('sms').getByText(first()).waitFor();
      await page.getByRole('button', { name: 'Appeler' }).click();
      await phone('call').getByText(first(), { exact: true }).waitFor();

      const began = Date.now();
      save(first(), 'Depuis quand, ce mal ?');
      await phone('whatsapp').getByText('Depuis quand, ce mal ?').waitFor();
      const waited = Date.now() - began;
      await phone('sms').getByText('Depuis quand, ce mal ?').waitFor();
      // Who was on the line is called through again.
      await phone('call').getByText('Depuis quand, ce mal ?', { exact: true }).waitFor();
      expect(await phone('whatsapp').getByText(first()).count()).toBe(0);
      // A second on a machine that does nothing else.
      expect(waited).toBeLessThan(5000);
    },
  );

  it('keeps the answers that were given, and the question that is open', { timeout: 90_000 }, async () => {
    await open('fr');
    await phone('sms').getByText(first()).waitFor();
    const began = page.waitForResponse('**/preview/choose');
    await page.getByRole('button', { name: 'Recommencer' }).click();
    await began;
    await phone('sms').getByText(first()).waitFor();
    await phone('sms').locator('textarea').fill('2');
    await page.keyboard.press('Enter');
    await expect.poll(() => phone('sms').locator('article.service').count(), PATIENT).toBe(2);
    const second = (await phone('sms').locator('article.service p.words').last().textContent()) ?? '-';

    save(first(), 'Depuis quand, ce mal ?');
    await phone('sms').getByText('Depuis quand, ce mal ?').waitFor();
    await expect.poll(() => phone('sms').locator('article.service p.words').last().textContent(), PATIENT).toBe(second);
    expect(await phone('sms').locator('article.person p.words').allTextContents()).toEqual(['2']);
    await page.getByText('réponses redonnées : 1').waitFor();
  });

  it('tells a fault with its place and goes on with the last sound content', { timeout: 90_000 }, async () => {
    await open('en');
    await phone('whatsapp').getByText(first()).waitFor();
    writeFileSync(words, `${shipped}\nnonsense: 1\n`);
    const line = shipped.split('\n').length + 1;
    const alert = page.getByRole('alert');
    await alert.getByText(`packs/sore_throat/text/fr.yaml:${line}:1`).waitFor();
    await alert.getByText('"nonsense" means nothing here').waitFor();
    expect(await phone('whatsapp').getByText(first()).count()).toBe(1);
    writeFileSync(words, shipped);
    await alert.getByText('nonsense').waitFor({ state: 'detached' });
  });

  it('speaks another form with the keyboard alone, and says whom a pack is not for', { timeout: 90_000 }, async () => {
    await open('en');
    await page.getByLabel('Language of the phones').focus();
    await page.getByLabel('Language of the phones').selectOption('zgh-Tfng');
    await phone('whatsapp')
      .getByText(/\p{Script=Tifinagh}/u)
      .first()
      .waitFor();
    await page.getByLabel('Age', { exact: true }).fill('20');
    await page.keyboard.press('Enter');
    await page.getByLabel('Unit of the age').selectOption('days');
    await page.getByRole('alert').getByText('sore_throat is not for this person').waitFor();
    await page.getByLabel('Unit of the age').selectOption('years');
    await page.getByLabel('Language of the phones').selectOption('fr');
    await phone('whatsapp').getByText(first()).waitFor();
  });

  it.each([
    ['ar', 1400],
    ['ar', 390],
    ['en', 390],
  ])(
    'has nothing that axe objects to, and no sideways scrolling: %s at %i',
    { timeout: 60_000 },
    async (language, width) => {
      await open(language, width);
      expect(await page.locator('html').getAttribute('dir')).toBe(language === 'ar' ? 'rtl' : 'ltr');
      writeFileSync(words, `${shipped}\nnonsense: 1\n`);
      await page.getByRole('alert').getByText('nonsense').waitFor();
      await expect.poll(() => page.evaluate('document.getAnimations().length'), PATIENT).toBe(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`),
      ).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await page.screenshot({ path: path.join(folder, `${language}-${width}.png`) });
    },
  );
});
