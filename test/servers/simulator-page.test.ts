import { AxeBuilder } from '@axe-core/playwright';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build } from 'vite';
import { channelId, contactId } from '../../channels/channel.js';
import { NUMBERS, PERSON, wired, type Wired } from '../channels/simulator/parts.js';
import { outbound } from '../channels/samples.js';

/** The simulator page in a real browser, with the real channels behind it. */
const folder = mkdtempSync(path.join(tmpdir(), 'labas-page-'));
let browser: Browser;
let site: Wired;
let baseUrl: string;
let page: Page;
let faults: string[];

beforeAll(async () => {
  await build({ root: 'channels/simulator/web', logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  const question = outbound({
    channelId: channelId('voice'),
    to: contactId(PERSON),
    speech: [{ id: 'fever', text: 'Avez-vous de la fièvre ? Oui, tapez 1.' }],
  });
  site = await wired([question], { webDirectory: folder });
  baseUrl = await site.app.listen({ host: '127.0.0.1', port: 0 });
  faults = [];
});
afterEach(async () => {
  await page.context().close();
  await site.app.close();
  expect(faults).toEqual([]);
});

async function open(language: string, width = 1400, height = 900): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height } });
  page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
  await page.goto(`${baseUrl}/simulator?lang=${language}`);
  await page.getByRole('button', { name: 'Fatima' }).waitFor();
}

function serviceSays(
  to: string,
  body: string,
  content: Parameters<Wired['provider']['create']>[0]['content'] = null,
): void {
  const from = to.startsWith('whatsapp:') ? NUMBERS.whatsappFrom : NUMBERS.smsFrom;
  site.provider.create({ to, from, body, content, statusCallback: null });
}

async function arrived(count: number): Promise<void> {
  await expect.poll(() => site.inbound.length).toBe(count);
}

describe('the simulator page', () => {
  it('sends what is written on WhatsApp, shows buttons, and sends the one that is tapped', async () => {
    await open('fr');
    await page.getByLabel('WhatsApp · Message').fill('bonjour');
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: 'reçu par le service' }).waitFor();
    serviceSays(`whatsapp:${PERSON}`, 'Puis-je ?', {
      form: 'buttons',
      body: 'Puis-je ?',
      menuLabel: '',
      options: [
        { id: 'c1', title: 'Oui' },
        { id: 'c2', title: 'Non' },
      ],
    });
    await page.getByRole('button', { name: 'Non' }).click();
    await arrived(2);
    expect(site.inbound.map(({ part }) => part)).toEqual([
      { kind: 'text', text: 'bonjour' },
      { kind: 'choice', choiceId: 'c2', title: 'Non' },
    ]);
  });

  it('opens a list over the chat and sends the row that is chosen by keyboard', async () => {
    await open('en');
    const options = [
      { id: 'a', title: 'Fièvre' },
      { id: 'b', title: 'Toux' },
    ];
    serviceSays(`whatsapp:${PERSON}`, 'Quoi ?', { form: 'list', body: 'Quoi ?', menuLabel: 'Choisir', options });
    await page.getByRole('button', { name: 'Choisir' }).click();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await arrived(1);
    expect(site.inbound[0]?.part).toEqual({ kind: 'choice', choiceId: 'b', title: 'Toux' });
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('counts the parts of an SMS and types an example sentence into the phone used last', async () => {
    await open('en');
    await page.getByLabel('SMS on a basic phone · Message').focus();
    await page.getByRole('button', { name: 'عندي الحريق' }).click();
    await page.keyboard.press('Enter');
    await page.getByText('UCS-2 · 1 part').waitFor();
    serviceSays(PERSON, 'a'.repeat(161));
    await page.getByText('GSM-7 · 2 parts').waitFor();
    expect(site.inbound[0]).toMatchObject({
      channelId: 'sms',
      part: { kind: 'text', text: 'عندي الحريق فصدري وكنعرق' },
    });
  });

  it('sends a photo, made small, that the page then shows', async () => {
    await open('fr');
    const dot = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await page
      .getByLabel('Photo', { exact: true })
      .setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: dot });
    await page.getByRole('img', { name: 'Photo' }).waitFor();
    await arrived(1);
    expect(site.inbound[0]?.part).toMatchObject({ kind: 'media', mediaType: 'image/jpeg' });
  });

  it('makes a call by keyboard: the words are written, a key interrupts, hanging up is told', async () => {
    await open('fr');
    await page.getByRole('button', { name: 'Appeler' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Avez-vous de la fièvre ? Oui, tapez 1.').waitFor();
    await page.getByRole('button', { name: 'Raccrocher' }).focus();
    await page.keyboard.press('1');
    await page.getByText('Vous avez tapé 1').waitFor();
    await arrived(2);
    await page.keyboard.press('Enter');
    await page.getByText('Appel terminé').waitFor();
    await arrived(3);
    expect(site.inbound.map(({ part }) => part)).toEqual([
      { kind: 'call', event: 'started' },
      { kind: 'keys', keys: '1' },
      { kind: 'call', event: 'hung_up' },
    ]);
  });

  it('keeps two people apart, and remembers what was said', async () => {
    await open('fr');
    serviceSays(`whatsapp:${PERSON}`, 'pour Fatima');
    await page.getByText('pour Fatima').waitFor();
    await page.getByRole('button', { name: 'Brahim' }).click();
    await page.getByText('pour Fatima').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Fatima' }).click();
    await page.getByText('pour Fatima').waitFor();
  });

  it.each([
    ['fr', 1400],
    ['ar', 1400],
    ['en', 390],
    ['fr', 700], // 1400 at 200 % zoom
  ])('has nothing that axe objects to, and no sideways scrolling: %s at %i', async (language, width) => {
    await open(language, width);
    serviceSays(`whatsapp:${PERSON}`, 'عيط دابا ل 141\n1 آه\n2 لا');
    serviceSays(PERSON, 'ⵖⵔ ⵉ 141');
    await page.getByText('ⵖⵔ ⵉ 141').waitFor();
    // Colours are judged when the messages have faded in.
    await expect.poll(() => page.evaluate('document.getAnimations().length')).toBe(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`),
    ).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });
});
