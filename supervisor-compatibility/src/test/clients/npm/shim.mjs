// What bundlers of the time gave to every page without being asked, and exonum-client counts on.
import 'regenerator-runtime/runtime.js'
export { Buffer } from 'buffer/'
