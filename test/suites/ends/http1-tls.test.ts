import { often } from './often.ts'

// How an answer ends that TLS keeps takes a second or two.
often({ isSecure: true }, Number(process.env.ENDS_TIMES ?? 10))
