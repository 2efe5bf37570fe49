import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Reads rows from the desk of a private n8n, without disturbing it. */
export function deskRows(folder: string, query: string): Record<string, unknown>[] {
	const file = join(folder, 'n8n', '.n8n', 'helpdesk', 'desk.sqlite');
	const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
	try {
		return database.prepare(query).all();
	} finally {
		database.close();
	}
}
