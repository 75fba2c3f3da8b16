import { kinds } from '../errors/catalog.ts'
import type { KindMessages, Messages, Words } from '../dialects/context.ts'
import { wordsOf } from '../dialects/messages.ts'
import { sendableHeaders, type SentFields } from '../errors/headers.ts'
import { remember } from '../gates/remember.ts'
import { lookUpLanguage } from '../http/accept-language.ts'
import { badOption } from '../options/check.ts'
import { switchable, type Option } from '../options/option.ts'
import { Type } from '../options/type.ts'
import { aFunction } from '../options/words.ts'

/** The words of an application in one language; what is not in it is said in the dialect's. */
export interface LanguageWords {
  /** By keyword of JSON Schema; `default` for every keyword that is not named. */
  readonly keywords?: Messages
  /** By kind. */
  readonly kinds?: KindMessages
}

/** Words by the tag of their language, such as `de` or `pt-BR`. The first language is the default. */
export type LanguageTables = Readonly<Record<string, LanguageWords>>

/** One language, and what has been rendered in it. */
interface Language {
  readonly tag: string
  readonly words: Words
  readonly fields: SentFields
  readonly rendered: WeakMap<object, unknown>
}

/** Chooses by `Accept-Language`. */
export type Languages = (accepted: string | undefined) => Language

const right = 'false, or words by language tag such as { en: {}, de: { keywords, kinds } }'

/** The option. */
export const messages: Option<LanguageTables | boolean, Languages | undefined> = {
  ...switchable<LanguageTables | false, Languages>(Type.Union([Type.Literal(false), Type.Record(Type.Object({
    keywords: Type.Optional(Type.Record(aFunction('a function (issue) => string'), { description: 'functions (issue) => string by schema keyword' })),
    kinds: Type.Optional(Type.Partial(Type.Object(Object.fromEntries(kinds.map(kind => [kind, aFunction('a function (facts, context) => string')]))), { additionalProperties: false, description: 'functions (facts, context) => string by kind' }))
  }, { additionalProperties: false, description: '{ keywords, kinds }' }), { minProperties: 1 })], { description: right }), undefined, tables => languagesOf(tables as LanguageTables), { isOff: true }),
  check (given: LanguageTables | boolean, of: string): void {
    // RFC 5646 §2.1, as far as a lookup needs it.
    for (const tag of Object.keys(given)) if (!/^[a-z]{1,8}(?:-[a-z\d]{1,8})*$/i.test(tag)) throw badOption('messages', of, right, given)
  }
}

function languagesOf (tables: LanguageTables): Languages {
  const languages = new Map<string, Language>()
  for (const [tag, { keywords = {}, kinds = {} }] of Object.entries(tables)) {
    languages.set(tag.toLowerCase(), {
      tag,
      words: wordsOf({ keywords, kinds }),
      fields: sendableHeaders({ 'content-language': tag, vary: 'Accept-Language' }),
      rendered: new WeakMap()
    })
  }
  const tags = [...languages.keys()]
  const choose = remember(value => languages.get(lookUpLanguage(value, tags) ?? tags[0] as string) as Language)
  return accepted => choose(accepted ?? '')
}
