import { describe, expect, it } from '@jest/globals';
import { type Command, hasInternalWord, leadingCommands } from '../../helpdesk/domain/commands';

const NOTE: Command = { kind: 'note' };
const NAMES = { customerNames: ['Frank Furter', 'Nate'], colleagueNames: ['Kelly Ray'] };
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
		[
			'giving to an address by Outlook',
			'@assign k@a.test<mailto:k@a.test>',
			[{ kind: 'assign', to: 'k@a.test' }],
			'',
		],
		['giving to a link', '@assign @Kelly Ray [mailto:k@a.test]', [{ kind: 'assign', to: 'Kelly Ray' }], ''],
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
		expect(leadingCommands(text.split('\n'), { customerNames: ['Frank Furter'] }).unknown).toBe(unknown);
	});

	it.each([
		['an address', 'john@acme.test is it.'],
		['an @ alone', '@ noon we call you.'],
		['a number', '@5 pm we call you.'],
		['the customer', '@frank: see below.'],
		['the customer by surname', '@Furter\nsee below.'],
	])('takes %s for text', (_what, text) => {
		const block = leadingCommands(text.split('\n'), { customerNames: ['Frank Furter'] });
		expect(block).toMatchObject({ commands: [], unknown: undefined, end: 0 });
	});

	it('lets no customer’s name stand in for a command', () => {
		expect(leadingCommands(['@close'], { customerNames: ['Glenn Close'] }).commands).toEqual([CLOSE]);
	});

	it('reads a line of a million characters quickly', () => {
		const line = `@close${' '.repeat(1_000_000)}x`;
		expect(leadingCommands([line]).unknown).toBe('close');
	});
});

describe('hasInternalWord', () => {
	it.each([
		['a command', 'Hello\n - @Note he is angry'],
		['one with a wrong letter', 'Hello Frank,\n@nite he is angry'],
		['one with a letter too many', 'Hello\n@noote'],
		['one without a letter', 'Hello\n@asign kelly'],
		['one with letters in each other’s place', 'Hello\n@colse'],
		['a long one with two wrong letters', 'Hello\n@pemdimg'],
		['a short one with two wrong letters, and a remark', 'Hello\n@noxr he never pays'],
		['one of many', 'Hello\n\n> *@tags* billing'],
		['a colleague', 'Hello Frank,\n@Kelly: he never pays'],
		['a colleague by surname', 'Hello Frank,\n@ray he never pays'],
	])('finds %s', (_what, text) => expect(hasInternalWord(text, NAMES)).toBe(true));

	it.each([
		['a word inside a line', 'Write @nite above'],
		['another word', 'Hello\n@acme'],
		['a handle', 'We are on Twitter:\n@acme_support on weekdays'],
		['the customer', 'Hello\n@Frank: yes'],
		['the customer, whose name is nearly a command', 'Hello\n@Nate he is there'],
		['somebody whose name is a little like a command', 'Hello\n@Rose: he is there'],
		['a style sheet', '@media print {\n@page { margin: 0 }\n@else (x) y {'],
		['a program', '@Override\n@param text what to write\n@code(x) is it'],
		['a short word', '@me he is there\n@all of you, read this'],
		['an address', 'anna@note.test'],
	])('takes %s for words', (_what, text) => expect(hasInternalWord(text, NAMES)).toBe(false));

	it('reads a long word and a long line quickly', () => {
		const text = `@${'n'.repeat(100_000)}\n@noxr ${'a '.repeat(100_000)}`;
		expect(hasInternalWord(text, NAMES)).toBe(true);
	});
});
