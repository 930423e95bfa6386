import { describe, expect, it } from 'vitest';
import { parseForm, queryBytes } from '../../channels/form.js';
import { phoneOf } from '../../channels/phone.js';
import { isSignedByTwilio, publicUrl, sameSecret, twilioSignature } from '../../channels/signature.js';

const URL_ = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const PARAMETERS = parseForm(
  Buffer.from('CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212'),
);

describe('Twilio signatures', () => {
  it('agree with Twilio’s published vector', () => {
    expect(twilioSignature('12345', URL_, PARAMETERS)).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
    expect(isSignedByTwilio('12345', 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', URL_, PARAMETERS)).toBe(true);
  });

  it('fail for another token, address, parameter, or none at all', () => {
    const good = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';
    expect(isSignedByTwilio('12346', good, URL_, PARAMETERS)).toBe(false);
    expect(isSignedByTwilio('12345', good, `${URL_}3`, PARAMETERS)).toBe(false);
    expect(isSignedByTwilio('12345', good, URL_, new Map([...PARAMETERS, ['X', ['1']]]))).toBe(false);
    expect(isSignedByTwilio('12345', '', URL_, PARAMETERS)).toBe(false);
    expect(isSignedByTwilio('', twilioSignature('', URL_, PARAMETERS), URL_, PARAMETERS)).toBe(false);
    expect(isSignedByTwilio('12345', good, 'no url', PARAMETERS)).toBe(false);
  });

  it('cover repeated parameters', () => {
    const twice = parseForm(Buffer.from('A=2&A=1&A=2'));
    expect(isSignedByTwilio('t', twilioSignature('t', URL_, twice), URL_, twice)).toBe(true);
  });

  it('are over the configured address, with or without its last slash', () => {
    expect(publicUrl('https://a.example/labas/', '/x?y=1')).toBe('https://a.example/labas/x?y=1');
  });
});

describe('reading what providers send', () => {
  it('never throws on bytes that are not UTF-8', () => {
    const form = parseForm(Uint8Array.from([0x42, 0x6f, 0x64, 0x79, 0x3d, 0xff, 0xfe, 0x25, 0x45, 0x30]));
    expect(form.get('Body')?.[0]).toContain('\ufffd');
  });

  it('gives the bytes of a query parameter as they were', () => {
    expect([...(queryBytes('/x?a=1&text=%06%31+%zz', 'text') ?? [])]).toEqual([0x06, 0x31, 0x20, 0x25, 0x7a, 0x7a]);
    expect(queryBytes('/x', 'text')).toBeNull();
    expect([...(queryBytes('/x?text', 'text') ?? [1])]).toEqual([]);
  });

  it('compares secrets whatever their lengths', () => {
    expect(sameSecret('abc', 'abc')).toBe(true);
    expect(sameSecret('abc', 'abcd')).toBe(false);
    expect(sameSecret('', 'abc')).toBe(false);
  });

  it.each([
    ['+212600000001', '+212600000001'],
    ['whatsapp:+212600000001', '+212600000001'],
    ['212600000001', '+212600000001'],
    ['0600000001', '+212600000001'],
    ['sip:+212600000001@gateway.example', '+212600000001'],
    ['+33600000000', '+33600000000'],
    ['whatsapp:MA.1234', null],
    ['2700', null],
    ['SANTE', null],
    ['+266696687', null],
    ['sip:anonymous@anonymous.invalid', null],
    ['', null],
  ])('reads the phone number of %s', (address, phone) => {
    expect(phoneOf(address)).toBe(phone);
  });
});
