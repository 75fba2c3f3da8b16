/**
 * Where spam is kept until its CAPTCHA is solved: {@link memorySpamLog}, {@link redisSpamLog}, or your own.
 * Methods may answer at once or with a promise; a rejection is a failure, and its request is answered with 503.
 * Entries and answers are digests of 43 characters: nothing of what was sent is kept.
 */
export interface SpamLog {
  /**
   * Keeps an entry for a while.
   *
   * @returns its `spam_log_id`, a whole number from 1 that no other entry has
   */
  add (entry: string): number | Promise<number>
  /**
   * Uses up an entry and the answer to its CAPTCHA. Atomic among all processes that share the log: of several calls for one
   * entry, or with one answer, only one is true.
   *
   * @returns true where the id stands for this entry, and the answer is new
   */
  take (id: number, entry: string, answer: string): boolean | Promise<boolean>
  /** After a take that was true: the service could not tell, so that both can be taken again. */
  giveBack (id: number, entry: string, answer: string): void | Promise<void>
}
