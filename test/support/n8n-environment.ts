import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';

/** Who may log in to the editor. */
export interface N8nOwner {
	readonly email: string;
	readonly password: string;
}

/** What decides the environment of one private n8n. */
export interface N8nPlace {
	readonly userFolder: string;
	readonly port: number;
	readonly brokerPort: number;
	readonly owner: N8nOwner;
}

/** Passed on from our environment: what programs need to run at all, nothing that n8n reads as a setting. */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot'];

const QUIET = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_PYTHON_ENABLED: 'false',
	N8N_DISABLED_MODULES: 'mcp-registry,instance-ai,mcp,chat-hub',
	N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
	NO_COLOR: '1',
};

/** Returns the whole environment of an n8n that listens on 127.0.0.1 only and asks nobody outside. */
export function n8nEnvironment({ userFolder, port, brokerPort, owner }: N8nPlace): Record<string, string> {
	return {
		...inherited(),
		...QUIET,
		HOME: userFolder,
		TMPDIR: userFolder,
		TEMP: userFolder,
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: encryptionKey(userFolder),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		// What a worker in queue mode answers on.
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_SECURE_COOKIE: 'false',
		...ownerByEnvironment(owner),
		// External and with nobody to connect: spares the second process; only the Code node needs it.
		N8N_RUNNERS_MODE: 'external',
		N8N_RUNNERS_AUTH_TOKEN: randomBytes(16).toString('hex'),
		N8N_RUNNERS_BROKER_LISTEN_ADDRESS: '127.0.0.1',
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
	};
}

function inherited(): Record<string, string> {
	const entries = INHERITED.map((name) => [name, process.env[name]] as const);
	return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function ownerByEnvironment({ email, password }: N8nOwner): Record<string, string> {
	return {
		N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
		N8N_INSTANCE_OWNER_EMAIL: email,
		N8N_INSTANCE_OWNER_FIRST_NAME: 'Olivia',
		N8N_INSTANCE_OWNER_LAST_NAME: 'Owner',
		N8N_INSTANCE_OWNER_PASSWORD_HASH: hashSync(password, 10),
	};
}

// n8n refuses to start on a folder whose key differs from the one it was begun with.
function encryptionKey(userFolder: string): string {
	const settings = join(userFolder, '.n8n', 'config');
	if (!existsSync(settings)) return randomBytes(24).toString('base64url');
	return (JSON.parse(readFileSync(settings, 'utf8')) as { encryptionKey: string }).encryptionKey;
}
