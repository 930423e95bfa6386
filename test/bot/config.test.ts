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

  it('takes the follow-up template by its id, and nothing else for it', () => {
    const sid = `HX${'0a'.repeat(16)}`;
    const read = (value?: string) =>
      readConfig({ LABAS_DATA_DIR: folder(), WHATSAPP_FOLLOWUP_TEMPLATE: value }).twilio.followUpTemplate;
    expect([read(sid), read()]).toEqual([sid, null]);
    expect(() => read('follow_up_fr')).toThrow('WHATSAPP_FOLLOWUP_TEMPLATE');
  });

  it('refuses a master key of the wrong length', () => {
    expect(() => readConfig({ LABAS_DATA_DIR: folder(), LABAS_MASTER_KEY: 'c2hvcnQ=' })).toThrow('32 bytes');
  });

  it('does not open the demo profile to others', () => {
    expect(() => readConfig({ LABAS_DATA_DIR: folder(), HOST: '0.0.0.0' })).toThrow('HOST');
  });

  it('wants the transcription server whole, and reports it with everything else that is wrong', () => {
    const wrong = () =>
      readConfig({ LABAS_DATA_DIR: folder(), LABAS_ASR_API_KEY: 'held-key', LABAS_ASR_BASE_URL: 'ftp://x', PORT: 'x' });
    for (const name of ['LABAS_ASR_MODEL', 'LABAS_ASR_BASE_URL', 'PORT']) expect(wrong).toThrow(name);
    expect(wrong).not.toThrow('held-key');
    const asr = {
      LABAS_ASR_BASE_URL: 'http://whisper:8000/v1',
      LABAS_ASR_MODEL: 'whisper-1',
      LABAS_ASR_API_KEY: 'held-key',
    };
    const config = readConfig({ LABAS_DATA_DIR: folder(), ...asr });
    expect(config.asr).toMatchObject({ kind: 'server', baseUrl: 'http://whisper:8000/v1', model: 'whisper-1' });
    expect(config.asr?.kind === 'server' ? config.asr.apiKey?.reveal() : null).toBe('held-key');
    expect(JSON.stringify(config)).not.toContain('held-key');
    const none = readConfig({ LABAS_DATA_DIR: folder() });
    expect([none.asr, none.voiceSpeech]).toEqual([null, false]);
  });

  it('takes a Whisper on this machine, and not a server beside it', () => {
    const LABAS_ASR_DIRECTORY = 'models/whisper';
    expect(readConfig({ LABAS_DATA_DIR: folder(), LABAS_ASR_DIRECTORY }).asr).toEqual({
      kind: 'local',
      directory: path.resolve('models/whisper'),
    });
    const server = { LABAS_ASR_BASE_URL: 'http://whisper:8000/v1', LABAS_ASR_MODEL: 'whisper-1' };
    const both = () => readConfig({ LABAS_DATA_DIR: folder(), LABAS_ASR_DIRECTORY, ...server });
    expect(both).toThrow('LABAS_ASR_DIRECTORY: LABAS_ASR_BASE_URL is set too');
    const stray = () => readConfig({ LABAS_DATA_DIR: folder(), LABAS_ASR_DIRECTORY, LABAS_ASR_API_KEY: 'held-key' });
    expect(stray).toThrow('LABAS_ASR_BASE_URL: is missing beside LABAS_ASR_API_KEY');
  });

  it('sends no voice over an open network in production', () => {
    const problem = (url: string) => () =>
      readConfig({
        LABAS_PROFILE: 'production',
        LABAS_DATA_DIR: folder(),
        LABAS_ASR_BASE_URL: url,
        LABAS_ASR_MODEL: 'm',
      });
    expect(problem('http://asr.example.org/v1')).toThrow('LABAS_ASR_BASE_URL');
    for (const url of [
      'https://asr.example.org/v1',
      'http://127.0.0.1:9000/v1',
      'http://whisper/v1',
      'http://[::1]/v1',
    ]) {
      expect(problem(url)).not.toThrow('LABAS_ASR_BASE_URL');
    }
  });

  it('wants all of Kannel or nothing of it', () => {
    expect(() => readConfig({ LABAS_DATA_DIR: folder(), KANNEL_USERNAME: 'bot' })).toThrow('KANNEL_SECRET');
  });
});
