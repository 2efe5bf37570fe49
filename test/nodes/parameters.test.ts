import { describe, expect, it } from '@jest/globals';
import type { IExecuteFunctions } from 'n8n-workflow';
import { choiceOf, optionalText, requiredText } from '../../nodes/shared/parameters';

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
