import { describe, expect, it } from '@jest/globals';
import { fillPlaceholders } from '../../helpdesk/domain/placeholders';

describe('fillPlaceholders', () => {
	const values = { staffName: 'Jo $& {channelName}', channelName: 'Acme', mailboxAddress: 'a@b.test' };

	it.each([
		[
			'each of them, again and again',
			'{channelName}, {mailboxAddress}, {channelName}',
			'Acme, a@b.test, Acme',
		],
		['a value as it is', '{staffName}', 'Jo $& {channelName}'],
		['nothing else in braces', '{price} {} {staffname}', '{price} {} {staffname}'],
		['nothing in a text without', 'Yours', 'Yours'],
	])('fills %s', (_what, template, text) => expect(fillPlaceholders(template, values)).toBe(text));
});
