import type { ChannelId, ContactId, Outbound, TemplateName } from '../../core/message.js';
import { addSeconds } from '../../core/time.js';
import type { Channel } from '../../channels/channel.js';
import type { Line, Session } from '../session/session.js';

/** Messages that have an approved template for when the reply window is closed; their own words are then not sent. */
const TEMPLATES: Readonly<Record<string, TemplateName>> = { 'common.follow_up_read': 'follow_up' };

/** Whether words may be written: always on SMS, on WhatsApp for 24 hours after the person's last message there. */
export function isWindowOpen(channel: Pick<Channel, 'capabilities'>, line: Line, now: Date): boolean {
  const hours = channel.capabilities.replyWindowHours;
  return hours === null || now < addSeconds(new Date(line.lastInboundAt), hours * 3600);
}

/** Whether "can you read now?" can reach this line now, as words or as the template. */
export function canKnock(channel: Pick<Channel, 'capabilities'>, line: Line | undefined, now: Date): boolean {
  if (line === undefined || channel.capabilities.delivery !== 'push') return false;
  return isWindowOpen(channel, line, now) || (channel.capabilities.templates ?? []).includes('follow_up');
}

/** The message as it may be sent: outside the window, the template that stands for it. */
export function throughWindow(
  message: Outbound,
  channel: Pick<Channel, 'capabilities'>,
  line: Line,
  now: Date,
): Outbound {
  const template = TEMPLATES[message.textId ?? ''];
  return template === undefined || isWindowOpen(channel, line, now) ? message : { ...message, template };
}

/** How a person can be written to: where they wrote last, or by SMS to the number they called from. `null`: not at all. */
export function wayTo(
  session: Session,
  channels: ReadonlyMap<ChannelId, Channel>,
): { readonly channel: Channel; readonly line: Line } | null {
  const last = channels.get(session.channel);
  const line = session.lines[session.channel];
  if (last === undefined || line === undefined) return null;
  if (last.capabilities.delivery === 'push') return { channel: last, line };
  const sms = channels.get('sms' as ChannelId);
  if (sms === undefined || line.phone === null) return null;
  return { channel: sms, line: session.lines[sms.id] ?? { ...line, address: line.phone as ContactId } };
}
