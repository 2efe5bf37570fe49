import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { SmtpSender } from '../../helpdesk/adapters/smtp/smtp-sender';
import { deliverDueMail } from '../../helpdesk/desk/deliver-due-mail';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { updateMailbox } from '../../helpdesk/desk/save-mailbox';
import { updateStaff } from '../../helpdesk/desk/save-staff';
import { addressKey } from '../../helpdesk/domain/address';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { Staff } from '../../helpdesk/domain/staff';
import { answerTo, customerWrites, messageOf, notify } from '../support/answers';
import type { RawMailParts } from '../support/raw-mail';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

/** What the desk writes on top of its mail, and nothing else. */
const OWN_FIELDS = [
	...['from', 'to', 'reply-to', 'subject', 'message-id', 'in-reply-to', 'references', 'date'],
	...['mime-version', 'content-type', 'content-transfer-encoding'],
	...['x-help-desk', 'x-help-desk-token', 'auto-submitted', 'x-auto-response-suppress'],
];
const BREAKS = ['\r\n', '\n', '\r', '\r\n\r\n', '\u2028', '\u0000\r\n', '\v'];
const INJECTED = 'Bcc: spy@evil.test';

/** Takes all mail and keeps its header and its recipients. */
class RecordingServer {
	readonly mails: { readonly to: readonly string[]; readonly head: string }[] = [];
	private readonly server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		disableReverseLookup: true,
		onData: (stream, { envelope }, done) => {
			headOf(stream).then((head) => {
				this.mails.push({ to: envelope.rcptTo.map(({ address }) => addressKey(address)), head });
				done();
			}, done);
		},
	});

	async start() {
		await once(this.server.listen(0, '127.0.0.1'), 'listening');
		const { port } = this.server.server.address() as AddressInfo;
		const login = { host: '127.0.0.1', port, security: 'none', user: '', password: '' } as const;
		return { ...login, allowsUnknownCertificate: false };
	}

	async stop(): Promise<void> {
		await new Promise<void>((resolve) => this.server.close(resolve));
	}
}

describe('mail that leaves', () => {
	const server = new RecordingServer();
	let sender: SmtpSender;
	let desk: TestDesk;
	let mailbox: Mailbox;
	let john: Staff;

	beforeAll(async () => {
		sender = new SmtpSender(await server.start());
	});
	afterAll(async () => {
		sender.close();
		await server.stop();
	});
	beforeEach(async () => {
		server.mails.length = 0;
		desk = await testDesk();
		mailbox = await aMailbox(desk, { acceptsPlusAddresses: true });
		john = await aStaff(desk);
	});

	describe.each(BREAKS.map((text) => [JSON.stringify(text), text]))('after %s', (_title, lineBreak) => {
		const evil = `Eve${lineBreak}${INJECTED}${lineBreak}X-Evil: yes`;

		it.each<[string, () => Promise<RawMailParts>]>([
			['in the name of a customer', async () => ({ from: `${encoded(evil)} <frank@customer.test>` })],
			['in a subject', async () => ({ subject: encoded(evil) })],
			['in a folded subject', async () => ({ subject: `Re:\r\n ${encoded(evil)}\r\n\t${encoded(evil)}` })],
			[
				'in an identifier',
				async () => ({ messageId: `a${lineBreak}b@customer.test`, references: [`c${lineBreak}d@e`] }),
			],
			['in the name of a channel', () => changed({ channelName: evil })],
			['in a template of From', () => changed({ fromNameStyle: 'template', fromNameTemplate: evil })],
			[
				'in the name of a staff member',
				async () => {
					await updateStaff(desk, john.id, { name: evil });
					return {};
				},
			],
		])('has no further header for what stands %s', async (_where, prepare) => {
			const question = await customerWrites(desk, mailbox, await prepare());
			const [notification] = await notify(desk, mailbox, question);
			const answer = await messageOf(desk, (await arrive(desk, mailbox, answerTo(notification))).outcome);
			await queueReply(desk, answer.id);
			desk.wait(600_000);
			await deliverDueMail(desk, sender, mailbox.address, () => false);
			expect(server.mails.flatMap(({ to }) => to).toSorted()).toEqual(['frank@customer.test', john.address]);
			for (const { head } of server.mails) {
				const fields = head.split(/\r\n(?![ \t])/).map((line) => line.split(':', 1)[0]?.toLowerCase() ?? '');
				expect(fields.filter((field) => !OWN_FIELDS.includes(field))).toEqual([]);
				expect(new Set(fields).size).toBe(fields.length);
				expect(head.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
			}
		});
	});

	async function changed(settings: Parameters<typeof updateMailbox>[2]): Promise<RawMailParts> {
		await updateMailbox(desk, mailbox.id, settings);
		return {};
	}
});

function encoded(text: string): string {
	return `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
}

async function headOf(stream: SMTPServerDataStream): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
}
