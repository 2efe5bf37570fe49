import { baseAddress, domainOf, type MailPeerOptions } from './mail-peer';

/** Where a Dovecot and a Postfix of our own live and listen. */
export interface DovecotPlace {
	readonly base: string;
	readonly imapPort: number;
	readonly imapsPort: number;
	readonly smtpPort: number;
	readonly submissionPort: number;
}

/**
 * Returns the configuration of Dovecot 2.3: IMAP on 127.0.0.1, LMTP and SASL for Postfix on sockets.
 *
 * A wrong password costs no time (no penalty), and files hold the CRLF that IMAP shows.
 */
export function dovecotConf(
	{ base, imapPort, imapsPort }: DovecotPlace,
	{ introspectionUrl }: MailPeerOptions,
): string {
	const tokenMechanisms = introspectionUrl === undefined ? '' : ' xoauth2 oauthbearer';
	return `base_dir = ${base}/run
state_dir = ${base}/run
protocols = imap lmtp
listen = 127.0.0.1
log_path = ${base}/dovecot.log
ssl = yes
ssl_cert = <${base}/tls.crt
ssl_key = <${base}/tls.key
disable_plaintext_auth = no
auth_mechanisms = plain login${tokenMechanisms}
mail_location = maildir:~/Maildir
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
mail_save_crlf = yes
auth_failure_delay = 0
recipient_delimiter = +
mail_max_userip_connections = 200
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${base}/users
}
${tokenMechanisms && tokenPassdb(base)}userdb {
  driver = static
  args = uid=mail gid=mail home=${base}/mail/%d/%n
}
namespace inbox {
  inbox = yes
  separator = /
${['Sent', 'Drafts', 'Archive', 'Junk', 'Trash'].map(specialFolder).join('')}}
service imap-login {
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = ${imapsPort}
    ssl = yes
  }
}
service lmtp {
  unix_listener lmtp {
    mode = 0666
  }
}
service auth {
  unix_listener auth-client {
    mode = 0666
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`;
}

/** Returns how Dovecot asks about access tokens. */
export function dovecotTokens({ introspectionUrl = '' }: MailPeerOptions): string {
	return `introspection_mode = post
introspection_url = ${introspectionUrl}
username_attribute = username
active_attribute = active
active_value = true
`;
}

/** Returns Dovecot's list of accounts with their passwords. */
export function dovecotUsers({ accounts }: MailPeerOptions): string {
	return accounts.map(({ address, password }) => `${address}:{PLAIN}${password}::::::\n`).join('');
}

/**
 * Returns Postfix's main.cf: the accounts' domains are local.
 *
 * Unknown names and other domains are refused with 5xx on every path. Headers stay as they came: nobody is
 * local enough (`local_header_rewrite_clients`) to have missing ones added.
 */
export function postfixMain({ base, imapPort }: DovecotPlace, { accounts }: MailPeerOptions): string {
	const domains = new Set(accounts.map(({ address }) => domainOf(address)));
	return `compatibility_level = 3.6
queue_directory = ${base}/queue
data_directory = ${base}/data
mail_owner = postfix
setgid_group = postdrop
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
maillog_file = ${base}/postfix.log
maillog_file_prefixes = ${base}
syslog_name = postfix-${imapPort}
myhostname = mx.peer.test
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_peername_lookup = no
disable_dns_lookups = yes
smtp_dns_support_level = disabled
recipient_delimiter = +
virtual_mailbox_domains = ${[...domains].join(' ')}
virtual_mailbox_maps = texthash:${base}/postfix/mailboxes
virtual_alias_maps = texthash:${base}/postfix/aliases
virtual_transport = lmtp:unix:${base}/run/lmtp
local_header_rewrite_clients =
default_transport = error:5.1.2 There is no such domain in this test
smtpd_relay_restrictions = permit_sasl_authenticated,reject_unauth_destination
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${base}/run/auth-client
smtpd_tls_cert_file = ${base}/tls.crt
smtpd_tls_key_file = ${base}/tls.key
smtpd_tls_security_level = may
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
message_size_limit = ${50 << 20}
mailbox_size_limit = 0
virtual_mailbox_limit = 0
in_flow_delay = 0
minimal_backoff_time = 1s
maximal_backoff_time = 5s
queue_run_delay = 1s
alias_maps =
alias_database =
`;
}

/** Returns Postfix's master.cf: which of its programs run; all log through postlogd, so that no syslog is needed. */
export function postfixMaster({ smtpPort, submissionPort }: DovecotPlace): string {
	return `127.0.0.1:${smtpPort} inet n - n - - smtpd
127.0.0.1:${submissionPort} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_tls_auth_only=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp flags=O
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
}

/** Returns Postfix's table of the addresses that exist. */
export function postfixMailboxes({ accounts }: MailPeerOptions): string {
	return accounts.map(({ address }) => `${baseAddress(address)} here\n`).join('');
}

/** Returns Postfix's table of aliases: the catch-all, and each account as itself so that it is not caught. */
export function postfixAliases({ accounts, catchAll }: MailPeerOptions): string {
	if (catchAll === undefined) return '';
	const own = accounts.map(({ address }) => `${address.toLowerCase()} ${address}\n`).join('');
	return `${own}@${catchAll.domain} ${catchAll.address}\n`;
}

function tokenPassdb(base: string): string {
	return `passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${base}/tokens.conf
}
`;
}

function specialFolder(name: string): string {
	return `  mailbox ${name} {
    auto = subscribe
    special_use = \\${name}
  }
`;
}
