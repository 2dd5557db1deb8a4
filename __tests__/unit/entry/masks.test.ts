import { maskedTexts, Masks } from '../../../src/entry/masks';
import { Secret } from '../../../src/model/secret';
import { cleanLines } from '../../../src/report/text';
import fc from '../../support/properties';

const KEY = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACDJ5bGq1Yw8xFm0mJ0c0k3r1m8o1dLx0zq9zq8f1c2b3QAAAJhKq0m0SqtJ
AB==
-----END OPENSSH PRIVATE KEY-----
`;

describe('what is masked', () => {
  test.each([
    ['', []],
    ['   ', []],
    ['abc', []],
    ['true', []],
    ['False', []],
    ['hunter2', ['hunter2']],
    [' hunter2\n', ['hunter2']],
    [KEY, KEY.split('\n').slice(1, 3)],
    ['{\n  "type": "account",\n  "k": 1\n}', ['"type": "account",']],
  ])('of %j', (value, texts) => {
    expect(maskedTexts(value)).toEqual(texts);
  });
});

describe('masks', () => {
  test('announce each text once', () => {
    const announced: string[] = [];
    const masks = new Masks((text) => announced.push(text));
    expect(masks.register(new Secret('DEPLOY_KEY', KEY))).toBe(true);
    masks.register(new Secret('DEPLOY_KEY', KEY));
    expect(masks.register(new Secret('SHORT', 'ab'))).toBe(false);
    expect(announced).toEqual(KEY.split('\n').slice(1, 3));
  });

  test('find and hide a secret in every form it travels in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }).filter((text) => text.trim().length >= 8 && maskedTexts(text).length === 1), fc.string(), (value, around) => {
        const masks = new Masks(() => undefined);
        const secret = value.trim();
        masks.register(new Secret('TOKEN', value));
        const forms = [secret, JSON.stringify(secret), encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
        for (const form of forms) {
          expect(masks.find(around + form)).toBe('TOKEN');
          expect(masks.redact(around + form + around)).not.toContain(form.replace(/^"|"$/g, '').replace(/=+$/, ''));
        }
      }),
    );
  });

  test('a secret inside another one is hidden with it', () => {
    const masks = new Masks(() => undefined);
    masks.register(new Secret('INNER', 'hunter2'));
    masks.register(new Secret('OUTER', 'postgres://me:hunter2@db'));
    expect(masks.redact('at postgres://me:hunter2@db/x and hunter2')).toBe('at ***/x and ***');
    expect(masks.find('nothing here')).toBeUndefined();
  });

  test('what is left of a secret where a text was cut is hidden as well', () => {
    const secret = 'api_5cb2b4bf7fc3c218feba90d1';
    const masks = new Masks(() => undefined);
    masks.register(new Secret('TOKEN', secret));
    for (let cut = 1; cut <= secret.length - 12; cut += 1) {
      expect(masks.redact(`exit code 1: ${secret.slice(cut)} and on`)).toBe('exit code 1: *** and on');
      expect(masks.redact(`it said ${secret.slice(0, -cut)} … 40 characters left out`)).toBe('it said *** … 40 characters left out');
    }
    expect(masks.redact(`${secret.slice(3)}${secret}${secret.slice(0, 20)} `.repeat(2))).toBe('********* '.repeat(2));
  });

  test('the beginning of an address stays readable, its end does not', () => {
    const masks = new Masks(() => undefined);
    masks.register(new Secret('WEBHOOK', 'https://hooks.example.org/services/T0/s3cr3t-Kq8vR2mN'));
    expect(masks.redact('https://hooks.example.org/status … xx s3cr3t-Kq8vR2mN')).toBe('https://hooks.example.org/status … xx ***');
  });

  test('half of a secret is not taken for what is left of it while something invisible stands in its middle', () => {
    const masks = new Masks(() => undefined);
    masks.register(new Secret('TOKEN', 'api_5cb2b4bf7fc3c218feba90d1'));
    const said = 'who sent api_5cb\u001b[0m2b4bf7fc3c218feba90d1?';
    expect(masks.redact(cleanLines(masks.redact(said)).join(''))).toBe('who sent ***?');
  });
});
