import { domainOf, isAddress, withoutPlusPart } from '../domain/address';
import { HelpDeskError } from '../domain/errors';
import {
	formatReceivingAddress,
	isGood,
	receivingAddressShape,
	type ReceivingAddress,
	type ReceivingAddressShape,
} from '../domain/receiving-address';
import type { Mailbox } from '../domain/mailbox';
import type { Desk } from '../ports';
import { mailboxById } from './save-mailbox';

const DAY_MS = 86_400_000;

/** The receiving addresses of a mailbox: the one to give out, and the older ones that are still honoured. */
export interface ReceivingAddresses {
	readonly mailbox: Mailbox;
	readonly current: ReceivingAddress;
	readonly older: readonly ReceivingAddress[];
}

/** How to make an address for a mailbox; what is left out follows the address of the mailbox. */
export interface ReceivingAddressWish {
	readonly kind?: ReceivingAddressShape['kind'];
	/** The domain whose mail comes to the desk. */
	readonly domain?: string;
}

/**
 * Gives the receiving address of a mailbox; makes it at the first call.
 *
 * @throws HelpDeskError mailbox-not-found, invalid-input
 */
export function receivingAddresses(
	desk: Desk,
	mailboxId: string,
	wish: ReceivingAddressWish = {},
): Promise<ReceivingAddresses> {
	return desk.store.transaction(async (tx) => {
		const inside = { ...desk, store: tx };
		const mailbox = await mailboxById(tx, mailboxId);
		const known = await tx.receivingAddresses.ofMailbox(mailboxId);
		if (!known.some(isCurrent)) await makeAddress(inside, mailbox, shapeOf(mailbox, wish), 'created');
		return await addressesOf(inside, mailbox);
	});
}

/**
 * Gives a mailbox another receiving address; the old one is honoured for so many days more.
 *
 * @throws HelpDeskError mailbox-not-found, invalid-input
 */
export function rotateReceivingAddress(
	desk: Desk,
	mailboxId: string,
	honourOldForDays: number,
	wish: ReceivingAddressWish = {},
): Promise<ReceivingAddresses> {
	if (!(honourOldForDays >= 0 && honourOldForDays <= 3650)) {
		const message = `The old address cannot be honoured for ${honourOldForDays} days: write a number from 0 to 3650.`;
		throw new HelpDeskError('invalid-input', message);
	}
	return desk.store.transaction(async (tx) => {
		const inside = { ...desk, store: tx };
		const mailbox = await mailboxById(tx, mailboxId);
		const current = (await tx.receivingAddresses.ofMailbox(mailboxId)).find(isCurrent);
		const isWished = wish.kind !== undefined || wish.domain !== undefined;
		const shape = current && !isWished ? receivingAddressShape(current) : shapeOf(mailbox, wish);
		const end = new Date(desk.clock.now().getTime() + honourOldForDays * DAY_MS);
		await tx.receivingAddresses.expireCurrent(mailboxId, end);
		await makeAddress(inside, mailbox, shape, 'rotated');
		return await addressesOf(inside, mailbox);
	});
}

function shapeOf(mailbox: Mailbox, { kind = 'own', domain }: ReceivingAddressWish): ReceivingAddressShape {
	const ownDomain = domainOf(mailbox.address);
	if (kind === 'own') return { kind, domain: domain ?? ownDomain };
	const base = withoutPlusPart(mailbox.address);
	return { kind, base: domain === undefined ? base : `${base.slice(0, base.lastIndexOf('@'))}@${domain}` };
}

async function makeAddress(
	{ store, ids, clock, crypto }: Desk,
	mailbox: Mailbox,
	shape: ReceivingAddressShape,
	what: 'created' | 'rotated',
): Promise<void> {
	const address = formatReceivingAddress(shape, crypto.randomToken());
	if (address === undefined || !isAddress(address)) {
		const where = shape.kind === 'own' ? `the domain "${shape.domain}"` : shape.base;
		throw new HelpDeskError('invalid-input', `No receiving address can be made from ${where}.`);
	}
	const now = clock.now();
	const { id: mailboxId } = mailbox;
	await store.receivingAddresses.insert({
		id: ids.next(),
		mailboxId,
		address,
		createdAt: now,
		expiresAt: undefined,
	});
	await store.recordEvent({ type: `receiving-address-${what}`, data: { mailboxId } }, now);
}

async function addressesOf({ store, clock }: Desk, mailbox: Mailbox): Promise<ReceivingAddresses> {
	const all = await store.receivingAddresses.ofMailbox(mailbox.id);
	const current = all.find(isCurrent);
	if (!current)
		throw new HelpDeskError('store-unavailable', `${mailbox.address} has lost its receiving address.`);
	const older = all.filter((each) => each !== current && isGood(each, clock.now()));
	return { mailbox, current, older };
}

function isCurrent({ expiresAt }: ReceivingAddress): boolean {
	return expiresAt === undefined;
}
