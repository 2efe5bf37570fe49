import { sql } from 'kysely';
import { addressKey } from '../../domain/address';
import { HelpDeskError } from '../../domain/errors';
import type { OutboundMail, OutboundState } from '../../domain/outbound-mail';
import type { SentMail } from '../../domain/sending-limits';
import type { OutboundChange, OutboundClaim, OutboundFilter, OutboundStore } from '../../ports';
import { IS_OWED } from './index-terms';
import { outboundOf, rowOf } from './outbound-rows';
import { dateOf, type Database } from './rows';

/** Mail that we owe, and who is sending it. */
export class SqlOutboundStore implements OutboundStore {
	constructor(private readonly db: Database) {}

	async insertOnce(mail: OutboundMail): Promise<OutboundMail> {
		await this.db
			.insertInto('outbound_mail')
			.values(rowOf(mail))
			.onConflict((conflict) => conflict.column('idempotency_key').doNothing())
			.execute();
		const kept = await this.byIdempotencyKey(mail.idempotencyKey);
		if (!kept) throw new HelpDeskError('store-unavailable', 'The store did not keep an outbound mail.');
		return kept;
	}

	async byIdempotencyKey(key: string): Promise<OutboundMail | undefined> {
		const query = this.db.selectFrom('outbound_mail').selectAll().where('idempotency_key', '=', key);
		const row = await query.executeTakeFirst();
		return row && outboundOf(row);
	}

	async byId(id: string): Promise<OutboundMail | undefined> {
		const row = await this.db.selectFrom('outbound_mail').selectAll().where('id', '=', id).executeTakeFirst();
		return row && outboundOf(row);
	}

	async lastAboutStaff(address: string): Promise<OutboundMail | undefined> {
		const query = this.db
			.selectFrom('outbound_mail')
			.selectAll()
			.where('recipient_key', '=', addressKey(address))
			.where('message_id', 'is', null)
			.orderBy('id', 'desc');
		const row = await query.limit(1).executeTakeFirst();
		return row && outboundOf(row);
	}

	async byMessageIdHeaders(ids: readonly string[]): Promise<OutboundMail[]> {
		const query = this.db.selectFrom('outbound_mail').selectAll().where('message_id_header', 'in', ids);
		return (await query.execute()).map(outboundOf);
	}

	async due(mailboxId: string, queuedBefore: Date, now: Date, limit: number): Promise<string[]> {
		const time = now.toISOString();
		const owed = this.db
			.selectFrom('outbound_mail')
			.select('id')
			.where('mailbox_id', '=', mailboxId)
			.where(IS_OWED)
			.orderBy('id');
		const ready = owed.where((where) =>
			where.or([
				where.and([
					where('state', '=', 'queued'),
					where('next_attempt_at', 'is', null),
					where('created_at', '<', queuedBefore.toISOString()),
				]),
				where.and([where('state', 'in', ['queued', 'retry']), where('next_attempt_at', '<=', time)]),
				where.and([where('state', 'in', ['claimed', 'transmitting']), where('lease_until', '<', time)]),
			]),
		);
		const rows = await ready.limit(limit).execute();
		// What still waits for people would keep its place in front of all that can leave.
		const paused = owed
			.where('state', '=', 'paused')
			.where(({ not, exists, selectFrom }) =>
				not(
					exists(
						selectFrom('address_health')
							.select('address_key')
							.whereRef('address_key', '=', 'outbound_mail.recipient_key')
							.where('suppressed_at', 'is not', null),
					),
				),
			);
		if (rows.length < limit) rows.push(...(await paused.limit(limit - rows.length).execute()));
		return rows.map(({ id }) => id);
	}

	async claim(
		id: string,
		{ claimId, leaseUntil }: OutboundClaim,
		now: Date,
	): Promise<OutboundMail | undefined> {
		const time = now.toISOString();
		const row = await this.db
			.updateTable('outbound_mail')
			.set({
				state: 'claimed',
				claim_id: claimId,
				lease_until: leaseUntil.toISOString(),
				// What waited for people begins anew when it may go on.
				attempts: sql<number>`case when state = 'paused' then 1 else attempts + 1 end`,
				first_tried_at: sql<string>`case when state = 'paused' then ${time} else coalesce(first_tried_at, ${time}) end`,
			})
			.where('id', '=', id)
			.where((where) =>
				where.or([
					where('state', '=', 'paused'),
					where.and([where('state', '=', 'queued'), where('next_attempt_at', 'is', null)]),
					where.and([where('state', 'in', ['queued', 'retry']), where('next_attempt_at', '<=', time)]),
					where.and([where('state', '=', 'claimed'), where('lease_until', '<', time)]),
				]),
			)
			.returningAll()
			.executeTakeFirst();
		return row && outboundOf(row);
	}

	// Of what is leaving at the moment the earlier counts for the later, never the other way round; so in the next one.
	async sentByMailbox({ id, mailboxId }: OutboundMail, since: Date): Promise<number> {
		const others = this.db
			.selectFrom('outbound_mail')
			.select(({ fn }) => fn.countAll().as('count'))
			.where('mailbox_id', '=', mailboxId)
			.where('id', '!=', id);
		// What left and what is leaving, because each has an index of its own.
		const sent = await others.where('sent_at', '>=', since.toISOString()).executeTakeFirst();
		const leaving = await others
			.where(IS_OWED)
			.where('state', 'in', ['claimed', 'transmitting'])
			.where('id', '<', id)
			.executeTakeFirst();
		return Number(sent?.count ?? 0) + Number(leaving?.count ?? 0);
	}

	async sentToRecipient(mail: OutboundMail, since: Date): Promise<SentMail[]> {
		const rows = await this.db
			.selectFrom('outbound_mail')
			.select(['conversation_id', 'sent_at', 'body_digest'])
			.where('recipient_key', '=', addressKey(mail.recipient.address))
			.where('id', '!=', mail.id)
			.where((where) =>
				where.or([
					where('sent_at', '>=', since.toISOString()),
					where.and([where('state', 'in', ['claimed', 'transmitting']), where('id', '<', mail.id)]),
				]),
			)
			.execute();
		return rows.map((row) => ({
			conversationId: row.conversation_id ?? '',
			sentAt: dateOf(row.sent_at),
			bodyDigest: row.body_digest,
		}));
	}

	async list({ state, mailboxId, limit }: OutboundFilter): Promise<OutboundMail[]> {
		let query = this.db.selectFrom('outbound_mail').selectAll();
		if (state !== undefined) query = query.where('state', '=', state);
		if (mailboxId !== undefined) query = query.where('mailbox_id', '=', mailboxId);
		return (await query.orderBy('id', 'desc').limit(limit).execute()).map(outboundOf);
	}

	async change(id: string, from: readonly OutboundState[], to: OutboundState): Promise<boolean> {
		const row = await this.db
			.updateTable('outbound_mail')
			.set({
				state: to,
				error: '',
				claim_id: null,
				lease_until: null,
				next_attempt_at: null,
				...(to === 'queued' && { attempts: 0, first_tried_at: null, round: sql<number>`round + 1` }),
			})
			.where('id', '=', id)
			.where('state', 'in', from)
			.returning('id')
			.executeTakeFirst();
		return row !== undefined;
	}

	async claims(mailboxId: string): Promise<string[]> {
		const rows = await this.db
			.selectFrom('outbound_mail')
			.select('claim_id')
			.where('mailbox_id', '=', mailboxId)
			.where(IS_OWED)
			.where('state', 'in', ['claimed', 'transmitting'])
			.orderBy('id')
			.execute();
		return rows.flatMap(({ claim_id }) => claim_id ?? []);
	}

	async endLeases(claimIds: readonly string[], now: Date): Promise<void> {
		if (claimIds.length === 0) return;
		await this.db
			.updateTable('outbound_mail')
			.set({ lease_until: new Date(now.getTime() - 1).toISOString() })
			.where('claim_id', 'in', claimIds)
			.where(IS_OWED)
			.where('state', 'in', ['claimed', 'transmitting'])
			.execute();
	}

	async startTransmission(id: string, { claimId, leaseUntil }: OutboundClaim): Promise<boolean> {
		const row = await this.db
			.updateTable('outbound_mail')
			.set({ state: 'transmitting', lease_until: leaseUntil.toISOString() })
			.where('id', '=', id)
			.where('claim_id', '=', claimId)
			.where('state', '=', 'claimed')
			.returning('id')
			.executeTakeFirst();
		return row !== undefined;
	}

	async setState(
		id: string,
		{ state, error, nextAttemptAt, sentAt, isUncounted }: OutboundChange,
		claimId?: string,
	): Promise<boolean> {
		const query = this.db
			.updateTable('outbound_mail')
			.set({
				state,
				error: error ?? '',
				claim_id: null,
				lease_until: null,
				next_attempt_at: nextAttemptAt?.toISOString() ?? null,
				sent_at: sentAt?.toISOString() ?? null,
				...(isUncounted && {
					attempts: sql<number>`attempts - 1`,
					first_tried_at: sql<string | null>`case when attempts > 1 then first_tried_at end`,
				}),
			})
			.where('id', '=', id)
			.returning('id');
		const held = claimId === undefined ? query : query.where('claim_id', '=', claimId);
		return (await held.executeTakeFirst()) !== undefined;
	}
}
