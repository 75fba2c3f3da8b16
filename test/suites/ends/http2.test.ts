import { often } from './often.ts'

often({ http2: true })
