import { createHash } from 'node:crypto'

/** What is used of ioredis and iovalkey, and of their clusters. */
export interface PositionalClient {
  evalsha (sha: string, keys: number, ...keysAndArguments: string[]): Promise<unknown>
  eval (script: string, keys: number, ...keysAndArguments: string[]): Promise<unknown>
}

/** What is used of node-redis, its clusters, sentinels and pools. */
export interface NamedClient {
  evalSha (sha: string, named: { keys: string[], arguments: string[] }): Promise<unknown>
  eval (script: string, named: { keys: string[], arguments: string[] }): Promise<unknown>
}

/** A client of ioredis, iovalkey or node-redis, or of one of their clusters. */
export type RedisClient = PositionalClient | NamedClient

/** A script, and the name that Redis has for it. */
export interface Script {
  readonly text: string
  readonly sha: string
}

/** Runs a script on one key. */
export type RunScript = (script: Script, key: string, args: string[]) => Promise<unknown>

/** Whether a value has the methods of one of the clients. */
export function isRedisClient (value: unknown): value is RedisClient {
  const client = value as Partial<PositionalClient & NamedClient> | null | undefined
  return typeof client?.eval === 'function' && (typeof client.evalsha === 'function' || typeof client.evalSha === 'function')
}

export function scriptOf (text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

/** By its name alone, in one round trip; with its text where this node has not seen it, as after a restart. */
export function runnerOf (client: RedisClient): RunScript {
  const { byName, byText } = commandsOf(client)
  return async (script, key, args) => {
    try {
      return await byName(script.sha, key, args)
    } catch (error) {
      if (!isUnknownScript(error)) throw error
      return await byText(script.text, key, args)
    }
  }
}

type Command = (script: string, key: string, args: string[]) => Promise<unknown>

function commandsOf (client: RedisClient): { byName: Command, byText: Command } {
  if ('evalSha' in client) {
    return {
      byName: (sha, key, args) => client.evalSha(sha, { keys: [key], arguments: args }),
      byText: (text, key, args) => client.eval(text, { keys: [key], arguments: args })
    }
  }
  return {
    byName: (sha, key, args) => client.evalsha(sha, 1, key, ...args),
    byText: (text, key, args) => client.eval(text, 1, key, ...args)
  }
}

function isUnknownScript (error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT')
}
