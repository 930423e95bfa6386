import { afterEach, describe, expect, it } from 'vitest';
import { caseAnswer, reviewsAnswer } from '../../console/api/schemas.js';
import { PASSWORD, SAMPLE_LEADS, sampleCase } from './fake-desk.js';
import { OWN, startConsole, type Console } from './server.js';

const opened: Console[] = [];
async function start(options: Parameters<typeof startConsole>[0] = {}): Promise<Console> {
  const started = await startConsole(options);
  opened.push(started);
  return started;
}
afterEach(async () => {
  for (const one of opened.splice(0)) await one.app.close();
});

const get = (at: Console, url: string, cookie = '', headers: Record<string, string> = {}) =>
  at.app.inject({ method: 'GET', url: `/api/desk${url}`, headers: { cookie, ...headers } });
const post = (at: Console, url: string, payload: object, cookie = '', headers: Record<string, string> = OWN) =>
  at.app.inject({ method: 'POST', url: `/api/desk${url}`, headers: { cookie, ...headers }, payload });

const ACTS: readonly (readonly [path: string, body: object])[] = [
  ['renew', {}],
  ['reply', { text: 'bonjour', key: 'key-000001' }],
  ['level', { level: 'routine', reason: 'le thermomètre était faux' }],
  ['close', { outcome: 'advice_given', note: '' }],
  ['hand-back', {}],
  ['release', {}],
  ['correct', { message: 0, language: 'ary', findings: [{ slot: 'fever', presence: 'absent', subject: 'child' }] }],
  ['training-consent', { agreed: true }],
];

describe('logging in', () => {
  it('opens a session in a cookie that scripts cannot read and other sites cannot send', async () => {
    const at = await start();
    const answer = await post(at, '/login', { email: 'nadia@labas.local', password: PASSWORD });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ staff: expect.objectContaining({ id: 'nadia', role: 'nurse' }) });
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^labas=/);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect(cookie).toContain('Path=/');
    expect(cookie).toContain('Expires=Mon, 05 Jan 2026 21:00:00 GMT');
    expect(cookie).not.toContain('nadia');
    expect(cookie).not.toContain(PASSWORD);
  });

  it('binds the cookie to the host and to HTTPS where the service is reached over HTTPS', async () => {
    const at = await start({ secure: true });
    const answer = await post(at, '/login', { email: 'nadia@labas.local', password: PASSWORD });
    expect(String(answer.headers['set-cookie'])).toMatch(/^__Host-labas=.*Secure/);
    expect(answer.headers['strict-transport-security']).toContain('max-age=31536000');
  });

  it('says the same to a wrong password, an unknown address and a disabled account', async () => {
    const at = await start();
    const admin = await at.login('admin');
    await post(at, '/staff/karim/disable', {}, admin);
    const answers = await Promise.all([
      post(at, '/login', { email: 'nadia@labas.local', password: 'wrong' }),
      post(at, '/login', { email: 'nobody@labas.local', password: PASSWORD }),
      post(at, '/login', { email: 'karim@labas.local', password: PASSWORD }),
    ]);
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
    for (const answer of answers) {
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toEqual({ error: { code: 'DESK_FORBIDDEN', message: expect.any(String) } });
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('lets nobody guess: the ninth attempt waits, also with the right password, and the wait ends', async () => {
    const at = await start();
    for (let attempt = 0; attempt < 8; attempt++)
      await post(at, '/login', { email: 'nadia@labas.local', password: 'no' });
    const refused = await post(at, '/login', { email: 'NADIA@labas.local ', password: PASSWORD });
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBe(900);
    at.clock.advance(901_000);
    expect((await post(at, '/login', { email: 'nadia@labas.local', password: PASSWORD })).statusCode).toBe(200);
  });

  it('one stranger who is refused at one address does not lock the nurse out at another', async () => {
    const at = await start();
    const from = (remoteAddress: string, password: string) =>
      at.app.inject({
        method: 'POST',
        url: '/api/desk/login',
        headers: OWN,
        remoteAddress,
        payload: { email: 'nadia@labas.local', password },
      });
    for (let attempt = 0; attempt < 50; attempt++) await from('203.0.113.9', 'guess');
    expect((await from('198.51.100.7', PASSWORD)).statusCode).toBe(200);
  });

  it('puts no address, no password and no email into the log', async () => {
    const at = await start();
    await post(at, '/login', { email: 'nadia@labas.local', password: 'my secret' });
    await at.login('nadia');
    expect(at.lines.length).toBeGreaterThan(1);
    expect(at.lines.join('\n')).not.toMatch(/nadia@|my secret|127\.0\.0\.1/);
  });
});

describe('a session', () => {
  it('is needed everywhere but for logging in and out', async () => {
    const at = await start({ cases: [sampleCase()] });
    const reads = ['/me', '/queue', '/alarm', '/findings', '/cases/c-1', '/cases/c-1/media/m-1', '/staff', '/events'];
    for (const url of reads) {
      expect([url, (await get(at, url)).statusCode]).toEqual([url, 401]);
    }
    for (const [path, body] of [...ACTS, ['claim', {}], ['reveal', {}]] as const) {
      expect([path, (await post(at, `/cases/c-1/${path}`, body)).statusCode]).toEqual([path, 401]);
    }
    for (const url of ['/duty', '/staff', '/staff/nadia/disable']) {
      expect([url, (await post(at, url, {})).statusCode]).toEqual([url, 401]);
    }
    expect(at.desk.acts).toEqual([]);
  });

  it('is refused when its token is changed in any place', async () => {
    const at = await start();
    const cookie = await at.login('nadia');
    expect((await get(at, '/me', cookie)).statusCode).toBe(200);
    const token = cookie.slice('labas='.length);
    for (let place = 0; place < token.length - 1; place += 7) {
      const other = token[place] === 'A' ? 'B' : 'A';
      const forged = `labas=${token.slice(0, place)}${other}${token.slice(place + 1)}`;
      expect([place, (await get(at, '/me', forged)).statusCode]).toEqual([place, 401]);
    }
    expect((await get(at, '/me', 'labas=')).statusCode).toBe(401);
    expect((await get(at, '/me', 'labas=e30.e30')).statusCode).toBe(401);
  });

  it('ends with the logout, for every copy of its token', async () => {
    const at = await start();
    const cookie = await at.login('nadia');
    const out = await post(at, '/logout', {}, cookie);
    expect(out.statusCode).toBe(204);
    expect(String(out.headers['set-cookie'])).toContain('labas=;');
    expect((await get(at, '/me', cookie)).statusCode).toBe(401);
    expect((await post(at, '/logout', {})).statusCode).toBe(204);
  });

  it('locks after an hour without a touch; what the console does by itself is no touch', async () => {
    const at = await start();
    const cookie = await at.login('nadia');
    at.clock.advance(59 * 60_000);
    const background = await get(at, '/queue', cookie, { 'x-labas-background': '1' });
    expect(background.statusCode).toBe(200);
    expect(background.headers['set-cookie']).toBeUndefined();
    const touched = await get(at, '/queue', cookie);
    const renewed = String(touched.headers['set-cookie']).split(';')[0] ?? '';
    at.clock.advance(2 * 60_000);
    expect((await get(at, '/queue', cookie)).statusCode).toBe(401);
    expect((await get(at, '/queue', renewed)).statusCode).toBe(200);
  });

  it('when locked still tells how many emergencies wait, and nothing else', async () => {
    const cases = [
      sampleCase({ id: 'c-1', level: 'emergency' }),
      sampleCase({ id: 'c-2', level: 'urgent' }),
      sampleCase({
        id: 'c-3',
        level: 'urgent',
        state: 'claimed',
        claimedBy: { id: 'nadia', name: 'Nadia' },
        alert: true,
      }),
    ];
    const at = await start({ cases });
    const cookie = await at.login('nadia');
    at.clock.advance(61 * 60_000);
    expect((await get(at, '/alarm', cookie)).json()).toEqual({ waiting: 1, alerts: 1 });
    expect((await get(at, '/cases/c-1', cookie)).statusCode).toBe(401);
    expect((await post(at, '/cases/c-1/claim', {}, cookie)).statusCode).toBe(401);
  });

  it('ends after twelve hours, however much it is used', async () => {
    const at = await start();
    let cookie = await at.login('nadia');
    for (let half = 0; half < 23; half++) {
      at.clock.advance(30 * 60_000);
      const answer = await get(at, '/me', cookie);
      expect([half, answer.statusCode]).toEqual([half, 200]);
      cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    }
    at.clock.advance(30 * 60_000);
    expect((await get(at, '/me', cookie)).statusCode).toBe(401);
    expect((await get(at, '/alarm', cookie)).statusCode).toBe(401);
  });

  it('ends at once when its owner is disabled', async () => {
    const at = await start();
    const [nurse, admin] = [await at.login('karim'), await at.login('admin')];
    expect((await post(at, '/staff/karim/disable', {}, admin)).json()).toEqual({ result: 'done' });
    expect((await get(at, '/queue', nurse)).statusCode).toBe(401);
  });
});

describe('requests from elsewhere', () => {
  it('are refused without the header that only the console sends', async () => {
    const at = await start({ cases: [sampleCase()] });
    const cookie = await at.login('nadia');
    expect((await post(at, '/cases/c-1/claim', {}, cookie, {})).statusCode).toBe(403);
    expect((await post(at, '/login', { email: 'nadia@labas.local', password: PASSWORD }, '', {})).statusCode).toBe(403);
    expect(at.desk.acts).toEqual([]);
  });

  it('are refused from another origin, also one on the same machine', async () => {
    const at = await start({ cases: [sampleCase()] });
    const cookie = await at.login('nadia');
    const from = (headers: Record<string, string>) => post(at, '/cases/c-1/claim', {}, cookie, { ...OWN, ...headers });
    expect((await from({ origin: 'https://evil.example', host: 'localhost:80' })).statusCode).toBe(403);
    expect((await from({ origin: 'http://localhost:9999', host: 'localhost:80' })).statusCode).toBe(403);
    expect((await from({ origin: 'null', host: 'localhost:80' })).statusCode).toBe(403);
    expect((await from({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await from({ 'sec-fetch-site': 'same-site' })).statusCode).toBe(403);
    expect(at.desk.acts).toEqual([]);
    expect((await from({ origin: 'http://localhost:9999', host: 'localhost:9999' })).statusCode).toBe(200);
    expect((await from({ 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200);
  });
});

describe('cases', () => {
  it('come without a word of the patient in the queue, and with all of it in the case', async () => {
    const at = await start({ cases: [sampleCase(), sampleCase({ id: 'c-2', level: 'emergency', label: 'B2BB' })] });
    const cookie = await at.login('nadia');
    const queue = await get(at, '/queue', cookie);
    expect(queue.json().cases).toMatchObject([{ id: 'c-2' }, { id: 'c-1' }]);
    expect(queue.body).not.toContain('sadri');
    const view = await get(at, '/cases/c-1', cookie);
    expect(view.json().case.transcript[0].text).toContain('sadri');
    expect(view.headers['cache-control']).toBe('no-store');
  });

  it('come with their leads, for a nurse who opens the case and for nobody else', async () => {
    const at = await start({ cases: [sampleCase({ leads: SAMPLE_LEADS }), sampleCase({ id: 'c-2' })] });
    expect((await get(at, '/cases/c-1')).body).not.toContain('stroke');
    const cookie = await at.login('nadia');
    expect((await get(at, '/queue', cookie)).body).not.toContain('stroke');
    const view = caseAnswer.parse((await get(at, '/cases/c-1', cookie)).json());
    expect(view.case.leads).toEqual(SAMPLE_LEADS);
    expect(caseAnswer.parse((await get(at, '/cases/c-2', cookie)).json()).case.leads).toBeNull();
    const described = JSON.stringify((await at.app.inject({ url: '/api/openapi.json' })).json());
    expect(described).toContain('"toAsk"');
    expect(described).toContain('never a verdict');
  });

  it('go to exactly one of two nurses, and the other is told', async () => {
    const at = await start({ cases: [sampleCase()] });
    const [one, two] = [await at.login('nadia'), await at.login('karim')];
    const first = await post(at, '/cases/c-1/claim', {}, one);
    const second = await post(at, '/cases/c-1/claim', {}, two);
    expect([first.statusCode, first.json()]).toEqual([200, { result: 'claimed' }]);
    expect(second.statusCode).toBe(409);
    expect(second.json()).toEqual({ result: 'taken', error: { code: 'DESK_FORBIDDEN', message: expect.any(String) } });
  });

  it('are acted on by their holder only', async () => {
    for (const [path, body] of ACTS) {
      const at = await start({ cases: [sampleCase()] });
      const [one, two] = [await at.login('nadia'), await at.login('karim')];
      await post(at, '/cases/c-1/claim', {}, one);
      const other = await post(at, `/cases/c-1/${path}`, body, two);
      expect([path, other.statusCode, other.json().result]).toEqual([path, 409, 'not_holder']);
      const own = await post(at, `/cases/c-1/${path}`, body, one);
      expect([path, own.statusCode, own.json()]).toEqual([path, 200, { result: 'done' }]);
    }
  });

  it('that nobody knows are 404, for every act', async () => {
    const at = await start();
    const cookie = await at.login('nadia');
    expect((await get(at, '/cases/c-9', cookie)).statusCode).toBe(404);
    expect((await get(at, '/cases/c-9/media/m-1', cookie)).statusCode).toBe(404);
    for (const [path, body] of [...ACTS, ['claim', {}], ['reveal', {}]] as const) {
      const answer = await post(at, `/cases/c-9/${path}`, body, cookie);
      expect([path, answer.statusCode, answer.json().result]).toEqual([path, 404, 'gone']);
    }
  });

  it('say so when the lease ran out', async () => {
    const at = await start({ cases: [sampleCase()] });
    const cookie = await at.login('nadia');
    await post(at, '/cases/c-1/claim', {}, cookie);
    at.clock.advance(121_000);
    const answer = await post(at, '/cases/c-1/reply', { text: 'bonjour', key: 'key-000001' }, cookie);
    expect([answer.statusCode, answer.json().result]).toEqual([409, 'not_holder']);
  });

  it('take a reply once, however often it is clicked', async () => {
    const at = await start({ cases: [sampleCase({ transcript: [] })] });
    const cookie = await at.login('nadia');
    await post(at, '/cases/c-1/claim', {}, cookie);
    const body = { text: '  Êtes-vous seul ?  ', key: 'key-000001' };
    const twice = await Promise.all([
      post(at, '/cases/c-1/reply', body, cookie),
      post(at, '/cases/c-1/reply', body, cookie),
    ]);
    expect(twice.map((answer) => answer.statusCode)).toEqual([200, 200]);
    const said = at.desk.cases.get('c-1')?.transcript.filter((entry) => entry.by === 'nurse') ?? [];
    expect(said.map((entry) => entry.text)).toEqual(['Êtes-vous seul ?']);
  });

  it('take a correction of what was understood, and show it beside the message; the level stays', async () => {
    const at = await start({ cases: [sampleCase()] });
    const cookie = await at.login('nadia');
    await post(at, '/cases/c-1/claim', {}, cookie);
    const { findings: names } = (await get(at, '/findings', cookie)).json();
    expect(names).toContainEqual({ slot: 'fever', name: { en: 'feels hot', fr: 'Fièvre', ar: 'حمى' } });
    const findings = [{ slot: 'fever', presence: 'unsure', subject: 'child' }];
    expect((await post(at, '/cases/c-1/correct', { message: 0, language: 'ber', findings }, cookie)).statusCode).toBe(
      200,
    );
    const view = (await get(at, '/cases/c-1', cookie)).json().case;
    expect(view.transcript[0].understood).toMatchObject({ language: 'ber', findings, corrected: { by: 'Nadia' } });
    expect(view.level).toBe('urgent');
    const unknown = await post(at, '/cases/c-1/correct', { message: 7, language: 'ber', findings }, cookie);
    expect([unknown.statusCode, unknown.json().error.code]).toEqual([400, 'INPUT_INVALID']);
  });

  it('keep the answer about learning from their phrases, with who asked; both ways', async () => {
    const at = await start({ cases: [sampleCase()] });
    const cookie = await at.login('nadia');
    await post(at, '/cases/c-1/claim', {}, cookie);
    const consent = async (): Promise<unknown> => (await get(at, '/cases/c-1', cookie)).json().case.trainingConsent;
    expect(await consent()).toBeNull();
    await post(at, '/cases/c-1/training-consent', { agreed: true }, cookie);
    expect(await consent()).toEqual({ agreed: true, askedBy: 'Nadia', at: '2026-01-05T09:00:00.000Z' });
    await post(at, '/cases/c-1/training-consent', { agreed: false }, cookie);
    expect(await consent()).toMatchObject({ agreed: false });
    expect((await get(at, '/queue', cookie)).body).not.toContain('trainingConsent');
  });

  it('show the address of a patient only when asked', async () => {
    const at = await start({ cases: [sampleCase()] });
    const cookie = await at.login('nadia');
    expect((await get(at, '/cases/c-1', cookie)).body).not.toContain('000042');
    expect((await post(at, '/cases/c-1/reveal', {}, cookie)).json()).toEqual({ contact: '+212 600-000042' });
    expect(at.desk.acts).toContain('reveal:c-1 nadia');
  });
});

describe('bodies', () => {
  const wrong: readonly (readonly [url: string, body: object])[] = [
    ['/cases/c-1/reply', { text: '   ', key: 'key-000001' }],
    ['/cases/c-1/reply', { text: 'x'.repeat(1501), key: 'key-000001' }],
    ['/cases/c-1/reply', { text: 'bonjour' }],
    ['/cases/c-1/reply', { text: 'bonjour', key: '../../etc' }],
    ['/cases/c-1/level', { level: 'red', reason: 'because' }],
    ['/cases/c-1/level', { level: 'routine', reason: '  ' }],
    ['/cases/c-1/close', { outcome: 'handed_back', note: '' }],
    ['/cases/c-1/close', { outcome: 'other' }],
    ['/cases/c-1/claim', { by: 'karim' }],
    ['/cases/c-1/correct', { message: 0, language: 'und', findings: [] }],
    ['/cases/c-1/correct', { message: -1, language: 'fr', findings: [] }],
    ['/cases/c-1/correct', { message: 0, language: 'fr' }],
    [
      '/cases/c-1/correct',
      { message: 0, language: 'fr', findings: [{ slot: 'fever', presence: 'maybe', subject: 'self' }] },
    ],
    [
      '/cases/c-1/correct',
      { message: 0, language: 'fr', findings: [{ slot: '../x', presence: 'absent', subject: 'self' }] },
    ],
    ['/cases/c-1/correct', { message: 0, language: 'fr', findings: [], level: 'routine' }],
    ['/cases/c-1/training-consent', { agreed: 'yes' }],
    ['/cases/c-1/training-consent', {}],
    ['/duty', { onDuty: 'yes' }],
    ['/login', { email: 'a', password: '' }],
  ];

  it('that are wrong are refused with the place, and reach nobody', async () => {
    const at = await start({ cases: [sampleCase()] });
    const cookie = await at.login('nadia');
    for (const [url, body] of wrong) {
      const answer = await post(at, url, body, cookie);
      expect([url, answer.statusCode]).toEqual([url, 400]);
      const { error } = answer.json();
      expect(error.code).toBe('INPUT_INVALID');
      expect(error.message).toMatch(/^body/);
    }
    expect(at.desk.acts).toEqual([]);
  });

  it('of a megabyte are refused, and so is anything that is not JSON', async () => {
    const at = await start({ cases: [sampleCase()] });
    const cookie = await at.login('nadia');
    const large = await post(at, '/cases/c-1/reply', { text: 'x'.repeat(1024 * 1024), key: 'key-000001' }, cookie);
    expect([large.statusCode, large.json().error.code]).toEqual([413, 'INPUT_INVALID']);
    const send = (payload: string, type: string) =>
      at.app.inject({
        method: 'POST',
        url: '/api/desk/cases/c-1/reply',
        headers: { cookie, ...OWN, 'content-type': type },
        payload,
      });
    expect((await send('{"text":', 'application/json')).statusCode).toBe(400);
    expect((await send('text=bonjour', 'text/plain')).statusCode).toBe(415);
    expect((await send('text=bonjour', 'application/x-www-form-urlencoded')).statusCode).toBe(415);
    expect((await send('{"__proto__":{"x":1},"text":"a"}', 'application/json')).statusCode).toBe(400);
  });

  it('with a path that is no id are refused', async () => {
    const at = await start();
    const cookie = await at.login('nadia');
    for (const id of ['..%2F..%2Fetc', 'a%00b', 'x'.repeat(200), '%3Cscript%3E']) {
      const answer = await get(at, `/cases/${id}`, cookie);
      expect([id, [400, 404, 414].includes(answer.statusCode)]).toEqual([id, true]);
    }
    expect(at.desk.acts).toEqual([]);
  });

  it('that fail inside say nothing about the inside, to the caller or the log', async () => {
    const at = await start({ cases: [sampleCase()] });
    const cookie = await at.login('nadia');
    at.desk.view = () => Promise.reject(new Error('cannot read: 3andi l7ri9 f sadri'));
    const answer = await get(at, '/cases/c-1', cookie);
    expect([answer.statusCode, answer.json().error.code]).toEqual([500, 'TURN_FAILED']);
    expect(answer.body + at.lines.join('')).not.toContain('sadri');
    expect(at.lines.some((line) => line.includes('console.failed'))).toBe(true);
  });
});

describe('the administrator', () => {
  const fatima = { email: 'fatima@labas.local', name: 'Fatima', role: 'nurse', password: 'a long password' };

  it('alone sees and changes the staff', async () => {
    const at = await start();
    const nurse = await at.login('nadia');
    expect((await get(at, '/staff', nurse)).statusCode).toBe(403);
    expect((await post(at, '/staff', fatima, nurse)).statusCode).toBe(403);
    expect((await post(at, '/staff/karim/disable', {}, nurse)).statusCode).toBe(403);
    expect(at.desk.acts).toEqual([]);
    const admin = await at.login('admin');
    expect((await get(at, '/staff', admin)).json().staff).toHaveLength(3);
    const added = await post(at, '/staff', fatima, admin);
    expect(added.statusCode).toBe(201);
    expect(added.body).not.toContain('password');
    expect((await post(at, '/staff', fatima, admin)).json().error.code).toBe('INPUT_INVALID');
    expect((await post(at, '/staff', { ...fatima, password: 'short' }, admin)).statusCode).toBe(400);
    expect((await post(at, '/staff/nobody/disable', {}, admin)).statusCode).toBe(404);
    expect((await post(at, '/staff/admin/disable', {}, admin)).statusCode).toBe(400);
  });

  it('and everybody else goes on and off duty', async () => {
    const at = await start();
    const cookie = await at.login('nadia');
    expect((await post(at, '/duty', { onDuty: false }, cookie)).json().staff.onDuty).toBe(false);
    expect((await get(at, '/me', cookie)).json().staff.onDuty).toBe(false);
  });
});

describe('the reviews of the content', () => {
  it('are for every member of staff, and for nobody without a session', async () => {
    const at = await start();
    expect((await get(at, '/reviews')).statusCode).toBe(401);
    for (const id of ['nadia', 'admin']) {
      const answer = await get(at, '/reviews', await at.login(id));
      expect(answer.statusCode).toBe(200);
      expect(reviewsAnswer.parse(answer.json()).packs).toMatchObject([
        { pack: 'cough', clinical: { state: 'lost', signatures: [{ by: 'Dr Test' }] } },
      ]);
    }
  });

  it('are hidden while the session is locked', async () => {
    const at = await start();
    const cookie = await at.login('nadia');
    at.clock.advance(61 * 60_000);
    expect((await get(at, '/reviews', cookie)).statusCode).toBe(401);
    expect(at.desk.acts).toEqual([]);
  });
});

describe('media', () => {
  async function withFile(mediaType: string, bytes: Uint8Array): Promise<(range?: string) => ReturnType<typeof get>> {
    const at = await start({ cases: [sampleCase()] });
    const cookie = await at.login('nadia');
    at.desk.files.set('m-1', { mediaType, bytes });
    return (range) => get(at, '/cases/c-1/media/m-1', cookie, range === undefined ? {} : { range });
  }

  it('is shown only as a picture or a sound, and kept by nobody', async () => {
    const photo = await (await withFile('image/jpeg', Buffer.from('JPEG')))();
    expect(photo.statusCode).toBe(200);
    expect(photo.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-disposition': 'inline; filename="m-1"',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(photo.body).toBe('JPEG');
    const sound = await (await withFile('audio/ogg; codecs=opus', Buffer.from('OggS')))();
    expect(sound.headers['content-type']).toBe('audio/ogg');
    for (const type of ['text/html', 'image/svg+xml', 'application/pdf', 'application/javascript', '']) {
      const other = await (await withFile(type, Buffer.from('<script>')))();
      expect(other.headers['content-type']).toBe('application/octet-stream');
      expect(other.headers['content-disposition']).toMatch(/^attachment/);
    }
  });

  it('is served in one range, which players ask for', async () => {
    const ask = await withFile('audio/mpeg', Buffer.from('0123456789'));
    const cases: readonly (readonly [range: string, status: number, body: string, contentRange: string | undefined])[] =
      [
        ['bytes=0-1', 206, '01', 'bytes 0-1/10'],
        ['bytes=4-', 206, '456789', 'bytes 4-9/10'],
        ['bytes=-3', 206, '789', 'bytes 7-9/10'],
        ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
        ['bytes=10-', 416, '', 'bytes */10'],
        ['bytes=0-1,4-5', 200, '0123456789', undefined],
        ['lines=1-2', 200, '0123456789', undefined],
      ];
    for (const [range, status, body, contentRange] of cases) {
      const answer = await ask(range);
      expect([range, answer.statusCode, answer.body, answer.headers['content-range']]).toEqual([
        range,
        status,
        body,
        contentRange,
      ]);
    }
  });
});

describe('the pages', () => {
  it('come with a policy that allows nothing from elsewhere and nothing inline', async () => {
    const at = await start();
    const page = await at.app.inject({ url: '/console/' });
    expect(page.statusCode).toBe(200);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|data:/);
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    });
  });

  it('keep hashed files for ever, the page never, and serve the page for any other path', async () => {
    const at = await start();
    const asset = await at.app.inject({ url: '/console/assets/app-abc123.js' });
    expect([asset.statusCode, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    const gone = await at.app.inject({ url: '/console/assets/app-old999.js' });
    expect([gone.statusCode, gone.headers['cache-control']]).toEqual([404, 'no-store']);
    const deep = await at.app.inject({ url: '/console/anything/else' });
    expect([deep.statusCode, deep.body]).toEqual([200, '<!doctype html><title>page</title>']);
    const bare = await at.app.inject({ url: '/console' });
    expect([bare.statusCode, bare.headers.location]).toEqual([308, '/console/']);
    for (const url of ['/console/..%2f..%2fpackage.json', '/console/assets/..%2f..%2f..%2fpackage.json']) {
      expect((await at.app.inject({ url })).body).not.toContain('dependencies');
    }
  });
});
