import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { AppError } from '../../core/errors.js';
import { timedIds } from '../../core/ids.js';
import { isWrittenForm } from '../../core/language.js';
import type { Outbound, Part } from '../../core/message.js';
import { systemClock } from '../../core/time.js';
import { channelId, contactId } from '../../channels/channel.js';
import { createLocalChannel, runTerminalChat } from '../../channels/simulator/index.js';
import { assemble } from '../assemble.js';
import { openNlu, openRelease } from '../open.js';
import { packageRoot } from '../config.js';
import { createLogger } from '../log.js';
import { keys, loadSession } from '../session/repository.js';
import { createMemoryStore, pseudonym } from '../store/index.js';

const KINDS = ['whatsapp', 'sms', 'voice'] as const;
const PHONE = '+212600000000';

/** `labas chat [--channel whatsapp|sms|voice] [--language TAG]`: a conversation in the terminal; nothing is kept. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { channel: { type: 'string', default: 'whatsapp' }, language: { type: 'string' } },
  });
  const kind = KINDS.find((known) => known === values.channel);
  if (kind === undefined) throw new AppError('INPUT_INVALID', `--channel is one of ${KINDS.join(', ')}`);
  const language = values.language ?? null;
  if (language !== null && !isWrittenForm(language)) {
    throw new AppError('INPUT_INVALID', '--language is one of fr, ary-Arab, ary-Latn, shi-Latn, zgh-Tfng');
  }
  const store = createMemoryStore({ clock: systemClock });
  const sent: Outbound[] = [];
  const channel = createLocalChannel({ kind, onSend: (message) => void sent.push(message) });
  const pseudonymKey = Buffer.alloc(32, 1);
  const nlu = await openNlu({ model: true });
  const bot = await assemble({
    store,
    channels: [channel],
    nlu,
    release: openRelease(path.join(packageRoot(), 'flows')),
    clock: systemClock,
    ids: timedIds(() => Date.now(), Math.random),
    log: createLogger('error', process.stderr),
    pseudonymKey,
    retentionDays: 1,
    nurseMinutes: 10,
    speaks: (form) => form !== 'shi-Latn' && form !== 'zgh-Tfng',
    burstMilliseconds: 0,
  });
  if (language !== null) {
    const person = pseudonym(pseudonymKey, PHONE);
    const { session } = await loadSession(store, person, { label: 'CHAT', channel: channel.id });
    await store.commit([
      { op: 'put', key: keys.session(person), value: { ...session, language, languageChosen: true } },
    ]);
  }
  let count = 0;
  let answers: string | null = null;
  await runTerminalChat({
    kind,
    language: language ?? 'fr',
    show: channel.show,
    input: process.stdin,
    output: process.stdout,
    async deliver(part: Part) {
      sent.length = 0;
      const inbound = {
        channelId: channelId(kind),
        externalId: `chat-${++count}`,
        from: contactId(PHONE),
        phone: PHONE,
        part,
        sentAt: new Date(),
        answers,
      };
      await bot.accept([inbound]);
      await bot.idle();
      const replies = kind === 'voice' ? await bot.answerTo(inbound) : [...sent];
      answers = replies.at(-1)?.id ?? answers;
      return replies;
    },
  });
  await bot.stop();
  await nlu.close?.();
  await store.close();
  return 0;
}
