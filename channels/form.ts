/** Decoded parameters in order of arrival, repeated names kept. Values may hold anything, replacement characters included. */
export type Parameters = ReadonlyMap<string, readonly string[]>;

/** Parses a form-encoded body. Bytes that are not UTF-8 become U+FFFD; nothing throws. */
export function parseForm(body: Uint8Array): Parameters {
  const parameters = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(new TextDecoder().decode(body))) {
    const values = parameters.get(name);
    if (values === undefined) parameters.set(name, [value]);
    else values.push(value);
  }
  return parameters;
}

/** The first value of a parameter, `''` when it is absent: providers leave out what is empty. */
export function first(parameters: Parameters, name: string): string {
  return parameters.get(name)?.[0] ?? '';
}

/** The bytes of one raw query parameter, `null` when it is absent. For values in a character set other than UTF-8. */
export function queryBytes(path: string, name: string): Uint8Array | null {
  const query = path.includes('?') ? path.slice(path.indexOf('?') + 1) : '';
  const pair = query.split('&').find((each) => each === name || each.startsWith(`${name}=`));
  if (pair === undefined) return null;
  const raw = Buffer.from(pair.slice(name.length + 1).replaceAll('+', ' '), 'utf8');
  const bytes: number[] = [];
  for (let at = 0; at < raw.length; at += 1) {
    const byte = raw[at] ?? 0;
    const hex = byte === 0x25 ? raw.subarray(at + 1, at + 3).toString('latin1') : '';
    if (/^[0-9a-f]{2}$/iu.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    } else {
      bytes.push(byte);
    }
  }
  return Uint8Array.from(bytes);
}
