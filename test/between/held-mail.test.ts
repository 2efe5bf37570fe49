import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { placeholder } from '../../helpdesk/adapters/imap/placeholder';
import { assignConversation, setConversationStatus } from '../../helpdesk/desk/conversation-changes';
import { mergeConversations } from '../../helpdesk/desk/merge-conversations';
import { updateStaff } from '../../helpdesk/desk/save-staff';
import { HOLD_ADVICE, type HoldReason } from '../../helpdesk/domain/hold';
import type { NotForPeople } from '../../helpdesk/domain/inbound-mail';
import type { Mail } from '../../helpdesk/domain/mail';
import { findTokens, formatToken } from '../../helpdesk/domain/token';
import { FIONA, FRANK, JOHN, KELLY, SUPPORT } from '../support/acme';
import { nodeOf } from '../support/n8n-core';
import type { TriggeredRun } from '../support/n8n-core-triggers';
import { rawMail } from '../support/raw-mail';
import { CLIENT_SIGNATURE, answerTo } from '../support/story';
import { JOHN_MILLER, passTime, startAcmeDesk, type AcmeDesk } from './acme-desk';

const LOOK = 'A person must look at this';
const IS_NOTE = 'Is it a note, or an answer past the desk?';
const NOBODY = 'Nobody needs to read this';
const SEND = 'Send the answer to the customer';
const FROM_JOHN = `John Miller <${JOHN}>`;

/** What a test starts from: a conversation that John and Kelly were told of. */
interface Opened {
	readonly conversationId: string;
	readonly customersMail: Buffer;
	readonly toJohn: Mail;
	readonly toKelly: Mail;
}

// One desk for the whole file: each test opens a conversation of its own.
let acme: AcmeDesk;
beforeAll(async () => {
	acme = await startAcmeDesk({
		staff: [JOHN_MILLER, { name: 'Kelly Ray', address: KELLY }],
		mailbox: { trustedServers: ['mx.acme.test'] },
	});
});
afterEach(() => {
	jest.useRealTimers();
});
afterAll(() => acme.stop());

const HELD: Record<HoldReason, (opened: Opened) => Promise<TriggeredRun>> = {
	'no-sender': () => acme.arrive({ from: `Acme Support <${SUPPORT}>` }),
	'token-invalid': ({ toJohn }) => {
		const token = tokenOf(toJohn);
		const forged = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
		const raw = answerTo(toJohn, 'Switch it on.', { from: FROM_JOHN, to: SUPPORT });
		return acme.arrive(Buffer.from(raw.toString().replaceAll(token, forged)));
	},
	'token-expired': ({ toJohn }) => {
		passTime(91 * 86_400_000);
		return acme.answer(toJohn, 'Switch it on.');
	},
	'sender-not-recipient': ({ toJohn }) =>
		acme.answer(toJohn, 'Switch it on.', { from: 'John Miller <mallory@outside.test>' }),
	'sender-not-authenticated': ({ toJohn }) => {
		const headers = ['Authentication-Results: mx.acme.test; dmarc=fail'];
		return acme.answer(toJohn, 'Switch it on.', { headers });
	},
	'several-conversations': async ({ toJohn }) => {
		const other = await openConversation();
		const references = [toJohn.messageId, other.toJohn.messageId];
		const to = SUPPORT.replace('@', `+${tokenOf(toJohn)}@`);
		return await acme.arrive({ from: FROM_JOHN, to, inReplyTo: other.toJohn.messageId, references });
	},
	'not-an-answer': ({ toJohn }) => {
		const to = SUPPORT.replace('@', `+${tokenOf(toJohn)}@`);
		return acme.arrive({ from: FROM_JOHN, to, subject: 'Team lunch', text: 'Frank is a pain.' });
	},
	'staff-without-token': ({ customersMail }) => {
		const messageId = /^Message-ID: <(.*)>/m.exec(customersMail.toString())?.[1] ?? '';
		return acme.arrive({ from: FROM_JOHN, subject: 'Re: My printer', inReplyTo: messageId });
	},
	'forwarded-by-staff': () => {
		const copy = `---------- Forwarded message ---------\nFrom: Kelly <${KELLY}>\nTo: ${JOHN}\nSubject: The invoice`;
		return acme.arrive({ from: FROM_JOHN, subject: 'Fwd: The invoice', text: `${copy}\n\nHere it is.` });
	},
	'forward-without-sender': () => acme.arrive({ from: FROM_JOHN, subject: 'Fwd: The invoice' }),
	'confirmation-unproved': async () => {
		const john = await acme.desk.store.staff.byAddress(JOHN);
		await updateStaff(acme.desk, john?.id ?? '', { alternateAddresses: ['john@outside.test'] });
		const asked = await acme.desk.store.outbound.lastAboutStaff('john@outside.test');
		return await acme.arrive({ from: FROM_JOHN, to: SUPPORT, inReplyTo: asked?.messageIdHeader ?? '' });
	},
	'not-addressed-to-us': ({ toJohn }) =>
		acme.arrive(answerTo(toJohn, 'Do you know?', { from: FROM_JOHN, to: KELLY, cc: SUPPORT })),
	'conversation-closed': async ({ toJohn, conversationId }) => {
		await setConversationStatus(acme.desk, conversationId, 'closed');
		return await acme.answer(toJohn, 'Switch it on.');
	},
	'assigned-elsewhere': async ({ toJohn, conversationId }) => {
		const john = await acme.desk.store.staff.byAddress(JOHN);
		const kelly = await acme.desk.store.staff.byAddress(KELLY);
		// From John to Kelly, whoever of them has it now.
		for (const staff of [john, kelly]) await assignConversation(acme.desk, conversationId, staff?.id);
		return await acme.answer(toJohn, 'Switch it on.');
	},
	'another-customer': async ({ toJohn, conversationId }) => {
		const run = await acme.arrive({ from: `Fiona <${FIONA}>`, subject: 'My invoice' });
		const [fionas] = run.output('Find or open the conversation');
		const into = (fionas?.conversation as { id: string } | undefined)?.id ?? '';
		await mergeConversations(acme.desk, conversationId, into);
		return await acme.answer(toJohn, 'Frank, your PIN is 1234.');
	},
	'colleague-answered': async ({ toJohn, toKelly }) => {
		await acme.answer(toKelly, 'Switch it on.', { from: `Kelly Ray <${KELLY}>` });
		return await acme.answer(toJohn, 'Switch it off and on.');
	},
	'unknown-command': ({ toJohn }) => acme.answer(toJohn, '@nite he is a difficult one'),
	'answer-below-quote': ({ toJohn }) => {
		const copy = toJohn.text.slice(0, toJohn.text.indexOf('You get this'));
		const header = `From: Acme Support <${SUPPORT}>\nSent: Sunday, November 22, 2026 9:00 AM\nTo: ${JOHN}\nSubject: ${toJohn.subject}`;
		const text = `See below.\n\n${header}\n\n${copy}\nSwitch it off and on again.`;
		return acme.answer(toJohn, '', { text });
	},
	'empty-reply': ({ toJohn }) => acme.answer(toJohn, ''),
	'encrypted-answer': ({ toJohn }) => acme.answer(toJohn, '-----BEGIN PGP MESSAGE-----\n\nwcFMA0==\n=abcd'),
	'incomplete-answer': ({ toJohn }) => {
		const raw = answerTo(toJohn, 'Switch it on.', { from: FROM_JOHN, to: SUPPORT });
		return acme.arrive(Buffer.from(placeholder(raw, 'This mail of 30 MB is over the limit of 25 MB.')));
	},
	'notification-in-reply': ({ toJohn }) => acme.answer(toJohn, 'Write your reply above this line, please.'),
};

describe('mail that a person must look at', () => {
	it.each(Object.keys(HELD) as HoldReason[])('is held with advice: %s', async (reason) => {
		const opened = await openConversation();
		const run = await HELD[reason](opened);
		expect([run.status, run.error]).toEqual(['success', undefined]);
		expect(run.output(LOOK)).toMatchObject([
			{ outcome: 'held', why: reason, hold: { id: expect.any(String), reason, advice: HOLD_ADVICE[reason] } },
		]);
		// Nothing else happened: no answer left, and no colleague but its author is told.
		expect(run.ran).toEqual([run.startNode, 'Find or open the conversation', LOOK]);
	});

	it('is sent all the same when a colleague was faster and the team wants it so', async () => {
		const { toJohn, toKelly } = await openConversation();
		const node = nodeOf(acme.workflow, 'Find or open the conversation');
		node.parameters.options = { whenColleagueWasFaster: 'send' };
		await acme.answer(toKelly, 'Switch it on.', { from: `Kelly Ray <${KELLY}>` });
		const run = await acme.answer(toJohn, 'Switch it off and on.');
		node.parameters.options = {};
		expect(run.output(SEND)).toMatchObject([{ delivery: { state: 'sent' } }]);
	});
});

const NOT_FOR_PEOPLE: [string, NotForPeople, (opened: Opened) => Promise<TriggeredRun>][] = [
	[
		'an absence note of a customer',
		'auto-reply',
		async ({ toJohn }) => {
			await acme.answer(toJohn, 'Switch it on.');
			return await acme.arrive(
				answerTo(await acme.lastMailTo(FRANK), 'I am away.', {
					from: FRANK,
					to: SUPPORT,
					headers: ['Auto-Submitted: auto-replied'],
				}),
			);
		},
	],
	[
		'an absence note of a staff member',
		'auto-reply',
		({ toJohn }) =>
			acme.answer(toJohn, 'I am away.', { headers: ['Auto-Submitted: auto-replied (vacation)'] }),
	],
	[
		'a bounce',
		'bounce',
		({ toJohn }) =>
			acme.arrive(withType(toJohn, 'multipart/report; report-type=delivery-status; boundary=b')),
	],
	[
		'a read receipt',
		'read-receipt',
		({ toJohn }) =>
			acme.arrive(withType(toJohn, 'multipart/report; report-type=disposition-notification; boundary=b')),
	],
	[
		'the answer of a calendar',
		'calendar-answer',
		({ toJohn }) => acme.arrive(withType(toJohn, 'text/calendar; method=REPLY')),
	],
	['a mail of the desk itself', 'own-mail', async () => acme.arrive(await lastRawMailTo(JOHN))],
	['a mail that came before', 'duplicate', ({ customersMail }) => acme.arrive(customersMail)],
];

describe('mail that nobody needs to read', () => {
	it.each(NOT_FOR_PEOPLE)('is kept and told to nobody: %s', async (_, why, act) => {
		const run = await act(await openConversation());
		expect([run.status, run.error]).toEqual(['success', undefined]);
		expect(run.output(NOBODY)).toMatchObject([{ outcome: 'not-for-people', why }]);
		expect(run.ran).toEqual([run.startNode, 'Find or open the conversation', IS_NOTE, NOBODY]);
	});
});

async function openConversation(): Promise<Opened> {
	const customersMail = rawMail({});
	const run = await acme.arrive(customersMail);
	const [{ conversation }] = run.output('Find or open the conversation') as [
		{ conversation: { id: string } },
	];
	return {
		conversationId: conversation.id,
		customersMail,
		toJohn: await acme.lastMailTo(JOHN),
		toKelly: await acme.lastMailTo(KELLY),
	};
}

function tokenOf({ messageId }: Mail): string {
	const [parts] = findTokens(messageId);
	return parts ? formatToken(parts) : '';
}

function withType(mail: Mail, type: string): Buffer {
	const raw = answerTo(mail, CLIENT_SIGNATURE, { from: FROM_JOHN, to: SUPPORT }).toString();
	return Buffer.from(raw.replace('text/plain; charset=utf-8', type));
}

// As it left, without what our own mail server wrote on top.
async function lastRawMailTo(address: string): Promise<Buffer> {
	const sent = acme.mail.sent.findLast(({ recipients }) => recipients.includes(address));
	return sent?.raw ?? Buffer.alloc(0);
}
