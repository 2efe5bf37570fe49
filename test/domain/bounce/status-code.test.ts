import { describe, expect, it } from '@jest/globals';
import { codesIn, isGeneric } from '../../../helpdesk/domain/bounce/status-code';

describe('codesIn', () => {
	it.each<[string, { status: string; reply: string }]>([
		['550 5.1.1 User unknown', { status: '5.1.1', reply: '550' }],
		['said: 550-5.7.26 Not accepted', { status: '5.7.26', reply: '550' }],
		['(#4.4.1)', { status: '4.4.1', reply: '' }],
		['554 5.0.0 Rejected (5.7.1)', { status: '5.7.1', reply: '554' }],
		['550 4.4.7 and then 5.2.2', { status: '5.2.2', reply: '550' }],
		['Remote host said: 421 busy', { status: '', reply: '421' }],
		['host 192.4.5.1.5 version 5.1.22.7, 5500 bytes', { status: '', reply: '' }],
		['', { status: '', reply: '' }],
	])('of "%s"', (text, codes) => expect(codesIn(text)).toEqual(codes));
});

describe('isGeneric', () => {
	it.each([
		['5.0.0', true],
		['4.0.0', true],
		['5.1.1', false],
		['5.7.26', false],
		['', true],
	])('of "%s" is %s', (status, expected) => expect(isGeneric(status)).toBe(expected));
});
