// Keys and values of a block's map of errors, for exonum-client's MapProof: bytes as nodes hash them.
const KINDS = { unexpected_error: 0, core_error: 1, runtime_error: 2, service_error: 3, common_error: 4 }
const CALLS = { method: 0, constructor: 1, before_transactions: 2, after_transactions: 3, resume: 4 }

const varint = n => (n < 128 ? [n] : [(n & 127) | 128, ...varint(Math.floor(n / 128))])
const field = (number, n) => (n ? [number << 3, ...varint(n)] : [])
const nested = (number, bytes) => [(number << 3) | 2, ...varint(bytes.length), ...bytes]

/** exonum.CallInBlock; the chosen member is written even if it is 0. */
export const callType = {
  serialize: call =>
    call.type === 'transaction'
      ? [0x08, ...varint(call.index)]
      : [call.type === 'before_transactions' ? 0x10 : 0x18, ...varint(call.id)]
}

/** exonum.runtime.ExecutionError without its description. */
export const errorType = {
  serialize: error => {
    const site = error.call_site
    return [
      ...field(1, KINDS[error.type]),
      ...field(2, error.code),
      ...(error.runtime_id === undefined ? nested(5, []) : [0x20, ...varint(error.runtime_id)]),
      ...(site
        ? nested(6, [
            ...field(1, CALLS[site.call_type]),
            ...field(2, site.instance_id),
            ...field(3, site.method_id),
            ...(site.interface ? nested(4, [...new TextEncoder().encode(site.interface)]) : [])
          ])
        : nested(7, []))
    ]
  }
}
