import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { longestBlock, recordEventLoop } from '../support/event-loop';
import { HOSTILE_MAILS } from '../support/hostile-mail';
import { IntakeLab, addressOf, startLabMail } from '../support/intake-lab';
import { rawMail } from '../support/raw-mail';
import { say, table } from '../support/report';
import { waitFor } from '../support/wait-for';

const MAILBOX = 'hostile';
const BASELINE_MAILS = 30;
const SETTLED_AFTER_MS = 120_000;
/** A mail that failed gets this long for another try to do better. */
const REFUSED_AFTER_MS = 20_000;
/** n8n still saves the execution when the desk is done with the mail. */
const AFTERMATH_MS = 700;
const MAX_BLOCKED_MS = 250;
const FINAL = ['processed', 'quarantined'];

interface Result {
	readonly name: string;
	readonly megabytes: number;
	readonly outcome: string;
	/** It is nowhere that a person would look. */
	readonly isLost: boolean;
	/** It is kept, with the reason, but became no conversation. */
	readonly isRefused: boolean;
	readonly hasCrashed: boolean;
	readonly seconds: number;
	readonly blockedMs: number;
}

/** Sends each hostile mail, or those whose name holds a given word, to an idle n8n; returns how much went wrong. */
export async function playHostileSet(words: readonly string[]): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
	const mail = await startLabMail([MAILBOX]);
	const lab = await IntakeLab.start({
		folder,
		mail,
		mailboxes: [{ name: MAILBOX }],
		env: recordEventLoop(folder),
	});
	try {
		await lab.publish(MAILBOX);
		const baseline = await plainMails(lab);
		say(`Plain mail: n8n blocked ≤ ${baseline} ms over ${BASELINE_MAILS} mails`);
		const results: Result[] = [];
		for (const { name, raw } of HOSTILE_MAILS) {
			if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
			const result = await bear(lab, name, raw());
			results.push(result);
			say(`${name}: ${result.outcome}, ${result.seconds.toFixed(1)} s, n8n blocked ≤ ${result.blockedMs} ms`);
		}
		return conclude(results, baseline);
	} finally {
		await lab.n8n.stop();
		await mail.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Returns how long n8n stands still by itself while it takes in ordinary mail, one at a time. */
async function plainMails(lab: IntakeLab): Promise<number> {
	// The first ones load code.
	for (let index = 0; index < 10; index++) await bear(lab, 'warm-up', plainMail(index));
	const start = Date.now();
	for (let index = 0; index < BASELINE_MAILS; index++) await bear(lab, 'plain', plainMail(index));
	return longestBlock(lab.folder, start);
}

function plainMail(index: number): Buffer {
	return rawMail({ subject: `Plain ${index}`, text: 'It does not print.\n'.repeat(20) });
}

async function bear(lab: IntakeLab, name: string, raw: Buffer): Promise<Result> {
	const before = inboundCount(lab);
	const pid = lab.n8n.pid;
	await sleep(300);
	const start = Date.now();
	await lab.mail.deliverAtOnce(addressOf(MAILBOX), [raw]);
	let failedAt: number | undefined;
	const isOver = () => {
		const state = stateOf(lab, before);
		if (state === 'failed') failedAt ??= Date.now();
		const isRefused = failedAt !== undefined && Date.now() - failedAt > REFUSED_AFTER_MS;
		return lab.n8n.pid === undefined || isRefused || FINAL.includes(state);
	};
	await waitFor('an outcome', isOver, { timeoutMs: SETTLED_AFTER_MS, intervalMs: 20 }).catch(() => undefined);
	const seconds = (Date.now() - start) / 1000;
	await sleep(AFTERMATH_MS);
	const hasCrashed = lab.n8n.pid !== pid;
	if (hasCrashed) await lab.startAgain(MAILBOX);
	const outcome = outcomeOf(lab, before);
	return {
		name,
		megabytes: raw.byteLength / 1_000_000,
		outcome: hasCrashed ? `n8n died; then ${outcome}` : outcome,
		isLost: /^(?:nothing|received|offered)/.test(outcome),
		isRefused: /^(?:failed|quarantined)/.test(outcome),
		hasCrashed,
		seconds,
		blockedMs: longestBlock(lab.folder, start),
	};
}

function inboundCount(lab: IntakeLab): number {
	return Number(lab.rows('select count(*) as n from inbound_mail')[0]?.n);
}

function newest(lab: IntakeLab, before: number): Record<string, unknown> | undefined {
	if (inboundCount(lab) <= before) return undefined;
	return lab.rows('select id, state, error, outcome from inbound_mail order by id desc limit 1')[0];
}

function stateOf(lab: IntakeLab, before: number): string {
	return String(newest(lab, before)?.state ?? '');
}

function outcomeOf(lab: IntakeLab, before: number): string {
	const row = newest(lab, before);
	if (!row) return 'nothing';
	if (row.state !== 'processed') return `${String(row.state)}: ${String(row.error)}`.slice(0, 120);
	const [message] = lab.rows(
		`select length(text) as text, length(html) as html, json_array_length(attachments) as attachments
		from message where inbound_mail_id = '${String(row.id)}'`,
	);
	if (message) {
		return `conversation, ${message.text} characters of text, ${message.html} of HTML, ${message.attachments} attachments`;
	}
	const [hold] = lab.rows(`select reason from hold where inbound_mail_id = '${String(row.id)}'`);
	return hold ? `held: ${String(hold.reason)}` : `nothing but ${String(row.outcome).slice(0, 80)}`;
}

function conclude(results: readonly Result[], baseline: number): number {
	say(
		table(
			['mail', 'MB', 'outcome', 'seconds', 'n8n blocked ms'],
			results.map(({ name, megabytes, outcome, seconds, blockedMs }) => [
				name,
				megabytes.toFixed(1).padStart(5),
				outcome,
				seconds.toFixed(1).padStart(6),
				blockedMs,
			]),
		),
	);
	const total = {
		cases: results.length,
		lost: results.filter(({ isLost }) => isLost).length,
		crashes: results.filter(({ hasCrashed }) => hasCrashed).length,
		refused: results.filter(({ isRefused }) => isRefused).length,
		maxBlockedMs: Math.max(0, ...results.map(({ blockedMs }) => blockedMs)),
		baselineMaxBlockedMs: baseline,
	};
	say(JSON.stringify(total));
	return total.lost + total.crashes + (total.maxBlockedMs > MAX_BLOCKED_MS ? 1 : 0);
}
