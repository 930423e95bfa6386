import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createTwilioWhatsapp } from '../../channels/index.js';
import { AppError } from '../../core/errors.js';
import { heldClock } from '../../core/time.js';
import { ACCOUNT, closedPort, NOW, withServer } from './samples.js';

const signal = () => new AbortController().signal;
const channel = (apiBaseUrl: string) =>
  createTwilioWhatsapp({ ...ACCOUNT, clock: heldClock(NOW), from: '+212520000001', apiBaseUrl });

async function fetchFrom(listener: RequestListener, ref = (url: string) => `${url}/media/1`) {
  return withServer(listener, (url) => channel(url).fetchMedia(ref(url), signal()));
}
async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => new Error('was fetched'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw error;
  expect(error.code).toBe('MEDIA_UNAVAILABLE');
  return error;
}

describe('fetching media from Twilio', () => {
  it('brings the bytes and their type, with the account’s credentials', async () => {
    let authorization: string | undefined;
    const media = await fetchFrom((request, response) => {
      authorization = request.headers.authorization;
      response.writeHead(200, { 'content-type': 'audio/ogg' });
      response.end(Buffer.from([1, 2, 3]));
    });
    expect(media.mediaType).toBe('audio/ogg');
    expect([...media.bytes]).toEqual([1, 2, 3]);
    expect(authorization).toMatch(/^Basic /u);
  });

  it('follows a redirect at the same address', async () => {
    const media = await fetchFrom((request, response) => {
      if (request.url === '/media/1') response.writeHead(307, { location: '/cdn/1' }).end();
      else response.writeHead(200, { 'content-type': 'image/jpeg' }).end('x');
    });
    expect(media.mediaType).toBe('image/jpeg');
  });

  it('refuses other hosts, at once and by redirect, and does not say which', async () => {
    for (const ref of [
      'http://169.254.169.254/latest',
      'http://user:pw@api.twilio.com/x',
      'file:///etc/passwd',
      'nonsense',
      'https://api.twilio.com.evil.example/x',
      'https://mms.twiliocdn.com/x',
    ]) {
      const error = await refusal(channel('http://127.0.0.1:1').fetchMedia(ref, signal()));
      expect(error.retryable).toBe(false);
      expect(error.message).not.toContain(ref);
    }
    for (const location of [
      'http://127.0.0.1:9/inside',
      'https://twiliocdn.com.evil.example/x',
      'http://mms.twiliocdn.com/plain',
    ]) {
      const error = await refusal(fetchFrom((_, response) => response.writeHead(302, { location }).end()));
      expect(error.message).toContain('another host');
    }
  });

  it('ends a circle of redirects', async () => {
    const error = await refusal(fetchFrom((_, response) => response.writeHead(302, { location: '/media/1' }).end()));
    expect(error.message).toContain('too many redirects');
  });

  it('stops at 16 MB', async () => {
    const chunk = Buffer.alloc(1024 * 1024);
    const error = await refusal(
      fetchFrom((_, response) => {
        response.writeHead(200);
        for (let count = 0; count < 17; count += 1) response.write(chunk);
        response.end();
      }),
    );
    expect(error.message).toContain('16 MB');
    expect(error.retryable).toBe(false);
  });

  it('says whether trying again may help', async () => {
    expect((await refusal(fetchFrom((_, response) => response.writeHead(404).end()))).retryable).toBe(true);
    expect((await refusal(fetchFrom((_, response) => response.writeHead(410).end()))).retryable).toBe(false);
    const nobody = await closedPort();
    expect((await refusal(channel(nobody).fetchMedia(`${nobody}/x`, signal()))).retryable).toBe(true);
  });
});
