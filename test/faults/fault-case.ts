import type { Scene } from './scene';

/** One fault, on a mailbox of its own. */
export interface FaultCase {
	/** Names the mailbox too. */
	readonly name: string;
	readonly title: string;
	/** Lies between the trigger and the mail server. */
	readonly isProxied?: boolean;
	/** About how long each mail is; a kilobyte by default. */
	readonly bytesEach?: number;
	/** The desk's file lies on a disk of its own. */
	readonly needsOwnDisk?: boolean;
	/** Delivers the mails, or as many as it likes, and resolves when the fault is over. */
	inject(scene: Scene): Promise<void>;
}
