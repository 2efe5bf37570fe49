import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import { FRANK, JOHN, SUPPORT } from '../support/acme';
import type { FlowRun } from '../support/n8n-core';
import { HELP_DESK, runHelpDesk, startAcmeDesk, type AcmeDesk } from './acme-desk';

const LOOK = 'A person must look at this';
const THREAD = 'Find or open the conversation';
const RESOLVE = 'Decide sender and Reply-To';

describe('held mail', () => {
	let acme: AcmeDesk;
	let held: IDataObject;

	beforeAll(async () => {
		acme = await startAcmeDesk();
		await acme.arrive({});
		const run = await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.', { from: 'john@home.test' });
		[held = {}] = run.output(LOOK);
	});

	afterAll(() => acme.stop());

	it('is listed with reason and advice', async () => {
		const reason = 'sender-not-recipient';
		const run = await heldMail({ operation: 'getAll', state: 'open', reason, mailboxAddress: SUPPORT });
		const hold = expect.objectContaining({
			reason,
			state: 'open',
			advice: expect.any(String),
			settledBy: null,
		});
		expect(run.output(HELP_DESK)).toEqual([expect.objectContaining({ hold, why: reason })]);
		const others = await heldMail({ operation: 'getAll', state: 'discarded', reason: 'any' });
		expect(others.output(HELP_DESK)).toEqual([]);
	});

	it('is shown with what it says, what keeps it and its raw bytes', async () => {
		const run = await heldMail({ operation: 'get' });
		expect(run.output(HELP_DESK)).toEqual([
			expect.objectContaining({
				hold: held.hold,
				answer: { maySend: true, kind: 'answer', text: 'Switch it on.', html: '', commands: [] },
				mail: expect.objectContaining({ from: { name: '', address: 'john@home.test' } }),
			}),
		]);
		const [item] = run.run.data.resultData.runData[HELP_DESK]?.[0]?.data?.main?.[0] ?? [];
		expect(item?.binary?.mail).toMatchObject({ mimeType: 'message/rfc822' });
	});

	it('goes on to the customer when it is released, in the same way as a staff answer, once', async () => {
		const run = await heldMail({ operation: 'release', as: 'usual', text: '', options: {}, by: JOHN });
		const released = run.output(HELP_DESK);
		expect(released).toEqual([
			{
				inboundMailId: held.inboundMailId,
				outcome: 'staff-reply',
				occasion: 'staff-replied',
				why: 'released',
				conversation: expect.anything(),
				contact: expect.objectContaining({ address: FRANK }),
				mailbox: expect.objectContaining({ address: SUPPORT }),
				message: expect.objectContaining({ kind: 'staff', state: 'unsent', text: 'Switch it on.' }),
			},
		]);
		const again = await heldMail({ operation: 'release', as: 'note', text: 'x', options: {}, by: '' });
		expect(again.output(HELP_DESK)).toEqual(released);
		await acme.runFrom(RESOLVE, released);
		expect((await acme.lastMailTo(FRANK)).text).toContain('Switch it on.');
	});

	it('is not discarded any more then', async () => {
		const run = await heldMail({ operation: 'discard', by: '' });
		expect(run.error?.message).toContain('was released before');
	});

	it('has colleagues told of notes, which the help desk can add, too', async () => {
		const run = await acme.answer(await acme.lastMailTo(JOHN), '@note\nHe is angry.');
		expect(run.output(THREAD, 4)).toMatchObject([
			{ why: 'note', occasion: 'noted', message: { kind: 'note', text: 'He is angry.' } },
		]);
		const [{ conversation } = {}] = run.output(THREAD, 4);
		const { id } = conversation as IDataObject;
		const added = await runHelpDesk({
			resource: 'message',
			operation: 'addNote',
			conversation: { __rl: true, mode: 'id', value: id },
			text: 'Paid on Monday.',
			author: JOHN,
		});
		expect(added.output(HELP_DESK)).toMatchObject([
			{ occasion: 'noted', message: { kind: 'note', text: 'Paid on Monday.', from: { address: JOHN } } },
		]);
	});

	function heldMail(parameters: IDataObject): Promise<FlowRun> {
		const holdId = (held.hold as IDataObject).id;
		return runHelpDesk({ resource: 'heldMail', holdId, mailboxAddress: '', returnAll: true, ...parameters });
	}
});
