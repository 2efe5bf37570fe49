import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { askAgain } from '../../../helpdesk/desk/ask-to-confirm';
import { createStaff, staffById, updateStaff } from '../../../helpdesk/desk/save-staff';
import {
	CHANNELS,
	DEFAULT_PREFERENCES,
	NOTIFY_EVENTS,
	type NotifyEvent,
	type Preferences,
} from '../../../helpdesk/domain/notification-preference';
import { FROM_NAME_STYLES, type FromNameStyle } from '../../../helpdesk/domain/mailbox';
import type { Staff, StaffSettings } from '../../../helpdesk/domain/staff';
import type { Desk, Store } from '../../../helpdesk/ports';
import { choiceOf, optionalText, requiredText, textOf } from '../../shared/parameters';
import { staffView } from '../../shared/views';
import { locatorOf, staffId, staffLocator } from '../locators';
import { limitFields, limitOf, type Resource } from '../operation';
import { addressField, nameField, otherFields, settingFields, unconfirmedField } from './staff-fields';

export const staff: Resource = {
	name: 'Staff',
	value: 'staff',
	operations: [
		{
			name: 'Create',
			value: 'create',
			action: 'Create a staff member',
			description: 'Add a person who answers customers',
			fields: [nameField, addressField, otherFields],
			run: async (desk, context, itemIndex) => {
				const { name, address, settings } = newStaffInput(context, itemIndex);
				return [await staffView(desk.store, await create(desk, name, address, settings))];
			},
		},
		{
			name: 'Create or Update',
			value: 'upsert',
			action: 'Create or update a staff member',
			description: 'Create a new record, or update the current one if it already exists (upsert)',
			fields: [nameField, addressField, otherFields],
			run: async (desk, context, itemIndex) => {
				const { name, address, settings } = newStaffInput(context, itemIndex);
				const known = await desk.store.staff.byAddress(address);
				const saved = known
					? updateStaff(desk, known.id, { ...changesOf(settings, known.preferences), name })
					: create(desk, name, address, settings);
				return [await staffView(desk.store, await saved)];
			},
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get a staff member',
			description: 'Get one staff member with preferences and signature',
			fields: [staffLocator],
			run: async ({ store }, context, itemIndex) => {
				return [await staffView(store, await chosenStaff(store, context, itemIndex))];
			},
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many staff members',
			description: 'Get the staff of the desk',
			fields: limitFields,
			run: async ({ store }, context, itemIndex) => {
				const staff = (await store.staff.all()).slice(0, limitOf(context, itemIndex));
				return await Promise.all(staff.map((each) => staffView(store, each)));
			},
		},
		{
			name: 'Send Confirmation Again',
			value: 'confirmAgain',
			action: 'Send the confirmation of an address again',
			description: 'Ask once more whether an address is the staff member’s, at most once in 24 hours',
			fields: [staffLocator, unconfirmedField],
			run: async (desk, context, itemIndex) => {
				const staff = await chosenStaff(desk.store, context, itemIndex);
				const address = optionalText(context, unconfirmedField.name, itemIndex);
				const asked = await askAgain(desk, staff, address || undefined);
				return [{ ...(await staffView(desk.store, staff)), asked: asked.map((each) => ({ ...each })) }];
			},
		},
		{
			name: 'Update',
			value: 'update',
			action: 'Update a staff member',
			description: 'Change preferences, signature or addresses of a staff member',
			fields: [staffLocator, settingFields],
			run: async (desk, context, itemIndex) => {
				const { id, preferences } = await chosenStaff(desk.store, context, itemIndex);
				const changes = changesOf(
					context.getNodeParameter('settings', itemIndex, {}) as IDataObject,
					preferences,
				);
				return [await staffView(desk.store, await updateStaff(desk, id, changes))];
			},
		},
	],
};

async function chosenStaff(store: Store, context: IExecuteFunctions, itemIndex: number): Promise<Staff> {
	return await staffById(store, await staffId(store, locatorOf(context, staffLocator, itemIndex)));
}

function newStaffInput(context: IExecuteFunctions, itemIndex: number) {
	return {
		name: requiredText(context, nameField, itemIndex),
		address: requiredText(context, addressField, itemIndex),
		settings: context.getNodeParameter('settings', itemIndex, {}) as IDataObject,
	};
}

function create(desk: Desk, name: string, address: string, settings: IDataObject): Promise<Staff> {
	const changes = changesOf(settings, DEFAULT_PREFERENCES);
	return createStaff(desk, {
		alternateAddresses: [],
		unconfirmedAddresses: changes.alternateAddresses ?? [],
		isActive: true,
		isAway: false,
		signature: '',
		signatureHtml: '',
		fromNameStyle: undefined,
		desktopTarget: '',
		mobileTarget: '',
		...changes,
		name,
		address,
	});
}

function changesOf(
	settings: IDataObject,
	before: Preferences,
): Partial<StaffSettings> & Pick<StaffSettings, 'preferences'> {
	const changes: Record<string, unknown> = {};
	const preferences: Record<string, unknown> = { ...before };
	for (const [name, value] of Object.entries(settings)) {
		// An expression that gives nothing, as for a form's empty field, leaves what is there; '' clears it.
		if (value === undefined || value === null) continue;
		if ((CHANNELS as readonly string[]).includes(name)) preferences[name] = eventsOf(value);
		else if (name === 'areAddressesConfirmed')
			Object.assign(changes, value === true && { unconfirmedAddresses: [] });
		else if (name === 'alternateAddresses') changes[name] = addressesOf(value);
		else if (name === 'fromNameStyle') changes[name] = fromNameStyleOf(value);
		else if (typeof value === 'boolean') changes[name] = value;
		else changes[name] = textOf(value);
	}
	return { ...changes, preferences: preferences as Preferences };
}

function fromNameStyleOf(value: unknown): FromNameStyle | undefined {
	const chosen = choiceOf(value, ['mailbox', ...FROM_NAME_STYLES], 'From Name');
	return chosen === 'mailbox' ? undefined : chosen;
}

function eventsOf(value: unknown): NotifyEvent[] {
	return [value ?? []].flat().map((event) => choiceOf(event, NOTIFY_EVENTS, 'A notification'));
}

function addressesOf(value: unknown): string[] {
	return textOf(value)
		.split(/[\s,;]+/)
		.filter(Boolean);
}
