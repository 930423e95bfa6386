/** What a browser may show inside the console; everything else is a download that no browser interprets. */
const INLINE = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);
const AUDIO = /^audio\/(?:ogg|mpeg|mp4|aac|amr|wav|x-wav|webm|3gpp)$/;

export interface MediaAnswer {
  readonly status: 200 | 206 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/**
 * A patient's photo or voice note. Never kept by a browser or a proxy, never interpreted as a page: a picture of type
 * `image/svg+xml` or `text/html` is a download. One range is served, because Safari plays no audio without.
 */
export function mediaAnswer(
  media: { readonly mediaType: string; readonly bytes: Uint8Array },
  mediaId: string,
  range: string | undefined,
): MediaAnswer {
  const [named = ''] = media.mediaType.toLowerCase().split(';');
  const type = named.trim();
  const shown = INLINE.has(type) || AUDIO.test(type);
  const bytes = Buffer.from(media.bytes.buffer, media.bytes.byteOffset, media.bytes.byteLength);
  const headers = {
    'content-type': shown ? type : 'application/octet-stream',
    'content-disposition': `${shown ? 'inline' : 'attachment'}; filename="${mediaId.replace(/[^A-Za-z0-9_-]/g, '_')}"`,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'accept-ranges': 'bytes',
  };
  const wanted = range === undefined ? null : parseRange(range, bytes.length);
  if (wanted === null) return { status: 200, headers, bytes };
  if (wanted === 'outside') {
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${bytes.length}` }, bytes: Buffer.alloc(0) };
  }
  const [from, to] = wanted;
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${from}-${to}/${bytes.length}` },
    bytes: bytes.subarray(from, to + 1),
  };
}

/** First and last byte of a single range; `null` for what may be ignored (several ranges, other units): the whole is sent. */
function parseRange(range: string, length: number): readonly [from: number, to: number] | 'outside' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range.trim());
  if (match === null) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  const from = first === '' ? Math.max(0, length - Number(last)) : Number(first);
  const to = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1);
  return from > to || from >= length ? 'outside' : [from, to];
}
