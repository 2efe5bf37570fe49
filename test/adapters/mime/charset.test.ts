import { describe, expect, it } from '@jest/globals';
import { decodeText, type Decode } from '../../../helpdesk/adapters/mime/charset';

const noOtherDecoder: Decode = (charset) => {
	throw new Error(`Nobody knows ${charset}.`);
};

describe('decodeText', () => {
	it.each<[string, string, string, string]>([
		['ASCII', '48656c6c6f', '', 'Hello'],
		['the charset declared', '4772fcdf65', 'iso-8859-1', 'Grüße'],
		['a charset declared in quotes', '4772fcdf65', '"ISO-8859-1"', 'Grüße'],
		['UTF-8 that nobody declared', '4772c3bcc39f65', '', 'Grüße'],
		['UTF-8 that says it is ASCII', '4772c3bcc39f65', 'us-ascii', 'Grüße'],
		['UTF-8 that says it is something unknown', '4772c3bcc39f65', 'x-nobody', 'Grüße'],
		['Windows-1252 that nobody declared', '934772fcdf6594', '', '“Grüße”'],
		['Windows-1252 that says it is UTF-8', '934772fcdf6594', 'utf-8', '“Grüße”'],
		['UTF-8 with one bad byte', '4772c3bcc39f65ff2ec3bcc3bcc3bc', 'utf-8', 'Grüße\uFFFD.üüü'],
		['Shift-JIS that nobody declared', '82b182f182c982bf82cd', '', 'こんにちは'],
		['EUC-JP that nobody declared', 'a4b3a4f3a4cba4c1a4cf', '', 'こんにちは'],
		['JIS that nobody declared', '1b244224331b2842', '', 'こ'],
		['escape sequences of a terminal', '1b5b33316d52656421', '', '\u001b[31mRed!'],
		['JIS that says it is ASCII', '1b244224331b2842', 'us-ascii', 'こ'],
		['KOI8-R that nobody declared', 'f0d2c9d7c5d420cdc9d22c20cbc1cb20c4c5ccc1', '', 'Привет мир, как дела'],
		[
			'Windows-1251 that nobody declared',
			'cff0e8e2e5f220ece8f02c20eae0ea20e4e5ebe0',
			'',
			'Привет мир, как дела',
		],
		['EUC-KR that nobody declared', 'bec8b3e7c7cfbcbcbfe4', '', '안녕하세요'],
		['UTF-16', 'fffe48006900', 'utf-16', '\uFEFFHi'],
	])('reads %s', (_what, hex, declared, text) => {
		const decoded = decodeText(Buffer.from(hex, 'hex'), declared, noOtherDecoder);
		expect(decoded.replace(/^\uFEFF/, '')).toBe(text.replace(/^\uFEFF/, ''));
	});

	it('asks for charsets that the platform lacks', () => {
		const decode: Decode = (charset, bytes) => `${charset} ${bytes.toString('hex')}`;
		expect(decodeText(Buffer.from('ff00', 'hex'), 'cp850', decode)).toBe('cp850 ff00');
	});
});
