import { describe, expect, it } from '@jest/globals';
import {
	isForwardSubject,
	isNestedNotification,
	notificationSubject,
	replySubject,
} from '../../helpdesk/domain/subject';

describe('replySubject', () => {
	it.each([
		['My printer', 'Re: My printer'],
		['Re: My printer', 'Re: My printer'],
		['AW: Drucker', 'AW: Drucker'],
		['RE[2]: My printer', 'RE[2]: My printer'],
		['Antw : Printer', 'Antw : Printer'],
		['Fwd: My printer', 'Re: Fwd: My printer'],
		['Regarding: My printer', 'Re: Regarding: My printer'],
		['', 'Re: (no subject)'],
		['a\r\nBcc: x@y.test', 'Re: a Bcc: x@y.test'],
	])('of %j is %j', (subject, reply) => expect(replySubject(subject)).toBe(reply));
});

describe('notificationSubject', () => {
	it.each([
		['My printer', '[#7] My printer'],
		['Re: My printer', '[#7] Re: My printer'],
		['\r\n', '[#7] (no subject)'],
		['a\u2028 b', '[#7] a b'],
	])('of %j is %j', (subject, expected) => expect(notificationSubject(7, subject)).toBe(expected));
});

describe('isForwardSubject', () => {
	it.each(['Fwd: a', 'FW: a', 'WG: a', 'TR: a', 'Rv: a', 'Enc: a', 'Doorst: a', 'VL: a', ' fwd : a'])(
		'is true of %j',
		(subject) => expect(isForwardSubject(subject)).toBe(true),
	);

	it.each(['a', 'Re: Fwd: a', '[#7] Fwd: a', 'Forward: a', 'Trouble: a', ''])('is false of %j', (subject) =>
		expect(isForwardSubject(subject)).toBe(false),
	);
});

describe('isNestedNotification', () => {
	it.each([
		['[#1] My printer', false],
		['Re: [#4] [#1] My printer', false],
		['[#7] [#4] [#1] My printer', true],
		['Fwd: [#12345] Re: [#4] AW: [#1] My printer', true],
		['[#a] [#b] [#c] [#d]', false],
	])('of %s: %s', (subject, expected) => {
		expect(isNestedNotification(subject)).toBe(expected);
	});
});
