/** Why a mail was not delivered. */
export type FailureReason =
	| 'user-unknown'
	| 'host-unknown'
	| 'moved'
	| 'mailbox-full'
	| 'mailbox-disabled'
	| 'filtered'
	| 'too-large'
	| 'spam'
	| 'virus'
	| 'blocked'
	| 'sender-rejected'
	| 'policy'
	| 'not-relayed'
	| 'too-many'
	| 'content'
	| 'expired'
	| 'network'
	| 'system'
	| 'unknown';

// In the order in which they are asked: what looks like another reason further down comes first.
const PHRASES: ReadonlyArray<readonly [FailureReason, RegExp]> = [
	['host-unknown', /account or domain may not exist|domain is not reachable/],
	['network', /malformed or unexpected name server reply/],
	['system', /pipe to \||child process (?:of|failed|exited)/],
	[
		'moved',
		/has moved|address (?:has )?changed|no longer at this|recipient (?:has )?moved|mailbox (?:has )?moved|please use the new|new address is|user not local; please try/,
	],
	[
		'mailbox-full',
		/mailbox (?:is |size )?(?:full|limit|exceed)|(?:over|exceed\w*|out of)(?: the| their| its| his)?(?: (?:mail|disk|storage|mailbox|allowed|maximum|message))* ?quota|quota (?:is )?(?:exceed|full|reached|violat)|overquota|over-quota|quota-?exceeded|insufficient (?:disk|storage|system storage)|storage (?:limit|allocation) exceed|account is full|inbox is full|(?:mailbox|user|recipient|account)[^.]{0,40} (?:is|are) full|mail ?box[^.]{0,30} is over|not enough (?:storage|disk) space|too much mail data|no disk space|disk full|boîte[^.]{0,40} pleine|postfach[^.]{0,20} voll|buzón[^.]{0,20} lleno|casella[^.]{0,20} piena|caixa[^.]{0,30} cheia|ящик[^.]{0,20} переполнен|いっぱい|一杯|容量|配额|已满|already full|out of storage space|mailbox_?full|excessive mailbox/,
	],
	[
		'virus',
		/virus|malware|infected|trojan|dangerous (?:file|attachment|content)|attachment (?:type )?(?:is )?(?:not allowed|blocked|rejected)|file ?type|blocked due to security reason|security_policy_violation/,
	],
	[
		'too-large',
		/message (?:is )?too (?:large|big|long)|message size (?:exceeds|limit)|exceeds? (?:the )?(?:maximum|size|max)[^.]{0,40}(?:size|limit|message)|exceeded maximum|too large for|size limit|larger than the (?:maximum|limit)|mail size|message too long|line too long|zu groß|trop volumineux|demasiado grande|слишком большой/,
	],
	[
		'too-many',
		/too many (?:recipients|connections|messages|concurrent|errors|sessions|mails|hops|invalid)|rate (?:limit|that prevents)|ratelimit|throttl|receiving mail at a rate|receiving mail too quickly|sending (?:limit|rate|too)|connection (?:limit|rate)|daily (?:user )?sending|exceeded (?:the )?(?:number|rate|daily|hourly|max)/,
	],
	[
		'not-relayed',
		/relay(?:ing)? (?:access )?(?:is )?(?:denied|not|prohibited|attempt)|not (?:permitted|allowed) to relay|unable to relay|we do not relay|relay not|no relay|not? relaying|rcpthosts|not local host|not a gateway|insecure mail relay|mail server requires authentication/,
	],
	[
		'sender-rejected',
		/sender (?:address )?(?:is )?(?:rejected|verify failed|unknown|denied|blocked|invalid|not (?:allowed|accepted|authori[sz]ed)|is on)|sender address (?:domain|does not)|(?:from|sender)[^.:]{0,60} (?:does not exist|has null|is not allowed)|5\.1\.8|5\.1\.7|bad sender|invalid sender|unresolvable (?:sender|address) domain|domain of sender address|does not resolve|invalid domain, see|can'?t verify sender|sender verification|you are not allowed to send|not (?:in|on) (?:your |the )?(?:white|allow)|whitelist|blocked by (?:the )?(?:recipient|user)|access denied|rejected your message|your message to the group|not allowed to post|you do not have permission|no permission|nicht berechtigt|権限|權限|权限/,
	],
	[
		'blocked',
		/my name was rejected|blacklist|black list|block ?list|blocked|\brbl\b|\bdnsbl\b|spamhaus|spamcop|barracuda(?:central)?|listed (?:in|by|on|at)|poor reputation|bad reputation|low reputation|reputation|banned|client host (?:rejected|\[|blocked)|reverse (?:dns|hostname|lookup|mapping)|\bptr\b|(?:cannot|can't|could not|unable to|failed to) (?:find|resolve|verify) your (?:reverse )?(?:host|ip|domain)|fix reverse|helo command rejected|your (?:ip|host|server|mta|network|system)[^.]{0,60}(?:denied|rejected|not|block)|connection refused by (?:policy|remote)|no access from mail server|open relay|ip address[^.]{0,40}(?:denied|rejected|not)|not accept(?:ed|ing)? (?:mail|email|connections?|smtp)[^.]{0,20} from|dynamic ip|residential/,
	],
	[
		'policy',
		/\bspf\b|\bdkim\b|\bdmarc\b|unauthenticated|authentication[^.]{0,20}(?:required|fail|check)|not authenticated|starttls|\btls\b[^.]{0,20}(?:required|must)|local policy|policy (?:reasons?|violation|restriction|reject)|administrative(?:ly)? (?:prohibition|denied|prohibited)|prohibited|transport rules|by organizational policy|rfc ?\d{3,4}[^.]{0,30}compl|not rfc|content[- ]filter|messages missing|(?:duplicate|missing|multiple) [^.]{0,20}header/,
	],
	[
		'spam',
		/\bspam(?!assassin@)|\bubec?\b|\buce\b|unsolicited|junk|bulk (?:e-?)?mail|spammy|content rejected|message (?:content )?(?:was |is |has been )?(?:rejected|refused|denied|identified|classified)|mail rejet|rejected by (?:content|filter)|looks like|blacklisted url|uribl|surbl|unwanted|high probability|mta-blocked/,
	],
	[
		'mailbox-disabled',
		/(?:account|mailbox|user|recipient|address|domain|inbox|e-?mail)[^.;]{0,60}(?:disabled|suspended|inactive|deactivated|locked|discontinued|expired|frozen|temporarily (?:unavailable|locked|disabled|deferred)|not active|unavailable for|temporary locked|on hold)|(?:disabled|suspended|inactive|deactivated|locked) (?:account|mailbox|user|recipient|inbox)|invalid\/inactive|inactive user/,
	],
	[
		'filtered',
		/not accepting (?:mail|messages|e-?mail)|restricted|filtered|recipient preferences|refuse[sd]? to (?:accept|receive)|does not accept(?! mail)|won'?t accept|receiving is denied/,
	],
	[
		'host-unknown',
		/host (?:is )?(?:unknown|not found)|unknown host|(?:domain|host|name|hostname)[^.;]{0,60}(?:not found|does ?n[o']t exist|doesn’t exist|not exist|not known|no such|couldn'?t be found|unknown|has no mail|lookup fail)|no such (?:domain|host)|nxdomain|unrout(?:e)?able|non-existent (?:domain|host)|nonexistent (?:domain|host)|\S\.[a-z]{2,12} does not exist|no (?:mx|dns|mail exchanger|valid mx|a or mx)|bad (?:destination )?(?:host|domain)|invalid (?:host|domain)|couldn'?t find (?:any host|a mail exchanger)|could ?n[o']t be resolved|cannot resolve|name service error|illegal host|all host address lookups failed|mail receiving disabled|destination domain|recipient domain|does not accept mail|null ?mx|5\.1\.2|5\.4\.4|not exist[^.]{0,20}domain|домен|ドメイン/,
	],
	[
		'user-unknown',
		/check if (?:the )?address is correct|(?:user|recipient|mailbox|address|account|addressee|local[- ]part|rcpt|member|subscriber|customer|person|name|alias|id)s?[^.;:]{0,50}(?:unknown|not? ?known|does ?n[o']t exist|doesn’t exist|not exist|not found|wasn[’']?t found|couldn[’']?t be found|invalid|not valid|is not (?:recogni[sz]ed|a |an |available|listed|local|present|registered|in )|not recogni[sz]ed|no longer|unavailable|non-?existent|not exist|not listed|illegal|does not have|isn'?t (?:a |in |valid)|has been removed|deleted)|(?:unknown|no such|invalid|bad|illegal|nonexistent|non-existent|not? valid|incorrect|undefined|no|unrecogni[sz]ed|not our)[- ](?:or (?:illegal|invalid|unknown) )?(?:local |e-?mail |mail |final delivery |destination |to |virtual |recipient )*(?:user|recipient|mailbox|address|account|alias|person|local[- ]part|userid|name|customer|rcpt|member|id)|(?:doesn'?t|does not) have (?:a|an)[^.]{0,60}account|unknown (?:user|recipient|or illegal)|user[- _]?unknown|recipientnotfound|recipnotfound|not our customer|not in (?:the |our )?(?:directory|address book)|couldn'?t find|not listed in|(?:is|are) not (?:a )?(?:valid|known)|no (?:mailbox|account|such)|mailbox not (?:found|available)|cannot find|unrouteable|delivery to (?:this|the following) (?:user|address) (?:is )?not|destinataire[^.]{0,40}inconnu|utilisateur inconnu|adresse[^.]{0,40}(?:inconnu|n'existe|invalide|introuvable)|empfänger[^.]{0,40}(?:unbekannt|nicht gefunden|existiert)|usuario[^.]{0,40}(?:desconocid|no existe)|destinatario[^.]{0,40}(?:sconosciuto|desconocido|inesistente|no existe|non (?:esiste|trovato))|usuário[^.]{0,40}(?:desconhecido|não existe|inexistente)|пользовател[^.]{0,40}(?:не найден|не существует|неизвест)|нет такого|存在しない|見つから|見つかりません|ありません|不明|使われていない|不存在|没有这个/,
	],
	[
		'network',
		/no route to host|network (?:is )?(?:unreachable|error)|connection (?:refused|reset|dropped|lost|closed|died|failed|attempt)|lost connection|broken pipe|unable to (?:connect|contact|establish)|could ?n[o']t connect|can'?t connect|host (?:is )?(?:unreachable|down|not reachable)|wasn'?t able to establish|loops? back|mail (?:loop|forwarding loop)|loop|routing|hop count|too many hops|dns (?:error|failure|server)|greeting|transport error|5\.4\.6|did not respond/,
	],
	[
		'expired',
		/expired|timed? ?out|time ?limit|giving up|in the queue too long|cannot send message for|could not be delivered for|too (?:old|long in)|retry (?:timeout|time)|multiple retries|after \d+ (?:hours?|days?)|message has been in queue|undelivered for|delivery (?:period|time)|being retried|will be retried|delayed|delay|lifetime|not yet been delivered|deferred|4\.4\.7/,
	],
	[
		'content',
		/(?:header|content|format|syntax|encoding|mime|character|8bit|non-?ascii)[^.]{0,40}(?:error|invalid|illegal|not (?:allowed|supported)|malformed)|malformed|illegal (?:attachment|character)|improper use|cannot be (?:decoded|converted)/,
	],
	[
		'system',
		/(?:local|system|mailer|server|service|configuration|internal|database|resource|disk|mail system|process|program|command|delivery agent|protocol)[^.]{0,30}(?:error|fail|unavailable|problem|not available|shortage|died|exited)|can'?t create|cannot (?:open|write|append|update)|permission denied|temporarily|try again|aliasing|broken/,
	],
];

// RFC 3463 §3, where words say nothing.
const OF_STATUS: ReadonlyArray<readonly [RegExp, FailureReason]> = [
	[/^[45]\.1\.6$/, 'moved'],
	[/^5\.1\.(?:1|3|10|0|351)$|^5\.0\.1$/, 'user-unknown'],
	[/^[45]\.1\.(?:2)$|^5\.4\.4$|^5\.1\.10$/, 'host-unknown'],
	[/^[45]\.1\.[78]$/, 'sender-rejected'],
	[/^[45]\.2\.1$/, 'mailbox-disabled'],
	[/^[45]\.2\.2$/, 'mailbox-full'],
	[/^[45]\.(?:2|3)\.[34]$/, 'too-large'],
	[/^[45]\.4\.7$|^4\.4\.[12]$/, 'expired'],
	[/^[45]\.4\.\d+$/, 'network'],
	[/^[45]\.3\.\d+$/, 'system'],
	[/^[45]\.6\.\d+$/, 'content'],
	[/^[45]\.7\.\d+$/, 'policy'],
];

const HARD: ReadonlySet<FailureReason> = new Set(['user-unknown', 'host-unknown', 'moved']);
const MAX_TEXT = 3_000;

/** Tells why a mail was not delivered, from the words of the server and its status (RFC 3463). */
export function failureReason(words: string, status: string): FailureReason {
	const text = withoutNames(words.slice(0, MAX_TEXT).toLowerCase());
	const said = PHRASES.find(([, phrase]) => phrase.test(text))?.[0];
	return said ?? OF_STATUS.find(([pattern]) => pattern.test(status))?.[1] ?? 'unknown';
}

// Words within addresses and links mean nothing; Postfix says "Recipient address rejected" of whatever it refuses.
function withoutNames(text: string): string {
	return text
		.replace(/\bhttps?:\/\/([\w.-]*)\S*/g, '$1')
		.replace(/<?[^\s<>]{1,64}@[^\s<>]{1,255}>?/g, '')
		.replace(/recipient address rejected: (?=\S)/g, '')
		.replace(/\s+/g, ' ');
}

/** Tells whether mail to the address will never arrive, however often it is tried. */
export function isHardFailure(reason: FailureReason, status: string): boolean {
	return HARD.has(reason) && !status.startsWith('4.');
}
