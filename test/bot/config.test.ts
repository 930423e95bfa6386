import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../bot/config.js';

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'labas-config-'));

describe('the configuration', () => {
  it('makes the secrets of the demo profile once and keeps them', () => {
    const LABAS_DATA_DIR = folder();
    const first = readConfig({ LABAS_DATA_DIR });
    const second = readConfig({ LABAS_DATA_DIR });
    expect(first.masterKey.length).toBe(32);
    expect(second.masterKey.equals(first.masterKey)).toBe(true);
    expect(second.admin.password).toBe(first.admin.password);
  });

  it('reports every problem of the production profile at once', () => {
    const env = { LABAS_PROFILE: 'production', PUBLIC_BASE_URL: 'http://labas.ma', LANGSMITH_TRACING: 'true' };
    const act = () => readConfig({ ...env, LABAS_DATA_DIR: folder() });
    for (const name of [
      'LABAS_MASTER_KEY',
      'LABAS_ADMIN_PASSWORD',
      'TWILIO_AUTH_TOKEN',
      'https',
      'LANGSMITH_TRACING',
    ]) {
      expect(act).toThrow(name);
    }
  });

  it('refuses a master key of the wrong length', () => {
    expect(() => readConfig({ LABAS_DATA_DIR: folder(), LABAS_MASTER_KEY: 'c2hvcnQ=' })).toThrow('32 bytes');
  });

  it('does not open the demo profile to others', () => {
    expect(() => readConfig({ LABAS_DATA_DIR: folder(), HOST: '0.0.0.0' })).toThrow('HOST');
  });

  it('wants all of Kannel or nothing of it', () => {
    expect(() => readConfig({ LABAS_DATA_DIR: folder(), KANNEL_USERNAME: 'bot' })).toThrow('KANNEL_SECRET');
  });
});
