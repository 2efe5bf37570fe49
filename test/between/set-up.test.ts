import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import { createMailbox } from '../../helpdesk/desk/save-mailbox';
import { NOTIFY_EVENTS } from '../../helpdesk/domain/notification-preference';
import { newMailboxSettings } from '../../helpdesk/domain/mailbox';
import type { Desk } from '../../helpdesk/ports';
import { JOHN, JOHNS_SIGNATURE, KELLY, REPLIES, SUPPORT } from '../support/acme';
import { completionPage, loadTemplate, nodeOf, runWorkflow, type FlowRun } from '../support/n8n-core';
import { aStaff } from '../support/test-desk';
import { closeBuiltDesk, openBuiltDesk, runHelpDesk, useEmptyStore } from './acme-desk';

const WORKFLOW = loadTemplate('set-up');

let desk: Desk;
beforeEach(async () => {
	await useEmptyStore();
	desk = await openBuiltDesk();
});
afterEach(closeBuiltDesk);

describe('the form "Add a mailbox"', () => {
	const FORM = 'Add a mailbox';
	const ANSWERS = {
		address: SUPPORT,
		channelName: 'Acme Support',
		fromName: 'Staff member via channel',
		signature: '{staffName}, {channelName}',
		plus: 'Yes',
		owner: '',
	};

	it('saves the mailbox and says so', async () => {
		expect(await submit(FORM, ANSWERS)).toEqual({
			title: 'Saved',
			message: `Acme Support (${SUPPORT}) is set up.`,
			node: 'Say that it is saved (mailbox)',
		});
		expect(await desk.store.mailboxes.byAddress(SUPPORT)).toMatchObject({
			channelName: 'Acme Support',
			fromNameStyle: 'staff-via-channel',
			acceptsPlusAddresses: true,
			signature: '{staffName}, {channelName}',
			owner: '',
		});
	});

	it.each([
		['Staff member via channel', 'staff-via-channel'],
		['Staff member', 'staff'],
		['Channel', 'channel'],
	])('takes every name in From: %s', async (fromName, fromNameStyle) => {
		expect(optionsOf(FORM, 'fromName')).toContain(fromName);
		await submit(FORM, { ...ANSWERS, fromName });
		expect(await desk.store.mailboxes.byAddress(SUPPORT)).toMatchObject({ fromNameStyle });
	});

	it.each(['No', 'I do not know'])('takes plus-addresses for certain only: %s', async (plus) => {
		expect(optionsOf(FORM, 'plus')).toContain(plus);
		await submit(FORM, { ...ANSWERS, plus });
		expect(await desk.store.mailboxes.byAddress(SUPPORT)).toMatchObject({ acceptsPlusAddresses: false });
	});

	it('changes a mailbox that the trigger made before', async () => {
		const { id } = await createMailbox(desk, newMailboxSettings(SUPPORT, ''));
		expect((await submit(FORM, ANSWERS)).title).toBe('Saved');
		expect(await desk.store.mailboxes.byAddress(SUPPORT)).toMatchObject({ id, channelName: 'Acme Support' });
	});

	it('leaves as it is what is empty or not known when it is sent again', async () => {
		await submit(FORM, { ...ANSWERS, owner: 'anna@acme.test' });
		const blank = { signature: ' ', plus: 'I do not know', owner: '' };
		expect((await submit(FORM, { ...ANSWERS, ...blank, channelName: 'Acme' })).title).toBe('Saved');
		expect(await desk.store.mailboxes.byAddress(SUPPORT)).toMatchObject({
			channelName: 'Acme',
			acceptsPlusAddresses: true,
			signature: '{staffName}, {channelName}',
			owner: 'anna@acme.test',
		});
		await submit(FORM, { ...ANSWERS, plus: 'No' });
		expect(await desk.store.mailboxes.byAddress(SUPPORT)).toMatchObject({ acceptsPlusAddresses: false });
	});

	it('says that an empty field leaves what is there, which Help Desk → Mailbox → Update clears', async () => {
		expect(nodeOf(WORKFLOW, FORM).parameters.formDescription).toMatch(/leave empty stays as it is/);
		await submit(FORM, { ...ANSWERS, owner: 'anna@acme.test' });
		await runHelpDesk({
			resource: 'mailbox',
			operation: 'update',
			mailbox: { __rl: true, mode: 'address', value: SUPPORT },
			settings: { signature: '', owner: '' },
		});
		expect(await desk.store.mailboxes.byAddress(SUPPORT)).toMatchObject({ signature: '', owner: '' });
	});

	it('says what was wrong', async () => {
		expect(await submit(FORM, { ...ANSWERS, address: 'support' })).toEqual({
			title: 'That did not work',
			message: '"support" is not an e-mail address. Write the address as name@example.com.',
			node: 'Say what was wrong (mailbox)',
		});
	});
});

describe('the form "Add a staff member"', () => {
	const FORM = 'Add a staff member';
	const ANSWERS = {
		name: 'John Miller',
		address: JOHN,
		others: 'john@home.test, j.miller@home.test',
		signature: JOHNS_SIGNATURE,
		mobile: 'https://push.test/john',
		desktop: '',
	};

	it('saves the person and says so, and what becomes of the other addresses', async () => {
		const waiting = (address: string) =>
			` No mailbox can send yet: ${address} is asked with the next Deliver Due Mail of any mailbox.`;
		expect(await submit(FORM, ANSWERS)).toEqual({
			title: 'Saved',
			message: `John Miller can now answer customers from ${JOHN}.${waiting('john@home.test')}${waiting('j.miller@home.test')}`,
			node: 'Say that it is saved (staff)',
		});
		expect(await desk.store.staff.byAddress('j.miller@home.test')).toMatchObject({
			name: 'John Miller',
			address: JOHN,
			isActive: true,
			signature: JOHNS_SIGNATURE,
			mobileTarget: 'https://push.test/john',
			desktopTarget: '',
		});
	});

	it('changes a person who is known, and keeps what they want to hear of', async () => {
		const preferences = { email: [], desktop: [], mobile: ['new-conversation'] } as const;
		const { id } = await aStaff(desk, { address: JOHN, name: 'Jon', preferences });
		await submit(FORM, ANSWERS);
		expect(await desk.store.staff.byId(id)).toMatchObject({ name: 'John Miller', preferences });
	});

	it('leaves as it is what is empty when it is sent again', async () => {
		await submit(FORM, { ...ANSWERS, desktop: 'https://push.test/desk' });
		const before = await desk.store.staff.byAddress(JOHN);
		const blank = { others: ' ', signature: '', mobile: '', desktop: '' };
		expect((await submit(FORM, { ...ANSWERS, ...blank, name: 'Jon Miller' })).title).toBe('Saved');
		expect(await desk.store.staff.byAddress(JOHN)).toEqual({ ...before, name: 'Jon Miller' });
	});

	it('says that an empty field leaves what is there, which Help Desk → Staff → Update clears', async () => {
		expect(nodeOf(WORKFLOW, FORM).parameters.formDescription).toMatch(/leave empty stays as it is/);
		await submit(FORM, ANSWERS);
		const blank = { alternateAddresses: '', signature: '', mobileTarget: '' };
		await runHelpDesk({
			resource: 'staff',
			operation: 'update',
			staff: { __rl: true, mode: 'address', value: JOHN },
			settings: blank,
		});
		expect(await desk.store.staff.byAddress(JOHN)).toMatchObject({
			signature: '',
			mobileTarget: '',
			alternateAddresses: [],
			unconfirmedAddresses: [],
		});
	});

	it('says what was wrong', async () => {
		await aStaff(desk, { name: 'Kelly Ray', address: KELLY });
		expect(await submit(FORM, { ...ANSWERS, others: KELLY })).toEqual({
			title: 'That did not work',
			message: `The address ${KELLY} already belongs to Kelly Ray. An address belongs to one staff member only: take it from the other one first.`,
			node: 'Say what was wrong (staff)',
		});
		expect(await desk.store.staff.byAddress(JOHN)).toBeUndefined();
	});
});

describe('the form "Choose notifications"', () => {
	const FORM = 'Choose notifications';

	it('saves every choice that it offers, and says so', async () => {
		const { id } = await aStaff(desk, { name: 'John Miller', address: JOHN });
		const page = await submit(FORM, {
			address: JOHN,
			email: optionsOf(FORM, 'email'),
			mobile: optionsOf(FORM, 'mobile'),
			desktop: optionsOf(FORM, 'desktop'),
		});
		expect(page).toEqual({
			title: 'Saved',
			message: 'John Miller hears of 8 things by e-mail, 8 on the phone and 8 on the desktop.',
			node: 'Say that it is saved (notifications)',
		});
		const preferences = (await desk.store.staff.byId(id))?.preferences;
		for (const events of Object.values(preferences ?? {}))
			expect(new Set(events)).toEqual(new Set(NOTIFY_EVENTS));
	});

	it('takes an empty form for the wish to hear of nothing', async () => {
		const { id } = await aStaff(desk, { address: JOHN });
		const page = await submit(FORM, { address: JOHN, email: ['New conversation'] });
		expect(page.message).toBe(
			'John Miller hears of 1 things by e-mail, 0 on the phone and 0 on the desktop.',
		);
		expect((await desk.store.staff.byId(id))?.preferences).toEqual({
			email: ['new-conversation'],
			mobile: [],
			desktop: [],
		});
	});

	it('says what was wrong', async () => {
		expect(await submit(FORM, { address: KELLY, email: [] })).toEqual({
			title: 'That did not work',
			message: `The desk has no staff member with the address ${KELLY}. Choose a staff member from the list, or create one first with Staff > Create.`,
			node: 'Say what was wrong (notifications)',
		});
	});
});

describe('the form "Set a master inbox"', () => {
	const FORM = 'Set a master inbox';
	beforeEach(async () => {
		for (const address of [SUPPORT, REPLIES]) await createMailbox(desk, newMailboxSettings(address, 'Acme'));
	});

	it('saves the master inbox and takes it away again, and says so', async () => {
		const replies = await desk.store.mailboxes.byAddress(REPLIES);
		await desk.store.mailboxes.setConnection(replies?.id ?? '', 'connected', '', new Date());
		expect(await submit(FORM, { address: SUPPORT, master: REPLIES })).toEqual({
			title: 'Saved',
			message: `Answers to ${SUPPORT} now go to the master inbox.`,
			node: 'Say that it is saved (master-inbox)',
		});
		expect(await desk.store.mailboxes.byAddress(SUPPORT)).toMatchObject({ masterInboxId: replies?.id });
		expect((await submit(FORM, { address: SUPPORT, master: 'None' })).message).toBe(
			`${SUPPORT} receives its own answers.`,
		);
		expect(await desk.store.mailboxes.byAddress(SUPPORT)).toMatchObject({ masterInboxId: undefined });
	});

	it.each([
		['a mailbox that is not read', REPLIES, /cannot receive the replies .+ must be running/],
		['the mailbox itself', SUPPORT, /cannot be its own master inbox/],
		['a mailbox that is not known', 'who@acme.test', /The desk has no mailbox who@acme\.test\./],
	])('says what was wrong: %s', async (_, master, message) => {
		expect(await submit(FORM, { address: SUPPORT, master })).toEqual({
			title: 'That did not work',
			message: expect.stringMatching(message),
			node: 'Say what was wrong (master-inbox)',
		});
		expect(await desk.store.mailboxes.byAddress(SUPPORT)).toMatchObject({ masterInboxId: undefined });
	});
});

/** Fills a form in, and gives the page at its end with the name of the node that shows it. */
async function submit(form: string, answers: IDataObject): Promise<Record<string, unknown>> {
	const names = fieldsOf(form).map(({ fieldName }) => fieldName);
	expect(names).toEqual(expect.arrayContaining(Object.keys(answers)));
	const item = { ...answers, submittedAt: '2026-11-22T09:00:00.000Z', formMode: 'production' };
	const run = await runWorkflow({ workflow: WORKFLOW, startNode: form, items: [item], mode: 'webhook' });
	expect([run.status, run.error]).toEqual(['waiting', undefined]);
	return { ...(await completionPage(WORKFLOW, run)), node: lastNode(run) };
}

function lastNode({ run }: FlowRun): string | undefined {
	return run.data.resultData.lastNodeExecuted;
}

interface Field {
	readonly fieldName: string;
	readonly fieldOptions?: { readonly values: readonly { readonly option: string }[] };
}

function fieldsOf(form: string): readonly Field[] {
	return (nodeOf(WORKFLOW, form).parameters.formFields as unknown as { values: Field[] }).values;
}

function optionsOf(form: string, field: string): string[] {
	const found = fieldsOf(form).find(({ fieldName }) => fieldName === field);
	return found?.fieldOptions?.values.map(({ option }) => option) ?? [];
}
