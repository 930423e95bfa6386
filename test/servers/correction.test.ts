import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, selectors, type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../bot/config.js';
import { buildPages } from '../../scripts/pages.mjs';
import { freePort, startService, type RunningService } from '../support/service.js';
import { startRedis, type RedisServer } from './redis-server.js';

/** A nurse corrects what was understood, with the keyboard alone, and on a telephone in Arabic; then it is exported. On Redis. */
const folder = mkdtempSync(path.join(tmpdir(), 'labas-correction-'));
/** Pictures are kept only on purpose, so that a test run changes no file. */
const pictures = process.env['LABAS_PICTURES'] === '1' ? path.join(packageRoot(), 'docs', 'pictures') : folder;
const WORDS = "j'ai une douleur qui serre dans la poitrine et je transpire";
let service: RunningService;
let redis: RedisServer;
let where: Readonly<Record<string, string>>;
let browser: Browser;

beforeAll(async () => {
  selectors.setTestIdAttribute('data-test');
  mkdirSync(pictures, { recursive: true });
  await buildPages({ onlyIfOld: true });
  redis = await startRedis();
  where = { LABAS_DATA_DIR: path.join(folder, 'data'), REDIS_URL: redis.url };
  service = await startService(where, await freePort());
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
}, 90_000);

afterAll(async () => {
  await browser.close();
  await service.stop();
  await redis.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function open(route: string, width: number, height: number, locale: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, locale });
  const page = await context.newPage();
  await page.goto(`${service.base}${route}`);
  return page;
}

async function login(page: Page): Promise<void> {
  const secret = /nurse@labas\.local\s+(\S+)/.exec(service.output())?.[1] ?? '';
  await page.getByTestId('login-email').fill('nurse@labas.local');
  await page.getByTestId('login-password').fill(secret);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('queue').waitFor();
}

/** Tab until the focus is there, as somebody without a mouse would. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let step = 0; step < 60; step++) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error('the keyboard does not get there');
}

async function violations(page: Page): Promise<readonly string[]> {
  const found = await new AxeBuilder({ page }).analyze();
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

describe('correcting what was understood', () => {
  it('works with the keyboard alone, and stands in the transcript', { timeout: 120_000 }, async () => {
    const phone = await open('/simulator', 1400, 900, 'fr-FR');
    const whatsapp = phone.locator('section.station', { has: phone.locator('#whatsapp-title') });
    await whatsapp.locator('textarea, input[type=text]').first().fill(WORDS);
    await whatsapp.locator('button.send').click();
    await whatsapp.getByText('141').first().waitFor({ timeout: 15_000 });

    const desk = await open('/console/', 1400, 900, 'fr-FR');
    await login(desk);
    await desk.getByTestId('queue-row').first().click();
    expect(await desk.getByTestId('correct').count()).toBe(0);
    expect(await desk.getByTestId('training-consent').isDisabled()).toBe(true);
    await desk.getByTestId('claim').click();
    const level = await desk.getByTestId('case').getAttribute('data-level');
    // The patient hears that a nurse is there; after that, nothing.
    await whatsapp.locator('article.bubble').nth(2).waitFor({ timeout: 10_000 });
    const bubbles = await whatsapp.locator('article.bubble').count();

    const button = desk.getByTestId('correct').first();
    await button.waitFor();
    await tabTo(desk, button);
    await desk.keyboard.press('Enter');
    const dialog = desk.getByTestId('correction');
    await dialog.waitFor();
    expect(await dialog.getByText(WORDS).count()).toBe(1);
    const chest = dialog.locator('[data-slot=chest_pain]');
    await chest.waitFor();

    // Not there after all: the first letter of "non" picks it in a list.
    await tabTo(desk, chest.getByTestId('correction-presence'));
    await desk.keyboard.press('n');
    expect(await chest.getByTestId('correction-presence').inputValue()).toBe('absent');
    await tabTo(desk, chest.getByTestId('correction-subject'));
    await desk.keyboard.press('ArrowDown');
    expect(await chest.getByTestId('correction-subject').inputValue()).toBe('child');
    const count = await dialog.getByTestId('correction-finding').count();
    await tabTo(desk, dialog.getByTestId('correction-search'));
    await desk.keyboard.type('fievre');
    await dialog.getByTestId('correction-add').first().waitFor();
    expect(await violations(desk)).toEqual([]);
    await desk.screenshot({ path: path.join(pictures, 'correction-fr.png') });
    await desk.keyboard.press('Enter');
    expect(await dialog.getByTestId('correction-finding').count()).toBe(count + 1);
    expect(await dialog.locator('[data-slot=fever]').count()).toBe(1);
    // Another one is added by its button and taken out again; the focus is not lost with its line.
    await desk.keyboard.type('toux');
    await tabTo(desk, dialog.getByTestId('correction-add').first());
    await desk.keyboard.press('Enter');
    await tabTo(desk, dialog.getByTestId('correction-remove').last(), 'Shift+Tab');
    await desk.keyboard.press('Enter');
    expect(await dialog.getByTestId('correction-finding').count()).toBe(count + 1);
    await tabTo(desk, dialog.getByTestId('correction-submit'));
    await desk.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });

    const event = desk.locator('[data-event=corrected_understanding]');
    await event.waitFor();
    expect(await event.innerText()).toMatch(
      /corrige ce qui a été compris.*Douleur thoracique\s: non \(son enfant\).*Fièvre\s: oui.*\(français\)/,
    );
    expect(await desk.getByTestId('corrected').innerText()).toContain('Nadia');
    expect(await button.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    expect(await desk.getByTestId('case').getAttribute('data-level')).toBe(level);
    expect(await whatsapp.locator('article.bubble').count()).toBe(bubbles);

    const consent = desk.getByTestId('training-consent');
    await tabTo(desk, consent, 'Shift+Tab');
    await desk.keyboard.press('Space');
    await desk.getByTestId('training-note').getByText('Oui, noté par').waitFor();
    expect(await consent.isChecked()).toBe(true);
    expect(await violations(desk)).toEqual([]);
    await desk.screenshot({ path: path.join(pictures, 'corrected-fr.png') });
    await desk.context().close();
    await phone.context().close();
  });

  it('works right to left on a small screen, in Arabic', { timeout: 60_000 }, async () => {
    const desk = await open('/console/', 390, 844, 'ar-MA');
    await login(desk);
    await desk.getByTestId('queue-row').first().click();
    await desk.getByTestId('correct').first().click();
    const dialog = desk.getByTestId('correction');
    await dialog.locator('[data-slot=fever]').getByText('حمى').waitFor();
    await dialog.getByTestId('correction-search').fill('سعال');
    await dialog.getByTestId('correction-add').first().waitFor();
    expect(await desk.locator('html').getAttribute('dir')).toBe('rtl');
    expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    expect(Number(await desk.evaluate('document.documentElement.scrollWidth'))).toBeLessThanOrEqual(390);
    expect(await violations(desk)).toEqual([]);
    await desk.screenshot({ path: path.join(pictures, 'correction-ar.png') });
    await dialog.getByTestId('correction-add').first().click();
    await dialog.getByTestId('correction-submit').click();
    await dialog.waitFor({ state: 'detached' });
    const event = desk.locator('[data-event=corrected_understanding]');
    await event.nth(1).waitFor();
    expect(await event.nth(1).innerText()).toMatch(/سعال: نعم/);
    // On a telephone the summary is closed once the case is held; the switch is in it.
    await desk.getByTestId('summary').locator('> summary').click();
    await desk.getByTestId('training-consent').scrollIntoViewIfNeeded();
    expect(await desk.getByTestId('training-note').innerText()).toContain('نعم');
    expect(await violations(desk)).toEqual([]);
    await desk.screenshot({ path: path.join(pictures, 'corrected-ar.png') });
    await desk.context().close();
  });

  it('is exported beside the running service, once the person agreed', () => {
    const exported = spawnSync(process.execPath, ['scripts/labas.mjs', 'export', 'dataset'], {
      cwd: packageRoot(),
      encoding: 'utf8',
      env: { ...process.env, ...where },
    });
    expect([exported.status, exported.stderr]).toEqual([0, '']);
    const rows = exported.stdout.trim().split('\n');
    expect(rows).toHaveLength(1);
    expect(JSON.parse(rows[0] ?? '')).toMatchObject({
      text: WORDS,
      form: 'fr',
      findings: expect.arrayContaining([
        { slot: 'chest_pain', presence: 'absent', subject: 'child' },
        { slot: 'cough', presence: 'present', subject: 'self' },
      ]),
    });
  });
});
