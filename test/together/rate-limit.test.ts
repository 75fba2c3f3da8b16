import { together } from '../helpers/together.ts'

together('rate-limit')
