import { describe, expect, it } from '@jest/globals';
import { type Command, hasCommandWord, leadingCommands } from '../../helpdesk/domain/commands';

const NOTE: Command = { kind: 'note' };
const CLOSE: Command = { kind: 'status', status: 'closed' };

describe('leadingCommands', () => {
	it.each<[string, string, Command[], string]>([
		['none', 'Reboot.', [], 'Reboot.'],
		['a note', '@note\nHe is angry.', [NOTE], 'He is angry.'],
		['a note with its words', '@note: he is angry', [NOTE], 'he is angry'],
		['closing', '@close\n\nReboot.', [CLOSE], '\nReboot.'],
		['whatever the case', '@CLOSE.\nReboot.', [CLOSE], 'Reboot.'],
		['in bold, with invisible characters', '\u200b *@close*\nReboot.', [CLOSE], 'Reboot.'],
		['another at sign', '＠close\nReboot.', [CLOSE], 'Reboot.'],
		['putting aside', '@pending\nReboot.', [{ kind: 'status', status: 'pending' }], 'Reboot.'],
		['opening', '@open\nReboot.', [{ kind: 'status', status: 'open' }], 'Reboot.'],
		['giving to oneself', '@assign me', [{ kind: 'assign', to: 'me' }], ''],
		['giving to a name', '@assign @Kelly Ray', [{ kind: 'assign', to: 'Kelly Ray' }], ''],
		['giving to an address', '@assign: k@a.test', [{ kind: 'assign', to: 'k@a.test' }], ''],
		['a tag', '@tag billing', [{ kind: 'tag', add: ['billing'], remove: [] }], ''],
		[
			'several tags',
			'@tag: #Billing, -old\nReboot.',
			[{ kind: 'tag', add: ['billing'], remove: ['old'] }],
			'Reboot.',
		],
		['tags to take off', '@untag old, -vip', [{ kind: 'tag', add: [], remove: ['old', 'vip'] }], ''],
		['several', '@close\n\n@assign me\nReboot.', [CLOSE, { kind: 'assign', to: 'me' }], 'Reboot.'],
		['only those at the beginning', 'Reboot.\n@close', [], 'Reboot.\n@close'],
		['what colleagues read', '@nite\n@note\n@kelly, look', [NOTE], '@nite\n@kelly, look'],
	])('reads %s', (_what, text, commands, rest) => {
		const block = leadingCommands(text.split('\n'));
		expect(block).toMatchObject({ commands, unknown: undefined });
		expect(block.rest.join('\n')).toBe(rest);
	});

	it.each([
		['mistyped', '@nite he is angry', 'nite'],
		['mistyped after a command', '@close\n@nite he is angry', 'nite'],
		['mistyped with a digit', '@n0te he is angry', 'n0te'],
		['a colleague', '@Kelly: he is angry', 'Kelly'],
		['a colleague, with an umlaut', '@Jürgen he is angry', 'Jürgen'],
		['a command with words', '@close the window', 'close'],
		['a command without its words', '@assign', 'assign'],
		['a tag that cannot be kept', `@tag ${'x'.repeat(51)}`, 'tag'],
		['a tag without its word', '@untag', 'untag'],
		['quoted', '> @close', 'close'],
	])('does not know what is %s', (_what, text, unknown) => {
		expect(leadingCommands(text.split('\n'), { customerName: 'Frank Furter' }).unknown).toBe(unknown);
	});

	it.each([
		['an address', 'john@acme.test is it.'],
		['an @ alone', '@ noon we call you.'],
		['a number', '@5 pm we call you.'],
		['the customer', '@frank: see below.'],
		['the customer by surname', '@Furter\nsee below.'],
	])('takes %s for text', (_what, text) => {
		const block = leadingCommands(text.split('\n'), { customerName: 'Frank Furter' });
		expect(block).toMatchObject({ commands: [], unknown: undefined, end: 0 });
	});

	it('lets no customer’s name stand in for a command', () => {
		expect(leadingCommands(['@close'], { customerName: 'Glenn Close' }).commands).toEqual([CLOSE]);
	});

	it('reads a line of a million characters quickly', () => {
		const line = `@close${' '.repeat(1_000_000)}x`;
		expect(leadingCommands([line]).unknown).toBe('close');
	});
});

describe('hasCommandWord', () => {
	it.each([
		['a known one', 'Hello\n - @Note he is angry', true],
		['another word', 'Hello\n@acme', false],
		['a known one inside a line', 'Write @note above', false],
	])('of %s', (_what, text, answer) => expect(hasCommandWord(text)).toBe(answer));
});
