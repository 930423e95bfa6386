import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, selectors, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackReview } from '../../console/desk.js';
import { packageRoot } from '../../bot/config.js';
import { openRelease } from '../../bot/open.js';
import { buildPages } from '../../scripts/pages.mjs';
import { freePort, startService, type RunningService } from '../support/service.js';

/** What a nurse sees of the reviews of the content, in a real browser: as it ships, and with a signature that was lost. */
const folder = mkdtempSync(path.join(tmpdir(), 'labas-content-'));
const pictures = process.env['LABAS_PICTURES'] === '1' ? path.join(packageRoot(), 'docs', 'pictures') : folder;
const packs = [...openRelease(path.join(packageRoot(), 'flows')).packs.keys()];
let service: RunningService;
let browser: Browser;

beforeAll(async () => {
  selectors.setTestIdAttribute('data-test');
  await buildPages({ onlyIfOld: true });
  service = await startService({ LABAS_DATA_DIR: path.join(folder, 'data') }, await freePort());
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
}, 90_000);

afterAll(async () => {
  await browser.close();
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function login(width: number, height: number, locale: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, locale });
  const page = await context.newPage();
  await page.goto(`${service.base}/console/`);
  const secret = /nurse@labas\.local\s+(\S+)/.exec(service.output())?.[1] ?? '';
  await page.getByTestId('login-email').fill('nurse@labas.local');
  await page.getByTestId('login-password').fill(secret);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('queue').waitFor();
  return page;
}

async function violations(page: Page): Promise<readonly string[]> {
  const found = await new AxeBuilder({ page }).analyze();
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

const pageWidth = async (page: Page): Promise<number> =>
  Number(await page.evaluate('document.documentElement.scrollWidth'));

describe('the content page', () => {
  it('lists every pack by its title, and is reached with the keyboard alone', { timeout: 60_000 }, async () => {
    const page = await login(1400, 900, 'fr-FR');
    await page.locator('body').focus();
    const link = page.getByTestId('nav-content');
    for (let step = 0; step < 20; step++) {
      if (await link.evaluate((element) => element === element.ownerDocument.activeElement)) break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByTestId('reviews').waitFor();
    expect(await link.getAttribute('aria-current')).toBe('page');
    expect(await page.getByTestId('review-row').count()).toBe(packs.length);
    expect(await page.locator('[data-pack=fever_child] th').innerText()).toBe("Fièvre d'un enfant");
    expect(await page.locator('[data-pack=fever_child] td').count()).toBe(6);
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: path.join(pictures, 'content-fr.png') });
    await page.context().close();
  });

  it('says in one line that nothing was reviewed, where nothing was', { timeout: 60_000 }, async () => {
    const page = await login(1400, 900, 'fr-FR');
    await answering(page, (found) =>
      found.map((entry) => ({ ...entry, clinical: UNSIGNED, languages: everyForm(UNSIGNED) })),
    );
    await page.getByTestId('nav-content').click();
    expect(await page.getByTestId('content-nothing').innerText()).toContain('Rien de ce contenu');
    expect(await page.locator('[data-state=unsigned]').count()).toBe(packs.length * 6);
    await page.context().close();
  });

  it('shows who signed and what was lost, right to left on a small screen', { timeout: 60_000 }, async () => {
    const page = await login(390, 844, 'ar-MA');
    const given = [{ by: 'Dr Test', role: 'chest physician', on: '2026-12-01' }];
    await answering(page, ([first, ...more]) =>
      first === undefined
        ? []
        : [
            {
              ...first,
              clinical: { state: 'lost', signatures: given },
              languages: { ...everyForm(UNSIGNED), fr: { state: 'signed', signatures: given } },
            },
            ...more,
          ],
    );
    await page.getByTestId('nav-content').click();
    await page.getByTestId('reviews').waitFor();
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    expect(await page.getByTestId('content-nothing').count()).toBe(0);
    await page.getByTestId('content-standing').waitFor();
    const row = page.getByTestId('review-row').first();
    const [lost, signed] = [row.locator('[data-state=lost]'), row.locator('[data-state=signed]')];
    expect([await lost.count(), await signed.count()]).toEqual([1, 1]);
    expect(await lost.innerText()).toMatch(/القرارات السريرية[^]*تغيّر[^]*Dr Test[^]*chest physician[^]*2026/);
    expect(await pageWidth(page)).toBeLessThanOrEqual(390);
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: path.join(pictures, 'content-ar.png') });
    // The cards are still a table for who does not see them.
    expect(await page.getByRole('row').count()).toBe(packs.length + 1);
    expect(await page.getByRole('rowheader').count()).toBe(packs.length);
    await page.context().close();
  });
});

const UNSIGNED: PackReview['clinical'] = { state: 'unsigned', signatures: [] };
function everyForm(part: PackReview['clinical']): PackReview['languages'] {
  return { fr: part, 'ary-Arab': part, 'ary-Latn': part, 'shi-Latn': part, 'zgh-Tfng': part };
}

/** What the server answers, with other reviews: nobody signs the content of the repository for a test. */
async function answering(page: Page, change: (packs: readonly PackReview[]) => readonly PackReview[]): Promise<void> {
  await page.route('**/api/desk/reviews', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as { packs: readonly PackReview[] };
    await route.fulfill({ response: answer, json: { packs: change(body.packs) } });
  });
}
