// Stems of month names; a longer one stands for itself where a shorter one would be another month.
const STEMS: readonly string[] = [
	'jan ene gen янв січ sty led tammi oca ιαν siječ',
	'feb fév fev helmi фев лют lut úno şub φεβ velj',
	'mar maart mär már maalis мар берез bře ožu μαρ mrt',
	'apr avr abr huhti апр квіт kwi dub nis απρ ápr travn',
	'may mai maj mag mei máj touko мая май трав kvě μαΐ μαϊ μάι maí svib',
	'jun juin giu kesä июн черв cze červn haz ιουν jún lipnj',
	'jul juil lug heinä июл лип lip tem ιουλ júl červenc srpnj',
	'aug aoû ago elo авг серп sie srpn ağu αυγ kolovoz avg',
	'sep set syys сен вер wrz zář eyl σεπ szept rujn',
	'oct okt ott out loka окт жовт paź říj eki οκτ',
	'nov marras ноя листоп lis listopad kas νοε νοέ studen',
	'dec déc dic dez joulu дек груд gru prosin ara δεκ prosinc des',
];
const MONTHS: readonly (readonly [stem: string, month: number])[] = STEMS.flatMap((stems, index) =>
	stems.split(' ').map((stem) => [stem, index + 1] as const),
).toSorted(([a], [b]) => b.length - a.length);
const ZONES: Readonly<Record<string, number>> = {
	...{
		gmt: 0,
		utc: 0,
		z: 0,
		wet: 0,
		west: 1,
		bst: 1,
		cet: 1,
		mez: 1,
		cest: 2,
		mesz: 2,
		eet: 2,
		oez: 2,
		eest: 3,
		oesz: 3,
	},
	...{ msk: 3, est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7, jst: 9 },
};
const TIME = /(?:^|[^\d:.])([01]?\d|2[0-3])[:.h]([0-5]\d)(?:[:.]([0-5]\d))?(?![\d:])\s?([ap])?/i;
const ZONE = /(?:gmt|utc|\s)\s?([+-]|−)(\d{1,2}):?(\d{2})?\)?$/i;

/**
 * Reads the date of a copied header as mail programs write it in their languages; without a time zone it counts as UTC.
 *
 * @returns undefined when it cannot be told, as for 3/4/2026
 */
export function copiedDate(text: string): Date | undefined {
	const line = text
		.slice(0, 200)
		.toLowerCase()
		.normalize('NFC')
		.replaceAll('\u0307', '')
		.replace(/\s+/g, ' ')
		.trim();
	const time = TIME.exec(line);
	const rest = time ? `${line.slice(0, time.index)} ${line.slice(time.index + time[0].length)}` : line;
	const day = dayIn(rest);
	if (!day) return undefined;
	const hour = hourOf(Number(time?.[1] ?? 0), time?.[4] ?? (/下午|午後|오후|μμ/.test(line) ? 'p' : ''));
	const minutes = Number(time?.[2] ?? 0) - zoneMinutes(line);
	const date = new Date(Date.UTC(day.year, day.month - 1, day.day, hour, minutes, Number(time?.[3] ?? 0)));
	return Number.isNaN(date.getTime()) ? undefined : date;
}

interface Day {
	readonly year: number;
	readonly month: number;
	readonly day: number;
}

function dayIn(text: string): Day | undefined {
	const asian = /(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})/.exec(text);
	if (asian) return dayOf(asian[1], asian[2], asian[3]);
	const iso = /(?:^|\D)((?:19|20)\d{2})[-/.]\s?(\d{1,2})[-/.]\s?(\d{1,2})(?!\d)/.exec(text);
	if (iso) return dayOf(iso[1], iso[2], iso[3]);
	const numbers = /(?:^|\D)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)/.exec(text);
	if (numbers) return numericDay(numbers[1] ?? '', numbers[2] ?? '', numbers[3] ?? '', numbers[4] ?? '');
	const month = monthIn(text);
	const year = /(?:^|\D)((?:19|20)\d{2})(?!\d)/.exec(text)?.[1];
	const day = /(?:^|[^\d+:-])(\d{1,2})(?![\d:])/.exec(text)?.[1];
	return month && year !== undefined ? dayOf(year, String(month), day) : undefined;
}

// Points are written where the day comes first; with strokes America begins with the month.
function numericDay(first: string, sign: string, second: string, year: string): Day | undefined {
	const whole = year.length === 2 ? `20${year}` : year;
	if (sign === '.' || Number(first) > 12) return dayOf(whole, second, first);
	return Number(second) > 12 ? dayOf(whole, first, second) : undefined;
}

function dayOf(
	year: string | undefined,
	month: string | undefined,
	day: string | undefined,
): Day | undefined {
	const found = { year: Number(year), month: Number(month), day: Number(day) };
	return found.month >= 1 && found.month <= 12 && found.day >= 1 && found.day <= 31 ? found : undefined;
}

function monthIn(text: string): number | undefined {
	for (const word of text.match(/[\p{L}\p{M}]+/gu) ?? []) {
		const month = MONTHS.find(([stem]) => word.startsWith(stem) && !isWeekday(word));
		if (month) return month[1];
	}
	return undefined;
}

// Tuesday of the Romance languages begins like March.
function isWeekday(word: string): boolean {
	return /^(?:mardi|mart[eé]|marți|marti)/.test(word);
}

function hourOf(hour: number, half: string): number {
	if (half === 'p' && hour < 12) return hour + 12;
	return half === 'a' && hour === 12 ? 0 : hour;
}

function zoneMinutes(line: string): number {
	const [, sign, hours, minutes = '0'] = ZONE.exec(line) ?? [];
	if (hours !== undefined) return (sign === '+' ? 1 : -1) * (Number(hours) * 60 + Number(minutes));
	const name = /([a-z]{1,4})\)?$/.exec(line)?.[1] ?? '';
	return (ZONES[name] ?? 0) * 60;
}
