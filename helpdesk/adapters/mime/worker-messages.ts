import type { Mail } from '../../domain/mail';
import type { AttachmentContent } from '../../ports';

/** What a thread is asked to do with a mail. */
export type MailJob =
	| { readonly kind: 'mail' }
	| { readonly kind: 'head' }
	| { readonly kind: 'attached'; readonly index: number }
	| { readonly kind: 'attachments'; readonly indexes: readonly number[] };

/** Bytes of a mail; null behind the last. */
export type MailPart = Uint8Array<ArrayBuffer> | null;

/** What the thread is told: a job with the first bytes of its mail, perhaps all, or more bytes; or small mails to read. */
export type ToWorker =
	| { readonly mails: readonly Uint8Array<ArrayBuffer>[] }
	| { readonly job: MailJob; readonly part: MailPart; readonly isWhole: boolean }
	| { readonly part: MailPart };

/** What the thread says: that it wants bytes (from the first again, or the next), or what came of the job. */
export type FromWorker = { readonly wants: 'first' | 'next' } | Answer;

/** What came of what the thread was told to do. */
export type Answer =
	| { readonly mail: Mail }
	| { readonly attached: Mail | undefined }
	| { readonly mails: readonly Mail[] }
	| { readonly contents: readonly AttachmentContent[] };
