import t from 'tap'
import { lookUpLanguage } from '../../lib/http/accept-language.ts'

const offered = ['en', 'de', 'pt-br', 'zh-hant', 'i-klingon']

t.test('lookUpLanguage', async (t) => {
  const cases: Array<[name: string, value: string | undefined, language: string | undefined]> = [
    ['no field', undefined, undefined],
    ['an empty field', '', undefined],
    ['the language', 'de', 'de'],
    ['in any case', 'DE', 'de'],
    ['with its region', 'de-AT', 'de'],
    ['RFC 4647 §3.4: made shorter from its end', 'zh-Hant-CN-x-private1-private2', 'zh-hant'],
    ['a single letter goes with what it introduces', 'de-x-private', 'de'],
    ['no longer than it is asked for', 'pt', undefined],
    ['a tag of old', 'i-klingon', 'i-klingon'],
    ['the first that fits', 'fr, nl, de, en', 'de'],
    ['by weight', 'en;q=0.5, de;q=0.8', 'de'],
    ['of equals the first', 'de;q=0.8, en;q=0.8', 'de'],
    ['no weight is 1', 'en;q=0.9, de', 'de'],
    ['0 refuses', 'de;q=0, fr', undefined],
    ['what a longer one would fall back to', 'de-AT, de;q=0', undefined],
    ['0 refuses no other', 'de;q=0, en', 'en'],
    ['* is the default', '*', undefined],
    ['* is skipped', '*, de;q=0.1', 'de'],
    ['spaces', ' de ; q=0.5 ,\tfr', 'de'],
    ['a weight that is none', 'de;q=2, en;q=0.1', 'en'],
    ['a parameter that is none', 'de;a=1, en;q=0.1', 'en'],
    ['a range that is none', 'd_e, -, de-, 1, en;q=0.1', 'en'],
    ['one that no language has', `${'a-'.repeat(60)}a, en;q=0.1`, 'en'],
    ['a name of the language', 'constructor, __proto__, en;q=0.1', 'en']
  ]
  for (const [name, value, language] of cases) t.equal(lookUpLanguage(value, offered), language, name)
  // Hostile ones cost no more than their length: 16 KiB is the longest head.
  t.equal(lookUpLanguage('a-'.repeat(8000), offered), undefined)
  t.equal(lookUpLanguage('fr,'.repeat(5000) + 'de', offered), 'de')
})
