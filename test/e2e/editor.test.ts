import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { browserBan, startBrowser } from '../support/browser';
import { unpackedPackage } from '../support/packed-package';
import { RealN8n, type CredentialToImport } from '../support/real-n8n';
import { waitFor } from '../support/wait-for';

jest.setTimeout(180_000);

const ROOT = join(__dirname, '..', '..');
// `HELPDESK_SCREENSHOTS=docs/images npm run e2e -- editor` renews the pictures of README.
const SCREENSHOTS = join(ROOT, process.env.HELPDESK_SCREENSHOTS ?? join('.build', 'screenshots'));

const ban = browserBan();

(ban === undefined ? describe : describe.skip)(`a template pasted into the editor ${ban ?? ''}`, () => {
	let folder: string;
	let n8n: RealN8n;
	let browser: Browser;
	let page: Page;

	beforeAll(async () => {
		browser = await startBrowser();
		folder = mkdtempSync(join(tmpdir(), 'editor-'));
		mkdirSync(SCREENSHOTS, { recursive: true });
		const packageFolder = await unpackedPackage(join(folder, 'package'));
		n8n = await RealN8n.prepare({ userFolder: join(folder, 'n8n'), packageFolder });
		await n8n.importCredentials([
			mailbox('1', 'Support mailbox'),
			mailbox('2', 'Master inbox mailbox'),
			{ ...mailbox('3', 'Google mailbox'), type: 'helpDeskGoogleOAuth2Api' },
		]);
		await n8n.start();
		page = await (await browser.newContext({ viewport: { width: 1800, height: 1100 } })).newPage();
		await logIn();
	});

	afterAll(async () => {
		await browser?.close();
		await n8n?.stop();
		if (folder) rmSync(folder, { recursive: true, force: true });
	});

	it.each(['help-desk', 'set-up', 'deliver-due-mail'])('%s shows every node as a known one', async (name) => {
		const text = readFileSync(join(ROOT, 'workflows', `${name}.json`), 'utf8');
		const { nodes } = JSON.parse(text) as { nodes: { name: string; type: string }[] };
		const wanted = nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote').map((node) => node.name);
		await paste(text, wanted.length);
		expect(await nodesOnCanvas()).toEqual(wanted.toSorted());
		expect(await unknownNodes()).toEqual([]);
		expect(await page.locator('[data-test-id="sticky"]').count()).toBe(nodes.length - wanted.length);
		await page.mouse.click(1700, 1000);
		await page.locator('[data-test-id="zoom-to-fit"]').click();
		await page.waitForTimeout(800);
		await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
	});

	it.each([
		['Mail arrives at support', 'Support mailbox'],
		['Mail arrives at the master inbox', 'Master inbox mailbox'],
		['Send the answer to the customer', 'Support mailbox'],
		['Send the answer from the master inbox', 'Master inbox mailbox'],
	])('chooses by its name the credential of %s', async (node, credential) => {
		await open(node);
		expect(await chosen(0)).toBe(credential);
	});

	it('finds every node of the package by "help desk"', async () => {
		await page.goto(`${n8n.url}/workflow/new`);
		await page.locator('[data-test-id="node-creator-plus-button"]').click();
		await page.locator('[data-test-id="node-creator"] input').first().fill('help desk');
		const found = page.locator('[data-test-id="node-creator-item-name"]');
		await found.filter({ hasText: 'Help Desk Mailbox Trigger' }).waitFor();
		expect((await found.allInnerTexts()).toSorted()).toEqual([
			'Help Desk',
			'Help Desk Forwarding Trigger',
			'Help Desk Mailbox Trigger',
			'Notify Staff',
			'Resolve Master Inbox',
			'Send Reply',
			'Thread Conversation',
		]);
	});

	it('shows a node that does not exist as unknown, or the tests above would prove nothing', async () => {
		const text = readFileSync(join(ROOT, 'workflows', 'deliver-due-mail.json'), 'utf8');
		await paste(text.replace('n8n-nodes-helpdesk.sendReply', 'n8n-nodes-helpdesk.sendNothing'), 2);
		expect(await unknownNodes()).toEqual(['Send what is still due']);
	});

	describe('once there is a PostgreSQL credential', () => {
		// Not earlier: n8n gives it to pasted nodes without another one, and says so in the pictures.
		beforeAll(async () => {
			await n8n.login();
			const login = { name: 'Acme PostgreSQL', type: 'helpDeskPostgresApi', data: { host: '127.0.0.1' } };
			await n8n.rest('POST', '/credentials', login);
		});

		it.each([
			['the mailbox trigger', 'Mail arrives at support'],
			['Notify Staff', 'Tell everybody who wants to know'],
			['Send Reply', 'Send the answer to the customer'],
		])('offers a PostgreSQL credential beside that of the mailbox, in %s', async (_, node) => {
			await open(node);
			const labels = page.locator('[data-test-id="credentials-label"]');
			expect(await labels.allInnerTexts()).toEqual(['Credential', 'Store (Optional)']);
			await choose(1, 'Acme PostgreSQL');
			expect([await chosen(0), await chosen(1)]).toEqual(['Support mailbox', 'Acme PostgreSQL']);
			await choose(0, 'Google mailbox');
			expect([await chosen(0), await chosen(1)]).toEqual(['Google mailbox', 'Acme PostgreSQL']);
		});
	});

	function mailbox(id: string, name: string): CredentialToImport {
		return { id, name, type: 'helpDeskMailboxApi', data: { address: 'support@acme.test' } };
	}

	async function logIn(): Promise<void> {
		await page.goto(`${n8n.url}/signin`);
		await page.fill('input[name="emailOrLdapLoginId"]', n8n.owner.email);
		await page.fill('input[name="password"]', n8n.owner.password);
		await page.keyboard.press('Enter');
		await page.waitForURL((url) => !url.pathname.includes('signin'));
	}

	async function open(node: string): Promise<void> {
		await paste(readFileSync(join(ROOT, 'workflows', 'help-desk.json'), 'utf8'), 18);
		await page.mouse.click(1700, 1000);
		await page.locator(`[data-test-id="canvas-node"][data-node-name="${node}"]`).dblclick();
		await credentialPickers().first().waitFor();
	}

	function credentialPickers(): Locator {
		return page.locator('[data-test-id="node-credentials-select"]');
	}

	async function chosen(picker: number): Promise<string> {
		return await credentialPickers().nth(picker).locator('input').first().inputValue();
	}

	async function choose(picker: number, credential: string): Promise<void> {
		const offered = page.locator('[data-test-id^="node-credentials-select-item"]:visible');
		const wanted = offered.filter({ hasText: credential });
		// Drawn again while the editor still fetches the credentials, a list closes.
		await waitFor(
			`${credential} to be offered`,
			async () => {
				if (await wanted.isVisible()) return true;
				await credentialPickers().nth(picker).click();
				return false;
			},
			{ intervalMs: 500 },
		);
		await wanted.click();
		await offered.first().waitFor({ state: 'hidden' });
	}

	async function paste(text: string, nodeCount: number): Promise<void> {
		await page.goto(`${n8n.url}/workflow/new`);
		await page.locator('[data-test-id="canvas-wrapper"]').waitFor();
		await page
			.locator('[data-test-id="canvas-add-button"], [data-test-id="canvas-wrapper"]')
			.first()
			.waitFor();
		await page.waitForTimeout(1500);
		// The clipboard of a headless browser cannot be filled; the event is the one that Ctrl+V makes.
		await page.evaluate((clipboard) => {
			const clipboardData = new DataTransfer();
			clipboardData.setData('text/plain', clipboard);
			document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
		}, text);
		await page
			.locator('[data-test-id="canvas-node"]')
			.nth(nodeCount - 1)
			.waitFor();
	}

	async function nodesOnCanvas(): Promise<(string | null)[]> {
		const nodes = await page.locator('[data-test-id="canvas-node"]').all();
		return (await Promise.all(nodes.map((node) => node.getAttribute('data-node-name')))).toSorted();
	}

	// The editor gives a node of an unknown type no outputs.
	async function unknownNodes(): Promise<(string | null)[]> {
		const known = page.locator('[data-test-id="canvas-node-output-handle"]');
		const nodes = page.locator('[data-test-id="canvas-node"]').filter({ hasNot: known });
		return await Promise.all((await nodes.all()).map((node) => node.getAttribute('data-node-name')));
	}
});
