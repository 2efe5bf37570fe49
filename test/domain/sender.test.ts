import { describe, expect, it } from '@jest/globals';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { fromName, masterInboxRefusal, senderOf } from '../../helpdesk/domain/sender';
import { NOW, aSupportMailbox } from '../support/builders';

const JOHN = { name: 'John Miller' };
const MASTER = aSupportMailbox({
	id: 'mailbox-2',
	address: 'replies@acme.test',
	channelName: 'Acme Replies',
});

describe('fromName', () => {
	it.each<[Mailbox['fromNameStyle'], string, string, string]>([
		['staff', '', 'John Miller', 'John Miller'],
		['staff', '', ' ', 'Acme Support'],
		['channel', '', 'John Miller', 'Acme Support'],
		['staff-via-channel', '', 'John Miller', 'John Miller via Acme Support'],
		['staff-via-channel', '', '', 'Acme Support'],
		['template', '{staffName} at {mailboxAddress}', 'John Miller', 'John Miller at support@acme.test'],
		['template', ' ', 'John Miller', 'Acme Support'],
		['template', '"{staffName}"\r\nBcc: x@y.test', 'J\n<a>', 'J a Bcc: x@y.test'],
		['staff', '', 'John\r\nBcc: x@y.test', 'John Bcc: x@y.test'],
	])('of the style %s, template %j, for %j is %j', (fromNameStyle, fromNameTemplate, name, expected) => {
		expect(fromName(aSupportMailbox({ fromNameStyle, fromNameTemplate }), { name })).toBe(expected);
	});

	it('is as the person wants it, whatever the mailbox says', () => {
		expect(fromName(aSupportMailbox({ fromNameStyle: 'staff' }), { ...JOHN, fromNameStyle: 'channel' })).toBe(
			'Acme Support',
		);
	});

	it('is the person’s where the channel has no name', () => {
		expect(fromName(aSupportMailbox({ channelName: ' ' }), JOHN)).toBe('John Miller');
	});
});

describe('senderOf', () => {
	it('sends from the mailbox, and answers go to it', () => {
		expect(senderOf(aSupportMailbox(), undefined, JOHN)).toEqual({
			from: { name: 'John Miller via Acme Support', address: 'support@acme.test' },
			replyTo: undefined,
		});
	});

	it('sends from the mailbox, and answers go to the master inbox under the name of the mailbox', () => {
		expect(senderOf(aSupportMailbox({ channelName: 'Acme\r\nX' }), MASTER, JOHN)).toEqual({
			from: { name: 'John Miller via Acme X', address: 'support@acme.test' },
			replyTo: { name: 'Acme X', address: 'replies@acme.test' },
		});
	});
});

describe('masterInboxRefusal', () => {
	it.each<[string, Partial<Mailbox>, Partial<Mailbox>, boolean, string | undefined]>([
		['all is well', {}, {}, false, undefined],
		['both belong to the same person', { owner: 'anna' }, { owner: 'anna' }, false, undefined],
		['it is the mailbox itself', {}, { address: 'SUPPORT@acme.test' }, false, 'same-mailbox'],
		['the mailbox serves another one', {}, {}, true, 'serves-as-master-inbox'],
		['it belongs to somebody else', { owner: 'anna' }, { owner: 'bert' }, false, 'other-owner'],
		['it has a master inbox itself', {}, { masterInboxId: 'mailbox-3' }, false, 'has-master-inbox-itself'],
		['nobody knows its connection', {}, { connection: 'unknown' }, false, 'not-connected'],
		['it is disconnected', {}, { connection: 'disconnected' }, false, 'not-connected'],
		['it was removed', {}, { removedAt: NOW }, false, 'removed'],
		['its trigger died', {}, { fetchedAt: new Date(NOW.getTime() - 300_000) }, false, 'not-connected'],
		['owners differ in case only', { owner: 'Anna ' }, { owner: 'anna' }, false, undefined],
		['its password is wrong', {}, { connection: 'needs-authorisation' }, false, 'not-connected'],
	])('when %s', (_when, mailbox, master, servesOthers, refusal) => {
		expect(masterInboxRefusal(aSupportMailbox(mailbox), { ...MASTER, ...master }, servesOthers, NOW)).toBe(
			refusal,
		);
	});
});
