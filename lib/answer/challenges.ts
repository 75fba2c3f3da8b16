import type { FastifyReply } from 'fastify'
import { schemeOf, splitChallenges, withRealm } from '../http/challenge.ts'
import type { Place } from './place.ts'

/**
 * The challenges of an answer: those that hooks and plugins have put on the reply, and the error's own, each scheme once.
 * The one that says more wins.
 *
 * @param own - the error's
 * @param isDefault - true where the error has none of its own, and `own` is what is said then
 * @param realm - of challenges that name none
 * @param instead - of the default, where the application says it; false: none
 * @param basicOnly - where Basic alone is what is asked for, and whether its challenge is to be seen
 * @returns undefined where it is not
 */
export function challengesOf (own: string | readonly string[], isDefault: boolean, realm: string | undefined, instead: string | false | undefined, basicOnly: Place['basicOnly'], reply: FastifyReply): string | string[] | undefined {
  const before = splitChallenges(valuesOf(reply.getHeader('www-authenticate'))).map(one => withRealm(one, realm))
  if (isDefault && before.length === 0) {
    if (instead === false) return undefined
    if (instead !== undefined) return withRealm(instead, realm)
    if (basicOnly === 'hides') return undefined
    return basicOnly === 'asks' ? withRealm('Basic', realm) : own as string
  }
  const errors = isDefault ? [] : splitChallenges(own)
  const said = schemesOf(before)
  // A scheme alone says nothing that the reply does not say.
  const told = errors.filter(one => one !== withRealm(one.split(' ', 1)[0] as string, realm) || !said.has(schemeOf(one)))
  const toldSchemes = schemesOf(told)
  const kept = before.filter(one => !toldSchemes.has(schemeOf(one)))
  const all = [...new Set([...kept, ...told])]
  return all.length === 1 ? all[0] as string : all
}

function valuesOf (field: unknown): string[] {
  return field === undefined ? [] : [field].flat().map(String)
}

function schemesOf (challenges: readonly string[]): Set<string> {
  return new Set(challenges.map(schemeOf))
}
