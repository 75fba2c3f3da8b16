import { often } from './often.ts'

// A second for each reader whose answer TLS keeps.
often({ isSecure: true }, Number(process.env.ENDS_TIMES ?? 10))
