// A Cloudflare Email Worker that hands mail over to a Help Desk Forwarding Trigger ("HTTP Request or Cloudflare Email Worker").
//
// Variables of the worker (Settings → Variables and Secrets):
//   HELP_DESK_URL       the production URL of the trigger
//   HELP_DESK_SECRET    the secret of its credential; store it as a secret
//   FALLBACK_ADDRESS    optional: a verified destination address that gets the mail while the desk is away

const PAUSES_MS = [0, 2_000, 8_000];

export default {
	async email(message, env) {
		// The stream can be read once only, and the tries need it again.
		const raw = await new Response(message.raw).arrayBuffer();
		const url = new URL(env.HELP_DESK_URL);
		url.searchParams.set('from', message.from);
		url.searchParams.set('to', message.to);

		let answer = 'no answer';
		for (const pauseMs of PAUSES_MS) {
			await new Promise((resolve) => setTimeout(resolve, pauseMs));
			const response = await fetch(url, {
				method: 'POST',
				headers: {
					'content-type': 'application/octet-stream',
					'x-help-desk-secret': env.HELP_DESK_SECRET,
				},
				body: raw,
			}).catch((error) => ({ ok: false, status: 0, text: async () => String(error) }));
			if (response.ok) return;
			answer = `${response.status} ${(await response.text()).trim()}`;
			if (response.status === 413) {
				message.setReject('The message is too large for this address.');
				return;
			}
			// Anything else that the desk refuses is a mistake in the set-up: trying again would not help.
			if (response.status >= 400 && response.status < 500) break;
		}
		console.error(`The help desk did not take the mail: ${answer}`);
		if (env.FALLBACK_ADDRESS) {
			await message.forward(env.FALLBACK_ADDRESS);
			return;
		}
		// Cloudflare then refuses the mail, and the sender learns that it was not delivered.
		throw new Error(`The help desk did not take the mail: ${answer}`);
	},
};
