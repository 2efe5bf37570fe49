import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import { JOHN, KELLY, SUPPORT } from '../support/acme';
import { loadTemplate, runWorkflow, type FlowRun } from '../support/n8n-core';
import { HELP_DESK, passTime, runHelpDesk, startAcmeDesk, type AcmeDesk } from './acme-desk';

const OTHER = KELLY;

describe('another address of a staff member', () => {
	let acme: AcmeDesk;

	beforeAll(async () => {
		acme = await startAcmeDesk({ staff: [] });
	});
	afterEach(() => {
		jest.useRealTimers();
	});
	afterAll(() => acme.stop());

	it('is shown as one that is to be asked, by whom, and what comes next', async () => {
		const settings = { alternateAddresses: OTHER };
		const run = await staff({ operation: 'create', name: 'John Miller', address: JOHN, settings });
		expect(run.output(HELP_DESK)).toMatchObject([
			{
				unconfirmedAddresses: [OTHER],
				confirmations: [
					{
						address: OTHER,
						state: 'queued',
						from: SUPPORT,
						advice: expect.stringContaining(`next Deliver Due Mail of ${SUPPORT}`),
					},
				],
			},
		]);
	});

	it('is asked by "Help desk: deliver due mail"', async () => {
		passTime(120_000);
		await deliverDue();
		expect(await acme.lastMailTo(OTHER)).toMatchObject({
			subject: 'Is this an address of yours? (Acme Support)',
			from: { name: 'Acme Support', address: SUPPORT },
		});
	});

	it('is not asked again within 24 hours', async () => {
		const again = { operation: 'confirmAgain', staff: john(), unconfirmedAddress: '' };
		expect((await staff(again)).output(HELP_DESK)).toMatchObject([
			{
				asked: [{ address: OTHER, result: 'asked-within-24-hours' }],
				confirmations: [{ state: 'sent', askedAt: expect.any(String) }],
			},
		]);
	});

	it('counts when the mail was answered from there', async () => {
		const run = await acme.answer(await acme.lastMailTo(OTHER), 'Yes.', { from: OTHER });
		expect(run.output('Nobody needs to read this')).toMatchObject([{ why: 'address-confirmed' }]);
		expect((await staff({ operation: 'get', staff: john() })).output(HELP_DESK)).toMatchObject([
			{ alternateAddresses: [OTHER], unconfirmedAddresses: [], confirmations: [] },
		]);
	});

	it('cannot be asked any more then', async () => {
		const again = { operation: 'confirmAgain', staff: john(), unconfirmedAddress: OTHER };
		expect((await staff(again)).error?.message).toContain('waits for a confirmation');
	});

	function deliverDue(): Promise<FlowRun> {
		const workflow = loadTemplate('deliver-due-mail');
		return runWorkflow({ workflow, startNode: 'Every minute', credentials: acme.credentials });
	}
});

function john(): IDataObject {
	return { __rl: true, mode: 'address', value: JOHN };
}

function staff(parameters: IDataObject): Promise<FlowRun> {
	return runHelpDesk({ resource: 'staff', ...parameters });
}
