/** The part of hoodiecrow-imap 2.1 that `NpmMail` uses; the package has no types. */
declare module 'hoodiecrow-imap' {
	import type { Server, Socket } from 'node:net';

	interface Connection {
		socket: Socket;
		/** Takes the next line while IDLE runs. */
		inputHandler: false | ((line: string) => void);
		send(response: object, description: string, parsed: Command, data: unknown): void;
	}

	interface Command {
		tag: string;
		attributes: Array<{ value: string }>;
	}

	type CommandHandler = (
		connection: Connection,
		parsed: Command,
		data: unknown,
		callback: () => void,
	) => void;

	interface Folder {
		/** `raw` is a binary string: one character per byte. */
		messages: Array<{ uid: number; flags: string[]; raw: string }>;
	}

	interface HoodiecrowServer {
		server: Server;
		connectionHandlers: Array<(connection: Connection) => void>;
		getMailbox(path: string): Folder | undefined;
		getCommandHandler(command: string): CommandHandler;
		setCommandHandler(command: string, handler: CommandHandler): void;
		/** Gives positions with their messages. */
		getMessageRange(
			folder: Folder | undefined,
			range: string | undefined,
			isUid: boolean,
		): Array<[number, { uid: number }]>;
		appendMessage(folder: string, flags: string[], internalDate: Date, raw: string): void;
	}

	export default function hoodiecrow(options: {
		plugins: string[];
		storage: Record<string, unknown>;
		users: Record<string, { password: string }>;
	}): HoodiecrowServer;
}
