import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError } from '../core/errors.js';
import { LOG_LEVELS, Sensitive } from '../core/log.js';

/**
 * The environment, read once, every problem reported at once. The only file that looks at `process.env`.
 * Names are listed in docs/running.md.
 */
export interface Config {
  readonly profile: 'demo' | 'production';
  readonly host: string;
  readonly port: number;
  /** Without a trailing slash: what providers call and sign. */
  readonly publicBaseUrl: string;
  readonly dataDirectory: string;
  readonly masterKey: Buffer;
  readonly redisUrl: string | null;
  readonly packsDirectory: string;
  readonly numbersFile: string | null;
  readonly twilio: {
    readonly accountSid: string;
    readonly authToken: string;
    readonly apiBaseUrl: string;
    readonly smsFrom: string;
    readonly whatsappFrom: string;
    /** Approved neutral template that asks "can you read now?" outside WhatsApp's reply window; `null`: nothing is sent there. */
    readonly followUpTemplate: string | null;
  };
  readonly kannel: {
    readonly sendSmsUrl: string;
    readonly username: string;
    readonly password: string;
    readonly secret: string;
    readonly from: string;
  } | null;
  /** What turns voice notes into words: a server they are sent to, or a Whisper on this machine; `null`: nothing. */
  readonly asr:
    | {
        readonly kind: 'server';
        readonly baseUrl: string;
        readonly model: string;
        readonly apiKey: Sensitive<string> | null;
      }
    | { readonly kind: 'local'; readonly directory: string }
    | null;
  /** Callers may answer in words, heard by the provider. */
  readonly voiceSpeech: boolean;
  readonly admin: { readonly email: string; readonly password: string };
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly retentionDays: number;
  /** Milliseconds waited for more words before a burst is answered; a red flag never waits. */
  readonly burstMilliseconds: number;
  /** What is said about waiting for a nurse. */
  readonly nurseMinutes: number;
  readonly allowDraftContent: boolean;
}

const text = z.string().trim().min(1);
const schema = z.object({
  LABAS_PROFILE: z.enum(['demo', 'production']).default('demo'),
  HOST: text.default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3978),
  PUBLIC_BASE_URL: z.url().optional(),
  LABAS_DATA_DIR: text.default('var'),
  LABAS_MASTER_KEY: text.optional(),
  REDIS_URL: z.url().optional(),
  LABAS_NUMBERS_FILE: text.optional(),
  TWILIO_ACCOUNT_SID: text.optional(),
  TWILIO_AUTH_TOKEN: text.optional(),
  TWILIO_API_BASE_URL: z.url().optional(),
  TWILIO_SMS_FROM: text.default('+15005550006'),
  TWILIO_WHATSAPP_FROM: text.default('whatsapp:+15005550006'),
  WHATSAPP_FOLLOWUP_TEMPLATE: z
    .string()
    .trim()
    .regex(/^HX[0-9a-fA-F]{32}$/, 'the id of an approved template: HX and 32 hexadecimal digits')
    .optional(),
  KANNEL_SENDSMS_URL: z.url().optional(),
  KANNEL_USERNAME: text.optional(),
  KANNEL_PASSWORD: text.optional(),
  KANNEL_SECRET: text.optional(),
  KANNEL_FROM: text.optional(),
  LABAS_ASR_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  LABAS_ASR_MODEL: text.optional(),
  LABAS_ASR_API_KEY: text.optional(),
  LABAS_ASR_DIRECTORY: text.optional(),
  LABAS_VOICE_SPEECH: z.stringbool().default(false),
  LABAS_ADMIN_EMAIL: text.optional(),
  LABAS_ADMIN_PASSWORD: z.string().min(10, 'at least 10 characters').optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  LABAS_RETENTION_DAYS: z.coerce.number().int().min(1).max(3650).default(90),
  LABAS_BURST_MS: z.coerce.number().int().min(0).max(5000).default(2000),
  LABAS_NURSE_MINUTES: z.coerce.number().int().min(1).max(240).default(10),
  LABAS_ALLOW_DRAFT_CONTENT: z.stringbool().default(false),
});

/** The folder of package.json: content and web bundles are found from there, from source and from dist alike. */
export function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  return folder;
}

/** Throws one `CONFIG_INVALID` that lists every problem. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  const problems: string[] = [];
  together(
    given,
    ['KANNEL_SENDSMS_URL', 'KANNEL_USERNAME', 'KANNEL_PASSWORD', 'KANNEL_SECRET', 'KANNEL_FROM'],
    problems,
  );
  together(given, ['LABAS_ASR_BASE_URL', 'LABAS_ASR_MODEL'], problems, ['LABAS_ASR_API_KEY']);
  if (given['LABAS_ASR_DIRECTORY'] !== undefined && given['LABAS_ASR_BASE_URL'] !== undefined) {
    problems.push('LABAS_ASR_DIRECTORY: LABAS_ASR_BASE_URL is set too; voice notes are heard here or there, set one');
  }
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(`${issue.path.join('.')}: ${issue.message}`);
    throw new AppError('CONFIG_INVALID', problems.join('\n'));
  }
  const value = parsed.data;
  const production = value.LABAS_PROFILE === 'production';
  const needed = (name: keyof typeof value): void => {
    if (production && value[name] === undefined) problems.push(`${name}: is needed in the production profile`);
  };
  for (const name of ['PUBLIC_BASE_URL', 'LABAS_MASTER_KEY', 'LABAS_ADMIN_EMAIL', 'LABAS_ADMIN_PASSWORD'] as const)
    needed(name);
  if (value.KANNEL_SENDSMS_URL === undefined) {
    needed('TWILIO_ACCOUNT_SID');
    needed('TWILIO_AUTH_TOKEN');
  }
  if (production && value.PUBLIC_BASE_URL?.startsWith('http:') === true) {
    problems.push('PUBLIC_BASE_URL: must be https in the production profile');
  }
  if (!production && !['127.0.0.1', 'localhost', '::1'].includes(value.HOST)) {
    problems.push('HOST: the demo profile only listens on this machine; set LABAS_PROFILE=production to serve others');
  }
  if (production && value.LABAS_ASR_BASE_URL !== undefined && !isGuarded(new URL(value.LABAS_ASR_BASE_URL))) {
    problems.push(
      'LABAS_ASR_BASE_URL: voices cross a network: must be https in the production profile, or in the house',
    );
  }
  for (const name of ['LANGSMITH_TRACING', 'LANGSMITH_TRACING_V2', 'LANGCHAIN_TRACING_V2']) {
    if (env[name] === 'true') problems.push(`${name}: would send what patients said to others; unset it`);
  }
  const dataDirectory = path.resolve(value.LABAS_DATA_DIR);
  const masterKey = problems.length > 0 ? Buffer.alloc(32) : keyOf(value.LABAS_MASTER_KEY, dataDirectory, problems);
  if (problems.length > 0) throw new AppError('CONFIG_INVALID', problems.join('\n'));
  const root = packageRoot();
  const publicBaseUrl = (value.PUBLIC_BASE_URL ?? `http://${value.HOST}:${value.PORT}`).replace(/\/+$/, '');
  return Object.freeze({
    profile: value.LABAS_PROFILE,
    host: value.HOST,
    port: value.PORT,
    publicBaseUrl,
    dataDirectory,
    masterKey,
    redisUrl: value.REDIS_URL ?? null,
    packsDirectory: path.join(root, 'flows'),
    numbersFile: value.LABAS_NUMBERS_FILE ?? null,
    twilio: {
      accountSid: value.TWILIO_ACCOUNT_SID ?? 'ACdemo00000000000000000000000000000',
      authToken: value.TWILIO_AUTH_TOKEN ?? demoSecret(dataDirectory, 'twilio-token'),
      apiBaseUrl:
        value.TWILIO_API_BASE_URL ?? (production ? 'https://api.twilio.com' : `${publicBaseUrl}/simulator/twilio`),
      smsFrom: value.TWILIO_SMS_FROM,
      whatsappFrom: value.TWILIO_WHATSAPP_FROM,
      followUpTemplate: value.WHATSAPP_FOLLOWUP_TEMPLATE ?? null,
    },
    kannel:
      value.KANNEL_SENDSMS_URL === undefined
        ? null
        : {
            sendSmsUrl: value.KANNEL_SENDSMS_URL,
            username: value.KANNEL_USERNAME ?? '',
            password: value.KANNEL_PASSWORD ?? '',
            secret: value.KANNEL_SECRET ?? '',
            from: value.KANNEL_FROM ?? '',
          },
    asr: hearing(value),
    voiceSpeech: value.LABAS_VOICE_SPEECH,
    admin: {
      email: value.LABAS_ADMIN_EMAIL ?? 'admin@labas.local',
      password: value.LABAS_ADMIN_PASSWORD ?? demoSecret(dataDirectory, 'admin-password'),
    },
    logLevel: value.LOG_LEVEL,
    retentionDays: value.LABAS_RETENTION_DAYS,
    burstMilliseconds: value.LABAS_BURST_MS,
    nurseMinutes: value.LABAS_NURSE_MINUTES,
    allowDraftContent: !production || value.LABAS_ALLOW_DRAFT_CONTENT,
  });
}

/**
 * The configuration of a tool that shows drafts to whoever writes them: the demo profile on this machine, with nothing of an
 * operator's environment but the profile, the log level and the numbers of a region, so that it can reach nobody. Throws `CONFIG_INVALID` in any
 * other profile.
 */
export function readDraftConfig(
  given: { readonly port: number; readonly dataDirectory: string },
  env: Readonly<Record<string, string | undefined>> = process.env,
): Config {
  const profile = env['LABAS_PROFILE'] ?? '';
  if (profile !== '' && profile !== 'demo') {
    throw new AppError(
      'CONFIG_INVALID',
      `LABAS_PROFILE: drafts are shown in the demo profile only, and this is ${profile}`,
    );
  }
  return readConfig({
    PORT: String(given.port),
    LABAS_DATA_DIR: given.dataDirectory,
    LOG_LEVEL: env['LOG_LEVEL'] ?? 'error',
    LABAS_NUMBERS_FILE: env['LABAS_NUMBERS_FILE'],
  });
}

function hearing(value: z.infer<typeof schema>): Config['asr'] {
  if (value.LABAS_ASR_DIRECTORY !== undefined) {
    return { kind: 'local', directory: path.resolve(value.LABAS_ASR_DIRECTORY) };
  }
  if (value.LABAS_ASR_BASE_URL === undefined) return null;
  return {
    kind: 'server',
    baseUrl: value.LABAS_ASR_BASE_URL,
    model: value.LABAS_ASR_MODEL ?? '',
    apiKey: value.LABAS_ASR_API_KEY === undefined ? null : new Sensitive(value.LABAS_ASR_API_KEY),
  };
}

/** All of `names` or none; `beside` may be given with them only. */
function together(
  given: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
  problems: string[],
  beside: readonly string[] = [],
): void {
  const there = [...names, ...beside].filter((name) => given[name] !== undefined);
  if (there.length === 0) return;
  for (const name of names) {
    if (given[name] === undefined) problems.push(`${name}: is missing beside ${there.join(', ')}`);
  }
}

/** Encrypted on the way, or never leaving this machine or its private network (also a container's bare name). */
function isGuarded(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return (
    url.protocol === 'https:' ||
    /^(?:[a-z0-9-]+|::1|127(?:\.\d+){3}|10(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2})$/.test(
      host,
    )
  );
}

function keyOf(given: string | undefined, dataDirectory: string, problems: string[]): Buffer {
  const encoded = given ?? demoSecret(dataDirectory, 'master-key', 32);
  const key = Buffer.from(encoded, 'base64');
  if (key.length !== 32) problems.push(`LABAS_MASTER_KEY: must be 32 bytes in base64, these are ${key.length}`);
  return key;
}

/** A secret of the demo profile: made at the first start, kept in the data folder, readable by its owner alone. */
function demoSecret(dataDirectory: string, name: string, bytes = 12): string {
  const file = path.join(dataDirectory, `${name}.secret`);
  if (!existsSync(file)) {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    writeFileSync(file, randomBytes(bytes).toString('base64'), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8').trim();
}
