import { mkdtempSync } from 'node:fs';
import { cpuUsage } from 'node:process';
import { ScriptedSmtp } from '../test/support/scripted-smtp';
import { selfSigned } from '../test/support/certificate';
import { SmtpChild } from './smtp-child';
import { deskOfFolder } from '../test/support/seeded-desk';
import { acmeDesk, answersToSend } from './sending-desk';
import { SmtpSender } from '../helpdesk/adapters/smtp/smtp-sender';
import { queueReply } from '../helpdesk/desk/queue-reply';
import { deliverMail } from '../helpdesk/desk/deliver-mail';
import { staffAnswer } from '../helpdesk/desk/resolve-sender';
import { messageView } from '../nodes/shared/views';
async function main() {
	const desk = await deskOfFolder(mkdtempSync('/tmp/zz-'));
	const mailbox = await acmeDesk(desk);
	const N = 300;
	const ids = await answersToSend(desk, mailbox, 'x', N);
	const smtp = await SmtpChild.start('support@acme.test', 'pw');
	const { port } = await smtp.ask('report');
	const sender = new SmtpSender({
		host: '127.0.0.1',
		port,
		security: 'starttls',
		user: 'support@acme.test',
		password: 'pw',
		allowsUnknownCertificate: true,
	});
	const t = { a: 0, q: 0, d: 0, v: 0 };
	const tt = { before: 0, on: 0, send: 0, after: 0, end: 0 };
	const c0 = cpuUsage();
	const t0 = performance.now();
	for (const id of ids) {
		let s = performance.now();
		const lap = (k: keyof typeof t) => {
			const n = performance.now();
			t[k] += n - s;
			s = n;
		};
		const m = await staffAnswer(desk.store, id);
		lap('a');
		const q = await queueReply(desk, id);
		lap('q');
		if (!('mail' in q)) throw 1;
		const r = await deliverMail(
			desk,
			{
				send: async (m, o) => {
					const b = performance.now();
					tt.before += b - s;
					let on = 0;
					const r = await sender.send(m, async () => {
						const x = performance.now();
						await o();
						on = performance.now() - x;
						tt.on += on;
					});
					tt.send += performance.now() - b - on;
					tt.end = performance.now();
					return r;
				},
			},
			q.mail.id,
		);
		tt.after += performance.now() - tt.end;
		lap('d');
		if (r.state !== 'sent') throw new Error(r.error);
		await messageView(desk.store, m);
		lap('v');
	}
	const c = cpuUsage(c0);
	console.log(
		'wall/mail',
		(performance.now() - t0) / N,
		'cpu/mail',
		(c.user + c.system) / 1000 / N,
		Object.fromEntries(Object.entries(t).map(([k, v]) => [k, v / N])),
	);
	console.log(Object.fromEntries(Object.entries(tt).map(([k, v]) => [k, v / N])));
	process.exit(0);
}
main().catch((e) => {
	console.error(e);
	process.exit(1);
});
