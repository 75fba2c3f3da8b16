import type { AnyKind } from '../errors/catalog.ts'
import type { Provocation } from './provocation.ts'

/** An error that a route is documented to answer. */
export interface DocumentedError {
  readonly kind: AnyKind
  readonly status: number
  readonly mediaType: string
  /** The header fields beside the media type, as they are sent. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** Those that not every error of this kind and status has, as of two limits of which one says what is left. */
  readonly sometimes?: Readonly<Record<string, string | readonly string[]>>
  /** The body as it is sent; undefined where its words are known only when somebody throws it. */
  readonly body: string | undefined
  /** JSON Schema of the body. */
  readonly schema: object
  /** False where nobody says what is wrong with which part of the request. */
  readonly mayHaveIssues: boolean
  /** Who answers it: a gate, the handler (what it declares, and its own failures), security, or what is below the hooks. */
  readonly from: 'gate' | 'handler' | 'security' | 'below'
  /** The name of the gate. */
  readonly gate: string | undefined
  /** A request that is answered with just this. Undefined: none that is known without asking the application. */
  readonly provocation: Provocation | undefined
}
