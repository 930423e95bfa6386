import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openRelease } from '../bot/open.js';
import { packageRoot, readConfig } from '../bot/config.js';
import { spokenPrompts } from '../bot/content/spoken-prompts.js';
import { toMuLaw } from './mu-law.js';

/**
 * `npm run prompts`: placeholders for calls, spoken by espeak-ng (Debian) in French and Arabic, 8 kHz mu-law as Twilio wants
 * them, into the data folder. For trying things out: never committed, never for patients. There is no voice for Amazigh.
 */
const VOICES = { fr: 'fr-fr', ary: 'ar' } as const;

if (spawnSync('espeak-ng', ['--version']).status !== 0) {
  process.stderr.write('espeak-ng is not installed: apt-get install espeak-ng\n');
  process.exit(1);
}
const release = openRelease(path.join(packageRoot(), 'flows'));
const folder = path.join(readConfig().dataDirectory, 'prompts');
const scratch = path.join(folder, 'scratch.wav');
let made = 0;
for (const form of ['fr', 'ary'] as const) {
  const lines = spokenPrompts(release, form === 'fr' ? 'fr' : 'ary-Arab');
  mkdirSync(path.join(folder, form), { recursive: true });
  for (const [index, line] of lines.entries()) {
    const file = path.join(folder, form, `${line.id}.wav`);
    if (process.stdout.isTTY) process.stdout.write(`\r${form} ${index + 1}/${lines.length}   `);
    if (existsSync(file)) continue;
    const spoken = spawnSync('espeak-ng', ['-v', VOICES[form], '-s', '140', '-w', scratch, line.text]);
    if (spoken.status !== 0) throw new Error(`espeak-ng could not say ${line.id}`);
    writeFileSync(file, toMuLaw(readFileSync(scratch)));
    made += 1;
  }
  process.stdout.write(`\r${form}: ${lines.length} lines\n`);
}
rmSync(scratch, { force: true });
process.stdout.write(`${made} new files in ${folder}\n`);
