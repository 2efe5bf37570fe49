import { describe, expect, it } from '@jest/globals';
import {
	confirmationAdvice,
	confirmationBodies,
	mayAsk,
	type Confirmation,
} from '../../helpdesk/domain/confirmation';
import { NOW } from '../support/builders';

const HOUR_MS = 3_600_000;

describe('mayAsk', () => {
	it.each<[string, Date | undefined, boolean]>([
		['nobody was asked', undefined, true],
		['somebody was asked just now', NOW, false],
		['somebody was asked 23 hours ago', new Date(NOW.getTime() - 23 * HOUR_MS), false],
		['somebody was asked 24 hours ago', new Date(NOW.getTime() - 24 * HOUR_MS), true],
	])('tells when %s', (_when, askedAt, expected) => {
		expect(mayAsk(askedAt, NOW)).toBe(expected);
	});
});

describe('confirmationAdvice', () => {
	it.each<[Confirmation['state'], string, RegExp]>([
		['waiting', '', /^No mailbox can send yet: john@home\.test .* any mailbox\.$/],
		['queued', '', /leaves with the next Deliver Due Mail of support@acme\.test\. When somebody answers/],
		['retry', '', /leaves with the next Deliver Due Mail/],
		['sent', '', /^john@home\.test was asked by mail from support@acme\.test\. When somebody answers/],
		['failed', '550 No such user', /Send Confirmation Again\. 550 No such user$/],
		['canceled', '', /Send Confirmation Again\.$/],
	])('says what comes next: %s', (state, error, expected) => {
		const confirmation = { address: 'john@home.test', state, askedAt: NOW, from: 'support@acme.test', error };
		expect(confirmationAdvice(confirmation)).toMatch(expected);
	});
});

describe('confirmationBodies', () => {
	it('names the person, the channel and the token, as text and as HTML', () => {
		const mailbox = { channelName: 'Acme <Support>', address: 'support@acme.test' };
		const { text, html } = confirmationBodies({ name: 'John' }, mailbox, 'token');
		expect(text).toMatch(/^Do you, John, answer customers of Acme <Support> .*\[token\]$/s);
		expect(html).toContain('Acme &lt;Support&gt;');
	});
});
