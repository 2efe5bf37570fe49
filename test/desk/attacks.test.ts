import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DnsAuthenticator } from '../../helpdesk/adapters/authentication/dns-authenticator';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { rotateTokenKey } from '../../helpdesk/desk/rotate-token-key';
import { updateMailbox } from '../../helpdesk/desk/save-mailbox';
import type { Message } from '../../helpdesk/domain/conversation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import { findTokens, formatToken, lastTokenDay, tokenText } from '../../helpdesk/domain/token';
import { answerTo, customerWrites, messageOf, notify, reasonOf } from '../support/answers';
import { startDnsServer, type DnsServer } from '../support/dns-server';
import { rawMail, type RawMailParts } from '../support/raw-mail';
import { rsaKey, signed } from '../support/signed-mail';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const DAY_MS = 86_400_000;
const JOHN = 'john@acme-staff.test';
const KELLY = 'kelly@acme-staff.test';
const FRANK = 'frank@customer.test';
const EVE = 'eve@evil.test';
const PASS = 'Authentication-Results: mx.acme.test; dmarc=pass header.from=acme-staff.test';
const FAIL = 'Authentication-Results: mx.acme.test; dmarc=fail header.from=acme-staff.test';
const FOREIGN_PASS = 'Authentication-Results: mx.evil.test; dmarc=pass header.from=acme-staff.test';

/** What an attacker finds: Frank's question, what staff were told of it, and John's answer to Frank. */
interface Scene {
	readonly question: Message;
	readonly toJohn: OutboundMail;
	readonly toKelly: OutboundMail;
	readonly reply: OutboundMail;
}

type Attack = [
	attack: string,
	outcome: string,
	write: (scene: Scene) => RawMailParts | Buffer | Promise<RawMailParts | Buffer>,
];

// What the desk sees of the envelope in mail that IMAP brought.
const DELIVERED = 'Received: from mail.evil.test by mx.acme.test';
const key = rsaKey(2048);

let dns: DnsServer;
let desk: TestDesk;
let mailbox: Mailbox;
let scene: Scene;

beforeAll(async () => {
	dns = await startDnsServer();
	for (const domain of ['acme-staff.test', 'evil.test']) {
		dns.zone.set(`_dmarc.${domain}`, ['TXT v=DMARC1; p=reject']);
		dns.zone.set(`mail._domainkey.${domain}`, [key.record]);
	}
});

afterAll(() => dns.close());

beforeEach(async () => {
	desk = { ...(await testDesk()), authenticator: new DnsAuthenticator({ servers: [dns.address] }) };
	mailbox = await aMailbox(desk, { acceptsPlusAddresses: true, trustedServers: ['mx.acme.test'] });
	await aStaff(desk);
	await aStaff(desk, { name: 'Kelly Ray', address: KELLY });
	scene = await sceneOf(FRANK);
});

const TOKENS: Attack[] = [
	['a colleague uses a token', 'sender-not-recipient', ({ toJohn }) => answerTo(toJohn, { from: KELLY })],
	['a stranger uses a token', 'sender-not-recipient', ({ toJohn }) => answerTo(toJohn, { from: EVE })],
	[
		'somebody answers a notification that was forwarded to them',
		'sender-not-recipient',
		({ toJohn }) =>
			answerTo(toJohn, { from: 'Third <third@partner.test>', subject: `Re: Fwd: ${toJohn.subject}` }),
	],
	[
		'staff use the token of a customer',
		'staff-without-token',
		({ reply }) => answerTo(reply, { from: JOHN, to: 'support@acme.test' }),
	],
	[
		'the token of a customer was made one of staff',
		'token-invalid',
		({ toJohn, reply }) => answerTo(toJohn, naming(`s${reply.token.slice(1)}`)),
	],
	['the MAC is made up', 'token-invalid', ({ toJohn }) => answerTo(toJohn, naming(mangled(toJohn.token)))],
	[
		'the day is put off',
		'token-invalid',
		({ toJohn: mail }) => answerTo(mail, naming(`${mail.token.slice(0, 3)}zzzz${mail.token.slice(7)}`)),
	],
	[
		'the token of one mail is put on another',
		'token-invalid',
		({ toJohn, toKelly }) => {
			const [john = '', kelly = ''] = [toJohn.token, toKelly.token];
			return answerTo(toJohn, naming(`${john.slice(0, 7)}${kelly.slice(7, 23)}${john.slice(23)}`));
		},
	],
	[
		'the token is too old',
		'token-expired',
		({ toJohn }) => {
			desk.wait(91 * DAY_MS);
			return answerTo(toJohn);
		},
	],
	[
		'the key of the token was revoked',
		'token-invalid',
		async ({ toJohn }) => {
			await rotateTokenKey(desk, true);
			return answerTo(toJohn);
		},
	],
	[
		'an old key was stolen, and makes tokens after it was followed by another',
		'token-invalid',
		async ({ toJohn }) => {
			await rotateTokenKey(desk, false);
			desk.wait(DAY_MS);
			return answerTo(toJohn, naming(await tokenByFirstKey(toJohn)));
		},
	],
	[
		'tokens of two conversations are mixed',
		'several-conversations',
		async ({ toJohn }) => {
			const other = await sceneOf('grace@other.test');
			return answerTo(toJohn, { inReplyTo: other.toJohn.messageIdHeader });
		},
	],
];

const SENDERS: Attack[] = [
	[
		'From is staff, without a token',
		'staff-without-token',
		({ question }) => ({ from: JOHN, subject: 'Re: My printer', inReplyTo: question.messageId }),
	],
	[
		'From is staff, and our server found it forged',
		'sender-not-authenticated',
		({ toJohn }) => answerTo(toJohn, { headers: [FAIL] }),
	],
	[
		'From is staff, found forged, and a pass in our name stands below',
		'sender-not-authenticated',
		({ toJohn }) => answerTo(toJohn, { headers: [FAIL, PASS] }),
	],
	[
		'From is staff, found forged, and a stranger’s server passed it on top',
		'sender-not-authenticated',
		({ toJohn }) => answerTo(toJohn, { headers: [FOREIGN_PASS, FAIL] }),
	],
	[
		'From is staff, and only a stranger’s server passed it where a pass is needed',
		'sender-not-authenticated',
		async ({ toJohn }) => {
			await updateMailbox(desk, mailbox.id, { senderCheck: 'strict' });
			return answerTo(toJohn, { headers: [FOREIGN_PASS] });
		},
	],
	[
		'From is staff, no server says anything, and nobody signed where a pass is needed',
		'sender-not-authenticated',
		async ({ toJohn }) => {
			await checkSenders('strict');
			return answerTo(toJohn);
		},
	],
	[
		'From is staff, no server says anything, and a stranger signed where a pass is needed',
		'sender-not-authenticated',
		async ({ toJohn }) => {
			await checkSenders('strict');
			return await signedBy('evil.test', answerTo(toJohn));
		},
	],
	[
		'From is staff, and a stranger’s server passed it that staff never signed',
		'sender-not-authenticated',
		async ({ toJohn }) => {
			await checkSenders('strict');
			return answerTo(toJohn, { headers: [FOREIGN_PASS] });
		},
	],
	[
		'From is staff, no server says anything, and the envelope names a stranger',
		'sender-not-authenticated',
		async ({ toJohn }) => {
			await checkSenders('normal');
			return answerTo(toJohn, { headers: [`Return-Path: <${EVE}>`, DELIVERED] });
		},
	],
	[
		'From is staff, the envelope names a stranger, and more signatures stand there than anybody reads',
		'sender-not-authenticated',
		async ({ toJohn }) => {
			await checkSenders('normal');
			const signatures = Array.from({ length: 10_000 }, () => 'DKIM-Signature: v=1; d=evil.test; s=mail');
			return answerTo(toJohn, { headers: [`Return-Path: <${EVE}>`, DELIVERED, ...signatures] });
		},
	],
	[
		'the answer of staff was changed on its way',
		'sender-not-authenticated',
		async ({ toJohn }) => {
			await checkSenders('strict');
			const mail = await signedBy('acme-staff.test', answerTo(toJohn));
			return Buffer.from(mail.toString().replace('Reboot.', 'Pay Eve.'));
		},
	],
	[
		'text was put below the signed answer of staff',
		'sender-not-authenticated',
		async ({ toJohn }) => {
			await checkSenders('strict');
			const mail = await signedBy('acme-staff.test', answerTo(toJohn), 9);
			return Buffer.concat([mail, Buffer.from('Pay Eve.\r\n')]);
		},
	],
	[
		'the answer of staff passed, and our server found it forged',
		'sender-not-authenticated',
		async ({ toJohn }) => {
			await checkSenders('normal');
			return await signedBy('acme-staff.test', answerTo(toJohn, { headers: [FAIL] }));
		},
	],
	[
		'a forward by staff was found forged',
		'sender-not-authenticated',
		() => ({
			from: JOHN,
			subject: 'Fwd: My order',
			text: `---------- Forwarded message ---------\nFrom: Grace <grace@other.test>\nSubject: My order\n\nWhere is it?`,
			headers: [FAIL],
		}),
	],
	[
		'Reply-To is staff, with a token',
		'sender-not-recipient',
		({ toJohn }) => answerTo(toJohn, { from: EVE, headers: [`Reply-To: ${JOHN}`, `Sender: ${JOHN}`] }),
	],
	[
		'Reply-To is staff, without a token',
		'new-conversation',
		({ question }) => ({ from: EVE, inReplyTo: question.messageId, headers: [`Reply-To: ${JOHN}`] }),
	],
	[
		'From names staff and a stranger',
		'sender-not-recipient',
		({ toJohn }) => answerTo(toJohn, { from: `${JOHN}, ${EVE}` }),
	],
	[
		'From stands there twice',
		'sender-not-recipient',
		({ toJohn }) => answerTo(toJohn, { from: `${JOHN}\r\nFrom: ${EVE}` }),
	],
	[
		'the name of a stranger is an address of staff',
		'sender-not-recipient',
		({ toJohn }) => answerTo(toJohn, { from: `"${JOHN}" <${EVE}>` }),
	],
];

const STRANGERS: Attack[] = [
	[
		'a stranger quotes identifiers',
		'new-conversation',
		({ question, reply }) => ({
			from: EVE,
			inReplyTo: question.messageId,
			references: [question.messageId, mangled(reply.messageIdHeader)],
		}),
	],
	[
		'a stranger claims to be the original sender',
		'new-conversation',
		({ question }) => ({ from: EVE, inReplyTo: question.messageId, headers: [`X-Original-From: ${FRANK}`] }),
	],
	['the subject is that of an answer', 'new-conversation', () => ({ from: EVE, subject: 'Re: My printer' })],
	[
		'the subject is that of a notification',
		'new-conversation',
		({ toJohn: { subject } }) => ({ from: EVE, subject }),
	],
	[
		'a stranger uses the Message-ID of a mail that is here',
		'new-conversation',
		({ question }) => ({ from: EVE, messageId: question.messageId, text: 'mine' }),
	],
];

const MACHINES: Attack[] = [
	[
		'a vacation reply to a notification',
		'auto-reply',
		({ toJohn }) => answerTo(toJohn, { headers: ['Auto-Submitted: auto-replied (vacation)'] }),
	],
	['a bounce of a notification', 'bounce', ({ toJohn }) => bounce(toJohn.messageIdHeader, JOHN)],
	[
		'a read receipt for a notification',
		'read-receipt',
		({ toJohn }) =>
			typed(answerTo(toJohn), 'multipart/report; report-type=disposition-notification; boundary=b'),
	],
	[
		'a calendar’s answer to a notification',
		'calendar-answer',
		({ toJohn }) => typed(answerTo(toJohn), 'text/calendar; method=REPLY'),
	],
	[
		'a reaction to a notification',
		'reaction',
		({ toJohn }) => typed(answerTo(toJohn), 'text/vnd.google.email-reaction+json'),
	],
	[
		'a mistyped command',
		'unknown-command',
		({ toJohn }) => answerTo(toJohn, { text: '@nite he never pays in time' }),
	],
	[
		'a bounce whose identifier is made up',
		'bounce',
		({ reply }) => bounce(mangled(reply.messageIdHeader), FRANK),
	],
	[
		'a bounce that names the mail of the customer',
		'bounce',
		({ question }) => bounce(question.messageId, FRANK),
	],
	[
		'a bounce of another customer’s answer that names this one',
		'bounce',
		async () => bounce((await sceneOf(EVE)).reply.messageIdHeader, FRANK),
	],
];

describe.each([
	['by token', TOKENS],
	['by sender', SENDERS],
	['by strangers', STRANGERS],
	['by machines', MACHINES],
])('an attack %s', (_kind, attacks) => {
	it.each(attacks)('%s: %s', async (_attack, outcome, write) => {
		const mail = await write(scene);
		const before = await state();
		const arrived = await arrive(desk, mailbox, mail);
		expect(await reasonOf(desk, arrived.outcome)).toBe(outcome);
		expect(await state()).toEqual(before);
	});
});

describe('what is no attack', () => {
	it.each<Attack>([
		['staff answer', 'staff-reply', ({ toJohn }) => answerTo(toJohn)],
		[
			'staff answer, and our server passed it',
			'staff-reply',
			({ toJohn }) => answerTo(toJohn, { headers: [PASS] }),
		],
		[
			'staff answer, and a stranger’s server calls it forged',
			'staff-reply',
			({ toJohn }) => answerTo(toJohn, { headers: [FOREIGN_PASS.replace('pass', 'fail')] }),
		],
		[
			'staff answer after the key was followed by another',
			'staff-reply',
			async ({ toJohn }) => {
				await rotateTokenKey(desk, false);
				return answerTo(toJohn);
			},
		],
		[
			'staff answer with a token that the only key made, as the stolen one did',
			'staff-reply',
			async ({ toJohn }) => answerTo(toJohn, naming(await tokenByFirstKey(toJohn))),
		],
		[
			'staff answer, no server says anything, and the desk passes it itself',
			'staff-reply',
			async ({ toJohn }) => {
				await checkSenders('strict');
				return await signedBy('acme-staff.test', answerTo(toJohn));
			},
		],
		['the customer answers', 'customer-reply', ({ reply }) => answerTo(reply, { text: 'Thanks.' })],
	])('goes through when %s: %s', async (_when, outcome, write) => {
		const arrived = await arrive(desk, mailbox, await write(scene));
		expect(await reasonOf(desk, arrived.outcome)).toBe(outcome);
	});

	it('believes a bounce of our answer to the customer', async () => {
		await arrive(desk, mailbox, bounce(scene.reply.messageIdHeader, FRANK));
		expect((await state()).health).toMatchObject({ suppressedAt: expect.any(Date) });
	});

	it('lets in who got our answer from the customer, marked, and the customer stays who they are', async () => {
		const { reply, question } = scene;
		const { outcome } = await arrive(desk, mailbox, answerTo(reply, { from: 'boss@customer.test' }));
		expect(await messageOf(desk, outcome)).toMatchObject({
			conversationId: question.conversationId,
			isNewParticipant: true,
		});
		expect((await state()).customer).toBe(FRANK);
	});
});

async function checkSenders(senderCheck: 'strict' | 'normal'): Promise<void> {
	await updateMailbox(desk, mailbox.id, { senderCheck, checksSenders: true });
}

function signedBy(signingDomain: string, parts: RawMailParts, maxBodyLength?: number): Promise<Buffer> {
	const { privateKey } = key;
	return signed(rawMail(parts), {
		signingDomain,
		privateKey,
		...(maxBodyLength !== undefined && { maxBodyLength }),
	});
}

/** All that no attack may change: the conversation, its customer and who takes part, what is owed, and to whom. */
async function state() {
	const { store } = desk;
	const { conversationId } = scene.question;
	const conversation = await store.conversations.byId(conversationId);
	const history = await store.messages.history(conversationId, 50);
	const owed = await store.outbound.list({ limit: 100 });
	return {
		status: conversation?.status,
		assigneeId: conversation?.assigneeId,
		customer: (await store.contacts.byId(conversation?.contactId ?? ''))?.address,
		isEveIn: await store.conversations.isParticipant(conversationId, EVE),
		said: history.filter(({ kind }) => kind === 'customer' || kind === 'staff' || kind === 'note'),
		answers: owed.filter(({ recipe }) => recipe.kind === 'reply'),
		isAnyoneElseTold: owed.some(
			({ recipe, recipient }) => recipe.kind !== 'reply' && ![JOHN, KELLY].includes(recipient.address),
		),
		health: await store.addresses.byAddress(FRANK),
	};
}

async function sceneOf(customer: string): Promise<Scene> {
	const question = await customerWrites(desk, mailbox, { from: customer });
	const [toJohn, toKelly] = (await notify(desk, mailbox, question)) as [OutboundMail, OutboundMail];
	const answer = await messageOf(desk, (await arrive(desk, mailbox, answerTo(toJohn))).outcome);
	const queued = await queueReply(desk, answer.id);
	if ('paused' in queued) throw new Error('The answer waits.');
	return { question, toJohn, toKelly, reply: queued.mail };
}

/** Where programs leave a token: recipient and identifiers. */
function naming(token: string): RawMailParts {
	const identifier = `hd.${token}@acme.test`;
	return { to: `support+${token}@acme.test`, inReplyTo: identifier, references: [identifier] };
}

function mangled(text: string): string {
	const [token = text] = findTokens(text).map(formatToken);
	return text.replace(token, `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`);
}

async function tokenByFirstKey(mail: OutboundMail): Promise<string> {
	const [first] = await desk.store.tokenKeys.all();
	const lastDay = lastTokenDay(desk.clock.now());
	const parts = { purpose: 'staff', keyNumber: 1, lastDay, outboundMailId: mail.id } as const;
	const { conversationId, messageId } = mail;
	const claim = { conversationId, messageId, recipientKey: mail.recipient.address };
	return formatToken({ ...parts, mac: desk.crypto.mac(first?.key ?? '', tokenText(parts, claim)) });
}

function typed(parts: RawMailParts, type: string): Buffer {
	return Buffer.from(rawMail(parts).toString().replace('text/plain; charset=utf-8', type));
}

function bounce(identifier: string, recipient: string): Buffer {
	const fields = [
		'From: MAILER-DAEMON@mx.test',
		'To: support@acme.test',
		'Subject: Undelivered Mail',
		'Content-Type: multipart/report; report-type=delivery-status; boundary=x',
	];
	const status = [`Final-Recipient: rfc822; ${recipient}`, 'Action: failed', 'Status: 5.1.1'];
	const parts = [
		['--x', '', 'It did not arrive.'],
		['--x', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.test', '', ...status],
		['--x', 'Content-Type: text/rfc822-headers', '', `Message-ID: <${identifier}>`, '--x--', ''],
	];
	return Buffer.from([...fields, '', ...parts.flat()].join('\r\n'));
}
