import { beforeEach, describe, expect, it } from '@jest/globals';
import { updateStaff } from '../../helpdesk/desk/save-staff';
import type { Staff, StaffSettings } from '../../helpdesk/domain/staff';
import { aMailbox, aStaff, testDesk, type TestDesk } from '../support/test-desk';

let desk: TestDesk;
let john: Staff;

beforeEach(async () => {
	desk = await testDesk();
	await aMailbox(desk);
	john = await aStaff(desk, { alternateAddresses: ['john@home.test'] });
});

const REFUSALS: [string, Partial<StaffSettings>, string][] = [
	['has no name', { name: '  ' }, 'invalid-input'],
	['has no address', { address: '' }, 'invalid-address'],
	['has a further address that is none', { alternateAddresses: ['a@b.test, c@d.test'] }, 'invalid-address'],
	[
		'has more further addresses than a person can have',
		{ alternateAddresses: Array.from({ length: 21 }, (_, number) => `j${number}@home.test`) },
		'invalid-input',
	],
	['has the address of a mailbox', { address: 'SUPPORT@acme.test' }, 'address-in-use'],
	['answers from a mailbox', { alternateAddresses: ['support@acme.test'] }, 'address-in-use'],
	['has the address of a colleague', { address: 'John@Acme-Staff.test' }, 'staff-address-taken'],
	['has the further address of a colleague', { address: 'john@home.test' }, 'staff-address-taken'],
	[
		'answers from the address of a colleague',
		{ alternateAddresses: ['john@home.test'] },
		'staff-address-taken',
	],
];

describe('createStaff', () => {
	it.each(REFUSALS)('refuses who %s', async (_who, settings, code) => {
		await expect(aStaff(desk, { address: 'chris@acme-staff.test', ...settings })).rejects.toMatchObject({
			code,
		});
		expect(await desk.store.staff.all()).toEqual([john]);
	});
});

describe('updateStaff', () => {
	it.each(REFUSALS)('refuses who %s', async (_who, changes, code) => {
		const chris = await aStaff(desk, { name: 'Chris', address: 'chris@acme-staff.test' });
		await expect(updateStaff(desk, chris.id, changes)).rejects.toMatchObject({ code });
		expect(await desk.store.staff.byId(chris.id)).toEqual(chris);
	});

	it('changes what it is given and keeps the rest, the own addresses too', async () => {
		const changes = { address: 'john@home.test', alternateAddresses: ['John@acme-staff.test'], isAway: true };
		expect(await updateStaff(desk, john.id, changes)).toEqual({ ...john, ...changes });
		expect(await updateStaff(desk, john.id, { isAway: false })).toEqual({
			...john,
			...changes,
			isAway: false,
		});
	});

	it('knows nobody who is not there', async () => {
		await expect(updateStaff(desk, 'none', {})).rejects.toMatchObject({ code: 'staff-not-found' });
	});
});
