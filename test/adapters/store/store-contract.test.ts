import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemIds } from '../../../helpdesk/adapters/system/system';
import { rotateTokenKey } from '../../../helpdesk/desk/rotate-token-key';
import type { Conversation, Message } from '../../../helpdesk/domain/conversation';
import type { NewHold } from '../../../helpdesk/domain/hold';
import type { InboundMail } from '../../../helpdesk/domain/inbound-mail';
import type { Mailbox } from '../../../helpdesk/domain/mailbox';
import type { OutboundMail, Push } from '../../../helpdesk/domain/outbound-mail';
import type { Staff } from '../../../helpdesk/domain/staff';
import type { HoldFilter, InboundSettlement, NewInboundMail, Store } from '../../../helpdesk/ports';
import { aConversation, aMessage, anOutboundMail, NOW } from '../../support/builders';
import { storedBytes } from '../../support/read-mail';
import { storeEngines } from '../../support/store-engines';
import { aMailbox, aStaff, testDesk, type TestDesk } from '../../support/test-desk';

const MINUTE_MS = 60_000;
const SOON = new Date(NOW.getTime() + MINUTE_MS);
const SETTLED: InboundSettlement = {
	state: 'processed',
	error: '',
	attempts: 0,
	isAlone: false,
	nextAttemptAt: undefined,
	settledAt: NOW,
	isUnfinished: false,
};
const OPEN = { state: 'open', settledAt: undefined, settledBy: undefined, messageId: undefined };
const LATER = new Date(NOW.getTime() + 10 * MINUTE_MS);

const engines = storeEngines().map((engine) => ({
	engine,
	title: engine.ban === undefined ? engine.name : `${engine.name}, left out: ${engine.ban}`,
}));

describe.each(engines)('a store in $title', ({ engine }) => {
	const test = engine.ban === undefined ? it : it.skip;
	const lastingTest = engine.isLasting ? test : it.skip;
	let store: Store;
	/** Another process's way to the same data, where there can be one. */
	let other: Store;
	let desk: TestDesk;
	let place: string;

	beforeAll(async () => {
		if (engine.ban !== undefined) return;
		await engine.start();
		place = await engine.newPlace();
		store = await engine.open(place);
		other = engine.isLasting ? await engine.open(place) : store;
		desk = await testDesk(store);
	});

	afterAll(async () => {
		if (engine.ban !== undefined) return;
		await store.close();
		if (other !== store) await other.close();
		await engine.stop();
	});

	describe('open', () => {
		lastingTest('finds desk id, token keys and data again', async () => {
			const mailbox = await newMailbox();
			const again = await engine.open(place);
			expect(again.deskId).toBe(store.deskId);
			expect(await again.tokenKeys.all()).toEqual(await store.tokenKeys.all());
			expect(await again.tokenKeys.all()).toMatchObject([{ number: 1, revokedAt: undefined }]);
			expect(await again.mailboxes.byId(mailbox.id)).toEqual(mailbox);
			await again.close();
		});

		lastingTest('gives two that open a new place at once the same desk', async () => {
			const fresh = await engine.newPlace();
			const [one, two] = await Promise.all([engine.open(fresh), engine.open(fresh)]);
			expect(one.deskId).toBe(two.deskId);
			expect(await one.tokenKeys.all()).toEqual(await two.tokenKeys.all());
			await Promise.all([one.close(), two.close()]);
		});

		test('gives another place another desk', async () => {
			const elsewhere = await engine.open(await engine.newPlace());
			expect(elsewhere.deskId).not.toBe(store.deskId);
			expect(await elsewhere.tokenKeys.all()).not.toEqual(await store.tokenKeys.all());
			await elsewhere.close();
		});

		lastingTest('says what cannot be opened, and why', async () => {
			// Below a file there is no folder, and no database has such a name.
			const nowhere = `${place}/nowhere`;
			await expect(engine.open(nowhere)).rejects.toMatchObject({
				name: 'HelpDeskError',
				code: 'store-unavailable',
				message: expect.stringMatching(/nowhere.* could not be opened: \S/),
			});
		});
	});

	describe('transaction', () => {
		test('gives the result and keeps all that was written', async () => {
			const id = systemIds.next();
			const result = await store.transaction(async (tx) => {
				await tx.contacts.insert({ id, name: 'Anna', address: `${id}@customer.test` });
				return 'done';
			});
			expect(result).toBe('done');
			expect(await store.contacts.byId(id)).toMatchObject({ name: 'Anna' });
		});

		test('undoes all of it when the work fails', async () => {
			const conversation = await newConversation();
			const second = await conversationParts();
			const id = systemIds.next();
			const work = store.transaction(async (tx) => {
				await tx.contacts.insert({ id, name: 'Anna', address: `${id}@customer.test` });
				await tx.conversations.setStatus(conversation.id, 'closed', LATER);
				await tx.conversations.insert(second);
				throw new Error('the work failed');
			});
			await expect(work).rejects.toThrow('the work failed');
			expect(await store.contacts.byId(id)).toBeUndefined();
			expect(await store.conversations.byId(conversation.id)).toEqual(conversation);
			expect((await newConversation()).number).toBe(conversation.number + 1);
		});

		test('joins the one that runs already', async () => {
			const id = systemIds.next();
			const work = store.transaction(async (tx) => {
				await tx.transaction((inner) =>
					inner.contacts.insert({ id, name: 'Anna', address: `${id}@customer.test` }),
				);
				throw new Error('the work failed');
			});
			await expect(work).rejects.toThrow('the work failed');
			expect(await store.contacts.byId(id)).toBeUndefined();
		});

		lastingTest('lets two stores write at once', async () => {
			const stores = [store, other, store, other];
			const ids = stores.map(() => systemIds.next());
			const add = (id: string, index: number) =>
				stores[index]?.transaction(async (tx) => {
					expect(await tx.contacts.byId(id)).toBeUndefined();
					await tx.contacts.insert({ id, name: 'Anna', address: `${id}@customer.test` });
				});
			await Promise.all(ids.map(add));
			for (const id of ids) expect(await store.contacts.byId(id)).toBeDefined();
		});

		lastingTest('runs the work again when somebody else was there first', async () => {
			const address = `${systemIds.next()}@customer.test`;
			const contactId = (from: Store) =>
				from.transaction(async (tx) => {
					const known = await tx.contacts.byAddress(address);
					if (known) return known.id;
					const id = systemIds.next();
					await tx.contacts.insert({ id, name: 'Anna', address });
					return id;
				});
			const ids = await Promise.all([store, other, store, other].map(contactId));
			expect(new Set(ids).size).toBe(1);
		});
	});

	describe('token keys', () => {
		lastingTest('shows a key and a revocation to whoever has the place open', async () => {
			const fresh = await engine.newPlace();
			const [one, two] = [await engine.open(fresh), await engine.open(fresh)];
			const [first] = await two.tokenKeys.all();
			const second = { number: 2, key: 'second key', createdAt: NOW, revokedAt: undefined };
			await one.tokenKeys.insert(second);
			expect(await two.tokenKeys.all()).toEqual([first, second]);
			await one.tokenKeys.revoke([1], LATER);
			expect(await two.tokenKeys.all()).toEqual([{ ...first, revokedAt: LATER }, second]);
			await Promise.all([one.close(), two.close()]);
		});

		test('shows a transaction what it changed itself, and nobody what was undone', async () => {
			const before = await store.tokenKeys.all();
			const key = { number: 2, key: 'second key', createdAt: NOW, revokedAt: undefined };
			const work = store.transaction(async (tx) => {
				expect(await tx.tokenKeys.all()).toEqual(before);
				await tx.tokenKeys.insert(key);
				expect(await tx.tokenKeys.all()).toEqual([...before, key]);
				await tx.tokenKeys.revoke([2], NOW);
				expect(await tx.tokenKeys.all()).toEqual([...before, { ...key, revokedAt: NOW }]);
				throw new Error('undone');
			});
			await expect(work).rejects.toThrow('undone');
			expect(await store.tokenKeys.all()).toEqual(before);
		});

		lastingTest('gives two rotations at once two keys', async () => {
			const fresh = await engine.newPlace();
			const stores = [await engine.open(fresh), await engine.open(fresh)];
			const rotations = await Promise.all(
				stores.map((each) => rotateTokenKey({ ...desk, store: each }, false)),
			);
			expect(rotations.map(({ keyNumber }) => keyNumber).toSorted()).toEqual([2, 3]);
			await Promise.all(stores.map((each) => each.close()));
		});
	});

	describe('mailboxes', () => {
		test('keeps every setting', async () => {
			const master = await newMailbox();
			const settings = {
				address: `Süpport+${systemIds.next()}@Acme.test`,
				channelName: 'Ärger & Söhne "Ⓢ"',
				fromNameStyle: 'template' as const,
				fromNameTemplate: '{staffName}',
				acceptsPlusAddresses: true,
				masterInboxId: master.id,
				owner: 'anna',
				signature: 'one\ntwo',
				signatureHtml: '<b>one</b>',
				quote: 'all' as const,
				mailsPerMinute: 30,
				copyToSent: 'always' as const,
				trustedServers: ['mx.acme.test', 'mx2.acme.test'],
				senderCheck: 'strict' as const,
				checksSenders: true,
			};
			const id = systemIds.next();
			await store.mailboxes.insert(id, settings);
			const whole = { id, ...settings, connection: 'unknown', connectionError: '' };
			expect(await store.mailboxes.byId(id)).toEqual(whole);
			expect(await store.mailboxes.byAddress(settings.address.toUpperCase())).toEqual(whole);
			expect(await store.mailboxes.all()).toContainEqual(whole);
			expect(await store.mailboxes.servedBy(master.id)).toEqual([whole]);
			const changed = { ...settings, masterInboxId: undefined, acceptsPlusAddresses: false, owner: '' };
			await store.mailboxes.update(id, changed);
			expect(await store.mailboxes.byId(id)).toEqual({ ...whole, ...changed });
			expect(await store.mailboxes.servedBy(master.id)).toEqual([]);
		});

		test('takes a mailbox out and back, and counts it among no reliers meanwhile', async () => {
			const master = await newMailbox();
			const mailbox = await newMailbox();
			await store.mailboxes.update(mailbox.id, { ...mailbox, masterInboxId: master.id });
			await store.mailboxes.setRemoved(mailbox.id, NOW);
			expect(await store.mailboxes.byId(mailbox.id)).toMatchObject({ removedAt: NOW });
			expect(await store.mailboxes.servedBy(master.id)).toEqual([]);
			await store.mailboxes.setRemoved(mailbox.id, undefined);
			expect(await store.mailboxes.servedBy(master.id)).toMatchObject([{ id: mailbox.id }]);
		});

		test('keeps the connection apart from the settings', async () => {
			const mailbox = await newMailbox();
			await store.mailboxes.setConnection(mailbox.id, 'needs-authorisation', 'The password is wrong.', NOW);
			await store.mailboxes.update(mailbox.id, mailbox);
			expect(await store.mailboxes.byId(mailbox.id)).toMatchObject({
				connection: 'needs-authorisation',
				connectionError: 'The password is wrong.',
			});
		});

		test('gives undefined for what it does not have', async () => {
			expect(await store.mailboxes.byId('nobody')).toBeUndefined();
			expect(await store.mailboxes.byAddress('nobody@acme.test')).toBeUndefined();
		});

		test('keeps one cursor per folder', async () => {
			const { id } = await newMailbox();
			const inbox = {
				folder: 'INBOX',
				uidValidity: '4294967295',
				lastUid: 4_294_967_295,
				startedAt: NOW,
				rescanUntilUid: 4_294_967_290,
			};
			const junk = { folder: 'Junk', uidValidity: '7', lastUid: 0, startedAt: LATER, rescanUntilUid: 0 };
			await store.mailboxes.saveCursor(id, { ...inbox, lastUid: 5 });
			await store.mailboxes.saveCursor(id, junk);
			await store.mailboxes.saveCursor(id, inbox);
			expect(await store.mailboxes.cursor(id, 'INBOX')).toEqual(inbox);
			expect(await store.mailboxes.cursor(id, 'Junk')).toEqual(junk);
			expect(await store.mailboxes.cursor(id, 'Sent')).toBeUndefined();
		});
	});

	describe('receivingAddresses', () => {
		test('keeps every field, newest first, and one that is given out', async () => {
			const { id: mailboxId } = await newMailbox();
			const first = newAddress(mailboxId);
			await store.receivingAddresses.insert(first);
			expect(await store.receivingAddresses.ofMailbox(mailboxId)).toEqual([first]);
			await expect(store.receivingAddresses.insert(newAddress(mailboxId))).rejects.toThrow();
			await store.receivingAddresses.expireCurrent(mailboxId, LATER);
			const second = newAddress(mailboxId);
			await store.receivingAddresses.insert(second);
			const expired = { ...first, expiresAt: LATER };
			expect(await store.receivingAddresses.ofMailbox(mailboxId)).toEqual([second, expired]);
			expect(await store.receivingAddresses.byAddressKeys([])).toEqual([]);
			const keys = [first.address.toLowerCase(), 'nobody@acme.test'];
			expect(await store.receivingAddresses.byAddressKeys(keys)).toEqual([expired]);
		});

		test('leaves the end of an address that ends already', async () => {
			const { id: mailboxId } = await newMailbox();
			await store.receivingAddresses.insert(newAddress(mailboxId));
			await store.receivingAddresses.expireCurrent(mailboxId, SOON);
			await store.receivingAddresses.expireCurrent(mailboxId, LATER);
			expect((await store.receivingAddresses.ofMailbox(mailboxId))[0]?.expiresAt).toEqual(SOON);
		});

		test('names the mailboxes that have a good one', async () => {
			const [none, ended, good] = [await newMailbox(), await newMailbox(), await newMailbox()];
			await store.receivingAddresses.insert(newAddress(ended.id));
			await store.receivingAddresses.expireCurrent(ended.id, SOON);
			await store.receivingAddresses.insert(newAddress(good.id));
			const before = await store.receivingAddresses.mailboxIds(NOW);
			expect(before).toEqual(expect.arrayContaining([ended.id, good.id]));
			const after = await store.receivingAddresses.mailboxIds(SOON);
			expect(after).toContain(good.id);
			expect(after).not.toContain(ended.id);
			expect(after).not.toContain(none.id);
		});
	});

	describe('seenSignatures', () => {
		test('takes a signature once, and forgets it when its time is over', async () => {
			const signature = systemIds.next();
			expect(await store.seenSignatures.insertOnce(signature, SOON, NOW)).toBe(true);
			expect(await other.seenSignatures.insertOnce(signature, SOON, NOW)).toBe(false);
			expect(await store.seenSignatures.insertOnce(signature, LATER, LATER)).toBe(true);
		});
	});

	describe('staff', () => {
		test('keeps every setting, the addresses in their order', async () => {
			const name = systemIds.next();
			const settings = {
				name: 'Zoë “Zo” Müller',
				address: `${name}@Staff.test`,
				alternateAddresses: [`z.${name}@staff.test`, `a.${name}@staff.test`],
				unconfirmedAddresses: [`a.${name}@staff.test`],
				isActive: false,
				isAway: true,
				signature: '{staffName}\n—',
				signatureHtml: '<i>{staffName}</i>',
				fromNameStyle: 'channel' as const,
				preferences: {
					email: ['assigned-to-me' as const],
					desktop: ['new-conversation' as const],
					mobile: [],
				},
				desktopTarget: 'topic-1',
				mobileTarget: '+49 1',
			};
			const id = systemIds.next();
			await store.staff.insert(id, settings);
			expect(await store.staff.byId(id)).toEqual({ id, ...settings });
			expect(await store.staff.all()).toContainEqual({ id, ...settings });
			expect(await store.staff.byAddress(`A.${name}@STAFF.test `)).toEqual({ id, ...settings });
			const changed = {
				...settings,
				alternateAddresses: [`b.${name}@staff.test`],
				unconfirmedAddresses: [],
				isActive: true,
				fromNameStyle: undefined,
			};
			await store.staff.update(id, changed);
			expect(await store.staff.byId(id)).toEqual({ id, ...changed });
			expect(await store.staff.byAddress(`a.${name}@staff.test`)).toBeUndefined();
		});

		test('refuses an address that somebody has', async () => {
			const john = await newStaff();
			await expect(store.staff.insert(systemIds.next(), john)).rejects.toThrow();
			expect(await store.staff.byAddress(john.address)).toEqual(john);
		});

		test('gives undefined for whom it does not have', async () => {
			expect(await store.staff.byId('nobody')).toBeUndefined();
			expect(await store.staff.byAddress('nobody@staff.test')).toBeUndefined();
		});
	});

	describe('contacts', () => {
		test('finds a contact by id and by address, whatever its case', async () => {
			const contact = {
				id: systemIds.next(),
				name: 'Ünal',
				address: `Frank.${systemIds.next()}@Customer.test`,
			};
			await store.contacts.insert(contact);
			expect(await store.contacts.byId(contact.id)).toEqual(contact);
			expect(await store.contacts.byAddress(contact.address.toLowerCase())).toEqual(contact);
			expect(await store.contacts.byAddress('nobody@customer.test')).toBeUndefined();
			expect(await store.contacts.byId('nobody')).toBeUndefined();
		});
	});

	describe('inbound', () => {
		test('keeps the raw bytes as they came, in parts', async () => {
			const raw = Uint8Array.from({ length: 1024 }, (_, index) => index % 256);
			const id = await newInbound({ raw });
			await store.inbound.addPart(id, 1, Buffer.from('0123456789').subarray(3, 6));
			expect(await bytesOf(id)).toBe(`${Buffer.from(raw).toString('latin1')}345`);
			expect(await store.inbound.byId(id)).toMatchObject({
				bytes: 1024,
				state: 'received',
				attempts: 0,
				offers: 0,
			});
		});

		test('keeps the envelope and the thread keys', async () => {
			const envelope = { returnPath: '', recipients: ['desk-1@in.test'] };
			const id = await newInbound({ envelope, threadKeys: ['a@b', 'c@d'] });
			expect(await store.inbound.byId(id)).toMatchObject({ envelope, threadKeys: ['a@b', 'c@d'] });
		});

		test('takes the mail of one source key in once per mailbox', async () => {
			const mailboxId = (await newMailbox()).id;
			const sourceKey = 'imap:INBOX:1:1';
			const first = await newInbound({ mailboxId, sourceKey });
			const again: NewInboundMail = {
				...((await store.inbound.byId(first)) as InboundMail),
				id: systemIds.next(),
			};
			expect(await store.inbound.insert(again)).toBe(false);
			expect(await store.inbound.byId(again.id)).toBeUndefined();
			expect((await store.inbound.bySourceKey(mailboxId, sourceKey))?.id).toBe(first);
			const elsewhere = (await newMailbox()).id;
			expect(await store.inbound.bySourceKey(elsewhere, sourceKey)).toBeUndefined();
			expect(await store.inbound.insert({ ...again, mailboxId: elsewhere })).toBe(true);
		});

		test('forgets downloads that came to nothing, and keeps what became a mail', async () => {
			const [lost, old, kept] = [systemIds.next(), systemIds.next(), systemIds.next()] as const;
			for (const id of [lost, old, kept]) {
				await store.inbound.startDownload(id, NOW);
				await store.inbound.addPart(id, 0, Buffer.from('x'));
			}
			const mailboxId = (await newMailbox()).id;
			await store.inbound.insert({
				id: kept,
				mailboxId,
				sourceKey: 'k',
				envelope: undefined,
				bytes: 1,
				threadKeys: [],
				receivedAt: NOW,
			});
			await store.inbound.endDownload(kept);
			await store.inbound.dropDownload(lost);
			expect(await bytesOf(lost)).toBe('');
			await store.inbound.dropDownloadsBefore(NOW);
			expect(await bytesOf(old)).toBe('x');
			await store.inbound.dropDownloadsBefore(SOON);
			expect(await bytesOf(old)).toBe('');
			expect(await bytesOf(kept)).toBe('x');
		});

		test('offers what is due of one mailbox, oldest first, and counts', async () => {
			const mailboxId = (await newMailbox()).id;
			const ids = [
				await newInbound({ mailboxId }),
				await newInbound({ mailboxId }),
				await newInbound({ mailboxId }),
			];
			await newInbound();
			const offered = await offer(store, mailboxId, 2);
			expect(offered.map(({ id }) => id)).toEqual(ids.slice(0, 2));
			expect(offered).toEqual([
				expect.objectContaining({ state: 'offered', offers: 1, attempts: 0, receivedAt: NOW }),
				expect.objectContaining({ state: 'offered', offers: 1, attempts: 0, receivedAt: NOW }),
			]);
			expect((await offer(store, mailboxId, 5)).map(({ id }) => id)).toEqual(ids.slice(2));
			expect(await offer(store, mailboxId, 5)).toEqual([]);
		});

		test.each([
			['processed', { state: 'processed', nextAttemptAt: undefined }, SOON, false],
			['quarantined', { state: 'quarantined', nextAttemptAt: undefined }, SOON, false],
			['failed, before its time', { state: 'failed', nextAttemptAt: SOON }, NOW, false],
			['failed, at its time', { state: 'failed', nextAttemptAt: SOON }, SOON, true],
		] as const)('knows whether mail is due that is %s', async (_when, settlement, now, isDue) => {
			const mailboxId = (await newMailbox()).id;
			const id = await newInbound({ mailboxId });
			await offer(store, mailboxId, 1);
			expect(await store.inbound.settle(id, ['offered'], { ...SETTLED, ...settlement })).toBe(true);
			expect((await store.inbound.byId(id))?.state).toBe(settlement.state);
			expect(await store.inbound.due(mailboxId, 1, now)).toHaveLength(isDue ? 1 : 0);
			expect(await offer(store, mailboxId, 1, now)).toHaveLength(isDue ? 1 : 0);
		});

		test('settles only mail in the states that are named', async () => {
			const id = await newInbound();
			expect(await store.inbound.settle(id, ['offered', 'failed'], SETTLED)).toBe(false);
			expect((await store.inbound.byId(id))?.state).toBe('received');
		});

		test('gives concurrent takers different mail', async () => {
			const mailboxId = (await newMailbox()).id;
			const ids: string[] = [];
			for (let count = 0; count < 20; count++) ids.push(await newInbound({ mailboxId }));
			const takers = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? store : other));
			const offers = await Promise.all(takers.map((taker) => offer(taker, mailboxId, 3)));
			const rest = await offer(store, mailboxId, 20);
			const taken = [...offers.flat(), ...rest].map(({ id }) => id);
			expect(taken.toSorted()).toEqual(ids);
		});

		test('makes mail due again whose lease is over or whose owner is gone, to be tried alone', async () => {
			const mailboxId = (await newMailbox()).id;
			const lost = await newInbound({ mailboxId, threadKeys: ['a', 'b'] });
			const inFlight = await newInbound({ mailboxId, threadKeys: ['b', 'c'] });
			const done = await newInbound({ mailboxId, threadKeys: ['d'] });
			await offer(store, mailboxId, 3);
			await store.inbound.settle(done, ['offered'], SETTLED);
			expect(await store.inbound.owners(mailboxId)).toEqual(['owner']);
			expect([...(await store.inbound.offeredKeys(mailboxId))]).toEqual(['a', 'b', 'c']);
			await store.inbound.releaseOffered(mailboxId, [], [], NOW);
			expect(await offer(store, mailboxId, 3)).toEqual([]);
			expect(await store.inbound.releaseOffered(mailboxId, ['owner'], [inFlight], NOW)).toEqual([]);
			expect(await offer(store, mailboxId, 3)).toEqual([
				expect.objectContaining({ id: lost, offers: 2, attempts: 0, isAlone: true }),
			]);
			const later = new Date(SOON.getTime() + 1);
			await store.inbound.renewLease('owner', [inFlight], new Date(later.getTime() + 1));
			await store.inbound.releaseOffered(mailboxId, [], [], later);
			expect((await store.inbound.byId(lost))?.state).toBe('failed');
			expect((await store.inbound.byId(inFlight))?.state).toBe('offered');
		});

		test('puts a mail aside that was in the works at ten ends of n8n', async () => {
			const { id: mailboxId } = await newMailbox();
			const id = await newInbound({ mailboxId });
			for (let crash = 1; crash <= 10; crash++) {
				expect(await offer(store, mailboxId, 1)).toHaveLength(1);
				const aside = await store.inbound.releaseOffered(mailboxId, ['owner'], [], NOW);
				expect(aside).toEqual(crash === 10 ? [id] : []);
			}
			expect((await store.inbound.byId(id))?.state).toBe('quarantined');
			expect(await offer(store, mailboxId, 1)).toEqual([]);
		});

		test('lists mail by state and mailbox, newest first', async () => {
			const mailboxId = (await newMailbox()).id;
			const ids = [await newInbound({ mailboxId }), await newInbound({ mailboxId })];
			await offer(store, mailboxId, 1);
			const list = async (state?: 'received' | 'offered') =>
				(await store.inbound.list({ mailboxId, limit: 5, ...(state && { state }) })).map(({ id }) => id);
			expect(await list()).toEqual(ids.toReversed());
			expect(await list('offered')).toEqual(ids.slice(0, 1));
			expect(await store.inbound.list({ mailboxId, limit: 1 })).toHaveLength(1);
		});

		test('knows what is left to do on the server', async () => {
			const mailboxId = (await newMailbox()).id;
			const keys = ['imap:INBOX:1:7', 'imap:INBOX:2:7', 'imap:INBOX_:1:7'];
			const ids: string[] = [];
			for (const sourceKey of keys) ids.push(await newInbound({ mailboxId, sourceKey }));
			await offer(store, mailboxId, 3);
			for (const id of ids) await store.inbound.settle(id, ['offered'], { ...SETTLED, isUnfinished: true });
			const left = async () =>
				(await store.inbound.unfinished(mailboxId, 'imap:INBOX:1:', 5)).map(({ id }) => id);
			expect(await left()).toEqual(ids.slice(0, 1));
			await store.inbound.markFinished(ids);
			expect(await left()).toEqual([]);
		});

		test('prunes the bytes of old mail that is through, and of no other', async () => {
			const mailboxId = (await newMailbox()).id;
			const through = await newInbound({ mailboxId });
			const aside = await newInbound({ mailboxId });
			await offer(store, mailboxId, 2);
			await store.inbound.settle(through, ['offered'], SETTLED);
			await store.inbound.settle(aside, ['offered'], { ...SETTLED, state: 'quarantined' });
			const waiting = await newInbound({ mailboxId });
			const held = await newInbound({ mailboxId });
			await offer(store, mailboxId, 2);
			await store.inbound.settle(held, ['offered'], SETTLED);
			const holdId = systemIds.next();
			await store.holds.insert({
				id: holdId,
				inboundMailId: held,
				conversationId: undefined,
				reason: 'no-sender',
				createdAt: NOW,
			});
			const elsewhere = await newInbound();
			const { mailboxId: other } = (await store.inbound.byId(elsewhere)) as InboundMail;
			await offer(store, other, 1);
			await store.inbound.settle(elsewhere, ['offered'], SETTLED);
			expect(await store.inbound.pruneBefore(mailboxId, NOW, 100)).toBe(0);
			expect(await store.inbound.pruneBefore(mailboxId, SOON, 100)).toBe(1);
			expect(await store.inbound.pruneBefore(mailboxId, SOON, 100)).toBe(0);
			expect(await bytesOf(through)).toBe('');
			for (const id of [aside, waiting, elsewhere, held]) expect(await bytesOf(id)).not.toBe('');
			await store.holds.settle(holdId, { state: 'discarded', at: NOW, by: undefined });
			expect(await store.inbound.pruneBefore(mailboxId, SOON, 100)).toBe(1);
			expect(await bytesOf(held)).toBe('');
			expect(await store.inbound.byId(through)).toMatchObject({ state: 'processed' });
		});

		test('tells what of a mailbox has no outcome yet', async () => {
			const mailboxId = (await newMailbox()).id;
			const none = { waiting: 0, oldestWaitingAt: undefined, quarantined: 0, lastReceivedAt: undefined };
			expect(await store.inbound.backlog(mailboxId)).toEqual(none);
			const aside = await newInbound({ mailboxId });
			await offer(store, mailboxId, 1);
			await store.inbound.settle(aside, ['offered'], { ...SETTLED, state: 'quarantined' });
			await newInbound({ mailboxId });
			await newInbound({ mailboxId, receivedAt: SOON });
			expect(await store.inbound.backlog(mailboxId)).toEqual({
				waiting: 2,
				oldestWaitingAt: NOW,
				quarantined: 1,
				lastReceivedAt: SOON,
			});
		});

		test('keeps what threading made of a mail', async () => {
			const id = await newInbound();
			const outcome = { kind: 'not-for-people', why: 'bounce', messageId: 'message-1' } as const;
			await store.transaction(async (tx) => {
				expect(await tx.inbound.lockOutcomes([id])).toEqual(new Map());
				await tx.inbound.saveOutcome(id, outcome);
			});
			expect(await store.transaction((tx) => tx.inbound.lockOutcomes([id]))).toEqual(
				new Map([[id, outcome]]),
			);
		});

		lastingTest('lets one at a time decide what becomes of a mail', async () => {
			const id = await newInbound();
			const decide = (from: Store, messageId: string) =>
				from.transaction(async (tx) => {
					const earlier = (await tx.inbound.lockOutcomes([id])).get(id);
					if (earlier) return earlier;
					const outcome = { kind: 'new-conversation', messageId, why: 'names-none' } as const;
					await tx.inbound.saveOutcome(id, outcome);
					return outcome;
				});
			const outcomes = await Promise.all([
				decide(store, 'one'),
				decide(other, 'two'),
				decide(other, 'three'),
			]);
			expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
		});
	});

	describe('conversations', () => {
		test('keeps every field', async () => {
			const john = await newStaff();
			const linked = await newConversation();
			const conversation = await newConversation({
				subject: 'Grüße 🖨',
				status: 'pending',
				assigneeId: john.id,
				assignedAt: SOON,
				linkedToId: linked.id,
				updatedAt: LATER,
			});
			expect(await store.conversations.byId(conversation.id)).toEqual(conversation);
			expect(await store.conversations.byNumber(conversation.number)).toEqual(conversation);
			expect(await store.conversations.byId('none')).toBeUndefined();
			expect(await store.conversations.byNumber(0)).toBeUndefined();
		});

		test('numbers without a gap and never twice, whoever inserts', async () => {
			const before = (await newConversation()).number;
			const parts = await Promise.all(Array.from({ length: 20 }, () => conversationParts()));
			const numbers = await Promise.all(
				parts.map((conversation, index) =>
					(index % 2 === 0 ? store : other).transaction((tx) => tx.conversations.insert(conversation)),
				),
			);
			expect(numbers.toSorted((a, b) => a - b)).toEqual(parts.map((_, index) => before + 1 + index));
		});

		test('changes status, assignee and time, each with its time', async () => {
			const { id } = await newConversation();
			const john = await newStaff();
			await store.conversations.setStatus(id, 'closed', SOON);
			expect(await store.conversations.byId(id)).toMatchObject({ status: 'closed', updatedAt: SOON });
			await store.conversations.assign(id, john.id, LATER);
			expect(await store.conversations.byId(id)).toMatchObject({
				assigneeId: john.id,
				assignedAt: LATER,
				updatedAt: LATER,
			});
			await store.conversations.assign(id, undefined, SOON);
			expect(await store.conversations.byId(id)).toMatchObject({ assigneeId: undefined, assignedAt: SOON });
			await store.conversations.touch(id, LATER);
			expect(await store.conversations.byId(id)).toMatchObject({ status: 'closed', updatedAt: LATER });
		});

		test('lists by every filter, the one that changed last first', async () => {
			const mailboxId = (await newMailbox()).id;
			const john = await newStaff();
			const contact = {
				id: systemIds.next(),
				name: 'Anna',
				address: `anna.${systemIds.next()}@customer.test`,
			};
			await store.contacts.insert(contact);
			const old = await newConversation({ mailboxId, contactId: contact.id, updatedAt: NOW });
			const mine = await newConversation({ mailboxId, assigneeId: john.id, updatedAt: LATER });
			const closed = await newConversation({ mailboxId, status: 'closed', updatedAt: SOON });
			const ids = async (filter: object) =>
				(await store.conversations.list({ mailboxId, limit: 10, ...filter })).map(({ id }) => id);
			expect(await ids({})).toEqual([mine.id, closed.id, old.id]);
			expect(await ids({ limit: 2 })).toEqual([mine.id, closed.id]);
			expect(await ids({ status: 'open' })).toEqual([mine.id, old.id]);
			expect(await ids({ assigneeId: john.id })).toEqual([mine.id]);
			expect(await ids({ assigneeId: null })).toEqual([closed.id, old.id]);
			expect(await ids({ contactAddress: contact.address.toUpperCase() })).toEqual([old.id]);
			expect(await ids({ contactAddress: 'nobody@customer.test' })).toEqual([]);
			await store.tags.add(mine.id, ['vip', 'urgent']);
			await store.tags.add(old.id, ['vip']);
			expect(await ids({ tags: ['vip'] })).toEqual([mine.id, old.id]);
			expect(await ids({ tags: ['vip', 'urgent'] })).toEqual([mine.id]);
			expect(await ids({ tags: ['urgent'], status: 'closed' })).toEqual([]);
			expect(await ids({ tags: [] })).toEqual([mine.id, closed.id, old.id]);
			expect(await ids({ changedBefore: LATER })).toEqual([closed.id, old.id]);
			expect(await ids({ changedBefore: SOON, limit: 1 })).toEqual([old.id]);
		});

		test('finds what a person means by a text', async () => {
			const mark = systemIds.next();
			const address = `anna.${mark}@customer.test`;
			const anna = { id: systemIds.next(), name: `Anna O'Neil-${mark} 100%`, address };
			await store.contacts.insert(anna);
			const old = await newConversation({ contactId: anna.id, subject: 'Printer_1', updatedAt: NOW });
			const other = await newConversation({ subject: `Ink for ${mark}`, updatedAt: SOON });
			const named = await newConversation({ subject: `Mail of ${address}`, updatedAt: LATER });
			const found = async (text: string, limit = 10) =>
				(await store.conversations.search(text, limit)).map(({ id }) => id);
			expect(await found(mark)).toEqual([named.id, other.id, old.id]);
			expect(await found(` ${mark.toUpperCase()}`, 2)).toEqual([named.id, other.id]);
			expect(await found(`INK FOR ${mark}`)).toEqual([other.id]);
			expect(await found(`o'neil-${mark} 100%`)).toEqual([old.id]);
			expect(await found(`${mark}@customer`)).toEqual([named.id, old.id]);
			expect(await found(address.toUpperCase())).toEqual([old.id]);
			expect(await found(`#${old.number}`)).toEqual([old.id]);
			expect((await found(String(old.number)))[0]).toBe(old.id);
			expect(await found(`_nk for ${mark}`)).toEqual([]);
			expect(await found(`${mark}%`)).toEqual([]);
			expect(await found('#999999999')).toEqual([]);
		});

		test('finds letters of all languages in upper and in lower case', async () => {
			const mark = systemIds.next();
			const contact = {
				id: systemIds.next(),
				name: `Günther Łukasz ${mark}`,
				address: `${mark}@customer.test`,
			};
			await store.contacts.insert(contact);
			const { id } = await newConversation({ contactId: contact.id });
			const other = await newConversation({ subject: `Счёт за ПРИНТЕР ${mark}` });
			const found = async (text: string) =>
				(await store.conversations.search(text, 9)).map((each) => each.id);
			for (const text of [`GÜNTHER ŁUKASZ ${mark}`, `günther łukasz ${mark}`])
				expect(await found(text)).toEqual([id]);
			for (const text of [`счёт за принтер ${mark}`, `СЧЁТ ЗА ПРИНТЕР ${mark}`])
				expect(await found(text)).toEqual([other.id]);
			expect(await found(`Gunther Łukasz ${mark}`)).toEqual([]);
		});

		test('keeps tags, each once, in alphabetical order', async () => {
			const { id } = await newConversation();
			const untagged = await newConversation();
			await store.tags.add(id, ['vip', 'Über', '🔥', 'billing']);
			await store.tags.add(id, ['vip', 'a-b']);
			await store.tags.add(id, []);
			const tags = ['a-b', 'billing', 'vip', 'Über', '🔥'];
			expect(await store.tags.of([id])).toEqual(new Map([[id, tags]]));
			await store.tags.remove(id, ['billing', 'unknown']);
			await store.tags.remove(id, []);
			expect(await store.tags.of([untagged.id, id])).toEqual(
				new Map([
					[untagged.id, []],
					[id, ['a-b', 'vip', 'Über', '🔥']],
				]),
			);
			expect(await store.tags.of([])).toEqual(new Map());
		});

		test('tags at the same time, whoever does', async () => {
			const { id } = await newConversation();
			const add = (to: Store) => to.transaction((tx) => tx.tags.add(id, ['vip', 'billing']));
			await Promise.all([add(store), add(other), add(other)]);
			expect((await store.tags.of([id])).get(id)).toEqual(['billing', 'vip']);
		});

		test('counts open and pending conversations by assignee', async () => {
			const john = await newStaff();
			const idle = await newStaff();
			for (const status of ['open', 'pending', 'closed', 'spam'] as const)
				await newConversation({ status, assigneeId: john.id });
			await newConversation();
			const loads = await store.conversations.loads();
			expect(loads.get(john.id)).toBe(2);
			expect(loads.has(idle.id)).toBe(false);
			expect(loads.has('')).toBe(false);
		});

		test('knows who takes part, whatever the case', async () => {
			const { id } = await newConversation();
			const elsewhere = await newConversation();
			await store.conversations.addParticipant(id, 'Frank@Customer.test');
			await store.conversations.addParticipant(id, 'frank@customer.test');
			expect(await store.conversations.isParticipant(id, 'FRANK@customer.test')).toBe(true);
			expect(await store.conversations.isParticipant(id, 'anna@customer.test')).toBe(false);
			expect(await store.conversations.isParticipant(id, '')).toBe(false);
			expect(await store.conversations.isParticipant(elsewhere.id, 'frank@customer.test')).toBe(false);
		});
	});

	describe('messages', () => {
		test('keeps every field', async () => {
			const john = await newStaff();
			const message = await newMessage({
				kind: 'staff',
				state: 'unsent',
				from: { name: 'Jöhn', address: 'john@staff.test' },
				staffId: john.id,
				subject: 'Re: 🖨',
				text: 'one\r\ntwo',
				fullText: 'one\r\ntwo\n> three',
				html: '<b>one</b>',
				references: ['a@x.test', 'b@x.test'],
				inboundMailId: await newInbound(),
				attachments: [
					{
						index: 0,
						filename: 'ä.pdf',
						contentType: 'application/pdf',
						bytes: 7,
						contentId: 'c',
						isInline: true,
					},
				],
				isNewParticipant: true,
			});
			expect(await store.messages.byId(message.id)).toEqual(message);
			expect(await store.messages.byId('none')).toBeUndefined();
			await store.messages.setState(message.id, 'ambiguous');
			expect(await store.messages.byId(message.id)).toEqual({ ...message, state: 'ambiguous' });
		});

		test('gives the newest of a conversation, oldest first', async () => {
			const { id: conversationId } = await newConversation();
			const ids: string[] = [];
			for (let count = 0; count < 4; count++) ids.push((await newMessage({ conversationId })).id);
			await newMessage();
			expect((await store.messages.history(conversationId, 10)).map(({ id }) => id)).toEqual(ids);
			expect((await store.messages.history(conversationId, 2)).map(({ id }) => id)).toEqual(ids.slice(2));
		});

		test('knows a mail again by its duplicate key, and keeps one of each', async () => {
			const message = await newMessage();
			expect(await store.messages.byDuplicateKey(`key of ${message.id}`)).toEqual(message);
			expect(await store.messages.byDuplicateKey('another')).toBeUndefined();
			const twin = { ...message, id: systemIds.next() };
			await expect(store.messages.insert(twin, `key of ${message.id}`)).rejects.toThrow();
			expect(await store.messages.byId(twin.id)).toBeUndefined();
		});

		lastingTest('notes every way by which a mail came, each once', async () => {
			const message = await newMessage();
			const ways = [await newInbound(), await newInbound()];
			for (const way of [...ways, ...ways]) await store.messages.addDelivery(message.id, way);
			const query = `select inbound_mail_id from delivery where message_id = '${message.id}' order by 1`;
			expect(await engine.rows(place, query)).toEqual(ways.map((way) => ({ inbound_mail_id: way })));
		});

		test('finds conversations by what was received and what was sent, in the order asked for', async () => {
			const mark = systemIds.next();
			const first = await newMessage({ messageId: `first-${mark}@customer.test` });
			const second = await newMessage({ messageId: `second-${mark}@customer.test` });
			const reply = await newOutbound({ messageIdHeader: `hd.${mark}@acme.test` });
			const wanted = [second.messageId, 'unknown@customer.test', reply.messageIdHeader, first.messageId];
			expect([...(await store.messages.conversationsOf(wanted)).values()]).toEqual([
				second.conversationId,
				reply.conversationId,
				first.conversationId,
			]);
			expect([
				...(await store.messages.conversationsOf([first.messageId, first.messageId])).values(),
			]).toEqual([first.conversationId]);
			expect([...(await store.messages.conversationsOf([]))]).toEqual([]);
		});

		test('finds the oldest conversation of an identifier that was used again, and ours before others’', async () => {
			const messageId = `again-${systemIds.next()}@customer.test`;
			const first = await newMessage({ messageId });
			await newMessage({ messageId });
			expect([...(await store.messages.conversationsOf([messageId])).values()]).toEqual([
				first.conversationId,
			]);
			const ours = await newOutbound({ messageIdHeader: messageId });
			expect([...(await store.messages.conversationsOf([messageId])).values()]).toEqual([
				ours.conversationId,
			]);
		});

		test('names the paused answers of a mailbox, oldest first', async () => {
			const { id: mailboxId } = await newMailbox();
			const ids: string[] = [];
			for (const state of ['paused', 'unsent', 'paused', 'paused'] as const) {
				const { id: conversationId } = await newConversation({ mailboxId });
				const message = await newMessage({ conversationId, state });
				if (state === 'paused') ids.push(message.id);
			}
			await newMessage({ state: 'paused' });
			expect(await store.messages.paused(mailboxId, 10)).toEqual(ids);
			expect(await store.messages.paused(mailboxId, 2)).toEqual(ids.slice(0, 2));
		});

		test('names no paused answer to a suppressed address, for as long as it is', async () => {
			const { id: mailboxId } = await newMailbox();
			const { id: conversationId, contactId } = await newConversation({ mailboxId });
			const { id: messageId } = await newMessage({ conversationId, state: 'paused' });
			const address = (await store.contacts.byId(contactId))?.address ?? '';
			const fails = (isHard: boolean) =>
				store.addresses.recordFailure(
					{ address, isHard, reason: 'user-unknown', diagnosis: '550', messageId },
					NOW,
				);
			await fails(false);
			expect(await store.messages.paused(mailboxId, 1)).toEqual([messageId]);
			await fails(true);
			expect(await store.messages.paused(mailboxId, 1)).toEqual([]);
			await store.addresses.forget(address);
			expect(await store.messages.paused(mailboxId, 1)).toEqual([messageId]);
		});

		test('tells when a colleague last answered', async () => {
			const { id: conversationId } = await newConversation();
			const [john, chris] = [await newStaff(), await newStaff()];
			const answer = (staffId: string, createdAt: Date) =>
				newMessage({ conversationId, kind: 'staff', staffId, createdAt });
			await newMessage({ conversationId, createdAt: LATER });
			expect(await store.messages.lastStaffAnswerAt(conversationId, john.id)).toBeUndefined();
			await answer(chris.id, NOW);
			await answer(chris.id, SOON);
			await answer(john.id, LATER);
			await newMessage({ conversationId, kind: 'note', staffId: chris.id, createdAt: LATER });
			expect(await store.messages.lastStaffAnswerAt(conversationId, john.id)).toEqual(SOON);
			expect(await store.messages.lastStaffAnswerAt(conversationId, chris.id)).toEqual(LATER);
		});

		test('gives what came before a message, newest first, and the last of a kind', async () => {
			const { id: conversationId } = await newConversation();
			const kinds = ['customer', 'note', 'staff', 'customer', 'staff'] as const;
			const ids: string[] = [];
			for (const kind of kinds) ids.push((await newMessage({ conversationId, kind })).id);
			await newMessage({ kind: 'customer' });
			const fourth = await store.messages.byId(ids[3] ?? '');
			if (!fourth) throw new Error('The message is gone.');
			const before = async (limit: number, only?: ('customer' | 'staff')[]) =>
				(await store.messages.before(fourth, limit, only)).map(({ id }) => ids.indexOf(id));
			expect(await before(9)).toEqual([2, 1, 0]);
			expect(await before(1)).toEqual([2]);
			expect(await before(9, ['customer', 'staff'])).toEqual([2, 0]);
			expect((await store.messages.lastOfKind(conversationId, 'customer'))?.id).toBe(ids[3]);
			expect(await store.messages.lastOfKind(conversationId, 'automatic')).toBeUndefined();
		});
	});

	describe('holds', () => {
		test.each([
			['with a conversation', true],
			['without one', false],
		])('keeps a hold %s', async (_when, hasConversation) => {
			const hold = {
				id: systemIds.next(),
				inboundMailId: await newInbound(),
				conversationId: hasConversation ? (await newConversation()).id : undefined,
				reason: 'empty-reply' as const,
				createdAt: SOON,
			};
			await store.holds.insert(hold);
			expect(await store.holds.byId(hold.id)).toEqual({ ...hold, ...OPEN });
			expect(await store.holds.byId('none')).toBeUndefined();
		});

		test('ends a hold once, by whom and as what', async () => {
			const john = await aStaff(desk, { address: `${systemIds.next()}@staff.test` });
			const message = await newMessage();
			const { id } = await newHold();
			const released = { state: 'released' as const, at: SOON, by: john.id };
			expect(await store.holds.settle(id, released)).toBe(true);
			expect(await store.holds.settle(id, { state: 'discarded', at: LATER, by: undefined })).toBe(false);
			await store.holds.setMessage(id, message.id);
			expect(await store.holds.byId(id)).toMatchObject({
				state: 'released',
				settledAt: SOON,
				settledBy: john.id,
				messageId: message.id,
			});
			expect(await store.holds.settle('none', released)).toBe(false);
		});

		test('lists holds by state, reason and mailbox, newest first', async () => {
			const mailboxId = (await newMailbox()).id;
			const first = await newHold({ inboundMailId: await newInbound({ mailboxId }) });
			const second = await newHold({ inboundMailId: await newInbound({ mailboxId }), reason: 'no-sender' });
			await newHold({ reason: 'no-sender' });
			const listed = async (filter: Omit<HoldFilter, 'limit'>, limit = 10) =>
				(await store.holds.list({ mailboxId, ...filter, limit })).map(({ id }) => id);
			expect(await listed({})).toEqual([second.id, first.id]);
			expect(await listed({}, 1)).toEqual([second.id]);
			expect(await listed({ reason: 'empty-reply' })).toEqual([first.id]);
			await store.holds.settle(second.id, { state: 'discarded', at: SOON, by: undefined });
			expect(await listed({ state: 'open' })).toEqual([first.id]);
			expect(await listed({ state: 'discarded', reason: 'no-sender' })).toEqual([second.id]);
			expect((await store.holds.list({ limit: 100 })).length).toBeGreaterThan(2);
		});

		async function newHold(parts: Partial<NewHold> = {}): Promise<NewHold> {
			const hold: NewHold = {
				id: systemIds.next(),
				inboundMailId: parts.inboundMailId ?? (await newInbound()),
				conversationId: undefined,
				reason: 'empty-reply',
				createdAt: NOW,
				...parts,
			};
			await store.holds.insert(hold);
			return hold;
		}
	});

	describe('outbound', () => {
		test('keeps every field', async () => {
			const mail = await newOutbound({
				replyTo: { name: 'Ächme', address: 'replies@acme.test' },
				references: ['a@x.test', 'b@x.test'],
				recipe: {
					kind: 'notification',
					event: 'new-conversation',
					attachments: [{ inboundMailId: 'inbound-1', index: 2 }],
				},
				createdAt: SOON,
			});
			expect(await store.outbound.byId(mail.id)).toEqual(mail);
			expect(await store.outbound.byId('none')).toBeUndefined();
		});

		test('writes a debt once and gives the one that is there', async () => {
			const mail = await newOutbound();
			const twin = { ...mail, id: systemIds.next(), subject: 'another' };
			expect(await store.outbound.insertOnce(twin)).toEqual(mail);
			expect(await store.outbound.byId(twin.id)).toBeUndefined();
			expect(await store.outbound.byIdempotencyKey(mail.idempotencyKey)).toEqual(mail);
			expect(await store.outbound.byIdempotencyKey('another')).toBeUndefined();
		});

		test('keeps mail that is about a staff member alone, and finds the newest to an address', async () => {
			const recipient = { name: 'Zoë', address: 'Zoë@staff.test' };
			await newOutbound({ recipient });
			expect(await store.outbound.lastAboutStaff(recipient.address)).toBeUndefined();
			const about: OutboundMail[] = [];
			for (const state of ['sent', 'queued'] as const) {
				const mail = { ...(await outboundParts({ recipient, state })), conversationId: '', messageId: '' };
				about.push(await store.outbound.insertOnce(mail));
			}
			expect(await store.outbound.lastAboutStaff('zoë@STAFF.test')).toEqual(about[1]);
			expect(about[1]).toMatchObject({ conversationId: '', messageId: '' });
			const found = await store.outbound.sentToRecipient(about[0] as OutboundMail, new Date(0));
			expect(found.every(({ conversationId }) => conversationId === '')).toBe(true);
		});

		test('finds mails by the Message-IDs they leave with', async () => {
			const [one, two] = [await newOutbound(), await newOutbound()];
			const ids = [two.messageIdHeader, 'none@acme.test', one.messageIdHeader];
			const found = await store.outbound.byMessageIdHeaders(ids);
			expect(new Set(found.map(({ id }) => id))).toEqual(new Set([one.id, two.id]));
			expect(await store.outbound.byMessageIdHeaders(['none@acme.test'])).toEqual([]);
		});

		lastingTest('writes a debt once when two write it at the same time', async () => {
			const mail = await outboundParts();
			const write = (from: Store) =>
				from.transaction((tx) => tx.outbound.insertOnce({ ...mail, id: systemIds.next() }));
			const written = await Promise.all([write(store), write(other), write(store), write(other)]);
			expect(new Set(written.map(({ id }) => id)).size).toBe(1);
		});

		test('lends a mail to one claimant at a time', async () => {
			const { id } = await newOutbound();
			const claims = await Promise.all(
				[store, other, store, other].map((from) =>
					from.outbound.claim(id, { claimId: systemIds.next(), leaseUntil: SOON }, NOW),
				),
			);
			const won = claims.filter((claim) => claim !== undefined);
			expect(won).toEqual([expect.objectContaining({ state: 'claimed', attempts: 1, leaseUntil: SOON })]);
		});

		test('lets a claim be taken over when its lease has ended, and only then', async () => {
			const { id } = await newOutbound();
			await store.outbound.claim(id, { claimId: 'one', leaseUntil: SOON }, NOW);
			expect(await other.outbound.claim(id, { claimId: 'two', leaseUntil: LATER }, SOON)).toBeUndefined();
			const after = new Date(SOON.getTime() + 1);
			expect(await other.outbound.claim(id, { claimId: 'two', leaseUntil: LATER }, after)).toMatchObject({
				attempts: 2,
				leaseUntil: LATER,
			});
			expect(await store.outbound.startTransmission(id, { claimId: 'one', leaseUntil: LATER })).toBe(false);
			expect((await store.outbound.byId(id))?.state).toBe('claimed');
			expect(await other.outbound.startTransmission(id, { claimId: 'two', leaseUntil: LATER })).toBe(true);
			expect(await store.outbound.byId(id)).toMatchObject({ state: 'transmitting', leaseUntil: LATER });
		});

		test('names claims that are held, and ends the leases of some', async () => {
			const mail = await newOutbound();
			await store.outbound.claim(mail.id, { claimId: 'one#1', leaseUntil: LATER }, NOW);
			expect(await store.outbound.claims(mail.mailboxId)).toEqual(['one#1']);
			await store.outbound.endLeases(['another'], SOON);
			expect(await store.outbound.due(mail.mailboxId, NOW, SOON, 9)).toEqual([]);
			await store.outbound.endLeases(['one#1'], SOON);
			expect(await store.outbound.due(mail.mailboxId, NOW, SOON, 9)).toEqual([mail.id]);
			await store.outbound.endLeases([], SOON);
		});

		test('keeps a mail back until its time has come', async () => {
			const mail = await newOutbound({ notBefore: SOON });
			const claim = { claimId: 'one', leaseUntil: LATER };
			const before = new Date(SOON.getTime() - 1);
			expect(await store.outbound.due(mail.mailboxId, LATER, before, 9)).toEqual([]);
			expect(await store.outbound.claim(mail.id, claim, before)).toBeUndefined();
			expect(await store.outbound.due(mail.mailboxId, NOW, SOON, 9)).toEqual([mail.id]);
			expect(await store.outbound.claim(mail.id, claim, SOON)).toMatchObject({ state: 'claimed' });
		});

		test('gives what left to a recipient or is leaving', async () => {
			const recipient = { name: '', address: `Recipient-${systemIds.next()}@customer.test` };
			const first = await newOutbound({ recipient, bodyDigest: 'words' });
			const here = await newOutbound({ recipient, conversationId: first.conversationId });
			const elsewhere = await newOutbound({ recipient });
			await newOutbound();
			const asked = await newOutbound({
				recipient: { name: '', address: recipient.address.toUpperCase() },
				conversationId: first.conversationId,
			});
			await store.outbound.setState(first.id, { state: 'sent', sentAt: NOW });
			await store.outbound.setState(elsewhere.id, { state: 'sent', sentAt: SOON });
			await store.outbound.claim(here.id, { claimId: 'one', leaseUntil: LATER }, NOW);
			const sentSince = async (mail: OutboundMail, since: Date) =>
				(await store.outbound.sentToRecipient(mail, since)).map(({ conversationId, sentAt }) => [
					conversationId === first.conversationId ? 'here' : 'elsewhere',
					sentAt,
				]);
			const leaving = ['here', undefined];
			expect(new Set(await sentSince(asked, NOW))).toEqual(
				new Set([['here', NOW], leaving, ['elsewhere', SOON]]),
			);
			expect(new Set(await sentSince(asked, SOON))).toEqual(new Set([leaving, ['elsewhere', SOON]]));
			expect(await sentSince(asked, LATER)).toEqual([leaving]);
			const digests = (await store.outbound.sentToRecipient(asked, NOW)).map(({ bodyDigest }) => bodyDigest);
			expect(digests.toSorted()).toEqual(['', '', 'words']);
			// Of two that are leaving, the later one waits for the earlier one.
			expect(await sentSince(here, LATER)).toEqual([]);
			const ofFirst = { ...asked, mailboxId: first.mailboxId };
			expect(await store.outbound.sentByMailbox(ofFirst, NOW)).toBe(1);
			expect(await store.outbound.sentByMailbox(ofFirst, SOON)).toBe(0);
			expect(await store.outbound.sentByMailbox(asked, NOW)).toBe(0);
		});

		test('changes the state of a mail for a person, and lists mails by it', async () => {
			const mail = await newOutbound();
			const { id, mailboxId } = mail;
			expect(await store.outbound.change(id, ['failed'], 'queued')).toBe(false);
			expect(await store.outbound.change(id, ['queued'], 'canceled')).toBe(true);
			expect(await store.outbound.list({ state: 'canceled', mailboxId, limit: 9 })).toMatchObject([{ id }]);
			expect(await store.outbound.list({ state: 'failed', mailboxId, limit: 9 })).toEqual([]);
			expect(await store.outbound.claim(id, { claimId: 'one', leaseUntil: LATER }, NOW)).toBeUndefined();
		});

		test('takes a try back that was none', async () => {
			const { id } = await newOutbound();
			await store.outbound.claim(id, { claimId: 'one', leaseUntil: LATER }, NOW);
			await store.outbound.setState(id, { state: 'retry', nextAttemptAt: SOON, isUncounted: true }, 'one');
			expect(await store.outbound.byId(id)).toMatchObject({ attempts: 0, notBefore: SOON });
			expect((await store.outbound.byId(id))?.firstTriedAt).toBeUndefined();
		});

		test('knows when the first try was, also after others', async () => {
			const { id } = await newOutbound();
			await store.outbound.claim(id, { claimId: 'one', leaseUntil: SOON }, NOW);
			await store.outbound.setState(id, { state: 'retry', nextAttemptAt: SOON }, 'one');
			await store.outbound.claim(id, { claimId: 'two', leaseUntil: LATER }, SOON);
			expect(await store.outbound.byId(id)).toMatchObject({ attempts: 2, firstTriedAt: NOW });
			await store.outbound.setState(id, { state: 'retry', nextAttemptAt: LATER, isUncounted: true }, 'two');
			expect(await store.outbound.byId(id)).toMatchObject({ attempts: 1, firstTriedAt: NOW });
		});

		test('begins the attempts anew of what was paused', async () => {
			const { id } = await newOutbound();
			await store.outbound.claim(id, { claimId: 'one', leaseUntil: SOON }, NOW);
			await store.outbound.setState(id, { state: 'retry', nextAttemptAt: SOON }, 'one');
			await store.outbound.claim(id, { claimId: 'two', leaseUntil: LATER }, SOON);
			await store.outbound.setState(id, { state: 'paused', isUncounted: true }, 'two');
			const claim = { claimId: 'three', leaseUntil: LATER };
			expect(await store.outbound.claim(id, claim, LATER)).toMatchObject({
				attempts: 1,
				firstTriedAt: LATER,
			});
		});

		test('begins another round with what is queued again', async () => {
			const { id } = await newOutbound();
			await store.outbound.claim(id, { claimId: 'one', leaseUntil: LATER }, NOW);
			await store.outbound.setState(id, { state: 'failed' }, 'one');
			expect(await store.outbound.byId(id)).toMatchObject({ attempts: 1, round: 0 });
			await store.outbound.change(id, ['failed'], 'queued');
			expect(await store.outbound.byId(id)).toMatchObject({
				attempts: 0,
				firstTriedAt: undefined,
				round: 1,
			});
		});

		test('never lends a mail again whose transmission has begun', async () => {
			const { id } = await newOutbound();
			await store.outbound.claim(id, { claimId: 'one', leaseUntil: SOON }, NOW);
			await store.outbound.startTransmission(id, { claimId: 'one', leaseUntil: SOON });
			expect(await store.outbound.claim(id, { claimId: 'two', leaseUntil: LATER }, LATER)).toBeUndefined();
			expect(await store.outbound.startTransmission(id, { claimId: 'one', leaseUntil: LATER })).toBe(false);
		});

		test.each(['sent', 'failed', 'ambiguous'] as const)(
			'never lends a mail again that is %s',
			async (state) => {
				const { id } = await newOutbound();
				await store.outbound.setState(id, { state, error: 'why', sentAt: SOON });
				expect(await store.outbound.claim(id, { claimId: 'one', leaseUntil: LATER }, LATER)).toBeUndefined();
				expect(await store.outbound.byId(id)).toMatchObject({
					state,
					error: 'why',
					sentAt: SOON,
					leaseUntil: undefined,
				});
			},
		);

		test('lets a claim that was taken over settle nothing', async () => {
			const { id } = await newOutbound();
			await store.outbound.claim(id, { claimId: 'one', leaseUntil: NOW }, NOW);
			await other.outbound.claim(id, { claimId: 'two', leaseUntil: LATER }, SOON);
			expect(await store.outbound.setState(id, { state: 'retry', nextAttemptAt: SOON }, 'one')).toBe(false);
			expect(await store.outbound.byId(id)).toMatchObject({ state: 'claimed', leaseUntil: LATER });
			expect(await other.outbound.setState(id, { state: 'sent', sentAt: SOON }, 'two')).toBe(true);
			expect(await store.outbound.setState(id, { state: 'retry' }, 'one')).toBe(false);
			expect(await store.outbound.byId(id)).toMatchObject({ state: 'sent', sentAt: SOON });
			expect(await store.outbound.setState('none', { state: 'sent' })).toBe(false);
		});

		test('lends a mail again that is to be tried again, from its time on', async () => {
			const { id } = await newOutbound();
			await store.outbound.setState(id, { state: 'retry', error: 'busy', nextAttemptAt: SOON });
			expect(await store.outbound.claim(id, { claimId: 'one', leaseUntil: LATER }, NOW)).toBeUndefined();
			expect(await store.outbound.claim(id, { claimId: 'one', leaseUntil: LATER }, SOON)).toBeDefined();
		});

		test('names what is due: left in the queue, to be tried again, left by a claimant', async () => {
			const mailboxId = (await newMailbox()).id;
			const inState = async (parts: Partial<OutboundMail>) => (await newOutbound({ mailboxId, ...parts })).id;
			const claimed = async (leaseUntil: Date) => {
				const id = await inState({});
				await store.outbound.claim(id, { claimId: id, leaseUntil }, NOW);
				return id;
			};
			const retry = async (nextAttemptAt: Date) => {
				const id = await inState({});
				await store.outbound.setState(id, { state: 'retry', nextAttemptAt });
				return id;
			};
			const left = await inState({ createdAt: NOW });
			await inState({ createdAt: SOON });
			const orphan = await claimed(NOW);
			await claimed(LATER);
			const transmitting = await claimed(NOW);
			await store.outbound.startTransmission(transmitting, { claimId: transmitting, leaseUntil: NOW });
			const again = await retry(SOON);
			await retry(LATER);
			for (const state of ['sent', 'failed', 'ambiguous'] as const)
				await store.outbound.setState(await inState({}), { state });
			await newOutbound();
			expect(await store.outbound.due(mailboxId, SOON, SOON, 10)).toEqual([
				left,
				orphan,
				transmitting,
				again,
			]);
			expect(await store.outbound.due(mailboxId, SOON, SOON, 2)).toEqual([left, orphan]);
		});

		test('names paused mail as due when its address is not suppressed', async () => {
			const address = `gone-${systemIds.next()}@customer.test`;
			const { id, mailboxId, messageId } = await newOutbound({ recipient: { name: '', address } });
			await store.outbound.setState(id, { state: 'paused' });
			expect(await store.outbound.due(mailboxId, NOW, NOW, 1)).toEqual([id]);
			await store.addresses.recordFailure(
				{ address, isHard: true, reason: 'user-unknown', diagnosis: '550', messageId },
				NOW,
			);
			expect(await store.outbound.due(mailboxId, NOW, NOW, 1)).toEqual([]);
			await store.addresses.forget(address);
			expect(await store.outbound.due(mailboxId, NOW, NOW, 1)).toEqual([id]);
			const { id: later } = await newOutbound({ mailboxId, createdAt: NOW });
			expect(await store.outbound.due(mailboxId, SOON, SOON, 2)).toEqual([later, id]);
		});
	});

	describe('addresses', () => {
		const SOFT = { isHard: false, reason: 'mailbox-full', diagnosis: '552 full' } as const;
		const HARD = { isHard: true, reason: 'user-unknown', diagnosis: '550 no such user' } as const;

		async function newFailure() {
			const { id: messageId } = await newMessage();
			return { address: `Frank-${messageId}@customer.test`, messageId };
		}

		test('counts what may pass, and finds the address however it is written', async () => {
			const failure = await newFailure();
			await store.addresses.recordFailure({ ...failure, ...SOFT }, NOW);
			await store.addresses.recordFailure({ ...failure, ...SOFT }, SOON);
			expect(await store.addresses.byAddress(failure.address.toUpperCase())).toEqual({
				...failure,
				softFailures: 2,
				suppressedAt: undefined,
				lastFailedAt: SOON,
				lastReason: 'mailbox-full',
				lastDiagnosis: '552 full',
			});
		});

		test('suppresses once, and what passes later changes nothing of it', async () => {
			const failure = await newFailure();
			await store.addresses.recordFailure({ ...failure, ...SOFT }, NOW);
			await store.addresses.recordFailure({ ...failure, ...HARD }, SOON);
			await store.addresses.recordFailure({ ...failure, ...HARD }, LATER);
			await store.addresses.recordFailure({ ...failure, ...SOFT }, LATER);
			expect(await store.addresses.byAddress(failure.address)).toMatchObject({
				softFailures: 1,
				suppressedAt: SOON,
				lastFailedAt: LATER,
				lastReason: 'user-unknown',
			});
		});

		test('forgets', async () => {
			const failure = await newFailure();
			await store.addresses.recordFailure({ ...failure, ...HARD }, NOW);
			await store.addresses.forget(failure.address.toUpperCase());
			expect(await store.addresses.byAddress(failure.address)).toBeUndefined();
		});
	});

	describe('notices', () => {
		test('gives each to one taker, and again when it is put back', async () => {
			const mailbox = await newMailbox();
			const recipient = { name: 'Zoë', address: 'zoe@staff.test' };
			const [first, second] = [1, 2].map((number) => ({
				id: systemIds.next(),
				mailboxId: mailbox.id,
				recipient,
				subject: `Notice ${number}`,
				text: 'one\ntwo',
				createdAt: NOW,
			}));
			if (!first || !second) throw new Error('There are two.');
			await store.notices.insert(first);
			await store.notices.insert(second);
			const taken = await Promise.all([1, 2, 3].map(() => store.notices.take(mailbox.id, '')));
			expect(taken).toHaveLength(3);
			expect(taken).toEqual(expect.arrayContaining([first, second, undefined]));
			await store.notices.settle(first.id, 'sent', '');
			await store.notices.settle(second.id, 'queued', 'why');
			expect(await store.notices.take(mailbox.id, second.id)).toBeUndefined();
			expect(await store.notices.take(mailbox.id, first.id)).toEqual(second);
		});
	});

	describe('pushes', () => {
		test('hands a push out once per attempt of its mail', async () => {
			const push = await newPush();
			expect(await store.pushes.insertOnce(push, 1)).toBe(true);
			expect(await store.pushes.insertOnce(push, 1)).toBe(false);
			expect(await store.pushes.insertOnce(push, 2)).toBe(true);
			expect(await store.pushes.insertOnce(push, 2)).toBe(false);
			expect(await store.pushes.insertOnce(push, 1)).toBe(false);
		});

		test('tells people and channels apart', async () => {
			const push = await newPush();
			await store.pushes.insertOnce(push, 1);
			expect(await store.pushes.insertOnce({ ...push, channel: 'mobile' }, 1)).toBe(true);
			expect(await store.pushes.insertOnce({ ...push, occasion: 'assigned' }, 1)).toBe(true);
			const { id: staffId } = await newStaff();
			expect(await store.pushes.insertOnce({ ...push, staffId }, 1)).toBe(true);
		});

		test('hands a push to one of two that ask at once', async () => {
			const push = await newPush();
			const answers = await Promise.all(
				[store, other, store, other].map((from) => from.pushes.insertOnce(push, 1)),
			);
			expect(answers.filter(Boolean)).toHaveLength(1);
		});
	});

	describe('recordEvent', () => {
		lastingTest('writes an event with its time, and nothing of a transaction that failed', async () => {
			const id = systemIds.next();
			const data = { holdId: id, attempts: 2, isNew: true };
			await store.recordEvent({ type: 'mail-held', data }, NOW);
			await store.recordEvent({ type: 'assigned', conversationId: id, messageId: 'm' }, SOON);
			const work = store.transaction(async (tx) => {
				await tx.recordEvent({ type: 'status-changed', conversationId: id }, NOW);
				throw new Error('the work failed');
			});
			await expect(work).rejects.toThrow('the work failed');
			const columns = 'type, conversation_id, message_id, data, created_at';
			const where = `data like '%${id}%' or conversation_id = '${id}'`;
			expect(await engine.rows(place, `select ${columns} from event where ${where} order by id`)).toEqual([
				{
					type: 'mail-held',
					conversation_id: null,
					message_id: null,
					data: JSON.stringify(data),
					created_at: NOW.toISOString(),
				},
				{
					type: 'assigned',
					conversation_id: id,
					message_id: 'm',
					data: '{}',
					created_at: SOON.toISOString(),
				},
			]);
		});
	});

	function newMailbox(): Promise<Mailbox> {
		return aMailbox(desk, { address: `${systemIds.next()}@acme.test` });
	}

	function newAddress(mailboxId: string) {
		const id = systemIds.next();
		return { id, mailboxId, address: `Desk-${id}@acme.test`, createdAt: NOW, expiresAt: undefined };
	}

	function newStaff(): Promise<Staff> {
		return aStaff(desk, { address: `${systemIds.next()}@staff.test` });
	}

	async function newInbound(parts: Partial<NewInboundMail> & { readonly raw?: Uint8Array } = {}) {
		const { raw = Buffer.from('Subject: x\r\n\r\ny'), ...given } = parts;
		const id = systemIds.next();
		const mail: NewInboundMail = {
			id,
			mailboxId: given.mailboxId ?? (await newMailbox()).id,
			sourceKey: `key of ${id}`,
			envelope: undefined,
			bytes: raw.byteLength,
			threadKeys: [],
			receivedAt: NOW,
			...given,
		};
		await store.inbound.insert(mail);
		await store.inbound.addPart(mail.id, 0, raw);
		return mail.id;
	}

	async function offer(from: Store, mailboxId: string, limit: number, now = NOW): Promise<InboundMail[]> {
		const ids = (await from.inbound.due(mailboxId, limit, now)).map(({ id }) => id);
		if (ids.length === 0) return [];
		return await from.inbound.offer(ids, { owner: 'owner', until: SOON }, now);
	}

	async function bytesOf(id: string): Promise<string> {
		return (await storedBytes(store, id)).toString('latin1');
	}

	async function conversationParts(parts: Partial<Conversation> = {}): Promise<Omit<Conversation, 'number'>> {
		const id = systemIds.next();
		const contactId = parts.contactId ?? systemIds.next();
		const mailboxId = parts.mailboxId ?? (await newMailbox()).id;
		if (parts.contactId === undefined)
			await store.contacts.insert({ id: contactId, name: 'Frank', address: `${contactId}@customer.test` });
		return aConversation({ ...parts, id, contactId, mailboxId });
	}

	async function newConversation(parts: Partial<Conversation> = {}): Promise<Conversation> {
		const conversation = await conversationParts(parts);
		const number = await store.transaction((tx) => tx.conversations.insert(conversation));
		return { ...conversation, number };
	}

	async function newMessage(parts: Partial<Message> = {}): Promise<Message> {
		const id = systemIds.next();
		const conversationId = parts.conversationId ?? (await newConversation()).id;
		const message = aMessage({ messageId: `${id}@customer.test`, ...parts, id, conversationId });
		await store.messages.insert(message, `key of ${id}`);
		return message;
	}

	async function outboundParts(parts: Partial<OutboundMail> = {}): Promise<OutboundMail> {
		const id = systemIds.next();
		const { conversationId } = parts;
		const { id: messageId, ...message } = await newMessage(
			conversationId === undefined ? {} : { conversationId },
		);
		const mailboxId = parts.mailboxId ?? (await newMailbox()).id;
		const { id: staffId } = await newStaff();
		const own = { id, idempotencyKey: `key of ${id}`, messageIdHeader: `hd.${id}@acme.test` };
		return anOutboundMail({
			...own,
			...parts,
			messageId,
			conversationId: message.conversationId,
			mailboxId,
			staffId,
		});
	}

	async function newOutbound(parts: Partial<OutboundMail> = {}): Promise<OutboundMail> {
		return await store.outbound.insertOnce(await outboundParts(parts));
	}

	async function newPush(): Promise<Push> {
		const { id: messageId } = await newMessage();
		const { id: staffId } = await newStaff();
		return {
			id: systemIds.next(),
			channel: 'desktop',
			staffId,
			messageId,
			event: 'new-conversation',
			occasion: 'new-conversation',
		};
	}
});
