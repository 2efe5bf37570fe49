import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { createStaff, staffById, updateStaff } from '../../../helpdesk/desk/save-staff';
import { HelpDeskError } from '../../../helpdesk/domain/errors';
import {
	CHANNELS,
	DEFAULT_PREFERENCES,
	NOTIFY_EVENTS,
	type NotifyEvent,
	type Preferences,
} from '../../../helpdesk/domain/notification-preference';
import { FROM_NAME_STYLES } from '../../../helpdesk/domain/mailbox';
import type { Staff, StaffSettings } from '../../../helpdesk/domain/staff';
import type { Desk } from '../../../helpdesk/ports';
import { staffJson } from '../../shared/views';
import { locatorOf, staffId, staffLocator } from '../locators';
import { limitFields, limitOf, type Resource } from '../operation';
import { addressField, nameField, otherFields, settingFields } from './staff-fields';

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
				return [staffJson(await create(desk, name, address, settings))];
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
				return [staffJson(await saved)];
			},
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get a staff member',
			description: 'Get one staff member with preferences and signature',
			fields: [staffLocator],
			run: async ({ store }, context, itemIndex) => {
				return [
					staffJson(await staffById(store, await staffId(store, locatorOf(context, 'staff', itemIndex)))),
				];
			},
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many staff members',
			description: 'Get the staff of the desk',
			fields: limitFields,
			run: async ({ store }, context, itemIndex) => {
				return (await store.staff.all()).slice(0, limitOf(context, itemIndex)).map(staffJson);
			},
		},
		{
			name: 'Update',
			value: 'update',
			action: 'Update a staff member',
			description: 'Change preferences, signature or addresses of a staff member',
			fields: [staffLocator, settingFields],
			run: async (desk, context, itemIndex) => {
				const id = await staffId(desk.store, locatorOf(context, 'staff', itemIndex));
				const { preferences } = await staffById(desk.store, id);
				const changes = changesOf(
					context.getNodeParameter('settings', itemIndex, {}) as IDataObject,
					preferences,
				);
				return [staffJson(await updateStaff(desk, id, changes))];
			},
		},
	],
};

function newStaffInput(context: IExecuteFunctions, itemIndex: number) {
	return {
		name: String(context.getNodeParameter('name', itemIndex)).trim(),
		address: String(context.getNodeParameter('address', itemIndex)).trim(),
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
		if ((CHANNELS as readonly string[]).includes(name)) preferences[name] = eventsOf(value);
		else if (name === 'areAddressesConfirmed')
			Object.assign(changes, value === true && { unconfirmedAddresses: [] });
		else if (name === 'alternateAddresses') changes[name] = addressesOf(value);
		else if (name === 'fromNameStyle') changes[name] = FROM_NAME_STYLES.find((style) => style === value);
		else if (typeof value === 'boolean') changes[name] = value;
		else changes[name] = String(value ?? '').trim();
	}
	return { ...changes, preferences: preferences as Preferences };
}

function eventsOf(value: unknown): NotifyEvent[] {
	const events = [value ?? []].flat().map(String);
	const unknown = events.find((event) => !(NOTIFY_EVENTS as readonly string[]).includes(event));
	if (unknown === undefined) return events as NotifyEvent[];
	throw new HelpDeskError(
		'invalid-input',
		`"${unknown}" is no notification: use ${NOTIFY_EVENTS.join(', ')}.`,
	);
}

function addressesOf(value: unknown): string[] {
	return String(value ?? '')
		.split(/[\s,;]+/)
		.filter(Boolean);
}
