import { createRequire } from 'node:module';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

test('loads', async () => {
	process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'between-'));
	process.env.N8N_LOG_LEVEL = 'silent';
	const t0 = Date.now();
	const req = createRequire(join(process.env.HELPDESK_N8N_HOME!, 'package.json'));
	const core = req('n8n-core');
	console.log('core', Date.now() - t0);
	const wf = require('n8n-workflow');
	console.log(core.LazyPackageDirectoryLoader, wf.Workflow === req('n8n-workflow').Workflow);
	const ours = new core.PackageDirectoryLoader(join(__dirname, '..', '..'));
	await ours.loadAll();
	console.log('ours', Date.now() - t0, Object.keys(ours.nodeTypes));
	const base = new core.LazyPackageDirectoryLoader(join(process.env.HELPDESK_N8N_HOME!, 'node_modules/n8n-nodes-base'));
	await base.loadAll();
	console.log('base', Date.now() - t0);
	for (const n of ['noOp','filter','httpRequest','stickyNote','form','formTrigger','scheduleTrigger']) { const t = Date.now(); base.getNode(n); console.log(n, Date.now()-t); }
});
