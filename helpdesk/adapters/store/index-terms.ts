import { sql } from 'kysely';

// What the partial indexes of the schema hold, in the very words that made them: SQLite uses such an index only for a query
// that says the same without a bound value (https://sqlite.org/partialindex.html §3), and reads the whole table otherwise.

/** Inbound mail that is not through. */
export const IS_WAITING = sql<boolean>`state in ('received', 'offered', 'failed')`;
/** Inbound mail that a flow has. */
export const IS_OFFERED = sql<boolean>`state = 'offered'`;
export const IS_ASIDE = sql<boolean>`state = 'quarantined'`;
/** Inbound mail with something left to do in its mailbox. */
export const IS_UNFINISHED = sql<boolean>`is_unfinished = 1`;
export const IS_UNPRUNED = sql<boolean>`is_pruned = 0`;
/** Outbound mail that is owed to somebody. */
export const IS_OWED = sql<boolean>`outbound_mail.state in ('queued', 'paused', 'claimed', 'transmitting', 'retry')`;
/** Answers that have not left, and that nobody took back. */
export const IS_WAITING_ANSWER = sql<boolean>`message.state in ('unsent', 'paused', 'queued')`;
export const IS_PAUSED_MESSAGE = sql<boolean>`message.state = 'paused'`;
export const IS_QUEUED_NOTICE = sql<boolean>`state = 'queued'`;
/** Conversations that somebody has to do with. */
export const IS_OPEN_CONVERSATION = sql<boolean>`status in ('open', 'pending')`;
