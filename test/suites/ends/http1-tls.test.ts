import { often } from './often.ts'

often({ isSecure: true })
