import { beforeEach, describe, expect, it } from '@jest/globals';
import {
	recordConnection,
	recordForwarding,
	recordForwardingEnd,
} from '../../helpdesk/desk/mailbox-connection';
import { registerMailbox } from '../../helpdesk/desk/save-mailbox';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { connectionOf } from '../../helpdesk/domain/mailbox-health';
import { testDesk, type TestDesk } from '../support/test-desk';

describe('recordForwarding', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await registerMailbox(desk, 'forwarded@acme.test', 'Acme');
	});

	const now = () => desk.store.mailboxes.byId(mailbox.id);
	const connection = async () => connectionOf((await now()) as Mailbox, desk.clock.now());
	const count = async (type: string) => (await desk.store.eventsSince(type, new Date(0), 9)).length;

	it('makes a mailbox count as connected for as long as it is said again', async () => {
		expect(await connection()).toBe('unknown');
		await recordForwarding(desk, [mailbox.id]);
		const began = desk.clock.now();
		for (let minute = 0; minute < 10; minute++) {
			desk.wait(60_000);
			await recordForwarding(desk, [mailbox.id]);
		}
		expect(await now()).toMatchObject({ forwardingSince: began, forwardingAt: desk.clock.now() });
		expect(await connection()).toBe('connected');
		desk.wait(300_000);
		expect(await connection()).toBe('disconnected');
	});

	it('begins anew after a silence', async () => {
		await recordForwarding(desk, [mailbox.id]);
		desk.wait(300_000);
		await recordForwarding(desk, [mailbox.id]);
		expect(await now()).toMatchObject({ forwardingSince: desk.clock.now() });
	});

	it('says each change as an event, once', async () => {
		await recordForwarding(desk, [mailbox.id]);
		await recordForwarding(desk, [mailbox.id]);
		await recordForwardingEnd(desk, [mailbox.id]);
		expect([await count('mailbox-connected'), await count('mailbox-disconnected')]).toEqual([1, 1]);
	});

	it('leaves other mailboxes alone', async () => {
		const other = await registerMailbox(desk, 'other@acme.test', 'Other');
		await recordForwarding(desk, [mailbox.id]);
		expect(await desk.store.mailboxes.byId(other.id)).toMatchObject({ forwardingAt: undefined });
	});

	it('takes over from a trigger that was stopped, but not from a login that is refused', async () => {
		await recordConnection(desk, mailbox.id, 'disconnected', '');
		await recordForwarding(desk, [mailbox.id]);
		expect(await connection()).toBe('connected');
		await recordConnection(desk, mailbox.id, 'needs-authorisation', 'no');
		expect(await connection()).toBe('needs-authorisation');
	});
});
