import { twilioSignature } from '../signature.js';

/** Posts one signed form; rejects or resolves, the stand-in does not mind. */
export type PostCallback = (url: string, body: string, headers: Readonly<Record<string, string>>) => Promise<unknown>;

/** The message that a callback is about. */
export interface Told {
  readonly sid: string;
  readonly status: string;
  readonly to: string;
  readonly from: string;
  readonly statusCallback: string | null;
}

const TIMEOUT_MILLISECONDS = 5000;

async function postByFetch(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { ...headers },
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  await response.arrayBuffer(); // frees the connection
}

/** A form and its signature, as Twilio sends every webhook. */
export function signedForm(
  authToken: string,
  url: string,
  fields: Readonly<Record<string, string>>,
): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
  const parameters = new Map(Object.entries(fields).map(([name, value]) => [name, [value]]));
  return {
    body: new URLSearchParams(fields).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'user-agent': 'TwilioProxy/1.1',
      'x-twilio-signature': twilioSignature(authToken, url, parameters),
    },
  };
}

/** Tells the bot what became of its message. A callback that fails is given up, as Twilio gives up after its retry. */
export async function postStatus(told: {
  readonly accountSid: string;
  readonly authToken: string;
  readonly message: Told;
  readonly post?: PostCallback;
}): Promise<void> {
  const { message } = told;
  if (message.statusCallback === null) return;
  const fields: Record<string, string> = {
    MessageSid: message.sid,
    MessageStatus: message.status,
    SmsSid: message.sid,
    SmsStatus: message.status,
    To: message.to,
    From: message.from,
    AccountSid: told.accountSid,
    ApiVersion: '2010-04-01',
    ...(message.to.startsWith('whatsapp:') ? { ChannelPrefix: 'whatsapp', ChannelToAddress: message.to } : {}),
    ...(message.status === 'undelivered' || message.status === 'failed' ? { ErrorCode: '30003' } : {}),
  };
  const { body, headers } = signedForm(told.authToken, message.statusCallback, fields);
  try {
    await (told.post ?? postByFetch)(message.statusCallback, body, headers);
  } catch {
    // Nobody is there to be told; the message itself arrived.
  }
}
