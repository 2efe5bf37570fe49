import type { Language } from './mail-program';

/** Holds what programs say above a quote in one language. */
export interface QuoteWords {
	/** Gmail's date is short, Apple's and Yahoo's are long. */
	readonly gmail: (name: string, address: string) => string;
	readonly apple: (name: string, address: string) => string;
	readonly thunderbird: (name: string) => string;
	readonly yahoo: (name: string, address: string) => string;
	readonly proton: (name: string, address: string) => string;
	readonly fastmail: (name: string) => string;
	/** Names of From, Sent, To and Subject, and the date as Outlook writes it. */
	readonly outlook: {
		readonly from: string;
		readonly sent: string;
		readonly to: string;
		readonly subject: string;
		readonly date: string;
	};
	readonly sentFromPhone: string;
}

export const WORDS: Readonly<Record<Language, QuoteWords>> = {
	en: {
		gmail: (name, address) => `On Sun, Nov 22, 2026 at 9:00 AM ${name} <${address}> wrote:`,
		apple: (name, address) => `On Nov 22, 2026, at 9:00 AM, ${name} <${address}> wrote:`,
		thunderbird: (name) => `On 11/22/26 09:00, ${name} wrote:`,
		yahoo: (name, address) => `On Sunday, November 22, 2026 at 09:00:00 AM GMT, ${name} <${address}> wrote:`,
		proton: (name, address) => `On Sunday, November 22nd, 2026 at 9:00 AM, ${name} <${address}> wrote:`,
		fastmail: (name) => `On Sun, 22 Nov 2026, at 9:00 AM, ${name} wrote:`,
		outlook: {
			from: 'From',
			sent: 'Sent',
			to: 'To',
			subject: 'Subject',
			date: 'Sunday, November 22, 2026 9:00 AM',
		},
		sentFromPhone: 'Sent from my iPhone',
	},
	de: {
		gmail: (name, address) => `Am So., 22. Nov. 2026 um 09:00 Uhr schrieb ${name} <${address}>:`,
		apple: (name, address) => `Am 22.11.2026 um 09:00 schrieb ${name} <${address}>:`,
		thunderbird: (name) => `Am 22.11.26 um 09:00 schrieb ${name}:`,
		yahoo: (name, address) =>
			`Am Sonntag, 22. November 2026 um 09:00:00 MEZ hat ${name} <${address}> Folgendes geschrieben:`,
		proton: (name, address) => `${name} <${address}> schrieb am Sonntag, 22. November 2026 um 09:00:`,
		fastmail: (name) => `Am So, 22. Nov 2026, um 09:00, schrieb ${name}:`,
		outlook: {
			from: 'Von',
			sent: 'Gesendet',
			to: 'An',
			subject: 'Betreff',
			date: 'Sonntag, 22. November 2026 09:00',
		},
		sentFromPhone: 'Von meinem iPhone gesendet',
	},
	fr: {
		gmail: (name, address) => `Le dim. 22 nov. 2026 à 09:00, ${name} <${address}> a écrit :`,
		apple: (name, address) => `Le 22 nov. 2026 à 09:00, ${name} <${address}> a écrit :`,
		thunderbird: (name) => `Le 22/11/2026 à 09:00, ${name} a écrit :`,
		yahoo: (name, address) => `Le dimanche 22 novembre 2026 à 09:00:00 UTC+1, ${name} <${address}> a écrit :`,
		proton: (name, address) => `Le dimanche 22 novembre 2026 à 09:00, ${name} <${address}> a écrit :`,
		fastmail: (name) => `Le dim. 22 nov. 2026, à 09:00, ${name} a écrit :`,
		outlook: {
			from: 'De',
			sent: 'Envoyé',
			to: 'À',
			subject: 'Objet',
			date: 'dimanche 22 novembre 2026 09:00',
		},
		sentFromPhone: 'Envoyé de mon iPhone',
	},
	es: {
		gmail: (name, address) => `El dom, 22 nov 2026 a las 9:00, ${name} (<${address}>) escribió:`,
		apple: (name, address) => `El 22 nov 2026, a las 9:00, ${name} <${address}> escribió:`,
		thunderbird: (name) => `El 22/11/26 a las 9:00, ${name} escribió:`,
		yahoo: (name, address) =>
			`El domingo, 22 de noviembre de 2026, 09:00:00 GMT+1, ${name} <${address}> escribió:`,
		proton: (name, address) =>
			`El domingo, 22 de noviembre de 2026 a las 9:00, ${name} <${address}> escribió:`,
		fastmail: (name) => `El dom, 22 nov 2026, a las 09:00, ${name} escribió:`,
		outlook: {
			from: 'De',
			sent: 'Enviado el',
			to: 'Para',
			subject: 'Asunto',
			date: 'domingo, 22 de noviembre de 2026 9:00',
		},
		sentFromPhone: 'Enviado desde mi iPhone',
	},
	ja: {
		gmail: (name, address) => `2026年11月22日(日) 9:00 ${name} <${address}>:`,
		apple: (name, address) => `2026/11/22 9:00、${name} <${address}>のメール:`,
		thunderbird: (name) => `On 2026/11/22 9:00, ${name} wrote:`,
		yahoo: (name, address) => `2026年11月22日日曜日 09:00:00 JST、${name} <${address}>さんは書きました：`,
		proton: (name, address) => `2026年11月22日(日曜日) 09:00、${name} <${address}> さんは書きました:`,
		fastmail: (name) => `2026年11月22日(日) 09:00 ${name} さんは書きました:`,
		outlook: {
			from: '差出人',
			sent: '送信日時',
			to: '宛先',
			subject: '件名',
			date: '2026年11月22日日曜日 9:00',
		},
		sentFromPhone: 'iPhoneから送信',
	},
};
