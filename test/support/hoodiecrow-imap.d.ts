/** The part of hoodiecrow-imap 2.1 that `NpmMail` uses; the package has no types. */
declare module 'hoodiecrow-imap' {
	import type { Server, Socket } from 'node:net';

	interface Connection {
		socket: Socket;
		/** Takes the next line while IDLE runs. */
		inputHandler: false | ((line: string) => void);
	}

	interface Folder {
		/** `raw` is a binary string: one character per byte. */
		messages: Array<{ uid: number; flags: string[]; raw: string }>;
	}

	interface HoodiecrowServer {
		server: Server;
		connectionHandlers: Array<(connection: Connection) => void>;
		getMailbox(path: string): Folder | undefined;
		appendMessage(folder: string, flags: string[], internalDate: Date, raw: string): void;
	}

	export default function hoodiecrow(options: {
		plugins: string[];
		storage: Record<string, unknown>;
		users: Record<string, { password: string }>;
	}): HoodiecrowServer;
}
