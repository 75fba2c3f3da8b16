// RFC 4647 §2.1. Longer ones are no language that anybody has; RFC 5646 §4.4.1 asks to take 35 characters.
const range = /^(?:\*|[a-z]{1,8}(?:-[a-z\d]{1,8})*)$/
const longestRange = 100
// RFC 9110 §12.4.2
const weight = /^;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i

interface LanguageRange { readonly tag: string, readonly quality: number }

function rangesOf (value: string): LanguageRange[] {
  const ranges: LanguageRange[] = []
  for (const member of value.split(',')) {
    const text = member.trim()
    const end = text.indexOf(';')
    const tag = (end === -1 ? text : text.slice(0, end).trimEnd()).toLowerCase()
    const quality = end === -1 ? 1 : Number(weight.exec(text.slice(end))?.[1] ?? NaN)
    if (tag.length <= longestRange && range.test(tag) && !Number.isNaN(quality)) ranges.push({ tag, quality })
  }
  return ranges
}

/**
 * Chooses the language to answer in: that of the highest weight for which there is one, the ranges made shorter from their end until
 * one is met (lookup).
 *
 * @param value - the `Accept-Language` field value; undefined where the client sent none
 * @param offered - language tags, in lower case
 * @returns undefined where none fits: then a default is right. Never throws.
 * @see RFC 9110 §12.5.4, RFC 4647 §3.4
 * @example lookUpLanguage('fr, de-AT;q=0.8', ['en', 'de']) // 'de'
 */
export function lookUpLanguage (value: string | undefined, offered: readonly string[]): string | undefined {
  if (value === undefined) return undefined
  const ranges = rangesOf(value)
  const refused = ranges.filter(({ quality }) => quality === 0).map(({ tag }) => tag)
  // A sort that is stable: of equals the first.
  for (const { tag } of ranges.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality)) {
    for (let shorter = tag; shorter !== ''; shorter = withoutLast(shorter)) {
      if (offered.includes(shorter) && !refused.includes(shorter)) return shorter
    }
  }
  return undefined
}

/** RFC 4647 §3.4: a single letter or digit introduces what follows, and goes with it. */
function withoutLast (tag: string): string {
  const shorter = tag.slice(0, Math.max(tag.lastIndexOf('-'), 0))
  return shorter.at(-2) === '-' ? shorter.slice(0, -2) : shorter
}
