import type { Insertable, Selectable } from 'kysely';
import { addressKey } from '../../domain/address';
import type { Contact } from '../../domain/conversation';
import { FROM_NAME_STYLES } from '../../domain/mailbox';
import type { Preferences } from '../../domain/notification-preference';
import { isUnconfirmed, type Staff, type StaffSettings } from '../../domain/staff';
import type { ContactStore, StaffStore } from '../../ports';
import { prepared } from './prepared';
import { bit, type Database } from './rows';
import type { ContactAddressTable, ContactTable, StaffAddressTable, StaffTable } from './tables';

const staffIdByAddress = prepared((db, { key }: { key: string }) =>
	db.selectFrom('staff_address').select('staff_id').where('address_key', '=', key),
);
const contactByAddress = prepared((db, { key }: { key: string }) =>
	selectContact(db).where('contact_address.address_key', '=', key),
);
const contactsById = prepared((db, { ids }: { ids: readonly string[] }) =>
	selectContact(db).where('contact.id', 'in', ids).where('contact_address.position', '=', 0),
);
const insertContact = prepared((db, row: Insertable<ContactTable>) => db.insertInto('contact').values(row));
const insertContactAddress = prepared((db, row: Insertable<ContactAddressTable>) =>
	db.insertInto('contact_address').values(row),
);

/** Staff with the addresses they answer from. */
export class SqlStaffStore implements StaffStore {
	constructor(private readonly db: Database) {}

	async all(): Promise<Staff[]> {
		const rows = await this.db.selectFrom('staff').selectAll().orderBy('id').execute();
		const addresses = await this.db.selectFrom('staff_address').selectAll().orderBy('position').execute();
		const byStaff = Map.groupBy(addresses, ({ staff_id }) => staff_id);
		return rows.map((row) => staffOf(row, byStaff.get(row.id) ?? []));
	}

	async byId(id: string): Promise<Staff | undefined> {
		const row = await this.db.selectFrom('staff').selectAll().where('id', '=', id).executeTakeFirst();
		if (!row) return undefined;
		const query = this.db
			.selectFrom('staff_address')
			.selectAll()
			.where('staff_id', '=', id)
			.orderBy('position');
		return staffOf(row, await query.execute());
	}

	async byAddress(address: string): Promise<Staff | undefined> {
		const [row] = (await staffIdByAddress(this.db, { key: addressKey(address) })).rows;
		return row && (await this.byId(row.staff_id));
	}

	async insert(id: string, settings: StaffSettings): Promise<void> {
		await this.db
			.insertInto('staff')
			.values({ id, ...rowOf(settings) })
			.execute();
		await this.insertAddresses(id, settings);
	}

	async update(id: string, settings: StaffSettings): Promise<void> {
		await this.db.updateTable('staff').set(rowOf(settings)).where('id', '=', id).execute();
		await this.db.deleteFrom('staff_address').where('staff_id', '=', id).execute();
		await this.insertAddresses(id, settings);
	}

	private async insertAddresses(id: string, settings: StaffSettings): Promise<void> {
		const { address, alternateAddresses } = settings;
		const byKey = new Map([address, ...alternateAddresses].map((text) => [addressKey(text), text]));
		const rows = [...byKey].map(([key, text], position) => ({
			staff_id: id,
			position,
			address: text,
			address_key: key,
			is_confirmed: bit(position === 0 || !isUnconfirmed(settings, text)),
		}));
		await this.db.insertInto('staff_address').values(rows).execute();
	}
}

/** Customers by address. */
export class SqlContactStore implements ContactStore {
	constructor(private readonly db: Database) {}

	byId(id: string): Promise<Contact | undefined> {
		return selectContact(this.db)
			.where('contact.id', '=', id)
			.where('contact_address.position', '=', 0)
			.executeTakeFirst();
	}

	async byIds(ids: readonly string[]): Promise<Contact[]> {
		return (await contactsById(this.db, { ids })).rows;
	}

	async byAddress(address: string): Promise<Contact | undefined> {
		return (await contactByAddress(this.db, { key: addressKey(address) })).rows[0];
	}

	async insert({ id, name, address }: Contact): Promise<void> {
		await insertContact(this.db, { id, name });
		const row = { contact_id: id, position: 0, address, address_key: addressKey(address) };
		await insertContactAddress(this.db, row);
	}
}

function selectContact(db: Database) {
	return db
		.selectFrom('contact')
		.innerJoin('contact_address', 'contact_address.contact_id', 'contact.id')
		.select(['contact.id', 'contact.name', 'contact_address.address']);
}

function rowOf(settings: StaffSettings) {
	return {
		name: settings.name,
		is_active: bit(settings.isActive),
		is_away: bit(settings.isAway),
		signature: settings.signature,
		signature_html: settings.signatureHtml,
		from_name_style: settings.fromNameStyle ?? '',
		preferences: JSON.stringify(settings.preferences),
		desktop_target: settings.desktopTarget,
		mobile_target: settings.mobileTarget,
	};
}

function staffOf(
	row: Selectable<StaffTable>,
	[main, ...alternates]: readonly Selectable<StaffAddressTable>[],
): Staff {
	const unconfirmed = alternates.filter(({ is_confirmed }) => is_confirmed === 0);
	return {
		id: row.id,
		name: row.name,
		address: main?.address ?? '',
		alternateAddresses: alternates.map(({ address }) => address),
		unconfirmedAddresses: unconfirmed.map(({ address }) => address),
		isActive: row.is_active === 1,
		isAway: row.is_away === 1,
		signature: row.signature,
		signatureHtml: row.signature_html,
		fromNameStyle: FROM_NAME_STYLES.find((style) => style === row.from_name_style),
		preferences: JSON.parse(row.preferences) as Preferences,
		desktopTarget: row.desktop_target,
		mobileTarget: row.mobile_target,
	};
}
