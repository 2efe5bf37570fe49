import type { Generated } from 'kysely';

// Both engines hold the same: times and JSON as text, truth as 0 or 1, so that a row reads alike from each.

export interface MailboxTable {
	id: string;
	address: string;
	address_key: string;
	channel_name: string;
	from_name_style: string;
	from_name_template: string;
	accepts_plus_addresses: number;
	master_inbox_id: string | null;
	owner: string;
	signature: string;
	signature_html: Generated<string>;
	quote: Generated<string>;
	removed_at: Generated<string | null>;
	connection: Generated<string>;
	connection_error: Generated<string>;
	mails_per_minute: number;
	copy_to_sent: string;
	trusted_servers: string;
	sender_check: string;
	checks_senders: number;
	connection_since: string | null;
	fetched_at: string | null;
	forwarding_since: string | null;
	forwarding_at: string | null;
}

export interface FolderCursorTable {
	mailbox_id: string;
	folder: string;
	uid_validity: string;
	last_uid: number;
	started_at: string;
	rescan_until_uid: number;
}

export interface StaffTable {
	id: string;
	name: string;
	is_active: number;
	is_away: number;
	signature: string;
	signature_html: Generated<string>;
	from_name_style: Generated<string>;
	preferences: string;
	desktop_target: string;
	mobile_target: string;
}

export interface StaffAddressTable {
	staff_id: string;
	/** 0 for the address that notifications go to, then the alternates. */
	position: number;
	address: string;
	address_key: string;
	is_confirmed: number;
}

export interface ContactTable {
	id: string;
	name: string;
}

export interface ContactAddressTable {
	contact_id: string;
	position: number;
	address: string;
	address_key: string;
}

export interface InboundMailTable {
	id: string;
	mailbox_id: string;
	source_key: string;
	envelope: string | null;
	bytes: number;
	state: string;
	offers: Generated<number>;
	/** How often n8n ended while it worked on the mail. */
	crashes: Generated<number>;
	attempts: number;
	is_alone: Generated<number>;
	thread_keys: string;
	error: string;
	next_attempt_at: string | null;
	offered_to: string | null;
	lease_until: string | null;
	settled_at: string | null;
	is_unfinished: Generated<number>;
	is_pruned: Generated<number>;
	outcome: string | null;
	received_at: string;
}

export interface RawPartTable {
	inbound_mail_id: string;
	position: number;
	content: Uint8Array;
}

export interface DownloadTable {
	inbound_mail_id: string;
	started_at: string;
}

export interface ReceivingAddressTable {
	id: string;
	mailbox_id: string;
	address: string;
	address_key: string;
	created_at: string;
	expires_at: string | null;
}

export interface SeenSignatureTable {
	signature: string;
	forget_at: string;
}

export interface CounterTable {
	name: string;
	value: number;
}

export interface ConversationTable {
	id: string;
	number: number;
	mailbox_id: string;
	contact_id: string;
	subject: string;
	status: string;
	assignee_id: string | null;
	assigned_at: string | null;
	linked_to_id: string | null;
	merged_into_id: Generated<string | null>;
	closed_at: Generated<string | null>;
	created_at: string;
	updated_at: string;
}

export interface AwaitedMailTable {
	identifier: string;
	conversation_id: string;
	since: string;
}

export interface ParticipantTable {
	conversation_id: string;
	address: string;
	address_key: string;
}

export interface ConversationTagTable {
	conversation_id: string;
	tag: string;
}

export interface MessageTable {
	id: string;
	conversation_id: string;
	kind: string;
	state: string;
	from_name: string;
	from_address: string;
	staff_id: string | null;
	subject: string;
	text: string;
	full_text: string;
	html: string;
	message_id: string;
	thread: string;
	inbound_mail_id: string | null;
	attachments: string;
	is_new_participant: number;
	duplicate_key: string;
	recipient_contact_id: Generated<string | null>;
	has_reused_message_id: Generated<number>;
	created_at: string;
}

export interface DeliveryTable {
	message_id: string;
	inbound_mail_id: string;
}

export interface HoldTable {
	id: string;
	inbound_mail_id: string;
	conversation_id: string | null;
	reason: string;
	created_at: string;
	state: Generated<string>;
	settled_at: string | null;
	settled_by: string | null;
	message_id: string | null;
}

export interface OutboundMailTable {
	id: string;
	idempotency_key: string;
	conversation_id: string | null;
	message_id: string | null;
	mailbox_id: string;
	staff_id: string;
	token: string;
	from_name: string;
	from_address: string;
	reply_to: string | null;
	recipient_name: string;
	recipient_address: string;
	recipient_key: string;
	body_digest: string;
	subject: string;
	message_id_header: string;
	in_reply_to: string;
	thread: string;
	recipe: string;
	state: string;
	attempts: number;
	first_tried_at: string | null;
	round: number;
	claim_id: string | null;
	lease_until: string | null;
	next_attempt_at: string | null;
	error: string;
	created_at: string;
	sent_at: string | null;
}

export interface PushTable {
	message_id: string;
	staff_id: string;
	channel: string;
	occasion: string;
	attempt: number;
}

export interface EventTable {
	id: Generated<number>;
	type: string;
	conversation_id: string | null;
	message_id: string | null;
	data: string;
	created_at: string;
}

export interface AddressHealthTable {
	address_key: string;
	address: string;
	soft_failures: number;
	suppressed_at: string | null;
	last_failed_at: string;
	last_reason: string;
	last_diagnosis: string;
	message_id: string;
}

export interface NoticeTable {
	id: string;
	mailbox_id: string;
	recipient_name: string;
	recipient_address: string;
	subject: string;
	text: string;
	state: string;
	error: Generated<string>;
	created_at: string;
}

export interface SettingTable {
	name: string;
	value: string;
}

export interface TokenKeyTable {
	number: number;
	key: string;
	created_at: string;
	revoked_at: string | null;
}

export interface Tables {
	mailbox: MailboxTable;
	folder_cursor: FolderCursorTable;
	staff: StaffTable;
	staff_address: StaffAddressTable;
	contact: ContactTable;
	contact_address: ContactAddressTable;
	inbound_mail: InboundMailTable;
	raw_part: RawPartTable;
	download: DownloadTable;
	receiving_address: ReceivingAddressTable;
	seen_signature: SeenSignatureTable;
	counter: CounterTable;
	conversation: ConversationTable;
	awaited_mail: AwaitedMailTable;
	participant: ParticipantTable;
	conversation_tag: ConversationTagTable;
	message: MessageTable;
	delivery: DeliveryTable;
	hold: HoldTable;
	outbound_mail: OutboundMailTable;
	push: PushTable;
	event: EventTable;
	setting: SettingTable;
	token_key: TokenKeyTable;
	address_health: AddressHealthTable;
	notice: NoticeTable;
}
