import { describe, expect, it } from '@jest/globals';
import type { IExecuteFunctions } from 'n8n-workflow';
import { choiceOf, optionalText, requiredText, timeOf } from '../../nodes/shared/parameters';

describe('requiredText', () => {
	const FIELD = { displayName: 'Name', name: 'name' };

	it.each<[string, unknown, string]>([
		['a text without the blanks around it', ' John\n', 'John'],
		['a number as text', 42, '42'],
		['a list as text', ['a', 'b'], 'a,b'],
	])('gives %s', (_what, value, text) => {
		expect(requiredText(context(value), FIELD, 0)).toBe(text);
	});

	it.each([[undefined], [null], [''], [' \n'], [[undefined]]])('refuses nothing: %j', (value) => {
		const failure = {
			code: 'invalid-input',
			message: 'Name is empty: the expression gave nothing for item 3.',
		};
		expect(() => requiredText(context(value), FIELD, 3)).toThrow(expect.objectContaining(failure));
	});
});

describe('optionalText', () => {
	it.each<[unknown, string]>([
		[undefined, ''],
		[null, ''],
		['  ', ''],
		[' a ', 'a'],
	])('takes %j for "%s"', (value, text) => {
		expect(optionalText(context(value), 'name', 0)).toBe(text);
	});
});

describe('timeOf', () => {
	it.each<[string, unknown, string]>([
		['the calendar in winter', '2026-01-15T08:30:00', '2026-01-15T07:30:00.000Z'],
		['the calendar in summer', '2026-07-15T08:30:00', '2026-07-15T06:30:00.000Z'],
		['the calendar in the hour before clocks change', '2026-03-29T01:30:00', '2026-03-29T00:30:00.000Z'],
		['the calendar in the hour after clocks changed', '2026-03-29T03:30:00', '2026-03-29T01:30:00.000Z'],
		['a day', '2026-01-15', '2026-01-14T23:00:00.000Z'],
		['a day and a clock', '2026-01-15 08:30', '2026-01-15T07:30:00.000Z'],
		['a time that names its zone', '2026-01-15T08:30:00.250-05:00', '2026-01-15T13:30:00.250Z'],
		['a time of an item', '2026-01-15T08:30:00.250Z', '2026-01-15T08:30:00.250Z'],
		['a date of an expression', new Date('2026-01-15T08:30:00.250Z'), '2026-01-15T08:30:00.250Z'],
		['milliseconds', Date.UTC(2026, 0, 15), '2026-01-15T00:00:00.000Z'],
	])('reads %s', (_what, value, time) => {
		expect(timeOf(value, 'Europe/Berlin')?.toISOString()).toBe(time);
	});

	it.each([undefined, null, '', 'soon', '2026-13-01', Number.NaN])('finds no time in %j', (value) => {
		expect(timeOf(value, 'Europe/Berlin')).toBeUndefined();
	});
});

describe('choiceOf', () => {
	it('gives what is among the choices', () => {
		expect(choiceOf('strict', ['normal', 'strict'], 'Sender Check')).toBe('strict');
	});

	it.each<[unknown, string]>([
		['Strict', 'Sender Check cannot be "Strict": use normal, strict.'],
		['', 'Sender Check is empty: use normal, strict.'],
		[undefined, 'Sender Check is empty: use normal, strict.'],
		[['strict', 'normal'], 'Sender Check cannot be "strict,normal": use normal, strict.'],
	])('refuses %j with the choices there are', (value, message) => {
		const failure = { code: 'invalid-input', message };
		expect(() => choiceOf(value, ['normal', 'strict'], 'Sender Check')).toThrow(
			expect.objectContaining(failure),
		);
	});
});

function context(value: unknown): IExecuteFunctions {
	return { getNodeParameter: () => value } as unknown as IExecuteFunctions;
}
