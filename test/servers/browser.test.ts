import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, selectors, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../bot/config.js';
import { buildPages } from '../../scripts/pages.mjs';
import { freePort, startService, type RunningService } from '../support/service.js';

/** A phone of the simulator and the nurse's console side by side, in a real browser, on the real service. */
const folder = mkdtempSync(path.join(tmpdir(), 'labas-browser-'));
/** Pictures for the README: kept only on purpose, so that a test run changes no file. */
const pictures = process.env['LABAS_PICTURES'] === '1' ? path.join(packageRoot(), 'docs', 'pictures') : folder;
let service: RunningService;
let browser: Browser;

beforeAll(async () => {
  selectors.setTestIdAttribute('data-test');
  mkdirSync(pictures, { recursive: true });
  await buildPages({ onlyIfOld: true });
  const port = await freePort();
  service = await startService({ LABAS_DATA_DIR: path.join(folder, 'data') }, port);
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}, 90_000);

afterAll(async () => {
  await browser.close();
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

function secret(): string {
  const found = /nurse@labas\.local\s+(\S+)/.exec(service.output());
  if (found?.[1] === undefined) throw new Error('the service did not print the demo login');
  return found[1];
}

async function open(route: string, width: number, height: number, locale = 'fr-FR'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, locale });
  const page = await context.newPage();
  await page.goto(`${service.base}${route}`);
  return page;
}

async function login(page: Page): Promise<void> {
  await page.getByTestId('login-email').fill('nurse@labas.local');
  await page.getByTestId('login-password').fill(secret());
  await page.getByTestId('login-submit').click();
  await page.getByTestId('queue').waitFor();
}

describe('a phone and the desk side by side', () => {
  it(
    'a red flag is reported, seen without a reload, claimed, answered, and read on the phone',
    { timeout: 120_000 },
    async () => {
      const phone = await open('/simulator', 1400, 900);
      const desk = await open('/console/', 1400, 900);
      await login(desk);
      expect(await desk.getByTestId('queue-row').count()).toBe(0);

      const whatsapp = phone.locator('section.station', { has: phone.locator('#whatsapp-title') });
      await whatsapp
        .locator('textarea, input[type=text]')
        .first()
        .fill("j'ai une douleur qui serre dans la poitrine et je transpire");
      await whatsapp.locator('button.send').click();
      await whatsapp.getByText('141').first().waitFor({ timeout: 15_000 });

      const row = desk.getByTestId('queue-row').first();
      await row.waitFor({ timeout: 10_000 });
      expect(await row.getAttribute('data-level')).toBe('emergency');
      await desk.getByTestId('alarm-banner').waitFor();
      await desk.screenshot({ path: path.join(pictures, 'desk-queue.png') });

      await row.click();
      await desk.getByTestId('claim').click();
      await desk.getByTestId('reply-text').fill('Bonjour, je suis Nadia. Le 141 est-il en route ?');
      await desk.getByTestId('reply-send').click();
      await whatsapp.getByText('je suis Nadia').waitFor({ timeout: 10_000 });
      await desk.getByTestId('transcript').getByText('je suis Nadia').waitFor();
      await phone.screenshot({ path: path.join(pictures, 'simulator.png') });
      await desk.screenshot({ path: path.join(pictures, 'desk.png') });

      // While the nurse holds the conversation the bot says nothing; she sees what is written.
      const before = await whatsapp.locator('article.bubble').count();
      await whatsapp.locator('textarea, input[type=text]').first().fill('oui ils arrivent');
      await whatsapp.locator('button.send').click();
      await desk.getByTestId('transcript').getByText('oui ils arrivent').waitFor({ timeout: 10_000 });
      expect(await whatsapp.locator('article.bubble').count()).toBe(before + 1);

      await phone.context().close();
      await desk.context().close();
    },
  );

  it(
    'the console works in Arabic, right to left, on a small screen, and breaks no accessibility rule',
    { timeout: 60_000 },
    async () => {
      const desk = await open('/console/', 390, 844, 'ar-MA');
      await login(desk);
      await desk.getByTestId('language-switch').first().waitFor();
      expect(await desk.locator('html').getAttribute('dir')).toBe('rtl');
      const width = await desk.evaluate('document.documentElement.scrollWidth');
      expect(Number(width)).toBeLessThanOrEqual(390);
      await desk.screenshot({ path: path.join(pictures, 'desk-ar.png') });
      const found = await new AxeBuilder({ page: desk }).analyze();
      expect(found.violations.map((violation) => violation.id)).toEqual([]);
      await desk.context().close();
    },
  );

  it(
    'the leads of a case are read with the keyboard, in Arabic on a small screen, and break no accessibility rule',
    { timeout: 60_000 },
    async () => {
      const desk = await open('/console/', 390, 844, 'ar-MA');
      await login(desk);
      await desk.getByTestId('queue-row').first().click();
      const summary = desk.getByTestId('summary');
      await summary.waitFor();
      if ((await summary.getAttribute('open')) === null) await summary.locator('> summary').press('Enter');
      const leads = desk.getByTestId('leads');
      await leads.getByTestId('lead').first().waitFor();
      expect(await leads.getByTestId('lead').first().getAttribute('data-cause')).toBe('heart_attack');
      expect(await leads.textContent()).not.toMatch(/[A-Za-z]{3,}/);
      expect(await leads.getByTestId('leads-to-ask').locator('li').count()).toBeGreaterThan(0);
      const width = await desk.evaluate('document.documentElement.scrollWidth');
      expect(Number(width)).toBeLessThanOrEqual(390);
      const found = await new AxeBuilder({ page: desk }).analyze();
      expect(found.violations.map((violation) => violation.id)).toEqual([]);
      await leads.screenshot({ path: path.join(folder, 'leads-ar.png') });
      await leads.locator('> summary').press('Enter');
      expect(await leads.getAttribute('open')).toBeNull();
      await desk.context().close();
    },
  );

  it('the simulator breaks no accessibility rule and fits a small screen', { timeout: 60_000 }, async () => {
    const phone = await open('/simulator', 390, 844);
    await phone.locator('#whatsapp-title').waitFor();
    expect(Number(await phone.evaluate('document.documentElement.scrollWidth'))).toBeLessThanOrEqual(390);
    const found = await new AxeBuilder({ page: phone }).analyze();
    expect(found.violations.map((violation) => violation.id)).toEqual([]);
    await phone.context().close();
  });

  it('a call rings through: language, welcome and keys', { timeout: 60_000 }, async () => {
    const phone = await open('/simulator', 1400, 900);
    await phone.getByRole('button', { name: /Brahim/ }).click();
    const call = phone.locator('section.station').nth(2);
    await call.getByRole('button', { name: /^(Appeler|Call)/ }).click();
    await call.getByText('Français').first().waitFor({ timeout: 15_000 });
    await call.getByRole('button', { name: /^1/ }).first().click();
    await call.getByText(/Labas/).first().waitFor({ timeout: 15_000 });
    await phone.context().close();
  });
});
